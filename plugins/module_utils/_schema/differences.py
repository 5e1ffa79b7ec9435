# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What two objects of one schema differ in, by path. Pure functions; ``diff`` says what is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .diff import is_never_compared, same
from .fields import Field, Schema

ANY = Field("any", "raw")
"""What no option stands for."""

Leaf = tuple[str, tuple[Field, Any]]


class Difference(NamedTuple):
    """A place such as ``server.url`` or ``hooks[0].do``, and what each side has there; secrets have no place."""

    path: str
    here: Any
    there: Any


def differences(schema: Schema, here: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[Difference]:
    """Every value that only one side has, or that both have and that is not the same.

    Both sides are options, or, of an open schema, definitions. An id says nothing outside of its org, and is left out.
    """
    ours, theirs = dict(_leaves(schema, here)), dict(_leaves(schema, there))
    for path in dict.fromkeys([*ours, *theirs]):
        field, here_value = ours.get(path, (None, None))
        other_field, there_value = theirs.get(path, (None, None))
        if not same(field or other_field or ANY, here_value, there_value):
            yield Difference(path, here_value, there_value)


def _leaves(schema: Schema, value: Mapping[str, Any], path: str = "") -> Iterator[Leaf]:
    """Every value below, by its path, with the option it is of."""
    for name, item in value.items():
        field = schema.by_name.get(name)
        if field is None:
            yield f"{path}{name}", (ANY, item)
        elif not (is_never_compared(field, item) or field.format == "uuid" or (name == "id" and schema.fields)):
            yield from _values(field, item, f"{path}{name}")


def _values(field: Field, value: Any, path: str) -> Iterator[Leaf]:
    if field.unordered and isinstance(value, list):
        yield path, (field, sorted(value, key=str))
    elif field.schema and isinstance(value, Mapping) and value:
        yield from _leaves(field.schema, value, f"{path}.")
    elif field.schema and isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _values(field, item, f"{path}[{index}]")
    else:
        yield path, (field, value)
