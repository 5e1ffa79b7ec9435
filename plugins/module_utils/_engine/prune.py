# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting what is not declared, within its rails. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._errors import InvalidOptions
from .._resources.kind import Kind
from .._schema.fields import Field
from .._schema.patterns import select_each
from .._schema.spec import with_defaults
from .identity import selected
from .job import Job

Record = Mapping[str, Any]

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


def undeclared(records: Sequence[dict[str, Any]], jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """The records that no job is about."""
    kept = {job.record_id for job in jobs if job.record}
    return [record for record in records if record["id"] not in kept]


def prunable(
    kind: Kind, options: Mapping[str, Any], records: Sequence[dict[str, Any]], jobs: Sequence[Job]
) -> Iterator[Job]:
    """Deletions of what is not declared: of ``only``, without what is ``protected``, at most ``max_deletions``.

    Raises InvalidOptions for a rail that matches nothing, and for more deletions than allowed.
    """
    candidates = undeclared(records, jobs)
    protected = selected(kind, records, options.get("protected") or [])
    may_delete = any(record["id"] not in protected for record in candidates)
    _refuse_idle_rails(kind, options, records, jobs, may_delete)
    only = selected(kind, records, options["only"] if options.get("only") is not None else ["*"])
    to_delete = [record for record in candidates if record["id"] in only - protected]
    if len(to_delete) > options["max_deletions"]:
        names = ", ".join(sorted(kind.display_name(record) for record in to_delete)[:10])
        raise InvalidOptions(
            f"prune would delete {len(to_delete)} {kind.noun}s and max_deletions is {options['max_deletions']} "
            f"({names})",
            hint="Nothing was written. Declare or protect those to keep, or raise max_deletions.",
        )
    for record in to_delete:
        declared = {"id": record["id"], "name": record.get("name"), "state": "absent"}
        yield Job(kind, with_defaults(kind.schema, declared), record, kind.to_delete(record))


def _refuse_idle_rails(
    kind: Kind, options: Mapping[str, Any], records: Sequence[Record], jobs: Sequence[Job], may_delete: bool
) -> None:
    """Raise InvalidOptions for a pattern that fits nothing: it is a typo, or guards what has another name now.

    Where nothing is left that could be deleted, ``only`` has done its work.
    """
    declared = [[str(job.declared[name]) for name in kind.handles if job.declared.get(name)] for job in jobs]
    subjects = [*declared, *(list(kind.display_names(record)) for record in records)]
    for name in ("protected", "only") if may_delete else ("protected",):
        select_each(name, options.get(name) or [], subjects, f"{kind.title or kind.noun} of this org")
