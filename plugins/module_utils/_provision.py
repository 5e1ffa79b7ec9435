# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org's objects and then its lines, in one task: everything is planned before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ._carriers.info import ACCOUNTS, examined, faults
from ._engine.bulk import refuse_failed
from ._engine.job import Job
from ._engine.outcome import entries_after_failure, grouped
from ._engine.snapshot import SNAPSHOTS, Part, save_before_writing
from ._engine.writer import Progress
from ._http.client import Client
from ._org import org
from ._org.by_id import mark_uses_of_deleted
from ._org.snapshot import snapshot_objects
from ._phone_numbers import fleet
from ._phone_numbers.snapshot import snapshot_lines
from ._reports.summary import counted
from ._resources.references import References
from ._resources.retirement import RETIREMENTS
from ._schema.fields import Field, Schema
from ._schema.spec import with_defaults

FAILURE = ("failed", "msg", "failure")
"""What a failed task has besides its result."""

OBJECTS = 20
"""Objects that the result of a failed run repeats: of each is told what it needs of another."""


def _provision_problems(options: dict[str, Any]) -> Iterator[str]:
    if not any(name in options for name in (*org.LISTS, "call_lines")):
        yield f"assistants: nothing is declared; add at least one of {', '.join(org.LISTS)}, call_lines."
    yield from org.check(options)


PROVISION = Schema(
    "org",
    (
        *org.ORG.fields,
        Field("call_lines", "dict", schema=fleet.FLEET, local=True),
        Field("carriers", "dict", schema=ACCOUNTS, local=True),
    ),
    check=_provision_problems,
)


def provision(options: dict[str, Any], client: Client, progress: Progress | None = None) -> dict[str, Any]:
    """The use case of vapi_org; at its end, where it is asked for, a look at the lines' carriers."""
    result = _provisioned(options, client, progress)
    if result.get("failed"):
        return _after_failure(result)
    if not options.get("carriers"):
        return result
    lines, failures = examined(options["carriers"], client)
    found = [*failures, *faults(lines)]
    silent = [str(line["name"] or line["number"]) for line in lines if faults([line], "silent")]
    told = f"; {counted('silent at their carriers', silent)}" if silent else ""
    warnings = [*result["warnings"], *([f"at the carriers: {grouped(found)}"] if found else [])]
    return {**result, "carriers": lines, "text": f"{result['text']}{told}", "warnings": warnings}


def _after_failure(result: dict[str, Any]) -> dict[str, Any]:
    """The result of a failed run without what its message says, and with the first objects only."""
    shown = {name: value for name, value in result.items() if name != "text"}
    if "objects" in shown:
        shown["objects"] = entries_after_failure(shown["objects"], OBJECTS)
    return shown


def _provisioned(options: dict[str, Any], client: Client, progress: Progress | None) -> dict[str, Any]:
    """Objects, then lines; the lists that both need are read once.

    ``call_lines`` of the result is that of vapi_call_lines. Lines are not tried where an object has failed. Where a
    folder for snapshots is given, one file has all that is about to change.
    """
    own = {field.name: options[field.name] for field in SNAPSHOTS if options.get("snapshot_dir")}
    lines = with_defaults(fleet.FLEET, {**options["call_lines"], **own}) if options.get("call_lines") else None
    if lines and not any(options.get(name) is not None for name in org.LISTS):
        return _with_lines({"changed": False}, fleet.ensure_lines(lines, client, progress))
    prepared = org.prepare(options, client)
    if lines:
        # Its lines use the models that an org's objects use.
        models = {code: why for code, why in (options.get("lint_ignore") or {}).items() if code in RETIREMENTS}
        ignored = {**models, **(lines.get("lint_ignore") or {})}
        return _with_both(prepared, options, {**lines, "lint_ignore": ignored}, client, progress)
    prepared.prune(options)
    snapshot = save_before_writing(lambda: snapshot_objects(prepared.objects, prepared.references), options, client)
    result, _lines = org.carry_out_org(prepared, options, client, progress)
    return {**result, "snapshot": snapshot}


def _with_both(
    prepared: org.Prepared, options: dict[str, Any], lines: dict[str, Any], client: Client, progress: Progress | None
) -> dict[str, Any]:
    planned = org.Planned(client, prepared.objects, lines["unresolved"], updates=True)
    records, jobs = fleet.refuse_before_writing(lines, client, planned)
    mark_uses_of_deleted(jobs, prepared.objects)
    refuse_failed(jobs)
    prepared.prune(options, jobs)

    def parts() -> dict[str, Part]:
        """One snapshot of both: what is restored together belongs together."""
        return {**snapshot_objects(prepared.objects, prepared.references), "lines": snapshot_lines(jobs, records)}

    snapshot = save_before_writing(parts, lines, client)
    references: References = planned if client.check_mode else References(client, lines["unresolved"])
    without = {**lines, "snapshot_dir": None}
    result, written = org.carry_out_org(
        prepared,
        options,
        client,
        progress,
        lambda: fleet.ensure_lines(without, client, progress, known=records, references=references),
    )
    result["snapshot"] = snapshot
    return _not_tried(result, jobs) if written is None else _with_lines(result, written)


def _not_tried(result: dict[str, Any], lines: Iterable[Job]) -> dict[str, Any]:
    """The result of a run that failed before its lines, whose message names those that were due."""
    due = [one.describe for one in lines if one.plan.changed]
    return {**result, "msg": f"{result['msg']} {counted('not tried', due)}."} if due else result


def _with_lines(result: Mapping[str, Any], lines: dict[str, Any]) -> dict[str, Any]:
    """Both results as one, the lines' own under ``call_lines``; a failure stands at the top only."""
    above = ("diff", "warnings", *FAILURE)
    both = {
        **result,
        "changed": result["changed"] or lines["changed"],
        "call_lines": {name: value for name, value in lines.items() if name not in above},
    }
    for name in ("diff", "warnings"):
        both[name] = [*result.get(name, []), *(one for one in lines.get(name, []) if one not in result.get(name, []))]
    both["snapshot"] = both["call_lines"]["snapshot"] = result.get("snapshot") or lines.get("snapshot")
    done = str(result.get("text", ""))
    if lines.get("failed"):
        failure = {name: lines[name] for name in FAILURE}
        failure["msg"] += f" Objects: {done}." if done else ""
        return {**both, **failure}
    told = str(lines.get("text", ""))
    return {**both, "text": f"objects: {done}; lines: {told}" if done else told}
