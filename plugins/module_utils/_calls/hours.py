# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calling hours: in which time zones a number may be, and when all of them are open. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._errors import InvalidOptions
from .._resources.call import CUSTOMER_ZONE, WEEKDAYS
from .._schema.patterns import digits
from .time_zones import AREA_CODES, COUNTRIES

HORIZON = 9
"""Days in which the next opening is looked for: every day of the week, and one over midnight at either end."""

_BY_AREA_CODE = {code: tuple(zones.split()) for zones, codes in AREA_CODES.items() for code in codes.split()}
_BY_COUNTRY = {code: tuple(zones.split()) for zones, codes in COUNTRIES.items() for code in codes.split()}


class Opening(NamedTuple):
    """A stretch of time in which calls may be made, in seconds since 1970."""

    start: float
    end: float


ALWAYS = Opening(float("-inf"), float("inf"))


@lru_cache(maxsize=512)
def zone(name: str, option: str = "calling_hours.timezone") -> ZoneInfo:
    """The time zone of this name; raises InvalidOptions for one that this system does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidOptions(
            f"{option}: {name!r} is not a known time zone; use a name such as Europe/Berlin."
        ) from None


def zones_of_number(number: str) -> tuple[str, ...]:
    """Every time zone in which the owner of a number in E.164 form may be; empty where its code does not tell.

    By area code in North America, elsewhere by country where that has one zone.
    """
    code = digits(number) if number.strip().startswith("+") else ""
    if code.startswith("1"):
        return _BY_AREA_CODE.get(code[1:4], ())
    return next((_BY_COUNTRY[code[:length]] for length in (1, 2, 3) if code[:length] in _BY_COUNTRY), ())


def zones_of(hours: Mapping[str, Any], number: str, own: str | None = None) -> tuple[str, ...]:
    """The zones that have to be open for a number: the option's, or for ``customer`` its own, else by its code."""
    if hours["timezone"] != CUSTOMER_ZONE:
        return (hours["timezone"],)
    return (own,) if own else zones_of_number(number)


def closed_zone(hours: Mapping[str, Any], zones: Iterable[str], when: float) -> str:
    """The first zone in which it is too early or too late, with its time: ``Friday 20:05 in America/New_York``."""
    for name in zones:
        if not any(opening.start <= when < opening.end for opening in _openings(hours, name, when)):
            local = datetime.fromtimestamp(when, timezone.utc).astimezone(zone(name))
            return f"{local:%A} {local:%H:%M} in {name}"
    return ""


def next_opening(hours: Mapping[str, Any], zones: tuple[str, ...], since: float) -> Opening | None:
    """The first stretch that is open in all zones and ends after a moment; none within a week where there is none."""
    common = [ALWAYS]
    for name in zones:
        common = list(_intersected(common, _openings(hours, name, since)))
    return next((opening for opening in common if opening.end > since), None)


def _openings(hours: Mapping[str, Any], name: str, since: float) -> list[Opening]:
    """The openings of one zone around and after a moment, in their order."""
    first = datetime.fromtimestamp(since, timezone.utc).astimezone(zone(name)).date() - timedelta(days=1)
    return list(_daily((hours["start"], hours["end"]), tuple(hours.get("days") or WEEKDAYS), name, first))


@lru_cache(maxsize=512)
def _daily(clock: tuple[str, str], days: tuple[str, ...], name: str, first: date) -> tuple[Opening, ...]:
    start, end = clock
    found = []
    for day in (first + timedelta(days=number) for number in range(HORIZON + 1)):
        # Hours such as 22:00 to 06:00 reach over midnight and belong to the day on which they begin.
        last = day + timedelta(days=1) if start > end else day
        if WEEKDAYS[day.weekday()] in days and start != end:
            opening = Opening(_moment(day, start, name, later=True), _moment(last, end, name, later=False))
            found += [opening] if opening.start < opening.end else []
    return tuple(found)


def _moment(day: date, clock: str, name: str, later: bool) -> float:
    """When a clock in a zone shows this time: where it does so twice, the ``later`` or the earlier one.

    A time that the clock leaves out, as summer time begins, is the moment at which it does.
    """
    hour, minute = map(int, clock.split(":"))
    wanted = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone(name), fold=int(later))
    moment = wanted.timestamp()
    shown = datetime.fromtimestamp(moment, zone(name))
    if shown.replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return moment
    before = datetime.fromtimestamp(wanted.replace(fold=1).timestamp(), zone(name))
    return next(one for one in _minutes_after(before) if one.utcoffset() != before.utcoffset()).timestamp()


def _minutes_after(since: datetime) -> Iterator[datetime]:
    """Every minute of the day that follows, by the clock of its zone."""
    return (datetime.fromtimestamp(since.timestamp() + 60 * number, since.tzinfo) for number in range(1, 24 * 60))


def _intersected(some: Iterable[Opening], others: list[Opening]) -> Iterator[Opening]:
    for one in some:
        for other in others:
            start, end = max(one.start, other.start), min(one.end, other.end)
            if start < end:
                yield Opening(start, end)
