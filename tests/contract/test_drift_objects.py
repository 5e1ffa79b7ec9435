# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is changed in an org's objects past the collection shows as drift, and a run repairs it.

The changes are the official SDK's; credentials, for which it has no client, go through its HTTP client.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS

from tests.contract.harness import Org, Result
from tests.contract.test_org import CLINIC, RENAMED, SECRETS, stored
from tests.support.sdk import Vapi
from tests.support.simulator import Simulator

DRIFT, ORG = "vapi_drift_info", "vapi_org"
CANARY = "inline-secret-0f1e2d3c"
PROMPT = "You answer for the clinic.\nBe kind.\nNever give advice."
Changer = Callable[[Any, Org], Any]


class World:
    """A provisioned org of every kind, its declaration, and the official SDK in the same org."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.org = Org(simulator)
        simulator.put_state({self.org.key: {}})
        prices = folder / "prices.txt"
        prices.write_text("10\n", encoding="utf-8")
        self.declared: dict[str, list[Result]] = {
            "files": [{"name": "prices", "src": str(prices)}],
            **copy.deepcopy(CLINIC),
        }
        receptionist = self.declared["assistants"][0]
        receptionist["prompt"] = PROMPT
        receptionist["definition"]["server"] = {"url": "https://clinic.example/events", "secret": CANARY}
        self.declared["tools"].append(
            {
                "name": "ask_prices",
                "definition": {
                    "type": "query",
                    "knowledgeBases": [
                        {"provider": "google", "name": "p", "description": "d", "fileIds": ["prices"]},
                    ],
                },
            }
        )
        assert not self.org.run(ORG, **self.declared)["failed"]
        self.sdk: Any = Vapi(token=self.org.key, base_url=simulator.url)

    def drift(self, **options: Any) -> Result:
        """What vapi_drift_info says of the declaration; it never writes."""
        seen, writes = self.org.writes(DRIFT, **{**self.declared, **options})
        assert writes == [] and not seen["failed"]
        assert not [secret for secret in (*SECRETS, CANARY) if secret in json.dumps(seen)]
        return seen

    def id_of(self, kind: str, name: str) -> str:
        """The id of an object."""
        return str(stored(self.org, kind, name)["id"])

    def raw(self, method: str, path: str, **body: Any) -> None:
        """A request through the SDK's HTTP client."""
        answer = self.sdk._client_wrapper.httpx_client.request(path, method=method, json=body or None)
        assert answer.status_code < 300, answer.text


@pytest.fixture
def world(simulator: Simulator, tmp_path: Path) -> World:
    made = World(simulator, tmp_path)
    seen = made.drift()
    assert not seen["drifted"] and {one["drift"] for one in seen["objects"]} == {"same"}
    return made


def model(world: World, **changed: Any) -> Result:
    """The receptionist's model with some of it changed, as the dashboard sends it."""
    return {**stored(world.org, "assistant", "Receptionist")["model"], **changed}


def assistant(world: World, name: str = "Receptionist", **changed: Any) -> None:
    world.sdk.assistants.update(world.id_of("assistant", name), **changed)


def tool(world: World, name: str, **changed: Any) -> None:
    kind = stored(world.org, "tool", name)["type"]
    world.sdk.tools.update(world.id_of("tool", name), request={"type": kind, **changed})


def output(world: World, **changed: Any) -> None:
    wanted = world.id_of("structured-output", "call-summary")
    world.sdk.structured_outputs.structured_output_controller_update(wanted, schema_override="true", **changed)


def squad(world: World, names: list[str], **changed: Any) -> None:
    members = [{"assistantId": world.id_of("assistant", name)} for name in names]
    world.sdk.squads.update(world.id_of("squad", "Front Desk"), members=members, **changed)


def credential(world: World, name: str, **changed: Any) -> None:
    world.raw("PATCH", f"credential/{world.id_of('credential', name)}", **changed)


