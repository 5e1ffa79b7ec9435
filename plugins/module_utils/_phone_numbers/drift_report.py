# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What drifts, in all orgs of a run: as data, for tickets, and as a page that can be searched. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._engine.drift import is_quiet
from .._reports.escape import cell, markup
from .._reports.files import folder, write_all
from .._schema.fields import Field, Schema
from .drift_page import FOOT, HEAD

Result = Mapping[str, Any]
Orgs = Mapping[str, Result]

UNFINISHED = "the run ended before"
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


def manage(options: dict[str, Any], check: bool = False) -> dict[str, Any]:
    """The use case of vapi_drift_report: ``drift.json``, ``drift.md`` and ``drift.html`` of all orgs."""
    place = folder(options["directory"])
    orgs = {str(org): _told(result) for org, result in options["orgs"].items()}
    texts = {
        "drift.json": as_json(orgs),
        "drift.md": as_markdown(orgs),
        "drift.html": as_page(orgs, options.get("made")),
    }
    written = write_all({place / name: text for name, text in texts.items()}, check)
    drifting = [org for org, result in orgs.items() if result["drifted"]]
    return {
        "changed": bool(written),
        "reports": written,
        "text": f"{len(drifting)} of {len(orgs)} orgs drift; reports in {place}",
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


def as_json(orgs: Orgs) -> str:
    """Every org's result."""
    return json.dumps(orgs, indent=4, ensure_ascii=False) + "\n"


def counts(summary: Mapping[str, int]) -> str:
    """``12 same, 1 changed``; states without a line or object are left out."""
    return ", ".join(f"{number} {state}" for state, number in summary.items() if number)


def entry_name(entry: Result) -> Any:
    """What a line or an object is called in a report."""
    name = entry.get("name") or entry.get("number") or entry.get("id")
    return f"{kind_name(entry)} {name}" if entry.get("kind") else name


def kind_name(entry: Result) -> str:
    """The kind of an object as people write it."""
    return str(entry["kind"]).replace("_", " ")


# --- Markdown ---------------------------------------------------------------------------------------------------------


def as_markdown(orgs: Orgs) -> str:
    """A page for a ticket: only what drifts."""
    lines = ["# Drift", ""]
    for org, result in orgs.items():
        lines += [f"## {cell(org)}", ""]
        if result["error"] is not None:
            lines += [f"Could not be compared: {cell(result['error'])}", ""]
            continue
        lines += [counts(result["summary"]) or "nothing to compare", ""]
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


def as_page(orgs: Orgs, made: str | None) -> str:
    """A page for a browser; its script is fixed, and reads what the rows show."""
    stamp = f" {markup(made)}." if made else ""
    return "".join([HEAD.replace("{made}", stamp), *(_section(org, result) for org, result in orgs.items()), FOOT])


COLUMNS = {
    "Line": "name",
    "Number": "number",
    "Carrier": "provider",
    "Route": "route",
    "Hooks": "hooks",
    "Status": "status",
}
"""Titles of the table of lines, and what of a line stands below each."""

OBJECT_COLUMNS = {"Object": "name", "Kind": "kind"}
"""The same for the other objects of an org."""


def _section(org: str, result: Result) -> str:
    title = f"<section>\n<h2>{markup(org)}</h2>\n"
    if result["error"] is not None:
        return f'{title}<p class="missing">Could not be compared: {markup(result["error"])}</p>\n</section>\n'
    states = "".join(
        f', <span class="{markup(state)}">{number} {markup(WORDS.get(state, state))}</span>'
        for state, number in result["summary"].items()
        if number
    )
    objects = [{**one, "kind": kind_name(one)} for one in result.get("objects", ())]
    counted = f"{len(result['lines'])} lines" + (f", {len(objects)} objects" if objects else "")
    tables = _table(COLUMNS, result["lines"]) if result["lines"] or not objects else ""
    tables += _table(OBJECT_COLUMNS, objects) if objects else ""
    return f'{title}<p class="counts">{counted}{states}</p>\n{tables}</section>\n'


def _table(columns: Mapping[str, str], entries: Sequence[Result]) -> str:
    heads = "".join(f'<th scope="col">{name}</th>' for name in (*columns, "Drift"))
    rows = "".join(_row(columns, entry) for entry in entries)
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _row(columns: Mapping[str, str], line: Result) -> str:
    cells = "".join(
        f'<td data-label="{label}"><div>{markup(line.get(field) if line.get(field) != "" else None)}</div></td>\n'
        for label, field in columns.items()
    )
    mark = f'<span class="mark {markup(line["drift"])}">{markup(WORDS[line["drift"]])}</span>\n'
    return (
        f'<tr data-drift="{"no" if is_quiet(line) else "yes"}">\n{cells}'
        f'<td data-label="Drift"><div>{mark}{_changes(line["changes"])}{_findings(line["findings"])}</div></td>\n'
        "</tr>\n"
    )


def _changes(changes: list[Result]) -> str:
    if not changes:
        return ""
    shown = "".join(
        f"<dl><dt>field</dt><dd>{markup(change['field'])}</dd>{_values(change)}</dl>\n" for change in changes
    )
    return (
        f"<details><summary>{markup(', '.join(change['field'] for change in changes))}</summary>\n{shown}</details>\n"
    )


def _values(change: Result) -> str:
    """What is there and what is declared; of long texts the lines that differ, with the lines around them."""
    if "diff" in change:
        return f"<dt>difference</dt><dd><pre>{markup(chr(10).join(change['diff']))}</pre></dd>"
    return "".join(f"<dt>{side}</dt><dd><pre>{_value(change[side])}</pre></dd>" for side in ("actual", "declared"))


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    return markup(value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False))


def _findings(findings: list[Result]) -> str:
    items = "".join(f"<li>{markup(finding['message'])}</li>" for finding in findings)
    return f"<ul>{items}</ul>\n" if items else ""
