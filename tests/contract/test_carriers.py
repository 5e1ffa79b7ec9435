# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_carrier_info: each fault at a carrier is its finding, and a carrier is sent nothing but GET."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.harness import Org, Result, record
from tests.support.simulator import Simulator

MODULE = "vapi_carrier_info"
SID, TOKEN, TELNYX_KEY, VONAGE_SECRET = (
    "AC0123456789abcdef",
    "twilio-token-0123456789",
    "telnyx-key-987654",
    "vonage-s3cret-1",
)
TRUNK = {"provider": "byo-sip-trunk", "name": "Trunk", "gateways": [{"ip": "203.0.113.7"}]}
NUMBERS: dict[str, list[str]] = {
    "twilio": ["+14155550100", "+14155550101", "+14155550102"],
    "telnyx": ["+14155550110", "+14155550111", "+14155550112"],
    "vonage": ["+14155550120", "+14155550121", "+14155550122"],
}
HEALTHY: dict[str, Any] = {
    "twilio": {SID: {"auth_token": TOKEN, "numbers": [{"phone_number": one} for one in NUMBERS["twilio"]]}},
    "telnyx": {TELNYX_KEY: {"numbers": [{"phone_number": one} for one in NUMBERS["telnyx"]]}},
    "vonage": {"key": {"api_secret": VONAGE_SECRET, "numbers": [{"msisdn": one[1:]} for one in NUMBERS["vonage"]]}},
}


@pytest.fixture
def org(simulator: Simulator) -> Org:
    """An org with three lines at each carrier and one at a trunk; everything is healthy."""
    furnished = Org(simulator)
    trunk = record(**TRUNK)
    lines = [
        record(provider=carrier, name=f"{carrier} {index}", number=number, status="active")
        for carrier, numbers in NUMBERS.items()
        for index, number in enumerate(numbers)
    ]
    lines.append(record(provider="byo-phone-number", name="trunk 0", number="+14155550130", credentialId=trunk["id"]))
    simulator.put_state({furnished.key: {"phone-number": lines, "credential": [trunk]}})
    simulator.put_carriers(HEALTHY)
    simulator.clear_log()
    return furnished


def accounts(org: Org, **changed: Any) -> dict[str, Any]:
    """The accounts at the simulator's carriers, as options."""
    base = f"{org.simulator.url}/carriers"
    twilio = {"account_sid": SID, "auth_token": TOKEN, "api_url": f"{base}/twilio", "voice_api_url": f"{base}/twilio"}
    telnyx = {"api_key": TELNYX_KEY, "api_url": f"{base}/telnyx"}
    vonage = {
        "api_key": "key",
        "api_secret": VONAGE_SECRET,
        "api_url": f"{base}/vonage",
        "numbers_api_url": f"{base}/vonage",
    }
    return {"twilio": [twilio], "telnyx": [telnyx], "vonage": [vonage], **changed}


def found(result: Result) -> list[tuple[str, str, str]]:
    """Line, severity and code of every finding."""
    return [(line["name"], one["severity"], one["code"]) for line in result["lines"] for one in line["findings"]]


def test_a_healthy_account_has_no_finding(org: Org) -> None:
    result = org.run(MODULE, **accounts(org), countries=["US"])
    assert found(result) == [] and len(result["lines"]) == 10
    assert result["text"] == "10 imported lines, nothing wrong at their carriers"


def first(carrier: str, **fields: Any) -> dict[str, Any]:
    """What the carriers hold, with the first number of one of them changed."""
    changed = copy.deepcopy(HEALTHY)
    next(iter(changed[carrier].values()))["numbers"][0].update(fields)
    return changed


def account(carrier: str, **fields: Any) -> dict[str, Any]:
    """What the carriers hold, with the account at one of them changed."""
    changed = copy.deepcopy(HEALTHY)
    next(iter(changed[carrier].values())).update(fields)
    return changed


def missing(carrier: str) -> dict[str, Any]:
    """What the carriers hold, with the first number of one of them gone."""
    changed = copy.deepcopy(HEALTHY)
    next(iter(changed[carrier].values()))["numbers"].pop(0)
    return changed


ELSEWHERE = "https://elsewhere.example/twilio/inbound_call"
FAULTS = [
    (first("twilio", voice_url="https://elsewhere.example"), "twilio", "silent", "voice-url"),
    (first("twilio", voice_url=ELSEWHERE), "twilio", "unknown", "differs"),
    (first("twilio", voice_application_sid="AP1"), "twilio", "silent", "application"),
    (first("twilio", trunk_sid="TK1"), "twilio", "silent", "trunk"),
    (first("twilio", capabilities={"voice": False}), "twilio", "silent", "capability"),
    (first("twilio", sms_url="https://elsewhere.example"), "twilio", "no_sms", "sms-url"),
    (missing("twilio"), "twilio", "silent", "not-owned"),
    (first("telnyx", status="port-pending"), "telnyx", "silent", "status"),
    (first("telnyx", connection_id="gone"), "telnyx", "silent", "connection"),
    (missing("telnyx"), "telnyx", "silent", "not-owned"),
    (first("vonage", app_id=None), "vonage", "silent", "not-linked"),
    (first("vonage", features=["SMS"]), "vonage", "silent", "capability"),
    (missing("vonage"), "vonage", "silent", "not-owned"),
]