def other_file(world: World) -> None:
    world.sdk.files.delete(world.id_of("file", "prices"))
    made = world.sdk.files.create(file=("prices", b"eleven\n", "text/plain"))
    bases = [{"provider": "google", "name": "p", "description": "d", "fileIds": [made.id]}]
    tool(world, "ask_prices", knowledgeBases=bases)


def messages(text: str) -> list[Result]:
    return [{"role": "system", "content": text}]


SORTS: dict[str, tuple[Callable[[World], Any], str, str, str]] = {
    "a prompt": (
        lambda world: assistant(world, model=model(world, messages=messages(PROMPT.replace("kind", "brief")))),
        *("assistant", "Receptionist", "prompt"),
    ),
    "a prompt that is gone": (
        lambda world: assistant(world, model=model(world, messages=[])),
        *("assistant", "Receptionist", "prompt"),
    ),
    "another model": (
        lambda world: assistant(world, model=model(world, model="gpt-4o")),
        *("assistant", "Receptionist", "model.model"),
    ),
    "a tool fewer": (
        lambda world: assistant(world, model=model(world, toolIds=[world.id_of("tool", "hand_over")])),
        *("assistant", "Receptionist", "model.toolIds"),
    ),
    "a tool more": (
        lambda world: assistant(world, "Scheduler", model=model(world, messages=messages("You make appointments."))),
        *("assistant", "Scheduler", "model.toolIds"),
    ),
    "a first message": (
        lambda world: assistant(world, first_message="Hi."),
        *("assistant", "Receptionist", "firstMessage"),
    ),
    "a server's address": (
        lambda world: assistant(world, server={"url": "https://elsewhere.example"}),
        *("assistant", "Receptionist", "server.url"),
    ),
    "an extraction that is gone": (
        lambda world: assistant(world, artifact_plan={"structuredOutputIds": []}),
        *("assistant", "Receptionist", "artifactPlan.structuredOutputIds"),
    ),
    "a parameter of a function": (
        lambda world: tool(
            world,
            "lookup_patient",
            function={"name": "lookup_patient", "parameters": {"type": "object", "properties": {}}},
        ),
        *("tool", "lookup_patient", "function.parameters.properties.number.type"),
    ),
    "a tool's server": (
        lambda world: tool(
            world,
            "lookup_patient",
            server={"url": "https://elsewhere.example", "credentialId": world.id_of("credential", "Clinic API")},
        ),
        *("tool", "lookup_patient", "server.url"),
    ),
    "a tool's credential": (
        lambda world: tool(
            world,
            "lookup_patient",
            server={"url": "https://clinic.example/vapi", "credentialId": world.id_of("credential", "Voices")},
        ),
        *("tool", "lookup_patient", "server.credentialId"),
    ),
    "a handoff to somebody else": (
        lambda world: tool(
            world,
            "hand_over",
            destinations=[{"type": "assistant", "assistantId": world.id_of("assistant", "Receptionist")}],
        ),
        *("tool", "hand_over", "destinations[0].assistantId"),
    ),
    "a schema": (
        lambda world: output(world, schema={"type": "object", "properties": {"booked": {"type": "string"}}}),
        *("structured_output", "call-summary", "schema.properties.booked.type"),
    ),
    "members in another order": (
        lambda world: squad(world, ["Scheduler", "Receptionist"]),
        *("squad", "Front Desk", "members[0].assistantId"),
    ),
    "a member fewer": (
        lambda world: squad(world, ["Receptionist"]),
        *("squad", "Front Desk", "members[1].assistantId"),
    ),
    "how a credential signs": (
        lambda world: credential(
            world,
            "Clinic API",
            authenticationPlan={"type": "oauth2", "url": "https://a.example", "clientId": "c", "clientSecret": CANARY},
        ),
        *("credential", "Clinic API", "authenticationPlan.type"),
    ),
    "another content": (other_file, "file", "prices", "content"),
}


def changed(seen: Result) -> dict[tuple[str, str], list[str]]:
    """The objects that are not as declared, with the places."""
    return {
        (one["kind"], one["name"]): [change["field"] for change in one["changes"]]
        for one in seen["objects"]
        if one["drift"] == "changed"
    }


