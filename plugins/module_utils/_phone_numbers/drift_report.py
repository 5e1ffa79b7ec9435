# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What drifts, in all orgs of a run: as data, for tickets, and as a page that can be searched. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._engine.drift import is_quiet
from .._reports.escape import cell
from .._reports.files import as_json, folder, write_all
from .._reports.page import BAD, GOOD, INFO, WARN, Change, Figure, Row, Section, Table, figures_of, page
from .._reports.summary import amount, counted, entry_name, kind_name
from .._schema.fields import Field, Schema
from .._schema.redact import without_url_secrets

Result = Mapping[str, Any]
Orgs = Mapping[str, Result]

UNFINISHED = "not reached: the run ended before"
WORDS = {
    "same": "as declared",
    "changed": "changed",
    "missing": "missing",
    "undeclared": "undeclared",
    "should_be_absent": "should be absent",
    "failed": "not compared",
}

TOLD = ("lines", "objects", "summary", "drifted")
"""What of a result is reported."""

DRIFT_REPORT = Schema(
    "drift report",
    (
        Field("orgs", "dict", required=True, local=True, passthrough=True),
        Field("directory", "path", required=True, local=True),
        Field("made", local=True, format="time"),
    ),
)


def write_drift_report(options: dict[str, Any], check: bool = False) -> dict[str, Any]:
    """The use case of vapi_drift_report: ``drift.json``, ``drift.md`` and ``drift.html`` of all orgs."""
    place = folder(options["directory"])
    orgs = {str(org): _told(without_url_secrets(result)) for org, result in options["orgs"].items()}
    texts = {
        "drift.json": as_json(orgs),
        "drift.md": drift_as_markdown(orgs),
        "drift.html": drift_page(orgs, options.get("made")),
    }
    written = write_all({place / name: text for name, text in texts.items()}, check)
    failed = [org for org, result in orgs.items() if result["error"] is not None]
    drifting = [org for org, result in orgs.items() if result["drifted"] and org not in failed]
    unknown = f", {counted('not compared', failed)}" if failed else ""
    return {
        "changed": bool(written),
        "reports": written,
        "text": f"{len(drifting)} of {len(orgs)} orgs drift{unknown}; reports in {place}",
    }


def _told(result: Any) -> dict[str, Any]:
    """What the reports show of one org; an org that could not be compared has an ``error``."""
    given = result if isinstance(result, Mapping) else {}
    if not isinstance(given.get("lines"), list):
        return {
            "error": str(given.get("msg") or UNFINISHED),
            "lines": [],
            "objects": [],
            "summary": {},
            "drifted": True,
        }
    return {"error": None, "objects": [], **{name: given[name] for name in TOLD if name in given}}


def states_text(summary: Mapping[str, int]) -> str:
    """``12 same, 1 changed``; states without a line or object are left out."""
    return ", ".join(f"{number} {state}" for state, number in summary.items() if number)


# --- Markdown ---------------------------------------------------------------------------------------------------------


def drift_as_markdown(orgs: Orgs) -> str:
    """A page for a ticket: only what drifts."""
    lines = ["# Drift", ""]
    for org, result in orgs.items():
        lines += [f"## {cell(org)}", ""]
        if result["error"] is not None:
            lines += [f"Could not be compared: {cell(result['error'])}", ""]
            continue
        lines += [states_text(result["summary"]) or "nothing to compare", ""]
        for title, entries in (("line", result["lines"]), ("object", result.get("objects", ()))):
            rows = [row for entry in entries if not is_quiet(entry) for row in _rows(entry)]
            if rows:
                lines += [f"| {title} | drift | field | actual | declared |", "|---|---|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _rows(line: Result) -> Iterator[str]:
    """A row for each change, or for the state alone, then one for each finding."""
    name = cell(entry_name(line))
    for change in line["changes"]:
        values = " | ".join(map(cell, (change["field"], *_sides(change))))
        yield f"| {name} | {line['drift']} | {values} |"
    if not line["changes"] and line["drift"] != "same":
        yield f"| {name} | {line['drift']} | | | |"
    for finding in line["findings"]:
        yield f"| {name} | {cell(finding['code'])} | | {cell(finding['message'])} | |"


def _sides(change: Result) -> tuple[Any, Any]:
    """What is there and what is declared; of long texts the lines that differ."""
    if "diff" not in change:
        return change["actual"], change["declared"]
    actual, declared = ([line[1:] for line in change["diff"] if line.startswith(mark)] for mark in "-+")
    return "\n".join(actual) or None, "\n".join(declared) or None


# --- HTML -------------------------------------------------------------------------------------------------------------


TONES = {"changed": WARN, "missing": BAD, "undeclared": INFO, "should_be_absent": INFO, "failed": BAD, "same": GOOD}
TO_LOOK_AT = "to check"
"""The state of an entry that is as declared, and has a finding."""

STATES = (*(word for state, word in WORDS.items() if state != "same"), TO_LOOK_AT, WORDS["same"])
OPTIONAL = (WORDS["should_be_absent"], WORDS["failed"], TO_LOOK_AT)
"""States of entries in the order of their figures, and those whose figures are not shown when they are zero."""

COLUMNS = ("Line", "Route", "State", "Difference")
OBJECT_COLUMNS = ("Object", "State", "Difference")
SIDES = ("in Vapi", "declared")


def drift_page(orgs: Orgs, made: str | None) -> str:
    """A page for a browser."""
    sections = list(map(_section, orgs, orgs.values()))
    broken = sum(bool(section.problem) for section in sections)
    figures = [Figure(broken, "orgs not compared", BAD)] * bool(broken) + figures_of(sections, STATES, OPTIONAL)
    lead = f"Differences of {amount(len(orgs), 'org')} from the declaration."
    return page("Drift", f"{lead} Made {made}." if made else lead, figures, sections)


def _state(entry: Result) -> str:
    return TO_LOOK_AT if entry["drift"] == "same" and entry["findings"] else WORDS[entry["drift"]]


def _section(org: str, result: Result) -> Section:
    if result["error"] is not None:
        return Section(org, problem=f"Could not be compared: {result['error']}")
    lines, objects = result["lines"], result.get("objects", ())
    counted = [amount(len(lines), "line")] * bool(lines or not objects)
    counted += [amount(len(objects), "object")] * bool(objects)
    tables = [
        Table(COLUMNS, [_row(one, (one.get("route"),)) for one in lines], "as declared", SIDES),
        Table(OBJECT_COLUMNS, [_row(one) for one in objects], "as declared", SIDES),
    ]
    return Section(org, ", ".join(counted), [table for table in tables if table.rows])


def _row(entry: Result, cells: Sequence[Any] = ()) -> Row:
    hooks = amount(entry["hooks"], "hook") if entry.get("hooks") else ""
    of_a_line = (entry.get("number"), entry.get("provider"), entry.get("status"), hooks)
    return Row(
        entry.get("name") or entry.get("number") or entry.get("id"),
        small=(kind_name(entry["kind"]),) if entry.get("kind") else of_a_line,
        cells=cells,
        state=_state(entry),
        tone=WARN if _state(entry) == TO_LOOK_AT else TONES[entry["drift"]],
        changes=[Change(one["field"], one["actual"], one["declared"], one.get("diff", ())) for one in entry["changes"]],
        notes=[" ".join(filter(None, (one["message"], one.get("fix")))) for one in entry["findings"]],
        quiet=is_quiet(entry),
    )
