# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_campaign run again: gates judge who is still due, doubts are looked up, each state is cancelled or left."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls import waves
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.standing import named
from ansible_collections.voiceops.vapi.plugins.module_utils._engine import settle
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.ended_reason import outcome_of
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.times import stamp
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import SESSIONS, TWILIO, VAPI, Org, Result, task
from tests.contract.test_campaigns import FEW, MODULE, PLAIN, WAIT, table

Members = Callable[[str, int], None]


@pytest.fixture(autouse=True)
def _line(org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "LOOKS", (0.0, 0.02, 0.05))
    org.simulator.switch(call_queue_seconds=0.05, call_ring_seconds=0.05, call_talk_seconds=0.1, concurrency_limit=2000)
    org.run("vapi_phone_number", **TWILIO)


def campaigns(org: Org) -> list[Result]:
    """The campaigns as the service has them."""
    return list(org.simulator.state()[org.key]["campaign"])


def called(writes: list[Result]) -> list[str]:
    """The numbers that writes have called."""
    return [customer["number"] for write in writes for customer in write["body"]["customers"]]


# --- gates judge who is still due -------------------------------------------------------------------------------------

NARROWED: dict[str, dict[str, Any]] = {
    "fewer allowed numbers": {"allowed_numbers": ["+1212*"]},
    "no contact allowed": {"max_contacts": 0},
    "all listed": {"do_not_call": ["+1415*"]},
    "other hours": {"calling_hours": {"start": "03:00", "end": "03:05", "timezone": "customer"}},
    "another schedule": {"schedule_plan": {"earliest_at": "2020-01-01T00:00:00Z"}},
    "a schedule that has passed": {
        "schedule_plan": {"earliest_at": "2020-01-01T00:00:00Z", "latest_at": "2020-01-02T00:00:00Z"}
    },
}
"""Gates that are closed to contacts, all of whom were called before."""


@pytest.mark.parametrize("gate", NARROWED)
@pytest.mark.parametrize("retry", [None, {"outcomes": ["carrier_side"]}])
@pytest.mark.case(24)
def test_gates_judge_who_is_still_due(org: Org, gate: str, retry: dict[str, Any] | None, members: Members) -> None:
    org.run(MODULE, **FEW, **WAIT)
    again = {**FEW, **NARROWED[gate], **({"retry": retry} if retry else {})}
    for check in (True, False):
        result, writes = org.writes(MODULE, check, **again)
        assert not result["failed"] and not result["changed"] and writes == [], result.get("msg")
        assert result["warnings"] == [] and len(result["contacts"]) == 3
    members("gate of a campaign that was sent", 1)


CHANGED: dict[str, dict[str, Any]] = {
    "assistant": {"assistant": "Night Bot"},
    "squad": {"assistant": None, "squad": "Front Desk"},
    "line": {"phone_number": "Another Line"},
}
"""What a declaration can have otherwise than the campaign that was sent under its name."""


@pytest.mark.case(21)
@pytest.mark.parametrize("what", CHANGED)
@pytest.mark.parametrize("generation", ["v1", "v2"])
def test_what_a_campaign_was_sent_with_otherwise_is_told(
    org: Org, what: str, generation: str, members: Members
) -> None:
    org.simulator.switch(campaign_v2="accept")
    org.run("vapi_phone_number", **{**TWILIO, "name": "Another Line", "number": "+14155550155"})
    sent = {**FEW, "generation": generation}
    org.run(MODULE, **sent, **WAIT)
    again = {name: value for name, value in {**sent, **CHANGED[what]}.items() if value is not None}
    for check in (True, False):
        result, writes = org.writes(MODULE, check, **again)
        assert writes == [] and len(result["warnings"]) == 1
        assert f"was sent with another {what} and is not changed" in result["warnings"][0]
    assert org.run(MODULE, **sent)["warnings"] == []
    members("difference of a campaign that was sent", 1)


