# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which call is which: name, line and callee; what is told of one that differs; a POST whose answer was lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.harness import SIP, TWILIO, Org, an_id, record
from tests.contract.test_calls import ANN, BATCH, BOB, CALL, CAROL, LATER, MODULE, WAIT, ago

FORGOTTEN = {
    "deleted": "scheduled-call-deleted",
    "concurrency": "call.start.error-subscription-concurrency-limit-reached",
}


@pytest.fixture(autouse=True)
def _line(org: Org) -> None:
    org.simulator.switch(call_queue_seconds=0.05, call_ring_seconds=0.05, call_talk_seconds=0.1)
    org.run("vapi_phone_number", **TWILIO)


def rung(org: Org) -> list[str]:
    """Who was called, in order."""
    return sorted(str(call["customer"]["number"]) for call in org.calls())


# --- identity ---------------------------------------------------------------------------------------------------------


@pytest.mark.case(21)
def test_one_name_for_several_callees_calls_each_of_them_once(org: Org) -> None:
    for _run in range(2):
        changed = [org.run(MODULE, **{**CALL, "customer": one})["changed"] for one in (ANN, BOB, CAROL)]
    assert changed == [False] * 3 and rung(org) == [one["number"] for one in (ANN, BOB, CAROL)]


@pytest.mark.case(21)
def test_one_name_for_several_callees_in_a_list(org: Org) -> None:
    calls = [{**CALL, "customer": one} for one in (ANN, BOB, CAROL)]
    _result, writes = org.settle("vapi_outbound_calls", calls=calls)
    assert len(writes) == 3
    assert "calls[0] and calls[3] are the same call" in org.refuses("vapi_outbound_calls", calls=[*calls, calls[0]])


@pytest.mark.case(21, 22)
@pytest.mark.parametrize("handle", ["name", "number", "spelling", "id", "phone_number_id"])
def test_nobody_is_rung_twice_from_one_line_under_its_other_handle(
    org: Org, handle: str, members: Callable[[str, int], None]
) -> None:
    line = org.numbers()[0]
    handles = {"name": line["name"], "number": line["number"], "spelling": "1 (415) 555-0100", "id": line["id"]}
    other = {"phone_number": handles[handle]} if handle in handles else {"phone_number_id": line["id"]}
    rest = {name: value for name, value in CALL.items() if name not in ("phone_number", "customer")}
    for own in ({"phone_number": line["name"]}, {"phone_number_id": line["id"]}):
        if own == other:
            continue
        calls = [{**rest, **own, "customer": ANN}, {**rest, **other, "customers": [BOB, {**ANN, "extension": "5"}]}]
        for check in (True, False):
            result = org.run("vapi_outbound_calls", check, calls=calls)
            assert result["failed"] and f"{ANN['number']} is called under this name by another call" in result["msg"]
        assert rung(org) == [ANN["number"]]
    members("handle of a line", 1)


@pytest.mark.case(21)
@pytest.mark.parametrize(
    ("first", "second"),
    [("sip:ann@example.com", "SIP:Ann@Example.com"), ("sips:a@b.example", "sips:A@B.example")],
)
def test_the_case_of_a_sip_uri_makes_no_other_callee(org: Org, first: str, second: str) -> None:
    org.run(MODULE, **{**CALL, "customer": {"sip_uri": first}})
    assert not org.run(MODULE, **{**CALL, "customer": {"sip_uri": second}})["changed"]


@pytest.mark.case(21)
def test_a_call_whose_data_was_erased_still_counts(org: Org) -> None:
    org.run(MODULE, **CALL, **WAIT)
    assert org.run(MODULE, name=CALL["name"], state="absent", erase=True)["changed"]
    assert "customer" not in org.calls()[0]
    assert not org.run(MODULE, **CALL)["changed"] and not org.run(MODULE, **BATCH)["changed"]


@pytest.mark.case(21)
def test_another_assistant_under_the_same_identity_is_told(org: Org) -> None:
    org.run(MODULE, **CALL)
    for changed in ({"assistant": "Night Bot"}, {"assistant": None, "squad": "Front Desk"}):
        result, writes = org.writes(MODULE, **{**CALL, **changed})
        assert not result["changed"] and writes == []
        (warning,) = result["warnings"]
        assert f"placed with assistant {an_id('Support Bot')}" in warning and "another name" in warning
    assert org.run(MODULE, **CALL)["warnings"] == []


