# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a look at something found, and how people read it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from .._errors import VapiError, printable, with_stop
from .._reports.summary import amount

OK, WARNING, PROBLEM, SKIPPED = LEVELS = ("ok", "warning", "problem", "skipped")

LONGEST = 400
"""Characters of a detail; the service's own words may be longer."""


class Check(NamedTuple):
    """One look: at what, with what outcome, and what to do where it is none to be happy with."""

    name: str
    level: str
    detail: str
    fix: str = ""

    @property
    def sentence(self) -> str:
        """The finding on one line, with its fix."""
        return f"{self.name}: {with_stop(_one_line(self.detail))} {self.fix}".strip()

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"check": self.name, "level": self.level, "detail": _one_line(self.detail), "fix": self.fix}


def failed_check(name: str, error: VapiError) -> Check:
    """What an error says, as a finding."""
    return Check(name, PROBLEM, error.message, error.hint)


def of_level(checks: Iterable[Check], *levels: str) -> list[Check]:
    """The findings of these levels."""
    return [check for check in checks if check.level in levels]


def table(checks: Sequence[Check]) -> str:
    """A line for each finding, in columns: level, what was looked at, what was found and its fix."""
    names = max((len(check.name) for check in checks), default=0)
    levels = max(map(len, LEVELS))
    rows = []
    for check in checks:
        detail = _one_line(check.detail)
        told = f"{with_stop(detail)} {check.fix}" if check.fix else detail
        rows.append(f"  {check.level:<{levels}}  {check.name:<{names}}  {told}".rstrip())
    return "\n".join(rows)


def headline(checks: Sequence[Check]) -> str:
    """How many findings there are of each level, as one sentence."""
    problems, warnings = (len(of_level(checks, level)) for level in (PROBLEM, WARNING))
    told = [amount(number, noun) for number, noun in ((problems, "problem"), (warnings, "warning")) if number]
    return f"{amount(len(checks), 'check')}: {', '.join(told) or 'no problems'}."


def _one_line(text: str) -> str:
    line = printable(" ".join(text.split()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
