# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls at once, how many requests for how many calls, and who is still judged by a gate."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.harness import TELNYX, TWILIO, VAPI, Org, Result
from tests.contract.test_calls import ANN, BATCH, CALL, MODULE, WAIT, ago, linger

LISTED = "vapi_outbound_calls"
MANY = [{"number": f"+1212555{number:04d}"} for number in range(30)]


@pytest.fixture(autouse=True)
def _line(org: Org) -> None:
    org.simulator.switch(call_queue_seconds=0.05, call_ring_seconds=0.05, call_talk_seconds=0.1)
    org.run("vapi_phone_number", **TWILIO)


def reminders(count: int, **more: Any) -> list[dict[str, Any]]:
    """Calls to different people, each with its name."""
    return [{**CALL, "name": f"Reminder {i}", "customer": {"number": f"+1212555{i:04d}"}, **more} for i in range(count)]


def hang_up(org: Org) -> None:
    """End every call that is under way, as its callee would."""
    state = org.simulator.state()
    for call in state[org.key]["call"]:
        if call["status"] != "ended":
            call.update(status="ended", endedReason="customer-ended-call")
    org.simulator.put_state(state)


# --- the concurrency limit --------------------------------------------------------------------------------------------


@pytest.mark.case(20, 114)
@pytest.mark.parametrize("kind", ["single", "batch", "list"])
@pytest.mark.parametrize("switch", ["refuse", "block"])
def test_a_call_that_finds_no_place_is_told_and_can_be_repeated(org: Org, switch: str, kind: str) -> None:
    org.simulator.switch(concurrency_limit=1, over_concurrency=switch)
    linger(org)
    org.run(MODULE, **{**CALL, "name": "Running"})
    second = {**CALL, "name": "Second"}
    module, options = {
        "single": (MODULE, second),
        "batch": (MODULE, {**BATCH, "name": "Second", "customers": [ANN]}),
        "list": (LISTED, {"calls": [second]}),
    }[kind]
    result = org.run(module, **options)
    assert result["failed"] and not result["changed"] and "Over Concurrency Limit" in result["msg"]
    assert "Wait for running calls to end" in result["msg"]
    org.rewrite("call", status="ended")
    again = org.run(module, **options)
    assert again["changed"] and not again["failed"], again.get("msg")


@pytest.mark.case(114)
@pytest.mark.parametrize("name", ["Second", None])
@pytest.mark.parametrize("kind", ["single", "batch", "list"])
def test_a_call_that_waits_its_turn_is_placed(org: Org, name: str | None, kind: str) -> None:
    """201 with ``status: queued`` and ``concurrencyBlocked``: it will be dialled, and so would a second one."""
    org.simulator.switch(concurrency_limit=1, over_concurrency="queue")
    linger(org)
    org.run(MODULE, **{**CALL, "name": "Running"})
    named = {"name": name} if name else {}
    call, batch = ({**{key: one[key] for key in one if key != "name"}, **named} for one in (CALL, BATCH))
    module, options = {
        "single": (MODULE, call),
        "batch": (MODULE, {**batch, "customers": [ANN]}),
        "list": (LISTED, {"calls": [call]}),
    }[kind]
    result = org.run(module, **options)
    assert not result["failed"] and result["changed"] and len(org.calls()) == 2, result.get("msg")
    if name:
        assert not org.run(module, **options)["changed"] and len(org.calls()) == 2


@pytest.mark.case(28)
@pytest.mark.parametrize("switch", ["refuse", "block"])
@pytest.mark.parametrize("limit", [1, 3, 25])
def test_the_orgs_own_limit_from_its_answers(org: Org, limit: int, switch: str) -> None:
    org.simulator.switch(concurrency_limit=limit, over_concurrency=switch)
    linger(org)
    batch = {**BATCH, "customers": MANY, "respect_concurrency": True}
    result = org.run(MODULE, **batch)
    assert not result["failed"], result["msg"]
    assert len(result["calls"]) == limit and len(result["postponed"]) == len(MANY) - limit
    hang_up(org)
    again = org.run(MODULE, **batch)
    assert not again["failed"] and len(again["calls"]) == min(2 * limit, len(MANY))


@pytest.mark.case(28)
@pytest.mark.parametrize("limit", [1, 3, 25])
def test_a_list_is_cut_to_the_orgs_own_limit(org: Org, limit: int) -> None:
    org.simulator.switch(concurrency_limit=limit)
    linger(org)
    result = org.run(LISTED, calls=reminders(30, respect_concurrency=True))
    assert not result["failed"] and sum(one["changed"] for one in result["results"]) == limit
    assert sum(len(one["postponed"]) for one in result["results"]) == 30 - limit


