# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet under the service's rate limit, and the exact number of requests a fleet costs."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.throttle import Throttle
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.benchmark.lines import declared, state
from tests.contract.harness import Org, task

FLEET = "vapi_call_lines"


@pytest.fixture
def fleet(org: Org) -> Org:
    """An org as the benchmark knows it, without numbers."""
    org.simulator.put_state({org.key: state(0)})
    org.simulator.clear_log()
    return org


def seed(org: Org, count: int, differing: int = 0) -> None:
    """So many lines are there, some of them routed elsewhere."""
    org.simulator.put_state({org.key: state(count, differing)})
    org.simulator.clear_log()


def methods(org: Org) -> Counter[str]:
    """Requests by method, but for those that a fault turned away."""
    return Counter(entry["method"] for entry in org.simulator.log() if entry["status"] != 429)


# --- request counts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 100, 1000])
def test_nothing_to_do_is_two_reads_however_many_lines(fleet: Org, count: int) -> None:
    seed(fleet, count)
    result = fleet.run(FLEET, lines=declared(count))
    assert not result["changed"] and result["summary"]["unchanged"] == count
    assert methods(fleet) == {"GET": 2}


def test_five_thousand_lines_are_one_reading(fleet: Org) -> None:
    seed(fleet, 5000)
    assert not fleet.run(FLEET, lines=declared(5000))["changed"]
    # Pages of a thousand overlap in one line each; the assistants are one list.
    assert methods(fleet) == {"GET": 7}


def test_one_percent_changed_is_ten_writes(fleet: Org) -> None:
    seed(fleet, 1000, 10)
    result = fleet.run(FLEET, lines=declared(1000))
    assert result["summary"]["updated"] == 10
    assert methods(fleet) == {"GET": 2, "PATCH": 10}
    assert {tuple(entry["body"]) for entry in fleet.simulator.writes()} == {("assistantId",)}
    fleet.simulator.clear_log()
    assert not fleet.run(FLEET, lines=declared(1000))["changed"] and methods(fleet) == {"GET": 2}


def test_names_are_read_only_when_asked_for(fleet: Org) -> None:
    seed(fleet, 10)
    fleet.run(FLEET, lines=[{"number": line["number"]} for line in declared(10)])
    assert [entry["path"] for entry in fleet.simulator.log()] == ["/v2/phone-number"]


def test_prune_reads_the_calls_of_what_goes_and_no_more(fleet: Org) -> None:
    """Campaigns once, and the calls of each line that is deleted: one may still use it."""
    seed(fleet, 100, 5)
    foretold = fleet.run(FLEET, True, lines=declared(95), prune=True)
    assert methods(fleet) == {"GET": 2 + 5 + 1} and foretold["summary"]["deleted"] == 5
    fleet.simulator.clear_log()
    real = fleet.run(FLEET, lines=declared(95), prune=True)
    assert methods(fleet) == {"GET": 2 + 5 + 1, "PATCH": 5, "DELETE": 5} and real["summary"] == foretold["summary"]
    fleet.simulator.clear_log()
    fleet.run(FLEET, lines=declared(95), prune=True)
    assert methods(fleet) == {"GET": 2}


@pytest.mark.parametrize("rail", [{"max_deletions": 4}, {"lines": []}])
def test_a_rail_of_prune_costs_no_write(fleet: Org, rail: dict[str, Any]) -> None:
    seed(fleet, 100)
    result = fleet.run(FLEET, **{"lines": declared(95), "prune": True, **rail})
    assert result["failed"] and fleet.simulator.writes() == []


# --- 429 --------------------------------------------------------------------------------------------------------------


def test_a_few_429_are_waited_for(fleet: Org) -> None:
    fleet.simulator.fault("429", match={"method": "POST"}, nth=[3, 4, 5], retry_after=1)
    began = time.monotonic()
    result = fleet.run(FLEET, lines=declared(40))
    assert result["summary"]["created"] == 40 and methods(fleet) == {"GET": 2, "POST": 40}
    assert 1 <= time.monotonic() - began < 20


def test_every_second_request_turned_away_still_succeeds(fleet: Org) -> None:
    fleet.simulator.fault("429", probability=0.5, seed=4, retry_after=0)
    result = fleet.run(FLEET, lines=declared(20), retry_budget=60)
    assert result["summary"]["created"] == 20 and methods(fleet)["POST"] == 20


