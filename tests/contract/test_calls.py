# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_call and vapi_call_info against the simulator: placed once, awaited, ended, refused with the remedy."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.client import Client

from tests.contract.harness import SQUADS, TELNYX, TWILIO, VAPI, Org, an_id

MODULE = "vapi_call"
ANN, BOB, CAROL = (
    {"number": f"+1415555019{digit}", "name": name} for digit, name in enumerate(("Ann", "Bob", "Carol"))
)
CALL: dict[str, Any] = {
    "name": "Welcome",
    "phone_number": "Twilio Line",
    "assistant": "Support Bot",
    "customer": ANN,
}
BATCH: dict[str, Any] = {
    **{name: value for name, value in CALL.items() if name != "customer"},
    "customers": [ANN, BOB, CAROL],
}
WAIT: dict[str, Any] = {"wait": True, "wait_interval": 0.1, "wait_timeout": 10}
NEVER = {"start": "00:00", "end": "00:00", "timezone": "customer"}
LATER = {"earliest_at": "2040-01-01T09:00:00Z"}


@pytest.fixture(autouse=True)
def _line(org: Org) -> None:
    """A line to call from, and calls that take a moment only."""
    org.simulator.switch(call_queue_seconds=0.05, call_ring_seconds=0.05, call_talk_seconds=0.1)
    org.run("vapi_phone_number", **TWILIO)


def ago(seconds: float) -> str:
    """A moment as the service writes it."""
    moment = datetime.now(timezone.utc) - timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def linger(org: Org) -> None:
    """Make calls last until somebody ends them."""
    org.simulator.switch(call_talk_seconds=600.0)


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_call_is_placed_once(org: Org) -> None:
    result, writes = org.settle(MODULE, **CALL)
    assert [write["body"] for write in writes] == [
        {
            "name": "Welcome",
            "phoneNumberId": org.numbers()[0]["id"],
            "assistantId": an_id("Support Bot"),
            "customer": ANN,
        }
    ]
    assert result["call"]["customer"] == ANN and result["calls"] == [result["call"]]
    assert len(org.calls()) == 1


def test_squad_by_name(org: Org) -> None:
    _result, writes = org.settle(MODULE, **{**CALL, "assistant": None, "squad": SQUADS[1]})
    assert writes[0]["body"]["squadId"] == an_id(SQUADS[1])


NAMELESS = {name: value for name, value in CALL.items() if name != "name"}


def test_without_a_name_it_is_placed_each_time(org: Org) -> None:
    for _time in range(2):
        assert org.run(MODULE, **NAMELESS)["changed"]
    assert len(org.calls()) == 2


def test_the_window_of_a_name(org: Org) -> None:
    org.run(MODULE, **CALL)
    org.rewrite("call", createdAt=ago(3600))
    assert not org.run(MODULE, **CALL)["changed"]
    assert not org.run(MODULE, **CALL, unique_within=3700)["changed"]
    assert org.run(MODULE, **CALL, unique_within=3500)["changed"]


def test_the_same_name_from_another_line_is_another_call(org: Org) -> None:
    org.run("vapi_phone_number", **VAPI)
    org.settle(MODULE, **CALL)
    org.settle(MODULE, **{**CALL, "phone_number": "Bought Line"})
    assert len(org.calls()) == 2


@pytest.mark.parametrize("order", ["newest", "oldest", "shuffled"])
def test_a_call_is_found_among_many(org: Org, order: str) -> None:
    org.simulator.switch(concurrency_limit=1000)
    org.run(MODULE, **CALL)
    others = [{"number": f"+1212555{number:04d}"} for number in range(250)]
    for start in range(0, 250, 50):
        org.run(MODULE, **{**BATCH, "name": f"Other {start}", "customers": others[start : start + 50]})
    org.run(MODULE, **{**CALL, "name": "Newest"})
    org.simulator.switch(page_size=100, list_order=order)
    for name in ("Welcome", "Newest"):
        result, writes = org.writes(MODULE, **{**CALL, "name": name})
        assert not result["changed"] and writes == []