@pytest.mark.case(21, 27)
@pytest.mark.parametrize("generation", ["v1", "v2"])
@pytest.mark.parametrize("to", ["2036-01-01T00:00:00Z", None])
def test_a_moved_schedule_of_a_campaign_is_told(org: Org, generation: str, to: str | None) -> None:
    org.simulator.switch(campaign_v2="accept")
    plan: dict[str, Any] = {"schedule_plan": {"earliest_at": "2035-01-01T00:00:00Z"}}
    org.run(MODULE, **FEW, **plan, generation=generation)
    same = {"schedule_plan": {"earliest_at": "2035-01-01T01:00:00+01:00"}}
    assert org.run(MODULE, **FEW, **same, generation=generation)["warnings"] == []
    moved = {"schedule_plan": {"earliest_at": to}} if to else {}
    result, writes = org.writes(MODULE, **FEW, **moved, generation=generation)
    assert writes == [] and "was not moved" in result["warnings"][0]


@pytest.mark.case(81)
@pytest.mark.parametrize("content", ["", "\n\n", "  \t\n", "\ufeff"])
def test_a_do_not_call_file_without_content_lets_nobody_be_called(org: Org, content: str, tmp_path: Path) -> None:
    """An export that failed leaves such a file; one that has a heading or a comment is meant."""
    listed = tmp_path / "listed.csv"
    listed.write_text(content, encoding="utf-8")
    guarded = {"do_not_call_files": [str(listed)]}
    call = {name: PLAIN[name] for name in ("phone_number", "assistant")} | {"customer": {"number": "+14155550190"}}
    for module, options in ((MODULE, FEW), ("vapi_call", call), ("vapi_outbound_calls", {"calls": [call]})):
        more = {"calls": [{**call, **guarded}]} if "calls" in options else {**options, **guarded}
        assert "is empty, which would disable this guard" in org.refuses(module, **more)
    listed.write_text("number\n", encoding="utf-8")
    assert org.run(MODULE, True, **FEW, **guarded)["changed"]


@pytest.mark.parametrize("gate", ["fewer allowed numbers", "no contact allowed"])
def test_gates_judge_follow_ups_too(org: Org, gate: str) -> None:
    org.simulator.switch(call_outcome="customer-busy")
    org.run(MODULE, **FEW, **WAIT)
    sentence = org.refuses(MODULE, **FEW, **NARROWED[gate], retry={"after": "1s"})
    assert "3 " in sentence and "Nothing was sent." in sentence


def test_who_must_not_be_called_gets_no_follow_up(org: Org) -> None:
    org.simulator.switch(call_outcome="customer-busy")
    org.run(MODULE, **FEW, **WAIT)
    result, writes = org.writes(MODULE, **FEW, do_not_call=["+14155550191"], retry={"after": "1s"})
    assert called(writes) == ["+14155550190", "+14155550192"]
    assert result["skipped_contacts"] == [
        {"place": "customers[1]", "number": "+14155550191", "reason": "do_not_call"},
    ]


@pytest.mark.parametrize("gate", [{"do_not_call": ["+14155550191"]}, {"allowed_numbers": ["*190", "*192"]}])
def test_who_is_called_all_the_same_is_told(org: Org, gate: dict[str, Any]) -> None:
    later = {**FEW, "schedule_plan": {"earliest_at": "2030-01-01T09:00:00Z"}}
    org.run(MODULE, **later)
    result, writes = org.writes(MODULE, **later, **gate)
    assert not result["failed"] and writes == [], result.get("msg")
    (warning,) = result["warnings"]
    assert warning.startswith(f"{next(iter(gate))}: +14155550191 will still be called")


def test_a_schedule_that_has_begun_is_told_and_begins_at_once(org: Org) -> None:
    result, writes = org.writes(MODULE, **FEW, schedule_plan={"earliest_at": "2020-01-01T00:00:00Z"})
    assert "earliest_at: 2020-01-01T00:00:00Z has passed, so calling starts at once." in result["warnings"][0]
    assert writes[0]["body"]["schedulePlan"]["earliestAt"] > "2026"


# --- a doubt ----------------------------------------------------------------------------------------------------------

DAY = {"start": "09:00", "end": "20:00", "timezone": "customer"}
TWO_ZONES: dict[str, Any] = {
    **PLAIN,
    "customers": [{"number": "+12125550100"}, {"number": "+14155550100"}],
    "calling_hours": DAY,
}
DOUBTS = ("500", "502", "503", "504", "cut", "garbage", "truncate")