@pytest.mark.parametrize("sort", SORTS)
def test_a_change_is_named_and_repaired(world: World, sort: str, members: Callable[[str, int], None]) -> None:
    act, kind, name, field = SORTS[sort]
    act(world)
    members("change made by the SDK", 1)
    seen = world.drift()
    assert seen["drifted"] and field in changed(seen)[(kind, name)]
    assert f"{name}: " in seen["msg"]
    foretold = world.org.run(ORG, True, **world.declared)
    planned = {(one["kind"], one["name"]) for one in foretold["objects"] if one["action"] == "updated"}
    assert planned == set(changed(seen)), "drift and check mode show the same plan"
    repaired = world.org.run(ORG, **world.declared)
    assert not repaired["failed"] and repaired["changed"]
    assert not world.drift()["drifted"]


def test_a_prompt_is_shown_by_the_lines_that_differ(world: World) -> None:
    SORTS["a prompt"][0](world)
    change = world.drift()["objects"][-3]["changes"][0]
    assert change["actual"] == PROMPT.replace("kind", "brief") and change["declared"] == PROMPT
    assert [line for line in change["diff"] if line[0] in "+-"] == ["-Be brief.", "+Be kind."]


def test_references_are_shown_by_name(world: World) -> None:
    SORTS["a tool's credential"][0](world)
    change = next(one for one in world.drift()["objects"] if one["drift"] == "changed")["changes"][0]
    assert (change["actual"], change["declared"]) == ("Voices", "Clinic API")


def test_what_a_dashboard_adds_is_no_drift(world: World) -> None:
    assistant(world, model=model(world, temperature=0.3), background_sound="off")
    assert not world.drift()["drifted"]


# --- over all kinds --------------------------------------------------------------------------------------------------

PATHS = {name: kind.key for name, kind in LISTS.items()}


def last(world: World, name: str) -> tuple[str, str]:
    """Path and name of a declared object to which nothing refers, or which can be deleted all the same."""
    return PATHS[name], world.declared[name][-1]["name"]


@pytest.mark.parametrize("name", LISTS)
def test_a_deleted_object_is_missing_and_comes_back(
    world: World, name: str, members: Callable[[str, int], None]
) -> None:
    path, object_name = last(world, name)
    world.raw("DELETE", f"{path}/{world.id_of(path, object_name)}")
    members("kind", 1)
    seen = world.drift()
    states = {(one["kind"], one["name"]): one["drift"] for one in seen["objects"]}
    assert states[(LISTS[name].result, object_name)] == "missing"
    assert f"1 missing ({LISTS[name].result.replace('_', ' ')} {object_name})" in seen["text"]
    assert not world.org.run(ORG, **world.declared)["failed"]
    assert not world.drift()["drifted"]


@pytest.mark.parametrize("name", LISTS)
def test_an_object_that_nobody_declares(world: World, name: str, members: Callable[[str, int], None]) -> None:
    world.org.add(PATHS[name], name="Shadow", **({"members": []} if name == "squads" else {}))
    members("kind", 1)
    seen = world.drift()
    assert seen["summary"]["undeclared"] == 1 and seen["objects"][-1]["name"] == "Shadow" or name != "squads"
    assert "drift_protected" in seen["msg"]
    assert not world.drift(protected=["Shadow"])["drifted"]
    assert not world.drift(only=["Receptionist"])["drifted"]
    assert not world.drift(**{name: None})["drifted"], "none of a kind is undeclared whose list is left out"


@pytest.mark.parametrize("name", LISTS)
def test_two_objects_of_one_name(world: World, name: str, members: Callable[[str, int], None]) -> None:
    path, object_name = last(world, name)
    named = {"function": {"name": object_name}} if name == "tools" else {"name": object_name}
    first = world.id_of(path, object_name)
    ids = [world.org.add(path, **named), first]
    members("kind", 1)
    seen = world.drift()
    entry = next(one for one in seen["objects"] if one["name"] == object_name and one["kind"] == LISTS[name].result)
    assert entry["drift"] == "failed" and not [one for one in seen["objects"] if one["drift"] == "undeclared"]
    twins = next(finding for finding in entry["findings"] if finding["code"] == "duplicate-name")
    assert twins["severity"] == "error" and all(one in twins["message"] for one in ids) and twins["fix"] in seen["msg"]


