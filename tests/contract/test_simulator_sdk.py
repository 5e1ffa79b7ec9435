# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of answer of the simulator, whatever its switches, read by the official SDK and held against the document.

The plain life of a number and of a call is in ``test_sdk``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.contract.test_sdk import ASSISTANT, CREDENTIAL, FULL, NUMBERS, SCHEMAS, STATE, is_documented
from tests.support.sdk import ApiError, Vapi
from tests.support.simulator import Simulator

LINE = {"provider": "twilio", **NUMBERS["twilio"]}
CALL = {"assistantId": ASSISTANT, "customer": {"number": "+14155550111"}}


class Client:
    """The SDK, and plain requests beside it for the answers as they come."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.sdk = Vapi(token=simulator.key, base_url=simulator.url)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The body of an answer."""
        headers = {"Authorization": f"Bearer {self.simulator.key}", "User-Agent": "test"}
        return requests.request(method, self.simulator.url + path, json=body, headers=headers, timeout=10).json()


@pytest.fixture
def client(simulator: Simulator) -> Iterator[Client]:
    """A client of an org with an assistant, a squad and a credential."""
    simulator.put_state(STATE)
    simulator.switch(secrets="echo")
    yield Client(simulator)


@pytest.mark.parametrize("extra_fields", [False, True])
@pytest.mark.parametrize("key_order", ["kept", "reversed"])
@pytest.mark.parametrize("provider", NUMBERS)
def test_numbers_under_every_answer(client: Client, provider: str, key_order: str, extra_fields: bool) -> None:
    client.simulator.switch(key_order=key_order, extra_fields=extra_fields, defaults="inject")
    made = client.ask("POST", "/phone-number", {"provider": provider, **FULL, **NUMBERS[provider]})
    path = f"/phone-number/{made['id']}"
    cleared = {name: None for name in ("assistantId", "server", "fallbackDestination", "name")}
    for answer in (made, client.ask("GET", path), client.ask("PATCH", path, {**cleared, "hooks": []})):
        is_documented(SCHEMAS[provider], answer)
        assert client.sdk.phone_numbers.get(made["id"]).status == "active"
    page = client.ask("GET", "/v2/phone-number")
    is_documented("PhoneNumberPaginatedResponse", page)
    is_documented(SCHEMAS[provider], client.ask("DELETE", path))


@pytest.mark.parametrize("status", ["activating", "blocked"])
def test_statuses_of_a_bought_number(client: Client, status: str) -> None:
    client.simulator.switch(activation_seconds=60.0, activation_result="blocked")
    made = client.sdk.phone_numbers.create(request={"provider": "vapi", **NUMBERS["vapi"]})  # type: ignore[arg-type]
    client.simulator.advance(61 if status == "blocked" else 0)
    shown = client.ask("GET", f"/phone-number/{made.id}")
    assert shown["status"] == status == client.sdk.phone_numbers.get(made.id).status
    is_documented("VapiPhoneNumber", shown)


def test_a_sip_line(client: Client) -> None:
    body = {"sipUri": "sip:desk@sip.vapi.ai", "authentication": {"username": "u" * 20, "password": "p" * 20}}
    made = client.ask("POST", "/phone-number", {"provider": "vapi", **body})
    is_documented("VapiPhoneNumber", made)
    assert client.sdk.phone_numbers.get(made["id"]).sip_uri == body["sipUri"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "outcome",
    ["customer-ended-call", "customer-busy", "pipeline-error-openai-llm-failed", "call.start.error-get-assistant"],
)
def test_calls_in_every_status(client: Client, outcome: str) -> None:
    client.simulator.switch(
        call_outcome=outcome, call_queue_seconds=10.0, call_ring_seconds=10.0, call_talk_seconds=10.0
    )
    client.sdk.calls.list()  # What the SDK imports for it takes seconds, in which a call would go on.
    line = client.ask("POST", "/phone-number", LINE)
    placed = client.ask("POST", "/call", {**CALL, "phoneNumberId": line["id"]})
    is_documented("Call", {name: value for name, value in placed.items() if name != "subscriptionLimits"})
    is_documented("SubscriptionLimits", placed["subscriptionLimits"])
    seen = []
    for _step in range(4):
        call = client.ask("GET", f"/call/{placed['id']}")
        is_documented("Call", call)
        seen.append(call["status"])
        assert client.sdk.calls.get(placed["id"]).status == call["status"]
        client.simulator.advance(10)
    assert seen[0] == "queued" and seen[-1] == "ended" and call["endedReason"] == outcome


def test_batches_schedules_and_cancelling(client: Client) -> None:
    client.simulator.switch(concurrency_limit=1, over_concurrency="refuse")
    line = client.ask("POST", "/phone-number", LINE)
    body = {"assistantId": ASSISTANT, "phoneNumberId": line["id"], "customers": [CALL["customer"]] * 2}
    batch = client.ask("POST", "/call", body)
    assert len(batch["results"]) == len(batch["errors"]) == 1
    is_documented("CallBatchResponse", batch)
    client.simulator.switch(over_concurrency="block")
    is_documented("Call", client.ask("POST", "/call", {**CALL, "phoneNumberId": line["id"]}))
    later = {**CALL, "phoneNumberId": line["id"], "schedulePlan": {"earliestAt": "2060-01-01T00:00:00Z"}}
    placed = client.ask("POST", "/call", later)
    is_documented("Call", placed)
    cancelled = client.sdk.calls.delete(placed["id"])
    assert (cancelled.status, cancelled.ended_reason) == ("ended", "scheduled-call-deleted")
    is_documented("Call", client.ask("GET", f"/call/{placed['id']}"))


