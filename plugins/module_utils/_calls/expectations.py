# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a finished call differs from what was expected of it: pure functions."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from typing import Any

from .._resources.ended_reason import why_ended
from .._schema.regex import TooLong, is_found

BOUNDS = (
    ("minimum_duration", "duration", operator.lt),
    ("maximum_duration", "duration", operator.gt),
    ("maximum_cost", "cost", operator.gt),
)


def failed_expectations(expect: Mapping[str, Any], call: Mapping[str, Any]) -> Iterator[str]:
    """How a finished call (as options, with ``duration`` and ``outcome``) differs from what was expected."""
    for name in ("ended_reason", "outcome", "status"):
        wanted = expect.get(name)
        if wanted and call.get(name) not in ([wanted] if isinstance(wanted, str) else wanted):
            yield f"{name} is {call.get(name)}, expected {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
    for name, field, is_worse in BOUNDS:
        if expect.get(name) is not None:
            yield from _out_of_bound(name, expect[name], field, call.get(field), is_worse)
    if expect.get("transcript"):
        transcript = call.get("transcript")
        if transcript is None:
            yield f"there is no transcript, expected one that matches {expect['transcript']!r}"
        else:
            yield from _not_said(expect["transcript"], transcript)


def how_it_differs(expect: Mapping[str, Any], call: Mapping[str, Any]) -> str:
    """The same as part of a sentence, with how the call ended where that is not told yet; empty where all is met."""
    differing = list(failed_expectations(expect, call))
    is_told = any(one.startswith("ended_reason") for one in differing) and not call.get("ended_message")
    if differing and why_ended(call) and not is_told:
        differing.append(f"it ended with {why_ended(call)}")
    return "; ".join(differing)


def _not_said(pattern: str, transcript: str) -> Iterator[str]:
    try:
        if not is_found(pattern, transcript):
            yield f"the transcript does not match {pattern!r}"
    except TooLong:
        yield f"{pattern!r} takes too long to match; simplify the expression"


def _out_of_bound(name: str, bound: float, field: str, actual: Any, is_worse: Any) -> Iterator[str]:
    expected = f"expected {name.partition('_')[0]} {bound:g}"
    if actual is None and field == "cost":
        # It comes some time after the end; an unknown cost is not a cost of nothing.
        yield f"cost is unknown, {expected}"
    elif is_worse(actual or 0, bound):
        yield f"{field} is {actual}, {expected}"


def needs(options: Mapping[str, Any], call: Mapping[str, Any]) -> Iterator[str]:
    """What of a finished call (as options) has to be there before it is judged or returned; it comes after the end."""
    expect = options.get("expect") or {}
    if expect.get("maximum_cost") is not None:
        yield "cost"
    # Who never spoke to anybody has no transcript.
    if call.get("started_at") and (expect.get("transcript") or "transcript" in (options.get("artifacts") or ())):
        yield "transcript"
