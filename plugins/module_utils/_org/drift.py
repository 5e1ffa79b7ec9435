# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The declared objects of an org against those that are there; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from .._engine.drift import ERROR, WARNING, Entry, Finding, compare, without_secrets_sent
from .._http.client import Client
from .._resources.references import References, name_in
from .._resources.retirement import day_of, retirements
from .objects import Objects
from .org import LISTS, Planned, declared_objects, mark_pitfalls, plan_objects, read_for


def _retiring(record: Mapping[str, Any], today: str) -> Iterator[Finding]:
    """Models that are or will be retired."""
    for one in retirements(record):
        message = f"It uses {one.what}, which {one.when(today)}."
        yield Finding(one.code(today), message, one.fix, ERROR if one.is_over(today) else WARNING)


def object_entries(options: Mapping[str, Any], client: Client) -> tuple[list[Entry], References]:
    """An entry for each object, kind by kind, planned as a run would plan it; and the references of that plan.

    Kinds whose list is left out are read only where something refers to them, and none of theirs is undeclared.
    """
    given = {name: kind for name, kind in LISTS.items() if options.get(name) is not None}
    objects = declared_objects({name: [without_secrets_sent(one) for one in options[name]] for name in given})
    mark_pitfalls(objects)
    references = read_for(objects, client, [kind.key for kind in given.values()])
    plan_objects(objects, references)
    planned = Planned(client, objects)
    entries = []
    for kind in given.values():
        # What belongs to the platform cannot be declared.
        records = [record for record in references.all(kind.key) if kind.value_of(record, "id")]
        jobs = [one for one in objects if one.kind is kind]
        entries += compare(kind, jobs, records, options, partial(_described, kind, day_of(client.now())), planned)
    return entries, planned


def _described(kind: Objects, today: str, declared: Mapping[str, Any], record: Mapping[str, Any]) -> Entry:
    """An object as a report shows it: as it is, or as it is declared where it is not there."""
    return {
        "kind": kind.result,
        "name": name_in(record) or declared.get("name"),
        "id": record.get("id") or declared.get("id"),
        "findings": list(_retiring(record, today)),
    }
