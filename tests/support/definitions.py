# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions that put a value at every place where the schema of the service has a key, made from its tables.

The tables are those of the simulator, which a contract test holds against the OpenAPI document and the SDK.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.voiceops.vapi.plugins.module_utils._org.keys import REFERENCES

TABLES: dict[str, dict[str, list[Any]]] = json.loads(
    (Path(__file__).resolve().parents[2] / "roles/simulator/files/vapi_simulator/definitions.json").read_text(
        encoding="utf-8"
    )
)
TELNYX = {"provider": ["string", 1, None, None, ["telnyx"]], "apiKey": ["string", 1], "name": ["string", 0, 1, 40]}
"""The dashboard and the guides make such credentials; no document has their table."""
TABLES["CreateTelnyxCredentialDTO"] = TELNYX

SELECTORS = ("type", "provider")


class Place(NamedTuple):
    """A key of an object: ``path`` for people, ``root`` the table of the object, ``steps`` the way to the key."""

    root: str
    path: str
    steps: tuple[tuple[str, str], ...]
    """On the way down: the key, and the table of what stands there."""
    key: str

    @property
    def rule(self) -> list[Any]:
        """What the table says about the key."""
        return TABLES[self.steps[-1][1] if self.steps else self.root][self.key]


def roots(kind: str) -> list[str]:
    """The tables of a new object of a kind: one for each type or provider."""
    endings = {"credentials": "CredentialDTO", "tools": "ToolDTO"}
    if kind in endings:
        return sorted(name for name in TABLES if name.startswith("Create") and name.endswith(endings[kind]))
    return {
        "structured_outputs": ["CreateStructuredOutputDTO"],
        "assistants": ["CreateAssistantDTO"],
        "squads": ["CreateSquadDTO"],
    }.get(kind, [])


def places(kind: str, is_wanted: Callable[[str, list[Any]], bool]) -> Iterator[Place]:
    """The shortest way to every key of every table below a kind's own, where the key and its rule are wanted.

    A table that can stand in several places is visited once for each kind, at the place nearest to the top.
    """
    seen: set[str] = set()
    waiting: list[tuple[str, tuple[tuple[str, str], ...]]] = [(root, ()) for root in roots(kind)]
    while waiting:
        root, steps = waiting.pop(0)
        table = steps[-1][1] if steps else root
        if table in seen:
            continue
        seen.add(table)
        for key, rule in TABLES[table].items():
            if is_wanted(key, rule):
                yield Place(root, ".".join([root, *(step for step, _table in steps), key]), steps, key)
            waiting += [(root, (*steps, (key, below))) for below in _tables_of(rule)]


def _tables_of(rule: list[Any]) -> list[str]:
    return [name for name in str(rule[5]).split("|") if name in TABLES] if len(rule) > 5 else []


def with_value(place: Place, value: Any) -> dict[str, Any]:
    """The smallest definition that the schema allows, with this value at this place."""
    definition = node = minimal(place.root)
    for key, table in place.steps:
        below = minimal(table)
        node[key] = [below] if _above(place, key, table)[key][0] == "tables" else below
        node = below
    node[place.key] = [value] if place.rule[0] == "strings" else value
    return definition


def _above(place: Place, key: str, table: str) -> dict[str, list[Any]]:
    """The table that has a step's key."""
    index = place.steps.index((key, table))
    return TABLES[place.steps[index - 1][1] if index else place.root]


FIXED = {"ip": "203.0.113.7", "schema": {"type": "object"}, "url": "https://example.com/hook", "name": "plain"}
"""Values that the service reads more closely than its schema says."""


def minimal(table: str) -> dict[str, Any]:
    """What an object has to have, and what tells its form."""
    rules = TABLES[table]
    return {key: _value(key, rule) for key, rule in rules.items() if _is_needed(key, rule)}


def _is_needed(key: str, rule: list[Any]) -> bool:
    return bool(len(rule) > 1 and rule[1]) or (key in SELECTORS and len(rule) > 4 and bool(rule[4]))


def _value(key: str, rule: list[Any]) -> Any:
    kind, _required, low, _high, choices = [*rule, *[None] * 5][:5]
    if choices:
        return choices[0]
    if key in REFERENCES:
        one = str(uuid.uuid5(uuid.NAMESPACE_OID, key))
        return [one] if kind == "strings" else one
    if key in FIXED:
        return FIXED[key]
    below = _tables_of(rule)
    made: dict[str, Any] = {
        "string": "x" * int(low or 4),
        "number": low or 1,
        "boolean": True,
        "object": {},
        "any": {},
        "strings": ["text"],
        "list": [],
        "table": minimal(below[0]) if below else {},
        "tables": [minimal(below[0])] if below else [],
    }
    return made[str(kind)]
