# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects of an org are used by something that stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from .._engine.job import Job
from .._resources.references import References
from .declared import Object
from .definitions import references_in
from .edges import MIRRORED
from .order import KINDS

PHONE_NUMBER = "phone-number"
"""The kind of lines: they refer to objects of an org, and are not deleted with them."""

REFERRING = tuple(kind for kind in KINDS if kind not in ("credential", "file"))
"""Kinds whose objects refer to others, so that nothing is known to be unused before they are read."""

Standing = tuple[str, Mapping[str, Any]]
"""A record, with its kind."""


def unused(leaving: Set[str], standing: Iterable[Standing]) -> set[str]:
    """Of the ids that could leave, those to which nothing refers that stays.

    ``standing`` are the records, those that could leave among them.
    """
    uses = [(str(record.get("id", "")), _used_by(kind, record)) for kind, record in standing]
    free = set(leaving)
    while True:
        used = free & {one for owner, several in uses if owner not in free for one in several}
        if not used:
            return free
        free -= used


def _used_by(kind: str, record: Mapping[str, Any]) -> set[str]:
    own = {key: value for key, value in record.items() if key != MIRRORED.get(kind)}
    return {one.name for one in references_in(own)}


def standing_now(kinds: Iterable[str], references: References) -> list[Standing]:
    """Every record of these kinds."""
    return [(kind, record) for kind in sorted(kinds) for record in references.all(kind)]


def standing_afterwards(kinds: Iterable[str], references: References, jobs: Sequence[Job]) -> Iterator[Standing]:
    """Every record of these kinds as it will be once the jobs are done, and what is declared."""
    after = {job.record_id: job.plan for job in jobs if job.record and job.plan.changed}
    for kind, record in standing_now(kinds, references):
        plan = after.get(str(record["id"]))
        if plan is None or plan.action != "delete":
            yield kind, plan.predicted if plan else record
    # An end of an edge that is declared is a use, at whichever side it stands.
    yield from (("", job.wanted) for job in jobs if job.is_present)


def split_used(deletions: Sequence[Object], users: Iterable[Mapping[str, Any]]) -> tuple[list[Object], list[Object]]:
    """The deletions of what these records do not refer to, and those of what they do, by way of each other too.

    Both ends of an edge count here, as a user may be written only to be rid of one.
    """
    records = [*users, *(one.record or {} for one in deletions)]
    free = unused({one.record_id for one in deletions}, [("", record) for record in records])
    return (
        [one for one in deletions if one.record_id in free],
        [one for one in deletions if one.record_id not in free],
    )
