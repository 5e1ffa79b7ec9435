# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calling hours in the customer's zone: calls, batches, lists and campaigns agree who may be called at a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.contract.harness import TWILIO, Org

HOURS = {"start": "09:00", "end": "20:00", "timezone": "customer"}
CUSTOMERS: dict[str, tuple[dict[str, Any], str]] = {
    "east": ({"number": "+12125550100"}, "19:55"),
    "west": ({"number": "+14155550100"}, "19:55 20:05"),
    "two zones": ({"number": "+18505550100"}, "19:55"),
    "Arizona": ({"number": "+16025550100"}, "19:55 20:05"),
    "Hawaii": ({"number": "+18085550100"}, "19:55 20:05"),
    "Newfoundland": ({"number": "+17095550100"}, ""),
    "Puerto Rico": ({"number": "+17875550100"}, ""),
    "toll free": ({"number": "+18005550100"}, ""),
    "unassigned": ({"number": "+12225550100"}, ""),
    "Berlin": ({"number": "+493090182000"}, ""),
    "Tokyo": ({"number": "+81312345678"}, "19:55 20:05"),
    "Australia": ({"number": "+61290000000"}, ""),
    "moved to the west": ({"number": "+12125550101", "timezone": "America/Los_Angeles"}, "19:55 20:05"),
    "moved to the east": ({"number": "+14155550101", "timezone": "America/New_York"}, "19:55"),
    "toll free with a zone": ({"number": "+18005550101", "timezone": "America/Denver"}, "19:55 20:05"),
    "a SIP URI with a zone": ({"sip_uri": "sip:ann@example.com", "timezone": "America/Denver"}, "19:55 20:05"),
}
"""Customers, and at which of two moments of a Friday in December, Eastern time, they may be called."""


def moment_of(clock: str) -> float:
    """A time of that Friday in New York, in seconds since 1970."""
    return datetime.fromisoformat(f"2026-12-04T{clock}").replace(tzinfo=ZoneInfo("America/New_York")).timestamp()


@pytest.fixture(params=["19:55", "20:05"])
def clock(org: Org, request: pytest.FixtureRequest) -> str:
    """The time of that Friday in New York, and a line to call from."""
    org.simulator.switch(concurrency_limit=2000)
    org.run("vapi_phone_number", **TWILIO)
    org.simulator.advance(moment_of(request.param) - time.time())
    return str(request.param)


def placed(org: Org, module: str, who: str) -> bool:
    """Whether a task calls a customer at once."""
    customer = CUSTOMERS[who][0]
    call = {"name": "Hours", "phone_number": "Twilio Line", "assistant": "Support Bot", "calling_hours": HOURS}
    options: dict[str, dict[str, Any]] = {
        "vapi_call": {**call, "customer": customer},
        "vapi_call of a batch": {**call, "customers": [customer]},
        "vapi_outbound_calls": {"calls": [{**call, "customer": customer}]},
    }
    result, writes = org.writes(module.partition(" ")[0], **options[module])
    if not writes:
        assert result["failed"] and "calling_hours: " in result["msg"] and customer.get("number", "") in result["msg"]
    return bool(writes)


@pytest.mark.parametrize("module", ["vapi_call", "vapi_call of a batch", "vapi_outbound_calls"])
def test_a_call_is_placed_while_it_is_open_for_its_customer(
    org: Org, clock: str, module: str, members: Callable[[str, int], None]
) -> None:
    called = {who for who in CUSTOMERS if placed(org, module, who)}
    assert called == {who for who in CUSTOMERS if clock in CUSTOMERS[who][1]}
    members("customer at a moment", len(CUSTOMERS))


def test_a_campaign_agrees(org: Org, clock: str) -> None:
    customers = [customer for customer, _open in CUSTOMERS.values()]
    campaign = {"name": "Hours", "phone_number": "Twilio Line", "assistant": "Support Bot"}
    result, writes = org.writes("vapi_campaign", **campaign, customers=customers, calling_hours=HOURS)
    assert not result["failed"], result["msg"]
    at_once = set()
    for write in writes:
        begins = datetime.fromisoformat(write["body"]["schedulePlan"]["earliestAt"].replace("Z", "+00:00")).timestamp()
        if begins - moment_of(clock) < 60:
            at_once |= {one.get("number") or one["sipUri"] for one in write["body"]["customers"]}
    assert at_once == {
        customer.get("number") or customer["sip_uri"] for customer, times in CUSTOMERS.values() if clock in times
    }
