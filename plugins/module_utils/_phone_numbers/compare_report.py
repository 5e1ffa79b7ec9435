# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two orgs differ, as data, for a change ticket and for a browser. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._reports.escape import cell, markup

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


HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Phone lines: {here} against {there}</title>
<style>
:root {{ color-scheme: light dark; --line: #8884; --quiet: #777; --here: #d4380d; --there: #389e0d; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem;
  overflow-wrap: anywhere; }}
.counts {{ display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }}
.counts li {{ border: 1px solid var(--line); border-radius: .5rem; padding: .25rem .75rem; }}
.counts b {{ font-size: 1.4rem; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; }}
th:nth-child(-n+2) {{ width: 22%; }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .5rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; white-space: pre-wrap; }}
td:nth-child(3) {{ color: var(--here); }} td:nth-child(4) {{ color: var(--there); }}
@media (max-width: 40rem) {{
  thead {{ display: none; }}
  tr {{ display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }}
  td {{ display: block; border: 0; padding: .1rem 0; }}
  td::before {{ content: attr(data-title) ": "; color: var(--quiet); }}
}}
</style>
</head>
<body>
<h1>Phone lines: {here} against {there}</h1>
<ul class="counts">
<li><b>{same}</b> the same</li>
<li><b>{different}</b> different</li>
<li><b>{only_here}</b> only in {here}</li>
<li><b>{only_there}</b> only in {there}</li>
</ul>
"""


def as_page(result: Result) -> str:
    """A page for a browser, with no script at all."""
    here, there = markup(result["here"]), markup(result["there"])
    counts = {name: len(result[name]) for name in ("same", "different", "only_here", "only_there")}
    parts = [HEAD.format(here=here, there=there, **counts)]
    if result["different"]:
        parts.append(
            f"<table>\n<thead><tr><th>line</th><th>field</th><th>{here}</th><th>{there}</th></tr></thead>\n<tbody>\n"
        )
        parts += [
            f'<tr><td data-title="line">{markup(line["name"])}</td><td data-title="field">{markup(field["field"])}</td>'
            f'<td data-title="{here}">{markup(field["here"])}</td>'
            f'<td data-title="{there}">{markup(field["there"])}</td></tr>\n'
            for line in result["different"]
            for field in line["fields"]
        ]
        parts.append("</tbody>\n</table>\n")
    for title, names in _name_lists(result):
        items = "".join(f"<li>{markup(name)}</li>\n" for name in names)
        parts.append(f"<h2>{markup(title)}</h2>\n<ul>\n{items}</ul>\n")
    return "".join([*parts, "</body>\n</html>\n"])


REPORTS: dict[str, Callable[[Result], str]] = {"json": as_json, "md": as_markdown, "html": as_page}
"""The reports of one org by their suffix."""
