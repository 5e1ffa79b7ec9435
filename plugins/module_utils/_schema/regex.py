# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions that users write: what is wrong with one, and a search that ends."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from typing import Any

PATIENCE = 1.0
"""Seconds of computing after which a search is given up."""

_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]", re.DOTALL)
"""An escape or a class, which counts as one character here."""
_OPENING = re.compile(r"\(\?(?:P<\w+>|[a-zA-Z-]*:)")
_GROUP = re.compile(r"\(([^()]*)\)")
_REPEATED = r".(?:[*+]|\{\d*,\})\??"
_TWICE = re.compile(rf"\({_REPEATED}\)(?:[*+]|\{{\d*,\}})", re.DOTALL)


class TooLong(Exception):
    """A search was given up."""


def problems_of_regex(text: str) -> Iterator[str]:
    """Sentences about what is no regular expression, and about one that never ends on some texts."""
    try:
        re.compile(text)
    except re.error as error:
        yield f"is not a regular expression ({error}); correct it."
        return
    if _repeats_twice(text):
        yield "nests repetitions, as (a+)+ does, which never ends on some texts; remove one repetition."


def _repeats_twice(text: str) -> bool:
    """Whether a repetition without end, alone in its group, repeats without end: each character doubles the time."""
    plain = _OPENING.sub("(", _ATOM.sub("x", text))
    while not _TWICE.search(plain):
        inner = _GROUP.sub(lambda group: group[1] if re.fullmatch(_REPEATED, group[1], re.DOTALL) else "x", plain)
        if inner == plain:
            return False
        plain = inner
    return True


def is_found(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text. Raises TooLong after ``PATIENCE`` seconds of computing.

    The timer is one of computing time, as tasks have Ansible's own of real time. Signals reach the main thread only,
    which is the one that judges calls.
    """
    if threading.current_thread() is not threading.main_thread():
        return bool(re.search(pattern, text))
    before = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        return bool(re.search(pattern, text))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _give_up(*_signal: Any) -> None:
    raise TooLong
