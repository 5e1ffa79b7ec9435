# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people met with lines, each as its kind: one record twice, lost doubts, accounts, parts that no option names."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import (
    BYO,
    LINES,
    SERVER,
    SIP,
    TELNYX,
    TOKEN,
    TWILIO,
    VAPI,
    VONAGE,
    Org,
    an_id,
    record,
    task,
)
from tests.contract.test_fleet import many
from tests.faults.answers import Server

ONE, ALL = "vapi_phone_number", "vapi_call_lines"
WAIT = {"wait": True, "wait_timeout": 20, "wait_interval": 0.1}
SECOND_ACCOUNT = "AC" + "2" * 32


# --- one record twice -------------------------------------------------------------------------------------------------


@pytest.mark.case(2)
def test_two_declarations_of_one_record(org: Org, members: Callable[[str, int], None]) -> None:
    (known,) = [org.run(ONE, **TWILIO)["phone_number"]]
    handles = [{name: known[name]} for name in ("id", "number", "name")]
    for first, second in permutations(handles, 2):
        members("pair of identities", 1)
        lines = [{**first, "assistant": "Support Bot"}, {**second, "assistant": "Night Bot"}]
        sentence = org.refuses(ALL, lines=lines)
        assert all(str(value) in sentence for one in (first, second) for value in one.values())
        assert "are the same phone number" in sentence and known["id"] in sentence


# --- names that mean nothing ------------------------------------------------------------------------------------------


@pytest.mark.case(5)
@pytest.mark.parametrize("module", [ONE, ALL])
@pytest.mark.parametrize(
    ("kind", "typo", "meant"),
    [
        ("assistant", "Nigth Bot", "Night Bot"),
        ("squad", "Front Dsk", "Front Desk"),
        ("credential", "Carier", "Carrier"),
    ],
)
def test_a_typo_fails_in_check_mode_too(org: Org, module: str, kind: str, typo: str, meant: str) -> None:
    line = {**VONAGE, kind: typo}
    options = line if module == ONE else {"lines": [line]}
    sentence = org.refuses(module, **options)
    foretold, writes = org.writes(module, True, **options)
    assert foretold["failed"] and foretold["msg"] == sentence and not writes
    assert f"did you mean {meant}" in sentence and "Vonage Line" in sentence and typo in sentence
    options = {**options, "unresolved": "warn"}
    foretold = org.run(module, True, **options)
    assert not foretold["failed"] and foretold["changed"] and typo in foretold["warnings"][0]
    assert org.run(module, **options)["failed"]


@pytest.mark.case(5)
def test_a_credential_of_another_carrier(org: Org, members: Callable[[str, int], None]) -> None:
    carriers = {"vonage": VONAGE, "telnyx": TELNYX, "byo-sip-trunk": BYO}
    for name in (*carriers, "twilio"):
        org.add("credential", name=f"of {name}", provider=name)
    for name, line in carriers.items():
        for other in (*carriers, "twilio"):
            members("line with a credential", 1)
            result = org.run(ONE, True, **{**line, "credential": f"of {other}"})
            assert result["failed"] == (other != name)
            assert not result["failed"] or (other in result["msg"] and name in result["msg"])


# --- order of writes and waiting --------------------------------------------------------------------------------------


@pytest.mark.case(9)
@pytest.mark.parametrize("how", ["absent", "prune"])
def test_deletions_make_room_for_purchases(org: Org, how: str) -> None:
    lines = [{**VAPI, "name": f"Bought {number}"} for number in range(5)]
    assert not org.run(ALL, lines=lines)["failed"]
    old = [] if how == "prune" else [{"name": "Bought 0", "state": "absent"}]
    wanted = [{**VAPI, "name": "Sixth"}, *lines[1:], *old]
    result, writes = org.writes(ALL, lines=wanted, prune=how == "prune", concurrency=8)
    assert not result["failed"], result["msg"]
    assert [write["method"] for write in writes] == ["DELETE", "POST"]
    assert not any("free Vapi numbers" in warning for warning in result["warnings"])


def test_deletions_then_updates_then_creations(org: Org) -> None:
    lines = many(12)
    org.run(ALL, lines=lines[:8])
    changed = [{**line, "assistant": "Night Bot"} for line in lines[:4]]
    gone = [{**line, "state": "absent"} for line in lines[4:8]]
    _result, writes = org.writes(ALL, lines=[*lines[8:], *changed, *gone], concurrency=3)
    assert [write["method"] for write in writes] == ["DELETE"] * 4 + ["PATCH"] * 4 + ["POST"] * 4