@pytest.mark.parametrize("fault", ["500", "502", "cut", "garbage"])
def test_a_post_without_an_answer_rings_once(org: Org, fault: str) -> None:
    org.simulator.fault(fault, match={"method": "POST"}, when="after", nth=[1])
    result = org.run(MODULE, **CALL)
    assert not result["failed"] and result["changed"] and len(org.calls()) == 1


def test_a_nameless_post_without_an_answer_is_told(org: Org) -> None:
    org.simulator.fault("cut", match={"method": "POST"}, when="after", nth=[1])
    assert "not retried, to avoid calling twice" in org.run(MODULE, **NAMELESS)["msg"]
    assert len(org.calls()) == 1


# --- customers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "customer",
    [
        {
            "number": "+14155550191",
            "extension": "42",
            "name": "Ann",
            "email": "ann@example.com",
            "external_id": "crm-1",
        },
        {"sip_uri": "sip:ann@example.com"},
        {"number": "ann42", "number_e164_check_enabled": False},
    ],
)
def test_a_customer_in_every_form(org: Org, customer: dict[str, Any]) -> None:
    result, _writes = org.settle(MODULE, **{**CALL, "customer": customer})
    assert result["call"]["customer"] == customer


def test_a_batch(org: Org) -> None:
    result, writes = org.settle(MODULE, **BATCH)
    assert len(writes) == 1 and [call["customer"] for call in result["calls"]] == [ANN, BOB, CAROL]


def test_a_batch_goes_on_where_it_ended(org: Org) -> None:
    org.simulator.switch(call_queue_seconds=600.0)
    org.run(MODULE, **{**BATCH, "customers": [ANN]})
    result, writes = org.settle(MODULE, **BATCH)
    assert writes[0]["body"]["customers"] == [BOB, CAROL] and len(result["calls"]) == 3


def test_partial_failure_of_a_batch(org: Org) -> None:
    org.run("vapi_phone_number", **VAPI)
    abroad = {"number": "+4930123456"}
    batch = {**BATCH, "phone_number": "Bought Line", "customers": [ANN, abroad]}
    result = org.run(MODULE, **batch)
    assert result["failed"] and result["changed"] and len(result["calls"]) == 1
    assert "1 of 2 calls were not placed: +4930123456" in result["msg"]
    assert "international" in result["failure"]["message"]
    again = org.run(MODULE, **batch)
    assert again["failed"] and len(org.calls()) == 1


def test_a_refused_customer_brings_the_remedy(org: Org) -> None:
    org.run("vapi_phone_number", **VAPI)
    result = org.run(MODULE, **{**BATCH, "phone_number": "Bought Line", "customers": [ANN, {"number": "+4930123456"}]})
    assert "Import your own number" in result["msg"]


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_no_international_calls_from_a_free_number(org: Org) -> None:
    org.run("vapi_phone_number", **VAPI)
    call = {**CALL, "phone_number": "Bought Line", "customer": {"number": "+4930123456"}}
    assert "Import your own number" in org.refuses(MODULE, **call)


def test_the_daily_limit(org: Org) -> None:
    org.simulator.switch(daily_outbound_limit=0)
    org.run("vapi_phone_number", **VAPI)
    assert "import your own number" in org.refuses(MODULE, **{**CALL, "phone_number": "Bought Line"})


def test_the_concurrency_limit(org: Org) -> None:
    org.simulator.switch(concurrency_limit=1, over_concurrency="refuse")
    linger(org)
    org.run(MODULE, **CALL)
    assert "Wait for running calls to end" in org.refuses(MODULE, **{**CALL, "name": "Second"})


