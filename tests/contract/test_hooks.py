# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_phone_hook against the simulator: one hook, the others as they were."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest

from tests.contract.harness import AUTHENTICATION, HOOKS, SAY, SIP, TWILIO, Org, an_id
from tests.contract.test_lines import SERVICES, service_name

MODULE = "vapi_phone_hook"
LINE = "Twilio Line"

HOLD: dict[str, Any] = {"event": "call.ringing", "do": [{"type": "say", "exact": "Please hold."}]}
FROM_INDIA: dict[str, Any] = {**HOLD, "filters": [{"starts_with": ["91"]}]}
TO_NIGHT: dict[str, Any] = {
    "event": "call.ending",
    "filters": [{"one_of": ["assistant-request-failed", "assistant-request-returned-error"]}],
    "do": [{"type": "transfer", "destination": {"type": "number", "number": "+14155550199"}}],
}


def hooks_of(org: Org) -> list[dict[str, Any]]:
    """The hooks of the first number, as the service has them."""
    hooks: list[dict[str, Any]] = org.numbers()[0].get("hooks", [])
    return hooks


@pytest.fixture(autouse=True)
def _line(org: Org) -> None:
    org.run("vapi_phone_number", **TWILIO)


@pytest.mark.parametrize("switches", SERVICES[::5], ids=service_name)
@pytest.mark.parametrize("hook", [HOLD, FROM_INDIA, TO_NIGHT], ids=["all", "filtered", "ending"])
def test_life_of_a_hook(org: Org, hook: dict[str, Any], switches: dict[str, Any]) -> None:
    org.simulator.switch(**switches)
    _result, writes = org.settle(MODULE, phone_number=LINE, **hook)
    assert [(write["method"], list(write["body"])) for write in writes] == [("PATCH", ["hooks"])]
    other = {**hook, "do": [{"type": "say", "exact": "Something else."}]}
    result, writes = org.settle(MODULE, phone_number=LINE, **other)
    assert len(writes) == 1 and result["hook"]["do"] == other["do"]
    result, writes = org.settle(MODULE, phone_number=LINE, **hook, state="absent")
    assert writes[0]["body"] == {"hooks": []} and result["hooks"] == []


@pytest.mark.parametrize("reference", ["id", "number", "name", "sip"])
def test_the_number_is_given_in_four_ways(org: Org, reference: str) -> None:
    sip = org.run("vapi_phone_number", **SIP, authentication=AUTHENTICATION)["phone_number"]
    given = {"id": sip["id"], "number": TWILIO["number"], "name": LINE, "sip": "SIP:front-desk@SIP.vapi.ai"}[reference]
    result, writes = org.settle(MODULE, phone_number=given, **HOLD)
    assert result["hooks"] == [HOLD] and len(writes) == 1


def test_an_integer_number_finds_the_line(org: Org) -> None:
    assert org.run(MODULE, phone_number=14155550100, **HOLD)["changed"]


def test_the_others_stay(org: Org) -> None:
    org.run("vapi_phone_number", **TWILIO, hooks=HOOKS)
    before = hooks_of(org)
    org.settle(MODULE, phone_number=LINE, **HOLD)
    assert hooks_of(org)[:2] == before and len(hooks_of(org)) == 3
    org.settle(MODULE, phone_number=LINE, event="call.ringing", state="absent")
    assert hooks_of(org) == before
    org.settle(MODULE, phone_number=LINE, event="call.ringing", filters=HOOKS[0]["filters"], state="absent")
    assert hooks_of(org) == before[1:]


@pytest.mark.parametrize(("position", "place"), [(None, 2), (0, 0), (1, 1), (9, 2)])
def test_position_of_a_new_hook(org: Org, position: int | None, place: int) -> None:
    org.run("vapi_phone_number", **TWILIO, hooks=HOOKS)
    result, _writes = org.settle(MODULE, phone_number=LINE, **HOLD, position=position)
    assert result["hooks"][place] == HOLD


@pytest.mark.parametrize("order", [["86", "91"], ["91", "86"]])
def test_filters_identify_a_hook_in_any_order(org: Org, order: list[str]) -> None:
    org.run(MODULE, phone_number=LINE, **{**HOLD, "filters": [{"starts_with": ["91", "86"]}]})
    result = org.run(MODULE, phone_number=LINE, **{**SAY, "filters": [{"starts_with": order}]})
    assert len(result["hooks"]) == 1


