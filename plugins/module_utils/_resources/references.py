# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the objects of an org, and the ids behind them."""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from .._errors import InvalidOptions
from .._http.client import Client
from .._schema.diff import Plan
from .._schema.patterns import same_text
from .._schema.validate import is_id
from .listing import NUMBERED, NUMBERS, WHOLE, list_of, read_once

PLACEHOLDER = re.compile(r"\(id of [\w-]+ (.*)\)", re.DOTALL)
"""What stands in check mode for the id of what is not there yet, around its name."""


NUMBER_HANDLES = ("id", "name", "number", "sipUri")
"""What a record of a phone number is called by, besides its id."""


def placeholder(kind: str, name: str) -> str:
    """What stands in check mode for the id of what is not there yet."""
    return f"(id of {kind} {name})"


def name_in(record: Mapping[str, Any]) -> str:
    """What a record is called, as it is or inside of ``function``, where tools keep it; empty where it has no name."""
    function = record.get("function")
    return str(record.get("name") or (function.get("name") if isinstance(function, Mapping) else "") or "")


class References:
    """One org's objects by name; each kind is read once, when it is first asked for.

    ``unresolved: warn`` lets check mode go on where a name means nothing yet, as other tasks of the run may create it.
    """

    def __init__(self, client: Client, unresolved: str = "fail") -> None:
        self.client = client
        self._unresolved = unresolved
        self._named: dict[str, dict[str, list[str]]] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._learned: dict[str, list[tuple[str, str, bool]]] = {}
        self._naming = threading.Lock()

    def prefetch(self, named: Iterable[tuple[str, str]]) -> AbstractContextManager[None]:
        """Ask for all that these names (kind, name) need while something else is read; an id needs nothing."""
        paths = {list_of(kind) for kind, name in named if not is_id(name)}
        return self.client.prefetch(paths - NUMBERED - WHOLE)

    def read(self, kinds: Collection[str]) -> None:
        """Read these kinds completely: one with page numbers first, then the others side by side.

        Page numbers tell whether the service keeps the limit it is asked for, and so whether one short answer of a list
        without them is all there is. Where no such kind is asked for, structured outputs are read besides.
        """
        numbered = sorted(kind for kind in kinds if list_of(kind) in NUMBERED) or ["structured-output"]
        self.all(numbered[0])
        with ThreadPoolExecutor(max_workers=len(kinds) or 1) as workers:
            list(workers.map(self.all, [kind for kind in kinds if kind != numbered[0]]))

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every object of a kind (``assistant``, ``squad``, ``credential``), as the service gives it."""
        return list(read_once(self.client, list_of(kind)).values())

    def by_id(self, kind: str, wanted: str) -> dict[str, Any] | None:
        """The object of this id as the service gives it; none where nothing has it.

        In check mode what an earlier task would create has a placeholder for an id, and counts as being there.
        """
        if PLACEHOLDER.fullmatch(wanted):
            return {"id": wanted}
        return read_once(self.client, list_of(kind)).get(wanted)

    def has_read(self, kind: str) -> bool:
        """Whether the objects of a kind are known without a request."""
        return self.client.has_read(list_of(kind))

    def names(self, kind: str) -> dict[str, str | None]:
        """Every id of a kind with the name that means it alone; with none where there is no such name."""
        index = self._ids_by_name(kind)
        return {
            number: name if index.get(name) == [number] and not is_id(name) else None
            for number in read_once(self.client, list_of(kind))
            for name in [self._names[kind].get(number, "")]
        }

    def id_of(self, kind: str, name: str) -> str:
        """The id of the one object of this name; an id is taken as it is.

        Raises InvalidOptions when there are several, and when there is none; where check mode only warns of that, a
        placeholder is returned.
        """
        if is_id(name):
            # As the service writes it.
            return name.lower()
        if not kind:
            sentence = "accepts only an id, as objects of this kind cannot be looked up by name"
            raise InvalidOptions(sentence, hint="Give the id.")
        matches = self._ids_by_name(kind).get(name, [])
        if len(matches) > 1:
            raise InvalidOptions(
                f"{kind}: {len(matches)} {kind}s are named {name!r} ({', '.join(matches)})",
                hint=f"Rename the others, or give {kind}_id instead.",
            )
        if matches:
            return matches[0]
        sentence = f"{kind}: no {kind} is named {name!r} in this org; {self._there_are(kind, name)}"
        if not (self.client.check_mode and self._unresolved == "warn"):
            raise InvalidOptions(sentence, hint=f"Correct the name, or declare the {kind} too.")
        if sentence not in self.client.warnings:
            self.client.warnings.append(sentence)
        return placeholder(kind, name)

    def name_of(self, kind: str, wanted: str) -> str | None:
        """The name behind an id; none where nothing has this id, or what has it has no name."""
        self._ids_by_name(kind)
        return self._names[kind].get(wanted)

    def known_name(self, kind: str, wanted: str) -> str | None:
        """The same, but of kinds only that were read anyway, and where the name means it alone.

        A placeholder holds its name.
        """
        planned = PLACEHOLDER.fullmatch(wanted)
        if planned:
            return planned.group(1)
        is_known = kind in self._named or (bool(kind) and self.has_read(kind))
        name = self.name_of(kind, wanted) if is_known else None
        return name if name and self._ids_by_name(kind).get(name) == [wanted] else None

    def shown_name(self, kind: str, wanted: str) -> str:
        """A text under a reference as people read it: the name that is known of an id, else as it is."""
        return self.known_name(kind, wanted) or wanted

    def learn(self, kind: str, name: str, record: Mapping[str, Any], alone: bool = True) -> None:
        """Know an object by its name: alone, or beside all others of this name. Nothing is read for it."""
        if record.get("id"):
            with self._naming:
                learned = (name, str(record["id"]), alone)
                self._learned.setdefault(kind, []).append(learned)
                if kind in self._named:
                    self._enter(kind, *learned)

    def with_names(self, intended: Plan) -> Plan:
        """The plan with names in place of the ids it shows, as people read names; only of kinds that were read anyway.

        Check mode has no id of what is created in the same run, and shows the same.
        """
        return replace(intended, before=self._by_name(intended.before), after=self._by_name(intended.after))

    def _by_name(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        ids = {key: str(value) for key, value in shown.items() if key.endswith("_id") and value}
        names = {key: self.known_name(key.removesuffix("_id"), wanted) for key, wanted in ids.items()}
        return {key.removesuffix("_id") if names.get(key) else key: names.get(key) or shown[key] for key in shown}

    def _ids_by_name(self, kind: str) -> dict[str, list[str]]:
        """Every name of a kind, so that look-ups stay linear; who asks meanwhile waits until it is whole."""
        with self._naming:
            if kind not in self._named:
                records = sorted(self.all(kind), key=lambda item: str(item["id"]))
                self._names[kind] = {str(item["id"]): name_in(item) for item in records if name_in(item)}
                index: dict[str, list[str]] = {}
                for item in records:
                    index.setdefault(name_in(item), []).append(str(item["id"]))
                self._named[kind] = index
                for learned in self._learned.get(kind, ()):
                    self._enter(kind, *learned)
            return self._named[kind]

    def _enter(self, kind: str, name: str, wanted: str, alone: bool) -> None:
        before = self._named[kind].get(self._names[kind].get(wanted, ""), [])
        if wanted in before:
            before.remove(wanted)
        ids = self._named[kind].setdefault(name, [])
        ids[:] = [wanted] if alone else [*ids, wanted]
        self._names[kind][wanted] = name

    def _there_are(self, kind: str, wanted: str) -> str:
        names = sorted(name for name, ids in self._ids_by_name(kind).items() if name and ids)
        if not names:
            return f"it has no {kind} with a name."
        near = difflib.get_close_matches(wanted, names, n=2)
        if near:
            return f"did you mean {' or '.join(near)}?"
        shown = ", ".join(names[:10])
        return f"it has {shown}{' and others' if len(names) > 10 else ''}."


def number_of(
    text: str, client: Client, option: str = "phone_number", records: Iterable[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The record of the number that an option refers to; ``records`` are the org's numbers, listed where left out.

    Raises InvalidOptions when there is none; in check mode a placeholder with an ``id`` only is returned instead, as an
    earlier task may be about to create it.
    """
    known = read_once(client, NUMBERS).values() if records is None else records
    record = find_number(text, known, option)
    if record is None and is_id(text):
        sentence = f"{option}: no phone number of this org has the id {text}"
        raise InvalidOptions(sentence, 404, "Give the name or number of one that exists.")
    if record is None:
        sentence = f"{option}: this org has no line {text!r}; check its name or number."
        if not client.check_mode:
            raise InvalidOptions(sentence)
        client.warnings.append(sentence)
    return record or {"id": placeholder("line", text)}


def find_number(text: str, records: Iterable[dict[str, Any]], option: str = "phone_number") -> dict[str, Any] | None:
    """The one record that a text means by id, name, number or SIP URI: as it is, else without blanks and punctuation.

    Raises InvalidOptions, naming the ids, when several are meant.
    """
    exact: list[dict[str, Any]] = []
    similar: list[dict[str, Any]] = []
    for record in records:
        if text in (record.get("id"), record.get("name"), record.get("number")):
            exact.append(record)
        elif any(same_text(text, str(record[key])) for key in NUMBER_HANDLES if record.get(key)):
            similar.append(record)
    return only_one(exact or similar, f"lines match {text!r}", option)


def only_one(found: Sequence[dict[str, Any]], what: str, option: str = "") -> dict[str, Any] | None:
    """The one of these records, none where there is none.

    Raises InvalidOptions, naming the ids, where there are several; ``what`` follows their number in the sentence.
    """
    if len(found) > 1:
        ids = ", ".join(sorted(str(record["id"]) for record in found))
        sentence = f"{f'{option}: ' if option else ''}{len(found)} {what} ({ids})"
        raise InvalidOptions(sentence, hint="Give the id of the right one, or delete the others.")
    return found[0] if found else None
