# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two orgs differ, as data, for a change ticket and for a browser. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._reports.escape import cell
from .._reports.files import as_json
from .._reports.page import BAD, GOOD, INFO, WARN, Change, Row, Section, Table, figures_of, page

Result = Mapping[str, Any]


def _parts(result: Result) -> Iterator[tuple[str, str, Result]]:
    """Title, what one is called, and the comparison, of the lines and of the objects."""
    yield "Lines", "line", result
    if "objects" in result:
        yield "Objects", "object", {**result, **result["objects"]}


def comparison_as_markdown(result: Result) -> str:
    """A page for a ticket."""
    here, there = cell(result["here"]), cell(result["there"])
    text = [f"# {here} against {there}"]
    for title, noun, parts in _parts(result):
        text += ["", f"## {title}", "", *_section(parts, noun, here, there)]
    return "\n".join(text) + "\n"


def _section(result: Result, noun: str, here: str, there: str) -> Iterator[str]:
    yield (
        f"{len(result['same'])} the same, {len(result['different'])} different, "
        f"{len(result['only_here'])} only in {here}, {len(result['only_there'])} only in {there}."
    )
    if result["different"]:
        yield from ("", f"| {noun} | field | {here} | {there} |", "|---|---|---|---|")
    for one in result["different"]:
        for field in one["fields"]:
            yield f"| {cell(one['name'])} | {cell(field['field'])} | {cell(field['here'])} | {cell(field['there'])} |"
    for title, names in (
        (f"Only in {here}", result["only_here"]),
        (f"Only in {there}", result["only_there"]),
        ("Not compared, as they have no unique name", result["not_compared"]),
    ):
        if names:
            yield from ("", f"{title}:", "", *(f"- {cell(name)}" for name in names))


def comparison_page(result: Result) -> str:
    """A page for a browser."""
    here, there = str(result["here"]), str(result["there"])
    sections = [
        Section(
            title,
            tables=[
                Table((noun.capitalize(), "State", "Difference"), _rows(parts), "the same in both orgs", (here, there))
            ],
        )
        for title, noun, parts in _parts(result)
    ]
    lead = f"Lines and objects of {here} and {there}, compared by name and field. Ids, numbers and secrets are ignored."
    states = ("different", f"only in {here}", f"only in {there}", NOT_COMPARED, "the same")
    return page(f"{here} against {there}", lead, figures_of(sections, states, (NOT_COMPARED,)), sections)


def _rows(result: Result) -> list[Row]:
    alone = [("only_here", f"only in {result['here']}"), ("only_there", f"only in {result['there']}")]
    return [
        *(Row(one["name"], (), (), "different", WARN, _changes(one)) for one in result["different"]),
        *(Row(name, (), (), state, INFO) for names, state in alone for name in result[names]),
        *(Row(name, (), (), NOT_COMPARED, BAD, notes=(NO_NAME,)) for name in result["not_compared"]),
        *(Row(name, (), (), "the same", GOOD, quiet=True) for name in result["same"]),
    ]


NOT_COMPARED = "not compared"
NO_NAME = "Objects without a name, or with a name that the org has twice, cannot be compared."


def _changes(line: Mapping[str, Any]) -> list[Change]:
    return [Change(field["field"], field["here"], field["there"]) for field in line["fields"]]


REPORTS: dict[str, Callable[[Result], str]] = {
    "json": as_json,
    "md": comparison_as_markdown,
    "html": comparison_page,
}
"""The reports of one org by their suffix."""
