# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org that others made with the official SDK is adopted, provisioned unchanged, and made again from nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.test_playbook_kinds import Place
from tests.support.sdk import Vapi
from tests.support.simulator import Simulator

KEYS = ["key-of-the-first-org", "key-of-the-empty-org"]
CANARIES = ["canary-telnyx-7f3a9c21", "canary-bearer-7f3a9c21", "canary-inline-7f3a9c21", "canary-header-7f3a9c21"]
PROMPT = "It is {{now}}.\r\n\n  Ask for {{customer.name}}, {% never %} hang up.\n\n"
ASSIGNED = {
    "id",
    "orgId",
    "createdAt",
    "updatedAt",
    "latestVersion",
    "path",
    "bucket",
    "url",
    "key",
    "_content",
    "sha256",
}


def build(simulator: Simulator, key: str) -> None:
    """An org of every kind, as its people made it."""
    sdk: Any = Vapi(token=key, base_url=simulator.url)
    # As a file of variables it would turn the host to another address.
    sdk.files.create(file=("evil.yml", b"vapi_api_url: http://127.0.0.1:9", "text/plain"))
    made = sdk.files.create(file=("Preise 2026.txt", b"one\r\ntwo \xff", "text/plain"))
    tool = sdk.tools.create(
        request={
            "type": "function",
            "function": {
                "name": "lookup",
                "parameters": {"type": "object", "properties": {"toolId": {"type": "string"}}},
            },
            "server": {"url": "https://a.example", "headers": {"X-Key": CANARIES[3]}},
        }
    )
    output = sdk.structured_outputs.structured_output_controller_create(name="summary", schema={"type": "object"})
    answering = sdk.assistants.create(
        name="../group_vars/all",
        first_message="Grüß Gott",
        model={
            "provider": "openai",
            "model": "gpt-4.1",
            "messages": [{"role": "system", "content": PROMPT}, {"role": "user", "content": "Hi"}],
            "toolIds": [tool.id],
            "tools": [{"type": "apiRequest", "name": "inline", "method": "GET", "url": "https://a.example"}],
        },
        artifact_plan={"structuredOutputIds": [output.id]},
        metadata={"assistantId": "untouched", "note": "{{ lookup('pipe', 'id') }}"},
    )
    second = sdk.assistants.create(
        name="Second: 'quoted'",
        model={"provider": "openai", "model": "gpt-4.1", "messages": [{"role": "system", "content": "Be kind."}]},
    )
    # A circle: the tool hands over to the assistant that has the tool.
    handoff = sdk.tools.create(
        request={
            "type": "handoff",
            "function": {"name": "hand_over"},
            "destinations": [{"type": "assistant", "assistantId": second.id}],
        }
    )
    model = {"provider": "openai", "model": "gpt-4.1", "messages": [{"role": "system", "content": "Be kind."}]}
    sdk.assistants.update(second.id, model={**model, "toolIds": [handoff.id]})
    bases = [{"provider": "google", "name": "prices", "description": "d", "fileIds": [made.id]}]
    sdk.tools.create(request={"type": "query", "function": {"name": "ask"}, "knowledgeBases": bases})
    squad = sdk.squads.create(name="Desk", members=[{"assistantId": answering.id}, {"assistantId": second.id}])
    assert made.id and squad.id
    credentials = [
        {"provider": "telnyx", "name": "Telnyx main", "apiKey": CANARIES[0]},
        {"provider": "webhook", "name": "API", "authenticationPlan": {"type": "bearer", "token": CANARIES[1]}},
    ]
    for credential in credentials:
        answer = sdk._client_wrapper.httpx_client.request("credential", method="POST", json=credential)
    server = {"url": "https://a.example", "headers": {"X-Key": CANARIES[3]}, "credentialId": answer.json()["id"]}
    sdk.tools.update(tool.id, request={"type": "function", "server": server})
    sdk.phone_numbers.create(
        request={"provider": "vapi", "name": "Main", "numberDesiredAreaCode": "415", "squadId": squad.id}
    )


def as_others_see(simulator: Simulator, key: str) -> Any:
    """The org's objects without what the service assigns, and with names for ids."""
    state = simulator.state()[key]
    names = {}
    for kind in ("file", "tool", "structured-output", "assistant", "squad", "credential"):
        for one in state[kind]:
            names[one["id"]] = one.get("name") or one["function"]["name"]
    # How often an object was changed is its history, and not what it is.
    text = json.dumps({kind: state[kind] for kind in sorted(set(state) - {"phone-number", "call", "version"})})
    for number, name in names.items():
        text = text.replace(number, f"id of {name}")
    return _without_assigned(json.loads(text))


def _without_assigned(node: Any) -> Any:
    if isinstance(node, dict):
        kept = {key: _without_assigned(value) for key, value in node.items() if key not in ASSIGNED}
        return {key: value for key, value in kept.items() if (key, value) != ("metadata", {})}
    return [_without_assigned(item) for item in node] if isinstance(node, list) else node


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Simulator(KEYS) as simulator:
        simulator.put_state({key: {} for key in KEYS})
        build(simulator, KEYS[0])
        simulator.clear_log()
        yield Place(tmp_path, simulator)


def test_an_org_of_others_is_adopted_unchanged_and_made_again_elsewhere(place: Place) -> None:
    hosts = {"clinic": {"vapi_api_key": KEYS[0]}}
    status, output = place.play("adopt", hosts, "--diff", adopt_portable=True)
    assert status == 0 and "clinic: 11 objects, 1 line" in output, output
    written = {str(path.relative_to(place.folder)): path for path in place.folder.rglob("*") if path.is_file()}
    prompts = [name for name in written if "/prompts/" in name]
    assert sorted(prompts) == [
        "host_vars/clinic/prompts/group-vars-all.md",
        "host_vars/clinic/prompts/second-quoted.md",
    ]
    assert written[prompts[0]].parent.parent.name == "clinic"
    everything = output + "".join(path.read_bytes().decode("utf-8", "replace") for path in written.values())
    assert "canary" not in everything
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", written["host_vars/clinic/org.yml"].read_text(encoding="utf-8"))
    for words in (["--check"], []):
        status, output = place.play("provision", hosts, *words)
        assert status == 0 and "objects: 11 unchanged; lines: 1 unchanged" in output, output
    status, output = place.play("adopt", hosts, adopt_portable=True)
    assert status == 0 and "changed=0" in output and place.simulator.writes() == []
    vault = written["host_vars/clinic/vault.yml"]
    filled = {name: CANARIES[0] for name in yaml.safe_load(vault.read_text(encoding="utf-8"))}
    vault.write_text(
        yaml.safe_dump({**filled, **{name: {"X-Key": CANARIES[3]} for name in filled if name.endswith("headers")}})
    )
    hosts = {"clinic": {"vapi_api_key": KEYS[1]}}
    status, output = place.play("provision", hosts)
    assert status == 0 and "11 created" in output, output
    assert "canary" not in output
    first, second = (_sorted(as_others_see(place.simulator, key)) for key in KEYS)
    assert _struck(first) == _struck(second)


def _sorted(org: Any) -> Any:
    return {
        kind: sorted(objects, key=lambda one: str(one.get("name") or one["function"]["name"]))
        for kind, objects in org.items()
    }


def _struck(org: Any) -> str:
    """The org as text, with one word for every secret."""
    return re.sub(r"canary-[\w-]+", "canary", json.dumps(org, indent=1, sort_keys=True))
