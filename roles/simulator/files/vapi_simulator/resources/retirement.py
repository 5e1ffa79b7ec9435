# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``modelDeprecations``: notices about models that this service retires, by the slots in which they stand."""

from __future__ import annotations

from typing import Any

from ..store import Record


def with_notices(record: Record, retirements: list[Record]) -> Record:
    """The record with a notice for each slot whose model is retired; as it is where there is none.

    What a record holds of ``modelDeprecations`` itself was put there by a state or a seed, and stays.
    """
    notices = [
        {"slot": slot, **retired}
        for slot, held in _slots(record, "")
        for retired in retirements
        if (held.get("provider"), held.get("model")) == (retired["provider"], retired["model"])
    ]
    return {**record, "modelDeprecations": [*record.get("modelDeprecations", []), *notices]} if notices else record


def _slots(value: Any, path: str) -> list[tuple[str, Record]]:
    """Every object of a definition that has a provider and a model, with its path."""
    if isinstance(value, list):
        return [pair for index, item in enumerate(value) for pair in _slots(item, f"{path}[{index}]")]
    if not isinstance(value, dict):
        return []
    found = [(path, value)] if path and "provider" in value and "model" in value else []
    nested = (_slots(item, f"{path}.{key}" if path else key) for key, item in value.items() if key != "metadata")
    return found + [pair for pairs in nested for pair in pairs]