def test_a_batch_is_cut_to_the_free_slots(org: Org) -> None:
    linger(org)
    org.run(MODULE, **{**BATCH, "name": "Before", "customers": [{"number": f"+1212555000{i}"} for i in range(8)]})
    result, writes = org.writes(MODULE, **BATCH, respect_concurrency=True)
    assert [customer["name"] for customer in writes[0]["body"]["customers"]] == ["Ann", "Bob"]
    assert result["postponed"] == [CAROL["number"]] and not result["failed"]
    result, writes = org.writes(MODULE, **BATCH, respect_concurrency=True)
    assert not result["changed"] and writes == [] and result["postponed"] == [CAROL["number"]]
    org.rewrite("call", status="ended")
    assert org.run(MODULE, **BATCH, respect_concurrency=True)["changed"]


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        ({"allowed_numbers": ["+1212*"]}, "allowed_numbers: +14155550190 matches no"),
        ({"allowed_numbers": []}, "allowed_numbers: is empty"),
        ({"max_calls": 0}, "max_calls: 1 call requested (+"),
        ({"calling_hours": {"start": "00:00", "end": "00:00", "timezone": "Europe/Berlin"}}, "calling_hours: it is"),
        ({"calling_hours": NEVER}, "calling_hours: for +14155550190 it is"),
        (
            {"calling_hours": NEVER, "customer": {**ANN, "timezone": "Asia/Tokyo"}},
            "in Asia/Tokyo, outside 00:00 to 00:00.",
        ),
        (
            {"calling_hours": NEVER, "customer": {"number": "+18005550190"}},
            "calling_hours: the time zone of +18005550190 is unknown. Set timezone for the customer.",
        ),
        ({"do_not_call": ["+1415*"]}, "do_not_call: +14155550190 must not be called. Remove them from the calls."),
        ({"do_not_call_files": ["/nowhere/numbers.txt"]}, "do_not_call_files: /nowhere/numbers.txt cannot be read"),
        ({"calling_hours": {"start": "09:00", "end": "17:00", "timezone": "Mars/Base"}}, "Mars/Base"),
    ],
)
def test_closed_gates_dial_nobody(org: Org, gate: dict[str, Any], words: str) -> None:
    org.simulator.clear_log()
    assert words in org.refuses(MODULE, **{**CALL, **gate})
    assert words in org.run(MODULE, True, **{**CALL, **gate})["msg"]
    assert org.simulator.writes() == []


def test_open_gates(org: Org) -> None:
    hours = {"start": "00:00", "end": "23:59", "timezone": "UTC"}
    noon = {"earliest_at": "2040-01-02T12:00:00Z"}
    org.settle(
        MODULE, **CALL, allowed_numbers=["+1212*", "+1415*"], max_calls=1, calling_hours=hours, schedule_plan=noon
    )


# --- waiting ----------------------------------------------------------------------------------------------------------


def test_wait_until_the_end(org: Org) -> None:
    wanted = {**CALL, **WAIT, "artifacts": ["transcript"]}
    result, writes = org.writes(MODULE, **wanted)
    call = result["call"]
    assert len(writes) == 1
    assert (call["status"], call["ended_reason"], call["outcome"]) == ("ended", "customer-ended-call", "ok")
    assert call["duration"] == pytest.approx(0.1, abs=0.01) and call["cost"] >= 0
    assert "how can I help" in call["transcript"]
    again, writes = org.writes(MODULE, **wanted)
    assert not again["changed"] and writes == [] and again["call"] == call


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("assistant-ended-call", "ok"),
        ("customer-did-not-answer", "not_answered"),
        ("customer-busy", "not_answered"),
        ("silence-timed-out", "caller_side"),
        ("twilio-failed-to-connect-call", "carrier_side"),
        ("pipeline-error-openai-llm-failed", "service_side"),
    ],
)
def test_how_a_call_ended(org: Org, reason: str, outcome: str) -> None:
    org.simulator.switch(call_outcome=reason)
    assert org.run(MODULE, **CALL, **WAIT)["call"]["outcome"] == outcome


