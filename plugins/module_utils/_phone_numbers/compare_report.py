# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two orgs differ, as data, for a change ticket and for a browser. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._reports.escape import cell
from .._reports.page import BAD, GOOD, INFO, WARN, Change, Figure, Row, Section, Table, page

Result = Mapping[str, Any]


def as_json(result: Result) -> str:
    """The result as it is."""
    return json.dumps(result, indent=4, ensure_ascii=False) + "\n"


def _name_lists(result: Result) -> Iterator[tuple[str, list[str]]]:
    """Titles and names of what could not be compared field by field; empty lists are left out."""
    for title, names in (
        (f"Only in {result['here']}", result["only_here"]),
        (f"Only in {result['there']}", result["only_there"]),
        ("Not compared, as they have no unique name", result["not_compared"]),
    ):
        if names:
            yield title, names


def as_markdown(result: Result) -> str:
    """A page for a ticket."""
    here, there = cell(result["here"]), cell(result["there"])
    lines = [
        f"# Phone lines: {here} against {there}",
        "",
        f"{len(result['same'])} the same, {len(result['different'])} different, "
        f"{len(result['only_here'])} only in {here}, {len(result['only_there'])} only in {there}.",
    ]
    if result["different"]:
        lines += ["", f"| line | field | {here} | {there} |", "|---|---|---|---|"]
        lines += [
            f"| {cell(line['name'])} | {cell(field['field'])} | {cell(field['here'])} | {cell(field['there'])} |"
            for line in result["different"]
            for field in line["fields"]
        ]
    for title, names in _name_lists(result):
        lines += ["", f"{cell(title)}:", "", *(f"- {cell(name)}" for name in names)]
    return "\n".join(lines) + "\n"


def as_page(result: Result) -> str:
    """A page for a browser."""
    here, there = str(result["here"]), str(result["there"])
    alone = [("only_here", f"only in {here}"), ("only_there", f"only in {there}")]
    figures = [
        Figure(len(result["different"]), "different", WARN, "different"),
        *(Figure(len(result[names]), state, INFO, state) for names, state in alone),
        Figure(len(result["same"]), "the same", GOOD, "the same"),
    ]
    rows = [
        *(Row(line["name"], (), (), "different", WARN, _changes(line)) for line in result["different"]),
        *(Row(name, (), (), state, INFO) for names, state in alone for name in result[names]),
        *(Row(name, (), (), "not compared", BAD, notes=(NO_NAME,)) for name in result["not_compared"]),
        *(Row(name, (), (), "the same", GOOD, quiet=True) for name in result["same"]),
    ]
    table = Table(("Line", "State", "Difference"), rows, "the same in both orgs", (here, there))
    lead = f"The lines of {here} and {there} by their names, field by field. Ids, numbers and secrets are not compared."
    return page(f"Phone lines: {here} against {there}", lead, figures, [Section("Lines", tables=[table])])


NO_NAME = "A line without a name, or with a name that the org has twice, cannot be compared."


def _changes(line: Mapping[str, Any]) -> list[Change]:
    return [Change(field["field"], field["here"], field["there"]) for field in line["fields"]]


REPORTS: dict[str, Callable[[Result], str]] = {"json": as_json, "md": as_markdown, "html": as_page}
"""The reports of one org by their suffix."""
