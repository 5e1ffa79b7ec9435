# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one page of all reports: figures first, then what needs attention, then the rest, folded. Pure functions.

Every text is data until it is escaped here; only this module makes markup.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from .escape import markup
from .look import POLICY, SCRIPT, STYLE
from .summary import amount

GOOD, WARN, BAD, INFO = "good", "warn", "bad", "info"
"""Tones, which have a colour each."""

SHOWN = 3
"""Changes of one row that are shown without unfolding."""


class Figure(NamedTuple):
    """A number at the top; ``state`` is that of the rows that it counts, which it filters."""

    number: int
    label: str
    tone: str = ""
    state: str = ""


class Change(NamedTuple):
    """A field with its value on either side, or with the lines of a unified difference."""

    field: str
    was: Any = None
    now: Any = None
    lines: Sequence[str] = ()


class Row(NamedTuple):
    """An entry: what it is called, small print, further columns, its state in words, and what there is to say of it."""

    name: Any
    small: Sequence[Any] = ()
    cells: Sequence[Any] = ()
    state: str = ""
    tone: str = ""
    changes: Sequence[Change] = ()
    notes: Sequence[str] = ()
    quiet: bool = False


class Table(NamedTuple):
    """Rows under the titles of name, further columns and differences; quiet rows are folded below ``rest``.

    Its rows are counted by the first column's title: ``1 line as declared``.
    """

    columns: Sequence[str]
    rows: Sequence[Row]
    rest: str
    sides: tuple[str, str] = ("", "")


class Section(NamedTuple):
    """An org or a suite with its tables, or the problem that kept it from having one."""

    title: str
    small: str = ""
    tables: Sequence[Table] = ()
    problem: str = ""


def figures_of(sections: Sequence[Section], states: Iterable[str], optional: Collection[str] = ()) -> list[Figure]:
    """How many rows of all tables have each of these states; those that are optional are left out where none has."""
    rows = [row for section in sections for table in section.tables for row in table.rows]
    counts, tones = Counter(row.state for row in rows), {row.state: row.tone for row in rows}
    return [
        Figure(counts[state], state, tones.get(state, ""), state)
        for state in states
        if counts[state] or state not in optional
    ]


def page(title: str, lead: str, figures: Iterable[Figure], sections: Iterable[Section]) -> str:
    """The whole page, which needs no other file and no network."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{markup(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{markup(title)}</h1>\n<p class="lead">{markup(lead)}</p>\n'
        f'<div class="figures">\n{"".join(map(_figure, figures))}</div>\n{TOOLS}'
        f"{''.join(map(_section, sections)) or NOTHING}"
        '<p id="nothing" class="fine" hidden>Nothing fits this search.</p>\n'
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


TOOLS = """<div class="tools">
<input type="search" id="search" placeholder="Search orgs, names, numbers, values" aria-label="Search">
<label>Sort by <select id="order">
<option value="">default</option><option>name</option><option>state</option>
</select></label>
<output id="count"></output>
</div>
"""

NOTHING = '<p class="fine">Nothing to report.</p>\n'
"""What the page says without a section."""


def _figure(figure: Figure) -> str:
    kind = f"figure {figure.tone}" if figure.number else "figure none"
    content = f"<b>{figure.number}</b><span>{markup(figure.label)}</span>"
    if not figure.state:
        return f'<div class="{kind}">{content}</div>\n'
    off = "" if figure.number else " disabled"
    state = markup(figure.state)
    return f'<button type="button" class="{kind}" data-state="{state}" aria-pressed="false"{off}>{content}</button>\n'


def _section(section: Section) -> str:
    small = f"<small>{markup(section.small)}</small>" if section.small else ""
    problem = f'<p class="problem">{markup(section.problem)}</p>\n' if section.problem else ""
    tables = "".join(map(_table, section.tables))
    loud = any(not row.quiet for table in section.tables for row in table.rows)
    fine = "" if problem or loud else '<p class="fine">Nothing needs attention.</p>\n'
    return f"<section>\n<h2>{markup(section.title)}{small}</h2>\n{problem}{fine}{tables}</section>\n"


def _table(table: Table) -> str:
    loud = [row for row in table.rows if not row.quiet]
    quiet = [row for row in table.rows if row.quiet]
    noun = str(table.columns[0]).lower()
    folded = f"<summary>{markup(amount(len(quiet), noun))} {markup(table.rest)}</summary>\n{_rows(table, quiet)}"
    return (_rows(table, loud) if loud else "") + (f'<details class="rest">{folded}</details>\n' if quiet else "")


def _rows(table: Table, rows: Sequence[Row]) -> str:
    columns = table.columns if any(row.changes or row.notes for row in rows) else table.columns[:-1]
    heads = "".join(f'<th scope="col">{markup(column)}</th>' for column in columns)
    shown = "".join(_row(table, row, len(columns)) for row in rows)
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{shown}</tbody>\n</table>\n"


def _row(table: Table, row: Row, width: int) -> str:
    """A row of as many columns as its table has: name, further cells, state, and what differs."""
    small = " · ".join(markup(text) for text in row.small if text not in (None, ""))
    cells = [f"<td><b>{markup(row.name)}</b>{f'<small>{small}</small>' if small else ''}</td>"]
    for label, value in zip(table.columns[1:], row.cells):
        cells.append(f'<td data-label="{markup(label)}">{markup(value if value != "" else None)}</td>')
    cells.append(f'<td><span class="mark {row.tone}">{markup(row.state)}</span></td>')
    if len(cells) < width:
        cells.append(f"<td>{_changes(row.changes, table.sides)}{_notes(row.notes)}</td>")
    return f'<tr data-state="{markup(row.state)}">{"".join(cells)}</tr>\n'


def _changes(changes: Sequence[Change], sides: tuple[str, str]) -> str:
    shown, folded = changes[:SHOWN], changes[SHOWN:]
    more = "".join(_change(change, sides) for change in folded)
    return "".join(_change(change, sides) for change in shown) + (
        f"<details><summary>{len(folded)} more</summary>{more}</details>" if folded else ""
    )


def _change(change: Change, sides: tuple[str, str]) -> str:
    if change.lines:
        body = "".join(_line(line) for line in change.lines if not line.startswith(("---", "+++")))
        return f'<div class="change"><code>{markup(change.field)}</code><div class="lines">{body}</div></div>'
    values = zip(("was", "now"), sides, (change.was, change.now))
    body = "".join(
        f'<div class="side {kind}"><i>{markup(side)}</i><span>{_value(value)}</span></div>'
        for kind, side, value in values
    )
    return f'<div class="change"><code>{markup(change.field)}</code>{body}</div>'


def _line(line: str) -> str:
    kind = {"-": ' class="was"', "+": ' class="now"'}.get(line[:1], "")
    return f"<span{kind}>{markup(line)}</span>"


def _value(value: Any) -> str:
    """A value as people read it: nothing is said, and structures have a line for each part."""
    if value is None or value == "":
        return "–"
    return markup(value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False))


def _notes(notes: Sequence[str]) -> str:
    return '<ul class="notes">' + "".join(f"<li>{markup(note)}</li>" for note in notes) + "</ul>" if notes else ""