@pytest.mark.case(28)
def test_the_orgs_own_limit_as_an_option(org: Org) -> None:
    org.simulator.switch(concurrency_limit=50)
    linger(org)
    org.run(MODULE, **{**BATCH, "name": "Before", "customers": MANY[:10]})
    batch = {**BATCH, "customers": MANY[10:20], "respect_concurrency": True}
    assert org.run(MODULE, **batch)["postponed"] == [one["number"] for one in MANY[10:20]], "ten are assumed"
    result = org.run(MODULE, **batch, concurrency_limit=15)
    assert len(result["calls"]) == 5 or len(result["calls"]) == 10
    assert "concurrency_limit: is 0" in org.refuses(MODULE, **{**batch, "name": "Other"}, concurrency_limit=0)


@pytest.mark.case(28)
@pytest.mark.parametrize(("told", "placed"), [(25, 15), (12, 2), (None, 0), ("many", 0), (True, 0)])
def test_a_limit_that_an_earlier_call_tells_counts_instead_of_ten(org: Org, told: Any, placed: int) -> None:
    org.simulator.switch(concurrency_limit=50)
    linger(org)
    org.run(MODULE, **{**BATCH, "name": "Before", "customers": MANY[:10]})
    org.rewrite("call", subscriptionLimits={"concurrencyLimit": told})
    batch = {**BATCH, "customers": MANY[10:30], "respect_concurrency": True}
    result = org.run(MODULE, True, **batch)
    assert not result["failed"] and len(result["postponed"]) == len(MANY[10:30]) - placed


@pytest.mark.parametrize("answer", ["block", "queue", "refuse"])
def test_calls_that_wait_follow_each_other_where_there_are_few_places(org: Org, answer: str) -> None:
    org.simulator.switch(concurrency_limit=2, over_concurrency=answer)
    result = org.run(LISTED, calls=reminders(7, **WAIT, expect={"outcome": ["ok"]}))
    assert not result["failed"], result["msg"]
    assert {call["status"] for call in result["calls"]} == {"ended"}
    # A call that found no place is a record that never rang.
    rung = [call["name"] for call in org.calls() if not call["endedReason"].startswith("call.start.error-")]
    assert sorted(rung) == sorted(call["name"] for call in result["calls"]) and len(rung) == 7


# --- gates ------------------------------------------------------------------------------------------------------------


@pytest.mark.case(24)
@pytest.mark.parametrize(
    "gate",
    [
        {"calling_hours": {"start": "00:00", "end": "00:00", "timezone": "UTC"}},
        {"max_calls": 0},
        {"allowed_numbers": ["+49*"]},
        {"schedule_plan": {"earliest_at": "2020-01-01T09:00:00Z", "latest_at": "2020-01-01T10:00:00Z"}},
    ],
)
def test_a_gate_judges_who_is_still_due(org: Org, gate: dict[str, Any], members: Callable[[str, int], None]) -> None:
    org.run(MODULE, **BATCH)
    members("gate of a call")
    for module, options in ((MODULE, {**BATCH, **gate}), (LISTED, {"calls": [{**BATCH, **gate}]})):
        result = org.run(module, **options)
        assert not result["failed"] and not result["changed"], result.get("msg")
    more = {**BATCH, "customers": [*BATCH["customers"], {"number": "+14155550199"}], **gate}
    assert "No call was placed" in org.refuses(MODULE, **more)


@pytest.mark.case(24)
def test_max_calls_counts_who_is_still_due(org: Org) -> None:
    org.run(MODULE, **BATCH)
    more = {**BATCH, "customers": [*BATCH["customers"], {"number": "+14155550199"}]}
    assert org.run(MODULE, **more, max_calls=1)["changed"]


# --- requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 100, 400])
@pytest.mark.parametrize("by_id", [False, True])
def test_calls_that_are_all_placed_take_four_requests_at_most(org: Org, count: int, by_id: bool) -> None:
    org.simulator.switch(concurrency_limit=1000)
    org.run("vapi_phone_number", **{**TELNYX, "assistant": "Support Bot"})
    calls = reminders(count)
    for index, call in enumerate(calls):
        call["phone_number"] = ("Twilio Line", "Telnyx Line")[index % 2]
        if index % 3 == 1:
            call.update(assistant=None, squad="Front Desk")
    if by_id:
        ids = {one["name"]: one["id"] for one in org.numbers()}
        calls = [{**call, "phone_number": None, "phone_number_id": ids[call["phone_number"]]} for call in calls]
    assert org.run(LISTED, calls=calls)["changed"]
    org.simulator.clear_log()
    result = org.run(LISTED, calls=calls)
    assert not result["changed"] and not result["failed"] and len(result["calls"]) == count
    assert len(org.simulator.log()) <= 4 and f"{count} already placed" in result["text"]


