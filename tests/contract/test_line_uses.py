# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line that calls or campaigns still use: told before it is deleted, and never pruned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.harness import TELNYX, TWILIO, Org

LATER = {"earliest_at": "2035-12-01T09:00:00Z"}
CALL = {"phone_number": "Telnyx Line", "assistant": "Support Bot", "name": "Reminder"}
USED = "Telnyx Line"


def scheduled(org: Org) -> str:
    placed = org.run("vapi_call", **CALL, customer={"number": "+14155550111"}, schedule_plan=LATER)
    assert not placed["failed"], placed["msg"]
    return "1 call (Reminder)"


def under_way(org: Org) -> str:
    org.simulator.switch(call_talk_seconds=60.0)
    placed = org.run("vapi_call", **{**CALL, "name": "Now"}, customer={"number": "+14155550112"})
    assert not placed["failed"], placed["msg"]
    return "1 call (Now)"


def campaign(org: Org) -> str:
    contacts = [{"number": "+14155550113"}]
    line = {"phone_number": USED, "assistant": "Support Bot"}
    made = org.run("vapi_campaign", name="Spring", **line, customers=contacts, schedule_plan=LATER)
    assert not made["failed"], made["msg"]
    return "1 campaign (Spring"


USES: tuple[Callable[[Org], str], ...] = (scheduled, under_way, campaign)
LINE = {"number": TELNYX["number"], "state": "absent"}
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "one": ("vapi_phone_number", LINE),
    "many": ("vapi_call_lines", {"lines": [LINE]}),
    "the state of all": ("vapi_call_lines", {"lines": [{"number": TELNYX["number"]}], "state": "absent"}),
    "an org": ("vapi_org", {"call_lines": {"lines": [LINE]}}),
}


@pytest.fixture(autouse=True)
def _lines(org: Org) -> None:
    result = org.run("vapi_call_lines", lines=[TELNYX, TWILIO])
    assert not result["failed"], result["msg"]


@pytest.mark.case(121)
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("way", WAYS)
def test_a_deletion_tells_what_uses_the_line(
    way: str, use: Callable[[Org], str], org: Org, members: Callable[[str, int], None]
) -> None:
    users = use(org)
    module, options = WAYS[way]
    foretold, none = org.writes(module, True, **options)
    result, writes = org.writes(module, **options)
    assert none == [] and [entry["method"] for entry in writes] == ["DELETE"]
    for told in (foretold, result):
        (sentence,) = [one for one in told["warnings"] if "cannot continue without it" in one]
        assert users in sentence and "Cancel them first" in sentence
    members("deletion × use of a line", 1)


@pytest.mark.case(121)
@pytest.mark.parametrize("use", USES)
def test_prune_keeps_a_line_that_is_used(use: Callable[[Org], str], org: Org) -> None:
    users = use(org)
    sentence = org.refuses("vapi_call_lines", lines=[TWILIO], prune=True)
    assert "line 'Telnyx Line' is used by 1 " in sentence and users in sentence and "Nothing was written" in sentence
    org.settle("vapi_call_lines", lines=[TWILIO], prune=True, only=[TWILIO["name"]])


@pytest.mark.case(121)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_over_uses_no_line(way: str, org: Org) -> None:
    scheduled(org)
    campaign(org)
    for call in org.calls():
        org.run("vapi_call", id=call["id"], state="absent")
    cancelled = org.run("vapi_campaign", name="Spring", state="absent")
    assert not cancelled["failed"], cancelled["msg"]
    # Another line's calls say nothing about this one.
    org.run("vapi_call", **{**CALL, "phone_number": "Twilio Line"}, customer={"number": "+14155550114"})
    module, options = WAYS[way]
    result = org.run(module, **options)
    assert result["changed"] and not [one for one in result["warnings"] if "cannot continue" in one], result["warnings"]


@pytest.mark.case(121)
def test_where_it_cannot_be_looked_up_a_deletion_goes_on_and_prune_does_not(org: Org) -> None:
    org.simulator.fault("400", match={"method": "GET", "path": "/call"})
    result = org.run("vapi_phone_number", True, **LINE)
    assert result["changed"] and "could not check whether calls or campaigns use it" in " ".join(result["warnings"])
    org.refuses("vapi_call_lines", lines=[TWILIO], prune=True)


@pytest.mark.case(121)
def test_an_org_without_campaigns_has_none(org: Org) -> None:
    org.simulator.switch(missing_paths=["/campaign"])
    result = org.run("vapi_call_lines", lines=[TWILIO], prune=True)
    assert not result["failed"] and result["summary"]["deleted"] == 1