def test_waiting_is_shared_and_holds_up_no_write(org: Org) -> None:
    org.simulator.switch(activation_seconds=1.5, free_number_limit=100)
    lines = [{**VAPI, "name": f"Bought {number}", **WAIT, "wait_interval": 0.3} for number in range(24)]
    began = time.monotonic()
    result, writes = org.writes(ALL, lines=lines, concurrency=2)
    took = time.monotonic() - began
    assert not result["failed"] and {line["status"] for line in result["lines"]} == {"active"}
    posts = [entry for entry in org.simulator.log() if entry["method"] == "POST"]
    polls = [entry for entry in org.simulator.log() if entry["method"] == "GET"]
    assert len(writes) == 24 == len(posts)
    # One reading before, one look for second purchases, then one poll at an interval: 1.5 s and two intervals.
    assert len(polls) <= 2 + 1.5 / 0.3 + 2
    assert took < 1.5 + 2 * 0.3 + 8


@pytest.mark.case(116)
@pytest.mark.parametrize("status", ["provisioning", "something-of-next-year"])
def test_an_unknown_status_is_waited_for(org: Org, status: str) -> None:
    org.run(ONE, **TELNYX)
    org.rewrite("phone-number", status=status)
    result = org.run(ONE, **{**TELNYX, **WAIT, "wait_timeout": 0.3})
    assert result["failed"] and f"still {status} after 0.3 seconds" in result["msg"]
    org.simulator.clear_log()
    org.run(ONE, **{**TELNYX, **WAIT, "wait_timeout": 0.6})
    assert len([entry for entry in org.simulator.log() if entry["path"].startswith("/phone-number/")]) > 1


@pytest.mark.case(44)
def test_a_bought_number_that_is_not_known_yet(org: Org) -> None:
    org.simulator.switch(activation_seconds=60)
    made = org.run(ONE, **VAPI)["phone_number"]
    org.rewrite("phone-number", number=None)
    again, writes = org.writes(ONE, **VAPI)
    assert not again["failed"] and writes == [] and again["phone_number"]["id"] == made["id"]
    exported = org.run("vapi_call_lines_info")
    assert [line["name"] for line in exported["call_lines"]] == ["Bought Line"]
    org.rewrite("phone-number", status="active")
    assert "without number and SIP URI" in org.run(ONE, **VAPI)["msg"]


# --- a lost answer ----------------------------------------------------------------------------------------------------


@pytest.mark.case(112)
@pytest.mark.parametrize("module", [ONE, ALL])
@pytest.mark.parametrize("carrier", LINES)
def test_the_doubt_stays_when_nobody_can_look(org: Org, module: str, carrier: str) -> None:
    options = LINES[carrier] if module == ONE else {"lines": [LINES[carrier]]}
    org.simulator.fault("cut", match={"method": "POST"}, when="after", nth=[1])
    # A purchase of one line reads the list besides, for the free limit.
    before = 2 if (module, carrier) == (ONE, "vapi") else 1
    org.simulator.fault("503", match={"method": "GET", "path": "number"}, nth=list(range(before + 1, 100)))
    result, writes = org.writes(module, **options, retries=0)
    assert result["failed"] and "it may have been created, and this could not be checked: " in result["msg"]
    assert len(writes) == 1 == len(org.numbers())
    org.simulator.clear_faults()
    again, writes = org.writes(module, **options)
    assert not again["failed"] and writes == []


@pytest.mark.case(118)
@pytest.mark.parametrize("confused", ["GET", "PATCH"])
def test_the_answer_about_another_object(confused: str) -> None:
    """A service, or a cache before it, that mixes up its answers."""
    asked, another = (json.dumps(record(id=an_id(name), provider="twilio")).encode() for name in ("this", "another"))
    with Server() as server:
        server.answer = lambda method, path: (200, {}, another if method == confused else asked)
        options = {"id": an_id("this"), "name": "Main", "api_key": "key", "api_url": server.url, "retries": 0}
        result = execute(task(ONE), options, False, {})
    assert result["failed"] and not result["changed"]
    assert (
        f"{confused} /phone-number/{an_id('this')} returned another phone-number, {an_id('another')}" in result["msg"]
    )
    # Nothing is written to what was not asked for.
    assert [method for method, *_rest in server.requests] == ["GET", "PATCH"][: 1 + (confused == "PATCH")]


