# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: what is needed and refused, the life of a call, batches, schedules, and inbound legs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.simulator.conftest import CARRIERS, NOBODY, SAY, TRANSFER, Api, Body

ANN, BOB = {"number": "+14155550190"}, {"number": "+14155550191"}
NO_ASSISTANT = "Couldn't Get Assistant. Need Either `assistant`, `assistantId`, `squad`, Or `squadId`"
NO_NUMBER = "Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`"
INTERNATIONAL = "Couldn't start call. Free Vapi numbers do not support international calls."
DAILY = (
    "Couldn't Start Call. Numbers Bought On Vapi Have A Daily Outbound Call Limit. "
    "Import Your Own Twilio Numbers To Scale Without Limits."
)
LATER = "2060-01-01T09:00:00Z"


@pytest.fixture
def dial(api: Api) -> Body:
    """A body that POST /call takes."""
    api.simulator.switch(call_queue_seconds=10.0, call_ring_seconds=10.0, call_talk_seconds=60.0)
    assistant = api.make("assistant", name="Bot")
    return {"assistantId": assistant["id"], "phoneNumberId": api.line()["id"], "customer": ANN}


def status(api: Api, call: Body) -> str:
    """A call's status now."""
    return str(api.get(f"/call/{call['id']}")["status"])


def test_a_call_from_dial_to_end(api: Api, dial: Body) -> None:
    made = api.make("call", **dial, name="Reminder")
    assert made["status"] == "queued" and made["type"] == "outboundPhoneCall" and made["name"] == "Reminder"
    assert made["subscriptionLimits"] == {
        "concurrencyBlocked": False,
        "concurrencyLimit": 10,
        "remainingConcurrentCalls": 9,
    }
    seen = []
    for _step in range(9):
        seen.append(status(api, made))
        api.simulator.advance(10)
    assert seen == ["queued", "ringing", *["in-progress"] * 6, "ended"]
    ended = api.get(f"/call/{made['id']}")
    assert ended["endedReason"] == "customer-ended-call" and ended["cost"] > 0 and ended["artifact"]["transcript"]
    assert made["createdAt"] < ended["startedAt"] < ended["endedAt"]
    assert not [name for name in ended if name.startswith("_")] and "subscriptionLimits" not in ended
    assert api.get("/call", phoneNumberId=dial["phoneNumberId"]) == [ended]


@pytest.mark.parametrize(
    ("left_out", "words"), [("assistantId", NO_ASSISTANT), ("phoneNumberId", NO_NUMBER), ("customer", "customers")]
)
def test_what_a_call_needs(api: Api, dial: Body, left_out: str, words: str) -> None:
    body = {name: value for name, value in dial.items() if name != left_out}
    assert words in api.refused("POST", "/call", body)
    assert api.get("/call") == []


def test_ids_of_a_call(api: Api, dial: Body) -> None:
    words = f"Couldn't Get Assistant. `assistantId` {NOBODY} Does Not Exist."
    assert api.refused("POST", "/call", {**dial, "assistantId": NOBODY}) == words
    assert NOBODY in api.refused("POST", "/call", {**dial, "phoneNumberId": NOBODY})
    assert api.refused("POST", "/call", {**dial, "phoneNumberId": "x"}) == ["phoneNumberId must be a UUID"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"metadata": {}}, "property metadata should not exist"),
        ({"id": NOBODY}, "property id should not exist"),
        ({"name": "x" * 41}, "name must be shorter than or equal to 40 characters"),
        (
            {"customer": {"number": "4155550190"}},
            "customer.number must be a valid phone number in the E.164 format. "
            "Hot tip, you may be missing the country code (Eg. US: +1).",
        ),
        ({"customer": {**ANN, "foo": 1}}, "customer.property foo should not exist"),
        ({"customers": [{"foo": 1}]}, "customers.0.property foo should not exist"),
        ({"schedulePlan": {}}, "schedulePlan.earliestAt should not be empty"),
        ({"schedulePlan": {"earliestAt": "soon"}}, "schedulePlan.earliestAt must be a valid ISO 8601 date string"),
        ({"phoneNumber": {"twilioPhoneNumber": "+1"}}, "phoneNumber.twilioAccountSid should not be empty"),
    ],
)
def test_bad_calls(api: Api, dial: Body, change: Body, sentence: str) -> None:
    assert api.refused("POST", "/call", {**dial, **change}) == [sentence]


def test_limits_of_free_numbers(api: Api, dial: Body) -> None:
    dial["phoneNumberId"] = api.make("phone-number", **CARRIERS["vapi"])["id"]
    assert api.refused("POST", "/call", {**dial, "customer": {"number": "+442079460000"}}) == INTERNATIONAL
    api.simulator.switch(daily_outbound_limit=2)
    for _time in range(2):
        api.make("call", **dial)
    assert api.refused("POST", "/call", dial) == DAILY


