# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is changed past the collection shows as drift, and a run repairs it: the changes are the official SDK's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.harness import FULL_LINES, SECRETS, TELNYX, Org, an_id
from tests.support import sdk_org
from tests.support.sdk import Vapi

DRIFT, FLEET = "vapi_drift_info", "vapi_call_lines"
FULL = {**FULL_LINES["twilio"], "hooks": FULL_LINES["twilio"]["hooks"]}
BARE = {
    **TELNYX,
    "name": "Bare",
    **dict.fromkeys(("assistant_id", "squad_id", "server", "fallback_destination")),
    "hooks": [],
}
LINES = [FULL, BARE, FULL_LINES["vonage"], FULL_LINES["byo"], FULL_LINES["sip"]]
TWILIO, EMPTY, VONAGE, BYO, SIP = range(5)

URL = {"url": "https://example.com/vapi"}
SERVER = {**URL, "timeoutSeconds": 20, "encryptedPaths": ["message.customer", "message.artifact"]}
BACKOFF = {"type": "exponential", "maxRetries": 3, "baseDelaySeconds": 1.5, "excludedStatusCodes": [404, 400]}
DESK = {"type": "number", "number": "+14155550198", "extension": "42"}
SAY = {"on": "call.ringing", "do": [{"type": "say", "exact": "Please hold while we connect you."}]}
GERMANS = {"filters": [{"type": "startsWith", "key": "number", "startsWith": ["49"]}]}
NET = {"on": "call.ending", "do": {"type": "transfer", "destination": DESK}}

CHANGES: list[tuple[int, dict[str, Any], str]] = [
    (TWILIO, {"name": "Renamed"}, "name"),
    (TWILIO, {"name": None}, "name"),
    (TWILIO, {"assistantId": an_id("Night Bot")}, "assistant"),
    (TWILIO, {"assistantId": None}, "assistant"),
    (TWILIO, {"assistantId": None, "squadId": an_id("Front Desk")}, "assistant"),
    (TWILIO, {"smsEnabled": True}, "sms_enabled"),
    (TWILIO, {"twilioAccountSid": "AC99"}, "twilio_account_sid"),
    (TWILIO, {"server": None}, "server"),
    (TWILIO, {"server": {**SERVER, "backoffPlan": BACKOFF, "url": "https://elsewhere.example"}}, "server"),
    (TWILIO, {"server": {**SERVER, "backoffPlan": BACKOFF, "timeoutSeconds": 21}}, "server"),
    (TWILIO, {"server": SERVER}, "server"),
    (TWILIO, {"server": {**SERVER, "backoffPlan": {**BACKOFF, "maxRetries": 4}}}, "server"),
    (TWILIO, {"server": {**SERVER, "backoffPlan": BACKOFF, "staticIpAddressesEnabled": True}}, "server"),
    (TWILIO, {"server": {**URL, "backoffPlan": BACKOFF, "encryptedPaths": ["message.customer"]}}, "server"),
    (TWILIO, {"fallbackDestination": None}, "fallback_destination"),
    (TWILIO, {"fallbackDestination": {**DESK, "number": "+14155550197"}}, "fallback_destination"),
    (TWILIO, {"fallbackDestination": {"type": "sip", "sipUri": "sip:x@example.com"}}, "fallback_destination"),
    (TWILIO, {"fallbackDestination": DESK}, "fallback_destination"),
    (TWILIO, {"hooks": []}, "hooks"),
    (TWILIO, {"hooks": [SAY]}, "hooks"),
    (TWILIO, {"hooks": [NET, SAY]}, "hooks"),
    (TWILIO, {"hooks": [{**SAY, **GERMANS}, NET]}, "hooks"),
    (TWILIO, {"hooks": [{"on": "call.ringing", "do": [{"type": "transfer", "destination": DESK}]}]}, "hooks"),
    (EMPTY, {"assistantId": an_id("Support Bot")}, "assistant"),
    (EMPTY, {"squadId": an_id("Front Desk")}, "squad_id"),
    (EMPTY, {"server": URL}, "server"),
    (EMPTY, {"fallbackDestination": DESK}, "fallback_destination"),
    (EMPTY, {"hooks": [SAY]}, "hooks"),
    (VONAGE, {"credentialId": an_id("Other Carrier")}, "credential"),
    (VONAGE, {"squadId": an_id("Back Office"), "assistantId": None}, "assistant"),
    (BYO, {"hooks": [SAY, SAY]}, "hooks"),
    (SIP, {"authentication": {"username": "somebody-else-entirely", "password": "p" * 20}}, "authentication"),
]


