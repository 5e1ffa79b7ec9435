# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org written down as declarations: declared again they change nothing, and another org becomes the same by them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.harness import Org, an_id, record
from tests.support.sdk_org import as_others_see, build, furnish
from tests.support.simulator import Simulator

EXPORT, FLEET, DRIFT = "vapi_call_lines_info", "vapi_call_lines", "vapi_drift_info"
COUNT = 120


def filled(lines: Any, secrets: dict[str, Any]) -> Any:
    """Declarations as Ansible hands them on: every vault variable replaced by what it holds."""
    if isinstance(lines, dict):
        return {key: filled(value, secrets) for key, value in lines.items()}
    if isinstance(lines, list):
        return [filled(item, secrets) for item in lines]
    variable = re.fullmatch(r"\{\{ (vault_\w+) \}\}", lines) if isinstance(lines, str) else None
    return secrets[variable[1]] if variable else lines


def nothing(result: dict[str, Any]) -> dict[str, str]:
    """A vault in which nobody has filled in anything yet."""
    return {secret["variable"]: "" for secret in result["secrets"]}


@pytest.fixture(scope="module")
def made() -> Iterator[Org]:
    """An org of mixed lines that other people made."""
    with Simulator() as simulator:
        build(simulator, COUNT)
        yield Org(simulator)


@pytest.mark.parametrize("secrets", ["omit", "mask", "echo"])
@pytest.mark.parametrize("shown", [{}, {"nulls": "keep", "defaults": "inject", "extra_fields": True}])
def test_what_is_written_down_changes_nothing(made: Org, secrets: str, shown: dict[str, Any]) -> None:
    made.simulator.switch(nulls="drop", defaults="omit", extra_fields=False)
    made.simulator.switch(secrets=secrets, **shown)
    result, writes = made.writes(EXPORT)
    assert not result["failed"] and writes == [] and not result["changed"]
    assert len(result["call_lines"]) == COUNT
    assert "canary" not in json.dumps(result)
    again, writes = made.writes(FLEET, lines=filled(result["call_lines"], nothing(result)))
    assert not again["failed"], again["msg"]
    assert again["summary"]["unchanged"] == COUNT and writes == []
    drift = made.run(DRIFT, lines=filled(result["call_lines"], nothing(result)))
    assert drift["summary"]["same"] == COUNT and not drift["summary"]["undeclared"]


def test_a_second_reading_is_the_same_to_the_letter(made: Org) -> None:
    first = made.run(EXPORT)
    made.simulator.switch(key_order="reversed", list_order="shuffled", page_size=7)
    second = made.run(EXPORT)
    made.simulator.switch(key_order="kept", list_order="newest", page_size=0)
    assert json.dumps(first["call_lines"]) == json.dumps(second["call_lines"])
    assert first["secrets"] == second["secrets"]


# --- another org ------------------------------------------------------------------------------------------------------


def test_an_empty_org_becomes_the_same() -> None:
    with Simulator() as simulator, Simulator(keys=["key-of-the-other-org"]) as other:
        build(simulator, COUNT, portable=True)
        simulator.switch(secrets="mask")
        staging, production = Org(simulator), Org(other)
        ids = furnish(other)
        other.switch(free_number_limit=COUNT, secrets="mask")
        result = staging.run(EXPORT, portable=True)
        assert result["warnings"] == []
        assert len(result["call_lines"]) == COUNT
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", json.dumps({**result, "org_id": None}))
        headers = {"X-Api-Key": "canary-of-a-header", "X-Team": "desk"}
        vault = {
            secret["variable"]: headers if secret["option"] == "server.headers" else "filled-in-by-somebody-1"
            for secret in result["secrets"]
        }
        run = production.run(FLEET, lines=filled(result["call_lines"], vault))
        assert not run["failed"], run["msg"]
        assert run["summary"]["created"] == COUNT
        assert as_others_see(other) == as_others_see(simulator)
        assert production.run(EXPORT, portable=True)["call_lines"] == result["call_lines"]
        assert set(ids["assistant"].values()) >= {number.get("assistantId") for number in production.numbers()} - {None}


# --- what does not come out even --------------------------------------------------------------------------------------

TWILIO = {"provider": "twilio", "twilioAccountSid": "AC1", "status": "active"}
GONE = an_id("an assistant that is gone")


