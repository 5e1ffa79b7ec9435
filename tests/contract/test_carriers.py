# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_carrier_info: each fault at a carrier is its finding, and a carrier is sent nothing but GET."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http import retry

from tests.contract.harness import Org, Result, record
from tests.faults.answers import Server
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
    assert result["text"] == "10 imported lines, no problems at their carriers"


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


def elsewhere_at(carrier: str, kind: str, key: str, application: dict[str, Any]) -> dict[str, Any]:
    """What the carriers hold, with the first number of one of them at another application, which takes calls too."""
    changed = first(carrier, **{key: "another"})
    next(iter(changed[carrier].values()))[kind] = {"another": application}
    return changed


TELNYX_ELSEWHERE = {"webhook_event_url": "https://elsewhere.example/telnyx/inbound_call"}
ELSEWHERE = "https://elsewhere.example/twilio/inbound_call"
FAULTS = [
    (first("twilio", voice_url="https://elsewhere.example"), "twilio", "silent", "voice-url"),
    (first("twilio", voice_url=ELSEWHERE), "twilio", "unknown", "differs"),
    (first("twilio", voice_application_sid="AP1"), "twilio", "silent", "application"),
    (first("twilio", trunk_sid="TK1"), "twilio", "silent", "trunk"),
    (first("twilio", capabilities={"voice": False}), "twilio", "silent", "capability"),
    (first("twilio", sms_url="https://elsewhere.example"), "twilio", "no_sms", "sms-url"),
    (first("twilio", sms_application_sid="AP2"), "twilio", "no_sms", "sms-application"),
    (first("twilio", capabilities={"voice": True, "sms": False}), "twilio", "no_sms", "sms-capability"),
    (missing("twilio"), "twilio", "silent", "not-owned"),
    (first("telnyx", status="port-pending"), "telnyx", "silent", "status"),
    (first("telnyx", connection_id="gone"), "telnyx", "silent", "connection"),
    (elsewhere_at("telnyx", "applications", "connection_id", TELNYX_ELSEWHERE), "telnyx", "unknown", "differs"),
    (missing("telnyx"), "telnyx", "silent", "not-owned"),
    (first("vonage", app_id=None), "vonage", "silent", "not-linked"),
    (elsewhere_at("vonage", "applications", "app_id", {}), "vonage", "unknown", "differs"),
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


@pytest.mark.parametrize("fault", range(len(FAULTS)))
def test_a_fault_of_one_of_two_lines_is_no_finding_of_the_other(fault: int, org: Org) -> None:
    carriers, carrier, _severity, code = FAULTS[fault]
    state = org.simulator.state()
    lines = state[org.key]["phone-number"]
    state[org.key]["phone-number"] = [one for one in lines if one["name"] != f"{carrier} 2"]
    org.simulator.put_state(state)
    org.simulator.put_carriers(carriers)
    told = found(org.run(MODULE, **accounts(org)))
    assert {name for name, _severity, _code in told} == {
        f"{carrier} {index}" for index in range(1 + (code == "differs"))
    }


def test_a_line_is_looked_for_in_every_account_of_its_carrier(org: Org, members: Callable[[str, int], None]) -> None:
    """Two accounts at each carrier, and the last line of each in the second."""
    changed = copy.deepcopy(HEALTHY)
    seconds = {"twilio": "ACsecond0123456789", "telnyx": "telnyx-key-second-1", "vonage": "key2"}
    for carrier, name in seconds.items():
        account_of_first = next(iter(changed[carrier].values()))
        changed[carrier][name] = {**account_of_first, "numbers": [account_of_first["numbers"].pop()]}
    org.simulator.put_carriers(changed)
    given = accounts(org)
    keys = {"twilio": "account_sid", "telnyx": "api_key", "vonage": "api_key"}
    for carrier, name in seconds.items():
        given[carrier] = [given[carrier][0], {**given[carrier][0], keys[carrier]: name}]
    assert found(org.run(MODULE, **given)) == []
    lost = found(org.run(MODULE, **accounts(org)))
    assert lost == [(f"{carrier} 2", "silent", "not-owned") for carrier in NUMBERS]
    members("carrier with two accounts", len(seconds))


@pytest.mark.parametrize("carrier", NUMBERS)
def test_an_address_without_encryption_is_refused(carrier: str, org: Org) -> None:
    result = org.run(MODULE, **elsewhere(org, carrier, "http://carrier.example"))
    assert result["failed"] and "neither https nor on this machine. Use an https address." in result["msg"]


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
    assert result["failed"] and "the credentials were refused (401)" in result["msg"]
    assert "wrong-secret" not in json.dumps(result)
    assert found(result) == [(f"{carrier} {index}", "unknown", "account-unread") for index in range(3)]
    assert result["msg"].startswith("1 account could not be read.")


ONE_OF_TWO = {"twilio": "account_sid", "telnyx": "api_key", "vonage": "api_key"}


@pytest.mark.parametrize("carrier", NUMBERS)
def test_a_number_of_an_account_that_cannot_be_read_is_not_lost(org: Org, carrier: str) -> None:
    """Two accounts of a carrier: what the first has not may be in the one that refuses."""
    org.simulator.put_carriers(missing(carrier))
    options = accounts(org)
    known = dict(options[carrier][0])
    options[carrier] = [known, {**known, ONE_OF_TWO[carrier]: "wrong-account-0123456789"}]
    result = org.run(MODULE, **options)
    assert result["failed"]
    # A line at Twilio says of which account it is; without, as here, it may be in either.
    assert found(result) == [(f"{carrier} 0", "unknown", "account-unread")]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "auth_token: is missing; add it, or api_key and api_secret."),
        ({"auth_token": ""}, "auth_token: is missing; add it, or api_key and api_secret."),
        ({"api_key": "SK0123456789"}, "api_secret: is required together with api_key; add it."),
        ({"api_secret": "a-secret-0123"}, "api_key: is required together with api_secret; add it."),
    ],
)
@pytest.mark.parametrize("module", [MODULE, "vapi_drift_info", "vapi_org", "vapi_prove"])
def test_a_twilio_account_without_credentials_is_refused(org: Org, module: str, given: Any, words: str) -> None:
    carriers = {"twilio": [{"account_sid": SID, **given}]}
    org.simulator.clear_log()
    result = org.run(module, **carriers) if module == MODULE else feeds(org, module, carriers)
    assert result["failed"] and words in result["msg"]
    assert org.simulator.log() == []


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


