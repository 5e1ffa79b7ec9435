# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contacts of a campaign, from a list or a CSV file: checked, each once, known by where they stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .._errors import InvalidOptions
from .._resources.call import callee
from .._resources.campaign import CONTACT
from .._schema.convert import documented, to_api
from .._schema.hints import first_names, repeated
from .._schema.patterns import comparable
from .._schema.validate import read
from .gates import text_of
from .hours import zone

DELIMITERS = ",;\t"
IDENTITIES = {"number", "sip_uri"}
"""Columns of which a file needs one."""

COLUMNS = tuple(field.name for field in CONTACT.fields if field.type != "dict")
"""Options of a contact that a cell of a table can hold."""


@dataclass
class Contact:
    """One contact: where it is declared (``line 17``), its options, and the body that calls it."""

    place: str
    options: dict[str, Any]

    @property
    def number(self) -> str:
        """The number, else the SIP URI."""
        return callee(self.options)

    @property
    def key(self) -> str:
        """The one form in which contacts are compared."""
        return comparable(self.number)

    @property
    def label(self) -> str:
        """The number, with where it stands."""
        return f"{self.place}: {self.number}"

    def body(self, overrides: str) -> dict[str, Any]:
        """The customer as the API takes it; ``overrides`` names the field that carries variable values."""
        body = documented(CONTACT, to_api(CONTACT, self.options))
        values = self.options.get("variable_values")
        if values:
            given = body.get(overrides) or {}
            body[overrides] = {**given, "variableValues": {**given.get("variableValues", {}), **values}}
        return body


def contacts_of(options: Mapping[str, Any]) -> list[Contact]:
    """The contacts that options declare; raises InvalidOptions that names every place at fault."""
    if options.get("customers_file"):
        option = f"customers_file: {options['customers_file']}"
        problems: list[str] = []
        contacts = list(_read_file(options["customers_file"], problems))
    else:
        option, problems = "customers", []
        contacts = [Contact(f"customers[{at}]", one) for at, one in enumerate(options.get("customers") or [])]
    problems.extend(_unknown_zones(contacts))
    problems.extend(_twins(contacts))
    if problems:
        raise InvalidOptions(f"{option}: {first_names(problems, ' ')}")
    return contacts


def _read_file(file: str, problems: list[str]) -> Iterator[Contact]:
    text = text_of(file, "customers_file")
    # Strict, as a quote that is not closed would take the rows after it into one cell.
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text), skipinitialspace=True, strict=True)
    rows = _by_line(table, problems)
    names = [name.strip() for name in next(rows, (1, []))[1]]
    if not problems:
        problems.extend(_bad_header(names))
    yield from () if problems else _contacts(rows, names, problems)


def _by_line(table: Any, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row of a table with its first line in the file, as far as it can be read."""
    first = 1
    try:
        for row in table:
            yield first, row
            first = table.line_num + 1
    except csv.Error as error:
        problems.append(f"line {first}: is not valid CSV ({error}). Check the quotes.")


def _delimiter_of(text: str) -> str:
    """The delimiter with which the first line names a column of numbers, else the one that it has most."""
    header = next(iter(text.splitlines()), "")
    for delimiter in DELIMITERS:
        names = next(csv.reader([header], delimiter=delimiter, skipinitialspace=True), [])
        if len(names) > 1 and IDENTITIES.intersection(name.strip() for name in names):
            return delimiter
    return max(DELIMITERS, key=header.count)


def _contacts(rows: Iterable[tuple[int, list[str]]], names: list[str], problems: list[str]) -> Iterator[Contact]:
    """A contact for each row; rows without anything in them are left out."""
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        place = f"line {line}"
        if len(row) != len(names):
            problems.append(f"{place}: has {'more' if len(row) > len(names) else 'fewer'} cells than the header.")
            continue
        found: list[str] = []
        options = read(CONTACT, _as_options(dict(zip(names, row))), found)
        problems.extend(f"{place}: {sentence}" for sentence in found)
        if not found:
            yield Contact(place, options)


def _bad_header(names: list[str]) -> Iterator[str]:
    if not IDENTITIES.intersection(names):
        yield "line 1: has no column number; the first line names the columns."
    for name in sorted({name for name in names if names.count(name) > 1 or not name}):
        yield f"line 1: the column {name!r} appears twice; rename one." if name else "line 1: a column has no name."


def _as_options(row: Mapping[str, str]) -> dict[str, Any]:
    """A row as the options of a contact: columns that are none of its options are variable values."""
    options: dict[str, Any] = {name: row[name].strip() for name in COLUMNS if (row.get(name) or "").strip()}
    values = {name: value for name, value in row.items() if name not in COLUMNS}
    return {**options, "variable_values": values} if values else options


def _unknown_zones(contacts: Iterable[Contact]) -> Iterator[str]:
    for contact in contacts:
        if contact.options.get("timezone"):
            try:
                zone(contact.options["timezone"], "timezone")
            except InvalidOptions as error:
                yield f"{contact.place}: {error.sentence}"


def _twins(contacts: Iterable[Contact]) -> Iterator[str]:
    for _key, several in repeated((contact.key, contact) for contact in contacts):
        yield f"{' and '.join(one.place for one in several)} are the same contact ({several[0].number}); keep one."
