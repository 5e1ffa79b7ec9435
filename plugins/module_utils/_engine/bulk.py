# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many declared objects of one kind: plan all, write the differences side by side, then wait for all together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from .._errors import InvalidOptions, VapiError
from .._http.client import Client
from .._resources.kind import Kind
from .._resources.references import References
from .ensure import plan_job, read_one, refuse_double, write
from .identity import identity, index_of
from .job import Job
from .outcome import failed, grouped
from .writer import Writer

CONFLICT = 409
ORDER = ("delete", "update", "create")
"""Deletions first: they make room for what is created, and take away what would be found twice."""

J = TypeVar("J", bound=Job)

RESULTS = ("created", "updated", "unchanged", "deleted", "failed", "skipped")


# --- plan -------------------------------------------------------------------------------------------------------------


def plan_all(
    kind: Kind,
    declared: Iterable[dict[str, Any]],
    records: Sequence[dict[str, Any]],
    references: References,
    create: bool = True,
) -> list[Job]:
    """Each declared object with its plan, or with the error that keeps it from having one.

    Without ``create`` an object that is not there is left out.
    """
    index = index_of(kind, records)
    jobs = [Job(kind, one) for one in declared]
    for job in jobs:
        job.attempt(partial(plan_job, job, index.get(identity(kind, job.declared), ()), references, create))
    mark_same_record(jobs)
    return jobs


def mark_same_record(jobs: Iterable[Job]) -> None:
    """Give an error to a declaration of a record that another one declares too."""
    found: dict[tuple[str, str], list[Job]] = defaultdict(list)
    for job in jobs:
        if job.record:
            found[job.kind.path, job.record_id].append(job)
    for several in found.values():
        if len(several) > 1:
            names = " and ".join("{} {!r}".format(*identity(job.kind, job.declared)) for job in several)
            first = several[0]
            several[-1].error = InvalidOptions(f"{names} are the same {first.kind.noun} ({first.record_id}); keep one")


def refuse_failed(jobs: Iterable[Job], errors: type[VapiError] = InvalidOptions) -> None:
    """Raise InvalidOptions for all declarations with such an error, before anything is written."""
    wrong = [(job.describe, job.error) for job in jobs if isinstance(job.error, errors)]
    if wrong:
        status = next((error.status for _subject, error in wrong if error.status), None)
        raise InvalidOptions(grouped(wrong), status, "Nothing was written.")


# --- write ------------------------------------------------------------------------------------------------------------


def carry_out(jobs: Sequence[Job], client: Client, writer: Writer) -> None:
    """Write all that differs: deletions, then updates, then creations, each side by side; then wait for all at once."""
    due = [job for job in jobs if job.plan.changed and job.error is None]
    by_action = {action: [job for job in due if job.plan.action == action] for action in ORDER}
    writer.total = len(due)
    write_one = partial(write, client=client)
    for action in ORDER:
        writer.each(by_action[action], write_one)
        if action == "update":
            # What used it no longer does.
            writer.again(in_use(by_action["delete"]), write_one)
    _find_doubles([job for job in due if job.is_written and job.kind.may_double(job.plan)], client)
    wait([job for job in jobs if job.error is None and not job.skipped], client)


def in_use(deletions: Iterable[J]) -> list[J]:
    """The deletions that the service refused, as something used what was to be deleted."""
    return [job for job in deletions if job.error is not None and job.error.status == CONFLICT]


def _find_doubles(jobs: Sequence[Job], client: Client) -> None:
    """One look for all that another controller may have created in the same moment; they are of one kind."""
    if not jobs:
        return
    kind = jobs[0].kind
    try:
        records = kind.all(client) if len(jobs) > 1 else kind.search(jobs[0].declared, client)
        index = index_of(kind, records)
    except VapiError as error:
        jobs[0].warnings.append(f"could not check whether it was created twice: {error.sentence}")
        return
    for job in jobs:
        key = identity(kind, {**job.declared, "id": None})
        job.attempt(partial(refuse_double, kind, job.declared, index.get(key, ())))


# --- wait -------------------------------------------------------------------------------------------------------------


