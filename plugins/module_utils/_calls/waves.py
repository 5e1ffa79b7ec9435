# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning a campaign: who is called in which window, who is skipped and why, who is called again. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from .._errors import InvalidOptions
from .._reports.summary import with_names
from .._resources.campaign import ENDED, MOST_CUSTOMERS, RETRY
from .._schema.spec import with_defaults
from .._schema.times import moment, seconds_of, stamp
from .contacts import Contact
from .gates import forbidden, not_allowed
from .hours import Opening, next_opening, zones_of
from .standing import Reached, Standing

DO_NOT_CALL = "do_not_call"
NO_ZONE = "time zone unknown"
NEVER_OPEN = "no calling hours before latest_at"


@dataclass
class Wave:
    """One campaign of the service: its name, its contacts, and between which moments they are called."""

    name: str
    contacts: list[Contact] = field(default_factory=list)
    attempt: int = 0
    """0 for the first call, else the number of the follow-up."""
    earliest: float | None = None
    latest: float | None = None

    @property
    def schedule(self) -> dict[str, str]:
        """The schedule plan in the API's names; empty where calling begins at once and has no end."""
        plan = {"earliestAt": self.earliest, "latestAt": self.latest}
        return {name: stamp(at) for name, at in plan.items() if at is not None}


@dataclass
class Skipped:
    """Contacts that are not called, by why."""

    by_reason: dict[str, list[Contact]] = field(default_factory=lambda: defaultdict(list))

    def rows(self) -> list[dict[str, Any]]:
        """One row for each contact."""
        return [
            {"place": one.place, "number": one.number, "reason": reason}
            for reason, contacts in self.by_reason.items()
            for one in contacts
        ]


def callable_ones(options: Mapping[str, Any], contacts: Iterable[Contact], skipped: Skipped) -> list[Contact]:
    """The contacts without those that must not be called.

    Raises InvalidOptions where a number is not allowed, and where there are more contacts than ``max_contacts``.
    """
    contacts = list(contacts)
    numbers = [contact.number for contact in contacts]
    struck = set(forbidden(options, numbers))
    due = [contact for contact in contacts if contact.number not in struck]
    if struck:
        skipped.by_reason[DO_NOT_CALL] = [contact for contact in contacts if contact.number in struck]
    closed = list(not_allowed(options, [contact.number for contact in due]))
    most = options.get("max_contacts")
    if most is not None and len(due) > most:
        rows = with_names([f"{one.place}: {one.number}" for one in due])
        closed.append(f"max_contacts: {len(due)} contacts are to be called ({rows}) and {most} are allowed.")
    if closed:
        raise InvalidOptions(" ".join([*closed, "Nothing was sent."]))
    return due


def waves(
    options: Mapping[str, Any], contacts: Iterable[Contact], attempt: int, now: float, skipped: Skipped
) -> list[Wave]:
    """The campaigns that call these contacts, the earliest window first; ``now`` is when they may begin."""
    begin, bounds = _bounds(options, now, attempt)
    by_window: dict[Opening | None, list[Contact]] = defaultdict(list)
    for contact in contacts:
        opening = None
        if options.get("calling_hours"):
            zones = zones_of(options["calling_hours"], contact.number, contact.options.get("timezone"))
            opening = next_opening(options["calling_hours"], zones, begin) if zones else None
            late = opening and bounds.end <= opening.start
            if not opening or late:
                skipped.by_reason[NEVER_OPEN if zones else NO_ZONE].append(contact)
                continue
        by_window[opening].append(contact)
    found: list[Wave] = []
    for window in sorted(by_window, key=lambda one: one or bounds):
        found.extend(_waves_of(options["name"], attempt, window, bounds, by_window[window], now))
    return found


def _bounds(options: Mapping[str, Any], now: float, attempt: int) -> tuple[float, Opening]:
    """When calling may begin, and the bounds of the schedule plan, which holds for the first call alone."""
    plan = options.get("schedule_plan") or {}
    earliest = moment(plan["earliest_at"]) if plan.get("earliest_at") and not attempt else float("-inf")
    latest = moment(plan["latest_at"]) if plan.get("latest_at") and not attempt else float("inf")
    if latest <= now:
        raise InvalidOptions(f"schedule_plan.latest_at: {plan['latest_at']} has passed. Set a later time.")
    return max(now, earliest), Opening(earliest, latest)


def _waves_of(
    declared: str, attempt: int, window: Opening | None, bounds: Opening, contacts: list[Contact], now: float
) -> Iterator[Wave]:
    name = f"{declared} retry {attempt}" if attempt else declared
    start, end = bounds
    if window:
        name = f"{name} [{_readable(window.start)} to {_readable(window.end)} UTC]"
        start, end = max(window.start, start, now), min(window.end, end)
    elif end < float("inf") or attempt:
        start = max(start, now)
    parts = range(0, len(contacts), MOST_CUSTOMERS)
    for number, at in enumerate(parts, 1):
        yield Wave(
            f"{name} part {number}" if len(parts) > 1 else name,
            contacts[at : at + MOST_CUSTOMERS],
            attempt,
            start if start > float("-inf") else None,
            end if end < float("inf") else None,
        )


def _readable(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d %H:%M")


def follow_ups(
    options: Mapping[str, Any], standing: Standing, contacts: Iterable[Contact], now: float, skipped: Skipped
) -> list[Wave]:
    """The campaigns that call again those whose last call ended as ``retry`` names, once their campaign has ended."""
    if not options.get("retry"):
        return []
    retry = with_defaults(RETRY, options["retry"])
    calls = standing.by_contact()
    due: dict[tuple[int, str], list[tuple[float, Contact]]] = defaultdict(list)
    for contact in contacts:
        earlier = calls.get(contact.key, [])
        if earlier and len(earlier) <= retry["attempts"] and _is_to_be_called_again(earlier[-1], retry["outcomes"]):
            group = (len(earlier), str(earlier[-1].campaign["id"]))
            due[group].append((earlier[-1].ended_at, contact))
    found = []
    for (attempt, _campaign), several in sorted(due.items(), key=lambda item: item[0]):
        begin = max(now, max(ended for ended, _contact in several) + seconds_of(retry["after"]))
        found.extend(waves(options, [contact for _ended, contact in several], attempt, begin, skipped))
    return found


def _is_to_be_called_again(last: Reached, outcomes: Sequence[str]) -> bool:
    return last.campaign.get("status") == ENDED and (last.outcome or "") in outcomes
