# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults by rule: which request, which of them, what goes wrong, and whether the write took effect before."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "latency",
    "400",
    "429",
    "500",
    "502",
    "503",
    "504",
    "cut",
    "slow",
    "truncate",
    "garbage",
    "redirect",
    "kill",
)


LONGEST_PATTERN = 200
ENDLESS = re.compile(r"[*+}]")
MOST_ENDLESS = 3
SLOW = re.compile(r"\)[*+{]|\\\d")
"""A group that repeats, or a reference back to one."""


@dataclass
class Fault:
    """One rule. ``nth`` counts the requests that match, from 1: a list of them, or ``every`` (as does an empty list).
    ``skip`` leaves the first ones alone, ``first`` takes no more after so many, ``times`` strikes no more than that.

    ``match`` has ``method`` (one, or several: POST|PATCH), ``path`` (a pattern) and ``org``;
    ``message`` is what a 400 says;
    ``when`` is before or after the write takes effect; ``retry_after`` seconds, ``date``, ``absurd`` or nothing;
    ``probability`` with ``seed`` lets chance decide, the same each time.
    """

    fault: str
    match: dict[str, Any] = field(default_factory=dict)
    when: str = "before"
    nth: Any = "every"
    skip: int = 0
    first: int = 0
    times: int = 0
    probability: float = 1.0
    seed: int = 0
    seconds: float = 1.0
    retry_after: Any = None
    location: str = "https://example.com/"
    message: str = "The request was refused."

    def __post_init__(self) -> None:
        self.fault = str(self.fault)
        if self.fault not in KINDS:
            raise ValueError(f"no fault is called {self.fault}; there are {', '.join(KINDS)}")
        if self.when not in ("before", "after"):
            raise ValueError("when is before or after")
        if self.nth != "every" and not isinstance(self.nth, list):
            raise ValueError("nth is every or a list of numbers")
        self._path = _pattern(self.match.get("path", ""))
        self.seen = self.struck = 0
        self._chance = random.Random(self.seed)

    def strikes(self, method: str, path: str, org: int | None) -> bool:
        """Whether this request is the one; counts it when it matches, whichever rule then takes it."""
        if method not in self.match.get("method", method).split("|") or self.match.get("org", org) != org:
            return False
        if not self._path.search(path):
            return False
        self.seen += 1
        return self._is_due() and self._chance.random() < self.probability

    def _is_due(self) -> bool:
        if self.seen <= self.skip or (self.first and self.seen > self.skip + self.first):
            return False
        return (self.nth in ("every", []) or self.seen in self.nth) and (not self.times or self.struck < self.times)


def _pattern(text: str) -> re.Pattern[str]:
    """A pattern that cannot take long: nothing that repeats without end stands inside of what repeats."""
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise ValueError(f"path is no regular expression: {error}") from None
    if len(text) > LONGEST_PATTERN or SLOW.search(text) or len(ENDLESS.findall(text)) > MOST_ENDLESS:
        raise ValueError("path is a regular expression that may take too long")
    return pattern


class Faults:
    """The rules in force, the first that strikes wins."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def add(self, rules: Any) -> None:
        """One rule or a list of them; raises ValueError or TypeError when one cannot be understood."""
        self._rules.extend([Fault(**rule) for rule in (rules if isinstance(rules, list) else [rules])])

    def clear(self) -> None:
        """No faults any more."""
        self._rules.clear()

    def as_list(self) -> list[dict[str, Any]]:
        """The rules with how often they struck."""
        return [
            {"fault": rule.fault, "match": rule.match, "seen": rule.seen, "struck": rule.struck} for rule in self._rules
        ]

    def of(self, method: str, path: str, org: int | None) -> Fault | None:
        """The fault that this request meets."""
        due = [rule for rule in self._rules if rule.strikes(method, path, org)]
        if not due:
            return None
        due[0].struck += 1
        return due[0]
