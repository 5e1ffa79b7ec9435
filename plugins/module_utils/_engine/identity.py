# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By what a line is known: which record a declaration means, and how both are called. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._errors import InvalidOptions
from .._schema.patterns import select

KEYS = {"id": "id", "number": "number", "sip_uri": "sipUri", "name": "name"}
"""What identifies a line, as option and as the record's field; the first that is given counts."""

CALLED = ("name", "number", "sip_uri", "id")
"""How people call a line, the first that it has."""

Identity = tuple[str, str]


def identity(line: Mapping[str, Any]) -> Identity:
    """By what a line is found, and the value; two empty texts where it says nothing."""
    return next((key_of(name, line[name]) for name in KEYS if line.get(name)), ("", ""))


def _identities(record: Mapping[str, Any]) -> Iterator[Identity]:
    return (key_of(name, record[api]) for name, api in KEYS.items() if record.get(api))


def key_of(name: str, value: Any) -> Identity:
    """An identity in the one way in which it is compared: the case of a SIP URI says nothing."""
    return name, str(value).lower() if name == "sip_uri" else str(value)


def index_of(records: Iterable[dict[str, Any]]) -> dict[Identity, list[dict[str, Any]]]:
    """Records by every identity, so that matching a fleet stays linear."""
    index: dict[Identity, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        for key in _identities(record):
            index[key].append(record)
    return index


def find(line: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The one record that is this line, ``None`` where there is none.

    Raises InvalidOptions when several match, or when a line that shall be there is given by an id that is not.
    """
    found = [dict(record) for record in records if _is(line, record)]
    if len(found) > 1:
        ids = ", ".join(sorted(record["id"] for record in found))
        raise InvalidOptions(
            f"{len(found)} phone numbers match ({ids})", hint="Say which with id, or delete those you do not need."
        )
    if not found:
        refuse_unknown_id(line)
        return None
    return found[0]


def _is(line: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    key = identity(line)
    if key not in _identities(record):
        return False
    if key[0] != "name":
        return True
    if line.get("provider") not in (None, record.get("provider")):
        return False
    # A line to be bought by area code is not the SIP line of the same name.
    by_sip_only = record.get("sipUri") and not record.get("number")
    return not (line.get("number_desired_area_code") and by_sip_only)


def refuse_unknown_id(line: Mapping[str, Any]) -> None:
    """Raise InvalidOptions for a line that shall be there and is given by id: it is not there, and cannot be made."""
    if line.get("id") and line["state"] == "present":
        sentence = f"id: no phone number of this org has the id {line['id']}"
        raise InvalidOptions(sentence, 404, "Remove id to find the line by number or name, or to create it.")


def describe(line: Mapping[str, Any]) -> str:
    """How a declared line is called in sentences."""
    known = next((line[name] for name in CALLED if line.get(name)), None)
    return f"line {known!r}" if known else "line without a name"


def display_name(record: Mapping[str, Any]) -> str:
    """How a number is called."""
    return next(handles(record))


def selected(records: Sequence[Mapping[str, Any]], patterns: Iterable[Any]) -> set[str]:
    """The ids of the records that fit one of the patterns by anything they are called."""
    chosen = select(patterns, [list(handles(record)) for record in records]).chosen
    return {str(records[index]["id"]) for index in chosen}


def handles(record: Mapping[str, Any]) -> Iterator[str]:
    """All that a record is called: name, number, SIP URI and id, as far as it has them."""
    return (str(record[KEYS[name]]) for name in CALLED if record.get(KEYS[name]))
