# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Orgs of random objects that refer to each other, under random switches: applied twice, compared, written down,
made again from nothing, edited outside, repaired. The nightly setting takes a hundred of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.contract.harness import Org
from tests.contract.test_org_export import filled
from tests.support.simulator import Simulator
from tests.support.usual import by_setting

ORGS = by_setting(usual=2, all=5, nightly=100)
MODULE, DRIFT, EXPORT = "vapi_org", "vapi_drift_info", "vapi_org_info"
Objects = dict[str, list[dict[str, Any]]]

SWITCHES: dict[str, tuple[Any, ...]] = {
    "secrets": ("echo", "mask", "omit"),
    "nulls": ("drop", "keep"),
    "defaults": ("omit", "inject"),
    "extra_fields": (False, True),
    "key_order": ("kept", "reversed"),
    "list_order": ("newest", "oldest", "shuffled"),
    "type_in_tool_patch": ("accept", "refuse", "require"),
    "provider_in_patch": ("accept", "refuse", "require"),
    "versions": (True, False),
    "unknown_references": ("accept", "refuse"),
    "delete_in_use": ("accept", "refuse"),
}

WORDS = st.text("abc XYZäß{}'\"", min_size=1, max_size=20).map(lambda text: f"{text.strip()}.")
SCHEMA = st.dictionaries(
    st.sampled_from(("booked", "number", "note", "assistantId")),
    st.fixed_dictionaries({"type": st.sampled_from(("string", "boolean", "number"))}),
    max_size=3,
).map(lambda properties: {"type": "object", "properties": properties})
OWN = st.dictionaries(st.sampled_from(("team", "toolId", "assistantId", "a b")), st.text("abc", max_size=4), max_size=2)
"""The user's own data, in which a key that refers elsewhere refers to nothing."""

EDITS: dict[str, dict[str, Any]] = {
    "assistant": {"firstMessage": "Edited."},
    "tool": {"server": {"url": "https://edited.example"}},
    "squad": {"members": []},
    "structured-output": {"schema": {"type": "object", "properties": {"edited": {"type": "string"}}}},
}
"""What somebody changes in the dashboard, by kind."""


def some(names: list[str]) -> st.SearchStrategy[list[str]]:
    """Some of these names, each once."""
    return st.lists(st.sampled_from(names), unique=True, max_size=3) if names else st.just([])


@st.composite
def declared(draw: st.DrawFn) -> Objects:
    """Objects that refer to each other by name, in rings too."""
    assistants = [f"Assistant {place}" for place in range(draw(st.integers(1, 3)))]
    outputs = [f"output-{place}" for place in range(draw(st.integers(0, 2)))]
    tools: list[dict[str, Any]] = []
    for place in range(draw(st.integers(0, 3))):
        handoff = {
            "type": "handoff",
            "destinations": [{"type": "assistant", "assistantId": draw(st.sampled_from(assistants))}],
        }
        function: dict[str, Any] = {
            "type": "function",
            "function": {"description": draw(WORDS), "parameters": draw(SCHEMA)},
        }
        if draw(st.booleans()):
            function["server"] = {"url": f"https://clinic.example/{place}", "timeoutSeconds": draw(st.integers(1, 300))}
        tools.append({"name": f"tool_{place}", "definition": handoff if draw(st.booleans()) else function})
    names = [tool["name"] for tool in tools]
    found: Objects = {
        "structured_outputs": [
            {"name": name, "definition": {"type": "ai", "schema": draw(SCHEMA)}} for name in outputs
        ],
        "tools": tools,
        "assistants": [_assistant(draw, name, names, outputs) for name in assistants],
    }
    if draw(st.booleans()):
        members = draw(st.lists(st.sampled_from(assistants), unique=True, min_size=1))
        found["squads"] = [{"name": "Squad", "definition": {"members": [{"assistantId": name} for name in members]}}]
    return {name: objects for name, objects in found.items() if objects}


def _assistant(draw: st.DrawFn, name: str, tools: list[str], outputs: list[str]) -> dict[str, Any]:
    model: dict[str, Any] = {"provider": "openai", "model": draw(st.sampled_from(("gpt-4.1", "gpt-4o")))}
    if draw(st.booleans()):
        model["toolIds"] = draw(some(tools))
    definition: dict[str, Any] = {"model": model, "firstMessage": draw(WORDS)}
    if draw(st.booleans()):
        definition["artifactPlan"] = {"structuredOutputIds": draw(some(outputs))}
    if draw(st.booleans()):
        definition["metadata"] = draw(OWN)
    prompt = {"prompt": draw(WORDS)} if draw(st.booleans()) else {}
    return {"name": name, "definition": definition, **prompt}


@pytest.fixture(scope="module")
def org() -> Iterator[Org]:
    with Simulator() as simulator:
        yield Org(simulator)


@settings(max_examples=ORGS, derandomize=ORGS < 100, phases=[Phase.generate])
@given(
    wanted=declared(),
    switches=st.fixed_dictionaries({k: st.sampled_from(v) for k, v in SWITCHES.items()}),
    data=st.data(),
)
def test_a_random_org_of_objects_lives(
    org: Org, members: Callable[[str, int], None], wanted: Objects, switches: dict[str, Any], data: st.DataObject
) -> None:
    org.simulator.put_state({org.key: {}})
    org.simulator.switch(**switches)
    count = sum(map(len, wanted.values()))
    assert _settled(org, wanted)["summary"]["created"] == count
    assert not org.run(DRIFT, **wanted)["drifted"]
    exported = filled(org.run(EXPORT, portable=True), "")
    again, writes = org.writes(MODULE, **exported)
    assert not again["failed"] and writes == [], again.get("msg", writes)
    # Somebody edits one object in the dashboard.
    state = org.simulator.state()
    kind = data.draw(st.sampled_from([kind for kind in EDITS if state[org.key].get(kind)]))
    edited = data.draw(st.sampled_from(state[org.key][kind]))
    edited.update(deepcopy(EDITS[kind]))
    org.simulator.put_state(state)
    due = org.run(MODULE, True, **wanted)["summary"]["updated"]
    assert org.run(DRIFT, **wanted)["drifted"] == bool(due)
    repaired = _settled(org, wanted)
    assert repaired["summary"]["updated"] == due and repaired["summary"]["created"] == 0
    # The same comes out of nothing.
    org.simulator.put_state({org.key: {}})
    _settled(org, exported)
    assert filled(org.run(EXPORT, portable=True), "") == exported
    members("random org of objects", 1)


def _settled(org: Org, wanted: Objects) -> dict[str, Any]:
    """A run that check mode foretold; the next writes nothing."""
    foretold, none = org.writes(MODULE, True, **wanted)
    result, writes = org.writes(MODULE, **wanted)
    assert not result["failed"] and none == [], result.get("msg")
    assert foretold["summary"] == result["summary"] and result["changed"] == bool(writes)
    again, none = org.writes(MODULE, **wanted)
    assert none == [] and not again["changed"], (none, again.get("msg"))
    return result
