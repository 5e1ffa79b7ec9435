# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made and found again by its name alone: a service that trims names must not make it anew in each run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.harness import VAPI, Org, an_id, record
from tests.support.declarations import tasks
from tests.support.samples import sample_of

NAMED = [module for module, task in tasks().items() if {"name", "state"} <= task.schema.by_name.keys()]
"""The modules that make something by a name."""

BLANKS = ["Front Desk ", " Front Desk", "Front Desk\n", "Front Desk\u00a0"]
OWN: dict[str, dict[str, Any]] = {"vapi_phone_number": VAPI, "vapi_squad": {"definition": {"members": []}}}


def _furnished(org: Org) -> None:
    line = record(name="Main", provider="twilio", number="+14155550101", twilioAccountSid="AC1", status="active")
    org.furnish([line])
    org.add("assistant", name="Bot")
    org.simulator.switch(names="trimmed", campaign_v2="accept")


@pytest.mark.parametrize("name", BLANKS)
@pytest.mark.parametrize("module", NAMED)
def test_nothing_is_made_by_a_name_that_the_service_may_trim(
    module: str, name: str, org: Org, tmp_path: Any, members: Callable[..., None]
) -> None:
    members("module × name with a blank at its end", 1)
    _furnished(org)
    given = {**sample_of(module), **OWN.get(module, {}), "name": name}
    if module == "vapi_file":
        (tmp_path / "prices.txt").write_text("prices")
        given["src"] = str(tmp_path / "prices.txt")
    assert "name: " in org.refuses(module, **given)


def test_a_line_of_a_fleet_is_not_bought_by_such_a_name(org: Org) -> None:
    _furnished(org)
    sentence = org.refuses("vapi_call_lines", lines=[{**VAPI, "name": "Main\n"}])
    assert "name: begins or ends" in sentence


def test_what_has_such_a_name_already_can_be_named(org: Org) -> None:
    _furnished(org)
    org.add("phone-number", name="Desk ", provider="vapi", number="+14155550102", status="active", id=an_id("Desk "))
    org.settle("vapi_phone_number", name="Desk ", assistant="Bot")
    org.settle("vapi_phone_number", name="Desk ", state="absent")