@pytest.mark.case(21)
def test_a_moved_schedule_says_how_to_move_it(org: Org) -> None:
    scheduled = {**CALL, "schedule_plan": LATER}
    org.run(MODULE, **scheduled)
    assert org.run(MODULE, **{**CALL, "schedule_plan": {"earliest_at": "2040-01-01T10:00:00+01:00"}})["warnings"] == []
    for moved in ({**CALL, "schedule_plan": {"earliest_at": "2040-01-02T09:00:00Z"}}, CALL):
        result = org.run(MODULE, **moved)
        (warning,) = result["warnings"]
        assert not result["changed"] and "was not moved. To move it, end it (state: absent)" in warning
    assert org.run(MODULE, name=CALL["name"], state="absent")["changed"]
    moved_for_good, _writes = org.writes(MODULE, **{**CALL, "schedule_plan": {"earliest_at": "2040-01-02T09:00:00Z"}})
    assert moved_for_good["changed"] and moved_for_good["warnings"] == []


@pytest.mark.case(21)
def test_ending_one_of_several_of_a_name(org: Org) -> None:
    for one in (ANN, BOB):
        org.run(MODULE, **{**CALL, "customer": one}, schedule_plan=LATER)
    ended, writes = org.settle(MODULE, name=CALL["name"], customer=ANN, state="absent")
    assert len(writes) == 1 and ended["call"]["customer"] == ANN
    assert {call["customer"]["name"]: call["status"] for call in org.calls()} == {"Ann": "ended", "Bob": "scheduled"}


# --- customers --------------------------------------------------------------------------------------------------------


@pytest.mark.case(22)
@pytest.mark.parametrize(
    "twice",
    [ANN, {"number": ANN["number"], "name": "Somebody else"}, {"number": f" {ANN['number']} "}],
)
def test_the_same_number_twice_is_refused(org: Org, twice: dict[str, Any]) -> None:
    sentence = org.refuses(MODULE, **{**BATCH, "customers": [ANN, BOB, twice]})
    assert "customers[0] and customers[2] are both" in sentence and org.calls() == []


@pytest.mark.case(22)
def test_the_same_sip_uri_twice_is_refused(org: Org) -> None:
    twice = [{"sip_uri": "sip:ann@example.com"}, {"sip_uri": "SIP:ANN@example.com"}]
    assert "customers[0] and customers[1]" in org.refuses(MODULE, **{**BATCH, "customers": twice})


@pytest.mark.case(22)
@pytest.mark.parametrize("check", [True, False])
def test_an_empty_list_of_customers_calls_nobody(org: Org, check: bool) -> None:
    result, writes = org.writes(MODULE, check, **{**BATCH, "customers": []})
    assert not result["failed"] and not result["changed"] and writes == [] and result["calls"] == []
    listed = org.run("vapi_outbound_calls", check, calls=[{**BATCH, "customers": []}])
    assert not listed["failed"] and not listed["changed"]


# --- never rang -------------------------------------------------------------------------------------------------------


@pytest.mark.case(20)
def test_a_call_that_never_rang_frees_its_name(org: Org, members: Callable[[str, int], None]) -> None:
    reasons = (
        "scheduled-call-deleted",
        "call.start.error-subscription-concurrency-limit-reached",
        "call.start.error-get-assistant",
        "call.start.error-subscription-frozen",
        "call-start-error-neither-assistant-nor-server-set",
        "assistant-not-found",
    )
    org.simulator.switch(call_queue_seconds=600.0, concurrency_limit=100)
    for index, reason in enumerate(reasons):
        call = {**CALL, "name": f"Call {index}"}
        for module, options in ((MODULE, call), (MODULE, call), ("vapi_outbound_calls", {"calls": [call]})):
            assert org.run(module, **options)["changed"], reason
            org.rewrite("call", status="ended", endedReason=reason)
    members("reason that frees a name", len(reasons))
    org.rewrite("call", endedReason="customer-did-not-answer")
    assert not org.run(MODULE, **{**CALL, "name": "Call 0"})["changed"], "this one rang"


@pytest.mark.case(20)
def test_waiting_for_a_call_that_never_rang_fails_and_names_the_reason(org: Org) -> None:
    org.simulator.switch(call_outcome="call.start.error-subscription-frozen")
    result = org.run(MODULE, **CALL, **WAIT)
    assert result["failed"] and "never rang: call.start.error-subscription-frozen" in result["msg"]


# --- a lost answer ----------------------------------------------------------------------------------------------------


