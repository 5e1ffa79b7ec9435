# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault suite counts. All but the runs must stay zero."""

from __future__ import annotations

from collections.abc import Iterable

NAMES = ("runs", "faults", "doubles", "lost", "wrong reports", "leaks", "cases")


class Figures:
    """The figures of one test; they travel with its report, over processes too."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.sentences: list[str] = []

    def count(self, name: str, number: int = 1) -> None:
        """Add to a figure."""
        assert name in NAMES
        self.counts[name] = self.counts.get(name, 0) + number

    def fail(self, name: str, sentence: str) -> None:
        """Something that must never be; the test goes on and fails at its end."""
        self.count(name)
        self.sentences.append(f"{name}: {sentence}")

    def check(self) -> None:
        """Fail if anything was found."""
        assert not self.sentences, f"{len(self.sentences)} findings\n" + "\n".join(self.sentences[:20])


def total(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """The sum of several tests' figures."""
    summed = dict.fromkeys(NAMES, 0)
    for one in counts:
        for name, number in one.items():
            summed[name] += number
    return summed