def test_concurrency(api: Api, dial: Body) -> None:
    api.simulator.switch(concurrency_limit=2)
    left = [api.make("call", **dial)["subscriptionLimits"]["remainingConcurrentCalls"] for _time in range(2)]
    assert left == [1, 0]
    api.simulator.switch(over_concurrency="refuse")
    assert api.refused("POST", "/call", dial).startswith("Over Concurrency Limit")
    assert api.make("call", **dial, schedulePlan={"earliestAt": LATER})["status"] == "scheduled"
    api.simulator.switch(over_concurrency="block")
    blocked = api.make("call", **dial)
    assert blocked["subscriptionLimits"]["concurrencyBlocked"] and blocked["status"] == "ended"
    api.simulator.advance(100)
    assert not api.make("call", **dial)["subscriptionLimits"]["concurrencyBlocked"]


def test_a_number_that_is_not_active_does_not_dial(api: Api, dial: Body) -> None:
    api.simulator.switch(activation_seconds=60.0)
    dial["phoneNumberId"] = api.make("phone-number", **CARRIERS["vapi"])["id"]
    assert "Not Active" in api.refused("POST", "/call", dial)
    api.simulator.advance(61)
    api.make("call", **dial)


def test_batch(api: Api, dial: Body) -> None:
    api.simulator.switch(concurrency_limit=2, over_concurrency="refuse")
    body = {**dial, "customers": [ANN, BOB, ANN]}
    del body["customer"]
    answer = api.make("call", **body)
    assert [one["customer"] for one in answer["results"]] == [ANN, BOB]
    (error,) = answer["errors"]
    assert error["customer"] == ANN and error["error"].startswith("Over Concurrency Limit")
    assert answer["subscriptionLimits"]["remainingConcurrentCalls"] == 0 and "id" not in answer


def test_transient_number_and_assistant(api: Api, dial: Body) -> None:
    number = {"twilioPhoneNumber": "+14155550177", "twilioAccountSid": "AC1", "twilioAuthToken": "t"}
    assert api.make("call", assistant={"name": "Once"}, phoneNumber=number, customer=ANN)["status"] == "queued"
    del number["twilioAuthToken"]
    api.refused("POST", "/call", {"assistant": {}, "phoneNumber": number, "customer": ANN})


# --- scheduled calls --------------------------------------------------------------------------------------------------


@pytest.fixture
def scheduled(api: Api, dial: Body) -> Body:
    """A call for an hour from now."""
    now = api.raw("POST", "/_simulator/advance", json={"seconds": 0}).json()["now"]
    later = datetime.fromisoformat(now.replace("Z", "+00:00")) + timedelta(hours=1)
    return api.make("call", **dial, schedulePlan={"earliestAt": later.isoformat()})


def test_a_scheduled_call_is_queued_in_time(api: Api, scheduled: Body) -> None:
    assert scheduled["status"] == status(api, scheduled) == "scheduled"
    api.simulator.advance(3601)
    assert status(api, scheduled) == "queued"


@pytest.mark.parametrize(
    ("kind", "field", "reason"),
    [
        ("assistant", "assistantId", "call.start.error-get-assistant"),
        ("phone-number", "phoneNumberId", "call.start.error-get-phone-number"),
    ],
)
def test_what_is_gone_when_a_call_is_due(api: Api, scheduled: Body, kind: str, field: str, reason: str) -> None:
    api.ask("DELETE", f"/{kind}/{scheduled[field]}")
    assert status(api, scheduled) == "scheduled"
    api.simulator.advance(3601)
    api.simulator.advance(60)
    ended = api.get(f"/call/{scheduled['id']}")
    assert (ended["status"], ended["endedReason"]) == ("ended", reason) and "startedAt" not in ended


def test_cancelling(api: Api, scheduled: Body) -> None:
    gone = api.ask("DELETE", f"/call/{scheduled['id']}")
    assert gone.status == 200 and gone.body["endedReason"] == "scheduled-call-deleted"
    api.simulator.advance(3601)
    assert api.get(f"/call/{scheduled['id']}")["endedReason"] == "scheduled-call-deleted"


# --- ending, erasing, renaming ----------------------------------------------------------------------------------------


def test_only_the_name_of_a_call_changes(api: Api, dial: Body) -> None:
    made = api.make("call", **dial)
    assert api.patch("call", made, name="Renamed")["name"] == "Renamed"
    for field in ("customer", "assistantId", "status"):
        assert api.refused("PATCH", f"/call/{made['id']}", {field: "x"}) == [f"property {field} should not exist"]