ODD: dict[str, tuple[int, dict[str, str], bytes]] = {
    "a page of HTML": (200, {"Content-Type": "text/html"}, b"<html>Sign in</html>"),
    "a redirect": (302, {"Location": "https://elsewhere.example/"}, b""),
    "too many requests": (429, {"Retry-After": "1"}, b"{}"),
    "more than a number": (200, {}, b'{"count": 1e999, "meta": {"total_pages": 1e999}}'),
    "not JSON": (200, {}, b'{"count": NaN}'),
    "nested without end": (200, {}, b"[" * 100000),
    "an error of its own": (503, {}, b"oops"),
    "a list": (200, {}, b"[]"),
    "nothing": (200, {}, b""),
    "more than was promised": (200, {"Content-Length": "2"}, b'{"a": 1}'),
    "less than was promised": (200, {"Content-Length": "20", "Connection": "close"}, b"{}"),
}


@pytest.mark.parametrize("carrier", NUMBERS)
@pytest.mark.parametrize("odd", ODD)
def test_an_odd_answer_is_one_sentence_and_the_other_carriers_are_told(
    org: Org, carrier: str, odd: str, members: Callable[[str, int], None]
) -> None:
    with Server() as server:
        server.answer = lambda method, path: ODD[odd]
        result = org.run(MODULE, timeout=2, retries=0, **elsewhere(org, carrier, server.url))
        assert result["failed"] != (odd == "more than a number"), odd
        assert "unexpected error" not in result.get("msg", "") and len(result.get("msg", "")) < 400
        assert not [one for one in server.requests if one[0] != "GET" or org.key in str(one)]
        assert len(server.requests) < 5
    assert {name.split()[0] for name, _severity, _code in found(result)} <= {carrier}
    members("odd answer of a carrier", 1)


BUSY: dict[str, tuple[int, dict[str, str], bytes]] = {
    "429": (429, {"Retry-After": "1"}, b"{}"),
    "429 without a time": (429, {}, b"<html>"),
    "500": (500, {}, b"oops"),
    "503": (503, {"Retry-After": "1"}, b""),
    "cut": (200, {"Content-Length": "20", "Connection": "close"}, b"{}"),
}
"""What a host answers that has no time now, and answers after it."""


