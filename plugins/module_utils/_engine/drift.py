# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an org has and what is declared: compared one by one, and never written. For any kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from .._resources.kind import Kind
from .ensure import Job
from .identity import display_name, selected
from .prune import undeclared

Entry = dict[str, Any]
Describe = Callable[[Mapping[str, Any], Mapping[str, Any]], Entry]
"""What a report shows of a declared object (empty for one that nobody declares) and its record (empty: not there)."""

STATES = ("same", "changed", "missing", "undeclared", "should_be_absent", "failed")
"""What an object can be: as declared, different, declared and not there, there and not declared, there although it is
declared absent, or impossible to compare."""

_STATE_OF = {"create": "missing", "update": "changed", "delete": "should_be_absent"}


def compare(
    kind: Kind,
    jobs: Sequence[Job],
    records: Sequence[dict[str, Any]],
    rails: Mapping[str, Any],
    describe: Describe,
) -> list[Entry]:
    """An entry for each planned job, in order, then for what nobody declares (of ``only``, without ``protected``).

    An entry is what ``describe`` says with ``drift`` (a state), ``changes`` and ``findings`` (code, message).
    """
    entries = [_declared(job, describe) for job in jobs if job.record or job.plan.changed or job.error]
    only = selected(kind, records, rails["only"] if rails.get("only") is not None else ["*"])
    reported = only - selected(kind, records, rails.get("protected") or [])
    others = sorted(undeclared(records, jobs), key=partial(display_name, kind))
    return entries + [_entry(describe({}, one), "undeclared") for one in others if one["id"] in reported]


def _declared(job: Job, describe: Describe) -> Entry:
    described = describe(job.line, job.record or {})
    if job.error is not None:
        entry = _entry(described, "failed")
        return {
            **entry,
            "findings": [*entry["findings"], {"code": "failed", "message": as_sentence(job.error.sentence)}],
        }
    state = _STATE_OF.get(job.plan.action, "same")
    return _entry(described, state, list(changes(job)) if state == "changed" else [])


def _entry(described: Entry, state: str, differing: Sequence[Entry] = ()) -> Entry:
    return {"findings": [], **described, "drift": state, "changes": list(differing)}


def changes(job: Job) -> Iterator[Entry]:
    """Field by field what is there and what is declared; a secret's difference is never seen."""
    fields = {*job.plan.before, *job.plan.after}
    for field in sorted(fields):
        actual, declared = job.plan.before.get(field), job.plan.after.get(field)
        # The name of a reference says what its id says.
        if actual != declared and field.removesuffix("_id") not in fields - {field}:
            yield {"field": field, "actual": actual, "declared": declared}


def counts(entries: Iterable[Entry]) -> dict[str, int]:
    """How many are in each state."""
    states = [entry["drift"] for entry in entries]
    return {state: states.count(state) for state in STATES}


def is_quiet(entry: Mapping[str, Any]) -> bool:
    """Whether there is nothing to say about a compared object."""
    return bool(entry["drift"] == "same" and not entry["findings"])


def as_sentence(text: str) -> str:
    """A text that stands alone, where elsewhere it follows the name of an object."""
    return text[:1].upper() + text[1:]
