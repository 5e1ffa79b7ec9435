# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which an org is made: each object after what it refers to, circles linked afterwards."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._org.definitions import references_of_definition
from ansible_collections.voiceops.vapi.plugins.module_utils._org.edges import contradictions, is_mirrored
from ansible_collections.voiceops.vapi.plugins.module_utils._org.keys import REFERENCES
from ansible_collections.voiceops.vapi.plugins.module_utils._org.order import (
    KINDS,
    Key,
    creation_order,
    without_references,
)
from hypothesis import given
from hypothesis import strategies as st

TOOL, OTHER_TOOL = Key("tool", "hand-over"), Key("tool", "lookup")
OUTPUT, CREDENTIAL = Key("structured-output", "summary"), Key("credential", "Clinic API")
RECEPTIONIST, SCHEDULER, SQUAD = Key("assistant", "Receptionist"), Key("assistant", "Scheduler"), Key("squad", "Desk")

CLINIC: dict[Key, dict[str, Any]] = {
    SQUAD: {"members": [{"assistantId": "Receptionist"}, {"assistantId": "Scheduler"}]},
    RECEPTIONIST: {
        "model": {"toolIds": ["hand-over", "lookup"]},
        "artifactPlan": {"structuredOutputIds": ["summary"]},
    },
    SCHEDULER: {"model": {"toolIds": ["lookup"]}},
    TOOL: {
        "type": "handoff",
        "destinations": [
            {"type": "assistant", "assistantId": "Receptionist"},
            {"type": "assistant", "assistantId": "Elsewhere"},
        ],
    },
    OTHER_TOOL: {"type": "function", "server": {"credentialId": "Clinic API"}},
    OUTPUT: {"assistantIds": ["Receptionist"]},
    CREDENTIAL: {"provider": "webhook"},
}
KEYS = st.builds(Key, st.sampled_from([kind for kind in KINDS if kind != "phone-number"]), st.sampled_from("abc"))
REFERRING = {kind: key for key, kind in REFERENCES.items()}
"""A key for each kind that refers to one of it."""


def refers_to(keys: set[Key]) -> dict[str, Any]:
    """A definition that refers to these objects."""
    return {
        "list": [
            {REFERRING[key.kind]: [key.name] if REFERRING[key.kind].endswith("Ids") else key.name}
            for key in sorted(keys)
        ]
    }


@given(st.dictionaries(KEYS, st.sets(KEYS, max_size=4), max_size=12))
def test_every_object_comes_after_what_it_refers_to(graph: dict[Key, set[Key]]) -> None:
    definitions = {key: refers_to(wanted) for key, wanted in graph.items()}
    order = creation_order(definitions)
    assert sorted(key for wave in order.waves for key in wave) == sorted(definitions)
    place = {key: number for number, wave in enumerate(order.waves) for key in wave}
    for key, wanted in graph.items():
        for referred in wanted & graph.keys():
            assert (key, referred) in order.deferred or place[referred] < place[key]


def test_a_circle_is_linked_at_the_kind_that_is_made_first() -> None:
    order = creation_order(CLINIC)
    assert order.deferred == {(TOOL, RECEPTIONIST), (OUTPUT, RECEPTIONIST)}
    assert order.waves[-1] == [SQUAD]


def test_without_a_circle_nothing_is_deferred() -> None:
    assert creation_order({TOOL: CLINIC[TOOL], RECEPTIONIST: {}}).waves == [[RECEPTIONIST], [TOOL]]


def test_what_is_left_out_leaves_no_trace() -> None:
    left = without_references(CLINIC[TOOL], {RECEPTIONIST})
    assert left == {"type": "handoff", "destinations": [{"type": "assistant", "assistantId": "Elsewhere"}]}
    assert [one.name for one in references_of_definition(without_references(CLINIC[RECEPTIONIST], {TOOL}))] == [
        "lookup",
        "summary",
    ]


def test_an_edge_has_two_ends() -> None:
    assert is_mirrored(OUTPUT, RECEPTIONIST, CLINIC) and not is_mirrored(TOOL, RECEPTIONIST, CLINIC)
    assert list(contradictions(CLINIC)) == []
    one_sided = {**CLINIC, RECEPTIONIST: {"artifactPlan": {"structuredOutputIds": []}}}
    assert list(contradictions(one_sided)) == [(RECEPTIONIST, OUTPUT)]
    assert list(contradictions({**CLINIC, RECEPTIONIST: {}})) == []