@pytest.mark.case(112)
@pytest.mark.parametrize("kind", ["single", "batch", "list"])
def test_the_doubt_stays_when_nobody_can_look(org: Org, kind: str) -> None:
    module, options = {
        "single": (MODULE, CALL),
        "batch": (MODULE, BATCH),
        "list": ("vapi_outbound_calls", {"calls": [CALL, {**CALL, "name": "Second"}]}),
    }[kind]
    org.simulator.fault("cut", match={"method": "POST"}, when="after", nth=[1])
    org.simulator.fault("503", match={"method": "GET", "path": "^/call"}, nth=list(range(2, 100)))
    result = org.run(module, **options, retries=0)
    assert result["failed"] and "may have been placed, and this could not be checked: " in result["msg"]
    placed = len(org.calls())
    org.simulator.clear_faults()
    again = org.run(module, **options)
    assert not again["failed"] and len(org.calls()) == placed


@pytest.mark.case(112)
def test_ending_in_doubt_that_nobody_can_look_at(org: Org) -> None:
    org.run(MODULE, **CALL, schedule_plan=LATER)
    org.simulator.fault("cut", match={"method": "DELETE"}, when="after", nth=[1])
    org.simulator.fault("503", match={"method": "GET", "path": "^/call/."}, skip=1)
    result = org.run(MODULE, name=CALL["name"], state="absent", retries=0)
    assert result["failed"] and "may have been ended, and its state could not be read" in result["msg"]


def test_a_batch_of_which_only_a_part_is_found_names_the_others(org: Org) -> None:
    """The answer of a batch is lost and only some of its calls are there: neither silence nor a second POST."""
    placed = record(
        name="Welcome", phoneNumberId=org.numbers()[0]["id"], customer=ANN, status="queued", type="outboundPhoneCall"
    )
    org.simulator.fault("504", match={"method": "POST"}, when="before", nth=[1])
    org.simulator.fault("latency", match={"method": "POST"}, seconds=0.0)
    org.add("call", **{**placed, "createdAt": ago(-2)})
    result, writes = org.writes(MODULE, **{**BATCH, "customers": [BOB, CAROL]})
    assert result["failed"] and "no matching call found" in result["msg"] and len(writes) == 1


# --- the line ---------------------------------------------------------------------------------------------------------

TRUNK = record(
    id=an_id("extension"),
    provider="byo-phone-number",
    number="1000",
    name="Extension",
    numberE164CheckEnabled=False,
    status="active",
)
PLAIN = record(id=an_id("plain"), provider="byo-phone-number", number="18336840100", name="+49 Berlin", status="active")


@pytest.mark.case(30)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1000", TRUNK),
        ("Extension", TRUNK),
        (" Extension ", TRUNK),
        ("18336840100", PLAIN),
        ("+1 (833) 684-0100", PLAIN),
        ("(+1) 833 684-0100", PLAIN),
        (18336840100, PLAIN),
        ("+49 Berlin", PLAIN),
        (TRUNK["id"], TRUNK),
    ],
)
def test_a_line_is_found_by_any_of_its_names(org: Org, text: Any, line: dict[str, Any]) -> None:
    org.furnish([TRUNK, PLAIN])
    _result, writes = org.writes(MODULE, **{**CALL, "phone_number": text})
    assert [write["body"]["phoneNumberId"] for write in writes] == [line["id"]]
    assert len(org.run("vapi_call_info", phone_number=text)["calls"]) == 1
    hook = {"event": "call.ringing", "do": [{"type": "say", "exact": "Closed."}]}
    assert org.run("vapi_phone_hook", phone_number=text, **hook)["changed"]


@pytest.mark.case(30)
def test_a_text_that_means_two_lines_names_both(org: Org) -> None:
    org.furnish([TRUNK, record(provider="byo-phone-number", number="+14155550101", name="1000", status="active")])
    sentence = org.refuses(MODULE, **{**CALL, "phone_number": "1000"})
    assert "2 lines match '1000'" in sentence and TRUNK["id"] in sentence


@pytest.mark.case(25)
@pytest.mark.parametrize("by", ["phone_number", "phone_number_id"])
def test_a_sip_line_of_vapi_is_refused_before_the_post(org: Org, by: str) -> None:
    line = org.run("vapi_phone_number", **SIP)["phone_number"]
    call = {name: value for name, value in CALL.items() if name != "phone_number"}
    sentence = org.refuses(MODULE, **call, **{by: line["id"] if by.endswith("id") else line["name"]})
    assert "only receives calls" in sentence and org.calls() == []
