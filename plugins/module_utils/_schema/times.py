# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ISO 8601 times as seconds since 1970, and back. Pure functions."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any


def moment(text: str) -> float:
    """An ISO 8601 time, with Z or an offset, as seconds since 1970; raises ValueError for any other text."""
    plain = re.sub(r"Z$", "+00:00", text)
    # Before Python 3.11 a fraction has to have six digits.
    plain = re.sub(r"\.(\d{1,6})\d*", lambda fraction: f".{fraction[1]:0<6}", plain)
    return datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", plain)).timestamp()


def moment_or_none(text: Any) -> float | None:
    """The same for what the service wrote; none where it cannot be read."""
    with suppress(ValueError):
        return moment(str(text))
    return None


def stamp(seconds: float) -> str:
    """Seconds since 1970 as the service writes and filters times."""
    when = datetime.fromtimestamp(max(seconds, 0), timezone.utc)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
"""Units of a length of time such as 14d."""


def seconds_of(text: str) -> int:
    """A length of time such as ``90s``, ``4h`` or ``14d`` in seconds."""
    return int(text[:-1]) * SECONDS[text[-1]]