def test_actions_may_be_written_either_way(org: Org) -> None:
    for hook in (HOLD, TO_NIGHT):
        assert org.run(MODULE, phone_number=LINE, **hook)["changed"]
        assert not org.run(MODULE, phone_number=LINE, **{**hook, "do": hook["do"][0]})["changed"]
    assert isinstance(hooks_of(org)[0]["do"], list) and isinstance(hooks_of(org)[1]["do"], dict)


def test_a_second_action_earns_a_warning(org: Org) -> None:
    result = org.run(MODULE, phone_number=LINE, **{**HOLD, "do": HOLD["do"] * 2})
    assert len(result["warnings"]) == 1 and "first action" in result["warnings"][0]


def test_a_result_can_be_fed_back(org: Org) -> None:
    result = org.run(MODULE, phone_number=LINE, **TO_NIGHT)
    again, writes = org.writes(MODULE, phone_number=LINE, **result["hook"])
    assert not again["changed"] and writes == [] and again["hooks"] == result["hooks"]


def test_two_hooks_alike_are_an_error(org: Org) -> None:
    org.run("vapi_phone_number", **TWILIO, hooks=[HOLD, HOLD])
    assert "positions 0, 1" in org.refuses(MODULE, phone_number=LINE, **SAY)


def test_a_change_between_reading_and_writing_is_not_lost(org: Org) -> None:
    """Our first reading is answered late: what it tells is old when it arrives."""
    org.simulator.fault("latency", match={"method": "GET", "path": "^/v2/phone-number"}, nth=[1], seconds=0.4)
    ours = threading.Thread(target=org.run, args=(MODULE,), kwargs={"phone_number": LINE, **HOLD})
    ours.start()
    time.sleep(0.2)
    theirs = Org(org.simulator)
    theirs.run("vapi_phone_number", id=org.numbers()[0]["id"], hooks=[FROM_INDIA])
    ours.join()
    assert [hook["filters"][0]["startsWith"] for hook in hooks_of(org) if "filters" in hook] == [["91"]]
    assert len(hooks_of(org)) == 2


def test_a_line_that_an_earlier_task_would_create(org: Org) -> None:
    foretold, writes = org.writes(MODULE, True, phone_number="New Line", **HOLD)
    assert not foretold["failed"] and foretold["changed"] and writes == []
    assert "New Line" in foretold["warnings"][0]
    assert "no line 'New Line'" in org.refuses(MODULE, phone_number="New Line", **HOLD)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"event": "call.ringing"}, "do: is required"),
        ({**HOLD, "event": "call.started"}, "must be one of call.ringing, call.ending"),
        ({"do": HOLD["do"]}, "event: is required"),
        ({**TO_NIGHT, "do": TO_NIGHT["do"] * 2}, "one action only"),
        ({**HOLD, "do": [{"type": "say"}]}, "do[0].exact: is required"),
        ({**HOLD, "do": [{"type": "say", "exact": "x" * 4001}]}, "at most 4000"),
        ({**HOLD, "do": [{"type": "sing", "exact": "x"}]}, "must be one of say, transfer"),
        ({**HOLD, "filters": [{"one_of": ["assistant-request-failed"]}]}, "filtered by starts_with"),
        ({**HOLD, "filters": [{"starts_with": ["1" * 21]}]}, "at most 20"),
        ({**TO_NIGHT, "filters": [{"one_of": ["customer-busy"]}]}, "must be one of assistant-request-failed"),
        ({**HOLD, "phone_number": None}, "phone_number: is empty"),
        ({**HOLD, "phone_number": an_id("nothing")}, "no phone number of this org has the id"),
    ],
)
def test_bad_input(org: Org, options: dict[str, Any], words: str) -> None:
    assert words in org.refuses(MODULE, **{"phone_number": LINE, **options})


def test_no_secret_of_the_line_is_shown(org: Org) -> None:
    org.simulator.switch(secrets="echo")
    assert "token" not in json.dumps(org.run(MODULE, phone_number=LINE, **HOLD))