@pytest.mark.parametrize(
    ("fault", "took_effect"), [*((fault, True) for fault in DOUBTS), *((fault, False) for fault in DOUBTS[:5])]
)
def test_a_campaign_in_doubt_is_looked_up_and_never_sent_again(
    org: Org, fault: str, took_effect: bool, members: Members
) -> None:
    when = "after" if took_effect else "before"
    org.simulator.fault(fault, match={"method": "POST", "path": "^/campaign"}, when=when, nth=[1])
    first, writes = org.writes(MODULE, **FEW)
    org.simulator.clear_faults()
    assert len(writes) == 1 and len(campaigns(org)) == took_effect
    assert first["failed"] != took_effect
    if not took_effect:
        assert "not retried, to avoid calling everybody twice" in first["msg"]
    again, writes = org.writes(MODULE, **FEW)
    assert not again["failed"] and len(writes) == (not took_effect) and len(campaigns(org)) == 1
    members("doubt about a campaign", 1)


@pytest.mark.case(112)
def test_a_doubt_that_cannot_be_settled_stays(org: Org) -> None:
    org.simulator.fault("cut", match={"method": "POST", "path": "^/campaign"}, when="after", nth=[1])
    result = execute_with_broken_lists(org)
    assert result["failed"] and "may have been started" in result["msg"]
    _again, writes = org.writes(MODULE, **FEW)
    assert writes == [] and len(campaigns(org)) == 1


def execute_with_broken_lists(org: Org) -> Result:
    """A run whose lists answer 503 after its first reading."""
    org.simulator.fault("503", match={"method": "GET", "path": "^/campaign$"}, when="before", nth=list(range(2, 40)))
    result = execute(task(MODULE), {**FEW, "retries": 0}, False, org.environment, SESSIONS)
    org.simulator.clear_faults()
    return result


def test_a_window_in_doubt_keeps_the_others(org: Org) -> None:
    org.simulator.fault("502", match={"method": "POST", "path": "^/campaign"}, when="before", nth=[1])
    first, writes = org.writes(MODULE, **TWO_ZONES)
    org.simulator.clear_faults()
    assert first["failed"] and len(writes) == 2 and len(campaigns(org)) == 1
    _again, writes = org.writes(MODULE, **TWO_ZONES)
    assert len(writes) == 1 and len(campaigns(org)) == 2


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.case(28)
@pytest.mark.parametrize(("told", "sent"), [(25, 25), (3, 3), (None, 10), ("many", 10), (True, 10)])
def test_the_second_generation_takes_the_orgs_own_limit(org: Org, told: Any, sent: int) -> None:
    org.simulator.switch(campaign_v2="accept")
    org.add("call", status="ended", subscriptionLimits={"concurrencyLimit": told})
    _result, writes = org.writes(MODULE, **FEW, generation="v2")
    assert writes[0]["body"]["maxConcurrency"] == sent
    given = {**FEW, "name": "Other", "max_concurrency": 7}
    _result, writes = org.writes(MODULE, **given, generation="v2")
    assert writes[0]["body"]["maxConcurrency"] == 7


def test_more_contacts_than_a_campaign_may_have_are_parts(org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "MOST_CUSTOMERS", 3)
    contacts = [{"number": f"+1415555{number:04}"} for number in range(7)]
    given = {**PLAIN, "customers": contacts, "schedule_plan": {"earliest_at": "2030-01-01T09:00:00Z"}}
    org.simulator.fault("502", match={"method": "POST", "path": "^/campaign"}, when="after", nth=[2])
    _result, writes = org.writes(MODULE, **given)
    org.simulator.clear_faults()
    assert [one["body"]["name"] for one in writes] == [f"Renewals part {number}" for number in (1, 2, 3)]
    assert called(writes) == [one["number"] for one in contacts]
    _result, writes = org.writes(MODULE, **given)
    assert writes == []
    _result, writes = org.writes(MODULE, name="Renewals", state="absent")
    assert len(writes) == 3 and {one["status"] for one in campaigns(org)} == {"cancelled"}


# --- follow-ups -------------------------------------------------------------------------------------------------------

ENDS = ("customer-busy", "customer-did-not-answer", "voicemail", "customer-ended-call", "silence-timed-out")
OTHERS = ("twilio-failed-to-connect-call", "pipeline-error-openai-llm-failed", "a-reason-of-next-year")


