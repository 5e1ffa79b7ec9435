# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning a campaign: who is called in which window, who is skipped and why, who is called again. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from math import isfinite
from typing import Any, NamedTuple

from .._errors import InvalidOptions
from .._reports.summary import amount, with_names
from .._resources.campaign import ENDED, MOST_CUSTOMERS, RETRY
from .._schema.spec import with_defaults
from .._schema.times import moment, seconds_of, stamp
from .contacts import Contact
from .gates import forbidden, not_allowed, others_than_allowed
from .hours import ALWAYS, Opening, next_opening, zones_of
from .standing import Reached, Standing

DO_NOT_CALL = "do_not_call"
NO_ZONE = "time zone unknown"
TOO_LATE = "no calling hours before latest_at"
NEVER_OPEN = "calling hours of its time zones never overlap"


class Wave(NamedTuple):
    """One campaign of the service: its name, its contacts, and between which moments they are called."""

    name: str
    contacts: list[Contact]
    schedule: dict[str, str]
    """The schedule plan in the API's names; empty where calling begins at once and has no end."""


Skipped = dict[str, list[Contact]]
"""Contacts that are not called, by why."""


def callable_ones(options: Mapping[str, Any], contacts: Iterable[Contact], skipped: Skipped) -> list[Contact]:
    """The contacts without those that must not be called.

    Raises InvalidOptions where a number is not allowed, and where there are more contacts than ``max_contacts``.
    """
    contacts = list(contacts)
    struck = set(forbidden(options, [contact.number for contact in contacts]))
    due = [contact for contact in contacts if contact.number not in struck]
    if struck:
        skipped[DO_NOT_CALL] = [contact for contact in contacts if contact.number in struck]
    closed = list(not_allowed(options, [contact.number for contact in due]))
    most = options.get("max_contacts")
    if most is not None and len(due) > most:
        rows = with_names([one.label for one in due])
        closed.append(
            f"max_contacts: {amount(len(due), 'contact')} due ({rows}), {most} allowed. Raise it, or remove contacts."
        )
    if closed:
        raise InvalidOptions(" ".join([*closed, "Nothing was sent."]))
    return due


def closed_to(options: Mapping[str, Any], contacts: Iterable[Contact]) -> dict[str, list[Contact]]:
    """Contacts that gates would not let through now, by the gate; for those that were sent before."""
    numbers = {contact.number: contact for contact in contacts}
    gates = {DO_NOT_CALL: forbidden, "allowed_numbers": others_than_allowed}
    closed = {gate: stopped(options, list(numbers)) for gate, stopped in gates.items()}
    return {gate: [numbers[number] for number in several] for gate, several in closed.items() if several}


def _waves(
    options: Mapping[str, Any], contacts: Sequence[Contact], attempt: int, now: float, skipped: Skipped
) -> Iterator[Wave]:
    """The campaigns that call these contacts, the earliest window first; ``now`` is when they may begin."""
    begin, bounds = _bounds(options, now, attempt)
    by_window: dict[Opening, list[Contact]] = defaultdict(list)
    for contact in contacts:
        opening = _opening(options.get("calling_hours"), contact, begin, bounds)
        if isinstance(opening, str):
            skipped.setdefault(opening, []).append(contact)
        else:
            by_window[opening].append(contact)
    for window, several in sorted(by_window.items(), key=lambda item: item[0]):
        yield from _waves_of(options["name"], attempt, window, bounds, several, now)


def _opening(hours: Mapping[str, Any] | None, contact: Contact, begin: float, bounds: Opening) -> Opening | str:
    """When a contact is called first, or why it is not called."""
    if not hours:
        return ALWAYS
    zones = zones_of(hours, contact.number, contact.options.get("timezone"))
    opening = next_opening(hours, zones, begin) if zones else None
    if not opening:
        return NEVER_OPEN if zones else NO_ZONE
    return opening if opening.start < bounds.end else TOO_LATE


def _bounds(options: Mapping[str, Any], now: float, attempt: int) -> tuple[float, Opening]:
    """When calling may begin, and the bounds of the schedule plan, which holds for the first call alone."""
    plan = options.get("schedule_plan") or {}
    earliest = moment(plan["earliest_at"]) if plan.get("earliest_at") and not attempt else float("-inf")
    latest = moment(plan["latest_at"]) if plan.get("latest_at") and not attempt else float("inf")
    if latest <= now:
        raise InvalidOptions(f"schedule_plan.latest_at: {plan['latest_at']} has passed. Set a later time.")
    return max(now, earliest), Opening(earliest, latest)


def _waves_of(
    declared: str, attempt: int, window: Opening, bounds: Opening, contacts: list[Contact], now: float
) -> Iterator[Wave]:
    name = f"{declared} retry {attempt}" if attempt else declared
    if window != ALWAYS:
        name = f"{name} [{_readable(window.start)} to {_readable(window.end)} UTC]"
    start, end = max(window.start, bounds.start), min(window.end, bounds.end)
    if isfinite(start) or isfinite(end) or attempt:
        start = max(start, now)
    schedule = {name: stamp(at) for name, at in (("earliestAt", start), ("latestAt", end)) if isfinite(at)}
    parts = range(0, len(contacts), MOST_CUSTOMERS)
    for number, at in enumerate(parts, 1):
        part = f"{name} part {number}" if len(parts) > 1 else name
        yield Wave(part, contacts[at : at + MOST_CUSTOMERS], schedule)


def _readable(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d %H:%M")


def is_to_call(options: Mapping[str, Any], calls: Sequence[Reached]) -> bool:
    """Whether a contact with these calls is called: first, or again as ``retry`` names once its campaign has ended."""
    if not (calls and options.get("retry")):
        return not calls
    retry, last = with_defaults(RETRY, options["retry"]), calls[-1]
    is_over = len(calls) <= retry["attempts"] and last.campaign.get("status") == ENDED
    return is_over and (last.outcome or "") in retry["outcomes"]


def waves(
    options: Mapping[str, Any], standing: Standing, contacts: Iterable[Contact], now: float, skipped: Skipped
) -> list[Wave]:
    """The campaigns that call those of the contacts who are to be called: first ones, then those who are called again.

    Who is not called is noted in ``skipped``. Raises InvalidOptions where the time for the first call has passed.
    """
    due: dict[tuple[int, str], list[Contact]] = defaultdict(list)
    for contact in contacts:
        calls = standing.calls.get(contact.key, [])
        if is_to_call(options, calls):
            due[len(calls), str(calls[-1].campaign["id"]) if calls else ""].append(contact)
    found: list[Wave] = []
    for (attempt, _campaign), several in sorted(due.items(), key=lambda item: item[0]):
        begin = now
        if attempt:
            ended = max(standing.calls[contact.key][-1].ended_at for contact in several)
            begin = max(now, ended + seconds_of(with_defaults(RETRY, options["retry"])["after"]))
        found.extend(_waves(options, several, attempt, begin, skipped))
    return found
