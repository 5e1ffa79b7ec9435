# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which members of a kind a run takes. ``TESTS`` decides it, and it is read here and nowhere else.

``all``, as a part is when it is run alone: every member. ``nightly``: the same, and more of what chance draws.
``usual``, which ``make test`` sets: of products (operation × fault, option × type, …) so many members that each value
of each side is met, always the same ones.
"""

from __future__ import annotations

import os
from binascii import crc32
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

SETTINGS = ("usual", "all", "nightly")
SETTING = os.environ.get("TESTS") or "all"
if SETTING not in SETTINGS:
    raise ValueError(f"TESTS is {SETTING!r}, not one of {', '.join(SETTINGS)}")

IS_USUAL = SETTING == "usual"


def by_setting(usual: int, all: int, nightly: int) -> int:  # noqa: A002
    """How many of what has no end, such as what chance draws."""
    return {"usual": usual, "all": all, "nightly": nightly}[SETTING]


def spread(members: Sequence[T], values: Callable[[T], Iterable[Hashable]], each: int = 1) -> list[T]:
    """All members; in the usual setting so many that each of their values occurs ``each`` times, if it does so often.

    ``values`` says what a member stands for: one value for each side of a product. They are compared by their repr,
    which has to be the same in every process.
    """
    return covering(members, values, each) if IS_USUAL else list(members)


def covering(members: Sequence[T], values: Callable[[T], Iterable[Hashable]], each: int = 1) -> list[T]:
    """The members that :func:`spread` takes: always the one next that has most of what is still missing."""
    due = {place: set(values(member)) for place, member in enumerate(members)}
    missing = Counter({value: each for wanted in due.values() for value in wanted})
    # Chance that is the same everywhere spreads what is equally good over all places.
    order = sorted(due, key=lambda place: crc32(repr(sorted(map(repr, due[place]))).encode()))
    taken = set()
    while order:
        gains = {place: sum(missing[value] > 0 for value in due[place]) for place in order}
        best = max(order, key=gains.__getitem__)
        if not gains[best]:
            break
        taken.add(best)
        missing.subtract(due[best])
        order = [place for place in order if place != best and gains[place]]
    return [member for place, member in enumerate(members) if place in taken]


def one_in_turn(members: Sequence[T], *key: Hashable) -> list[T]:
    """All members; in the usual setting the one whose turn it is for this key, by chance that is always the same."""
    return [members[crc32(repr(key).encode()) % len(members)]] if IS_USUAL and members else list(members)
