# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an org has and what its inventory declares: compared line by line, and never written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from .._engine.bulk import plan_all
from .._engine.drift import STATES, as_sentence, compare, counts, is_quiet
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
    lines = compare(LINES, jobs, records, options, partial(_described, references))
    found = [finding["code"] for line in lines for finding in line["findings"]]
    result: dict[str, Any] = {
        "changed": False,
        "lines": lines,
        "summary": {
            **counts(lines),
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


def _described(references: References, line: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """A line as a report shows it: as it is, or as it is declared where it is not there."""
    shown = record or line
    return {
        "name": shown.get("name"),
        "id": record.get("id"),
        "number": record.get("number") or record.get("sipUri") or line.get("number") or line.get("sip_uri"),
        "provider": shown.get("provider"),
        "status": record.get("status"),
        "route": _route(record, references) if record else None,
        "hooks": len(record.get("hooks") or []),
        "findings": list(_findings(record, line, references)) if record else [],
    }


def _route(record: Mapping[str, Any], references: References) -> str | None:
    """Who answers, by name where there is one."""
    route = route_of(record)
    if not route.kind:
        return None
    name = references.name_of(route.kind, route.what) if route.kind in SPEAKERS else None
    return f"{route.kind} {name or route.what}"


def _findings(record: Mapping[str, Any], line: Mapping[str, Any], references: References) -> Iterator[dict[str, str]]:
    reason = why_not_answering(record, references)
    if reason and not line.get("silent_reason"):
        gone = bool(who_answers(record).kind)
        yield {"code": DANGLING if gone else "silent", "message": f"It does not answer: {reason}."}
    elif is_route_unreachable(record) and not line.get("silent_reason"):
        yield {"code": UNREACHABLE.code, "message": as_sentence(UNREACHABLE.message)}
    if lacks_net(LINES.as_options(record)):
        yield {"code": NO_NET.code, "message": as_sentence(NO_NET.message)}