def test_wait_until_in_progress(org: Org) -> None:
    linger(org)
    result = org.run(MODULE, **CALL, **WAIT, wait_for="in-progress")
    assert result["call"]["status"] == "in-progress"


def test_waiting_for_a_call_ends(org: Org) -> None:
    linger(org)
    result = org.run(MODULE, **CALL, **{**WAIT, "wait_timeout": 0.3})
    assert result["failed"] and "after 0.3 seconds" in result["msg"] and "not placed twice" in result["msg"]
    assert len(org.calls()) == 1
    assert result["changed"] and result["call"]["id"] == org.calls()[0]["id"]


def test_a_call_that_was_placed_is_told_when_nobody_can_look_at_it_any_more(org: Org) -> None:
    linger(org)
    org.simulator.fault("400", match={"method": "GET", "path": "^/call/."})
    result = org.run(MODULE, **CALL, **WAIT)
    assert result["failed"] and result["changed"] and result["failure"]["status"] == 400
    assert result["call"]["id"] == org.calls()[0]["id"]


def test_lists_of_calls_tell_what_was_placed_before_waiting_failed(org: Org) -> None:
    org.run("vapi_phone_number", **{**TELNYX, "assistant": "Support Bot"})
    linger(org)
    soon = {**WAIT, "wait_timeout": 0.3}
    result = org.run("vapi_outbound_calls", calls=[{**CALL, **soon}])
    assert result["failed"] and result["changed"] and result["results"][0]["changed"]
    loopback = {"name": "Heard", "caller": "Twilio Line", "line": "Telnyx Line", "assistant": "Support Bot", **soon}
    del loopback["wait"]
    result = org.run("vapi_loopback_calls", loopbacks=[loopback])
    (one,) = result["results"]
    assert result["failed"] and result["changed"] and one["passed"] is False and "after 0.3 seconds" in one["error"]
    assert one["outbound"]["id"] in {call["id"] for call in org.calls()}


def test_check_mode_does_not_wait(org: Org) -> None:
    result = org.run(MODULE, True, **CALL, **WAIT)
    assert result["changed"] and result["call"]["status"] == "queued" and org.calls() == []


@pytest.mark.parametrize(
    ("expectation", "words"),
    [
        ({"ended_reason": ["customer-ended-call"]}, ""),
        ({"ended_reason": "customer-ended-call", "status": "ended", "outcome": ["ok"], "maximum_duration": 5}, ""),
        ({"transcript": "(?i)good bye", "maximum_cost": 1, "minimum_duration": 0}, ""),
        (
            {"ended_reason": ["customer-busy", "voicemail"]},
            "ended_reason is customer-ended-call, expected customer-busy or",
        ),
        ({"minimum_duration": 60}, "expected minimum 60"),
        ({"transcript": "refund"}, "the transcript does not match 'refund'"),
        ({"outcome": "not_answered"}, "outcome is ok, expected not_answered"),
    ],
)
def test_expectations(org: Org, expectation: dict[str, Any], words: str) -> None:
    result = org.run(MODULE, **CALL, **WAIT, expect=expectation)
    assert result["failed"] == bool(words) and words in result.get("msg", "")
    assert result["changed"] and result["call"]["status"] == "ended"


# --- ending -----------------------------------------------------------------------------------------------------------


def test_cancel_a_scheduled_call(org: Org) -> None:
    placed, _writes = org.settle(MODULE, **CALL, schedule_plan=LATER)
    assert placed["call"]["status"] == "scheduled"
    ended, writes = org.settle(MODULE, name="Welcome", state="absent")
    assert [write["method"] for write in writes] == ["DELETE"]
    org.settle(MODULE, **CALL, schedule_plan=LATER)
    assert len(org.calls()) == 2


def test_cancel_a_queued_call(org: Org) -> None:
    org.simulator.switch(call_queue_seconds=600.0)
    org.run(MODULE, **CALL)
    result, _writes = org.settle(MODULE, name="Welcome", state="absent")
    assert result["call"]["ended_reason"] == "scheduled-call-deleted"


