# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an org has and what is declared: compared one by one, and never written. For any kind."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .._resources.kind import Kind
from .._resources.references import References
from .._schema.differences import Difference
from .identity import selected
from .job import Job
from .prune import kept_ids

Entry = dict[str, Any]

STATES = ("same", "changed", "missing", "undeclared", "should_be_absent", "failed")
"""What an object can be: as declared, different, declared and not there, there and not declared, there although it is
declared absent, or impossible to compare."""

_STATE_OF = {"create": "missing", "update": "changed", "delete": "should_be_absent"}

ERROR, WARNING = "error", "warning"


class Finding(NamedTuple):
    """Something about an object besides its differences: a code, a whole sentence, and what to do about it.

    With the severity ``error`` the org drifts, with ``warning`` it is only told.
    """

    code: str
    message: str
    fix: str = ""
    severity: str = WARNING


Describe = Callable[[Mapping[str, Any], Mapping[str, Any]], Entry]
"""What a report shows of a declared object (empty for an undeclared one) and its record (empty: not there);
``findings`` are those of the object itself."""


def compare(
    kind: Kind,
    jobs: Sequence[Job],
    records: Sequence[dict[str, Any]],
    rails: Mapping[str, Any],
    describe: Describe,
    references: References,
) -> list[Entry]:
    """An entry for each planned job, in order, then for what is undeclared (of ``only``, without ``protected``).

    An entry is what ``describe`` says with ``drift`` (a state), ``changes`` (field, actual, declared, and for texts of
    several lines ``diff``) and ``findings`` (code, message, fix, severity).
    """
    twins = _twins(kind, records)
    entries = [
        _declared(kind, job, describe, references, twins) for job in jobs if job.record or job.plan.changed or job.error
    ]
    only = selected(kind, records, rails["only"] if rails.get("only") is not None else ["*"])
    reported = only - selected(kind, records, rails.get("protected") or [])
    kept = kept_ids(jobs)
    others = sorted((record for record in records if record["id"] not in kept), key=kind.display_name)
    meant = {str(job.declared.get("name")) for job in jobs if job.error and not job.record} & twins.keys()
    return entries + [
        _entry(describe({}, one), "undeclared", twins.get(_name(kind, one), ()))
        for one in others
        if one["id"] in reported and _name(kind, one) not in meant
    ]


def without_secrets_sent(declared: Mapping[str, Any]) -> dict[str, Any]:
    """A declaration that sends no secret again: whether one is another than before cannot be seen."""
    return {**declared, "update_secrets": "on_create"} if "update_secrets" in declared else dict(declared)


def _twins(kind: Kind, records: Iterable[Mapping[str, Any]]) -> dict[str, list[Finding]]:
    """By name, the finding about several records of that name, where nothing but the name tells them apart."""
    if set(kind.identity) != {"id", "name"}:
        return {}
    ids: dict[str, list[str]] = defaultdict(list)
    for record in records:
        ids[_name(kind, record)].append(str(record["id"]))
    return {
        name: [
            Finding(
                "duplicate-name",
                f"{len(several)} {kind.noun}s of this org are named {name!r} ({', '.join(sorted(several))}).",
                "Delete or rename all but one object of each name.",
                ERROR,
            )
        ]
        for name, several in ids.items()
        if name and len(several) > 1
    }


def _name(kind: Kind, record: Mapping[str, Any]) -> str:
    return str(kind.value_of(record, "name") or "")


def _declared(
    kind: Kind, job: Job, describe: Describe, references: References, twins: Mapping[str, Sequence[Finding]]
) -> Entry:
    described = describe(job.declared, job.record or {})
    beside = twins.get(_name(kind, job.record) if job.record else str(job.declared.get("name")), ())
    if job.error is not None:
        failed = Finding("failed", as_sentence(job.error.sentence), severity=ERROR)
        return _entry(described, "failed", [*beside, failed])
    state = _STATE_OF.get(job.plan.action, "same")
    differing = kind.differences(job.plan, job.record or {}, references) if state == "changed" else ()
    return _entry(described, state, beside, map(_change, differing))


def _entry(
    described: Entry, state: str, beside: Iterable[Finding] = (), differing: Iterable[Mapping[str, Any]] = ()
) -> Entry:
    findings = [finding._asdict() for finding in [*described.get("findings", ()), *beside]]
    return {**described, "drift": state, "changes": list(differing), "findings": findings}


def _change(difference: Difference) -> Entry:
    """A difference as reports show it: of two texts of several lines, the lines that differ too."""
    change = {"field": difference.path, "actual": difference.there, "declared": difference.here}
    texts = [change["actual"] or "", change["declared"] or ""]
    if not (all(isinstance(text, str) for text in texts) and any("\n" in text for text in texts)):
        return change
    before, after = (text.splitlines() for text in texts)
    return {**change, "diff": list(difflib.unified_diff(before, after, n=1, lineterm=""))[2:]}


def drifts(entries: Iterable[Mapping[str, Any]]) -> bool:
    """Whether anything is not as declared, or is found to be an error."""
    return any(
        entry["drift"] != "same" or any(finding["severity"] == ERROR for finding in entry["findings"])
        for entry in entries
    )


def drift_counts(entries: Iterable[Entry]) -> dict[str, int]:
    """How many are in each state, and how many findings there are."""
    every = list(entries)
    states = Counter(entry["drift"] for entry in every)
    return {**{state: states[state] for state in STATES}, "findings": sum(len(entry["findings"]) for entry in every)}


def is_quiet(entry: Mapping[str, Any]) -> bool:
    """Whether there is nothing to say about a compared object."""
    return bool(entry["drift"] == "same" and not entry["findings"])


def as_sentence(text: str) -> str:
    """A text that stands alone, where elsewhere it follows the name of an object."""
    return text[:1].upper() + text[1:]
