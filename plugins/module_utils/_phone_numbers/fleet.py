# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All declared lines of one org at once: one reading, one plan, then only the differences, side by side."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from .._engine.identity import CALLED, describe, display_name, find, handles, identity, index_of, selected
from .._errors import InvalidOptions, VapiError, bug
from .._http.client import Client
from .._http.throttle import Throttle
from .._resources.phone_number import LINE, MODES
from .._resources.references import References
from .._schema.diff import Plan, plan_delete
from .._schema.fields import Field, Schema
from .._schema.patterns import select
from .._schema.redact import redact, secret_values
from .._schema.spec import with_defaults
from .lines import LIST, apply, free_limit_warning, is_purchase, plan, references_in, refuse_second_purchase, wanted_of
from .lint import findings, summaries
from .modes import in_mode
from .snapshot import Change, content, place, save


def _check(fleet: dict[str, Any]) -> Iterator[str]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, line in enumerate(fleet.get("lines") or []):
        key = identity(line)
        if key[0]:
            places[key].append(index)
    for (name, value), indexes in places.items():
        if len(indexes) > 1:
            where = " and ".join(f"lines[{index}]" for index in indexes)
            yield f"lines: {where} are the same line ({name} {value}); keep one."
    if fleet.get("prune") and not fleet.get("lines"):
        yield "prune: with no line declared it would delete the whole org, and is refused; declare the lines to keep."
    if fleet.get("prune") and fleet.get("state") == "absent":
        yield "prune: goes with state: present only; remove it."


TOO_MANY_REQUESTS = 429

FLEET = Schema(
    "fleet",
    (
        Field("lines", "list", elements="dict", schema=LINE, required=True, local=True),
        Field("state", local=True, choices=("present", "absent"), default="present"),
        Field("mode", local=True, choices=MODES),
        Field("concurrency", "int", local=True, minimum=1, maximum=64, default=8),
        Field("on_error", local=True, choices=("continue", "stop"), default="continue"),
        Field("prune", "bool", local=True, default=False),
        Field("max_deletions", "int", local=True, minimum=0, default=5, guard=True),
        Field("protected", "list", elements="str", format="match", local=True, guard=True),
        Field("only", "list", elements="str", format="match", local=True, guard=True),
        Field("retry_budget", "float", local=True, minimum=0, default=120),
        Field("snapshot_dir", "path", local=True, guard=True),
        Field("snapshots_kept", "int", local=True, minimum=1, default=20),
        Field("lint", local=True, choices=("off", "warn", "fail"), default="off"),
        Field("lint_ignore", "dict", local=True, passthrough=True),
    ),
    check=_check,
)


def throttle(options: Mapping[str, Any]) -> Throttle:
    """As many requests at once as asked for, held up by 429 no longer than the budget."""
    return Throttle(options["concurrency"], options["retry_budget"])


@dataclass
class Job:
    """One line of the fleet: what is declared, what is there, what has to happen, and what came of it."""

    line: dict[str, Any]
    record: dict[str, Any] | None = None
    plan: Plan = field(default_factory=lambda: Plan("unchanged"))
    error: VapiError | None = None
    skipped: bool = False
    warnings: list[str] = field(default_factory=list)

    @property
    def to_do(self) -> bool:
        """Whether a request is needed: a write, or waiting for a number to become active."""
        return self.error is None and (self.plan.changed or bool(self.line["wait"]))

    @property
    def action(self) -> str:
        """What became of the line, in one word."""
        if self.error is not None:
            return "failed"
        if self.skipped:
            return "skipped"
        return {"create": "created", "update": "updated", "delete": "deleted"}.get(self.plan.action, "unchanged")


def manage(
    options: dict[str, Any], client: Client, progress: Callable[[int, int, int], None] | None = None
) -> dict[str, Any]:
    """The use case of vapi_call_lines. ``progress`` is told (done, failed, of how many) after every write."""
    warnings = _linted(options, client.region)
    lines = declared_lines(options)
    references = References(client)
    with references.prefetch(
        name for line in lines if line["state"] == "present" for name in references_in(in_mode(line))
    ):
        records = list(client.numbered_pages(LIST))
    jobs = _plan_all(options, lines, records, references)
    buys = any(is_purchase(job.plan) for job in jobs)
    if buys:
        warnings.extend(free_limit_warning(records))
    snapshot = _saved(jobs, records, options, client)
    _carry_out(jobs, options, client, progress)
    if buys:
        _find_second_purchases(jobs, client)
    return {**_report(jobs, warnings), "snapshot": snapshot}