def test_hang_up_a_live_call(org: Org) -> None:
    linger(org)
    org.run(MODULE, **CALL, **WAIT, wait_for="in-progress")
    result, writes = org.settle(MODULE, name="Welcome", state="absent")
    assert [write["method"] for write in writes] == ["POST"] and writes[0]["path"].startswith("/control/")
    assert "authorization" not in writes[0]["headers"]
    assert org.calls()[0]["endedReason"] == "manually-canceled"
    assert "control" not in json.dumps(result)


@pytest.mark.parametrize("step", ["get", "post_control_url"])
@pytest.mark.parametrize("module", [MODULE, "vapi_outbound_calls"])
def test_a_call_that_ends_before_it_is_hung_up_is_no_failure(
    org: Org, monkeypatch: pytest.MonkeyPatch, step: str, module: str
) -> None:
    linger(org)
    org.run(MODULE, **CALL, **WAIT, wait_for="in-progress")
    (call,) = org.calls()
    original = getattr(Client, step)

    def when_it_is_over(client: Client, path: str, *given: Any, **query: Any) -> Any:
        if call["id"] in path:
            org.simulator.advance(1000)
        return original(client, path, *given, **query)

    monkeypatch.setattr(Client, step, when_it_is_over)
    ending = {"name": "Welcome", "state": "absent"}
    result = org.run(module, **(ending if module == MODULE else {"calls": [ending]}))
    assert not result["failed"] and not result["changed"], result
    assert (result["call"] if module == MODULE else result["calls"][0])["status"] == "ended"
    assert org.calls()[0]["endedReason"] != "manually-canceled"


@pytest.mark.parametrize(
    ("step", "seconds", "methods"), [("get", 601, ["POST"]), ("get", 1e6, []), ("delete", 601, ["DELETE", "POST"])]
)
@pytest.mark.parametrize("module", [MODULE, "vapi_outbound_calls"])
def test_a_waiting_call_that_moves_on_is_hung_up_or_left_alone(
    org: Org, monkeypatch: pytest.MonkeyPatch, step: str, seconds: float, methods: list[str], module: str
) -> None:
    org.simulator.switch(call_queue_seconds=600.0, call_ring_seconds=600.0)
    org.run(MODULE, **CALL)
    (call,) = org.calls()
    original = getattr(Client, step)
    moves = iter([seconds])

    def when_it_moved_on(client: Client, path: str, *given: Any, **query: Any) -> Any:
        if call["id"] in path:
            org.simulator.advance(next(moves, 0))
        return original(client, path, *given, **query)

    monkeypatch.setattr(Client, step, when_it_moved_on)
    ending = {"name": "Welcome", "state": "absent"}
    result, writes = org.writes(module, **(ending if module == MODULE else {"calls": [ending]}))
    assert not result["failed"] and result["changed"] == bool(methods), result
    assert [write["method"] for write in writes] == methods
    (ended,) = org.calls()
    assert ended["status"] == "ended" and (ended["endedReason"] == "manually-canceled") == bool(methods)
    assert methods or "artifact" in ended


