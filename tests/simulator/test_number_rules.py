# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Phone numbers: what is accepted, refused, assigned, activated and read back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.simulator.conftest import CARRIERS, NOBODY, SAY, SIP, TRANSFER, TWILIO, Api

E164 = (
    "number must be a valid phone number in the E.164 format. "
    "Hot tip, you may be missing the country code (Eg. US: +1)."
)
READ_ONLY = ("id", "orgId", "createdAt", "updatedAt", "status")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.mark.parametrize("provider", CARRIERS)
def test_the_whole_life(api: Api, provider: str) -> None:
    body = api.body_for(provider)
    made = api.make("phone-number", **body, name="Line")
    assert made["status"] == "active" and made["provider"] == provider and made["name"] == "Line"
    assert MOMENT.fullmatch(made["createdAt"]) and made["createdAt"] == made["updatedAt"]
    assert api.get(f"/phone-number/{made['id']}") == made
    changed = api.patch("phone-number", made, name="Renamed", provider=provider)
    assert changed == {**made, "name": "Renamed", "updatedAt": changed["updatedAt"]}
    gone = api.ask("DELETE", f"/phone-number/{made['id']}")
    assert (gone.status, gone.body) == (200, changed)
    api.refused("DELETE", f"/phone-number/{made['id']}", status=404)
    assert api.get("/phone-number") == []
    assert api.make("phone-number", **body)["id"] != made["id"], "what is deleted is free again"


@pytest.mark.parametrize("provider", CARRIERS)
@pytest.mark.parametrize("field", [*READ_ONLY, "nonsense"])
def test_unknown_and_read_only_fields(api: Api, provider: str, field: str) -> None:
    body = api.body_for(provider)
    made = api.make("phone-number", **body)
    sentence = [f"property {field} should not exist"]
    assert api.refused("POST", "/phone-number", {**body, field: "x"}) == sentence
    assert api.refused("PATCH", f"/phone-number/{made['id']}", {field: "x", "name": "Lost"}) == sentence
    assert "name" not in api.get(f"/phone-number/{made['id']}"), "one bad field fails the whole request"


FOREIGN = {
    "vapi": ("number", "twilioAuthToken", "credentialId"),
    "twilio": ("credentialId", "sipUri", "numberDesiredAreaCode", "numberE164CheckEnabled"),
    "vonage": ("smsEnabled", "sipUri"),
    "telnyx": ("smsEnabled", "authentication"),
    "byo-phone-number": ("smsEnabled", "twilioAccountSid"),
}


@pytest.mark.parametrize("provider", FOREIGN)
def test_fields_of_other_carriers(api: Api, provider: str) -> None:
    body = api.body_for(provider)
    for field in FOREIGN[provider]:
        assert f"property {field} should not exist" in api.refused("POST", "/phone-number", {**body, field: NOBODY})


def test_an_area_code_cannot_be_changed(api: Api) -> None:
    made = api.make("phone-number", **CARRIERS["vapi"])
    for field in ("numberDesiredAreaCode", "number"):
        words = api.refused("PATCH", f"/phone-number/{made['id']}", {field: "562"})
        assert words == [f"property {field} should not exist"]


@pytest.mark.parametrize(
    ("provider", "field"),
    [
        ("twilio", "number"),
        ("twilio", "twilioAccountSid"),
        ("vonage", "number"),
        ("vonage", "credentialId"),
        ("telnyx", "number"),
        ("telnyx", "credentialId"),
        ("byo-phone-number", "credentialId"),
    ],
)
def test_required_fields(api: Api, provider: str, field: str) -> None:
    body = api.body_for(provider)
    del body[field]
    assert api.refused("POST", "/phone-number", body) == [f"{field} should not be empty"]
    assert api.refused("POST", "/phone-number", {**body, field: None}) == [f"{field} should not be empty"]


def test_twilio_wants_a_token_or_a_whole_key(api: Api) -> None:
    bare = {name: value for name, value in TWILIO.items() if name != "twilioAuthToken"}
    assert "twilioApiSecret" in api.refused("POST", "/phone-number", bare)
    assert "twilioApiSecret" in api.refused("POST", "/phone-number", {**bare, "twilioApiKey": "SK1"})
    api.make("phone-number", **bare, twilioApiKey="SK1", twilioApiSecret="secret")


