# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gates before a call, the expectations after it, and the times both are told in."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.expectations import failed_expectations
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.gates import gates
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.times import moment
from hypothesis import given
from hypothesis import strategies as st

BERLIN = {"start": "09:00", "end": "17:00", "timezone": "Europe/Berlin"}
MONDAY_NOON = moment("2026-11-23T12:00:00+01:00")


@pytest.mark.parametrize(
    ("patterns", "callees", "closed"),
    [
        (None, ["+14155550100"], 0),
        ([], ["+14155550100"], 1),
        (["+1415*"], ["+14155550100"], 0),
        (["+1212*", "+1415*"], ["+14155550100", "+12125550100"], 0),
        (["+1415*"], ["+14155550100", "+4930123456", "sip:a@b"], 1),
        (["sip:*@example.com"], ["sip:ann@example.com", "sip:ann@example.org"], 1),
    ],
)
def test_who_may_be_called(patterns: Any, callees: list[str], closed: int) -> None:
    sentences = list(gates({"allowed_numbers": patterns}, callees, 0))
    assert len(sentences) == closed and all(sentence.startswith("allowed_numbers: ") for sentence in sentences)


@pytest.mark.parametrize(("most", "callees", "closed"), [(0, 1, 1), (1, 1, 0), (1, 2, 1), (None, 9, 0), (0, 0, 0)])
def test_how_many(most: Any, callees: int, closed: int) -> None:
    assert len(list(gates({"max_calls": most}, ["+14155550100"] * callees, 0))) == closed


@pytest.mark.parametrize(
    ("hours", "when", "is_open"),
    [
        (BERLIN, "2026-11-23T09:00:00+01:00", True),
        (BERLIN, "2026-11-23T08:59:59+01:00", False),
        (BERLIN, "2026-11-23T16:59:59+01:00", True),
        (BERLIN, "2026-11-23T17:00:00+01:00", False),
        (BERLIN, "2026-07-01T07:00:00Z", True),  # summer time
        (BERLIN, "2026-11-23T08:00:00Z", True),
        ({**BERLIN, "days": ["tuesday"]}, "2026-11-23T12:00:00Z", False),
        ({**BERLIN, "days": ["monday"]}, "2026-11-23T12:00:00Z", True),
        ({**BERLIN, "start": "22:00", "end": "06:00"}, "2026-11-23T23:00:00+01:00", True),
        ({**BERLIN, "start": "22:00", "end": "06:00"}, "2026-11-24T05:59:00+01:00", True),
        ({**BERLIN, "start": "22:00", "end": "06:00"}, "2026-11-24T06:00:00+01:00", False),
        ({**BERLIN, "timezone": "Asia/Kolkata"}, "2026-11-23T03:30:00Z", True),
        # The night from Friday to Saturday belongs to Friday.
        ({**BERLIN, "start": "22:00", "end": "06:00", "days": ["friday"]}, "2026-11-28T02:00:00+01:00", True),
        ({**BERLIN, "start": "22:00", "end": "06:00", "days": ["friday"]}, "2026-11-27T02:00:00+01:00", False),
        ({**BERLIN, "start": "22:00", "end": "06:00", "days": ["sunday"]}, "2026-11-23T02:00:00+01:00", True),
    ],
)
def test_calling_hours(hours: dict[str, Any], when: str, is_open: bool) -> None:
    assert list(gates({"calling_hours": hours}, ["+1"], moment(when))) == [] or not is_open
    assert bool(list(gates({"calling_hours": hours}, ["+1"], moment(when)))) is not is_open


def test_a_scheduled_call_is_held_against_the_hours_it_rings_in() -> None:
    at_night = {"calling_hours": BERLIN, "schedule_plan": {"earliest_at": "2026-11-24T03:00:00+01:00"}}
    assert list(gates(at_night, ["+1"], MONDAY_NOON)) == [
        "calling_hours: it is Tuesday 03:00 in Europe/Berlin, outside 09:00 to 17:00."
    ]
    past = {"calling_hours": BERLIN, "schedule_plan": {"earliest_at": "2020-01-01T03:00:00Z"}}
    assert list(gates(past, ["+1"], MONDAY_NOON)) == []


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", ""])
def test_an_unknown_time_zone(zone: str) -> None:
    with pytest.raises(InvalidOptions, match="timezone"):
        list(gates({"calling_hours": {**BERLIN, "timezone": zone}}, ["+1"], 0))


def test_every_closed_gate_is_told() -> None:
    closed = {"allowed_numbers": [], "max_calls": 0, "calling_hours": {**BERLIN, "days": ["sunday"]}}
    assert [sentence.partition(":")[0] for sentence in gates(closed, ["+1"], MONDAY_NOON)] == [
        "allowed_numbers",
        "max_calls",
        "calling_hours",
    ]


# --- times ------------------------------------------------------------------------------------------------------------


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(timezone.utc)), st.integers(0, 9))
def test_a_moment_in_every_spelling(when: datetime, digits: int) -> None:
    fraction = f"{when.microsecond:06d}000"[:digits]
    plain = when.strftime("%Y-%m-%dT%H:%M:%S") + (f".{fraction}" if digits else "")
    expected = int(when.timestamp()) + (int(fraction) / 10**digits if digits else 0)
    for zone in ("Z", "+00:00", "+0000", "-0000"):
        assert moment(plain + zone) == pytest.approx(expected, abs=2e-6)


def test_moments_with_offsets() -> None:
    assert moment("2026-11-23T12:00:00+05:30") == moment("2026-11-23T06:30Z") == moment("2026-11-23T01:30:00-0500")


# --- expectations -----------------------------------------------------------------------------------------------------

CALL = {
    "status": "ended",
    "ended_reason": "customer-ended-call",
    "outcome": "ok",
    "duration": 30.0,
    "cost": 0.05,
    "transcript": "AI: Hello\nUser: Good bye",
}


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ({}, []),
        ({"status": "ended", "outcome": ["ok"], "ended_reason": ["voicemail", "customer-ended-call"]}, []),
        ({"minimum_duration": 30, "maximum_duration": 30, "maximum_cost": 0.05}, []),
        ({"transcript": "Good"}, []),
        ({"status": "forwarded"}, ["status is ended, expected forwarded"]),
        ({"outcome": ["not_answered", "service_side"]}, ["outcome is ok, expected not_answered or service_side"]),
        ({"minimum_duration": 30.5}, ["duration is 30.0, expected minimum 30.5"]),
        (
            {"maximum_duration": 10, "maximum_cost": 0},
            ["duration is 30.0, expected maximum 10", "cost is 0.05, expected maximum 0"],
        ),
        ({"transcript": "refund"}, ["the transcript does not match 'refund'"]),
    ],
)
def test_how_a_call_differs_from_what_was_expected(expect: dict[str, Any], told: list[str]) -> None:
    assert list(failed_expectations(expect, CALL)) == told


def test_a_call_that_never_rang_is_as_short_as_can_be() -> None:
    assert len(list(failed_expectations({"minimum_duration": 1, "transcript": "x", "outcome": ["ok"]}, {}))) == 3
    assert list(failed_expectations({"maximum_duration": 1}, {})) == []


@pytest.mark.case(23)
def test_a_cost_nobody_knows_is_not_a_cost_of_nothing() -> None:
    assert list(failed_expectations({"maximum_cost": 1}, {})) == ["cost is unknown, expected maximum 1"]
    assert list(failed_expectations({"maximum_cost": 1}, {"cost": 0})) == []