@pytest.mark.parametrize("fault", ["504", "cut", "redirect"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_hang_up_without_an_answer_is_read_again(org: Org, fault: str, when: str) -> None:
    linger(org)
    org.run(MODULE, **CALL, **WAIT, wait_for="in-progress")
    org.simulator.fault(fault, match={"method": "POST", "path": "^/control/"}, when=when, nth=[1])
    result, writes = org.writes(MODULE, name="Welcome", state="absent")
    (call,) = org.calls()
    if call["status"] == "ended":
        assert not result["failed"] and result["changed"] and result["call"]["status"] == "ended", result
    else:
        assert when == "before" and result["failed"] and result["msg"].endswith("Run again."), result
    org.settle(MODULE, name="Welcome", state="absent")
    assert org.calls()[0]["endedReason"] == "manually-canceled"


def test_erasing_needs_to_be_asked_for(org: Org) -> None:
    org.run(MODULE, **CALL, **WAIT)
    result, writes = org.writes(MODULE, name="Welcome", state="absent")
    assert not result["changed"] and writes == []
    result, writes = org.writes(MODULE, name="Welcome", state="absent", erase=True)
    assert result["changed"] and [write["method"] for write in writes] == ["DELETE"]
    assert org.writes(MODULE, name="Welcome", state="absent", erase=True)[1] == []
    assert "artifact" not in org.calls()[0]


def test_check_mode_does_not_show_what_it_would_erase(org: Org) -> None:
    org.run(MODULE, **CALL, **WAIT)
    foretold, writes = org.writes(MODULE, True, name="Welcome", state="absent", erase=True)
    assert foretold["changed"] and writes == []
    assert not foretold["call"].keys() & {"artifact", "transcript", "messages", "customer", "analysis"}
    org.settle(MODULE, name="Welcome", state="absent", erase=True)


def test_within_no_time_looks_for_no_call(org: Org) -> None:
    for _time in range(2):
        assert org.run(MODULE, **CALL, unique_within=0)["changed"]
    assert len(org.calls()) == 2
    sentence = org.refuses(MODULE, name="Welcome", state="absent", unique_within=0)
    assert sentence == (
        "call 'Welcome': unique_within: 0 matches no call, so none can be ended; raise it, or add the id."
    )


def test_within_no_time_takes_no_other_call_for_its_own(org: Org) -> None:
    org.run(MODULE, **CALL, unique_within=0)
    org.simulator.fault("504", match={"method": "POST"}, when="before", nth=[1])
    result = org.run(MODULE, **CALL, unique_within=0)
    assert result["failed"] and "not retried" in result["msg"] and len(org.calls()) == 1


def test_a_list_of_calls_fails_with_the_status_of_its_first_failure(org: Org) -> None:
    unknown = {**CALL, "name": "Other", "phone_number": None, "phone_number_id": an_id("no line")}
    result = org.run("vapi_outbound_calls", calls=[CALL, unknown])
    assert result["failed"] and result["failure"]["status"] == 400 and "1 of 2 calls failed" in result["msg"]
    assert all("status" not in one for one in result["results"])
    without = org.run("vapi_outbound_calls", calls=[{**CALL, "name": "Third", "allowed_numbers": ["+49*"]}])
    assert without["failed"] and without["failure"]["status"] is None


def test_end_by_id(org: Org) -> None:
    call_id = org.run(MODULE, **CALL, schedule_plan=LATER)["call"]["id"]
    org.settle(MODULE, id=call_id, state="absent")
    assert org.calls()[0]["status"] == "ended"
    assert not org.run(MODULE, id=an_id("nothing"), state="absent")["changed"]


# --- the free parts, secrets, feeding back ----------------------------------------------------------------------------


def test_free_parts_go_out_untouched(org: Org) -> None:
    overrides = {
        "variableValues": {"First_Name": "Ann", "snake_case": {"camelCase": [1, None]}},
        "metadata": {"a-b": True},
    }
    _result, writes = org.settle(MODULE, **CALL, assistant_overrides=overrides)
    assert writes[0]["body"]["assistantOverrides"] == overrides


def test_transient_everything(org: Org) -> None:
    call = {
        "name": "Transient",
        "phone_number_definition": {
            "twilio_phone_number": "+14155550155",
            "twilio_account_sid": "AC1",
            "twilio_auth_token": "transient-token-000001",
        },
        "assistant_definition": {"firstMessage": "Hi", "model": {"provider": "openai", "model": "gpt-4o"}},
        "customer": ANN,
    }
    result, writes = org.settle(MODULE, **call)
    assert writes[0]["body"]["phoneNumber"]["twilioAuthToken"] == "transient-token-000001"
    assert writes[0]["body"]["assistant"] == call["assistant_definition"]
    assert "transient-token" not in json.dumps(result)


def test_control_and_listen_urls_never_come_back(org: Org) -> None:
    results = [org.run(MODULE, **CALL), org.run(MODULE, **CALL), org.run("vapi_call_info")]
    assert "/control/" not in json.dumps(results) and "monitor" not in json.dumps(results)


def test_a_line_that_an_earlier_task_would_create(org: Org) -> None:
    later = {**CALL, "phone_number": "New Line", "assistant": "New Bot"}
    assert "no assistant is named 'New Bot'" in org.run(MODULE, True, **later)["msg"]
    foretold, writes = org.writes(MODULE, True, **later, unresolved="warn")
    assert foretold["changed"] and not foretold["failed"] and writes == []
    assert "New Line" in org.refuses(MODULE, **{**CALL, "phone_number": "New Line"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"customer": None}, "customer: is missing"),
        ({"customers": [BOB]}, "customer and customers are mutually exclusive"),
        ({"customer": {"name": "Ann"}}, "customer.number: is missing"),
        ({"customer": {"number": "4155550190"}}, "not an E.164 number"),
        ({"customer": {**ANN, "name": "n" * 41}}, "at most 40"),
        ({"phone_number": None}, "phone_number: is missing"),
        ({"phone_number_id": an_id("x")}, "phone_number and phone_number_id are mutually exclusive"),
        ({"assistant": None}, "assistant: is missing"),
        ({"squad": "Front Desk"}, "mutually exclusive"),
        ({"assistant": "Nobody"}, "no assistant is named 'Nobody'"),
        ({"assistant": None, "squad": "Front Desk", "assistant_version": "3"}, "assistant_version: is only valid with"),
        ({"expect": {"status": "ended"}}, "add wait: true"),
        ({"schedule_plan": {"earliest_at": "tomorrow"}}, "is not a time with its zone"),
        ({"schedule_plan": {"latest_at": "2040-01-01T09:00:00Z"}}, "earliest_at: is required"),
        ({"expect": {"transcript": "("}, "wait": True}, "is not a regular expression"),
        ({"custmer": ANN}, "did you mean customer"),
        ({"state": "absent", "name": None}, "name: is empty"),
    ],
)
def test_bad_input(org: Org, change: dict[str, Any], words: str) -> None:
    assert words in org.refuses(MODULE, **{**CALL, **change})
    assert org.calls() == []


