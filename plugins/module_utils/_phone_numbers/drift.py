# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an org has and what its inventory declares: compared line by line, and never written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from .._engine.bulk import plan_all
from .._engine.ensure import Job
from .._engine.identity import display_name, selected
from .._errors import InvalidOptions
from .._http.client import Client
from .._reports.summary import SHOWN, counted, one_line, with_names
from .._resources.answering import is_route_unreachable, route_of, who_answers, why_not_answering
from .._resources.phone_number import LINE, MODES, SPEAKERS
from .._resources.references import References
from .._schema.fields import Field, Schema
from .fleet import declared_lines
from .lines import LINES
from .lint import NO_NET, UNREACHABLE, lacks_net

STATES = ("same", "changed", "missing", "undeclared", "should_be_absent", "failed")
"""What a line can be: as declared, different, declared and not there, there and not declared, there although it is
declared absent, or impossible to compare."""

DANGLING = "dangling-route"

DRIFT = Schema(
    "drift",
    (
        Field("lines", "list", elements="dict", schema=LINE, required=True, local=True),
        Field("mode", local=True, choices=MODES),
        Field("protected", "list", elements="str", format="match", local=True, guard=True),
        Field("only", "list", elements="str", format="match", local=True, guard=True),
        Field("fail", "bool", local=True, default=False),
    ),
)

FIXES = {
    ("changed", "missing", "should_be_absent"): "Run voiceops.vapi.provision to apply the declaration (look first with "
    "--check --diff).",
    ("undeclared",): "Declare the undeclared lines, delete them, or name them in drift_protected.",
    ("failed",): "Correct the declaration of the lines that could not be compared.",
    (DANGLING,): "Give the lines whose route is gone an assistant or squad that exists.",
}
"""What helps, by the states and findings that call for it."""


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_drift_info: ``lines`` (declared ones first, in their order), ``summary``, ``drifted``."""
    records = list(LINES.all(client))
    references = References(client)
    jobs = plan_all(LINES, declared_lines(options), records, references)
    known = {job.record["id"] for job in jobs if job.record}
    lines = [_declared(job, references) for job in jobs if job.record or job.plan.changed or job.error]
    reported = _counted(records, options) - known
    lines += [
        _described(record, "undeclared", references)
        for record in sorted(records, key=partial(display_name, LINES))
        if record["id"] in reported
    ]
    found = [finding["code"] for line in lines for finding in line["findings"]]
    result: dict[str, Any] = {
        "changed": False,
        "lines": lines,
        "summary": {
            **{state: sum(line["drift"] == state for line in lines) for state in STATES},
            "findings": len(found),
        },
        "drifted": DANGLING in found or any(line["drift"] != "same" for line in lines),
        "text": summary_text(lines),
    }
    if not result["drifted"]:
        return result
    error = InvalidOptions(f"the org is not as declared: {result['text']}", hint=_fix(lines))
    if options["fail"]:
        # Ansible prints the whole result of a task that fails.
        shown = [line for line in lines if not is_quiet(line)][:SHOWN]
        result.update(failed=True, failure=error.failure, lines=shown)
        del result["text"]
    return {**result, "msg": error.sentence}


def is_quiet(line: Mapping[str, Any]) -> bool:
    """Whether there is nothing to say about a compared line."""
    return bool(line["drift"] == "same" and not line["findings"])


def summary_text(lines: Sequence[Mapping[str, Any]]) -> str:
    """How many lines are in each state, with the first names; then the findings by code."""
    by_state: dict[str, list[str]] = {state: [] for state in STATES}
    by_code: dict[str, list[str]] = {}
    for line in lines:
        name = str(line["name"] or line["number"] or line["id"])
        fields = ", ".join(change["field"] for change in line["changes"])
        by_state[line["drift"]].append(f"{name}: {fields}" if fields else name)
        for finding in line["findings"]:
            by_code.setdefault(finding["code"], []).append(name)
    states = [
        f"{len(names)} {state}" if state == "same" else counted(state, names)
        for state, names in by_state.items()
        if names
    ]
    return one_line([*states, *(f"{code}: {with_names(names)}" for code, names in by_code.items())], "no lines")


def _fix(lines: Sequence[Mapping[str, Any]]) -> str:
    seen = {line["drift"] for line in lines} | {finding["code"] for line in lines for finding in line["findings"]}
    return " ".join(fix for kinds, fix in FIXES.items() if seen.intersection(kinds))


def _counted(records: list[dict[str, Any]], options: Mapping[str, Any]) -> set[str]:
    """The ids of the numbers that are reported when they are not declared."""
    only = selected(LINES, records, options["only"] if options.get("only") is not None else ["*"])
    return only - selected(LINES, records, options.get("protected") or [])


def _declared(job: Job, references: References) -> dict[str, Any]:
    if job.error is not None:
        described = _described(job.record or _as_record(job.line), "failed", references, bool(job.record))
        described["findings"].append({"code": "failed", "message": _as_sentence(job.error.sentence)})
        return described
    state = {"create": "missing", "update": "changed", "delete": "should_be_absent"}.get(job.plan.action, "same")
    record = job.record or _as_record(job.line)
    described = _described(record, state, references, bool(job.record))
    return {**described, "changes": list(_changes(job)) if state == "changed" else []}


def _as_record(line: Mapping[str, Any]) -> dict[str, Any]:
    """What a declaration says of a number that is not there."""
    return {
        "name": line.get("name"),
        "number": line.get("number") or line.get("sip_uri"),
        "provider": line.get("provider"),
    }


def _changes(job: Job) -> Iterator[dict[str, Any]]:
    """Field by field what is there and what is declared; a secret's difference is never seen."""
    fields = {*job.plan.before, *job.plan.after}
    for field in sorted(fields):
        actual, declared = job.plan.before.get(field), job.plan.after.get(field)
        # The name of an assistant or squad says what its id says.
        if actual != declared and field.removesuffix("_id") not in fields - {field}:
            yield {"field": field, "actual": actual, "declared": declared}


def _described(record: Mapping[str, Any], state: str, references: References, exists: bool = True) -> dict[str, Any]:
    """A line as a report shows it."""
    return {
        "name": record.get("name"),
        "id": record.get("id"),
        "number": record.get("number") or record.get("sipUri"),
        "provider": record.get("provider"),
        "status": record.get("status"),
        "route": _route(record, references) if exists else None,
        "hooks": len(record.get("hooks") or []),
        "drift": state,
        "changes": [],
        "findings": list(_findings(record, references)) if exists else [],
    }


def _route(record: Mapping[str, Any], references: References) -> str | None:
    """Who answers, by name where there is one."""
    route = route_of(record)
    if not route.kind:
        return None
    name = references.name_of(route.kind, route.what) if route.kind in SPEAKERS else None
    return f"{route.kind} {name or route.what}"


def _findings(record: Mapping[str, Any], references: References) -> Iterator[dict[str, str]]:
    silent = why_not_answering(record, references)
    if silent:
        gone = bool(who_answers(record).kind)
        yield {"code": DANGLING if gone else "silent", "message": f"It does not answer: {silent}."}
    elif is_route_unreachable(record):
        yield {"code": UNREACHABLE.code, "message": _as_sentence(UNREACHABLE.message)}
    if lacks_net(LINES.as_options(record)):
        yield {"code": NO_NET.code, "message": _as_sentence(NO_NET.message)}


def _as_sentence(text: str) -> str:
    """A text that stands alone, where elsewhere it follows the name of a line."""
    return text[:1].upper() + text[1:]
