# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known pitfalls of an org's objects, each told before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.checks import OFF_IS_A_TEXT, problems, warnings
from ansible_collections.voiceops.vapi.plugins.module_utils._org.order import KINDS, Key

TRUNK = {"provider": "byo-sip-trunk", "gateways": [{"ip": "203.0.113.7"}]}


def told(*declared: tuple[Key, dict[str, Any]]) -> list[str]:
    """The sentences about these declarations."""
    return [str(problem) for problem in problems(declared)]


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
    twin = (Key("assistant", "A"), {})
    assert told(twin, twin) == ["assistant 'A': is declared 2 times. Keep one, or give the others another name."]


@pytest.mark.parametrize("key", OFF_IS_A_TEXT)
def test_off_without_quotes(key: str, members: Any) -> None:
    members("value off")
    sentence = told((Key("assistant", "A"), {"deep": [{key: False}], "metadata": {key: False}}))
    assert sentence == [
        f"assistant 'A': deep[0].{key}: is false: YAML reads an unquoted off so. Write {key}: \"off\" in quotes."
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
    assert "model.toolIds: stands beside toolRefs" in told((Key("assistant", "A"), both))[0]


def test_a_handoff_that_leads_out_of_the_squad() -> None:
    definitions = {
        Key("squad", "Desk"): {"members": [{"assistantId": "A"}, {"assistantId": "B"}]},
        Key("assistant", "A"): {"model": {"toolIds": ["hand-over"]}},
        Key("tool", "hand-over"): {
            "type": "handoff",
            "destinations": [{"type": "assistant", "assistantId": "B"}, {"type": "assistant", "assistantName": "C"}],
        },
    }
    assert [problem.message for problem in warnings(definitions)] == [
        "member 'A' hands over to 'C', which is not in the squad"
    ]
