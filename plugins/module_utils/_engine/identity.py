# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which record a declaration means, by the identity of its kind. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._errors import InvalidOptions
from .._resources.kind import Kind
from .._resources.references import only_one
from .._schema.fields import CASELESS
from .._schema.patterns import select

Identity = tuple[str, str]


def identity(kind: Kind, declared: Mapping[str, Any]) -> Identity:
    """By what a declared one is found, and the value; two empty texts where nothing says it."""
    return next((_key(kind, name, declared[name]) for name in kind.identity if declared.get(name)), ("", ""))


def identities(kind: Kind, record: Mapping[str, Any]) -> Iterator[Identity]:
    """By what a record can be found."""
    return (_key(kind, name, value) for name, api in kind.identity.items() if (value := kind.value_of(record, api)))


def _key(kind: Kind, name: str, value: Any) -> Identity:
    return name, str(value).lower() if kind.schema.by_name[name].format in CASELESS else str(value)


def index_of(kind: Kind, records: Iterable[dict[str, Any]]) -> dict[Identity, list[dict[str, Any]]]:
    """Records by every identity, so that matching many stays linear."""
    index: dict[Identity, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        for key in identities(kind, record):
            index[key].append(record)
    return index


def find(kind: Kind, declared: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The one record that is declared, ``None`` where there is none.

    Raises InvalidOptions when several match, or when one to keep or change is given by an id that is not there.
    """
    key = identity(kind, declared)
    found = [
        dict(record)
        for record in records
        if key in identities(kind, record) and (key[0] != "name" or kind.is_same(declared, record))
    ]
    record = only_one(kind.narrow(declared, found) if len(found) > 1 else found, f"{kind.noun}s match")
    if record is None:
        refuse_unknown_id(kind, declared)
    return record


def refuse_unknown_id(kind: Kind, declared: Mapping[str, Any]) -> None:
    """Raise InvalidOptions for an id that is not there: nothing is created with an id of one's own."""
    if declared.get("id") and declared["state"] == "present":
        sentence = f"id: no {kind.noun} of this org has the id {declared['id']}"
        other = " or ".join(name for name in kind.identity if name != "id")
        raise InvalidOptions(sentence, 404, f"Remove id to find it by {other}, or to create it.")


def selected(kind: Kind, records: Sequence[Mapping[str, Any]], patterns: Iterable[Any]) -> set[str]:
    """The ids of the records that fit one of the patterns by anything they are called."""
    chosen = select(patterns, [list(kind.display_names(record)) for record in records]).chosen
    return {str(records[index]["id"]) for index in chosen}


def org_of(records: Iterable[Mapping[str, Any]]) -> str | None:
    """The id of the org that these records belong to; none where none tells it."""
    return next((str(record["orgId"]) for record in records if record.get("orgId")), None)
