# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models that the service retires: what ``modelDeprecations`` of a record says. Pure functions.

The keys are those of the official SDK 3.0.0 (``slot``, ``retirementDate``, …); ``path`` for ``slot`` is an older form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from .._schema.values import mappings

FIRST = re.compile(r"(?:members\[0\]\.(?:assistant|assistantOverrides)\.|membersOverrides\.)?(model|transcriber|voice)")
"""Slots without which a call is not answered; others are fallbacks, later members and analyses after the call."""


RETIREMENTS = RETIRING, RETIRED = "retiring-model", "retired-model"
"""Codes of findings before the day, and from the day on."""


class Retirement(NamedTuple):
    """One model that is retired, or will be: in which slot of the record, on which day (``YYYY-MM-DD``, UTC)."""

    slot: str
    provider: str
    model: str
    day: str
    replacement: str

    def is_over(self, today: str) -> bool:
        """Whether the service no longer runs the model (documented: on that day and after it)."""
        return bool(self.day) and self.day <= today

    def code(self, today: str) -> str:
        """The code of a finding about it."""
        return RETIRED if self.is_over(today) else RETIRING

    @property
    def first_slot(self) -> str:
        """``model``, ``transcriber`` or ``voice`` where a call needs it from the start; else empty."""
        found = FIRST.fullmatch(self.slot)
        return found[1] if found else ""

    @property
    def what(self) -> str:
        """The model, and where it stands."""
        return f"{' '.join(filter(None, (self.provider, self.model)))} ({self.slot})"

    def when(self, today: str) -> str:
        """What becomes of it, and on which day."""
        if not self.day:
            return "is deprecated"
        return f"was retired on {self.day}" if self.is_over(today) else f"retires on {self.day}"

    @property
    def fix(self) -> str:
        """What to do."""
        return f"Use {self.replacement}." if self.replacement else "Choose another model."


def retirements(record: Mapping[str, Any]) -> Iterator[Retirement]:
    """Every notice of a record."""
    return (_as_read(notice) for notice in mappings(record.get("modelDeprecations")))


def unsolved_notices(record: Mapping[str, Any], changes: Mapping[str, Any]) -> list[Any] | None:
    """``modelDeprecations`` without the notices of models that these changes replace; none where none are left."""
    notices = mappings(record.get("modelDeprecations"))
    return [one for one in notices if not _is_solved(_as_read(one).slot, record, changes)] or None


def _is_solved(slot: str, record: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    """Whether the changes, top-level fields as they go out, have another model in this slot."""
    way = re.findall(r"[^.\[\]]+", slot)
    return way[0] in changes and (_model_at(way, record) is None or _model_at(way, record) != _model_at(way, changes))


def _model_at(way: Sequence[str], node: Any) -> tuple[Any, Any] | None:
    """Provider and model of what stands in a slot, such as ``members``, ``0``, ``model``; none where nothing does."""
    for step in way:
        if isinstance(node, list) and step.isdigit():
            node = node[int(step)] if int(step) < len(node) else None
        else:
            node = node.get(step) if isinstance(node, Mapping) else None
    return (node.get("provider"), node.get("model")) if isinstance(node, Mapping) else None


def _as_read(notice: Mapping[str, Any]) -> Retirement:
    return Retirement(
        str(notice.get("slot") or notice.get("path") or "model"),
        str(notice.get("provider") or ""),
        str(notice.get("model") or ""),
        str(notice.get("retirementDate") or "")[:10],
        str(notice.get("replacementModel") or ""),
    )


def warnings(describe: str, record: Mapping[str, Any], today: str, ignored: Collection[str] = ()) -> Iterator[str]:
    """A sentence for each notice whose code is not ignored; ``describe`` says whose it is: "assistant 'Night Bot'"."""
    for one in retirements(record):
        if one.code(today) not in ignored:
            yield f"{describe}: {one.what} {one.when(today)}. {one.fix}"


def day_of(seconds: float) -> str:
    """The day in UTC of a moment in seconds since 1970."""
    return datetime.fromtimestamp(seconds, timezone.utc).date().isoformat()
