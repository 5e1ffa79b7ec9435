# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the carriers tell of their accounts, and that nothing but reading is answered."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.simulator.conftest import Api

CARRIERS: dict[str, Any] = {
    "twilio": {
        "AC1": {
            "auth_token": "token-1",
            "api_keys": {"SK1": "secret-1"},
            "countries": {"GB": True, "US": False},
            "numbers": [{"phone_number": f"+1415555{serial:04d}"} for serial in range(5)],
        },
        "AC2": {"auth_token": "token-2", "status": "suspended"},
    },
    "telnyx": {
        "key-1": {
            "numbers": [{"phone_number": "+14155550102", "connection_id": "17"}, {"phone_number": "+14155550103"}],
            "applications": {"17": {"active": False}},
        }
    },
    "vonage": {
        "key-1": {"api_secret": "secret-1", "numbers": [{"msisdn": "14155550101"}]},
        "key-2": {"api_secret": "x"},
    },
}
TWILIO = "/carriers/twilio/2010-04-01/Accounts"


@pytest.fixture
def carriers(api: Api) -> Api:
    """A simulator whose carriers have accounts."""
    api.simulator.put_carriers(CARRIERS)
    return api


def ask(api: Api, path: str, auth: Any = None, method: str = "GET", **query: Any) -> tuple[int, Any]:
    """Status and body, signed in as a carrier wants it: a pair, or the text of a bearer."""
    headers = {"Authorization": f"Bearer {auth}"} if isinstance(auth, str) else {}
    pair = auth if isinstance(auth, tuple) else None
    session = requests.Session()
    session.trust_env = False
    answer = session.request(method, api.simulator.url + path, auth=pair, headers=headers, params=query, timeout=10)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("auth", [("AC1", "token-1"), ("SK1", "secret-1")])
def test_twilio(carriers: Api, auth: tuple[str, str]) -> None:
    status, account = ask(carriers, f"{TWILIO}/AC1.json", auth)
    assert (status, account["status"]) == (200, "active")
    path, found = f"{TWILIO}/AC1/IncomingPhoneNumbers.json?PageSize=2", []
    while path:
        _status, page = ask(carriers, path, auth)
        found += page["incoming_phone_numbers"]
        path = page["next_page_uri"] and "/carriers/twilio" + page["next_page_uri"]
    assert [one["phone_number"] for one in found] == [
        one["phone_number"] for one in CARRIERS["twilio"]["AC1"]["numbers"]
    ]
    assert {one["voice_url"] for one in found} == {"https://api.vapi.ai/twilio/inbound_call"}
    permissions = "/carriers/twilio/v1/DialingPermissions/Countries"
    allowed = {
        one: ask(carriers, f"{permissions}/{one}", auth)[1]["low_risk_numbers_enabled"] for one in ("GB", "US", "DE")
    }
    assert allowed == {"GB": True, "US": False, "DE": False}


def test_telnyx(carriers: Api) -> None:
    root = "/carriers/telnyx/v2"
    _status, page = ask(carriers, f"{root}/phone_numbers", "key-1", **{"page[size]": 1, "page[number]": 2})
    assert page["data"] == [{"phone_number": "+14155550103", "status": "active", "connection_id": "vapi"}]
    assert page["meta"]["total_pages"] == 2
    assert ask(carriers, f"{root}/call_control_applications/17", "key-1")[1]["data"]["active"] is False
    assert ask(carriers, f"{root}/call_control_applications/vapi", "key-1")[1]["data"]["active"] is True
    profile = ask(carriers, f"{root}/outbound_voice_profiles/vapi", "key-1")[1]["data"]
    assert profile["whitelisted_destinations"] == ["US", "CA"]
    assert ask(carriers, f"{root}/outbound_voice_profiles/18", "key-1")[0] == 404


def test_vonage(carriers: Api) -> None:
    auth = ("key-1", "secret-1")
    _status, page = ask(carriers, "/carriers/vonage/account/numbers", auth, index=1, size=100)
    assert (page["count"], page["numbers"][0]["app_id"]) == (1, "vapi")
    voice = ask(carriers, "/carriers/vonage/v2/applications/vapi", auth)[1]["capabilities"]["voice"]
    assert voice["webhooks"]["answer_url"]["address"].startswith("https://api.vapi.ai/")
    assert ask(carriers, "/carriers/vonage/v2/applications/other", auth)[0] == 404
    assert ask(carriers, "/carriers/vonage/account/numbers", ("key-2", "x")) == (200, {})


PATHS = [
    *(f"{TWILIO}/AC1.json", f"{TWILIO}/AC1/IncomingPhoneNumbers.json"),
    *("/carriers/twilio/v1/DialingPermissions/Countries/US", "/carriers/telnyx/v2/phone_numbers"),
    *("/carriers/telnyx/v2/call_control_applications/17", "/carriers/telnyx/v2/outbound_voice_profiles/vapi"),
    *("/carriers/vonage/account/numbers", "/carriers/vonage/v2/applications/vapi"),
]


STRANGERS: tuple[Any, ...] = (None, "", "wrong", ("AC1", "wrong"), ("", ""), ("key-1", ""))


@pytest.mark.parametrize(
    "path, auth",
    [
        *((path, auth) for path in PATHS for auth in STRANGERS),
        # Another account may ask for its own permissions.
        *((path, ("AC2", "token-2")) for path in PATHS if "Countries" not in path),
    ],
)
def test_strangers_are_turned_away(carriers: Api, path: str, auth: Any) -> None:
    assert ask(carriers, path, auth)[0] == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_is_written_at_a_carrier(carriers: Api, method: str) -> None:
    for path in PATHS:
        assert ask(carriers, path, ("AC1", "token-1"), method)[0] == 405
    assert {entry["status"] for entry in carriers.simulator.writes()} == {405}


def test_accounts_that_are_none(api: Api) -> None:
    for body in ([], {"other": {}}, {"twilio": []}, {"twilio": {"AC1": 1}}):
        answer = api.raw("PUT", "/_simulator/carriers", json=body)
        assert answer.status_code == 400, answer.text
    api.simulator.put_carriers({})
    assert api.raw("GET", "/_simulator/carriers").json() == {}