def wait(jobs: Iterable[Job], client: Client) -> None:
    """Read until all that are waited for have settled: one poll of the list at an interval, however many there are.

    What is waited for is of one kind.
    """
    waiting = [job for job in jobs if job.declared.get("wait") and job.is_present and job.record_id]
    pending = [job for job in waiting if not job.kind.is_settled(job.record or {})]
    if pending:
        try:
            client.poll(
                read=lambda: _read_again(pending, client),
                done=lambda: all(job.kind.is_settled(job.record or {}) for job in pending),
                timeout=max(job.declared["wait_timeout"] for job in pending),
                interval=min(job.declared["wait_interval"] for job in pending),
            )
        except VapiError as error:
            for job in pending:
                job.error = error
            return
    for job in waiting if not client.check_mode else ():
        job.error = job.kind.unsettled(job.record or {}, job.declared["wait_timeout"])


def _read_again(pending: Sequence[Job], client: Client) -> None:
    """Give each job its record as it is now; one that no list shows yet keeps what it has."""
    kind = pending[0].kind
    several = kind.all(client) if len(pending) > 1 else [read_one(kind, pending[0].record_id, client)]
    records = {record["id"]: record for record in several}
    for job in pending:
        job.record = records.get(job.record_id, job.record)
        client.remember(kind.listed_at, job.record or {})


# --- one --------------------------------------------------------------------------------------------------------------


def ensure(kind: Kind, declared: dict[str, Any], client: Client, references: References) -> Job:
    """A bulk of one: the same way, with a search instead of a whole reading. Raises the error it ends with."""
    job = Job(kind, declared)
    plan_job(job, None, references)
    job.warnings.extend(kind.before_create([job.plan], lambda: kind.cached(client).values()))
    warn_of_uses(kind, [job], client)
    carry_out([job], client, Writer())
    if job.error is not None:
        raise job.error
    return job


def warn_of_uses(kind: Kind, jobs: Iterable[Job], client: Client) -> None:
    """Let each deletion say what still uses what it deletes."""
    deletions = {job.record_id: job for job in jobs if job.plan.action == "delete" and job.error is None}
    plans = [job.plan for job in deletions.values()]
    for record_id, sentence in kind.before_delete(plans, client).items() if plans else ():
        deletions[record_id].warnings.append(sentence)


# --- report -----------------------------------------------------------------------------------------------------------


def report_one(job: Job, name: str) -> dict[str, Any]:
    """The result about one object, which stands under ``name``."""
    return {
        "changed": job.is_written,
        name: job.kind.as_options(job.record) if job.record else {},
        "diff": {"before": job.plan.before, "after": job.plan.after},
        "warnings": job.warnings,
    }


def report(
    jobs: Sequence[Job], plural: str, done: Callable[[Mapping[str, Any]], str] = lambda result: ""
) -> dict[str, Any]:
    """``changed``, one entry for each job under ``plural``, ``summary``, ``diff``, ``warnings``, and the failures.

    ``done`` says of this result what was done, for the sentence of a run in which something failed.
    """
    results = [_result(job) for job in jobs]
    actions = [one["action"] for one in results]
    result: dict[str, Any] = {
        "changed": any(job.is_written for job in jobs),
        plural: results,
        "summary": {action: actions.count(action) for action in RESULTS},
        "diff": [_difference(job) for job in jobs if job.plan.changed],
        "warnings": [f"{job.describe}: {text}" for job in jobs for text in job.warnings],
    }
    failures = [(job.describe, job.error) for job in jobs if job.error is not None]
    if not failures:
        return result
    others = f"; {text}" if (text := done(result)) else ""
    return {**result, **failed(failures, f"{len(failures)} of {len(jobs)} {plural} failed{others}.")}


def _result(job: Job) -> dict[str, Any]:
    return {
        **job.kind.summary(job.declared, job.record or {}),
        "action": job.action,
        "changed_fields": list(job.plan.fields),
        "error": job.error.sentence if job.error else None,
    }


def _difference(job: Job) -> dict[str, Any]:
    title = f"{job.describe} ({job.plan.action})"
    return {"before_header": title, "after_header": title, "before": job.plan.before, "after": job.plan.after}
