# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run changes or deletes of an org's objects is saved before, and put back as it was."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS

from tests.contract.harness import Org, Result
from tests.contract.test_org import CLINIC, SECRETS, stored
from tests.support.simulator import Simulator

ORG, RESTORE = "vapi_org", "vapi_call_lines_restore"
LINE = {"name": "Main", "provider": "vapi", "sip_uri": "sip:main@sip.vapi.ai", "squad": "Front Desk"}
STAMPS = ("updatedAt", "latestVersion", "createdAt", "url", "path", "sha256", "replaces_file")
CANARY = "inline-secret-0f1e2d3c"


class World:
    """A provisioned org of every kind with a line, and a folder for its snapshots."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.org = Org(simulator)
        simulator.put_state({self.org.key: {}})
        self.prices = folder / "prices.txt"
        self.prices.write_text("10", encoding="utf-8")
        self.snapshots = folder / "snapshots"
        self.declared: dict[str, list[Result]] = {
            "files": [{"name": "prices", "src": str(self.prices)}],
            **copy.deepcopy(CLINIC),
        }
        bases = [{"provider": "google", "name": "p", "description": "d", "fileIds": ["prices"]}]
        self.declared["tools"].append({"name": "ask", "definition": {"type": "query", "knowledgeBases": bases}})
        self.declared["assistants"][1]["definition"]["server"] = {"url": "https://a.example", "secret": CANARY}
        assert not self.org.run(ORG, **self.declared, call_lines={"lines": [LINE]})["failed"]

    def change(self, **options: Any) -> Result:
        """Apply a declaration, with a snapshot of what it changes."""
        result = self.org.run(ORG, **{**options, "snapshot_dir": str(self.snapshots)})
        assert not result["failed"] and result["changed"], result.get("msg")
        return result

    def restore(self, check: bool = False) -> Result:
        """Put the newest snapshot back."""
        return self.org.run(RESTORE, check, snapshot_dir=str(self.snapshots))

    def as_it_is(self) -> Result:
        """Every object, with names for ids, without what only the service decides."""
        state = self.org.simulator.state()[self.org.key]
        kinds = [*(kind.key for kind in LISTS.values()), "phone-number"]
        names = {one["id"]: one.get("name") or one["function"]["name"] for kind in kinds for one in state.get(kind, [])}
        text = json.dumps({kind: state.get(kind, []) for kind in kinds})
        for number, name in names.items():
            text = text.replace(number, name)
        shown: Result = without_stamps(json.loads(text))
        return {kind: sorted(several, key=lambda one: str(one["id"])) for kind, several in shown.items()}


def without_stamps(node: Any) -> Any:
    if isinstance(node, dict):
        kept = {key: without_stamps(value) for key, value in node.items() if key not in STAMPS}
        return {key: value for key, value in kept.items() if value not in (None, [], {}) and value != CANARY}
    return [without_stamps(item) for item in node] if isinstance(node, list) else node


@pytest.fixture
def world(simulator: Simulator, tmp_path: Path) -> World:
    return World(simulator, tmp_path)


CHANGED: dict[str, Callable[[World], list[Result]]] = {
    "credentials": lambda world: [
        {
            "id": stored(world.org, "credential", "Clinic API")["id"],
            "name": "Renamed",
            "definition": {"provider": "webhook"},
        },
    ],
    "files": lambda world: [{"name": "prices", "src": str(other(world.prices))}],
    "tools": lambda world: [
        {
            "name": "lookup_patient",
            "definition": {
                "type": "function",
                "async": True,
                "function": {"description": "Added.", "parameters": {"type": "object", "properties": {"a": {}}}},
                "server": {"url": "https://elsewhere.example", "credentialId": "Voices"},
            },
        }
    ],
    "structured_outputs": lambda world: [
        {"name": "call-summary", "definition": {"description": "Added.", "schema": {"type": "object"}}}
    ],
    "assistants": lambda world: [
        {
            "name": "Receptionist",
            "prompt": "Something else.",
            "definition": {
                "firstMessage": None,
                "backgroundSound": "off",
                "model": {"provider": "openai", "model": "gpt-4o", "temperature": 0.3, "toolIds": ["ask"]},
                "artifactPlan": None,
            },
        }
    ],
    "squads": lambda world: [{"name": "Front Desk", "definition": {"members": [{"assistantId": "Scheduler"}]}}],
}


def other(file: Path) -> Path:
    beside = file.with_name("other.txt")
    beside.write_text("eleven", encoding="utf-8")
    return beside


@pytest.mark.parametrize("name", LISTS)
def test_a_change_is_put_back_exactly(world: World, name: str, members: Callable[[str, int], None]) -> None:
    before = world.as_it_is()
    saved = world.change(**{name: CHANGED[name](world)})
    assert world.as_it_is() != before
    text = Path(saved["snapshot"]).read_text(encoding="utf-8")
    assert not [secret for secret in (*SECRETS, CANARY) if secret in text]
    members("kind", 1)
    foretold = world.restore(check=True)
    assert foretold["changed"] and "would" in foretold["text"]
    result = world.restore()
    assert not result["failed"] and result["changed"], result
    assert world.as_it_is() == before
    assert [one["action"] for one in result["objects"]] == [one["action"] for one in foretold["objects"]]
    world.org.simulator.clear_log()
    again = world.restore()
    assert not again["changed"] and world.org.simulator.writes() == []


def test_everything_that_was_deleted_comes_back_in_order_with_its_cycles(world: World) -> None:
    before = world.as_it_is()
    kept = ("credentials",)
    absent = {
        name: [{"name": one["name"], "state": "absent"} for one in several]
        for name, several in world.declared.items()
        if name not in kept
    }
    world.change(**absent)
    state = world.org.simulator.state()[world.org.key]
    assert not [one for kind in ("file", "tool", "structured-output", "assistant", "squad") for one in state[kind]]
    result = world.restore()
    assert not result["failed"] and result["summary"]["created"] == 9, result["text"]
    assert world.as_it_is() == before, "the line leads to the new squad too"
    told = [text for text in result["warnings"] if "cannot be read back" in text]
    assert told == [
        "1 secret of deleted objects cannot be read back (assistant 'Scheduler' server.secret). Declare them and run "
        "voiceops.vapi.provision."
    ]
    world.org.simulator.clear_log()
    assert not world.restore()["changed"] and world.org.simulator.writes() == []


def test_a_deleted_credential_needs_its_secret_and_the_rest_is_put_back(world: World) -> None:
    prompt = [{**world.declared["assistants"][1], "prompt": "Something else."}]
    gone = {"credentials": [{"name": "Voices", "state": "absent"}]}
    before = world.as_it_is()
    world.change(**gone, assistants=prompt)
    result = world.restore()
    assert result["failed"] and "apiKey" in result["msg"] and "restore again" in result["msg"]
    assert stored(world.org, "assistant", "Scheduler")["model"]["messages"][0]["content"] == "You make appointments."
    assert not world.org.run(ORG, credentials=world.declared["credentials"])["failed"]
    result = world.restore()
    assert not result["failed"] and world.as_it_is() == before


def test_what_failed_of_objects_and_of_lines_is_told_together(world: World) -> None:
    world.change(credentials=[{"name": "Voices", "state": "absent"}], call_lines={"lines": [{**LINE, "squad": None}]})
    world.org.simulator.fault("502", match={"method": "PATCH", "path": "^/phone-number"})
    result = world.org.run(RESTORE, snapshot_dir=str(world.snapshots), retries=0)
    world.org.simulator.clear_faults()
    assert result["failed"] and "apiKey" in result["msg"] and "line 'Main'" in result["msg"], result["msg"]
    assert "credential" in result["failure"]["message"]


def test_a_credential_that_signs_otherwise_needs_its_secret(world: World) -> None:
    changed = copy.deepcopy(world.declared["credentials"][1])
    changed["definition"]["authenticationPlan"]["headerName"] = "X-Key"
    world.change(credentials=[changed])
    result = world.restore()
    assert result["failed"] and "authenticationPlan.token" in result["msg"] and "restore again" in result["msg"]
    assert stored(world.org, "credential", "Clinic API")["authenticationPlan"]["headerName"] == "X-Key"


def test_one_snapshot_has_objects_and_lines(world: World) -> None:
    before = world.as_it_is()
    changed = {**LINE, "squad": None, "assistant": "Scheduler"}
    result = world.change(assistants=CHANGED["assistants"](world), call_lines={"lines": [changed]})
    assert result["snapshot"] == result["call_lines"]["snapshot"]
    assert len(list(world.snapshots.iterdir())) == 1
    result = world.restore()
    assert "(assistant Receptionist, Main)" in result["text"]
    assert world.as_it_is() == before


def test_a_run_without_a_change_saves_nothing_and_check_mode_neither(world: World) -> None:
    options = {"snapshot_dir": str(world.snapshots)}
    assert world.org.run(ORG, **world.declared, **options)["snapshot"] is None
    foretold = world.org.run(ORG, True, assistants=CHANGED["assistants"](world), **options)
    assert foretold["snapshot"] and not world.snapshots.exists()


def test_what_was_made_later_is_told_and_stays(world: World) -> None:
    world.change(squads=CHANGED["squads"](world))
    world.org.run(ORG, squads=[{"name": "Later", "definition": {"members": [{"assistantId": "Scheduler"}]}}])
    result = world.restore()
    assert any(text.startswith("squad 'Later': created after the snapshot") for text in result["warnings"])
    assert stored(world.org, "squad", "Later")


@pytest.mark.parametrize("name", LISTS)
def test_what_was_there_before_is_not_told_to_be_new(
    world: World, name: str, members: Callable[[str, int], None]
) -> None:
    """A snapshot of objects alone says nothing about lines, and what is made again is not new the next time."""
    one = world.declared[name][-1]["name"]
    world.org.simulator.switch(delete_in_use="accept")
    world.change(**{name: [{"name": one, "state": "absent"}]})
    for _run in range(2):
        told = [text for text in world.restore()["warnings"] if "created after the snapshot" in text]
        assert told == []
    members("kind that is restored twice", 1)


def test_references_lead_to_what_was_renamed_since(world: World) -> None:
    world.change(squads=CHANGED["squads"](world))
    wanted = stored(world.org, "assistant", "Receptionist")["id"]
    assert not world.org.run("vapi_assistant", id=wanted, name="Front Office")["failed"]
    assert not world.restore()["failed"]
    assert wanted in [one["assistantId"] for one in stored(world.org, "squad", "Front Desk")["members"]]


def test_a_server_leads_to_the_credential_that_is_made_again(world: World) -> None:
    """A line refers to a credential inside of its server too, by its id alone."""
    trunk = {"provider": "byo-sip-trunk", "gateways": [{"ip": "203.0.113.7"}]}
    made = world.org.run(ORG, credentials=[{"name": "Trunk", "definition": trunk}])["objects"][0]["id"]
    server = {"url": "https://a.example", "credential_id": made}
    assert not world.org.run(ORG, call_lines={"lines": [{**LINE, "server": server}]})["failed"]
    before = world.as_it_is()
    world.change(
        credentials=[{"name": "Trunk", "state": "absent"}],
        call_lines={"lines": [{**LINE, "server": {**server, "credential_id": None}}]},
    )
    assert world.as_it_is() != before
    result = world.restore()
    assert not result["failed"], result["msg"]
    assert world.as_it_is() == before
