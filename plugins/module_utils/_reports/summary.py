# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run did, as one line for people: how many of each kind, and the first names. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .._engine.job import ACTIONS
from .._schema.hints import first_names
from .escape import visible

LONGEST = 100
"""Characters that a line shows of one name, with the reason that may stand beside it."""

VERBS = {
    **{done: verb for verb, done in ACTIONS.items()},
    "restored": "restore",
    "proven": "prove",
    "saved": "save",
    "removed": "remove",
    "placed": "place",
    "ended": "end",
    "cancelled": "cancel",
}
"""What was done, and how check mode says it."""


def with_names(names: Sequence[str]) -> str:
    """The first names as a line shows them, and how many there are besides."""
    return first_names(list(map(_short, names)))


def counted(kind: str, names: Sequence[str]) -> str:
    """``2 created (Main, Sales)``, without a kind ``2 (Main, Sales)``."""
    return f"{len(names)}{' ' * bool(kind)}{kind} ({with_names(names)})"


def kind_name(kind: str) -> str:
    """A kind of an org as people write it: ``structured output``."""
    return kind.replace("_", " ")


def entry_name(entry: Mapping[str, Any]) -> str:
    """What a line or an object is called in results and reports, with its kind where it is no line."""
    name = str(entry.get("name") or entry.get("number") or entry.get("id"))
    return f"{kind_name(entry['kind'])} {name}" if entry.get("kind") else name


def several_of(noun: str, names: Sequence[str]) -> str:
    """``line 'Main'``, ``2 lines (Main, Sales)``."""
    return f"{noun} {names[0]!r}" if len(names) == 1 else f"{amount(len(names), noun)} ({with_names(names)})"


def amount(number: int, noun: str) -> str:
    """``1 line``, ``2 lines``."""
    return f"{number} {noun}{'s' * (number != 1)}"


def acted(action: str, count: str, check: bool, names: Sequence[str] = ()) -> str:
    """``2 created (Main, Sales)``; in check mode ``would create 2 (Main, Sales)``. The names may be left out."""
    listed = f" ({with_names(names)})" if names else ""
    return f"would {VERBS[action]} {count}{listed}" if check else f"{count} {action}{listed}"


def by_action(
    entries: Iterable[Mapping[str, Any]],
    actions: Iterable[str],
    check: bool,
    name_of: Callable[[Mapping[str, Any]], str] = entry_name,
) -> list[str]:
    """For each of these actions how many entries it was done with, and the first names; unchanged ones last."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        names[entry["action"]].append(name_of(entry))
    unchanged = len(names.pop("unchanged", ()))
    parts = [
        acted(action, str(len(names[action])), check, names[action])
        if action in VERBS
        else counted(action, names[action])
        for action in actions
        if names[action]
    ]
    return [*parts, *[f"{unchanged} unchanged"] * bool(unchanged)]


def one_line(parts: Iterable[str], otherwise: str) -> str:
    """All parts that say something, on one line; ``otherwise`` where none does."""
    return ", ".join(part for part in parts if part) or otherwise


def _short(name: str) -> str:
    text = " ".join(visible(name, "?").split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
