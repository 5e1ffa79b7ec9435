# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two orgs of one declaration are the same whatever their ids; what differs is told by name and path."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS

from tests.contract.harness import Org, Result
from tests.contract.test_org import CLINIC, SECRETS
from tests.support.simulator import Simulator

STAGING, PRODUCTION = "key-of-staging-0001", "key-of-production-0001"
EMPTY: Result = {"only_here": [], "only_there": [], "different": [], "not_compared": []}
OBJECTS = sum(map(len, CLINIC.values())) + 1


class Pair:
    """Two orgs made from one declaration of every kind, with a line each."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        simulator.put_state({STAGING: {}, PRODUCTION: {}})
        self.staging, self.production = Org(simulator, STAGING), Org(simulator, PRODUCTION)
        prices = folder / "prices.txt"
        prices.write_text("10", encoding="utf-8")
        self.declared: dict[str, Any] = {"files": [{"name": "prices", "src": str(prices)}], **copy.deepcopy(CLINIC)}
        for org, uri in ((self.staging, "sip:a@sip.vapi.ai"), (self.production, "sip:B@sip.vapi.ai")):
            line = {"name": "Main", "provider": "vapi", "sip_uri": uri, "squad": "Front Desk"}
            assert not org.run("vapi_org", **self.declared, call_lines={"lines": [line]})["failed"]

    def compare(self, **options: Any) -> Result:
        """What the module says of both, with staging as the other one; it never writes to them."""
        given = {"org": "production", "other": "staging", "other_api_key": STAGING, **options}
        found, writes = self.production.writes("vapi_call_lines_compare", **given)
        assert writes == [] and not found["failed"], found
        assert not [secret for secret in SECRETS if secret in json.dumps(found)]
        return found

    def change(self, name: str, place: str, value: Any) -> None:
        """Declare the last object of a list otherwise in production."""
        declared = copy.deepcopy(self.declared[name])
        target = declared[-1]
        for step in place.split(".")[:-1]:
            target = target.setdefault(step, {})
        target[place.rpartition(".")[2]] = value
        assert self.production.run("vapi_org", **{name: declared})["changed"]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with Simulator([STAGING, PRODUCTION]) as simulator:
        yield Pair(simulator, tmp_path)


def test_equal_orgs_with_different_ids_are_equal(pair: Pair) -> None:
    ids = [{one["id"] for one in org.simulator.state()[org.key]["tool"]} for org in (pair.staging, pair.production)]
    assert not ids[0] & ids[1]
    found = pair.compare()
    assert {**found["objects"], "same": []} == {**EMPTY, "same": []} and len(found["objects"]["same"]) == OBJECTS
    assert found["same"] == ["Main"] and found["warnings"] == []
    assert found["text"] == f"objects: {OBJECTS} the same; lines: 1 the same"


@pytest.mark.parametrize("key", [STAGING, PRODUCTION])
@pytest.mark.parametrize("size", [2, 3])
def test_a_file_that_other_means_uploaded_is_compared_by_its_size(pair: Pair, key: str, size: int) -> None:
    state = pair.production.simulator.state()
    for one in state[key]["file"]:
        del one["metadata"]
        one["bytes"] = size
    pair.production.simulator.put_state(state)
    assert [one["name"] for one in pair.compare()["objects"]["different"]] == ["file prices"] * (size != 2)


CHANGES: dict[str, tuple[str, Any, str]] = {
    "files": ("src", None, "content"),
    "tools": ("definition.messages", [{"type": "request-start", "content": "One moment."}], "messages[0].type"),
    "structured_outputs": ("definition.schema.properties.booked.type", "string", "schema.properties.booked.type"),
    "assistants": ("prompt", "You cancel\nappointments.", "prompt"),
    "squads": ("definition.members", [{"assistantId": "Scheduler"}], "members[0].assistantId"),
}


@pytest.mark.parametrize("name", [name for name in LISTS if name != "credentials"])
def test_what_differs_is_told_by_name_and_path(
    pair: Pair, tmp_path: Path, name: str, members: Callable[[str, int], None]
) -> None:
    place, value, field = CHANGES[name]
    if name == "files":
        other = tmp_path / "other.txt"
        other.write_text("11", encoding="utf-8")
        value = str(other)
    pair.change(name, place, value)
    members("kind", 1)
    different = pair.compare()["objects"]["different"]
    expected = f"{LISTS[name].noun} {pair.declared[name][-1]['name']}"
    assert [one["name"] for one in different] == [expected]
    assert field in [one["field"] for one in different[0]["fields"]]
    ignored = [one["field"] for one in different[0]["fields"]]
    assert pair.compare(ignore=ignored)["objects"]["different"] == []


def test_a_credential_of_another_provider(pair: Pair) -> None:
    state = pair.production.simulator.state()
    for one in state[PRODUCTION]["credential"]:
        one["provider"] = "openai" if one["name"] == "Voices" else one["provider"]
    pair.production.simulator.put_state(state)
    different = pair.compare()["objects"]["different"]
    assert different == [
        {"name": "credential Voices", "fields": [{"field": "provider", "here": "11labs", "there": "openai"}]}
    ]


def test_references_are_compared_and_shown_by_name(pair: Pair) -> None:
    pair.change("squads", "definition.members", [{"assistantId": "Scheduler"}, {"assistantId": "Receptionist"}])
    fields = pair.compare()["objects"]["different"][0]["fields"]
    assert {"field": "members[0].assistantId", "here": "Receptionist", "there": "Scheduler"} in fields


@pytest.mark.parametrize("name", LISTS)
def test_what_only_one_has_and_what_has_a_twin(pair: Pair, name: str, members: Callable[[str, int], None]) -> None:
    path, noun = LISTS[name].key, LISTS[name].noun
    pair.production.add(path, name="Alone", **({"members": []} if name == "squads" else {}))
    pair.staging.add(path, name="Twin")
    pair.staging.add(path, name="Twin")
    members("kind", 1)
    found = pair.compare()["objects"]
    assert found["only_there"] == [f"{noun} Alone"] and found["only_here"] == []
    assert found["not_compared"] == [f"{noun} Twin"]


def test_each_kind_is_read_once_in_each_org(pair: Pair) -> None:
    pair.production.simulator.clear_log()
    pair.compare()
    reads = Counter(entry["path"] for entry in pair.production.simulator.log())
    assert reads == dict.fromkeys(["/v2/phone-number", *(f"/{kind.key}" for kind in LISTS.values())], 2)
    pair.production.simulator.clear_log()
    assert pair.compare(kinds=["credentials"])["objects"]["same"] == ["credential Clinic API", "credential Voices"]
    assert "/tool" not in {entry["path"] for entry in pair.production.simulator.log()}


def test_the_reports_have_lines_and_objects(pair: Pair, tmp_path: Path) -> None:
    pair.change("assistants", "prompt", "You cancel appointments.")
    pair.compare(report_dir=str(tmp_path))
    markdown = (tmp_path / "production.md").read_text(encoding="utf-8")
    assert "| assistant Scheduler | prompt | You make appointments. | You cancel appointments. |" in markdown
    assert "## Lines" in markdown and "## Objects" in markdown
    assert "assistant Scheduler" in (tmp_path / "production.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "production.json").read_text(encoding="utf-8"))["objects"]["different"]