SAY = {"on": "call.ringing", "do": [{"type": "say", "exact": "Hello"}]}
FALLBACK = {"fallbackDestination": FULL["fallbackDestination"]}


@pytest.mark.parametrize(
    ("line", "request_ends"),
    [
        ({"assistantId": ASSISTANT}, "answered"),
        ({"hooks": FULL["hooks"]}, "answered"),
        ({"hooks": [SAY]}, "answered"),
        (FALLBACK, "answered"),
        ({**FALLBACK, "server": FULL["server"]}, "server-error"),
        ({}, "answered"),
    ],
)
def test_inbound_legs(client: Client, line: dict[str, Any], request_ends: str) -> None:
    client.simulator.switch(assistant_request=request_ends)
    made = client.ask("POST", "/phone-number", {**LINE, **line})
    client.simulator.inbound(made["number"])
    client.simulator.advance(60)
    (leg,) = client.ask("GET", "/call")
    is_documented("Call", leg)
    assert client.sdk.calls.get(leg["id"]).type == "inboundPhoneCall"


def test_refusals_reach_the_sdk(client: Client) -> None:
    client.sdk.phone_numbers.create(request=LINE)  # type: ignore[arg-type]
    with pytest.raises(ApiError) as twice:
        client.sdk.phone_numbers.create(request=LINE)  # type: ignore[arg-type]
    assert twice.value.status_code == 400 and "Has Identical" in twice.value.body["message"]
    with pytest.raises(ApiError) as stranger:
        Vapi(token="nobody-knows-this-key", base_url=client.simulator.url).phone_numbers.list()
    assert stranger.value.status_code == 401 and CREDENTIAL not in str(stranger.value)


# --- the other kinds --------------------------------------------------------------------------------------------------

FUNCTION = {"type": "function", "function": {"name": "look_up"}}


def test_an_org_by_the_sdk(client: Client) -> None:
    """Everything of an org is made, read, changed and deleted by the official client; each answer is documented."""
    sdk = client.sdk
    tool = sdk.tools.create(request=FUNCTION)  # type: ignore[arg-type]
    model: Any = {"provider": "openai", "model": "gpt-4.1", "toolIds": [tool.id]}
    output = sdk.structured_outputs.structured_output_controller_create(name="summary", schema={"type": "object"})
    assistant = sdk.assistants.create(
        name="Bot", first_message="Hello", model=model, artifact_plan={"structuredOutputIds": [output.id]}
    )
    squad = sdk.squads.create(name="Desk", members=[{"assistantId": assistant.id}])
    kinds = {
        "FunctionTool": ("tool", tool.id),
        "StructuredOutput": ("structured-output", output.id),
        "Assistant": ("assistant", assistant.id),
        "Squad": ("squad", squad.id),
    }
    for schema, (kind, one) in kinds.items():
        is_documented(schema, client.ask("GET", f"/{kind}/{one}"))
    assert sdk.structured_outputs.structured_output_controller_find_one(output.id).assistant_ids == [assistant.id]
    assert sdk.assistants.update(assistant.id, first_message="Good day").first_message == "Good day"
    assert sdk.tools.update(tool.id, request={"type": "function", "async": True}).async_ is True  # type: ignore
    assert sdk.squads.update(squad.id, members=[{"assistantId": assistant.id}], name="Night").name == "Night"
    page = sdk.structured_outputs.structured_output_controller_find_all()
    assert [one.id for one in page.results] == [output.id]
    assert [one.id for one in sdk.tools.list()] == [tool.id]
    with pytest.raises(ApiError) as refused:
        sdk.assistants.create(name="x" * 41)
    assert refused.value.status_code == 400
    for delete, one in (
        (sdk.squads.delete, squad.id),
        (sdk.assistants.delete, assistant.id),
        (sdk.tools.delete, tool.id),
        (sdk.structured_outputs.structured_output_controller_remove, output.id),
    ):
        assert delete(one).id == one
    assert client.ask("GET", "/tool") == []


def test_files_by_the_sdk(client: Client) -> None:
    made = client.sdk.files.create(file=("prices.txt", b"one, two", "text/plain"), metadata='{"sha256": "abc"}')
    is_documented("File", client.ask("GET", f"/file/{made.id}"))
    assert (made.name, made.bytes, made.metadata) == ("prices.txt", 8, {"sha256": "abc"})
    assert client.sdk.files.update(made.id, name="list").name == "list"
    assert [one.id for one in client.sdk.files.list()] == [made.id]
    assert client.sdk.files.delete(made.id).id == made.id


def test_campaigns_by_the_sdk(client: Client) -> None:
    line = client.ask("POST", "/phone-number", LINE)
    campaigns = client.sdk.campaigns
    campaigns.campaign_controller_find_all()  # What the SDK imports for it takes seconds, in which one would end.
    made = campaigns.campaign_controller_create(
        name="Recall", assistant_id=ASSISTANT, phone_number_id=line["id"], customers=[CALL["customer"]]
    )
    is_documented("Campaign", client.ask("GET", f"/campaign/{made.id}"))
    assert [one.id for one in campaigns.campaign_controller_find_all().results] == [made.id]
    assert campaigns.campaign_controller_update(made.id, status="cancelled").status == "cancelled"
    assert campaigns.campaign_controller_remove(made.id).status == "archived"