def _linted(options: Mapping[str, Any], region: str) -> list[str]:
    """What the declaration says and does not mean, as warnings; raises InvalidOptions where it shall fail."""
    if options["lint"] == "off":
        return []
    sentences = list(summaries(findings(options["lines"], region, ignore=options.get("lint_ignore"))))
    if sentences and options["lint"] == "fail":
        raise InvalidOptions(" ".join(sentences), hint="Nothing was read or written.")
    return sentences


# --- plan -----------------------------------------------------------------------------------------------------------


def declared_lines(options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines with what holds for all of them, and with their defaults."""
    shared = {name: options[name] for name in ("state", "mode") if options.get(name)}
    return [with_defaults(LINE, {**shared, **line}) for line in options["lines"]]


def _plan_all(
    options: Mapping[str, Any], lines: list[dict[str, Any]], records: list[dict[str, Any]], references: References
) -> list[Job]:
    """Every line planned; raises InvalidOptions, naming all lines at fault, before anything is written."""
    jobs = plan_lines(lines, records, references)
    refused = [job.error.about(describe(job.line)) for job in jobs if isinstance(job.error, InvalidOptions)]
    if refused:
        raise InvalidOptions(" ".join(error.sentence for error in refused), hint="Nothing was written.")
    return [*jobs, *_prunable(options, records, jobs)] if options["prune"] else jobs


def plan_lines(lines: list[dict[str, Any]], records: list[dict[str, Any]], references: References) -> list[Job]:
    """Each declared line with its plan, or with the error that keeps it from having one."""
    index = index_of(records)
    jobs = [Job(line) for line in lines]
    for job in jobs:
        try:
            job.record = find(job.line, index.get(identity(job.line), ()))
            wanted = wanted_of(job.line, references) if job.line["state"] == "present" else {}
            job.plan = references.with_names(plan(job.line, wanted, job.record))
        except VapiError as error:
            job.error = error
    return jobs


def _prunable(options: Mapping[str, Any], records: list[dict[str, Any]], jobs: list[Job]) -> Iterator[Job]:
    """The numbers that nobody declared, within the rails."""
    kept = {job.record["id"] for job in jobs if job.record}
    candidates = [record for record in records if record["id"] not in kept]
    _refuse_idle_rails(options, records, jobs, candidates)
    protected = selected(records, options.get("protected") or [])
    only = selected(records, options["only"] if options.get("only") is not None else ["*"])
    to_delete = [record for record in candidates if record["id"] in only - protected]
    if len(to_delete) > options["max_deletions"]:
        names = ", ".join(sorted(display_name(record) for record in to_delete)[:10])
        raise InvalidOptions(
            f"prune would delete {len(to_delete)} numbers and max_deletions is {options['max_deletions']} ({names})",
            hint="Nothing was written. Declare or protect those to keep, or raise max_deletions.",
        )
    for record in to_delete:
        line = with_defaults(LINE, {"id": record["id"], "name": record.get("name"), "state": "absent"})
        yield Job(line, record, plan_delete(LINE, record))


def _refuse_idle_rails(
    options: Mapping[str, Any], records: list[dict[str, Any]], jobs: list[Job], candidates: list[dict[str, Any]]
) -> None:
    """Raise InvalidOptions for a pattern that fits no line: it is a typo, or guards what has another name now.

    Where nothing is left that could be deleted, ``only`` has done its work.
    """
    declared = [[str(job.line[name]) for name in CALLED if job.line.get(name)] for job in jobs]
    subjects = [*declared, *(list(handles(record)) for record in records)]
    for name in ("protected", "only") if candidates else ("protected",):
        unmatched = select(options.get(name) or [], subjects).unmatched
        if unmatched:
            raise InvalidOptions(
                f"{name}: {', '.join(map(repr, unmatched))} fits no line of this org",
                hint="Nothing was written. Correct the pattern, or remove it.",
            )


# --- save -----------------------------------------------------------------------------------------------------------


def _saved(jobs: list[Job], records: list[dict[str, Any]], options: Mapping[str, Any], client: Client) -> str | None:
    """Where everything that is about to change was saved, before any of it changes; nowhere when nothing does."""
    changing = [job for job in jobs if job.plan.changed and job.error is None]
    if not (changing and options.get("snapshot_dir")):
        return None
    snapshot = content([Change(job.line, job.record, job.plan) for job in changing if job.record], records)
    file = place(options["snapshot_dir"], snapshot["org_id"])
    client.unless_check_mode(lambda: save(snapshot, file, options["snapshots_kept"]))
    return str(file)


# --- apply ----------------------------------------------------------------------------------------------------------


def _carry_out(
    jobs: list[Job], options: Mapping[str, Any], client: Client, progress: Callable[[int, int, int], None] | None
) -> None:
    due = [job for job in jobs if job.to_do]
    if not due:
        return
    stopped = threading.Event()
    done = failed = 0
    with ThreadPoolExecutor(max_workers=options["concurrency"]) as workers:
        for job in workers.map(lambda job: _carry_out_one(job, stopped, options["on_error"] == "stop", client), due):
            done, failed = done + 1, failed + (job.error is not None)
            if progress:
                progress(done, failed, len(due))


def _carry_out_one(job: Job, stopped: threading.Event, stop: bool, client: Client) -> Job:
    if stopped.is_set():
        job.skipped = True
        return job
    try:
        outcome = apply(job.line, job.plan, job.record, client)
        job.record, job.warnings = outcome.record, outcome.warnings
    except VapiError as error:
        job.error = _without_secrets(error, job.line)
    except Exception as error:  # noqa: BLE001 - one line's surprise must not hide what became of the others
        job.error = bug(error)
    # A service that has turned everybody away for as long as we wait will not hear the rest either.
    if job.error is not None and (stop or job.error.status == TOO_MANY_REQUESTS):
        stopped.set()
    return job


def _find_second_purchases(jobs: list[Job], client: Client) -> None:
    """One look for all lines bought: whether another controller bought one of them in the same moment."""
    bought = [job for job in jobs if is_purchase(job.plan) and job.error is None and not job.skipped]
    try:
        index = index_of(client.numbered_pages(LIST)) if bought else {}
    except VapiError as error:
        bought[0].warnings.append(f"nobody could look whether it was bought twice: {error.sentence}")
        return
    for job in bought:
        try:
            refuse_second_purchase(job.line, index.get(identity(job.line), ()))
        except VapiError as error:
            job.error = error


def _without_secrets(error: VapiError, line: Mapping[str, Any]) -> VapiError:
    """The service may repeat a line's secrets in its refusal. Each line strikes its own: all over all is quadratic."""
    error.message = redact(error.message, secret_values(LINE, line))
    return error


# --- report ---------------------------------------------------------------------------------------------------------


def _report(jobs: list[Job], warnings: list[str]) -> dict[str, Any]:
    lines = [_line_result(job) for job in jobs]
    actions = [line["action"] for line in lines]
    result: dict[str, Any] = {
        "changed": any(job.plan.changed and job.error is None and not job.skipped for job in jobs),
        "lines": lines,
        "summary": {action: actions.count(action) for action in ACTIONS},
        "diff": [_difference(job) for job in jobs if job.plan.changed],
        "warnings": [*warnings, *(f"{describe(job.line)}: {text}" for job in jobs for text in job.warnings)],
    }
    failures = [job for job in jobs if job.error is not None]
    return {**result, **_failure(failures, jobs)} if failures else result


ACTIONS = ("created", "updated", "unchanged", "deleted", "failed", "skipped")


def _line_result(job: Job) -> dict[str, Any]:
    record = job.record or {}
    return {
        "name": record.get("name") or job.line.get("name"),
        "id": record.get("id"),
        "number": record.get("number") or record.get("sipUri") or job.line.get("number"),
        "provider": record.get("provider") or job.line.get("provider"),
        "status": record.get("status"),
        "action": job.action,
        "changed_fields": list(job.plan.fields),
        "error": job.error.sentence if job.error else None,
    }


def _difference(job: Job) -> dict[str, Any]:
    title = f"{describe(job.line)} ({job.plan.action})"
    return {"before_header": title, "after_header": title, "before": job.plan.before, "after": job.plan.after}


def _failure(failures: list[Job], jobs: list[Job]) -> dict[str, Any]:
    sentences = [f"{describe(job.line)}: {job.error.sentence}" for job in failures if job.error]
    first = failures[0].error
    skipped = sum(job.skipped for job in jobs)
    others = f"{skipped} were not tried" if skipped else "the others were dealt with"
    return {
        "failed": True,
        "msg": f"{len(failures)} of {len(jobs)} lines failed; {others}. {' '.join(sentences)}",
        "failure": {**(first.failure if first else {}), "message": " ".join(sentences)},
    }
