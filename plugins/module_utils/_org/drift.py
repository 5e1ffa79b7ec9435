# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The declared objects of an org against those that are there; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from .._engine.drift import Entry, Finding, compare, without_secrets_sent
from .._http.client import Client
from .._resources.references import References, name_in
from .objects import Objects
from .org import LISTS, Planned, declared_objects, mark_pitfalls, plan, read_for

FINDERS: tuple[Callable[[Objects, Mapping[str, Any]], Iterator[Finding]], ...] = ()
"""What looks for something wrong with a record itself, called with its kind for every object that is compared."""


def compared(options: Mapping[str, Any], client: Client) -> tuple[list[Entry], References]:
    """An entry for each object, kind by kind, planned as a run would plan it; and the references of that plan.

    Kinds whose list is left out are read only where something refers to them, and none of theirs is undeclared.
    """
    given = {name: kind for name, kind in LISTS.items() if options.get(name) is not None}
    objects = declared_objects({name: [without_secrets_sent(one) for one in options[name]] for name in given})
    mark_pitfalls(objects)
    references = read_for(objects, client, [kind.key for kind in given.values()])
    plan(objects, references)
    planned = Planned(client, [one.key for one in objects if one.job.plan.action == "create"])
    entries = []
    for kind in given.values():
        # What belongs to the platform is nobody's to declare.
        records = [record for record in references.all(kind.key) if kind.value_of(record, "id")]
        jobs = [one.job for one in objects if one.kind is kind]
        entries += compare(kind, jobs, records, options, partial(_described, kind), planned)
    return entries, planned


def _described(kind: Objects, declared: Mapping[str, Any], record: Mapping[str, Any]) -> Entry:
    """An object as a report shows it: as it is, or as it is declared where it is not there."""
    return {
        "kind": kind.result,
        "name": name_in(record) or declared.get("name"),
        "id": record.get("id") or declared.get("id"),
        "findings": [finding for find in FINDERS if record for finding in find(kind, record)],
    }