@pytest.mark.parametrize("name", LISTS)
def test_an_object_that_was_renamed(world: World, name: str, members: Callable[[str, int], None]) -> None:
    path, object_name = last(world, name)
    state = world.org.simulator.state()
    for one in state[world.org.key][path]:
        if one.get("name") == object_name:
            one["name"] = "Renamed"
        elif (one.get("function") or {}).get("name") == object_name:
            one["function"]["name"] = "Renamed"
    world.org.simulator.put_state(state)
    members("kind", 1)
    seen = world.drift()
    assert {"missing", "undeclared"} <= {one["drift"] for one in seen["objects"] if one["kind"] == LISTS[name].result}


def test_nothing_is_read_of_a_kind_that_nothing_asks_for(world: World) -> None:
    world.org.simulator.clear_log()
    world.org.run(DRIFT, credentials=world.declared["credentials"])
    paths = [entry["path"] for entry in world.org.simulator.log()]
    assert "/credential" in paths and len(paths) == len(set(paths))
    assert not {"/assistant", "/squad", "/tool", "/v2/phone-number"} & set(paths)


def test_each_kind_is_read_once_with_the_lines(world: World) -> None:
    line = {"name": "Main", "provider": "vapi", "number_desired_area_code": "415", "squad": "Front Desk"}
    world.org.simulator.clear_log()
    seen = world.org.run(DRIFT, lines=[line], **world.declared)
    paths = [entry["path"] for entry in world.org.simulator.log()]
    assert sorted(paths) == sorted(["/v2/phone-number", *(f"/{path}" for path in PATHS.values())])
    assert seen["text"] == "objects: 11 same; lines: 1 missing (Main)"


def test_a_line_of_an_object_that_is_missing_is_planned_like_provision(simulator: Simulator, tmp_path: Path) -> None:
    world = World(simulator, tmp_path)
    world.raw("DELETE", f"squad/{world.id_of('squad', 'Front Desk')}")
    line = {"name": "Main", "provider": "vapi", "number_desired_area_code": "415", "squad": "Front Desk"}
    seen = world.drift(lines=[line])
    assert seen["summary"]["missing"] == 2 and seen["summary"]["failed"] == 0


def test_secrets_that_are_sent_again_are_no_drift(world: World) -> None:
    always = [{**one, "update_secrets": "always"} for one in world.declared["credentials"]]
    assert not world.drift(credentials=always)["drifted"]


def test_a_declaration_at_fault_is_named_and_the_others_are_compared(world: World) -> None:
    wrong = [*world.declared["assistants"], {"name": "A" * 41, "definition": {}}]
    seen = world.drift(assistants=wrong)
    assert seen["summary"]["failed"] == 1 and seen["summary"]["same"] == 11
    assert "41 characters" in json.dumps(seen["objects"])


@pytest.mark.parametrize("kind", RENAMED)
def test_a_line_of_what_is_renamed_by_its_id_is_compared(org: Org, kind: str) -> None:
    made, beside = RENAMED[kind]
    renamed = org.add(kind, name="Old", **made)
    line = {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai"} | beside
    if "number" in line:
        del line["sip_uri"]
    org.run("vapi_call_lines", lines=[{**line, kind: "Old"}])
    declared = {f"{kind}s": [{"id": renamed, "name": "New"}], "lines": [{**line, kind: "New"}]}
    result = org.run("vapi_drift_info", **declared)
    assert [one["drift"] for one in result["lines"]] == ["same"], result["text"]
    assert [one["drift"] for one in result["objects"] if one["id"] == renamed] == ["changed"]
