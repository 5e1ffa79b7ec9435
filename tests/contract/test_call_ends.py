# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How calls end: late transcripts and costs, reasons with their remedies, times, filters that match nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.ended_reason import WORDS
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute
from ansible_collections.voiceops.vapi.plugins.plugin_utils._plain import plain

from tests.contract.harness import TELNYX, TWILIO, Org, record, task
from tests.contract.test_calls import ANN, CALL, MODULE, WAIT

LISTED = "vapi_outbound_calls"


@pytest.fixture(autouse=True)
def _line(org: Org) -> None:
    org.simulator.switch(call_queue_seconds=0.05, call_ring_seconds=0.05, call_talk_seconds=0.1)
    org.run("vapi_phone_number", **TWILIO)


# --- late artifacts ---------------------------------------------------------------------------------------------------


@pytest.mark.case(23)
@pytest.mark.parametrize("module", [MODULE, LISTED])
@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"transcript": "how can I help", "maximum_cost": 0.5}, ""),
        ({"maximum_cost": 0.5}, ""),
        ({"transcript": "how can I help"}, ""),
        ({"maximum_cost": 0.0}, "cost is 0.0001, expected maximum 0"),
        ({"transcript": "refund"}, "the transcript does not match 'refund'"),
    ],
)
def test_an_expectation_waits_for_what_comes_late(org: Org, expect: dict[str, Any], words: str, module: str) -> None:
    org.simulator.switch(artifact_delay_seconds=0.6)
    call = {**CALL, **WAIT, "expect": expect}
    result = org.run(module, **(call if module == MODULE else {"calls": [call]}))
    assert result["failed"] == bool(words) and words in result.get("msg", ""), result.get("msg")


@pytest.mark.case(23)
def test_a_cost_that_never_comes_does_not_pass(org: Org) -> None:
    org.simulator.switch(artifact_delay_seconds=600.0)
    result = org.run(MODULE, **CALL, **WAIT, expect={"maximum_cost": 0.5}, artifact_timeout=0.3)
    assert result["failed"] and "cost is unknown, expected maximum 0.5" in result["msg"]
    assert result["call"]["status"] == "ended"


@pytest.mark.case(23)
def test_what_has_failed_anyway_is_not_waited_for(org: Org) -> None:
    org.simulator.switch(artifact_delay_seconds=600.0, call_outcome="customer-busy")
    began = datetime.now(timezone.utc)
    result = org.run(MODULE, **CALL, **WAIT, expect={"outcome": ["ok"], "transcript": "x", "maximum_cost": 1})
    assert result["failed"] and (datetime.now(timezone.utc) - began).total_seconds() < 10


@pytest.mark.case(23)
def test_who_never_answered_has_no_transcript_to_wait_for(org: Org) -> None:
    org.simulator.switch(artifact_delay_seconds=600.0, call_outcome="customer-did-not-answer")
    result = org.run(MODULE, **CALL, **WAIT, expect={"transcript": "hello"})
    assert result["failed"] and "there is no transcript" in result["msg"]


@pytest.mark.case(29)
def test_what_was_said_is_returned_on_request(org: Org) -> None:
    org.simulator.switch(artifact_delay_seconds=0.4)
    plain = org.run(MODULE, **CALL, **WAIT)["call"]
    assert not {"transcript", "messages", "artifact", "analysis"} & set(plain)
    asked = org.run(MODULE, **CALL, **WAIT, artifacts=["transcript"])["call"]
    assert "how can I help" in asked["transcript"] and "artifact" not in asked
    assert "artifact" in org.run(LISTED, calls=[{**CALL, "artifacts": ["artifact"]}])["calls"][0]
    assert "artifacts[0]: must be one of" in org.refuses(MODULE, **CALL, artifacts=["everything"])


# --- reasons ----------------------------------------------------------------------------------------------------------


@pytest.mark.case(25)
def test_reason_and_message_stand_in_the_sentence(org: Org) -> None:
    reason, message = "call.start.error-get-transport", "Vapi Numbers Can't Dial Outbound Yet."
    org.simulator.switch(call_outcome=reason, call_ended_messages={reason: message})
    for given in ({"expect": {"outcome": ["ok"]}}, {}):
        sentence = org.run(MODULE, **{**CALL, "name": f"Call {given}"[:40]}, **WAIT, **given)["msg"]
        assert f"{reason}: {message}" in sentence


