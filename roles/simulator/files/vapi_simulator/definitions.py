# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of assistants, squads, tools and the like; a written file, read when it is needed first."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .tables import Rule

FILE = Path(__file__).with_name("definitions.json")


@cache
def definition(name: str) -> dict[str, Rule]:
    """A table by the name that the OpenAPI document has for it."""
    return {key: rule_of(*parts) for key, parts in _written()[name].items()}


def names() -> list[str]:
    """Every table there is."""
    return list(_written())


@lru_cache(maxsize=1)
def _written() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def rule_of(
    kind: str, required: int = 0, low: float | None = None, high: float | None = None, enum: Any = (), of: str = ""
) -> Rule:
    """A rule as it is written: what is left out at the end has its default."""
    return Rule(kind, bool(required), low, high, tuple(enum), of)
