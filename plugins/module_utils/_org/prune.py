# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which undeclared objects of an org may be deleted: within the rails, and never what something else still uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._errors import InvalidOptions
from .._resources.references import References, name_in
from .._schema.patterns import select_each
from .declared import Object
from .definitions import references_in
from .objects import Objects

PHONE_NUMBER = "phone-number"
"""The kind of lines: they refer to objects of an org, and are not pruned here."""


def prunable_objects(
    options: Mapping[str, Any], objects: Sequence[Object], references: References, lists: Mapping[str, Objects]
) -> list[Object]:
    """Deletions of what is not declared, of the kinds whose list is given.

    Raises InvalidOptions for a rail that fits nothing, and for more deletions than are allowed.
    """
    declared = {str(one.record["id"]) for one in objects if one.record}
    managed = {kind.key: kind for name, kind in lists.items() if name in options}
    records = {key: [one for one in references.all(key) if kind.value_of(one, "id")] for key, kind in managed.items()}
    candidates = [
        (managed[key], record) for key, found in records.items() for record in found if record["id"] not in declared
    ]
    chosen = _within_rails(options, candidates, [record for found in records.values() for record in found])
    doomed = _unused(chosen, objects, references, managed)
    if len(doomed) > options["max_deletions"]:
        names = ", ".join(sorted(f"{kind.noun} {name_in(record)!r}" for kind, record in doomed)[:10])
        raise InvalidOptions(
            f"prune: {len(doomed)} objects are not declared ({names}), and max_deletions is {options['max_deletions']}",
            hint="Nothing was written. Declare them, protect them, or raise max_deletions.",
        )
    return [_deletion(Object(kind, {"id": record["id"], "state": "absent"}), record) for kind, record in doomed]


def _deletion(one: Object, record: dict[str, Any]) -> Object:
    one.declared["name"] = name_in(record)
    one.record, one.plan = record, one.kind.to_delete(record)
    return one


def _within_rails(
    options: Mapping[str, Any],
    candidates: Sequence[tuple[Objects, dict[str, Any]]],
    everything: Sequence[Mapping[str, Any]],
) -> list[tuple[Objects, dict[str, Any]]]:
    kept = _fitting(options, "protected", everything)
    only = _fitting(options, "only", everything) if options.get("only") is not None else None
    return [
        (kind, record)
        for kind, record in candidates
        if record["id"] not in kept and (only is None or record["id"] in only)
    ]


def _fitting(options: Mapping[str, Any], rail: str, records: Sequence[Mapping[str, Any]]) -> set[str]:
    patterns = options.get(rail)
    if patterns is None:
        return set()
    subjects = [[name_in(record), str(record["id"])] for record in records]
    chosen = select_each(rail, patterns, subjects, "object of this org")
    return {str(records[index]["id"]) for index in chosen}


def _unused(
    chosen: Sequence[tuple[Objects, dict[str, Any]]],
    objects: Iterable[Object],
    references: References,
    managed: Mapping[str, Objects],
) -> list[tuple[Objects, dict[str, Any]]]:
    """The chosen ones without those to which anything that stays refers; what is declared counts as it is now."""
    users = {kind.key for kind, _record in chosen} | set(managed) | {PHONE_NUMBER, "assistant", "squad", "tool"}
    every = [record for key in sorted(users) for record in references.all(key)]
    while True:
        leaving = {str(record["id"]) for _kind, record in chosen}
        used = {one.name for record in every if record["id"] not in leaving for one in references_in(record)}
        staying = [(kind, record) for kind, record in chosen if record["id"] not in used]
        if len(staying) == len(chosen):
            return staying
        chosen = staying
