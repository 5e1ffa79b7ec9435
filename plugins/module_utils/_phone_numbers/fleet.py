# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All declared lines of one org at once: one reading, one plan, then only the differences, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._engine.bulk import carry_out, plan_all, refuse_failed, report, warn_of_uses
from .._engine.identity import identity, index_of
from .._engine.job import Job
from .._engine.lint import summaries
from .._engine.prune import PRUNING, refuse_too_many, within_rails
from .._engine.snapshot import SNAPSHOTS, save_before_writing
from .._engine.writer import WRITING, Progress, Writer
from .._errors import InvalidOptions
from .._http.client import Client
from .._resources.answering import retirement_warnings, why_not_answering
from .._resources.phone_number import LINE, MODES
from .._resources.references import References
from .._schema.fields import Field, Schema
from .._schema.hints import repeated
from .._schema.patterns import select_each
from .._schema.spec import with_defaults
from .lines import LINES
from .lint import IMPORT_RULES, OTHER_RULES, Rule, line_findings
from .outcome import shown_after_failure, summary_text
from .snapshot import snapshot_lines
from .uses import uses

Line = dict[str, Any]


def _fleet_problems(fleet: dict[str, Any]) -> Iterator[str]:
    lines = ((identity(LINES, line), f"lines[{index}]") for index, line in enumerate(fleet.get("lines") or []))
    for (name, value), several in repeated(lines):
        if name:
            yield f"lines: {' and '.join(several)} are the same line ({name} {value}); keep one."
    yield from _contradictions(fleet)


def _contradictions(fleet: Mapping[str, Any]) -> Iterator[str]:
    if fleet.get("mode_override") and not fleet.get("mode"):
        yield "mode: is required (variable vapi_mode): closed, failover or normal."
    if fleet.get("prune") and not fleet.get("lines"):
        yield "prune: no line is declared, so all lines of the org would be deleted; declare the lines to keep."
    if fleet.get("prune") and fleet.get("state") == "absent":
        yield "prune: is only valid with state: present; remove it."
    if fleet.get("prune") and ("select" in fleet or fleet.get("create") is False):
        yield "prune: is only valid for all declared lines; remove it, or remove select and create."


FLEET = Schema(
    "fleet",
    (
        Field("lines", "list", elements="dict", schema=LINE, required=True, local=True),
        Field("state", local=True, choices=("present", "absent"), default="present"),
        Field("mode", local=True, choices=MODES),
        Field("mode_override", "bool", local=True, default=False),
        Field("select", "list", elements="str", format="match", local=True, guard=True),
        Field("create", "bool", local=True, default=True),
        Field("unresolved", local=True, choices=("fail", "warn"), default="fail"),
        Field("answering", "bool", local=True, default=False),
        *WRITING,
        *PRUNING,
        *SNAPSHOTS,
        Field("snapshot_open", "bool", local=True, default=False),
        Field("lint", local=True, choices=("off", "warn", "fail"), default="off"),
        Field("lint_ignore", "dict", local=True, passthrough=True),
    ),
    module="voiceops.vapi.vapi_call_lines",
    check=_fleet_problems,
)


def ensure_lines(
    options: dict[str, Any],
    client: Client,
    progress: Progress | None = None,
    known: list[dict[str, Any]] | None = None,
    references: References | None = None,
) -> dict[str, Any]:
    """The use case of vapi_call_lines. ``progress`` is told (done, failed, of how many) after every write.

    ``known`` are the org's numbers where they have been read already, ``references`` those of a task that makes more.
    """
    warnings = _linted(options["lines"], OTHER_RULES, options, client.region, "Nothing was read or written.")
    declared = declared_lines(options)
    lines = _selected(declared, options.get("select"))
    references = references or References(client, options["unresolved"])
    with references.prefetch(name for line in lines for name in LINES.references(line)):
        records = list(LINES.all(client)) if known is None else known
    jobs = _planned(lines, records, references, options)
    created = [job.declared for job in jobs if job.plan.action == "create"]
    warnings.extend(_linted(created, IMPORT_RULES, options, client.region, "Nothing was written."))
    undeclared = _undeclared(declared, records, jobs)
    warn_of_uses(LINES, jobs, client)
    if options["prune"]:
        jobs.extend(_unused(_prunable(options, records, jobs), client))
    warnings.extend(LINES.before_create([job.plan for job in jobs], lambda: records))
    snapshot = save_before_writing(lambda: {"lines": snapshot_lines(jobs, records)}, options, client)
    carry_out(jobs, client, Writer(options["concurrency"], options["on_error"] == "stop", progress))
    undeclared -= sum(job.action == "deleted" for job in jobs[len(lines) :])
    answering = _answering(jobs, references, options, warnings) if options["answering"] else {}
    return _reported(jobs, warnings, client.check_mode, undeclared=undeclared, snapshot=snapshot, **answering)


def _prunable(options: Mapping[str, Any], records: Iterable[dict[str, Any]], jobs: Iterable[Job]) -> list[Job]:
    """The deletions of undeclared lines; raises InvalidOptions for an idle rail, and for more than are allowed."""
    chosen = within_rails(options, [(LINES, record) for record in records], jobs, "line of this org")
    refuse_too_many(options, [LINES.display_name(record) for _kind, record in chosen], "phone numbers")
    return [Job.deletion(LINES, record) for _kind, record in chosen]