# --- vapi_call_info ---------------------------------------------------------------------------------------------------


def test_info_filters(org: Org) -> None:
    org.run(MODULE, **BATCH, **WAIT)
    org.run(MODULE, **{**CALL, "name": "Later"}, schedule_plan=LATER)
    calls = org.run("vapi_call_info")["calls"]
    assert len(calls) == 4 and [call["created_at"] for call in calls] == sorted(
        (call["created_at"] for call in calls), reverse=True
    )
    counts = {
        "status": (["scheduled"], 1),
        "customer": (ANN["number"], 2),
        "name": ("Welcome", 3),
        "phone_number": ("Twilio Line", 4),
        "assistant": ("Night Bot", 0),
        "id": (calls[0]["id"], 1),
        "limit": (2, 2),
        "created_at_gt": (calls[0]["created_at"], 0),
        "created_at_le": (calls[0]["created_at"], 4),
    }
    assert {name: len(org.run("vapi_call_info", **{name: value})["calls"]) for name, (value, _n) in counts.items()} == {
        name: count for name, (_value, count) in counts.items()
    }


def test_dates_of_the_user_and_of_the_pages_do_not_collide(org: Org) -> None:
    org.simulator.switch(page_size=3)
    for _time in range(7):
        org.run(MODULE, **NAMELESS)
    assert len(org.run("vapi_call_info", created_at_le=ago(-3600))["calls"]) == 7