def test_retry_after_is_obeyed_by_everybody(fleet: Org) -> None:
    fleet.simulator.fault("429", match={"method": "POST"}, nth=[1], retry_after=2)
    fleet.run(FLEET, lines=declared(30))
    log = [entry for entry in fleet.simulator.log() if entry["method"] == "POST"]
    refused = next(entry["time"] for entry in log if entry["status"] == 429)
    later = [entry["time"] for entry in log if entry["time"] > refused + 0.3]
    assert later and min(later) >= refused + 1.9, "somebody went on during the wait"


STORMS = {"without a time": None, "now": 0, "in a second": 1, "absurd": "absurd", "in an hour": 3600}


@pytest.mark.spread("method", "retry_after")
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize("retry_after", STORMS.values(), ids=STORMS)
def test_a_storm_ends_within_the_budget(fleet: Org, method: str, retry_after: Any) -> None:
    seed(fleet, 0 if method == "POST" else 200, 200)
    fleet.simulator.fault("429", match={"method": method}, retry_after=retry_after)
    began = time.monotonic()
    result = fleet.run(FLEET, lines=declared(200), retry_budget=3)
    took = time.monotonic() - began
    assert result["failed"] and "429" in result["msg"] and result["failure"]["status"] == 429
    assert took < 3 + 4, "longer than its budget"
    turned_away = [entry for entry in fleet.simulator.log() if entry["status"] == 429]
    # Eight at first, fewer from then on, none more often than ten times a second.
    assert len(turned_away) <= 8 + 8 * 10 * max(took, 1) / 2, "a hot loop"
    if method != "GET":
        assert result["summary"]["failed"] <= 8 and result["summary"]["skipped"] >= 192
        fleet.simulator.clear_faults()
        again = fleet.run(FLEET, lines=declared(200))
        assert not again["failed"] and again["summary"]["failed"] == 0


def test_one_line_alone_gives_up_by_count(org: Org) -> None:
    org.simulator.fault("429", retry_after=0)
    result = org.run("vapi_phone_number", name="Main", retries=2)
    assert result["failed"] and result["failure"]["status"] == 429
    assert len(org.simulator.log()) == 3


def test_pace_narrows_once_for_a_wave_and_widens_again() -> None:
    throttle = Throttle(8, 10)
    for _answer in range(8):
        assert throttle.on_429(0.05, time.monotonic())
    assert throttle._limit == 4
    time.sleep(0.06)
    throttle.on_429(0.0, time.monotonic())
    assert throttle._limit == 2
    for _request in range(400):
        with throttle:
            pass
    assert throttle._limit == 8


def test_pace_gives_up_when_nobody_gets_through() -> None:
    throttle = Throttle(2, 0.1)
    assert throttle.on_429(0.05, time.monotonic())
    time.sleep(0.08)
    assert not throttle.on_429(0.05, time.monotonic())
    throttle.on_success()
    assert throttle.on_429(0.05, time.monotonic())


# --- progress ---------------------------------------------------------------------------------------------------------


def test_progress_is_told_of_every_write_and_of_nothing_else(fleet: Org) -> None:
    told: list[tuple[int, int, int]] = []
    given = {"lines": declared(20)}

    def run() -> dict[str, Any]:
        return execute(task(FLEET), given, False, fleet.environment, progress=lambda *counts: told.append(counts))

    assert run()["changed"]
    assert told == [(count, 0, 20) for count in range(1, 21)]
    told.clear()
    assert not run()["changed"] and told == []


def test_failures_are_told_and_stop_stops(fleet: Org) -> None:
    fleet.simulator.fault("500", match={"method": "PATCH"}, nth=[])
    seed(fleet, 20, 20)
    result = fleet.run(FLEET, lines=declared(20), retries=0, on_error="stop", concurrency=1)
    assert result["summary"]["failed"] == 1 and result["summary"]["skipped"] == 19
    fleet.simulator.clear_log()
    result = fleet.run(FLEET, lines=declared(20), retries=0, on_error="continue")
    assert result["summary"]["failed"] == 20 and len(fleet.simulator.writes()) == 20