@pytest.mark.parametrize("carrier", NUMBERS)
@pytest.mark.parametrize("busy", BUSY)
def test_a_carrier_that_is_busy_is_asked_again(
    org: Org, carrier: str, busy: str, members: Callable[[str, int], None]
) -> None:
    with Server() as server:
        answers = iter([BUSY[busy]])
        healthy = {"status": "active", "incoming_phone_numbers": [], "data": [], "numbers": [], "count": 0}
        server.answer = lambda method, path: next(answers, (200, {}, json.dumps(healthy).encode()))
        began = time.monotonic()
        result = org.run(MODULE, retries=1, **elsewhere(org, carrier, server.url))
        assert not result["failed"], result["msg"]
        assert time.monotonic() - began >= float(BUSY[busy][1].get("Retry-After", 0))
        assert server.requests[0][:2] == server.requests[1][:2] and {one[0] for one in server.requests} == {"GET"}
    members("busy answer of a carrier", 1)


def test_the_service_is_not_held_up_by_a_carrier(org: Org) -> None:
    with Server() as server:
        server.answer = lambda method, path: (429, {"Retry-After": "1"}, b"{}")
        result = org.run(MODULE, retries=1, **elsewhere(org, "telnyx", server.url))
    assert "GET /v2/phone_numbers returned 429 (too many requests)" in result["msg"]
    assert len(server.requests) == 2