def test_hanging_up_by_the_control_url(api: Api, dial: Body) -> None:
    made = api.make("call", **dial)
    control = made["monitor"]["controlUrl"]
    assert control.startswith(api.simulator.url + "/") and made["monitor"]["listenUrl"].startswith("ws://127.0.0.1")
    token, known = control.rpartition("/")[2], made["id"].replace("-", "")
    assert len(token) == 32 and token not in (known, known[::-1]), "who knows the id must not know the URL"
    path = control[len(api.simulator.url) :]
    without_key = {"Authorization": ""}
    assert api.raw("POST", path[:-1] + "!", json={"type": "end-call"}, headers=without_key).status_code == 404
    assert api.raw("POST", path, json={"type": "sing"}, headers=without_key).status_code == 400
    assert api.raw("POST", path, json={"type": "end-call"}, headers=without_key).status_code == 200
    ended = api.get(f"/call/{made['id']}")
    assert (ended["status"], ended["endedReason"]) == ("ended", "manually-canceled")
    assert api.raw("POST", path, json={"type": "end-call"}, headers=without_key).status_code == 400


def test_deleting_a_live_call_is_refused_and_an_ended_one_is_erased(api: Api, dial: Body) -> None:
    made = api.make("call", **dial)
    api.simulator.advance(15)
    api.refused("DELETE", f"/call/{made['id']}")
    api.simulator.advance(100)
    assert "artifact" in api.get(f"/call/{made['id']}")
    assert api.ask("DELETE", f"/call/{made['id']}").status == 200
    assert not {"artifact", "customer"} & set(api.get(f"/call/{made['id']}"))


def test_outcomes(api: Api, dial: Body) -> None:
    failing = api.make("assistant", name="Broken", _failing="pipeline-error-openai-llm-failed")
    assert "_failing" not in failing
    api.simulator.switch(call_outcome="assistant-ended-call", call_outcomes={BOB["number"]: "customer-busy"})
    calls = [
        api.make("call", **dial),
        api.make("call", **{**dial, "customer": BOB}),
        api.make("call", **{**dial, "assistantId": failing["id"]}),
    ]
    api.simulator.advance(15)
    assert status(api, calls[1]) == "ringing"
    api.simulator.advance(100)
    ended = [api.get(f"/call/{one['id']}") for one in calls]
    reasons = ["assistant-ended-call", "customer-busy", "pipeline-error-openai-llm-failed"]
    assert [one["endedReason"] for one in ended] == reasons
    assert "startedAt" not in ended[1] and ended[1]["cost"] == 0


# --- inbound ----------------------------------------------------------------------------------------------------------

REQUESTED = {"type": "oneOf", "key": "call.endedReason", "oneOf": ["assistant-request-returned-error"]}
ENDING = {"on": "call.ending", "do": {"type": "transfer", "destination": TRANSFER}}
INDIA = {**SAY, "filters": [{"type": "startsWith", "key": "number", "startsWith": ["91"]}]}
SERVER = {"url": "https://example.com"}


@pytest.mark.parametrize(
    ("line", "request_ends", "reason", "transferred"),
    [
        ({"route": "assistant"}, "answered", "customer-ended-call", False),
        ({"route": "squad"}, "answered", "customer-ended-call", False),
        ({"route": "assistant", "hooks": [SAY]}, "answered", "call.ringing.hook-executed-say", False),
        ({"route": "assistant", "hooks": [INDIA]}, "answered", "customer-ended-call", False),
        ({"route": "assistant", "fallbackDestination": TRANSFER}, "failed", "customer-ended-call", False),
        ({}, "answered", "assistant-request-failed", False),
        ({"fallbackDestination": TRANSFER}, "answered", "assistant-forwarded-call", True),
        ({"hooks": [ENDING]}, "answered", "call.ending.hook-executed-transfer", True),
        ({"hooks": [{**ENDING, "filters": [REQUESTED]}]}, "answered", "assistant-request-failed", False),
        ({"server": SERVER}, "answered", "customer-ended-call", False),
        ({"server": SERVER, "fallbackDestination": TRANSFER}, "failed", "assistant-forwarded-call", True),
        (
            {"server": SERVER, "fallbackDestination": TRANSFER},
            "server-error",
            "assistant-request-returned-error",
            False,
        ),
        (
            {"server": SERVER, "hooks": [{**ENDING, "filters": [REQUESTED]}]},
            "server-error",
            "call.ending.hook-executed-transfer",
            True,
        ),
    ],
)
def test_who_answers_a_line(api: Api, line: dict[str, Any], request_ends: str, reason: str, transferred: bool) -> None:
    api.simulator.switch(assistant_request=request_ends)
    fields = dict(line)
    route = fields.pop("route", None)
    if route:
        fields[f"{route}Id"] = (api.squad() if route == "squad" else api.make(route, name="Front"))["id"]
    made = api.line(**fields)
    api.simulator.inbound(made["number"])
    api.simulator.advance(60)
    (call,) = api.get("/call", phoneNumberId=made["id"])
    assert (call["type"], call["status"], call["endedReason"]) == ("inboundPhoneCall", "ended", reason)
    assert (call.get("destination") == TRANSFER) == transferred


