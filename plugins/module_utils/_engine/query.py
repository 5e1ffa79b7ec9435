# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What info modules read: one object by id, else all that the service's own filters leave, and exact filters on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from .._errors import NotFound
from .._http.client import Client
from .._resources.kind import Kind
from .._schema.fields import CASELESS, Field, Schema, camel
from .ensure import read_one

DATES = tuple(f"{moment}_at_{bound}" for moment in ("created", "updated") for bound in ("gt", "ge", "lt", "le"))
"""The filters by time that every list of the service has (documented)."""

DATE_FIELDS = tuple(Field(name, format="time", guard=True) for name in DATES)


def candidates(kind: Kind, options: Mapping[str, Any], client: Client, **query: Any) -> Iterator[dict[str, Any]]:
    """The records that a query can be about; one whose id is not there is an empty answer, as with other filters."""
    if options.get("id"):
        with suppress(NotFound):
            yield read_one(kind, options["id"], client)
        return
    dates = {camel(name): options[name] for name in DATES if options.get(name)}
    yield from kind.all(client, **dates, **query)


def matches(schema: Schema, names: Iterable[str], options: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether a record has what these options ask for: one value, or one of a list of them."""
    for name in names:
        field = schema.by_name[name]
        wanted = options.get(name)
        if not wanted:
            continue
        actual = record.get(field.api_name)
        if field.format in CASELESS:
            wanted, actual = wanted.lower(), str(actual).lower()
        if actual not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True
