# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In which order the objects of an org are made, where they refer to each other. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from .._schema.redact import without
from .definitions import references_in, with_references
from .keys import REFERENCES, USER_DATA

KINDS = ("credential", "file", "tool", "structured-output", "assistant", "squad", "phone-number")
"""Kinds from those that others refer to, to those that nothing in an org refers to."""


class Key(NamedTuple):
    """An object of an org: its kind's path and its name."""

    kind: str
    name: str

    @property
    def describe(self) -> str:
        """The object in a sentence."""
        return f"{self.kind.replace('-', ' ')} {self.name!r}"


class Order(NamedTuple):
    """``waves`` of objects, each to be made once those before are there; ``deferred`` pairs (object, what it refers to)
    that close a circle: the object is made without the reference, which is linked afterwards."""

    waves: list[list[Key]]
    deferred: set[tuple[Key, Key]]


def creation_order(definitions: Mapping[Key, Mapping[str, Any]]) -> Order:
    """The order for all declared objects; references to what is not declared are there already and do not count."""
    graph = _graph_of(definitions)
    deferred = {(key, key) for key, wanted in graph.items() if key in wanted}
    while True:
        waiting = {key: {one for one in wanted if (key, one) not in deferred} for key, wanted in graph.items()}
        try:
            return Order(_waves(waiting), deferred)
        except CycleError as circle:
            deferred.add(_to_defer(circle.args[1]))


def _graph_of(definitions: Mapping[Key, Mapping[str, Any]]) -> dict[Key, set[Key]]:
    """To which of the others each of them refers."""
    return {
        key: {Key(one.kind, one.name) for one in references_in(definition)} & definitions.keys()
        for key, definition in definitions.items()
    }


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
    reached: dict[Key, set[Key]] = {}
    further = _graph_of(records)
    while further != reached:
        reached = further
        further = {key: several.union(*(reached[one] for one in several)) for key, several in reached.items()}
    return {key for key, several in reached.items() if key in several}


def without_references(definition: Any, left_out: set[Key]) -> Any:
    """The definition without its references to these objects.

    An item of a list that holds one is left out whole, as the service refuses a destination or member that leads
    nowhere.
    """
    kept = without(definition, lambda key, item: key is None and _refers(item, left_out), USER_DATA)
    return with_references(kept, lambda kind, text: None if Key(kind, text) in left_out else text)


def _refers(item: Any, objects: set[Key]) -> bool:
    values = item.items() if isinstance(item, Mapping) else ()
    return any(Key(REFERENCES.get(key, ""), str(value)) in objects for key, value in values)