def _unused(jobs: list[Job], client: Client) -> list[Job]:
    """These deletions. Raises InvalidOptions where a call or a campaign still uses one of the lines."""
    used = uses([job.record_id for job in jobs], client) if jobs else {}
    sentences = [f"{job.describe} is used by {used[job.record_id]}" for job in jobs if job.record_id in used]
    if sentences:
        raise InvalidOptions(
            f"prune: {'; '.join(sentences)}",
            hint="Nothing was written. Cancel them, declare or protect the line, or delete it with state: absent.",
        )
    return jobs


def _planned(
    lines: Sequence[Line], records: list[dict[str, Any]], references: References, options: Mapping[str, Any]
) -> list[Job]:
    """What has to be done for each line. Raises InvalidOptions for lines that cannot be written."""
    jobs = plan_all(LINES, lines, records, references, options["create"])
    if options["create"]:
        refuse_failed(jobs)
    if options["answering"] and options["lint"] == "fail":
        _refuse_retiring(jobs, references, options)
    return jobs


def _refuse_retiring(jobs: Iterable[Job], references: References, options: Mapping[str, Any]) -> None:
    """Raise InvalidOptions where a model that is or will be retired is to answer lines."""
    there = [job for job in jobs if job.is_present and job.error is None]
    after = [(job.declared, {**(job.record or {}), **job.plan.predicted}) for job in there]
    found = _retirements(after, references, options)
    if found:
        raise InvalidOptions(" ".join(found), hint="Nothing was written.")


def _retirements(
    lines: Sequence[tuple[Line, Mapping[str, Any]]], references: References, options: Mapping[str, Any]
) -> list[str]:
    """A sentence for each model that is or will be retired, by lines and their records; but for what is ignored."""
    ignored = [{**(options.get("lint_ignore") or {}), **(line.get("lint_ignore") or {})} for line, _record in lines]
    return retirement_warnings([record for _line, record in lines], references, ignored)


def _reported(jobs: Sequence[Job], warnings: Sequence[str], check_mode: bool, **more: Any) -> dict[str, Any]:
    """What became of the lines, with the names of those that were not there to change."""
    skipped = sum(job.skipped for job in jobs)
    not_tried = f"{skipped} not tried" if skipped else ""
    reported = report(
        jobs, "lines", lambda result: "; ".join(filter(None, [summary_text(result, check_mode, ""), not_tried]))
    )
    missing = [LINES.declared_names(job.declared)[0] for job in jobs if job.is_missing]
    result = {**reported, **more, "missing": missing, "warnings": [*warnings, *reported["warnings"]]}
    if result.get("failed"):
        return shown_after_failure(result)
    return {**result, "text": summary_text(result, check_mode)}


def refuse_before_writing(
    options: dict[str, Any], client: Client, references: References
) -> tuple[list[dict[str, Any]], list[Job]]:
    """The org's numbers, and what has to be done; raises InvalidOptions for lines that could not be written."""
    records = list(LINES.cached(client).values())
    jobs = _planned(_selected(declared_lines(options), options.get("select")), records, references, options)
    if options["prune"]:
        jobs.extend(_prunable(options, records, jobs))
    return records, jobs


def _linted(
    lines: Iterable[Line], rules: Iterable[Rule], options: Mapping[str, Any], region: str, hint: str
) -> list[str]:
    """What these rules find in these lines, as warnings; raises InvalidOptions where they are to fail."""
    if options["lint"] == "off":
        return []
    sentences = list(summaries(line_findings(lines, region, ignore=options.get("lint_ignore"), rules=rules)))
    if sentences and options["lint"] == "fail":
        raise InvalidOptions(" ".join(sentences), hint=hint)
    return sentences


def declared_lines(options: Mapping[str, Any]) -> list[Line]:
    """The lines with what holds for all of them, and with their defaults."""
    shared = {name: options[name] for name in ("state", "mode") if options.get(name)}
    forced = {"mode": options["mode"]} if options.get("mode_override") and options.get("mode") else {}
    lines = [with_defaults(LINE, {**shared, **line, **forced}) for line in options["lines"]]
    # What only changes existing lines deletes none either.
    return [line for line in lines if options.get("create", True) or line["state"] != "absent"]


def _selected(lines: Sequence[Line], patterns: Iterable[str] | None) -> list[Line]:
    """The lines that may be touched. Raises InvalidOptions for a pattern that fits no declared line."""
    if patterns is None:
        return list(lines)
    chosen = select_each("select", patterns, list(map(LINES.declared_names, lines)), "declared line")
    return [line for index, line in enumerate(lines) if index in chosen]


def _undeclared(declared: Iterable[Line], records: Sequence[dict[str, Any]], jobs: Iterable[Job]) -> int:
    """How many numbers of the org no declared line is about, selected or not."""
    index = index_of(LINES, records)
    known = {job.record_id for job in jobs}
    for line in declared:
        known.update(
            str(record["id"])
            for record in index.get(identity(LINES, line), ())
            if line.get("id") or LINES.is_same(line, record)
        )
    return sum(record["id"] not in known for record in records)


def _answering(
    jobs: Iterable[Job], references: References, options: Mapping[str, Any], warnings: list[str]
) -> dict[str, Any]:
    """How many of the lines that are there answer their calls, and why the others do not; models to be retired warn."""
    there = [job for job in jobs if job.record_id and job.is_present]
    warnings.extend(_retirements([(job.declared, job.record or {}) for job in there], references, options))
    reasons = [why_not_answering(job.record or {}, references) for job in there]
    silent = []
    for job, reason in zip(there, reasons):
        if reason and not job.declared.get("silent_reason"):
            told = LINES.summary(job.declared, job.record or {})
            silent.append({**{name: told[name] for name in ("id", "name", "number", "provider")}, "reason": reason})
    return {"answering": reasons.count(""), "not_answering": silent}
