# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many declared objects of one kind: plan all, write the differences side by side, then wait for all together."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from .._errors import InvalidOptions, VapiError
from .._http.client import Client
from .._resources.kind import Kind
from .._resources.references import References
from .._schema.redact import secret_values
from .ensure import Job, plan_job, read_one, refuse_double, write
from .identity import identity, index_of
from .outcome import Failure, attempt, failed, grouped

Progress = Callable[[int, int, int], None]

TOO_MANY_REQUESTS, CONFLICT = 429, 409
ORDER = ("delete", "update", "create")
"""Deletions first: they make room for what is created, and take away what would be found twice."""

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
    jobs = [Job(one) for one in declared]
    for job in jobs:
        found = index.get(identity(kind, job.line), ())
        _result, job.error = attempt(
            partial(plan_job, kind, job, found, references, create), partial(_secrets, kind, job)
        )
    mark_same_record(kind, jobs)
    return jobs


def mark_same_record(kind: Kind, jobs: Iterable[Job]) -> None:
    """Give an error to a declaration of a record that another one declares too."""
    found: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        if job.record:
            found[job.record_id].append(job)
    for several in found.values():
        if len(several) > 1:
            names = " and ".join(_with_identity(kind, job) for job in several)
            several[-1].error = InvalidOptions(f"{names} are the same {kind.noun} ({several[0].record_id}); keep one")


def _with_identity(kind: Kind, job: Job) -> str:
    return "{} {!r}".format(*identity(kind, job.line))


def _secrets(kind: Kind, job: Job) -> Iterable[str]:
    return secret_values(kind.schema, job.line)


def refuse_invalid(kind: Kind, jobs: Iterable[Job]) -> None:
    """Raise InvalidOptions for all declarations at fault, before anything is written."""
    wrong: list[Failure] = [
        (kind.describe(job.line), job.error) for job in jobs if isinstance(job.error, InvalidOptions)
    ]
    if wrong:
        status = next((error.status for _subject, error in wrong if error.status), None)
        raise InvalidOptions(grouped(wrong), status, "Nothing was written.")


# --- write ------------------------------------------------------------------------------------------------------------


