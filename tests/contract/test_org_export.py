# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org as declarations: declared again it is unchanged, and in an empty org the same org comes out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._org.secrets import BY_PLAN, BY_PROVIDER
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.redact import SECRETS

from tests.contract.harness import Org, Result
from tests.contract.test_org import CLINIC, clinic
from tests.support.simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = json.loads(
    (ROOT / "roles" / "simulator" / "files" / "vapi_simulator" / "definitions.json").read_text(encoding="utf-8")
)


@pytest.fixture
def org(simulator: Simulator) -> Org:
    """An org with a clinic in it."""
    one = Org(simulator)
    simulator.put_state({one.key: {}})
    one.run("vapi_org", **clinic())
    simulator.clear_log()
    return one


def filled(exported: Result, text: str) -> dict[str, Any]:
    """The lists of an export, with every vault variable filled in by this text."""
    lists = {name: exported[name] for name in LISTS if exported[name]}
    return dict(json.loads(re.sub(r"\{\{ vault_\w+ \}\}", text, json.dumps(lists))))


@pytest.mark.parametrize("text", ["", "filled-in-1234"])
def test_declared_again_nothing_changes(org: Org, text: str) -> None:
    exported = org.run("vapi_org_info")
    result, writes = org.writes("vapi_org", **filled(exported, text))
    assert writes == [] and not result["changed"]
    assert {name: len(exported[name]) for name in CLINIC} == {name: len(objects) for name, objects in CLINIC.items()}


def test_names_stand_for_ids_and_prompts_for_themselves(org: Org) -> None:
    exported = org.run("vapi_org_info")
    text = json.dumps({name: exported[name] for name in LISTS})
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text) and "createdAt" not in text
    receptionist = next(one for one in exported["assistants"] if one["name"] == "Receptionist")
    assert receptionist["prompt"] == "You answer for the clinic.\nBe kind."
    assert receptionist["definition"]["model"]["toolIds"] == ["lookup_patient", "hand_over"]
    assert "messages" not in receptionist["definition"]["model"]
    variables = [one["variable"] for one in exported["secrets"]]
    assert variables == ["vault_credential_clinic_api_authentication_plan_token", "vault_credential_voices_api_key"]
    assert exported["warnings"] == [] and exported["org_id"]


def test_the_same_org_comes_out_of_an_empty_one(org: Org, simulator: Simulator) -> None:
    exported = org.run("vapi_org_info", portable=True)
    simulator.put_state({org.key: {}})
    org.run("vapi_org", **filled(exported, "a-new-secret-1"))
    again = org.run("vapi_org_info", portable=True)
    assert {name: again[name] for name in LISTS} == {name: exported[name] for name in LISTS}


def test_twins_and_nameless_objects_are_declared_by_their_id_and_not_elsewhere(org: Org, simulator: Simulator) -> None:
    state = simulator.state()
    twin = dict(state[org.key]["assistant"][0], id="11111111-1111-4111-8111-111111111111")
    nameless = {key: value for key, value in twin.items() if key != "name"}
    nameless["id"] = "22222222-2222-4222-8222-222222222222"
    state[org.key]["assistant"] += [twin, nameless]
    simulator.put_state(state)
    exported = org.run("vapi_org_info", kinds=["assistants"])
    assert [bool(one.get("id")) for one in exported["assistants"]].count(True) == 3
    result, writes = org.writes("vapi_org", assistants=exported["assistants"])
    assert writes == [] and not result["changed"]
    elsewhere = org.run("vapi_org_info", kinds=["assistants"], portable=True)
    assert len(elsewhere["assistants"]) == 1 and len(elsewhere["warnings"]) == 3


def test_a_prompt_that_is_not_the_first_message_stays_in_the_definition(org: Org, simulator: Simulator) -> None:
    state = simulator.state()
    messages = [{"role": "user", "content": "Hi"}, {"role": "system", "content": "Be kind."}]
    state[org.key]["assistant"][0]["model"]["messages"] = messages
    simulator.put_state(state)
    exported = org.run("vapi_org_info", kinds=["assistants"])
    moved = next(one for one in exported["assistants"] if "prompt" not in one)
    assert moved["definition"]["model"]["messages"] == messages
    assert org.writes("vapi_org", assistants=exported["assistants"])[1] == []


def required_secrets(table: dict[str, Any]) -> set[str]:
    """The secrets at the top of a definition that the service requires."""
    return {key for key, rule in table.items() if key in SECRETS and len(rule) > 1 and rule[1]}


def test_every_provider_of_credentials_has_its_secrets(members: Callable[[str, int], None]) -> None:
    compared = 0
    for title, table in DEFINITIONS.items():
        if not re.fullmatch(r"Create\w+CredentialDTO", title) or "provider" not in table:
            continue
        for provider in table["provider"][4]:
            expected = required_secrets(table)
            named = set(BY_PROVIDER.get(provider, ("apiKey",)))
            assert expected <= named <= table.keys(), (provider, expected, named)
            compared += 1
    members("provider of credentials", compared)
    assert compared > 40


def test_no_secret_of_any_place_is_exported(
    org: Org, simulator: Simulator, members: Callable[[str, int], None]
) -> None:
    state = simulator.state()
    canaries = []
    for index, key in enumerate(sorted(SECRETS - {"headers"})):
        canaries.append(f"canary-{index:02d}-7f3a9c")
        tool = {"type": "apiRequest", "name": "deep", "server": {"url": "https://a.example", key: canaries[-1]}}
        state[org.key]["assistant"][0]["model"].setdefault("tools", []).append(tool)
    headers = {"Authorization": "canary-headers-7f3a9c"}
    state[org.key]["tool"][0]["server"] = {"url": "https://a.example", "headers": headers}
    simulator.put_state(state)
    shown = json.dumps(org.run("vapi_org_info"))
    assert "canary" not in shown
    members("secret place", len(canaries) + 1)


def test_plans_name_their_secret(members: Callable[[str, int], None]) -> None:
    assert {key for keys in BY_PLAN.values() for key in keys} <= SECRETS
    members("authentication plan", len(BY_PLAN))


def test_fields_that_nothing_documents_are_named_by_path(org: Org) -> None:
    """A key that looks like a reference or a secret could be taken for something that it is not."""
    state = org.simulator.state()
    assistant = state[org.key]["assistant"][0]
    assistant["model"]["newPlanId"] = "5e000000-0000-4000-8000-0000000000ff"
    assistant["voice"] = {"provider": "acme", "parts": [{"voiceSecretKey": "canary-5f0c1d2e"}]}
    assistant["metadata"] = {"ownId": "mine"}
    org.simulator.put_state(state)
    exported = org.run("vapi_org_info")
    (warning,) = [text for text in exported["warnings"] if "not documented" in text]
    assert f"assistant {assistant['name']!r}: " in warning
    assert "model.newPlanId" in warning and "voice.parts[].voiceSecretKey" in warning and "ownId" not in warning
    assert "canary" not in json.dumps(exported)
