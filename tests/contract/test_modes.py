# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that are closed answer nobody, lines that fail over forward everybody, and both find their way back."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import CLOSED_MESSAGE

from tests.contract.harness import FALLBACK, FULL_LINES, HOOKS, SAY, SERVER, TELNYX, VONAGE, Org, an_id
from tests.contract.test_fleet import MODULE, many, reads
from tests.contract.test_lines import SERVICES, service_name

LINE = "vapi_phone_number"
ALL = [line for name, line in FULL_LINES.items() if name != "twilio-key"]
OFFICE = {"type": "number", "number": "+14155550142", "spoken_message": "I am connecting you with the office."}
FORWARD = {"failover_destination": OFFICE}
DECLARED = {**TELNYX, "assistant": "Support Bot", "hooks": HOOKS}
DESK = {"type": "number", "number": FALLBACK["number"]}
CALLER = "+14155550166"
CALLER_WITH_PREFIX = "+918005550166"


def in_mode(mode: str, lines: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """The lines in a mode, each with what it needs for it."""
    return [{**line, **FORWARD, "mode": mode} for line in (ALL if lines is None else lines)]


def stored(org: Org) -> list[dict[str, Any]]:
    """The org's numbers without the moment of their last change; null and absent are the same."""
    return [
        {name: value for name, value in number.items() if name != "updatedAt" and value is not None}
        for number in org.numbers()
    ]


def called(org: Org) -> list[dict[str, Any]]:
    """What becomes of two calls to each line of the org that has a number or SIP URI."""
    legs = [
        org.simulator.inbound(str(number.get("number") or number["sipUri"]), caller)
        for number in org.numbers()
        for caller in (CALLER, CALLER_WITH_PREFIX)
    ]
    org.simulator.advance(60)
    calls = {call["id"]: call for call in org.run("vapi_call_info", limit=1000)["calls"]}
    return [calls[leg["id"]] for leg in legs]


# --- there and back ---------------------------------------------------------------------------------------------------


@pytest.mark.spread("switches", "mode")
@pytest.mark.parametrize("switches", SERVICES[::3], ids=service_name)
@pytest.mark.parametrize("mode", ["closed", "failover"])
def test_there_and_back(org: Org, switches: dict[str, Any], mode: str) -> None:
    org.simulator.switch(**switches)
    org.run(MODULE, lines=ALL)
    before = stored(org)
    result, writes = org.settle(MODULE, lines=in_mode(mode))
    assert [write["method"] for write in writes] == ["PATCH"] * len(ALL)
    assert stored(org) != before
    back, writes = org.settle(MODULE, lines=in_mode("normal"))
    assert len(writes) == len(ALL) and stored(org) == before
    modes = [(diff["before"]["mode"], diff["after"]["mode"]) for diff in [*result["diff"], *back["diff"]]]
    assert modes == [("normal", mode)] * len(ALL) + [(mode, "normal")] * len(ALL)


@pytest.mark.parametrize("mode", ["closed", "failover"])
def test_without_a_mode_a_line_is_normal_again(org: Org, mode: str) -> None:
    org.run(LINE, **DECLARED)
    before = stored(org)
    org.settle(LINE, **DECLARED, **FORWARD, mode=mode)
    org.settle(LINE, **DECLARED)
    assert stored(org) == before


def test_from_one_mode_to_the_other(org: Org) -> None:
    org.run(MODULE, lines=in_mode("closed"))
    result, _writes = org.settle(MODULE, lines=in_mode("failover"))
    assert {(diff["before"]["mode"], diff["after"]["mode"]) for diff in result["diff"]} == {("closed", "failover")}


def test_a_line_that_greets_is_not_closed(org: Org) -> None:
    greeting = {**TELNYX, "assistant": "Support Bot", "hooks": [SAY]}
    org.run(LINE, **greeting)
    result, _writes = org.settle(LINE, **greeting, mode="closed")
    assert (result["diff"]["before"]["mode"], result["diff"]["after"]["mode"]) == ("normal", "closed")


def test_a_new_line_may_begin_closed(org: Org) -> None:
    result, writes = org.settle(LINE, **DECLARED, mode="closed")
    assert "assistantId" not in writes[0]["body"] and result["diff"]["after"]["mode"] == "closed"
    org.settle(LINE, **DECLARED)
    assert org.numbers()[0]["assistantId"] == an_id("Support Bot")


def test_the_mode_of_all_lines_and_of_one(org: Org) -> None:
    lines = many(3, assistant="Support Bot", hooks=[])
    org.run(MODULE, lines=lines)
    org.settle(MODULE, lines=[{**lines[0], "mode": "normal"}, *lines[1:]], mode="closed")
    assert {number["name"]: bool(number.get("assistantId")) for number in org.numbers()} == {
        "Line 0": True,
        "Line 1": False,
        "Line 2": False,
    }


def test_hundreds_of_lines_cost_one_reading_and_a_write_each(org: Org) -> None:
    lines = [{"number": f"+1212555{n:04d}", "assistant": "Support Bot", "hooks": [SAY]} for n in range(300)]
    org.run(MODULE, lines=many(300, assistant="Support Bot", hooks=[SAY]))
    org.simulator.clear_log()
    result = org.run(MODULE, lines=lines, mode="closed")
    assert result["summary"]["updated"] == 300
    assert reads(org) == ["/v2/phone-number"] and len(org.simulator.writes()) == 300


# --- what callers meet ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ringing_say", ["ends", "goes_on"])
@pytest.mark.parametrize("request_answer", ["answered", "failed", "server-error"])
def test_closed_lines_answer_nobody(org: Org, ringing_say: str, request_answer: str) -> None:
    org.simulator.switch(ringing_say=ringing_say, assistant_request=request_answer)
    server_routed = {**VONAGE, "route": "server", "server": SERVER, "fallback_destination": FALLBACK, "hooks": HOOKS}
    lines = [server_routed, *(line for line in ALL if line["provider"] in ("vapi", "telnyx"))]
    org.run(MODULE, lines=lines)
    org.run(MODULE, lines=in_mode("closed", lines))
    ends = {call["ended_reason"] for call in called(org)}
    said = "call.ringing.hook-executed-say" if ringing_say == "ends" else "assistant-request-failed"
    assert ends == {said}
    org.run(MODULE, lines=in_mode("normal", lines))
    assert "customer-ended-call" in {call["ended_reason"] for call in called(org)}


def test_a_closed_line_is_known_as_such(org: Org) -> None:
    org.run(LINE, **DECLARED, mode="closed")
    (number,) = org.run("vapi_phone_number_info", answering=True)["phone_numbers"]
    assert not number["answering"] and number["not_answering_reason"] == "it is closed, callers hear a sentence"


def test_the_sentence_of_a_closed_line(org: Org) -> None:
    org.run(LINE, **DECLARED, mode="closed")
    (hook,) = org.numbers()[0]["hooks"]
    assert hook == {"on": "call.ringing", "do": [{"type": "say", "exact": CLOSED_MESSAGE}]}
    result, writes = org.settle(LINE, **DECLARED, mode="closed", closed_message="Back on Monday.")
    assert writes[0]["body"] == {"hooks": [{**hook, "do": [{"type": "say", "exact": "Back on Monday."}]}]}
    assert (result["diff"]["before"]["mode"], result["diff"]["after"]["mode"]) == ("closed", "closed")


def test_lines_that_fail_over_forward_everybody(org: Org) -> None:
    lines = [line for line in ALL if line["provider"] != "byo-phone-number"]
    org.run(MODULE, lines=lines)
    org.run(MODULE, lines=in_mode("failover", lines))
    legs = called(org)
    assert {leg["ended_reason"] for leg in legs} == {"call.ringing.hook-executed-transfer"}
    sent = [call["destination"]["number"] for call in org.calls()]
    assert sent == [OFFICE["number"]] * len(legs)


def test_the_net_below_a_line_stays_while_it_fails_over(org: Org) -> None:
    org.run(LINE, **DECLARED, **FORWARD, mode="failover")
    assert [hook["on"] for hook in org.numbers()[0]["hooks"]] == ["call.ringing", "call.ending"]
    assert org.numbers()[0]["assistantId"] == an_id("Support Bot")


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("without", "options", "words"),
    [
        ("hooks", {"mode": "closed"}, "mode: closed overwrites hooks, which"),
        ("hooks", {"mode": "failover", **FORWARD}, "mode: failover overwrites hooks, which"),
        ("assistant", {"mode": "closed"}, "Declare a route (or route: none)"),
        ("server", {"mode": "closed"}, "mode: closed overwrites server, which"),
        ("fallback_destination", {"mode": "closed"}, "Declare fallback_destination with all that it has."),
        ("", {"mode": "closed", "server": {"url": SERVER["url"]}}, "Declare server with all that it has."),
        ("", {"mode": "closed", "fallback_destination": DESK}, "mode: closed overwrites fallback_destination, which"),
        ("", {"mode": "failover"}, "failover_destination: is required for mode: failover; add it."),
        ("", {"mode": "shut"}, "mode: must be one of normal, closed, failover"),
        ("", {"mode": "failover", "failover_destination": {"type": "number"}}, "number: is required"),
    ],
)
def test_no_way_without_a_way_back(org: Org, without: str, options: dict[str, Any], words: str) -> None:
    line = {**DECLARED, "server": SERVER, "fallback_destination": FALLBACK}
    org.run(LINE, **line)
    before = org.numbers()
    asked = {**{name: value for name, value in line.items() if name != without}, **options}
    for sentence in (org.refuses(LINE, **asked), org.refuses(MODULE, lines=[*many(2), asked])):
        assert words in sentence and "Telnyx Line" in sentence
    assert org.numbers() == before


