# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody changes past the inventory is repaired, one write each; and a large org costs one reading a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.contract.harness import Org
from tests.contract.test_org import clinic, reads, stored
from tests.support.sdk import Vapi
from tests.support.simulator import Simulator

MODEL = {"provider": "openai", "model": "gpt-4.1"}
SYSTEM = [{"role": "system", "content": "You answer for the clinic.\nBe kind."}]

CHANGES: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "first message": ("assistant", "Receptionist", {"firstMessage": "Hi."}, "firstMessage"),
    "first message cleared": ("assistant", "Receptionist", {"firstMessage": None}, "firstMessage"),
    "prompt": (
        "assistant",
        "Receptionist",
        {"model": {**MODEL, "messages": [{"role": "system", "content": "Be rude."}]}},
        "prompt",
    ),
    "prompt removed": ("assistant", "Scheduler", {"model": {**MODEL, "messages": []}}, "prompt"),
    "model": ("assistant", "Receptionist", {"model": {**MODEL, "model": "gpt-4o", "messages": SYSTEM}}, "model"),
    "provider of the model": (
        "assistant",
        "Scheduler",
        {"model": {"provider": "groq", "model": "llama-3.3-70b-versatile"}},
        "model",
    ),
    "tools taken away": ("assistant", "Receptionist", {"model": {**MODEL, "messages": SYSTEM}}, "model"),
    "a tool taken away": ("assistant", "Scheduler", {"model": {**MODEL, "toolIds": []}}, "model"),
    "artifacts": ("assistant", "Receptionist", {"artifactPlan": {"structuredOutputIds": []}}, "artifactPlan"),
    "server of a tool": ("tool", "lookup_patient", {"server": {"url": "https://elsewhere.example"}}, "server"),
    "server of a tool removed": ("tool", "lookup_patient", {"server": None}, "server"),
    "parameters of a tool": (
        "tool",
        "lookup_patient",
        {"function": {"name": "lookup_patient", "parameters": {"type": "object", "properties": {}}}},
        "function",
    ),
    "destination": ("tool", "hand_over", {"destinations": []}, "destinations"),
    "schema": ("structured-output", "call-summary", {"schema": {"type": "object", "properties": {}}}, "schema"),
    "kind of output": ("structured-output", "call-summary", {"type": "regex", "regex": "a+"}, "type"),
    "members": ("squad", "Front Desk", {"members": "first only"}, "members"),
    "order of members": ("squad", "Front Desk", {"members": "reversed"}, "members"),
    "authentication": (
        "credential",
        "Clinic API",
        {"authenticationPlan": {"type": "hmac", "secretKey": "s-of-others-1", "algorithm": "sha256"}},
        "authenticationPlan",
    ),
}
"""What is changed: kind, name, the body of the PATCH, and the setting that is named afterwards."""


@pytest.fixture(scope="module")
def sdk_org() -> Iterator[tuple[Org, Any]]:
    """A clinic, and the official SDK for its org."""
    with Simulator() as simulator:
        org = Org(simulator)
        simulator.put_state({org.key: {}})
        yield org, Vapi(token=org.key, base_url=simulator.url)


def change(sdk: Any, org: Org, kind: str, name: str, body: dict[str, Any]) -> None:
    """Change an object by the SDK's own connection, as its people would."""
    record = stored(org, kind, name)
    if kind == "squad":
        members = record["members"]
        body = {"members": members[:1] if body["members"] == "first only" else members[::-1]}
    query = "?schemaOverride=true" if "schema" in body else ""
    answer = sdk._client_wrapper.httpx_client.request(f"{kind}/{record['id']}{query}", method="PATCH", json=body)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_past_the_inventory_is_named_and_repaired(
    sdk_org: tuple[Org, Any], what: str, members: Callable[[str, int], None]
) -> None:
    org, sdk = sdk_org
    org.simulator.put_state({org.key: {}})
    org.run("vapi_org", **clinic())
    kind, name, body, setting = CHANGES[what]
    change(sdk, org, kind, name, body)
    foretold, writes = org.writes("vapi_org", True, **clinic())
    assert writes == [] and foretold["changed"]
    result, writes = org.writes("vapi_org", **clinic())
    repaired = {one["name"]: one for one in result["objects"] if one["action"] == "updated"}
    assert setting in repaired[name]["changed_fields"]
    assert {entry["method"] for entry in writes} == {"PATCH"} and len(writes) == len(repaired)
    again, writes = org.writes("vapi_org", **clinic())
    assert writes == [] and not again["changed"]
    members("change past the inventory", 1)


def large(count: int) -> dict[str, Any]:
    """Tools, assistants that use them, and squads of five."""
    tools = [
        {"name": f"tool_{n}", "definition": {"type": "function", "server": {"url": f"https://a.example/{n}"}}}
        for n in range(count)
    ]
    assistants = [
        {
            "name": f"Bot {n}",
            "prompt": f"You are number {n}.",
            "definition": {"model": {**MODEL, "toolIds": [f"tool_{n}"]}},
        }
        for n in range(count)
    ]
    squads = [
        {"name": f"Squad {n}", "definition": {"members": [{"assistantId": f"Bot {n * 5 + k}"} for k in range(5)]}}
        for n in range(count // 5)
    ]
    return {"tools": tools, "assistants": assistants, "squads": squads}


def test_a_large_org_is_made_once_and_read_once(org: Org) -> None:
    org.simulator.put_state({org.key: {}})
    result, writes = org.writes("vapi_org", **large(100))
    assert result["summary"]["created"] == 220 and Counter(entry["method"] for entry in writes) == {"POST": 220}
    org.simulator.clear_log()
    result = org.run("vapi_org", **large(100))
    assert result["summary"]["unchanged"] == 220 and org.simulator.writes() == []
    # Structured outputs tell whether one short answer of the other lists is all there is.
    assert reads(org) == {"/structured-output": 1, "/tool": 1, "/assistant": 1, "/squad": 1}