# --- what belongs together --------------------------------------------------------------------------------------------


@pytest.mark.case(42)
@pytest.mark.parametrize("secrets", ["omit", "mask", "echo"])
def test_an_account_goes_with_what_opens_it(org: Org, secrets: str) -> None:
    org.simulator.switch(secrets=secrets)
    org.run(ONE, **TWILIO)
    moved = {**TWILIO, "twilio_account_sid": SECOND_ACCOUNT, "twilio_auth_token": "second-token-0123456789"}
    _result, writes = org.settle(ONE, **moved)
    body = {"twilioAccountSid": SECOND_ACCOUNT, "twilioAuthToken": "second-token-0123456789"}
    assert [write["body"] for write in writes] == [body]


@pytest.mark.case(42)
@pytest.mark.parametrize("secrets", ["mask", "echo"])
def test_a_move_from_token_to_key_and_back(org: Org, secrets: str) -> None:
    org.simulator.switch(secrets=secrets)
    org.run(ONE, **TWILIO)
    rest = {name: value for name, value in TWILIO.items() if name != "twilio_auth_token"}
    by_key = {**rest, "twilio_api_key": "SK0123456789abcdef", "twilio_api_secret": "second-secret-0123456789"}
    _result, writes = org.settle(ONE, **by_key)
    assert [write["body"].get("twilioAuthToken", "kept") for write in writes] == [None]
    assert writes[0]["body"]["twilioApiKey"] == "SK0123456789abcdef"
    _result, writes = org.settle(ONE, **TWILIO)
    assert [write["body"]["twilioAuthToken"] for write in writes] == [TOKEN]


@pytest.mark.case(42)
@pytest.mark.parametrize("secrets", ["mask", "echo"])
def test_a_null_secret_is_sent_once(org: Org, secrets: str) -> None:
    org.simulator.switch(secrets=secrets)
    org.run(ONE, **TELNYX, server=SERVER)
    _result, writes = org.settle(ONE, **TELNYX, server={"headers": None})
    assert len(writes) == 1 and "headers" not in writes[0]["body"]["server"]
    org.run(ONE, **TWILIO)
    _result, writes = org.settle(ONE, **{**TWILIO, "twilio_auth_token": None})
    assert [write["body"] for write in writes] == [{"twilioAuthToken": None}]


# --- what no option stands for ----------------------------------------------------------------------------------------

RAW_PLAN = {"mode": "warm-transfer-experimental", "transferAssistant": {"name": "Screener", "firstMessage": "Hello?"}}
RAW_HOOKS = [
    {
        "on": "call.ringing",
        "name": "VIP",
        "filters": [{"type": "startsWith", "key": "number", "startsWith": ["49"]}],
        "do": [
            {
                "type": "transfer",
                "destination": {"type": "number", "number": "+14155550188", "transferPlan": RAW_PLAN},
            }
        ],
    },
    {"on": "call.ending", "do": {"type": "tool", "toolId": an_id("tool")}},
]
SAID = {
    "event": "call.ringing",
    "filters": [{"starts_with": ["91"]}],
    "do": [{"type": "say", "exact": "We are closed."}],
}


@pytest.mark.case(51, 111)
def test_a_hook_beside_others_that_no_option_describes(org: Org) -> None:
    org.run(ONE, **TELNYX)
    org.rewrite("phone-number", hooks=RAW_HOOKS)
    foretold = org.run("vapi_phone_hook", True, phone_number=TELNYX["number"], **SAID)
    assert all(any(part in text for text in foretold["warnings"]) for part in ("transferAssistant", "toolId", "name"))
    _result, writes = org.writes("vapi_phone_hook", phone_number=TELNYX["number"], **SAID)
    assert [write["body"]["hooks"][:2] for write in writes] == [RAW_HOOKS]


@pytest.mark.case(51, 111)
def test_declared_hooks_keep_what_no_option_describes(org: Org) -> None:
    org.run(ONE, **TELNYX)
    org.rewrite("phone-number", hooks=RAW_HOOKS[:1])
    vip = {
        "event": "call.ringing",
        "filters": [{"starts_with": ["49"]}],
        "do": [
            {
                "type": "transfer",
                "destination": {
                    "type": "number",
                    "number": "+14155550188",
                    "transfer_plan": {"mode": "warm-transfer-experimental"},
                },
            }
        ],
    }
    assert org.writes(ONE, **TELNYX, hooks=[vip])[1] == []
    result, writes = org.writes(ONE, **TELNYX, hooks=[SAID, vip])
    assert [write["body"]["hooks"][1] for write in writes] == RAW_HOOKS[:1]
    told = [text for text in result["warnings"] if "sent back as read" in text]
    assert told and all(text.startswith("hooks[1].") for text in told)