@pytest.mark.parametrize("secrets", ["mask", "echo"])
def test_headers_that_are_seen_and_not_declared(org: Org, secrets: str) -> None:
    org.simulator.switch(secrets=secrets)
    org.run(LINE, **DECLARED, server=SERVER)
    bare = {name: value for name, value in SERVER.items() if name != "headers"}
    assert "Declare server with all that it has" in org.refuses(LINE, **DECLARED, server=bare, mode="closed")
    org.settle(LINE, **DECLARED, server=SERVER, mode="closed")


@pytest.mark.parametrize("wanted", [None, {"url": "https://example.com/other"}, {**SERVER, "timeout_seconds": 9}])
def test_a_declaration_may_differ_from_what_is_there(org: Org, wanted: dict[str, Any] | None) -> None:
    org.run(LINE, **DECLARED, server={"url": SERVER["url"]})
    org.settle(LINE, **DECLARED, server=wanted, mode="closed")


def test_what_the_line_does_not_have_need_not_be_declared(org: Org) -> None:
    org.run(LINE, **DECLARED)
    org.settle(LINE, **DECLARED, mode="closed")


@pytest.mark.parametrize("route", [{"route": "none"}, {"assistant_id": None}, {"squad": "Front Desk"}])
def test_every_way_to_declare_a_route_counts(org: Org, route: dict[str, Any]) -> None:
    org.run(LINE, **TELNYX)
    org.settle(LINE, **TELNYX, hooks=[], **route, mode="closed")


def test_a_line_is_closed_although_its_assistant_is_gone(org: Org) -> None:
    org.run(LINE, **DECLARED)
    org.settle(LINE, **{**DECLARED, "assistant": "Somebody who left"}, mode="closed")


def test_deleting_asks_for_nothing(org: Org) -> None:
    org.run(LINE, **DECLARED)
    org.settle(LINE, **TELNYX, mode="closed", state="absent")
