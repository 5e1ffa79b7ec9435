# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line with a credential of another carrier: refused before anything is written, by name and by id alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.problems import CARRIER_OF
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import BY_CREDENTIAL

from tests.contract.harness import Org, Result, an_id

Members = Callable[[str, int], None]

PROVIDERS = (*sorted(CARRIER_OF.values()), "twilio", "webhook", "custom-llm")
NUMBERS = {"telnyx": "+14155550102", "vonage": "+14155550101", "byo-phone-number": "+14155550103"}
MODULES = ("vapi_phone_number", "vapi_call_lines", "vapi_org", "vapi_org with the credential")


def credential(provider: str) -> Result:
    """What a credential of this provider is declared as."""
    own = {"gateways": [{"ip": "203.0.113.7"}]} if provider == "byo-sip-trunk" else {"apiKey": "a-key-0123456789"}
    return {"provider": provider, **own}


def run(org: Org, module: str, line: Result, provider: str, check: bool) -> Result:
    """The result of declaring a line, in this way."""
    if module == "vapi_phone_number":
        return org.run(module, check, **line)
    if module == "vapi_call_lines":
        return org.run(module, check, lines=[line])
    declared = {"name": "Its", "id": an_id("Its"), "definition": {"provider": provider}}
    own = {"credentials": [declared]} if module.endswith("credential") else {}
    return org.run("vapi_org", check, **own, call_lines={"lines": [line]})


@pytest.mark.case(5)
@pytest.mark.parametrize("carrier", BY_CREDENTIAL)
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("by", ["credential", "credential_id"])
def test_a_credential_of_another_carrier(carrier: str, provider: str, by: str, org: Org, members: Members) -> None:
    org.add("credential", name="Its", id=an_id("Its"), **credential(provider))
    given = {by: "Its" if by == "credential" else an_id("Its")}
    line = {"name": "Main", "provider": carrier, "number": NUMBERS[carrier], **given}
    fits = provider == CARRIER_OF[carrier]
    for module in MODULES:
        for check in (True, False):
            org.simulator.clear_log()
            result = run(org, module, line, provider, check)
            assert result["failed"] != fits, f"{module}: {result}"
            if not fits:
                assert (
                    f"line 'Main': {by}: {given[by]!r} belongs to {provider}, but this line needs a credential of"
                    in result["msg"]
                )
                assert org.simulator.writes() == []
    members("carrier × provider × way to give it", 1)


@pytest.mark.case(5)
@pytest.mark.parametrize("by", ["credential", "credential_id"])
def test_a_line_that_does_not_repeat_its_provider(by: str, org: Org) -> None:
    """What changes is checked against the carrier that the number has."""
    org.add("credential", name="Its", id=an_id("Its"), provider="vonage")
    org.add("credential", name="Own", id=an_id("Own"), provider="telnyx")
    org.add("phone-number", name="Main", provider="telnyx", number="+14155550102", credentialId=an_id("Own"))
    wrong = {by: "Its" if by == "credential" else an_id("Its")}
    assert "belongs to vonage, but this line needs a credential of telnyx" in org.refuses(
        "vapi_phone_number", name="Main", **wrong
    )
    right = {by: "Own" if by == "credential" else an_id("Own")}
    assert not org.run("vapi_phone_number", name="Main", **right)["changed"]


def test_an_id_that_stays_costs_no_request(org: Org) -> None:
    org.add("credential", name="Own", id=an_id("Own"), provider="telnyx")
    org.add("phone-number", name="Main", provider="telnyx", number="+14155550102", credentialId=an_id("Own"))
    org.simulator.clear_log()
    assert not org.run("vapi_call_lines", lines=[{"name": "Main", "credential_id": an_id("Own")}])["changed"]
    assert [entry["path"] for entry in org.simulator.log()] == ["/v2/phone-number"]


def test_where_credentials_cannot_be_read_the_service_decides(org: Org) -> None:
    org.add("credential", name="Its", id=an_id("Its"), provider="vonage")
    org.simulator.fault("400", match={"method": "GET", "path": "/credential"}, first=99)
    line = {"name": "Main", "provider": "telnyx", "number": "+14155550102", "credential_id": an_id("Its")}
    assert not org.run("vapi_phone_number", **line)["failed"]


@pytest.mark.case(5)
@pytest.mark.parametrize("by", ["credential", "credential_id"])
def test_the_lint_knows_declared_ones_by_name_and_id(by: str, org: Org) -> None:
    declared = [{"name": "Its", "id": an_id("Its"), "definition": {"provider": "vonage", "apiKey": "key-0123456789"}}]
    given = {by: "Its" if by == "credential" else an_id("Its")}
    line: dict[str, Any] = {"name": "Main", "provider": "telnyx", "number": "+14155550102", **given}
    sentence = org.refuses("vapi_call_lines_lint", credentials=declared, lines=[line])
    assert f"{by}: {given[by]!r} belongs to vonage, but this line needs a credential of telnyx" in sentence


DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "vapi-openapi.json"


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the OpenAPI document is not at hand")
def test_every_carrier_that_needs_a_credential_is_known() -> None:
    schemas = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
    needing = {
        rule["properties"]["provider"]["enum"][0]
        for name, rule in schemas.items()
        if name.startswith("Create") and name.endswith("PhoneNumberDTO") and "credentialId" in rule["properties"]
    }
    assert needing == set(BY_CREDENTIAL) == set(CARRIER_OF)
