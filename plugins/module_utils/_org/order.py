# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In which order the objects of an org are made, where they refer to each other. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from .definitions import references_of_definition
from .keys import REFERENCES, USER_DATA

KINDS = ("credential", "file", "tool", "structured-output", "assistant", "squad", "phone-number")
"""Kinds from those that others refer to, to those that nothing in an org refers to."""


class Key(NamedTuple):
    """An object of an org: its kind's path and its name."""

    kind: str
    name: str


class Order(NamedTuple):
    """``waves`` of objects, each to be made once those before are there; ``deferred`` pairs (object, what it refers to)
    that close a circle: the object is made without the reference, which is linked afterwards."""

    waves: list[list[Key]]
    deferred: set[tuple[Key, Key]]


def creation_order(definitions: Mapping[Key, Mapping[str, Any]]) -> Order:
    """The order for all declared objects; references to what is not declared are there already and do not count."""
    graph = {
        key: {Key(one.kind, one.name) for one in references_of_definition(definition)} & definitions.keys()
        for key, definition in definitions.items()
    }
    deferred = {(key, key) for key, wanted in graph.items() if key in wanted}
    while True:
        waiting = {key: {one for one in wanted if (key, one) not in deferred} for key, wanted in graph.items()}
        try:
            return Order(_waves(waiting), deferred)
        except CycleError as circle:
            deferred.add(_to_defer(circle.args[1]))


def _waves(graph: Mapping[Key, set[Key]]) -> list[list[Key]]:
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    waves = []
    while sorter.is_active():
        ready = sorter.get_ready()
        waves.append(sorted(ready, key=lambda key: (KINDS.index(key.kind), key.name)))
        sorter.done(*ready)
    return waves


def _to_defer(circle: Sequence[Key]) -> tuple[Key, Key]:
    """The reference of a circle that is linked afterwards: that of the kind which is usually made first.

    graphlib names a circle so that each object is referred to by the next one.
    """
    pairs = [(referring, referred) for referred, referring in zip(circle, circle[1:])]
    return min(
        pairs, key=lambda pair: (KINDS.index(pair[0].kind), KINDS.index(pair[0].kind) - KINDS.index(pair[1].kind))
    )


def in_circles(records: Mapping[Key, Mapping[str, Any]]) -> set[Key]:
    """Of these records, by kind and id, those that refer to themselves, directly or by way of others."""
    graph = {
        key: {one for one in records if without_references(record, {one}) != record} for key, record in records.items()
    }
    return {key for key in graph if key in _reached_from(key, graph)}


def _reached_from(start: Key, graph: Mapping[Key, set[Key]]) -> set[Key]:
    reached: set[Key] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return reached


def without_references(definition: Any, left_out: set[Key]) -> Any:
    """The definition without its references to these objects.

    An item of a list that holds one is left out whole, as the service refuses a destination or member that leads
    nowhere.
    """
    if isinstance(definition, Mapping):
        return {
            key: value
            if key in USER_DATA
            else [item for item in value if Key(REFERENCES.get(key, ""), str(item)) not in left_out]
            if key in REFERENCES and isinstance(value, list)
            else without_references(value, left_out)
            for key, value in definition.items()
            if not _refers(key, value, left_out)
        }
    if isinstance(definition, list):
        return [
            without_references(item, left_out)
            for item in definition
            if not (isinstance(item, Mapping) and any(_refers(key, value, left_out) for key, value in item.items()))
        ]
    return definition


def _refers(key: str, value: Any, objects: set[Key]) -> bool:
    return key in REFERENCES and isinstance(value, str) and Key(REFERENCES[key], value) in objects