@pytest.fixture
def provisioned(org: Org) -> Org:
    """An org that is as declared."""
    assert not org.run(FLEET, lines=LINES)["failed"]
    seen = org.run(DRIFT, lines=LINES)
    assert not seen["drifted"] and seen["summary"]["same"] == len(LINES)
    return org


def sdk(org: Org) -> Vapi:
    """The official SDK in the same org."""
    return Vapi(token=org.key, base_url=org.simulator.url)


def titled(change: tuple[int, dict[str, Any], str]) -> str:
    """How a change is called in pytest's output."""
    return f"{LINES[change[0]]['provider']}-{change[2]}"


@pytest.mark.parametrize("change", CHANGES, ids=titled)
def test_a_change_is_seen_and_repaired(provisioned: Org, change: tuple[int, dict[str, Any], str]) -> None:
    line, body, field = change
    provider, number = LINES[line]["provider"], provisioned.run(DRIFT, lines=LINES)["lines"][line]["id"]
    sdk(provisioned).phone_numbers.update(number, request={"provider": provider, **body})  # type: ignore[arg-type]
    seen, writes = provisioned.writes(DRIFT, lines=LINES)
    assert writes == [] and seen["drifted"]
    assert [index for index, one in enumerate(seen["lines"]) if one["drift"] == "changed"] == [line]
    assert field in [entry["field"] for entry in seen["lines"][line]["changes"]]
    assert not any(secret in str(seen) for secret in SECRETS)
    repaired = provisioned.run(FLEET, lines=LINES)
    assert repaired["summary"]["updated"] == 1 and not repaired["failed"]
    assert not provisioned.run(DRIFT, lines=LINES)["drifted"]


def test_a_number_that_went_and_one_that_came(provisioned: Org) -> None:
    client = sdk(provisioned)
    client.phone_numbers.delete(provisioned.run(DRIFT, lines=LINES)["lines"][TWILIO]["id"])
    client.phone_numbers.create(request={"provider": "vapi", "name": "Shadow", "numberDesiredAreaCode": "415"})  # type: ignore[arg-type]
    seen = provisioned.run(DRIFT, lines=LINES)
    assert [line["drift"] for line in seen["lines"]] == ["missing", "same", "same", "same", "same", "undeclared"]
    assert seen["lines"][5]["name"] == "Shadow"
    assert not provisioned.run(DRIFT, lines=LINES, protected=["Shadow"])["summary"]["undeclared"]
    assert not provisioned.run(DRIFT, lines=LINES, only=["Nothing*"])["summary"]["undeclared"]
    assert provisioned.run(FLEET, lines=LINES, prune=True)["summary"] == {
        **dict.fromkeys(("updated", "failed", "skipped"), 0),
        "created": 1,
        "unchanged": 4,
        "deleted": 1,
    }
    assert not provisioned.run(DRIFT, lines=LINES)["drifted"]


def test_an_assistant_that_is_gone(provisioned: Org) -> None:
    sdk(provisioned).assistants.delete(an_id("Support Bot"))
    seen = provisioned.run(DRIFT, lines=LINES)
    assert seen["lines"][TWILIO]["drift"] == "failed"
    assert [one["code"] for one in seen["lines"][TWILIO]["findings"]] == ["dangling-route", "failed"]
    dangling = provisioned.run(DRIFT, lines=[{"number": FULL["number"]}], only=["Nothing"])
    assert dangling["drifted"] and dangling["summary"]["same"] == 1
    assert dangling["lines"][0]["findings"][0]["code"] == "dangling-route"


def test_findings_of_lines_that_nobody_answers(provisioned: Org) -> None:
    seen = provisioned.run(DRIFT, lines=LINES)
    assert [one["code"] for one in seen["lines"][EMPTY]["findings"]] == ["silent"]
    assert not seen["drifted"], "a line that is declared without a route does not drift"
    provisioned.run(FLEET, lines=[{**BARE, "server": {"url": "https://example.com"}, "route": "server"}])
    seen = provisioned.run(DRIFT, lines=[{"number": BARE["number"]}])
    assert [one["code"] for one in seen["lines"][0]["findings"]] == ["no-safety-net"]


def test_reads_do_not_grow_with_the_org(org: Org) -> None:
    sdk_org.build(org.simulator, 120)
    org.simulator.clear_log()
    seen = org.run(DRIFT, lines=[])
    assert seen["summary"]["undeclared"] == 120
    reads = [entry["path"] for entry in org.simulator.log()]
    assert sorted(set(reads)) == ["/assistant", "/squad", "/v2/phone-number"] and len(reads) <= 5
