# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones of numbers, and when all of them are open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.hours import (
    closed_zone,
    next_opening,
    zone,
    zones_of_number,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.time_zones import AREA_CODES, COUNTRIES
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.times import moment, stamp

from tests.tools.time_zones import OVERLAYS, report, zones_of_report

HOURS: dict[str, Any] = {"start": "09:00", "end": "20:00", "timezone": "customer"}
NIGHT: dict[str, Any] = {**HOURS, "start": "22:00", "end": "06:00"}


def test_the_table_names_zones_that_exist(members: Callable[[str, int], None]) -> None:
    codes = [code for several in AREA_CODES.values() for code in several.split()]
    assert len(codes) == len(set(codes))
    countries = [code for several in COUNTRIES.values() for code in several.split()]
    assert len(countries) == len(set(countries)) and all(" " not in name for name in COUNTRIES)
    names = {name for several in (*AREA_CODES, *COUNTRIES) for name in several.split()}
    assert all(zone(name).key == name for name in names)
    members("area codes", len(codes))


def offset(name: str, month: int) -> timedelta | None:
    """A zone's offset from UTC in the middle of a month."""
    return datetime(2026, month, 15, tzinfo=zone(name)).utcoffset()


def test_the_table_has_the_codes_of_the_administrator(members: Callable[[str, int], None]) -> None:
    rows = report()
    assert {code for several in AREA_CODES.values() for code in several.split()} == set(rows)
    assert sum(row["in_service"] == "Y" for row in rows.values()) == 451
    members("area codes of NANPA's report", len(rows))


def test_every_zone_of_the_administrator_is_in_the_table(members: Callable[[str, int], None]) -> None:
    told = {code: zones for code, row in report().items() if (zones := zones_of_report(row))}
    for code, zones in told.items():
        ours = zones_of_number(f"+1{code}5550100")
        for name in zones:
            assert any(all(offset(name, month) == offset(own, month) for month in (1, 7)) for own in ours), code
    members("area codes whose zones the report names", len(told))


def test_codes_with_the_zones_of_another_share_its_area() -> None:
    rows = report()
    assert all(other in rows[code]["overlay"].split("/") for code, other in OVERLAYS.items())


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12125550100", ("America/New_York",)),
        ("+19245550100", ("America/Chicago",)),
        ("+19155550100", ("America/Chicago", "America/Denver")),
        ("+18505550100", ("America/Chicago", "America/New_York")),
        ("+14485550100", ("America/Chicago", "America/New_York")),
        ("+16025550100", ("America/Phoenix",)),
        ("+18085550100", ("Pacific/Honolulu",)),
        ("+4930901820", ("Europe/Berlin",)),
        ("+442071838750", ("Europe/London",)),
        ("+35312345678", ("Europe/Dublin",)),
        ("+18005550100", ()),
        ("+61290000000", ()),
        ("+74951234567", ()),
        ("sip:ann@example.com", ()),
        ("2125550100", ()),
    ],
)
def test_zones_of_a_number(number: str, zones: tuple[str, ...]) -> None:
    assert zones_of_number(number) == zones


@pytest.mark.parametrize(
    ("hours", "zones", "since", "start", "end"),
    [
        # Summer time begins on 8 March 2026: the same clock, an hour earlier in UTC.
        (HOURS, ("America/New_York",), "2026-03-07T12:00:00Z", "2026-03-07T14:00", "2026-03-08T01:00"),
        (HOURS, ("America/New_York",), "2026-03-08T12:00:00Z", "2026-03-08T13:00", "2026-03-09T00:00"),
        (
            HOURS,
            ("America/Chicago", "America/New_York"),
            "2026-12-04T12:00:00Z",
            "2026-12-04T15:00",
            "2026-12-05T01:00",
        ),
        (NIGHT, ("Europe/Berlin",), "2026-12-04T02:00:00Z", "2026-12-03T21:00", "2026-12-04T05:00"),
        (
            {**HOURS, "days": ["monday"]},
            ("Europe/Berlin",),
            "2026-12-07T19:00:00Z",
            "2026-12-14T08:00",
            "2026-12-14T19:00",
        ),
    ],
)
def test_the_next_opening(hours: dict[str, Any], zones: tuple[str, ...], since: str, start: str, end: str) -> None:
    opening = next_opening(hours, zones, moment(since))
    assert opening and [stamp(at)[:16] for at in opening] == [start, end]
    assert closed_zone(hours, zones, max(opening.start, moment(since))) == ""
    assert closed_zone(hours, zones, opening.end) != ""


def test_zones_that_are_never_open_together() -> None:
    short = {**HOURS, "start": "09:00", "end": "10:00"}
    assert next_opening(short, ("Europe/Berlin", "America/New_York"), 1.8e9) is None


CLOCKS = [
    ("09:00", "20:00"),
    ("01:30", "02:30"),
    ("02:15", "02:45"),
    ("22:00", "06:00"),
    ("21:00", "02:30"),
    ("00:00", "03:00"),
]
ZONES = sorted({name for several in (*AREA_CODES, *COUNTRIES) for name in several.split()})


def changes(name: str) -> tuple[float, ...]:
    """The moments of 2026 at which a zone's clock is changed, to the hour."""
    first = datetime(2026, 1, 1, tzinfo=timezone.utc).timestamp()
    days = [first + 86400 * day for day in range(365) if differs(name, first + 86400 * day, 86400)]
    return tuple(day + 3600 * hour for day in days for hour in range(24) if differs(name, day + 3600 * hour, 3600))


def differs(name: str, since: float, seconds: float) -> bool:
    """Whether a zone's clock is changed in this time."""
    before, after = (datetime.fromtimestamp(one, zone(name)).utcoffset() for one in (since, since + seconds))
    return before != after


CHANGED = {changes(name): name for name in ZONES if changes(name)}
"""A zone for each way in which clocks are changed."""


@pytest.mark.parametrize(("start", "end"), CLOCKS)
def test_no_opening_has_a_minute_outside_the_hours(start: str, end: str, members: Callable[[str, int], None]) -> None:
    """Around every change of a clock: a time that does not exist, or exists twice, lengthens no opening."""
    hours = {**HOURS, "start": start, "end": end}
    tested = 0
    for moments, name in CHANGED.items():
        for change in moments:
            since = change - 86400
            while since < change + 86400:
                opening = next_opening(hours, (name,), since)
                assert opening is not None
                for moment_in in range(int(max(opening.start, since)), int(opening.end), 600):
                    clock = f"{datetime.fromtimestamp(moment_in, zone(name)):%H:%M}"
                    assert start <= clock < end or (start > end and (clock >= start or clock < end)), (name, clock)
                since = opening.end
            tested += 1
    assert tested > 20
    members("change of a clock", tested)