NO_DESTINATION = "fallbackDestination.type must be one of the following values: number, sip"
HOOK_TO = {"on": "call.ending", "do": {"type": "transfer", "destination": TRANSFER}}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "x" * 41, "name must be shorter than or equal to 40 characters"),
        ("name", 7, "name must be a string"),
        ("assistantId", "", "assistantId must be a UUID"),
        ("squadId", "bot", "squadId must be a UUID"),
        ("smsEnabled", "yes", "smsEnabled must be a boolean value"),
        ("number", "4155550100", E164),
        ("number", "+1 415 555 0100", E164),
        ("number", 14155550100, "number must be a string"),
        ("server", "https://example.com", "server must be an object"),
        ("server", {"foo": 1}, "server.property foo should not exist"),
        ("server", {"timeoutSeconds": 301}, "server.timeoutSeconds must not be greater than 300"),
        ("server", {"timeoutSeconds": 0}, "server.timeoutSeconds must not be less than 1"),
        ("server", {"headers": "X: 1"}, "server.headers must be an object"),
        ("server", {"backoffPlan": {"type": "fixed"}}, "server.backoffPlan.maxRetries should not be empty"),
        ("server", {"encryptedPaths": "message"}, "server.encryptedPaths must be an array"),
        ("server", {"encryptedPaths": [1]}, "each value in server.encryptedPaths must be a string"),
        (
            "fallbackDestination",
            {"type": "fax"},
            "fallbackDestination.type must be one of the following values: number, sip",
        ),
        ("fallbackDestination", {"type": "sip"}, "fallbackDestination.sipUri should not be empty"),
        ("fallbackDestination", {**TRANSFER, "foo": 1}, "fallbackDestination.property foo should not exist"),
        (
            "fallbackDestination",
            {**TRANSFER, "transferPlan": {"mode": "blind-transfer", "summaryPlan": {"foo": 1}}},
            "fallbackDestination.transferPlan.summaryPlan.property foo should not exist",
        ),
        (
            "fallbackDestination",
            {**TRANSFER, "message": {"type": "custom-message", "foo": 1}},
            "fallbackDestination.message.property foo should not exist",
        ),
        *(("fallbackDestination", {"type": odd}, NO_DESTINATION) for odd in ([], {}, 7, None)),
        ("fallbackDestination", [], NO_DESTINATION),
        ("hooks", {}, "hooks must be an array"),
        (
            "hooks",
            [{"on": "call.started"}],
            "hooks.0.on must be one of the following values: call.ringing, call.ending",
        ),
        ("hooks", [{"on": "call.ringing"}], "hooks.0.do should not be empty"),
        ("hooks", [{"on": "call.ringing", "do": {}}], "hooks.0.do must be an array"),
        (
            "hooks",
            [{**HOOK_TO, "do": [HOOK_TO["do"]]}],
            "hooks.0.do.type must be one of the following values: say, transfer",
        ),
        ("hooks", [{**SAY, "foo": 1}], "hooks.0.property foo should not exist"),
        ("hooks", [{**SAY, "do": [{"type": "say"}]}], "hooks.0.do.0.exact should not be empty"),
        (
            "hooks",
            [{**SAY, "do": [{"type": "say", "exact": "x" * 4001}]}],
            "hooks.0.do.0.exact must be shorter than or equal to 4000 characters",
        ),
        (
            "hooks",
            [{**SAY, "filters": [{"type": "startsWith", "key": "number", "startsWith": ["1" * 21]}]}],
            "each value in hooks.0.filters.0.startsWith must be shorter than or equal to 20 characters",
        ),
    ],
)
def test_bad_values(api: Api, field: str, value: Any, sentence: str) -> None:
    assert sentence in api.refused("POST", "/phone-number", {**TWILIO, field: value})
    made = api.line()
    assert sentence in api.refused("PATCH", f"/phone-number/{made['id']}", {field: value})


def test_an_ending_hook_has_six_reasons(api: Api) -> None:
    wanted = {"type": "oneOf", "key": "call.endedReason", "oneOf": ["customer-busy"]}
    (sentence,) = api.refused("POST", "/phone-number", {**TWILIO, "hooks": [{**HOOK_TO, "filters": [wanted]}]})
    assert sentence.count("assistant-request-") == 6


def test_sip_authentication_has_its_lengths(api: Api) -> None:
    sentences = api.refused(
        "POST", "/phone-number", {**SIP, "authentication": {"username": "short", "password": "x" * 41}}
    )
    assert [one.split()[0] for one in sentences] == ["authentication.username", "authentication.password"]


def test_the_e164_check_can_be_switched_off(api: Api) -> None:
    body = {**api.body_for("byo-phone-number"), "number": "Desk42"}
    assert api.refused("POST", "/phone-number", body) == [E164]
    made = api.make("phone-number", **body, numberE164CheckEnabled=False)
    assert made["number"] == "Desk42"
    assert api.refused("POST", "/phone-number", {**body, "number": "a b", "numberE164CheckEnabled": False}) == [E164]


