# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hooks as users write them and as the service forms them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.hook import ENDING, HOOK, RINGING, idle_actions
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.convert import documented, to_api, to_options
from ansible_collections.voiceops.vapi.tests.unit.plugins.module_utils.strategies import hooks
from hypothesis import given

SAY = {"type": "say", "exact": "Hello"}


def encoded(hook: dict[str, Any]) -> dict[str, Any]:
    """A hook as it goes out within a line."""
    payload: dict[str, Any] = to_api(LINE, {"hooks": [hook]})["hooks"][0]
    return payload


@given(hooks())
def test_a_hook_comes_back_as_it_went_out(hook: dict[str, Any]) -> None:
    payload = encoded(hook)
    options = to_options(HOOK, payload)
    assert {name: options[name] for name in hook if name != "filters"} == {
        name: value for name, value in hook.items() if name != "filters"
    }
    assert encoded(options) == payload == documented(HOOK, payload)


@given(hooks())
def test_the_service_gets_the_form_of_the_event(hook: dict[str, Any]) -> None:
    payload = encoded(hook)
    assert payload["on"] == hook["event"] and "event" not in payload
    if hook.get("do"):
        assert isinstance(payload["do"], list if hook["event"] == RINGING else dict)
    constants = {RINGING: ("startsWith", "number"), ENDING: ("oneOf", "call.endedReason")}[hook["event"]]
    for condition in payload.get("filters", []):
        assert (condition["type"], condition["key"]) == constants and constants[0] in condition


def test_an_ending_hook_may_do_nothing() -> None:
    assert encoded({"event": ENDING, "do": []}) == encoded({"event": ENDING}) == {"on": ENDING}


@pytest.mark.parametrize(("event", "actions", "told"), [(RINGING, 2, 1), (RINGING, 1, 0), (ENDING, 2, 0)])
def test_actions_that_never_run_are_told(event: str, actions: int, told: int) -> None:
    assert len(list(idle_actions([{"event": event, "do": [SAY] * actions}]))) == told