@pytest.mark.parametrize("reason", [*ENDS, *OTHERS])
@pytest.mark.parametrize("wanted", [None, ["not_answered"], ["carrier_side", "unknown"], ["ok"]])
def test_whoever_ends_as_retry_names_is_called_again(
    org: Org, reason: str, wanted: list[str] | None, members: Members
) -> None:
    org.simulator.switch(call_outcomes={"+14155550190": reason})
    org.run(MODULE, **FEW, **WAIT)
    retry = {"after": "1h", **({"outcomes": wanted} if wanted else {})}
    _result, writes = org.writes(MODULE, **FEW, retry=retry)
    outcomes = {"+14155550190": outcome_of(reason), "+14155550191": "ok", "+14155550192": "ok"}
    due = [number for number, outcome in outcomes.items() if outcome in (wanted or ["not_answered"])]
    assert called(writes) == due
    if due:
        ended = max(one["endedAt"] for one in org.calls() if one["customer"]["number"] in due and one.get("endedAt"))
        begins = writes[0]["body"]["schedulePlan"]["earliestAt"]
        assert 0 <= seconds(begins) - seconds(ended) - 3600 < 2
    members("outcome of a contact", 1)


def seconds(text: str) -> float:
    """A time of the service in seconds since 1970."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


@pytest.mark.parametrize("attempts", [1, 2, 3])
def test_a_waiting_run_calls_again_as_often_as_it_may(org: Org, attempts: int) -> None:
    org.simulator.switch(call_outcomes={"+14155550190": "customer-busy"})
    retry = {"attempts": attempts, "after": "1s"}
    result, writes = org.writes(MODULE, **FEW, **WAIT, retry=retry)
    assert not result["failed"], result["msg"]
    assert [one["body"]["name"] for one in writes] == [
        "Renewals",
        *(f"Renewals retry {number}" for number in range(1, attempts + 1)),
    ]
    assert [len(one["body"]["customers"]) for one in writes] == [3, *[1] * attempts]
    assert {row["number"][-3:]: row["calls"] for row in result["contacts"]} == {
        "190": attempts + 1,
        "191": 1,
        "192": 1,
    }
    _again, writes = org.writes(MODULE, **FEW, **WAIT, retry=retry)
    assert writes == []


def test_who_was_not_called_can_be_called_again(org: Org) -> None:
    later = {**FEW, "schedule_plan": {"earliest_at": "2030-01-01T09:00:00Z"}}
    org.run(MODULE, **later)
    state = org.simulator.state()
    state[org.key]["call"] = state[org.key]["call"][:1]
    state[org.key]["campaign"][0]["status"] = "ended"
    org.simulator.put_state(state)
    told = org.run("vapi_campaign_info", name="Renewals", contacts=True)
    assert {row["status"] for row in told["contacts"][1:]} == {"not_called"}
    _result, writes = org.writes(MODULE, **FEW, retry={"outcomes": ["not_called"], "after": "1s"})
    assert called(writes) == [one["number"] for one in FEW["customers"][1:]]


@pytest.mark.parametrize("doubt", [0, 1, 2])
def test_follow_ups_of_one_name_are_told_apart(org: Org, doubt: int) -> None:
    org.simulator.switch(call_outcome="customer-busy")
    org.run(MODULE, **FEW, **WAIT)
    more = {**FEW, "customers": [*FEW["customers"], {"number": "+14155550199"}]}
    org.run(MODULE, **more, **WAIT)
    if doubt:
        org.simulator.fault("502", match={"method": "POST", "path": "^/campaign"}, when="after", nth=[doubt])
    result, writes = org.writes(MODULE, **more, retry={"after": "4h"})
    org.simulator.clear_faults()
    assert not result["failed"] and [one["body"]["name"] for one in writes] == ["Renewals retry 1"] * 2
    assert sorted(called(writes)) == sorted(one["number"] for one in more["customers"])
    _again, writes = org.writes(MODULE, **more, retry={"after": "4h"})
    assert writes == []


def test_a_follow_up_waits_for_calling_hours(org: Org) -> None:
    org.simulator.switch(call_outcome="customer-did-not-answer")
    at = datetime(2026, 12, 4, 19, 0, tzinfo=ZoneInfo("America/Los_Angeles")).timestamp() - time.time()
    org.simulator.advance(at)
    given = {**FEW, "calling_hours": DAY, "retry": {"after": "4h"}}
    org.run(MODULE, **given)
    org.simulator.advance(60)
    _result, writes = org.writes(MODULE, **given)
    assert [one["body"]["name"] for one in writes] == ["Renewals retry 1 [2026-12-05 17:00 to 2026-12-06 04:00 UTC]"]


# --- progress ---------------------------------------------------------------------------------------------------------


def test_waiting_tells_its_progress_in_a_line(org: Org) -> None:
    org.simulator.switch(call_outcomes={"+14155550190": "customer-busy"})
    lines: list[str] = []

    def progress(*_counts: Any, text: str = "") -> None:
        lines.append(text)

    execute(task(MODULE), {**FEW, **WAIT}, False, org.environment, SESSIONS, progress=progress)
    assert lines[-1] == "campaign: 3 of 3 called, 2 answered"
    assert all(one.startswith("campaign: ") for one in lines)


# --- ending -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["scheduled", "in-progress", "ended", "cancelled", "archived"])
@pytest.mark.parametrize("generation", ["v1", "v2"])
def test_a_campaign_in_each_state_is_cancelled_or_left(
    org: Org, status: str, generation: str, members: Members
) -> None:
    org.simulator.switch(campaign_v2="accept")
    later = {**FEW, "schedule_plan": {"earliest_at": "2030-01-01T09:00:00Z"}}
    org.run(MODULE, **later, generation=generation)
    org.rewrite("campaign", status=status)
    is_open = status in ("scheduled", "in-progress")
    told, none = org.writes(MODULE, True, name="Renewals", state="absent", generation=generation)
    result, writes = org.writes(MODULE, name="Renewals", state="absent", generation=generation)
    again, twice = org.writes(MODULE, name="Renewals", state="absent", generation=generation)
    assert none == twice == [] and not again["changed"]
    assert told["changed"] == result["changed"] == is_open == (len(writes) == 1)
    assert not result["failed"] and (is_open or result["text"] == "no campaign to cancel")
    members("state of a campaign", 1)


def test_one_that_ends_meanwhile_is_no_failure(org: Org) -> None:
    org.run(MODULE, **FEW, schedule_plan={"earliest_at": "2030-01-01T09:00:00Z"})
    refusal = {"message": "Couldn't Cancel Campaign. It Is ended.", "match": {"method": "PATCH"}, "nth": [1]}
    org.simulator.fault("400", when="before", **refusal)
    result = org.run(MODULE, name="Renewals", state="absent")
    org.simulator.clear_faults()
    assert result["failed"] and "It Is ended" in result["msg"]
    org.simulator.fault("400", when="after", **refusal)
    result = org.run(MODULE, name="Renewals", state="absent")
    org.simulator.clear_faults()
    assert not result["failed"] and not result["changed"], result.get("msg")


# --- names ------------------------------------------------------------------------------------------------------------

WINDOW = "[2026-12-04 14:00 to 2026-12-05 01:00 UTC]"
DERIVED = ["X", "X retry 1", f"X {WINDOW}", f"X retry 2 {WINDOW}", "X part 3", f"X retry 12 {WINDOW} part 4"]
FOREIGN = ["X2", "X retry", "X [EU]", "X [EU] retry 1", "X retry 1 again", "Y", "x", " X", f"X {WINDOW} {WINDOW}"]


def test_a_declaration_owns_the_campaigns_made_of_it_alone(org: Org, members: Members) -> None:
    assert [name for name in [*DERIVED, *FOREIGN] if named("X", name)] == DERIVED
    for name in (*DERIVED[1:], "X [EU] retry 1"):
        assert "Choose another ending" in org.refuses(MODULE, **{**FEW, "name": name})
    members("name of a campaign", len(DERIVED) + len(FOREIGN))


def test_an_end_leaves_campaigns_of_similar_names(org: Org) -> None:
    later = {"schedule_plan": {"earliest_at": "2030-01-01T09:00:00Z"}}
    for name in ("X", "X [EU]", "X2", "X retry"):
        result, writes = org.writes(MODULE, **{**FEW, **later, "name": name})
        assert len(writes) == 1, (name, result)
    org.run(MODULE, name="X", state="absent")
    assert {one["name"]: one["status"] for one in campaigns(org)}["X"] == "cancelled"
    assert {one["status"] for one in campaigns(org) if one["name"] != "X"} == {"scheduled"}


# --- the line ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["name", "number", "id"])
def test_a_free_number_is_refused_however_it_is_named(org: Org, by: str) -> None:
    org.run("vapi_phone_number", **VAPI)
    line = next(one for one in org.numbers() if one["provider"] == "vapi")
    option = "phone_number_id" if by == "id" else "phone_number"
    given = {**{key: value for key, value in FEW.items() if key != "phone_number"}, option: line[by]}
    assert "free Vapi number" in org.refuses(MODULE, **given)
    assert [one for one in org.simulator.log() if one["method"] == "POST"] == []


# --- contacts ---------------------------------------------------------------------------------------------------------

SHEETS = {
    "rows with nothing in them": "number,name\n,\n+14155550191,Ann\n , \n\n   \n",
    "a comma in a heading": 'number;"last name, first";name\n+14155550191;x;Ann\n',
    "many commas in a heading": '"a,b,c,d";number;name\nx;+14155550191;Ann\n',
    "one column": "number\n+14155550191\n",
    "old line ends and commas": "number\tname\r+14155550191\tAnn, A., B., C.\r",
    "a mark and quotes": '\ufeff"number";"name"\r\n"+14155550191";"Ann"\r\n',
    "blanks around": " number ; name \n +14155550191 ; Ann \n",
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_sheets_are_read_whatever_wrote_them(org: Org, tmp_path: Path, sheet: str, members: Members) -> None:
    _result, writes = org.writes(MODULE, **PLAIN, customers_file=table(tmp_path, SHEETS[sheet]))
    assert called(writes) == ["+14155550191"]
    members("sheet of contacts", 1)


PLACES = {
    'number,note\n+14155550191,"a\nb"\n4155,x\n': "line 4: number",
    'number,note\n+14155550191,"a\nb"\n4155,"x\ny"\n': "line 4: number",
    'number,note\n\n\n+14155550191,"a\nb"\n\n4155,x\n': "line 7: number",
    'number,note\n+14155550191,"a\nb"\n+14155550191,x\n': "line 2 and line 4 are the same contact",
    'number,note\n+14155550191,"a\nb"\n+14155550192,"x\n': "line 4: is not valid CSV",
    'number,note\r\n+14155550191,"a\r\nb"\r\n+14155550192\r\n': "line 4: has fewer cells",
    '"number,note\n+14155550191,a\n': "line 1: is not valid CSV",
}


@pytest.mark.parametrize("text", PLACES)
def test_a_row_is_known_by_its_first_line(org: Org, tmp_path: Path, text: str, members: Members) -> None:
    assert PLACES[text] in org.refuses(MODULE, **PLAIN, customers_file=table(tmp_path, text))
    members("place in a sheet", 1)


NEVER = {
    "800": "time zone unknown",
    "907": "calling hours of its time zones never overlap",
    "212": "no calling hours before latest_at",
}
"""Area codes whose contacts are not called between nine and ten, and why."""


def test_whoever_is_never_called_is_skipped_for_its_reason(org: Org) -> None:
    now = time.time()
    late = {"earliest_at": stamp(now), "latest_at": stamp(now + 1)}
    for code, reason in NEVER.items():
        plan = {"schedule_plan": late} if code == "212" else {}
        hour = (datetime.now(ZoneInfo("America/New_York")).hour + 3) % 24
        start = f"{hour:02}:00" if code == "212" else "09:00"
        hours = {"start": start, "end": f"{start[:2]}:30", "timezone": "customer"}
        given = {**PLAIN, "customers": [{"number": f"+1{code}5550100"}], "calling_hours": hours, **plan}
        result, writes = org.writes(MODULE, **given)
        assert not result["failed"] and writes == [] and not result["changed"]
        assert [one["reason"] for one in result["skipped_contacts"]] == [reason]
        assert f"{reason}: 1 contact not called" in " ".join(result["warnings"])
