# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task returns about calls: records as options, differences, one line for people. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._resources.call import ARTIFACTS, CALL
from .._resources.ended_reason import outcome_of
from .._schema.convert import to_options
from .._schema.times import moment_or_none

BRIEF = ("id", "name", "status", "outcome")
"""What a failed list still tells of the calls that did not fail."""


def as_options(call: Mapping[str, Any]) -> dict[str, Any]:
    """A call as people see it: in snake_case, without control and listen URLs, with duration, outcome, transcript."""
    options = to_options(CALL, call)
    started, ended = moment_or_none(call.get("startedAt")), moment_or_none(call.get("endedAt"))
    if started is not None and ended is not None:
        options["duration"] = round(ended - started, 3)
    transcript = (call.get("artifact") or {}).get("transcript")
    if transcript:
        options["transcript"] = transcript
    if call.get("endedReason"):
        options["outcome"] = outcome_of(str(call["endedReason"]))
    return options


def returned(call: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """The same without what was said and other long parts, but for those that were asked for (``artifacts``)."""
    left_out = set(ARTIFACTS).difference(wanted)
    return {name: value for name, value in as_options(call).items() if name not in left_out}


def brief(call: Mapping[str, Any]) -> dict[str, Any]:
    """A returned call with no more than what tells it from others."""
    return {name: call[name] for name in BRIEF if name in call}