def test_one_poll_for_all_that_wait(org: Org) -> None:
    org.simulator.switch(concurrency_limit=1000, call_talk_seconds=1.0)
    calls = reminders(40, **{**WAIT, "wait_interval": 0.25})
    org.simulator.clear_log()
    result = org.run(LISTED, calls=calls)
    assert not result["failed"] and {call["status"] for call in result["calls"]} == {"ended"}
    reads = [entry for entry in org.simulator.log() if entry["method"] == "GET"]
    assert len(reads) <= 20, len(reads)


def test_nothing_is_read_twice_to_place_many(org: Org) -> None:
    org.simulator.switch(concurrency_limit=1000)
    org.simulator.clear_log()
    org.run(LISTED, calls=reminders(50))
    methods = [entry["method"] for entry in org.simulator.log()]
    assert methods.count("POST") == 50 and methods.count("GET") <= 4


# --- what is told -----------------------------------------------------------------------------------------------------


def test_many_failures_of_one_kind_are_one_sentence(org: Org) -> None:
    result = org.run(LISTED, calls=reminders(40, assistant="Suport Bot"))
    assert result["failed"] and result["msg"].count("no assistant is named 'Suport Bot'") == 1
    assert "40 of 40 calls failed" in result["msg"] and "and 35 more" in result["msg"] and len(result["msg"]) < 600
    assert len(json.dumps(result)) < 6000


def test_failures_come_before_others_in_what_is_printed(org: Org) -> None:
    calls = [*reminders(10), {**CALL, "name": "Last", "assistant": "Nobody"}]
    result = org.run(LISTED, calls=calls)
    assert result["failed"] and [one["name"] for one in result["results"]][-1] == "Last"
    assert len(result["results"]) == 8 and "10 placed (Reminder 0" in result["msg"]


def test_how_calls_ended_is_in_the_line_for_people(org: Org) -> None:
    busy = {"number": "+12125559999"}
    org.simulator.switch(call_outcomes={busy["number"]: "customer-busy"})
    calls = [*reminders(2, **WAIT), {**CALL, **WAIT, "name": "Busy", "customer": busy}]
    text = org.run(LISTED, calls=calls)["text"]
    assert text.endswith("ended: 2 customer-ended-call (Reminder 0, Reminder 1), 1 customer-busy (Busy)")


def test_a_list_that_cannot_be_read_is_one_sentence_and_few_requests(org: Org) -> None:
    org.simulator.fault("503", match={"method": "GET", "path": "^/call"})
    org.simulator.clear_log()
    result = org.run(LISTED, calls=reminders(40), retries=0)
    assert result["failed"] and result["msg"].count("503") == 1 and org.calls() == []
    assert len(org.simulator.log()) < 6


@pytest.mark.case(29)
def test_a_failure_in_a_list_tells_nothing_of_what_the_others_said(org: Org) -> None:
    good = {**CALL, **WAIT, "artifacts": ["transcript"], "customer": {"number": "+14155550177", "name": "Grace Hopper"}}
    bad = {**CALL, "name": "Bad", "assistant": "Nobody"}
    result = org.run(LISTED, calls=[good, bad])
    (first, second) = result["results"]
    assert result["failed"] and first["error"] is None and "Nobody" in second["error"]
    # The diff is shown only where a run asks for it (--diff).
    shown = str({**result, "diff": None})
    assert "Grace Hopper" not in shown and "how can I help" not in shown
    assert set(first["calls"][0]) <= {"id", "name", "status", "outcome"}
    assert "1 placed (Welcome)" in result["msg"]


def test_one_line_of_what_was_done_and_what_would_be(org: Org) -> None:
    org.run(MODULE, **CALL)
    calls = [CALL, *reminders(7)]
    foretold = org.run(LISTED, True, calls=calls)["text"]
    assert foretold == (
        "would place 7 (Reminder 0, Reminder 1, Reminder 2, Reminder 3, Reminder 4 and 2 more), 1 already placed"
    )
    result = org.run(LISTED, calls=calls)
    assert result["text"] == foretold.replace("would place 7", "7 placed")
    ended: Result = org.run(LISTED, calls=[{"name": "Welcome", "state": "absent"}])
    assert ended["text"] in ("1 ended (Welcome)", "no calls")


def test_a_free_number_that_a_day_has_used_up_is_one_sentence(org: Org) -> None:
    org.simulator.switch(daily_outbound_limit=0)
    org.run("vapi_phone_number", **VAPI)
    result = org.run(LISTED, calls=reminders(12, phone_number="Bought Line"))
    assert result["failed"] and result["msg"].count("Daily Outbound Call Limit") == 1 and ago(0)