@pytest.mark.parametrize("carrier", NUMBERS)
def test_a_carrier_that_cannot_be_reached_is_given_up_soon(
    org: Org, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(retry.time, "sleep", pauses.append)
    with Server() as server:
        closed = server.url
    result = org.run(MODULE, retries=9, **elsewhere(org, carrier, closed))
    assert result["failed"] and "did not answer (connection refused or unknown host)" in result["msg"]
    assert len(pauses) == 3


def elsewhere(org: Org, carrier: str, url: str) -> dict[str, Any]:
    """The accounts, one of them at another address."""
    changed = accounts(org)
    changed[carrier] = [{**one, **{name: url for name in one if name.endswith("url")}} for one in changed[carrier]]
    return changed


SHAPES: dict[str, list[dict[str, Any]]] = {
    "twilio": [
        {"status": "active", "incoming_phone_numbers": None},
        {
            "status": "active",
            "incoming_phone_numbers": [None, 7, {}, {"phone_number": "+14155550100", "capabilities": 1}],
        },
    ],
    "telnyx": [
        {"data": "none", "meta": []},
        {"data": [{"phone_number": "+14155550110", "connection_id": 7}, 1], "meta": {"total_pages": "many"}},
        {"data": [{"phone_number": "+14155550110"}], "meta": {"total_pages": 1e9}},
    ],
    "vonage": [
        {"count": "some", "numbers": {}},
        {"count": 1e9, "numbers": [{"msisdn": 14155550120, "app_id": 7}, None]},
    ],
}
"""Answers that have the form of JSON and not the one that the carrier documents."""


@pytest.mark.parametrize(
    ("carrier", "index"), [(name, at) for name, shapes in SHAPES.items() for at in range(len(shapes))]
)
def test_an_answer_of_another_shape_is_read_as_far_as_it_goes(org: Org, carrier: str, index: int) -> None:
    with Server() as server:
        body = json.dumps(SHAPES[carrier][index]).encode()
        server.answer = lambda method, path: (200, {}, body)
        result = org.run(MODULE, **elsewhere(org, carrier, server.url))
        assert not result["failed"], result["msg"]
        assert len(server.requests) < 12, "endless pages"
    assert {name.split()[0] for name, _severity, _code in found(result)} == {carrier}


def test_pages_that_never_end_are_left(org: Org) -> None:
    path = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json"
    for following in (f"{path}?Page=1&PageToken=x", "https://elsewhere.example/more", "//elsewhere.example/more", path):
        with Server() as server:
            numbers = [{"phone_number": one} for one in NUMBERS["twilio"]]
            body = {"status": "active", "incoming_phone_numbers": numbers, "next_page_uri": following}
            server.answer = lambda method, path, body=body: (200, {}, json.dumps(body).encode())  # type: ignore[misc]
            assert not org.run(MODULE, **elsewhere(org, "twilio", server.url))["failed"]
            assert len(server.requests) <= 3


def test_a_schedule_can_fail_on_a_severity(org: Org) -> None:
    org.simulator.put_carriers(first("twilio", trunk_sid="TK1"))
    assert not org.run(MODULE, **accounts(org), fail_on=["no_outbound"])["failed"]
    result = org.run(MODULE, **accounts(org), fail_on=["silent"])
    assert result["failed"] and "line 'twilio 0': a SIP trunk takes the number's calls" in result["msg"]
    assert [line["name"] for line in result["lines"]] == ["twilio 0"]


# --- what other tasks make of it --------------------------------------------------------------------------------------


def with_a_fault(org: Org) -> dict[str, Any]:
    """The accounts as options, after the first Twilio number was pointed elsewhere."""
    carriers = copy.deepcopy(HEALTHY)
    carriers["twilio"][SID]["numbers"][0]["voice_url"] = "https://elsewhere.example/voice"
    org.simulator.put_carriers(carriers)
    return accounts(org)


LINES = [{"name": f"{carrier} {index}"} for carrier in NUMBERS for index in range(3)] + [{"name": "trunk 0"}]


def feeds(org: Org, module: str, carriers: dict[str, Any]) -> Result:
    """A task that looks at the carriers besides."""
    # The lines have no assistant: for these tasks that is what they say, too.
    declared: dict[str, dict[str, Any]] = {
        "vapi_drift_info": {"lines": LINES},
        "vapi_org": {"call_lines": {"lines": LINES}},
        "vapi_prove": {"org": "acme"},
    }
    return org.run(module, **declared[module], carriers=carriers)


def test_drift_has_each_fault_as_a_finding_of_its_line(org: Org) -> None:
    healthy = feeds(org, "vapi_drift_info", accounts(org))
    assert not healthy["drifted"] and healthy["warnings"] == []
    result = feeds(org, "vapi_drift_info", with_a_fault(org))
    told = {
        entry["name"]: one
        for entry in result["lines"]
        for one in entry["findings"]
        if one["code"].startswith("carrier")
    }
    assert list(told) == ["twilio 0"] and told["twilio 0"]["severity"] == "error" and result["drifted"]
    assert "not routed to Vapi" in told["twilio 0"]["message"] and told["twilio 0"]["fix"] in result["msg"]


def test_the_end_of_provision_warns(org: Org) -> None:
    assert not [text for text in feeds(org, "vapi_org", accounts(org))["warnings"] if "carrier" in text]
    result = feeds(org, "vapi_org", with_a_fault(org))
    assert not result["failed"] and not result["changed"]
    (warning,) = [text for text in result["warnings"] if text.startswith("at the carriers: ")]
    assert "line 'twilio 0': calls to the number are not routed to Vapi" in warning
    assert "1 silent at their carriers (twilio 0)" in result["text"]


def test_a_proof_fails_where_calls_do_not_come_in(org: Org) -> None:
    healthy = feeds(org, "vapi_prove", accounts(org))
    assert not healthy["failed"] and len(healthy["suites"]["carriers"]) == len(LINES)
    result = feeds(org, "vapi_prove", with_a_fault(org))
    assert result["failed"] and "line 'twilio 0': calls to the number are not routed to Vapi" in result["msg"]
    assert [one["name"] for one in result["suites"]["carriers"]] == ["twilio 0"]


FEEDS = ("vapi_drift_info", "vapi_org", "vapi_prove")


@pytest.mark.parametrize("module", FEEDS)
def test_wrong_credentials_are_one_sentence_there_too(
    module: str, org: Org, members: Callable[[str, int], None]
) -> None:
    wrong = accounts(org)
    wrong["telnyx"] = [{**wrong["telnyx"][0], "api_key": "a-wrong-key-012345"}]
    result = feeds(org, module, wrong)
    told = [*result["warnings"], result.get("msg", "")]
    assert sum("Telnyx" in text for text in told) == 1, told
    assert "a-wrong-key-012345" not in json.dumps(result) and "Traceback" not in json.dumps(result)
    members("task that asks carriers", 1)


@pytest.mark.parametrize("module", [*FEEDS, MODULE])
def test_no_carrier_is_ever_sent_anything_but_get(module: str, org: Org) -> None:
    carriers = with_a_fault(org)
    org.simulator.clear_log()
    org.run(module, **carriers) if module == MODULE else feeds(org, module, carriers)
    asked = [entry for entry in org.simulator.log() if entry["path"].startswith("/carriers/")]
    assert len(asked) >= 4 and {entry["method"] for entry in asked} == {"GET"}
    assert org.key not in json.dumps(asked)
