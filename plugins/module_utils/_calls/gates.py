# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may keep a call from being dialled: pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._errors import InvalidOptions
from .._resources.call import WEEKDAYS
from .._schema.patterns import fits
from .._schema.times import moment


def gates(options: Mapping[str, Any], callees: list[str], now: float) -> Iterator[str]:
    """A sentence for each gate that is closed; ``now`` is seconds since 1970, ``callees`` numbers or SIP URIs."""
    if options.get("allowed_numbers") is not None:
        for callee in callees:
            if not fits(callee, options["allowed_numbers"]):
                yield f"allowed_numbers: {callee} matches none of the patterns that may be called."
    if options.get("max_calls") is not None and len(callees) > options["max_calls"]:
        yield f"max_calls: {len(callees)} calls are asked for and {options['max_calls']} are allowed."
    if options.get("calling_hours"):
        yield from _outside_hours(options["calling_hours"], _dial_time(options, now))


def _dial_time(options: Mapping[str, Any], now: float) -> float:
    """When the call rings at the earliest: a scheduled one is held against the hours of that moment."""
    plan = options.get("schedule_plan")
    return max(now, moment(plan["earliest_at"])) if plan else now


def _outside_hours(hours: Mapping[str, Any], when: float) -> Iterator[str]:
    try:
        local = datetime.fromtimestamp(when, timezone.utc).astimezone(ZoneInfo(hours["timezone"]))
    except (ZoneInfoNotFoundError, ValueError):
        raise InvalidOptions(
            f"calling_hours.timezone: {hours['timezone']!r} is not known here; use a name such as Europe/Berlin."
        ) from None
    clock = local.strftime("%H:%M")
    start, end = hours["start"], hours["end"]
    # Hours such as 22:00 to 06:00 reach over midnight.
    open_now = start <= clock < end if start <= end else clock >= start or clock < end
    # … and what is after midnight still belongs to the day on which they began.
    began = local.weekday() - (start > end and clock < end)
    if not open_now or WEEKDAYS[began] not in (hours.get("days") or WEEKDAYS):
        yield f"calling_hours: it is {local:%A} {clock} in {hours['timezone']}, outside {start} to {end}."