@pytest.mark.parametrize("provider", ["plivo", None, 7, [], {}])
def test_unknown_provider(api: Api, provider: Any) -> None:
    (sentence,) = api.refused("POST", "/phone-number", {"provider": provider})
    assert sentence == f"provider must be one of the following values: {', '.join(CARRIERS)}"


def test_references_have_to_exist(api: Api) -> None:
    for field, body in (("assistantId", TWILIO), ("squadId", TWILIO), ("credentialId", api.body_for("vonage"))):
        kind = field[:-2].capitalize()
        words = api.refused("POST", "/phone-number", {**body, field: NOBODY})
        assert words == f"Couldn't Get {kind}. `{field}` {NOBODY} Does Not Exist."


def test_importing_twice(api: Api) -> None:
    made = api.line()
    assert api.refused("POST", "/phone-number", TWILIO) == (
        f"Existing Phone Number {made['id']} Has Identical `twilioAccountSid` AC0123456789 and `number` +14155550100"
    )
    vonage = {**api.body_for("vonage"), "number": "+14155550100"}
    assert made["id"] in api.refused("POST", "/phone-number", vonage)
    other = api.line(number="+14155550109")
    assert made["id"] in api.refused("PATCH", f"/phone-number/{other['id']}", {"number": "+14155550100"})
    api.patch("phone-number", made, number="+14155550108")
    api.line()
    api.simulator.switch(identical_wording="other_org")
    assert "another org" in api.refused("POST", "/phone-number", TWILIO)


def test_names_are_not_unique(api: Api) -> None:
    assert len({api.line(name="Same", number=f"+1415555010{digit}")["id"] for digit in range(3)}) == 3


def test_buying(api: Api) -> None:
    words = api.refused("POST", "/phone-number", {"provider": "vapi"})
    assert "`numberDesiredAreaCode` Or `sipUri`" in words
    bought = [api.make("phone-number", **CARRIERS["vapi"])["number"] for _time in range(3)]
    assert len(set(bought)) == 3 and all(re.fullmatch(r"\+1415555\d{4}", number) for number in bought)
    assert api.refused("POST", "/phone-number", {"provider": "vapi", "numberDesiredAreaCode": "41"})


def test_a_sip_uri_is_one_whatever_its_case(api: Api) -> None:
    made = api.make("phone-number", **SIP)
    assert made["sipUri"] == SIP["sipUri"] and "number" not in made
    assert "in use" in api.refused("POST", "/phone-number", {**SIP, "sipUri": SIP["sipUri"].upper()})
    other = api.make("phone-number", provider="vapi", sipUri="sip:other@sip.vapi.ai")
    api.refused("PATCH", f"/phone-number/{other['id']}", {"sipUri": SIP["sipUri"].lower()})
    api.patch("phone-number", made, sipUri=SIP["sipUri"].lower())


def test_patch_is_partial_above_and_whole_below(api: Api) -> None:
    assistant = api.make("assistant", name="Bot")["id"]
    server = {"url": "https://example.com", "timeoutSeconds": 9}
    made = api.line(name="Line", assistantId=assistant, server=server, hooks=[SAY], fallbackDestination=TRANSFER)
    changed = api.patch("phone-number", made, server={"url": "https://example.org"})
    assert changed["server"] == {"url": "https://example.org"} and changed["hooks"] == [SAY]
    assert changed["assistantId"] == assistant and changed["fallbackDestination"] == TRANSFER
    assert changed["updatedAt"] >= made["updatedAt"] and changed["createdAt"] == made["createdAt"]
    fields = ("assistantId", "server", "fallbackDestination", "name")
    cleared = api.patch("phone-number", made, **dict.fromkeys(fields), hooks=[])
    assert not set(fields) & set(cleared) and cleared["hooks"] == []


def test_five_thousand_numbers(api: Api) -> None:
    stamp = "2026-01-01T00:00:00.000Z"
    common = {"provider": "byo-phone-number", "status": "active", "createdAt": stamp, "updatedAt": stamp}
    many = [{**common, "id": f"{n:08d}-0000-4000-8000-000000000000", "number": f"+1415{n:07d}"} for n in range(5000)]
    api.simulator.put_state({api.simulator.key: {"phone-number": many}})
    first, second = (api.get("/phone-number", limit=1000, createdAtLe=stamp) for _time in range(2))
    assert len(first) == 1000 and first == second
    pages = [api.get("/v2/phone-number", limit=1000, page=page)["results"] for page in range(1, 6)]
    assert len({one["id"] for page in pages for one in page}) == 5000
    assert api.refused("POST", "/phone-number", {**TWILIO, "number": "+14150004999"})
