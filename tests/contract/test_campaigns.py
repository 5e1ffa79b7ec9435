# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_campaign against the simulator: each contact once, in the windows of their zones, followed up, cancelled."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.gates import numbers_in

from tests.contract.harness import TWILIO, VAPI, Org, an_id

MODULE = "vapi_campaign"
EASTERN = ("212", "305", "404", "617", "919")
CENTRAL = ("214", "312", "504", "612", "615")
MOUNTAIN = ("303", "505", "801")
PACIFIC = ("206", "213", "415", "503", "702")
TWO_ZONES = ("850",)
TOLL_FREE = ("800",)
CODES = (*EASTERN, *CENTRAL, *MOUNTAIN, *PACIFIC, *TWO_ZONES, *TOLL_FREE)
HOURS = {
    "start": "09:00",
    "end": "20:00",
    "timezone": "customer",
    "days": ["monday", "tuesday", "wednesday", "thursday", "friday"],
}
PLAIN: dict[str, Any] = {"name": "Renewals", "phone_number": "Twilio Line", "assistant": "Support Bot"}
FEW: dict[str, Any] = {
    **PLAIN,
    "customers": [
        {"number": f"+1415555019{digit}", "name": name} for digit, name in enumerate(("Ann", "Bob", "Carol"))
    ],
}
WAIT: dict[str, Any] = {"wait": True, "wait_interval": 0.1, "wait_timeout": 20}
NOBODY = {"customer-did-not-answer": "not_answered"}


@pytest.fixture(autouse=True)
def _line(org: Org) -> None:
    org.simulator.switch(call_queue_seconds=0.05, call_ring_seconds=0.05, call_talk_seconds=0.1, concurrency_limit=2000)
    org.run("vapi_phone_number", **TWILIO)


def thousand() -> list[dict[str, str]]:
    """1,000 contacts, fifty in each of twenty area codes."""
    return [{"number": f"+1{code}555{index:04}"} for index in range(50) for code in CODES]


@pytest.fixture
def friday(org: Org) -> None:
    """The wall-clock of a Friday, 19:55 Eastern."""
    seconds = datetime(2026, 12, 4, 19, 55, tzinfo=ZoneInfo("America/New_York")).timestamp() - time.time()
    org.simulator.advance(seconds)


