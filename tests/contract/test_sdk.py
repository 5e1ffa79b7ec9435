# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official SDK as a client of the simulator: what it sends is taken, and what comes back it can read.

Where the OpenAPI document is at hand, every answer is also held against its schemas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
import requests
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from tests.support.needs import DOCUMENT, NO_DOCUMENT
from tests.support.sdk import ApiError, Vapi
from tests.support.simulator import KEY, Simulator

ASSISTANT, SQUAD, CREDENTIAL = (f"{digit * 8}-1111-4111-8111-{digit * 12}" for digit in "123")
BORN = "2026-01-01T00:00:00.000Z"

STATE = {
    KEY: {
        "assistant": [{"id": ASSISTANT, "name": "Bot", "createdAt": BORN}],
        "squad": [{"id": SQUAD, "name": "Night", "createdAt": BORN}],
        "credential": [{"id": CREDENTIAL, "provider": "vonage", "createdAt": BORN}],
    }
}

DESTINATION = {"type": "number", "number": "+14155550199", "transferPlan": {"mode": "blind-transfer"}}
FULL = {
    "name": "Line",
    "assistantId": ASSISTANT,
    "server": {"url": "https://a.example", "timeoutSeconds": 10, "headers": {"X-Secret": "s"}},
    "fallbackDestination": DESTINATION,
    "hooks": [
        {"on": "call.ringing", "do": [{"type": "say", "exact": "Please hold."}]},
        {"on": "call.ending", "do": {"type": "transfer", "destination": DESTINATION}},
    ],
}

NUMBERS: dict[str, dict[str, Any]] = {
    "vapi": {"numberDesiredAreaCode": "415"},
    "twilio": {"number": "+14155550100", "twilioAccountSid": "AC1", "twilioAuthToken": "t", "smsEnabled": False},
    "vonage": {"number": "+14155550101", "credentialId": CREDENTIAL},
    "telnyx": {"number": "+14155550102", "credentialId": CREDENTIAL},
    "byo-phone-number": {"number": "1000", "numberE164CheckEnabled": False, "credentialId": CREDENTIAL},
}

SCHEMAS = {
    "vapi": "VapiPhoneNumber",
    "twilio": "TwilioPhoneNumber",
    "vonage": "VonagePhoneNumber",
    "telnyx": "TelnyxPhoneNumber",
    "byo-phone-number": "ByoPhoneNumber",
}


@pytest.fixture
def sdk(simulator: Simulator) -> Iterator[Vapi]:
    simulator.put_state(STATE)
    yield Vapi(token=simulator.key, base_url=simulator.url)


@cache
def registry() -> Registry[Any]:
    # The document writes patterns as JavaScript does, between slashes.
    text = re.sub(r'"pattern": ?"/(.*?)/"', r'"pattern":"\1"', DOCUMENT.read_text(encoding="utf-8"))
    document = json.loads(text)
    return Registry().with_resource("urn:document", Resource(contents=document, specification=DRAFT4))


def is_documented(name: str, answer: Any) -> None:
    """Hold an answer against a schema of the OpenAPI document, where that is at hand."""
    if not DOCUMENT.exists():
        return
    schema = {"$ref": f"urn:document#/components/schemas/{name}"}
    OAS30Validator(schema, registry=registry()).validate(answer)


def raw(simulator: Simulator, path: str) -> Any:
    headers = {"Authorization": f"Bearer {simulator.key}", "User-Agent": "test"}
    return requests.get(simulator.url + path, headers=headers, timeout=10).json()


@pytest.mark.parametrize("secrets", ["omit", "echo"])
@pytest.mark.parametrize("provider", NUMBERS)
def test_life_of_a_number(simulator: Simulator, sdk: Vapi, provider: str, secrets: str) -> None:
    simulator.switch(secrets=secrets, defaults="inject")
    made = sdk.phone_numbers.create(request={"provider": provider, **FULL, **NUMBERS[provider]})  # type: ignore[arg-type]
    assert (made.name, made.assistant_id, made.status) == ("Line", ASSISTANT, "active")
    assert made.server is not None and made.server.timeout_seconds == 10
    assert made.hooks is not None and [hook.on for hook in made.hooks] == ["call.ringing", "call.ending"]
    shown = raw(simulator, f"/phone-number/{made.id}")
    # Secrets that are left out are required by the document: nobody knows whether the service keeps to it.
    if secrets == "echo" or provider not in ("twilio",):
        is_documented(SCHEMAS[provider], shown)
    changed = sdk.phone_numbers.update(made.id, request={"provider": provider, "name": "New"})  # type: ignore[arg-type]
    assert changed.name == "New" and changed.server == made.server
    assert [one.id for one in sdk.phone_numbers.list()] == [made.id]
    page = sdk.phone_numbers.phone_number_controller_find_all_paginated(search="new")
    assert page.metadata.total_items == 1 and page.results[0].id == made.id
    assert sdk.phone_numbers.get(made.id).name == "New"
    assert sdk.phone_numbers.delete(made.id).id == made.id
    with pytest.raises(ApiError) as gone:
        sdk.phone_numbers.get(made.id)
    assert gone.value.status_code == 404


def test_life_of_a_call(simulator: Simulator, sdk: Vapi) -> None:
    line = sdk.phone_numbers.create(request={"provider": "twilio", **NUMBERS["twilio"]})  # type: ignore[arg-type]
    placed = sdk.calls.create(
        name="One",
        assistant_id=ASSISTANT,
        phone_number_id=line.id,
        customer={"number": "+14155550111", "name": "Ada"},  # type: ignore[arg-type]
        assistant_overrides={"variableValues": {"First": 1}},  # type: ignore[arg-type]
    )
    assert (placed.status, placed.name) == ("queued", "One")  # type: ignore[union-attr]
    assert placed.monitor.control_url.startswith("http")  # type: ignore[union-attr]
    is_documented("Call", raw(simulator, f"/call/{placed.id}"))  # type: ignore[union-attr]
    simulator.advance(60)
    ended = sdk.calls.get(placed.id)  # type: ignore[union-attr]
    assert (ended.status, ended.ended_reason) == ("ended", "customer-ended-call")
    assert ended.customer is not None and ended.customer.name == "Ada"
    assert sdk.calls.update(ended.id, name="Two").name == "Two"
    assert [call.id for call in sdk.calls.list(phone_number_id=line.id)] == [ended.id]
    is_documented("Call", raw(simulator, f"/call/{ended.id}"))
    assert sdk.calls.delete(ended.id).id == ended.id


def test_batch_and_schedule(simulator: Simulator, sdk: Vapi) -> None:
    line = sdk.phone_numbers.create(request={"provider": "twilio", **NUMBERS["twilio"]})  # type: ignore[arg-type]
    answer = sdk.calls.create(
        squad_id=SQUAD,
        phone_number_id=line.id,
        customers=[{"number": "+14155550111"}, {"number": "+14155550112"}],  # type: ignore[list-item]
        schedule_plan={"earliestAt": "2099-01-01T00:00:00Z"},  # type: ignore[arg-type]
    )
    assert [call.status for call in answer.results] == ["scheduled", "scheduled"]  # type: ignore[union-attr]
    assert answer.errors == []  # type: ignore[union-attr]


def test_a_wrong_answer_would_be_noticed() -> None:
    if not DOCUMENT.exists():
        pytest.skip(NO_DOCUMENT)
    with pytest.raises(jsonschema.ValidationError):
        is_documented("TwilioPhoneNumber", {"provider": "vonage", "id": 7})