@pytest.mark.parametrize(
    ("carriers", "carrier", "severity", "code"), FAULTS, ids=[f"{one[1]}-{one[3]}" for one in FAULTS]
)
def test_each_fault_of_a_number_is_its_finding(
    org: Org, carriers: Any, carrier: str, severity: str, code: str, members: Callable[[str, int], None]
) -> None:
    members("fault at a carrier", 1)
    org.simulator.put_carriers(carriers)
    result = org.run(MODULE, **accounts(org))
    assert (f"{carrier} 0", severity, code) in found(result)
    assert {name for name, _severity, _code in found(result)} == {f"{carrier} 0"}
    assert all(one["message"] and one["fix"].endswith(".") for line in result["lines"] for one in line["findings"])


@pytest.mark.parametrize(
    ("carriers", "options", "carrier", "severity", "code"),
    [
        (account("twilio", status="suspended"), {}, "twilio", "silent", "account"),
        (account("twilio", countries={"GB": False}), {"countries": ["GB"]}, "twilio", "no_outbound", "geo-permissions"),
        (account("telnyx", applications={"vapi": {"active": False}}), {}, "telnyx", "silent", "connection-off"),
        (account("telnyx", applications={"vapi": {"outbound": {}}}), {}, "telnyx", "no_outbound", "no-profile"),
        (account("telnyx", profiles={"vapi": {"enabled": False}}), {}, "telnyx", "no_outbound", "profile-off"),
        (HEALTHY, {"countries": ["MX"]}, "telnyx", "no_outbound", "destinations"),
        (account("vonage", applications={"vapi": {"capabilities": {}}}), {}, "vonage", "silent", "application"),
    ],
)
def test_each_fault_of_an_account_is_a_finding_of_all_its_lines(  # noqa: PLR0913
    org: Org, carriers: Any, options: Any, carrier: str, severity: str, code: str
) -> None:
    org.simulator.put_carriers(carriers)
    result = org.run(MODULE, **accounts(org), **options)
    assert {(f"{carrier} {index}", severity, code) for index in range(3)} <= set(found(result))


def test_a_carrier_is_sent_nothing_but_get_and_never_the_key(org: Org) -> None:
    org.run(MODULE, **accounts(org), countries=["US"])
    carriers = [entry for entry in org.simulator.log() if entry["path"].startswith("/carriers/")]
    assert carriers and {entry["method"] for entry in carriers} == {"GET"}
    assert {entry["method"] for entry in org.simulator.log()} == {"GET"}
    assert not [entry for entry in carriers if entry.get("org") == org.key]


@pytest.mark.parametrize("carrier", ["twilio", "telnyx", "vonage"])
def test_wrong_credentials_are_one_sentence_and_the_other_carriers_are_told(org: Org, carrier: str) -> None:
    options = accounts(org)
    secret = "auth_token" if carrier == "twilio" else "api_key" if carrier == "telnyx" else "api_secret"
    options[carrier][0][secret] = "wrong-secret-0123456789"
    result = org.run(MODULE, **options)
    assert result["failed"] and "refused the credentials (401)" in result["msg"]
    assert "wrong-secret" not in json.dumps(result)
    assert {one[0] for one in found(result)} == {f"{carrier} {index}" for index in range(3)}


def test_lines_without_an_account_cannot_be_told(org: Org) -> None:
    result = org.run(MODULE)
    assert {(severity, code) for _name, severity, code in found(result)} == {("unknown", "no-account")}


@pytest.mark.parametrize(
    ("gateways", "code"),
    [
        ([], "no-inbound-gateway"),
        ([{"ip": "203.0.113.7", "inboundEnabled": False}], "no-inbound-gateway"),
        ([{"ip": "sip.example.com"}], "gateway-address"),
        ([{"ip": "203.0.113.7", "outboundEnabled": False}], "no-outbound-gateway"),
    ],
)
def test_the_gateways_of_a_trunk(org: Org, gateways: list[Any], code: str) -> None:
    org.rewrite("credential", gateways=gateways)
    assert code in [one[2] for one in found(org.run(MODULE, **accounts(org))) if one[0] == "trunk 0"]


def test_pages_are_read_to_the_end(org: Org) -> None:
    changed = copy.deepcopy(HEALTHY)
    changed["vonage"]["key"]["numbers"] = [{"msisdn": f"1212{n:07d}"} for n in range(250)] + changed["vonage"]["key"][
        "numbers"
    ]
    changed["telnyx"][TELNYX_KEY]["numbers"] = [{"phone_number": f"+1212{n:07d}"} for n in range(600)] + changed[
        "telnyx"
    ][TELNYX_KEY]["numbers"]
    changed["twilio"][SID]["numbers"] = [{"phone_number": f"+1212{n:07d}"} for n in range(1500)] + changed["twilio"][
        SID
    ]["numbers"]
    org.simulator.put_carriers(changed)
    assert found(org.run(MODULE, **accounts(org))) == []


def test_a_schedule_can_fail_on_a_severity(org: Org) -> None:
    org.simulator.put_carriers(first("twilio", trunk_sid="TK1"))
    assert not org.run(MODULE, **accounts(org), fail_on=["no_outbound"])["failed"]
    result = org.run(MODULE, **accounts(org), fail_on=["silent"])
    assert result["failed"] and "line 'twilio 0': a SIP trunk takes the number's calls" in result["msg"]
    assert [line["name"] for line in result["lines"]] == ["twilio 0"]