def sent(org: Org, **options: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The run and its writes, between a check mode that tells as many contacts and a second run that writes nothing."""
    told, none = org.writes(MODULE, True, **options)
    assert none == [] and told["changed"]
    result, writes = org.writes(MODULE, **options)
    assert not result["failed"], result["msg"]
    assert [row["number"] for row in told["contacts"]] == [row["number"] for row in result["contacts"]]
    again, none = org.writes(MODULE, **options)
    assert none == [] and not again["changed"] and not again["failed"]
    return result, writes


def windows(result: dict[str, Any]) -> dict[str, int]:
    """How many contacts each campaign of a result has, by its window."""
    return {one["name"].partition(" [")[2].rstrip("]"): one["contacts"] for one in result["campaigns"]}


EASTERN_NOW = "2026-12-04 14:00 to 2026-12-05 01:00 UTC"
OF_THAT_EVENING = {
    # 850 lies in two zones: open only while both are, from nine Central to eight Eastern.
    EASTERN_NOW: 50 * len(EASTERN),
    "2026-12-04 15:00 to 2026-12-05 01:00 UTC": 50,
    "2026-12-04 15:00 to 2026-12-05 02:00 UTC": 50 * len(CENTRAL),
    "2026-12-04 16:00 to 2026-12-05 03:00 UTC": 50 * len(MOUNTAIN),
    "2026-12-04 17:00 to 2026-12-05 04:00 UTC": 50 * len(PACIFIC),
}


@pytest.mark.usefixtures("friday")
def test_a_thousand_contacts_on_a_friday_evening(org: Org) -> None:
    given = {**PLAIN, "customers": thousand(), "calling_hours": HOURS}
    told, writes = org.writes(MODULE, True, **given)
    assert writes == [] and not told["failed"]
    assert windows(told) == OF_THAT_EVENING
    assert Counter(row["reason"] for row in told["skipped_contacts"]) == {"time zone unknown": 50}
    assert "would call 950 in 5 campaigns" in told["text"] and "50 skipped (time zone unknown)" in told["text"]

    real, writes = org.writes(MODULE, **given)
    assert not real["failed"], real["msg"]
    assert len(writes) == 5 and windows(real) == OF_THAT_EVENING
    called = [customer["number"] for write in writes for customer in write["body"]["customers"]]
    assert len(called) == len(set(called)) == 950
    for write in writes:
        plan = write["body"]["schedulePlan"]
        ends = datetime.fromisoformat(plan["latestAt"].replace("Z", "+00:00"))
        assert f"{ends:%Y-%m-%d %H:%M} UTC" in write["body"]["name"]

    again, writes = org.writes(MODULE, **given)
    assert writes == [] and not again["changed"] and not again["failed"]
    assert len(again["contacts"]) == 950


@pytest.mark.usefixtures("friday")
def test_five_minutes_later_the_east_waits_for_monday(org: Org) -> None:
    org.simulator.advance(301)
    told = org.run(MODULE, True, **PLAIN, customers=thousand(), calling_hours=HOURS)
    assert windows(told)["2026-12-07 14:00 to 2026-12-08 01:00 UTC"] == 50 * len(EASTERN)
    assert windows(told)["2026-12-04 15:00 to 2026-12-05 02:00 UTC"] == 50 * len(CENTRAL)


@pytest.mark.usefixtures("friday")
def test_nothing_is_sent_twice_after_a_doubt(org: Org) -> None:
    given = {**PLAIN, "customers": thousand(), "calling_hours": HOURS}
    org.simulator.fault("502", match={"method": "POST", "path": "^/campaign"}, when="after", nth=[1])
    first = org.run(MODULE, **given)
    assert not first["failed"], first["msg"]
    _again, writes = org.writes(MODULE, **given)
    assert writes == []
    assert len(org.simulator.state()[org.key]["campaign"]) == 5


@pytest.mark.usefixtures("friday")
def test_do_not_call_leaves_out_one(org: Org, tmp_path: Path) -> None:
    listed = tmp_path / "do_not_call.csv"
    listed.write_text("number,since\n+1 (212) 555-0000,2024\n# nobody else\n", encoding="utf-8")
    given = {**PLAIN, "customers": thousand(), "calling_hours": HOURS}
    for gate in ({"do_not_call": ["+12125550000"]}, {"do_not_call_files": [str(listed)]}):
        told = org.run(MODULE, True, **given, **gate)
        assert windows(told)[EASTERN_NOW] == 50 * len(EASTERN) - 1
        assert "1 skipped (do_not_call)" in told["text"]


# --- once -------------------------------------------------------------------------------------------------------------


def test_one_campaign_with_what_it_needs(org: Org) -> None:
    result, writes = sent(org, **FEW)
    assert [write["body"] for write in writes] == [
        {
            "name": "Renewals",
            "phoneNumberId": org.numbers()[0]["id"],
            "assistantId": an_id("Support Bot"),
            "customers": FEW["customers"],
        }
    ]
    assert len(result["contacts"]) == 3 and "calling 3 in 1 campaign (Renewals: 3)" in result["text"]


def test_who_is_new_is_called_alone(org: Org) -> None:
    org.run(MODULE, **FEW)
    more = [*FEW["customers"], {"number": "+14155550199"}]
    _result, writes = org.writes(MODULE, **{**FEW, "customers": more})
    assert [write["body"]["customers"] for write in writes] == [[{"number": "+14155550199"}]]


def test_another_generation_that_the_org_has_not(org: Org) -> None:
    org.simulator.switch(campaign_v2="refuse")
    sentence = org.refuses(MODULE, **FEW, generation="v2")
    assert "Not Enabled" in sentence and "Set generation to v1" in sentence


def test_the_second_generation(org: Org) -> None:
    org.simulator.switch(campaign_v2="accept")
    _result, writes = sent(org, **FEW, generation="v2")
    assert writes[0]["path"] == "/v2/campaign" and writes[0]["body"]["maxConcurrency"] == 10
    ended = org.run(MODULE, **FEW, **WAIT, generation="v2")
    assert {row["outcome"] for row in ended["contacts"]} == {"ok"}


def test_free_numbers_are_refused_before_the_post(org: Org) -> None:
    org.run("vapi_phone_number", **VAPI)
    sentence = org.refuses(MODULE, **{**FEW, "phone_number": "Bought Line"})
    assert "free Vapi number" in sentence


def test_an_end_cancels(org: Org) -> None:
    later = {**FEW, "schedule_plan": {"earliest_at": "2030-01-01T09:00:00Z"}}
    org.run(MODULE, **later)
    result, writes = org.settle(MODULE, name="Renewals", state="absent")
    assert [write["body"] for write in writes] == [{"status": "cancelled"}]
    assert result["campaigns"][0]["status"] == "cancelled"
    again, writes = org.writes(MODULE, **later)
    assert writes == [] and "was cancelled" in " ".join(again["warnings"])


# --- contacts ---------------------------------------------------------------------------------------------------------


def table(folder: Path, text: str) -> str:
    """A CSV file with this text."""
    file = folder / "contacts.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_file_of_contacts(org: Org, tmp_path: Path) -> None:
    file = table(tmp_path, 'number,name,plan,note\n+14155550191,Ann,gold,"a, b"\n+14155550192,,silver,\n')
    _result, writes = sent(org, **PLAIN, customers_file=file)
    assert writes[0]["body"]["customers"] == [
        {
            "number": "+14155550191",
            "name": "Ann",
            "assistantOverrides": {"variableValues": {"plan": "gold", "note": "a, b"}},
        },
        {"number": "+14155550192", "assistantOverrides": {"variableValues": {"plan": "silver", "note": ""}}},
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("number,name\n+14155550191,Ann\n4155550192,Bob\n", "line 3: number"),
        ("number,name\n+14155550191,Ann\n\n+14155550191,Bob\n", "line 2 and line 4 are the same contact"),
        ("number,name\n+14155550191,Ann,more\n", "line 2: has more cells"),
        ("number,name\n+14155550191\n", "line 2: has fewer cells"),
        ("phone,name\n+14155550191,Ann\n", "line 1: has no column number"),
        ("number,timezone\n+14155550191,Mars/Base\n", "line 2: timezone: 'Mars/Base'"),
        ("", "line 1: has no column number"),
        ("number,name,name\n+14155550191,Ann,x\n", "line 1: the column 'name' appears twice"),
        ("number,name,\n+14155550191,Ann,\n", "line 1: a column has no name"),
        ('number,name\n+14155550191,"Ann\n+14155550192,Bob\n', "line 2: is not valid CSV (unexpected end of data)"),
        (f'number,name\n+14155550191,"{"x" * 140000}"\n', "line 2: is not valid CSV (field larger than"),
        ("number,name\n1.41556E+10,Ann\n", "line 2: number: '1.41556E+10' is not an E.164 number"),
        ("number;name\n'+14155550191;Ann\n", "line 2: number"),
    ],
)
def test_a_bad_file_is_named_by_its_line(org: Org, tmp_path: Path, text: str, words: str) -> None:
    assert words in org.refuses(MODULE, **PLAIN, customers_file=table(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffnumber;name\r\n+14155550191;Ann\r\n",
        "number\tname\r+14155550191\tAnn\r",
        'number, name\n"+14155550191", "Ann"\n\n',
        "name;number\nAnn;+14155550191",
    ],
)
def test_a_file_as_spreadsheets_write_it(org: Org, tmp_path: Path, text: str) -> None:
    _result, writes = sent(org, **PLAIN, customers_file=table(tmp_path, text))
    assert writes[0]["body"]["customers"] == [{"number": "+14155550191", "name": "Ann"}]


LISTED = {
    **dict.fromkeys(
        [
            *("+14155550191", "14155550191", "4155550191", "415-555-0191", "(415) 555-0191", "+1 (415) 555-0191"),
            *("0014155550191", "01114155550191", "+14155550191 # asked by mail", "+14155550191;Ann", "415,5550191"),
            *("+14155550191\tAnn", '"+14155550191"', "\ufeff+14155550191", "number\n+14155550191", "415;5550191;x"),
        ],
        True,
    ),
    **dict.fromkeys(
        ["#", "# +14155550191", "+14155550192", "5550191", "number,name", "+4155550191", "14155550191 7"], False
    ),
}
"""Lines of a do-not-call file, and whether they name the contact."""


@pytest.mark.parametrize("text", LISTED)
def test_a_do_not_call_file_in_any_notation(
    org: Org, tmp_path: Path, text: str, members: Callable[[str, int], None]
) -> None:
    file = tmp_path / "never.csv"
    file.write_text(f"{text}\n", encoding="utf-8")
    contacts = [{"number": "+14155550191"}, {"number": "+14155550199"}]
    gate: dict[str, Any]
    for gate in ({"do_not_call_files": [str(file)]}, {"do_not_call": [text.strip()]}):
        if "do_not_call" in gate and not re.fullmatch(r"[+\d() -]+", text):
            continue
        result, writes = sent(org, **PLAIN, customers=contacts, **gate)
        called = [one["number"] for write in writes for one in write["body"]["customers"]]
        assert called == ["+14155550191"] * (not LISTED[text]) + ["+14155550199"], gate
        assert [one["number"] for one in result["skipped_contacts"]] == ["+14155550191"] * LISTED[text]
        org.simulator.put_state({**org.simulator.state(), org.key: {**org.simulator.state()[org.key], "campaign": []}})
    members("line of a do-not-call file", 1)


def test_a_sip_address_is_no_heading(org: Org, tmp_path: Path) -> None:
    file = tmp_path / "never.csv"
    file.write_text("sip:Ann@example.com\n", encoding="utf-8")
    assert list(numbers_in(str(file))) == ["sip:ann@example.com"]


def test_twins_of_a_list_are_refused(org: Org) -> None:
    twins = [{"number": "+14155550191"}, {"number": "+14155550191", "name": "Ann"}]
    assert "customers[0] and customers[1] are the same contact" in org.refuses(MODULE, **PLAIN, customers=twins)


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        ({"allowed_numbers": ["+1212*"]}, "allowed_numbers: 3 numbers (+14155550190, "),
        ({"max_contacts": 2}, "max_contacts: 3 contacts due (customers[0]: +14155550190, "),
        ({"max_contacts": 2}, "), 2 allowed."),
        ({"allowed_numbers": []}, "allowed_numbers: is empty"),
        ({"do_not_call_files": ["/nowhere/list.txt"]}, "do_not_call_files: /nowhere/list.txt cannot be read"),
        ({"schedule_plan": {"earliest_at": "2020-01-01T00:00:00Z", "latest_at": "2020-01-02T00:00:00Z"}}, "has passed"),
    ],
)
def test_closed_gates(org: Org, gate: dict[str, Any], words: str) -> None:
    assert words in org.refuses(MODULE, **FEW, **gate)


# --- after ------------------------------------------------------------------------------------------------------------


def test_waiting_tells_how_far_it_is(org: Org) -> None:
    result = org.run(MODULE, **FEW, **WAIT)
    assert not result["failed"], result["msg"]
    assert [(row["status"], row["outcome"]) for row in result["contacts"]] == [("ended", "ok")] * 3
    assert result["summary"]["called"] == result["summary"]["answered"] == 3


def test_who_did_not_answer_is_called_again(org: Org) -> None:
    org.simulator.switch(call_outcomes={"+14155550190": "customer-did-not-answer"})
    given = {**FEW, "retry": {"outcomes": ["not_answered"], "attempts": 2, "after": "4h"}}
    org.run(MODULE, **FEW, **WAIT)
    sent = []
    for _attempt in range(3):
        _result, writes = org.writes(MODULE, **given)
        sent.extend(writes)
        _same, none = org.writes(MODULE, **given)
        assert none == []
        org.simulator.advance(4 * 3600 + 60)
    assert [(write["body"]["name"], len(write["body"]["customers"])) for write in sent] == [
        ("Renewals retry 1", 1),
        ("Renewals retry 2", 1),
    ]
    assert {customer["number"] for write in sent for customer in write["body"]["customers"]} == {"+14155550190"}


def test_info_tells_the_same(org: Org) -> None:
    org.simulator.switch(call_outcomes={"+14155550190": "customer-busy"})
    org.run(MODULE, **FEW, **WAIT)
    told = org.run("vapi_campaign_info", name="Renewals", contacts=True)
    assert [one["name"] for one in told["campaigns"]] == ["Renewals"]
    assert Counter(row["outcome"] for row in told["contacts"]) == {"ok": 2, "not_answered": 1}
    assert org.run("vapi_campaign_info", name="Renew")["campaigns"] == []
    assert org.run("vapi_campaign_info", status=["scheduled"])["campaigns"] == []


# --- several in one task ----------------------------------------------------------------------------------------------


def declared(name: str, *numbers: str, **more: Any) -> dict[str, Any]:
    """A campaign as an item of a list."""
    customers = {"customers": [{"number": number} for number in numbers]} if numbers else {}
    return {"name": name, "phone_number": "Twilio Line", "assistant": "Support Bot", **customers, **more}


def test_campaigns_of_a_list_are_sent_once(org: Org) -> None:
    both = [declared("One", "+12125550100"), declared("Two", "+12125550101", max_contacts=1)]
    foretold, none = org.writes("vapi_campaigns", True, campaigns=both)
    assert none == [] and foretold["changed"] and "One: would call 1 in 1 campaign " in foretold["text"]
    result, writes = org.writes("vapi_campaigns", campaigns=both)
    again, none = org.writes("vapi_campaigns", campaigns=both)
    assert none == [] and not again["changed"] and again["diff"] == []
    assert [one["body"]["name"] for one in writes] == ["One", "Two"] == [one["name"] for one in result["results"]]
    assert len(result["diff"]) == 2 and "One: calling 1 in 1 campaign " in result["text"]
    gone, writes = org.writes("vapi_campaigns", campaigns=[{"name": "Two", "state": "absent"}])
    assert not gone["failed"] and [one["body"] for one in writes] == [{"status": "cancelled"}]


def test_the_key_of_another_org_sends_nothing(org: Org) -> None:
    known = org.simulator.state()[org.key]["phone-number"][0]["orgId"]
    campaigns = [declared("One", "+12125550100")]
    assert "belongs to the org" in org.refuses("vapi_campaigns", campaigns=campaigns, org_id=an_id("another"))
    assert org.run("vapi_campaigns", campaigns=campaigns, org_id=known)["changed"]


@pytest.mark.parametrize("fault", ["400", "503"])
def test_a_refused_one_of_a_list_is_named_once(org: Org, fault: str) -> None:
    org.simulator.fault(fault, match={"method": "POST", "path": "/campaign"}, first=1)
    both = [declared("One", "+12125550100"), declared("Two", "+12125550101")]
    result = org.run("vapi_campaigns", campaigns=both)
    assert result["failed"] and result["msg"].count("campaign 'One'") == 1, result["msg"]
    assert result["results"][0]["error"].count("One") < 2


def test_one_that_fails_does_not_keep_the_others_back(org: Org) -> None:
    gated = declared("Gated", "+12125550100", "+12125550101", max_contacts=1)
    result, writes = org.writes("vapi_campaigns", campaigns=[gated, declared("Two", "+12125550102")])
    assert result["failed"] and result["changed"] and [one["body"]["name"] for one in writes] == ["Two"]
    assert "1 of 2 campaigns failed; 1 succeeded. campaign 'Gated': max_contacts: 2 contacts" in result["msg"]
    assert [one["name"] for one in result["results"]] == ["Gated"]


@pytest.mark.parametrize(
    ("campaigns", "words"),
    [
        ([declared("One", "+12125550100", max_contact=1)], "max_contact"),
        ([declared("One", "+12125550100"), declared("One", "+12125550101")], "are the same campaign (name 'One')"),
        ([declared("One", "+12125550100"), declared("Two")], "customers"),
    ],
    ids=["a gate that does not exist", "twins", "nobody to call"],
)
def test_a_list_with_a_mistake_sends_nothing(org: Org, campaigns: list[dict[str, Any]], words: str) -> None:
    assert words in org.refuses("vapi_campaigns", campaigns=campaigns)
    assert org.simulator.state()[org.key]["campaign"] == []