@pytest.mark.case(51, 111)
def test_a_server_keeps_its_legacy_parts(org: Org) -> None:
    org.run(ONE, **TELNYX, server={"url": "https://example.com/vapi"})
    org.rewrite("phone-number", server={"url": "https://example.com/vapi", "secret": "legacy-secret-0123"})
    foretold = org.run(ONE, True, **TELNYX, server={"timeout_seconds": 30})
    assert any("server.secret" in warning for warning in foretold["warnings"])
    assert "legacy-secret-0123" not in str(foretold)
    result, writes = org.writes(ONE, **TELNYX, server={"timeout_seconds": 30})
    assert writes[0]["body"]["server"]["secret"] == "legacy-secret-0123"
    assert "legacy-secret-0123" not in str(result)


@pytest.mark.case(47)
@pytest.mark.parametrize("how", ["no route", "closed by a sentence"])
def test_a_line_that_is_silent_on_purpose(org: Org, how: str) -> None:
    closed = {"event": "call.ringing", "do": [{"type": "say", "exact": "We are closed."}]}
    line = {**TELNYX, **({"hooks": [closed], "assistant": "Night Bot"} if how != "no route" else {"route": "none"})}
    result = org.run(ALL, lines=[line], answering=True)
    assert [one["name"] for one in result["not_answering"]] == [TELNYX["name"]] and result["answering"] == 0
    assert {finding["code"] for finding in org.run("vapi_drift_info", lines=[line])["lines"][0]["findings"]} == {
        "silent"
    }
    line["silent_reason"] = "Kept for the letterheads"
    result, writes = org.writes(ALL, lines=[line], answering=True)
    assert result["not_answering"] == [] and result["answering"] == 0 and writes == []
    assert org.run("vapi_drift_info", lines=[line])["lines"][0]["findings"] == []


# --- exports ----------------------------------------------------------------------------------------------------------


@pytest.mark.case(119)
def test_an_export_has_an_area_code_or_a_sip_uri(org: Org) -> None:
    org.add(
        "phone-number",
        provider="vapi",
        name="Both",
        sipUri=SIP["sip_uri"],
        numberDesiredAreaCode="415",
        status="active",
    )
    (line,) = org.run("vapi_call_lines_info")["call_lines"]
    assert line["sip_uri"] and "number_desired_area_code" not in line
    result, writes = org.writes(ALL, lines=[line])
    assert not result["failed"] and writes == []


@pytest.mark.case(144)
@pytest.mark.parametrize(
    "plan",
    [
        {"mode": "blind-transfer", "summaryPlan": {"enabled": True}},
        {"mode": "blind-transfer", "summaryPlan": {"enabled": True, "timeoutSeconds": 5}},
        {"mode": "blind-transfer", "summaryPlan": {}},
    ],
)
def test_an_export_keeps_what_has_only_defaults(org: Org, plan: dict[str, Any]) -> None:
    fallback = {"type": "number", "number": "+14155550188", "transferPlan": plan}
    hook = {"on": "call.ending", "do": {"type": "transfer", "destination": fallback}}
    org.run(ONE, **TELNYX)
    org.rewrite("phone-number", fallbackDestination=fallback, hooks=[hook])
    exported = org.run("vapi_call_lines_info")
    (line,) = exported["call_lines"]
    assert line["fallback_destination"]["number"] == "+14155550188" and len(line["hooks"]) == 1
    assert org.writes(ALL, lines=[line])[1] == []


@pytest.mark.case(95)
def test_check_mode_where_an_earlier_task_creates_the_line(org: Org) -> None:
    change = {"number": TELNYX["number"], "assistant": "Night Bot"}
    for module, options in ((ONE, change), (ALL, {"lines": [change]})):
        foretold, writes = org.writes(module, True, **options)
        assert not foretold["failed"] and not writes and "does not exist yet" in " ".join(foretold["warnings"])
        assert "provider: is missing" in org.refuses(module, **options)
