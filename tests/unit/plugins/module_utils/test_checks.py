# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known pitfalls of an org's objects, each told before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.checks import (
    FALSE_IS_A_TEXT,
    definition_problems,
    squad_warnings,
    twins,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._org.order import KINDS, Key

TRUNK = {"provider": "byo-sip-trunk", "gateways": [{"ip": "203.0.113.7"}]}


def told(*declared: tuple[Key, dict[str, Any]]) -> list[str]:
    """The sentences about these declarations."""
    return [str(problem) for problem in definition_problems(declared)]


def test_a_good_declaration_has_no_problem() -> None:
    assert told((Key("credential", "Trunk"), TRUNK), (Key("tool", "look_up"), {"type": "function"})) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("tool", "phone-number")])
def test_names_have_at_most_forty_characters(kind: str, members: Any) -> None:
    members("name of a kind")
    assert told((Key(kind, "n" * 40), {"provider": "x"})) == []
    assert "name: is 41 characters long. Use at most 40." in told((Key(kind, "n" * 41), {"provider": "x"}))[0]


@pytest.mark.parametrize("name", ["with blank", "ümlaut", "x" * 65, "dot.ted"])
def test_names_of_tools(name: str) -> None:
    assert "1 to 64 letters" in told((Key("tool", name), {"type": "function"}))[0]


def test_twins() -> None:
    twin, other = (Key("assistant", "A"), ""), (Key("assistant", "A"), "an id")
    sentence = "assistant 'A': is declared 2 times. Keep one, or give the others another name."
    assert [str(one) for one in twins([twin, twin, other])] == [sentence]
    assert [str(one) for one in twins([other, other])] == ["assistant 'A': is declared 2 times. Keep one."]


@pytest.mark.parametrize(("key", "text"), FALSE_IS_A_TEXT.items())
def test_texts_that_yaml_takes_for_false(key: str, text: str, members: Any) -> None:
    members("value that YAML takes for false")
    for value in (False, [False]):
        sentence = told((Key("assistant", "A"), {"deep": [{key: value}], "metadata": {key: value}}))
        fix = f'Write {key}: "{text}" in quotes.'
        assert sentence == [
            f"assistant 'A': deep[0].{key}: is false, because YAML reads an unquoted {text} as a boolean. {fix}"
        ]


@pytest.mark.parametrize(
    ("gateway", "refused"),
    [
        ({"ip": "trunk.example.com"}, True),
        ({"ip": "trunk.example.com", "inboundEnabled": False}, False),
        ({"ip": "203.0.113.7"}, False),
        ({"ip": "2001:db8::1"}, True),
        ({}, True),
    ],
)
def test_inbound_gateways_are_ipv4_addresses(gateway: dict[str, Any], refused: bool) -> None:
    sentences = told((Key("credential", "Trunk"), {**TRUNK, "gateways": [gateway]}))
    assert bool(sentences) == refused and all("gateways[0].ip" in one for one in sentences)


def test_members_of_one_name() -> None:
    members = [{"assistantId": "A"}, {"assistant": {"name": "A"}}, {"assistantId": "B"}]
    assert "has 2 members named 'A'" in told((Key("squad", "S"), {"members": members}))[0]


def test_tools_by_id_and_by_reference() -> None:
    both = {"model": {"toolIds": ["a"], "toolRefs": [{"toolId": "a"}]}}
    assert "model.toolIds: is declared beside toolRefs" in told((Key("assistant", "A"), both))[0]


def test_a_handoff_that_leads_out_of_the_squad() -> None:
    definitions = {
        Key("squad", "Desk"): {"members": [{"assistantId": "A"}, {"assistantId": "B"}]},
        Key("assistant", "A"): {"model": {"toolIds": ["hand-over"]}},
        Key("tool", "hand-over"): {
            "type": "handoff",
            "destinations": [{"type": "assistant", "assistantId": "B"}, {"type": "assistant", "assistantName": "C"}],
        },
    }
    said = ["member 'A' hands over to 'C', which is not in the squad"]
    assert [problem.message for problem in squad_warnings(definitions, {})] == said
    assert squad_warnings(definitions, {"handoff-outside-squad": "C answers in another squad."}) == []


TO_C = {"type": "assistant", "assistantName": "C"}
TOOL_TO_C = {"type": "handoff", "destinations": [TO_C]}


@pytest.mark.parametrize(
    "member",
    [
        {"assistantId": "A", "assistantDestinations": [TO_C]},
        {"assistantId": "A", "assistantOverrides": {"model": {"tools": [TOOL_TO_C]}}},
        {"assistantId": "A", "assistantOverrides": {"tools:append": [TOOL_TO_C]}},
        {"assistant": {"name": "A", "model": {"tools": [TOOL_TO_C]}}},
        {"assistant": {"name": "A", "model": {"toolIds": ["to_c"]}}},
    ],
)
def test_every_way_of_a_handoff(member: dict[str, Any]) -> None:
    definitions = {Key("tool", "to_c"): TOOL_TO_C, Key("squad", "Desk"): {"members": [member]}}
    assert len(squad_warnings(definitions, {})) == 1
    whole = {**definitions, Key("squad", "Desk"): {"members": [member, {"assistantId": "C"}]}}
    assert squad_warnings(whole, {}) == []


def test_members_are_told_apart_by_the_names_that_they_get() -> None:
    twice = [{"assistantId": "A"}, {"assistantId": "A", "assistantOverrides": {"name": "B"}}]
    assert told((Key("squad", "S"), {"members": twice})) == []
    assert "has 2 members" in told((Key("squad", "S"), {"members": [*twice, {"assistantId": "B"}]}))[0]


def test_the_two_ends_of_an_edge() -> None:
    output = (Key("structured-output", "O"), {"assistantIds": ["A"]})
    assert "contradicts" in told(output, (Key("assistant", "A"), {"artifactPlan": {"structuredOutputIds": []}}))[0]
    assert told(output, (Key("assistant", "A"), {"artifactPlan": {"structuredOutputIds": ["O"]}})) == []
    assert told(output, (Key("assistant", "A"), {})) == []
    by_id = {"artifactPlan": {"structuredOutputIds": ["5e000000-0000-4000-8000-000000000001"]}}
    assert told(output, (Key("assistant", "A"), by_id)) == [], "which one the id means is the service's to say"
