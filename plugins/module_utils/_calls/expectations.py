# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a finished call differs from what was expected of it: pure functions."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from typing import Any


def failed_expectations(expect: Mapping[str, Any], call: Mapping[str, Any]) -> Iterator[str]:
    """How a finished call (as options, with ``duration`` and ``outcome``) differs from what was expected."""
    for name in ("ended_reason", "outcome", "status"):
        wanted = expect.get(name)
        if wanted and call.get(name) not in ([wanted] if isinstance(wanted, str) else wanted):
            yield f"{name} is {call.get(name)}, expected {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
    for name, field, worse in (
        ("minimum_duration", "duration", operator.lt),
        ("maximum_duration", "duration", operator.gt),
        ("maximum_cost", "cost", operator.gt),
    ):
        if expect.get(name) is not None and worse(call.get(field) or 0, expect[name]):
            yield f"{field} is {call.get(field)}, expected {name.partition('_')[0]} {expect[name]:g}"
    if expect.get("transcript") and not re.search(expect["transcript"], call.get("transcript") or ""):
        yield f"the transcript does not match {expect['transcript']!r}"