@pytest.mark.case(25)
@pytest.mark.parametrize("expect", [{"outcome": ["ok"]}, {"minimum_duration": 60}, {"status": "in-progress"}])
def test_every_failed_expectation_names_the_reason(org: Org, expect: dict[str, Any]) -> None:
    org.simulator.switch(call_outcome="twilio-failed-to-connect-call")
    assert "it ended with twilio-failed-to-connect-call" in org.run(MODULE, **CALL, **WAIT, expect=expect)["msg"]


@pytest.mark.case(26)
def test_an_outcome_that_does_not_exist_is_refused(org: Org) -> None:
    sentence = org.refuses(MODULE, **CALL, wait=True, expect={"outcome": ["fine"]})
    assert all(word in sentence for word in WORDS)


@pytest.mark.case(116)
@pytest.mark.parametrize("status", ["not-found", "deletion-failed"])
@pytest.mark.parametrize("module", [MODULE, LISTED])
def test_statuses_after_which_nothing_comes_are_final(org: Org, status: str, module: str) -> None:
    call = record(
        name="Welcome", status=status, customer=ANN, phoneNumberId=org.numbers()[0]["id"], type="outboundPhoneCall"
    )
    org.add("call", **{**call, "createdAt": datetime.now(timezone.utc).isoformat(timespec="milliseconds")[:-6] + "Z"})
    waiting = {**CALL, **WAIT, "wait_timeout": 60}
    began = datetime.now(timezone.utc)
    result = org.run(module, **(waiting if module == MODULE else {"calls": [waiting]}))
    assert result["failed"] and f"has the status {status}" in result["msg"] and not result["changed"]
    assert (datetime.now(timezone.utc) - began).total_seconds() < 10


# --- times ------------------------------------------------------------------------------------------------------------


@pytest.mark.case(27)
def test_a_time_in_the_past_is_told(org: Org) -> None:
    past = {"schedule_plan": {"earliest_at": "2020-01-01T09:00:00Z"}}
    for check in (True, False):
        (warning,) = org.run(MODULE, check, **CALL, **past)["warnings"]
        assert "2020-01-01T09:00:00Z has passed, so the call is placed at once" in warning


@pytest.mark.case(27)
@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (
            {"earliest_at": "2040-01-02T09:00:00Z", "latest_at": "2040-01-02T08:59:59Z"},
            "latest_at: is before earliest_at",
        ),
        ({"earliest_at": "2040-01-02T09:00:00+02:00", "latest_at": "2040-01-02T06:30:00Z"}, "is before earliest_at"),
        ({"earliest_at": "2020-01-01T09:00:00Z", "latest_at": "2020-01-01T10:00:00Z"}, "has passed; set a later time"),
    ],
)
def test_a_window_that_no_time_lies_in_is_refused(org: Org, plan: dict[str, Any], words: str) -> None:
    assert words in org.refuses(MODULE, **CALL, schedule_plan=plan)
    assert words in org.refuses(LISTED, calls=[{**CALL, "schedule_plan": plan}])
    assert org.calls() == []


@pytest.mark.case(27)
def test_a_time_without_quotes(org: Org) -> None:
    """YAML makes a datetime of it, which reaches an action plugin as it is; that hands it on as JSON."""
    plan = {"earliest_at": datetime(2040, 1, 1, 9, tzinfo=timezone.utc)}
    result = execute(task(MODULE), plain({**CALL, "schedule_plan": plan}), False, org.environment)
    assert not result["failed"], result["msg"]
    assert result["call"]["schedule_plan"]["earliest_at"].startswith("2040-01-01T09:00:00")


# --- vapi_call_info ---------------------------------------------------------------------------------------------------


@pytest.mark.case(50)
@pytest.mark.parametrize(
    "customer", ["+1 (415) 555-0190", "+1-415-555-0190", "+1.415.555.0190", " +14155550190 ", 14155550190]
)
def test_a_customer_is_found_however_the_number_is_written(org: Org, customer: Any) -> None:
    org.run(MODULE, **CALL)
    assert len(org.run("vapi_call_info", customer=customer)["calls"]) == 1


