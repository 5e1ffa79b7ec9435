# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a fleet, for people: one summary line, and what a failed run repeats. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engine.outcome import entries_after_failure
from .._reports.summary import by_action, counted, entry_name, one_line
from .._schema.hints import SHOWN

Line = Mapping[str, Any]

DONE = ("created", "updated", "deleted")


def summary_text(result: Mapping[str, Any], check: bool, otherwise: str = "no lines declared") -> str:
    """One line: what was (in check mode: would be) done with which lines, and what is left to look at."""
    parts = by_action(result["lines"], DONE, check, _name)
    silent = [f"{entry_name(line)}: {line['reason']}" for line in result.get("not_answering", ())]
    for kind, names in (("missing", result.get("missing", ())), ("not answering", silent)):
        if names:
            parts.append(counted(kind, names))
    if result.get("undeclared"):
        parts.append(f"{result['undeclared']} undeclared")
    return one_line(parts, otherwise)


def _name(line: Line) -> str:
    """A line's name; with the number where it was just bought or imported."""
    if line["action"] == "created" and line.get("name") and line.get("number"):
        return f"{line['name']} {line['number']}"
    return entry_name(line)


def shown_after_failure(result: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a failed run, with the first of each list only."""
    lists = {name: result[name][:SHOWN] for name in ("missing", "not_answering") if name in result}
    return {**result, **lists, "lines": entries_after_failure(result["lines"])}
