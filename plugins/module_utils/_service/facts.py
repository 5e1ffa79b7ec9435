# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be found out about a service that no document tells: each fact with what the collection does about it.

A fact that is a switch of the simulator has its name and values, so that the simulator can be set to it. A few are
rules that the collection relies on: where a service contradicts one, it must not be used with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .bench import Bench

Experiment = Callable[[Bench, dict[str, Any]], Any]

RULES = {
    "identity": "Identity: an object is found again by exactly the name it was given",
    "pages": "Identity: all pages of a list are read before anything is decided",
    "post": "A POST is sent once: what a lost answer made is found by reading",
    "patch": "Smallest patch: what a PATCH leaves out stays as it is",
    "comparison": "Comparison: lists keep the order in which they were sent",
    "deletion": "Deleting: what was deleted is gone",
}
"""The rules, as contradictions name them."""


@dataclass(frozen=True)
class Fact:
    """One question to the service."""

    find: Experiment
    """What tells it. Raises VapiError where it cannot."""
    name: str
    expected: Any
    """What is documented, recorded or most likely."""
    handling: str
    """What the collection does about it, whatever the answer is."""
    rule: str = ""
    broken_by: Any = None
    """The answer that contradicts the rule."""
    is_switch: bool = True

    def result(self, seen: Any, reason: str = "") -> dict[str, Any]:
        """The fact with what was seen; ``reason`` says why nothing was."""
        broken = not reason and bool(self.rule) and seen == self.broken_by
        return {
            "fact": self.name,
            "switch": self.name if self.is_switch else None,
            "expected": self.expected,
            "seen": seen,
            "tried": not reason,
            "reason": reason,
            "handling": self.handling,
            "contradicts": RULES[self.rule] if broken else "",
        }


class Stage(list[Fact]):
    """Facts that are found at one time, in their order."""

    def finds(self, *about: Any, **more: Any) -> Callable[[Experiment], Experiment]:
        """Note an experiment as what finds this :class:`Fact`."""

        def note(find: Experiment) -> Experiment:
            self.append(Fact(find, *about, **more))
            return find

        return note