@pytest.mark.case(50)
def test_a_sip_customer_is_found_in_any_case(org: Org) -> None:
    org.run(MODULE, **{**CALL, "customer": {"sip_uri": "sip:Ann@example.com"}})
    assert len(org.run("vapi_call_info", customer="SIP:ann@EXAMPLE.com")["calls"]) == 1


IMPOSSIBLE: dict[str, tuple[dict[str, Any], str]] = {
    "customer": ({"customer": "Ada Lovelace!"}, "neither a number nor a SIP URI"),
    "status": ({"status": ["finished"]}, "must be one of scheduled"),
    "no status": ({"status": []}, "status: is empty"),
    "name": ({"name": "n" * 41}, "at most 40"),
    "limit": ({"limit": 0}, "at least 1"),
    "line": ({"phone_number": "Twilio Line", "phone_number_id": "5f0c1d2e-0000-4000-8000-000000000001"}, "keep one"),
    "assistant": ({"assistant": "A", "assistant_id": "5f0c1d2e-0000-4000-8000-000000000001"}, "keep one"),
    "range": ({"created_at_ge": "2026-02-01T00:00:00Z", "created_at_le": "2026-01-01T00:00:00Z"}, "correct one"),
    "strict": ({"updated_at_gt": "2026-02-01T00:00:00Z", "updated_at_le": "2026-02-01T00:00:00Z"}, "correct one"),
}


@pytest.mark.case(50)
@pytest.mark.parametrize("filters", IMPOSSIBLE)
def test_a_filter_that_can_match_nothing_is_refused(
    org: Org, filters: str, members: Callable[[str, int], None]
) -> None:
    given, words = IMPOSSIBLE[filters]
    assert words in org.refuses("vapi_call_info", **given)
    members("impossible filter")


# --- loopback ---------------------------------------------------------------------------------------------------------


def loopback(name: str, **more: Any) -> dict[str, Any]:
    """A proof that the line to Telnyx answers."""
    waits = {"wait_timeout": 10, "wait_interval": 0.1}
    return {"name": name, "caller": "Twilio Line", "line": "Telnyx Line", "assistant": "Night Bot", **waits, **more}


def test_proofs_of_one_line_follow_each_other_and_those_of_several_run_together(org: Org) -> None:
    org.run("vapi_phone_number", **{**TELNYX, "assistant": "Support Bot"})
    for number in range(5):
        line = {**TELNYX, "name": f"Line {number}", "number": f"+1415555030{number}", "assistant": "Support Bot"}
        org.run("vapi_phone_number", **line)
    together = [loopback(f"Proof {number}", line=f"Line {number}") for number in range(4)]
    proofs = [loopback("One"), loopback("Two"), *together]
    org.simulator.clear_log()
    result = org.run("vapi_loopback_calls", loopbacks=proofs)
    assert not result["failed"], result["msg"]
    inbound = [one["inbound"]["id"] for one in result["results"]]
    assert len(set(inbound)) == len(proofs) and all(one["passed"] for one in result["results"])


@pytest.mark.case(23)
def test_a_proof_waits_for_transcripts_of_both_legs(org: Org) -> None:
    org.simulator.switch(artifact_delay_seconds=0.5)
    org.run("vapi_phone_number", **{**TELNYX, "assistant": "Support Bot"})
    heard = {"expect": {"transcript": "how can I help"}, "expect_inbound": {"transcript": "how can I help"}}
    result = org.run("vapi_loopback_calls", loopbacks=[loopback("Heard", **heard)])
    assert not result["failed"], result["msg"]


@pytest.mark.case(30)
def test_an_extension_is_called_with_its_own_switch(org: Org) -> None:
    number = {"provider": "byo-phone-number", "number": "1000", "name": "Extension", "status": "active"}
    org.add("phone-number", **number, numberE164CheckEnabled=False)
    result, writes = org.writes("vapi_loopback_calls", loopbacks=[loopback("Inside", line="1000")])
    (post,) = (write for write in writes if write["method"] == "POST")
    assert post["body"]["customer"] == {"number": "1000", "numberE164CheckEnabled": False}
    assert post["status"] == 201, result.get("msg")
