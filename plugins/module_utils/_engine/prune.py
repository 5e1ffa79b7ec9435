# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting what is not declared, within its rails. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .._errors import InvalidOptions
from .._resources.kind import Kind
from .._schema.fields import Field
from .._schema.patterns import select_each
from .job import Job

K = TypeVar("K", bound=Kind)
Record = dict[str, Any]

RAILS = (
    Field("protected", "list", elements="str", format="match", local=True, guard=True),
    Field("only", "list", elements="str", format="match", local=True, guard=True),
)
"""Patterns of what is never deleted, and of all that may be."""

PRUNING = (
    Field("prune", "bool", local=True, default=False),
    Field("max_deletions", "int", local=True, minimum=0, default=5, guard=True),
    *RAILS,
)


def kept_ids(jobs: Iterable[Job]) -> set[str]:
    """The ids of the records that these jobs are about."""
    return {job.record_id for job in jobs if job.record}


def within_rails(
    options: Mapping[str, Any], standing: Sequence[tuple[K, Record]], jobs: Iterable[Job], what: str
) -> list[tuple[K, Record]]:
    """Of the records that stand in the org, with their kinds, those that may be deleted.

    No job is about them, they are of ``only``, and none is ``protected``. Raises InvalidOptions for a pattern that fits
    nothing that is there or declared: it is a typo, or guards what has another name now. Where nothing is left that
    could be deleted, ``only`` has done its work.
    """
    every = [*jobs]
    kept = kept_ids(every)
    declared = [job.kind.declared_names(job.declared) for job in every]
    subjects = [*(list(kind.display_names(record)) for kind, record in standing), *declared]
    protected = select_each("protected", options.get("protected") or [], subjects, what)
    chosen = [
        index for index, (_kind, record) in enumerate(standing) if record["id"] not in kept and index not in protected
    ]
    if chosen and options.get("only") is not None:
        only = select_each("only", options["only"], subjects, what)
        chosen = [index for index in chosen if index in only]
    return [standing[index] for index in chosen]


def refuse_too_many(options: Mapping[str, Any], names: Collection[str], plural: str) -> None:
    """Raise InvalidOptions where more would be deleted than ``max_deletions`` allows."""
    if len(names) > options["max_deletions"]:
        raise InvalidOptions(
            f"prune would delete {len(names)} {plural} and max_deletions is {options['max_deletions']} "
            f"({', '.join(sorted(names)[:10])})",
            hint="Nothing was written. Declare or protect those to keep, or raise max_deletions.",
        )