@pytest.mark.parametrize(
    ("kind", "reason"), [("assistant", "assistant-not-found"), ("squad", "call.start.error-get-assistant")]
)
def test_a_route_to_what_is_gone(api: Api, kind: str, reason: str) -> None:
    target = api.squad() if kind == "squad" else api.make(kind, name="Front")
    made = api.line(**{f"{kind}Id": target["id"]})
    api.ask("DELETE", f"/{kind}/{target['id']}")
    api.simulator.inbound(made["number"])
    api.simulator.advance(60)
    assert api.get("/call")[0]["endedReason"] == reason


def test_a_line_that_is_not_active_does_not_answer(api: Api) -> None:
    api.simulator.switch(activation_seconds=60.0)
    made = api.make("phone-number", **CARRIERS["vapi"])
    api.simulator.inbound(made["number"])
    api.simulator.advance(30)
    assert api.get("/call")[0]["endedReason"] == "call.start.error-get-phone-number"


def test_a_filter_meets_the_callers_it_names(api: Api) -> None:
    made = api.line(hooks=[INDIA])
    api.simulator.inbound(made["number"], "+911234567890")
    api.simulator.advance(60)
    assert api.get("/call")[0]["endedReason"] == "call.ringing.hook-executed-say"


@pytest.mark.parametrize("action", ["say", "transfer"])
def test_after_a_sentence_a_call_may_go_on(api: Api, action: str) -> None:
    api.simulator.switch(ringing_say="goes_on")
    forward = {"on": "call.ringing", "do": [{"type": "transfer", "destination": TRANSFER}]}
    speaker = api.make("assistant", name="Front")
    made = api.line(assistantId=speaker["id"], hooks=[SAY if action == "say" else forward])
    api.simulator.inbound(made["number"])
    api.simulator.advance(60)
    reason = {"say": "customer-ended-call", "transfer": "call.ringing.hook-executed-transfer"}[action]
    assert api.get("/call")[0]["endedReason"] == reason


def test_calling_a_line_of_this_simulator_rings_it(api: Api, dial: Body) -> None:
    other = api.line(number="+14155550111", hooks=[SAY])
    api.make("call", **{**dial, "customer": {"number": other["number"]}})
    api.simulator.advance(100)
    (leg,) = api.get("/call", phoneNumberId=other["id"])
    assert leg["customer"] == {"number": "+14155550100"} and leg["endedReason"] == "call.ringing.hook-executed-say"


def test_cost_and_transcript_come_after_the_end(api: Api, dial: Body) -> None:
    reason, message = "call.start.error-get-transport", "Vapi Numbers Can't Dial Outbound Yet."
    api.simulator.switch(artifact_delay_seconds=30.0, call_ended_messages={reason: message})
    made = api.make("call", **dial)
    api.simulator.advance(85)
    ended = api.get(f"/call/{made['id']}")
    assert ended["status"] == "ended" and not {"cost", "artifact", "endedMessage"} & set(ended)
    assert not {"cost", "artifact"} & set(api.get("/call")[0])
    api.simulator.advance(30)
    late = api.get(f"/call/{made['id']}")
    assert late["cost"] > 0 and late["artifact"]["transcript"] and late["updatedAt"] > late["endedAt"]
    assert api.get("/call") == [late]
    api.simulator.switch(call_outcome=reason)
    failed = api.make("call", **dial)
    api.simulator.advance(100)
    assert api.get(f"/call/{failed['id']}")["endedMessage"] == message


def test_a_call_over_the_limit_can_wait_its_turn(api: Api, dial: Body) -> None:
    api.simulator.switch(concurrency_limit=1, over_concurrency="queue")
    api.make("call", **dial)
    second = api.make("call", **dial)
    assert second["status"] == "queued" and second["subscriptionLimits"]["concurrencyBlocked"] is True
    batch = api.make("call", **{**dial, "customer": None, "customers": [ANN, BOB]})
    assert batch["subscriptionLimits"]["concurrencyBlocked"] is True
    assert [one["status"] for one in batch["results"]] == ["queued", "queued"] and batch["errors"] == []