def exported(org: Org, *numbers: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The export of an org with these numbers; declared again they change nothing, unless ids were left out."""
    org.furnish([record(**number) for number in numbers])
    result = org.run(EXPORT, **options)
    assert not result["failed"], result["msg"]
    if result["call_lines"] and not options.get("portable"):
        again, writes = org.writes(FLEET, lines=filled(result["call_lines"], nothing(result)))
        assert not again["failed"] and not again["changed"] and writes == [], again
    return result


def test_names_stand_for_ids(org: Org) -> None:
    line = {
        "provider": "vonage",
        "number": "+14155550101",
        "credentialId": an_id("Carrier"),
        "squadId": an_id("Front Desk"),
    }
    (declared,) = exported(org, line)["call_lines"]
    assert declared == {
        "provider": "vonage",
        "number": "+14155550101",
        "credential": "Carrier",
        "squad": "Front Desk",
    }


@pytest.mark.parametrize("portable", [False, True])
def test_an_assistant_that_is_gone_is_told(org: Org, portable: bool) -> None:
    result = exported(org, {**TWILIO, "number": "+14155550101", "assistantId": GONE}, portable=portable)
    (declared,) = result["call_lines"]
    assert declared.get("assistant_id") == (None if portable else GONE)
    assert len(result["warnings"]) == 1
    assert result["warnings"][0].startswith(f"line '+14155550101': its assistant {GONE} does not exist")


def test_a_name_that_looks_like_an_id_is_none(org: Org) -> None:
    org.furnish()
    odd = org.add("assistant", name=an_id("what?"))
    state = org.simulator.state()
    state[org.key]["phone-number"] = [record(**TWILIO, number="+14155550101", assistantId=odd)]
    org.simulator.put_state(state)
    assert org.run(EXPORT)["call_lines"][0]["assistant_id"] == odd
    assert "has no unique name" in org.run(EXPORT, portable=True)["warnings"][0]


def test_bought_numbers_are_told_apart_by_their_ids(org: Org) -> None:
    bought = {"provider": "vapi", "status": "active"}
    numbers = [
        {**bought, "number": "+14155550001", "name": "Sales"},
        {**bought, "number": "+14155550002", "name": "Sales"},
        {**bought, "number": "+14155550003"},
        {**bought, "number": "+12125550004", "name": "Support"},
        {**bought, "number": "+442071234567", "name": "London"},
        {**bought, "sipUri": "sip:desk@sip.vapi.ai", "name": "Support"},
        {**bought, "sipUri": "sip:nameless@sip.vapi.ai"},
    ]
    lines = exported(org, *numbers)["call_lines"]
    named = {line.get("number") or line.get("sip_uri") or line["name"]: line for line in lines}
    assert {key for key, line in named.items() if "id" in line} == {f"+1415555000{last}" for last in "123"}
    assert named["Support"] == {
        "name": "Support",
        "provider": "vapi",
        "number_desired_area_code": "212",
        "route": "none",
    }
    result = exported(org, *numbers, portable=True)
    assert [line["name"] for line in result["call_lines"]] == ["London", "Support", "Support"]
    assert [text.partition(": ")[0] for text in result["warnings"]] == [
        "line 'Sales' (+14155550001)",
        "line 'Sales' (+14155550002)",
        "line '+14155550003'",
        "line 'sip:nameless@sip.vapi.ai'",
    ]
    assert all("has no unique name" in text for text in result["warnings"])


def test_one_number_at_two_carriers_is_told_apart(org: Org) -> None:
    vonage = {"provider": "vonage", "number": "+14155550101", "credentialId": an_id("Carrier")}
    lines = exported(org, {**TWILIO, "number": "+14155550101"}, vonage)["call_lines"]
    assert all("id" in line for line in lines)


def test_what_is_not_whole_is_told(org: Org) -> None:
    result = exported(
        org,
        {"provider": "vapi", "status": "active", "name": "Half"},
        {**TWILIO, "number": "+14155550101", "workflowId": GONE},
        {**TWILIO, "number": "+14155550102", "assistantId": an_id("Support Bot"), "squadId": an_id("Front Desk")},
        {**TWILIO, "number": "+14155550103", "hooks": [{"on": "call.answered", "do": []}]},
        {**TWILIO, "number": "+14155550104", "server": {"url": "https://a.example", "retries": {"of": "the future"}}},
        {**TWILIO, "number": "+14155550105", "name": "n" * 41, "inboundPolicy": "unheard of", "sipUri": "sip:x@y"},
    )
    lines = {line["number"]: line for line in result["call_lines"]}
    assert lines["+14155550101"]["workflow_id"] == GONE
    assert not {"assistant", "squad", "route"} & set(lines["+14155550102"])
    assert "hooks" not in lines["+14155550103"] and "name" not in lines["+14155550105"]
    told = " ".join(result["warnings"])
    for sentence in (
        "line 'Half'",
        "line '+14155550101': is routed to a workflow",
        "line '+14155550102': assistant_id: cannot be declared",
        "line '+14155550102': squad_id: cannot be declared",
        "line '+14155550103': hooks: cannot be declared",
        "(+14155550105): name: cannot be declared",
        "inbound_policy (1), server.retries (1), sip_uri (1)",
    ):
        assert sentence in told, f"{sentence!r} is not in {told}"


@pytest.mark.parametrize("blank", [[], None])
def test_a_blank_filter_of_a_hook_is_no_filter(org: Org, blank: Any, tmp_path: Path) -> None:
    hook = {"on": "call.ringing", "do": [{"type": "say", "exact": "Hold."}], "filters": blank}
    org.add("phone-number", provider="vapi", name="Main", number="+14155550100", status="active", hooks=[hook])
    result = org.run(EXPORT)
    assert result["warnings"] == [] and "filters" not in result["call_lines"][0]["hooks"][0]
    again, writes = org.writes(FLEET, lines=result["call_lines"])
    assert again["summary"]["unchanged"] == 1 and writes == []
    changed = org.run(FLEET, lines=[{"number": "+14155550100", "hooks": []}], snapshot_dir=str(tmp_path))
    restored = json.loads(Path(changed["snapshot"]).read_text(encoding="utf-8"))
    assert restored["not_restored"] == [] and "filters" not in restored["lines"][0]["hooks"][0]


def test_filters_choose_lines(org: Org) -> None:
    numbers = [
        {**TWILIO, "number": "+14155550101", "name": "Support day"},
        {**TWILIO, "number": "+12125550102", "name": "Support night"},
        {"provider": "vapi", "status": "active", "sipUri": "sip:desk@sip.vapi.ai", "name": "Desk"},
    ]
    org.furnish([record(**number) for number in numbers])

    def names(**options: Any) -> list[str]:
        return [line["name"] for line in org.run(EXPORT, **options)["call_lines"]]

    assert names() == ["Desk", "Support day", "Support night"]
    assert names(names=["Support *"]) == ["Support day", "Support night"]
    assert names(names=["Support *"], numbers=["+1415*"]) == ["Support day"]
    assert names(numbers=["sip:*", 12125550102]) == ["Desk", "Support night"]
    assert names(providers=["vapi"]) == ["Desk"]
    assert "names: is empty" in org.refuses(EXPORT, names=[])
    assert "must be one of vapi, twilio" in org.refuses(EXPORT, providers=["acme"])


def test_only_what_is_needed_is_read(org: Org) -> None:
    org.furnish([record(**TWILIO, number="+14155550101", squadId=an_id("Front Desk"))])
    org.simulator.clear_log()
    org.run(EXPORT)
    assert sorted({entry["path"] for entry in org.simulator.log()}) == ["/squad", "/v2/phone-number"]


def test_secrets_have_variables_of_their_own(org: Org) -> None:
    org.simulator.switch(secrets="mask")
    user = {"username": "front-desk-user-00001", "password": "canary-password-of-sip"}
    result = exported(
        org,
        {**TWILIO, "number": "+14155550101", "name": "Büro", "twilioAuthToken": "canary"},
        {**TWILIO, "number": "+14155550102", "name": "東京", "twilioApiKey": "canary", "twilioApiSecret": "canary"},
        {
            "provider": "vapi",
            "status": "active",
            "name": "Büro",
            "sipUri": "sip:desk@sip.vapi.ai",
            "authentication": user,
            "server": {"url": "https://a.example", "headers": {"X-Key": "canary"}},
        },
    )
    assert "canary" not in json.dumps(result)
    assert [(secret["variable"], secret["line"]) for secret in result["secrets"]] == [
        ("vault_ac1_twilio_auth_token", "Büro"),
        ("vault_buro_sip_desk_sip_vapi_ai_authentication_password", "Büro"),
        ("vault_buro_sip_desk_sip_vapi_ai_server_headers", "Büro"),
        ("vault_ac1_twilio_api_key", "東京"),
        ("vault_ac1_twilio_api_secret", "東京"),
    ]


def test_headers_that_nobody_filled_in_are_not_written_over(org: Org) -> None:
    org.simulator.switch(secrets="mask")
    server = {"url": "https://a.example", "headers": {"X-Key": "canary"}}
    result = exported(org, {**TWILIO, "number": "+14155550101", "server": server})
    (line,) = filled(result["call_lines"], nothing(result))
    run, (write,) = org.writes(FLEET, lines=[{**line, "server": {**line["server"], "timeout_seconds": 9}}])
    assert write["body"] == {"server": {"url": "https://a.example", "timeoutSeconds": 9}}
    assert any("server.headers: is not declared and is lost with this change" in text for text in run["warnings"])
