# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets a call of a line: every kind of ringing hook before every kind of route, decided in one place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.answering import (
    is_route_unreachable,
    route_of,
    who_answers,
)

SAY = {"type": "say", "exact": "We are closed."}
TRANSFER = {"type": "transfer", "destination": {"type": "number", "number": "+14155550199"}}
FILTERS = [{"type": "startsWith", "key": "number", "startsWith": ["1415"]}]

HOOKS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "none": ([], "route"),
    "say to some": ([{"on": "call.ringing", "filters": FILTERS, "do": [SAY]}], "route"),
    "transfer of some": ([{"on": "call.ringing", "filters": FILTERS, "do": [TRANSFER]}], "route"),
    "say": ([{"on": "call.ringing", "do": [SAY]}], "nobody"),
    "say, no filters": ([{"on": "call.ringing", "filters": [], "do": [SAY, TRANSFER]}], "nobody"),
    "transfer": ([{"on": "call.ringing", "do": [TRANSFER]}], "hook"),
    "transfer first": ([{"on": "call.ringing", "do": [TRANSFER, SAY]}], "hook"),
    "say to some, then transfer": (
        [{"on": "call.ringing", "filters": FILTERS, "do": [SAY]}, {"on": "call.ringing", "do": [TRANSFER]}],
        "hook",
    ),
    "no action, then say": ([{"on": "call.ringing", "do": []}, {"on": "call.ringing", "do": [SAY]}], "nobody"),
    "at the end": ([{"on": "call.ending", "do": TRANSFER}], "route"),
}
ROUTES: dict[str, tuple[dict[str, Any], str]] = {
    "assistant": ({"assistantId": "a"}, "assistant"),
    "squad": ({"squadId": "s"}, "squad"),
    "assistant before server": ({"assistantId": "a", "server": {"url": "https://example.com"}}, "assistant"),
    "server": ({"server": {"url": "https://example.com"}}, "server"),
    "legacy server": ({"serverUrl": "https://example.com"}, "server"),
    "workflow": ({"workflowId": "w"}, ""),
    "server without url": ({"server": {"timeoutSeconds": 20}}, ""),
    "fallback alone": ({"fallbackDestination": TRANSFER["destination"]}, ""),
    "none": ({}, ""),
}
NUMBER = {"id": "i", "provider": "twilio", "number": "+14155550100", "status": "active"}


@pytest.mark.case(47, 110)
@pytest.mark.parametrize(("hooks", "route"), list(product(HOOKS, ROUTES)))
def test_who_answers(hooks: str, route: str, members: Callable[[str, int], None]) -> None:
    members("hook before a route", 1)
    ringing, taken_by = HOOKS[hooks]
    fields, kind = ROUTES[route]
    record = {**NUMBER, **fields, "hooks": ringing}
    expected = {"route": kind, "hook": "hook", "nobody": ""}[taken_by]
    answer = who_answers(record)
    assert answer.kind == expected
    assert bool(answer.reason) == (not expected)
    assert route_of(record).kind == kind
    assert is_route_unreachable(record) == (bool(kind) and taken_by != "route")


@pytest.mark.case(44)
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"provider": "vapi", "number": None}, "neither number nor SIP URI"),
        ({"provider": "vapi", "number": None, "status": "activating"}, "it is activating"),
        ({"status": "blocked"}, "it is blocked"),
        ({"status": "something-new"}, "it is something-new"),
        ({"workflowId": "w"}, "workflows were retired"),
        ({"fallbackDestination": TRANSFER["destination"]}, "fallback acts only when a server fails"),
        ({"hooks": [{"on": "call.ringing", "do": [SAY]}], "squadId": "s"}, "ends before it reaches the squad"),
    ],
)
def test_the_reason_says_why(fields: dict[str, Any], words: str) -> None:
    assert words in who_answers({**NUMBER, **fields}).reason