def carry_out(
    kind: Kind,
    jobs: Sequence[Job],
    client: Client,
    concurrency: int = 1,
    stop: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write all that differs: deletions, then updates, then creations, each side by side; then wait for all at once.

    ``stop`` ends with the first failure, and what was not tried is skipped. ``progress`` is told (done, failed, of how
    many) after every write.
    """
    writer = _Writer(kind, client, concurrency, stop, progress)
    due = [job for job in jobs if job.plan.changed and job.error is None]
    by_action = {action: [job for job in due if job.plan.action == action] for action in ORDER}
    writer.total = len(due)
    for action in ORDER:
        writer.write(by_action[action])
        if action == "update":
            # What used it no longer does.
            writer.write_again([job for job in by_action["delete"] if job.error and job.error.status == CONFLICT])
    _find_doubles(kind, [job for job in due if job.is_written and kind.may_double(job.plan)], client)
    wait(kind, [job for job in jobs if job.error is None and not job.skipped], client)


class _Writer:
    """Writes side by side, until something says stop."""

    def __init__(self, kind: Kind, client: Client, concurrency: int, stop: bool, progress: Progress | None) -> None:
        self._kind, self._client = kind, client
        self._concurrency, self._stop, self._progress = concurrency, stop, progress
        self._stopped = threading.Event()
        self._done = self._failed = self.total = 0

    def write(self, jobs: Sequence[Job]) -> None:
        """Write these; an error stays with its job."""
        if not jobs:
            return
        with ThreadPoolExecutor(max_workers=min(self._concurrency, len(jobs))) as workers:
            for job in workers.map(self._write_one, jobs):
                self._done, self._failed = self._done + 1, self._failed + (job.error is not None)
                if self._progress:
                    self._progress(self._done, self._failed, self.total)

    def write_again(self, jobs: Sequence[Job]) -> None:
        """Another attempt at what failed."""
        self._done, self._failed = self._done - len(jobs), self._failed - len(jobs)
        for job in jobs:
            job.error = None
        self.write(jobs)

    def _write_one(self, job: Job) -> Job:
        if self._stopped.is_set():
            job.skipped = True
            return job
        secrets = partial(_secrets, self._kind, job)
        _result, job.error = attempt(lambda: write(self._kind, job, self._client), secrets)
        # A service that turned everybody away for as long as we wait will not hear the rest either.
        if job.error is not None and (self._stop or job.error.status == TOO_MANY_REQUESTS):
            self._stopped.set()
        return job


def _find_doubles(kind: Kind, jobs: Sequence[Job], client: Client) -> None:
    """One look for all that another controller may have created in the same moment."""
    if not jobs:
        return
    try:
        records = kind.all(client) if len(jobs) > 1 else kind.search(jobs[0].line, client)
        index = index_of(kind, records)
    except VapiError as error:
        jobs[0].warnings.append(f"could not check whether it was created twice: {error.sentence}")
        return
    for job in jobs:
        key = identity(kind, {**job.line, "id": None})
        _result, job.error = attempt(
            partial(refuse_double, kind, job.line, index.get(key, ())), partial(_secrets, kind, job)
        )


# --- wait -------------------------------------------------------------------------------------------------------------


def wait(kind: Kind, jobs: Iterable[Job], client: Client) -> None:
    """Read until all that are waited for have settled: one poll of the list at an interval, however many there are."""
    waiting = {job.record_id: job for job in jobs if _is_waited_for(job)}
    pending = {record_id: job.record for record_id, job in waiting.items() if not kind.is_settled(job.record or {})}
    if pending:
        intervals = [waiting[record_id].line["wait_interval"] for record_id in pending]
        timeouts = [waiting[record_id].line["wait_timeout"] for record_id in pending]
        try:
            latest = client.poll(
                dict(pending),
                read=lambda: _read(kind, pending, client),
                done=lambda current: all(kind.is_settled(record or {}) for record in current.values()),
                timeout=max(timeouts),
                interval=min(intervals),
            )
        except VapiError as error:
            for record_id in pending:
                waiting[record_id].error = error
            return
        for record_id, record in latest.items():
            waiting[record_id].record = record
            client.remember(kind.listed_at, record or {})
    for job in waiting.values():
        job.error = None if client.check_mode else kind.unsettled(job.record or {}, job.line["wait_timeout"])


def _is_waited_for(job: Job) -> bool:
    return bool(job.line.get("wait") and job.line["state"] == "present" and job.record and job.record.get("id"))


def _read(kind: Kind, pending: dict[str, Any], client: Client) -> dict[str, Any]:
    """The records that are waited for as they are now; one that no list shows yet stays as it was."""
    if len(pending) == 1:
        pending.update({record_id: read_one(kind, record_id, client) for record_id in pending})
    else:
        pending.update({record["id"]: record for record in kind.all(client) if record["id"] in pending})
    return pending


# --- one --------------------------------------------------------------------------------------------------------------


def ensure(kind: Kind, declared: dict[str, Any], client: Client, references: References) -> Job:
    """A bulk of one: the same way, with a search instead of a whole reading. Raises the error it ends with."""
    job = Job(declared)
    plan_job(kind, job, None, references)
    job.warnings.extend(
        kind.before_create([job.plan], lambda: client.cached(kind.listed_at, kind.pages(client)).values())
    )
    warn_of_uses(kind, [job], client)
    carry_out(kind, [job], client)
    if job.error is not None:
        raise job.error
    return job


def warn_of_uses(kind: Kind, jobs: Iterable[Job], client: Client) -> None:
    """Let each deletion say what still uses what it deletes."""
    deletions = {job.record_id: job for job in jobs if job.plan.action == "delete" and job.error is None}
    for record_id, sentence in kind.before_delete([job.plan for job in deletions.values()], client).items():
        deletions[record_id].warnings.append(sentence)


# --- report -----------------------------------------------------------------------------------------------------------


def report(
    kind: Kind, jobs: Sequence[Job], plural: str, done: Callable[[Mapping[str, Any]], str] = lambda result: ""
) -> dict[str, Any]:
    """``changed``, one entry for each job under ``plural``, ``summary``, ``diff``, ``warnings``, and the failures.

    ``done`` says of this result what was done, for the sentence of a run in which something failed.
    """
    results = [_result(kind, job) for job in jobs]
    actions = [one["action"] for one in results]
    result: dict[str, Any] = {
        "changed": any(job.is_written for job in jobs),
        plural: results,
        "summary": {action: actions.count(action) for action in RESULTS},
        "diff": [_difference(kind, job) for job in jobs if job.plan.changed],
        "warnings": [f"{kind.describe(job.line)}: {text}" for job in jobs for text in job.warnings],
    }
    failures = [(kind.describe(job.line), job.error) for job in jobs if job.error is not None]
    if not failures:
        return result
    skipped = sum(job.skipped for job in jobs)
    parts = [done(result), f"{skipped} not tried" if skipped else ""]
    others = "".join(f"; {part}" for part in parts if part)
    return {**result, **failed(failures, f"{len(failures)} of {len(jobs)} {plural} failed{others}.")}


def _result(kind: Kind, job: Job) -> dict[str, Any]:
    return {
        **kind.summary(job.line, job.record or {}),
        "action": job.action,
        "changed_fields": list(job.plan.fields),
        "error": job.error.sentence if job.error else None,
    }


def _difference(kind: Kind, job: Job) -> dict[str, Any]:
    title = f"{kind.describe(job.line)} ({job.plan.action})"
    return {"before_header": title, "after_header": title, "before": job.plan.before, "after": job.plan.after}
