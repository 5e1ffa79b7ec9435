# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults by rule: which request they meet, what leaves, and whether the write took effect."""

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.simulator.conftest import TWILIO, Api
from tests.support.simulator import Simulator

POST = {"method": "POST", "path": "^/phone-number$"}


def kept(api: Api) -> int:
    """How many numbers the org holds."""
    return len(api.simulator.state()[api.simulator.key]["phone-number"])


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fault", ["400", "429", "500", "502", "503", "504", "redirect"])
def test_answers_instead_of_the_answer(api: Api, fault: str, when: str) -> None:
    api.simulator.fault(fault, match=POST, when=when, location="https://example.com/elsewhere")
    answer = api.raw("POST", "/phone-number", json=TWILIO)
    assert answer.status_code == (302 if fault == "redirect" else int(fault))
    assert kept(api) == (when == "after")
    assert answer.headers["Content-Type"].startswith("text/html") == (fault == "502")
    assert answer.headers.get("Location") == ("https://example.com/elsewhere" if fault == "redirect" else None)
    (entry,) = api.simulator.log()
    assert (entry["fault"], entry["status"]) == (fault, answer.status_code)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_cut_connection(api: Api, when: str) -> None:
    api.simulator.fault("cut", match=POST, when=when)
    with pytest.raises(requests.ConnectionError):
        api.raw("POST", "/phone-number", json=TWILIO)
    assert kept(api) == (when == "after") and api.simulator.log()[0]["status"] is None


def test_bodies_that_are_spoilt(api: Api) -> None:
    for fault in ("truncate", "garbage"):
        api.simulator.fault(fault, match={"path": "^/assistant$"})
        with pytest.raises(requests.RequestException):
            api.raw("GET", "/assistant").json()
        api.simulator.clear_faults()


@pytest.mark.parametrize("fault", ["latency", "slow"])
def test_late_answers_are_whole(api: Api, fault: str) -> None:
    api.simulator.fault(fault, match=POST, seconds=0.4)
    began = time.monotonic()
    assert api.ask("POST", "/phone-number", TWILIO).status == 201
    assert time.monotonic() - began >= 0.4


@pytest.mark.parametrize(
    ("given", "sent"), [(None, None), (7, "7"), ("absurd", "Thursday, 99 Foo"), (-1, "-1"), (86400, "86400")]
)
def test_retry_after(api: Api, given: Any, sent: str | None) -> None:
    api.simulator.fault("429", retry_after=given)
    assert api.raw("GET", "/call").headers.get("Retry-After") == sent


def test_retry_after_as_a_date(api: Api) -> None:
    api.simulator.fault("429", retry_after="date")
    assert parsedate_to_datetime(api.raw("GET", "/call").headers["Retry-After"]).year >= 2026


@pytest.mark.parametrize(
    ("rule", "struck"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"nth": "every"}, [1, 2, 3, 4, 5, 6]),
        ({"nth": [2, 5]}, [2, 5]),
        ({"first": 2}, [1, 2]),
        ({"skip": 4}, [5, 6]),
        ({"skip": 1, "first": 2}, [2, 3]),
        ({"times": 3}, [1, 2, 3]),
        ({"match": {"method": "POST"}}, []),
        ({"match": {"method": "POST|GET", "path": "^/call$"}}, [1, 2, 3, 4, 5, 6]),
        ({"match": {"path": "^/phone"}}, []),
        ({"match": {"org": 0}}, [1, 2, 3, 4, 5, 6]),
        ({"match": {"org": 1}}, []),
        ({"probability": 0.0}, []),
    ],
)
def test_which_requests_are_struck(api: Api, rule: dict[str, Any], struck: list[int]) -> None:
    api.simulator.fault("503", **rule)
    statuses = [api.raw("GET", "/call").status_code for _time in range(6)]
    assert [number for number, status in enumerate(statuses, 1) if status == 503] == struck
    assert api.simulator.faults()[0]["struck"] == len(struck)
    api.simulator.clear_faults()
    assert api.simulator.faults() == [] and api.raw("GET", "/call").status_code == 200


def test_chance_is_the_same_each_time(api: Api) -> None:
    def run(seed: int) -> list[int]:
        api.simulator.clear_faults()
        api.simulator.fault("503", probability=0.5, seed=seed)
        return [api.raw("GET", "/call").status_code for _time in range(20)]

    first = run(1)
    assert first == run(1) != run(2) and {200, 503} == set(first)


def test_several_rules_at_once(api: Api) -> None:
    rules = [{"fault": "500", "nth": [1]}, {"fault": "503", "nth": [2]}]
    assert api.raw("POST", "/_simulator/faults", json=rules).status_code == 200
    assert [api.raw("GET", "/call").status_code for _time in range(3)] == [500, 503, 200]
    assert [rule["struck"] for rule in api.simulator.faults()] == [1, 1]


def test_a_rule_behind_another_has_not_struck(api: Api) -> None:
    for fault in ("500", "503"):
        api.simulator.fault(fault)
    assert api.raw("GET", "/call").status_code == 500
    assert [(rule["seen"], rule["struck"]) for rule in api.simulator.faults()] == [(1, 1), (1, 0)]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_process_keeps_what_took_effect(tmp_path: Path, when: str) -> None:
    with Simulator(state=tmp_path / "journal") as running:
        api = Api(running)
        api.line()
        running.fault("kill", match=POST, when=when)
        with pytest.raises(requests.ConnectionError):
            api.raw("POST", "/phone-number", json={**TWILIO, "number": "+14155550101"})
        assert running.wait() == 137
        running.restart()
        assert kept(Api(running)) == (2 if when == "after" else 1)
        assert "+14155550101" in json.dumps(running.state()) or when == "before"
