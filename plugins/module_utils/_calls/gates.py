# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may keep a call from being dialled: allowed and forbidden numbers, how many, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .._errors import InvalidOptions
from .._reports.summary import amount, with_names
from .._resources.call import CUSTOMER_ZONE
from .._schema.patterns import comparable, select
from .._schema.times import moment
from .hours import closed_zone, zones_of
from .identity import own_zones

NATIONAL = 10
"""Digits of a North American number without its country code."""


def gates(options: Mapping[str, Any], callees: Sequence[str], now: float) -> Iterator[str]:
    """A sentence for each gate that is closed; ``now`` is seconds since 1970, ``callees`` numbers or SIP URIs."""
    yield from not_allowed(options, callees)
    found = forbidden(options, callees)
    if found:
        yield f"do_not_call: {_those(found)} must not be called. Remove them from the calls."
    if options.get("max_calls") is not None and len(callees) > options["max_calls"]:
        most = options["max_calls"]
        asked = f"{amount(len(callees), 'call')} requested ({with_names(callees)})"
        yield f"max_calls: {asked}, {most} allowed. Raise it, or remove calls."
    if options.get("calling_hours"):
        yield from _outside_hours(options, callees, _dial_time(options, now))


def not_allowed(options: Mapping[str, Any], callees: Sequence[str]) -> Iterator[str]:
    """A sentence where numbers match none of ``allowed_numbers``."""
    others = others_than_allowed(options, callees)
    if others:
        verb = "matches" if len(others) == 1 else "match"
        yield f"allowed_numbers: {_those(others)} {verb} no allowed pattern. Add it, or remove the call."


def others_than_allowed(options: Mapping[str, Any], callees: Sequence[str]) -> list[str]:
    """Those of the callees that match none of ``allowed_numbers``, in their order."""
    if options.get("allowed_numbers") is None:
        return []
    chosen = select(options["allowed_numbers"], [[callee] for callee in callees]).chosen
    return [callee for index, callee in enumerate(callees) if index not in chosen]


def forbidden(options: Mapping[str, Any], callees: Sequence[str]) -> list[str]:
    """Those of the callees that a list or a file of ``do_not_call`` names, in their order."""
    patterns = options.get("do_not_call") or ()
    chosen = select(patterns, [[callee] for callee in callees]).chosen
    listed = {number for file in options.get("do_not_call_files") or () for number in numbers_in(file)}
    listed.update(number for pattern in patterns for number in spellings(str(pattern)))
    return [callee for index, callee in enumerate(callees) if index in chosen or comparable(callee) in listed]


def spellings(text: str) -> Iterator[str]:
    """The comparable forms of a number that must not be called, also where it is written without its country code.

    Lists of North America have ten digits, others a 00 or 011 in place of the plus. A number too many is the safe side.
    """
    plain = comparable(text)
    yield plain
    if plain.isdigit() and not text.strip().startswith("+"):
        yield from (f"1{plain}",) if len(plain) == NATIONAL else ()
        yield from (plain[len(prefix) :] for prefix in ("00", "011") if plain.startswith(prefix))


def numbers_in(file: str) -> Iterator[str]:
    """The numbers of a do-not-call file, comparable: the first column of each line; # begins a comment.

    An area code and its number may be two columns, as in the national registry of the US. Raises InvalidOptions where
    the file cannot be read, and for a line that has no number after the first.
    """
    text = text_of(file, "do_not_call_files")
    if not text.strip():
        raise InvalidOptions(
            f"do_not_call_files: {file} is empty, which would disable this guard. Fill it, or remove it from the list; "
            "a list without numbers begins with a comment (#)."
        )
    for number, line in enumerate(text.splitlines(), 1):
        first, *others = (cell.strip().strip("\"'") for cell in re.split("[,;\t]", line.split("#")[0]))
        if re.fullmatch(r"\d{3}", first) and others and re.fullmatch(r"\d{7}", others[0]):
            first += others[0]
        plain = comparable(first)
        is_sip = plain.startswith(("sip:", "sips:"))
        if not first or (number == 1 and not (is_sip or any(map(str.isdigit, first)))):
            continue
        if not (plain.isdigit() or is_sip):
            raise InvalidOptions(
                f"do_not_call_files: {file}: line {number}: {first!r} is not a number. Correct the line."
            )
        yield from spellings(first)


def text_of(file: str, option: str) -> str:
    """The text of a file that an option names; raises InvalidOptions where it cannot be read."""
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidOptions(f"{option}: {file} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise InvalidOptions(f"{option}: {file} cannot be read ({error.strerror}). Check the path.") from None


def _those(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{len(numbers)} numbers ({with_names(numbers)})"


def _dial_time(options: Mapping[str, Any], now: float) -> float:
    """When the call rings at the earliest: a scheduled one is compared with the hours of that moment."""
    plan = options.get("schedule_plan")
    return max(now, moment(plan["earliest_at"])) if plan else now


def _outside_hours(options: Mapping[str, Any], callees: Sequence[str], when: float) -> Iterator[str]:
    hours, own = options["calling_hours"], own_zones(options)
    span = f"outside {hours['start']} to {hours['end']}."
    if hours["timezone"] != CUSTOMER_ZONE:
        closed = closed_zone(hours, (hours["timezone"],), when)
        if closed:
            yield f"calling_hours: it is {closed}, {span}"
        return
    unknown: list[str] = []
    closed_for: dict[str, list[str]] = {}
    for callee in callees:
        zones = zones_of(hours, callee, own.get(comparable(callee)))
        closed = closed_zone(hours, zones, when)
        if not zones:
            unknown.append(callee)
        elif closed:
            closed_for.setdefault(closed, []).append(callee)
    if unknown:
        yield f"calling_hours: the time zone of {_those(unknown)} is unknown. Set timezone for the customer."
    for closed, numbers in closed_for.items():
        yield f"calling_hours: for {_those(numbers)} it is {closed}, {span}"
