# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every writing operation under every fault, at the first, a middle and the last request, once and from then on.

Afterwards exactly the declared objects exist, or the task has failed saying so and one more run without faults gets
there: with no second object, no second ring. A third run changes nothing.
"""

from __future__ import annotations

import random
import re
import time
from typing import Any

import pytest

from tests.faults.figures import Figures
from tests.faults.operations import OPERATIONS, Operation, doubled
from tests.faults.world import World
from tests.support.usual import by_setting, one_in_turn

SHORT = {"timeout": 0.25, "retries": 3}
CALM = {"timeout": 30, "retries": 3}
STALE = 0.15
"""Seconds that a list lags behind."""

Result = dict[str, Any]

FAULTS: dict[str, Result] = {
    "latency": {"fault": "latency", "seconds": 0.5},
    "429 seconds": {"fault": "429", "retry_after": 1},
    "429 date": {"fault": "429", "retry_after": "date"},
    "429 absurd text": {"fault": "429", "retry_after": "absurd"},
    "429 absurd number": {"fault": "429", "retry_after": 86400},
    "429 bare": {"fault": "429"},
    **{
        f"{status} {when}": {"fault": status, "when": when}
        for status in ("500", "502", "503", "504")
        for when in ("before", "after")
    },
    "cut before": {"fault": "cut"},
    "cut after": {"fault": "cut", "when": "after"},
    "slow": {"fault": "slow", "seconds": 0.1},
    "too slow": {"fault": "slow", "seconds": 2},
    "truncate": {"fault": "truncate"},
    "garbage": {"fault": "garbage"},
    "redirect before": {"fault": "redirect"},
    "redirect after": {"fault": "redirect", "when": "after"},
    "kill before": {"fault": "kill"},
    "kill after": {"fault": "kill", "when": "after"},
    "stale lists": {"fault": "504", "when": "after"},
}
DEARLY_PAID = ("latency", "too slow", "kill before", "kill after", "stale lists")
"""Faults that take real time: they strike the writes only, and once."""

SENTENCE = re.compile(r"[^\n]+[.!?)]")


LOGS: dict[str, list[Result]] = {}


def requests_of(operation: Operation, world: World) -> list[Result]:
    """The requests of a run that nothing disturbs; learnt once."""
    if operation.name not in LOGS:
        LOGS[operation.name] = _learn_requests(operation, world)
    return LOGS[operation.name]


def _learn_requests(operation: Operation, world: World) -> list[Result]:
    operation.prepare(world)
    result = world.run(operation.module, {**operation.options, **CALM})
    assert not result["failed"], result["msg"]
    assert result["changed"] and operation.wrong(world) == [] and doubled(world) == []
    return world.simulator.log()


def places(log: list[Result], writes_only: bool) -> list[tuple[str, int]]:
    """The first, a middle and the last of the requests and of the writes, as (method pattern, which of them)."""
    found = []
    for pattern in ("POST|PATCH|DELETE", "GET|POST|PATCH|DELETE")[: 1 if writes_only else 2]:
        count = sum(1 for entry in log if entry["method"] in pattern.split("|"))
        found += [(pattern, which) for which in sorted({1, (count + 1) // 2, count})]
    return found


def plans(name: str, log: list[Result]) -> list[list[Result]]:
    """The rules of each case of this fault."""
    dear = name in DEARLY_PAID
    found = []
    for method, which in places(log, dear):
        rule = {**FAULTS[name], "match": {"method": method, "path": "^/(?!_)"}}
        found.append([{**rule, "nth": [which]}])
        if not dear and (which == 1 or method.startswith("GET")):
            found.append([{**rule, "nth": list(range(which, which + 100))}])
    return found


def hurry(operation: Operation) -> Result:
    """A fleet held up by 429 is given up by the clock."""
    return {"retry_budget": 0.1} if operation.module == "vapi_call_lines" else {}


def judge(operation: Operation, world: World, rules: list[Result], figures: Figures, stale: float = 0.0) -> None:
    """One case: a run with faults, one without, and one that must have nothing left to do."""
    operation.prepare(world)
    world.simulator.switch(stale_list_seconds=stale)
    for rule in rules:
        world.simulator.fault(**rule)
    where = f"{operation.name} under {rules}"
    first = world.run(operation.module, {**operation.options, **SHORT, **hurry(operation)})
    if stale:
        time.sleep(stale)
        world.simulator.switch(stale_list_seconds=0.0)
    figures.count("runs", 3)
    figures.count("faults", world.heal())
    _reported(operation, world, first, where, figures)
    second = world.run(operation.module, {**operation.options, **CALM})
    if second["failed"] or operation.wrong(world):
        text = f"{where}: first {first.get('msg')!r}, then {second.get('msg')!r}, {operation.wrong(world)}"
        figures.fail("lost", text)
    world.simulator.clear_log()
    third = world.run(operation.module, {**operation.options, **CALM})
    if third["failed"] or third["changed"] or world.simulator.writes():
        figures.fail("wrong reports", f"{where}: the third run has {third.get('msg', 'changed something')}")
    for text in doubled(world):
        figures.fail("doubles", f"{where}: {text}, after {first.get('msg')!r}")


def _reported(operation: Operation, world: World, first: Result, where: str, figures: Figures) -> None:
    """Whether what the first run says is true."""
    for text in doubled(world):
        figures.fail("doubles", f"{where}: {text} right after {first.get('msg')!r}")
    if not first["failed"]:
        wrong = operation.wrong(world)
        if wrong or not first["changed"]:
            figures.fail("wrong reports", f"{where}: success with changed {first['changed']}, and yet {wrong}")
        return
    sentence = first["msg"]
    named = any(name in sentence for name in operation.names)
    if not named or not SENTENCE.fullmatch(sentence) or "bug" in sentence or "Traceback" in sentence:
        figures.fail("wrong reports", f"{where}: {sentence!r}")


@pytest.mark.spread("operation", "fault", each=3)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_is_doubled_or_lost(operation: str, fault: str, world: World, figures: Figures) -> None:
    """The matrix; usually an operation and a fault that meet do so at one of the places."""
    chosen = OPERATIONS[operation]
    log = requests_of(chosen, world)
    for rules in one_in_turn(plans(fault, log), operation, fault):
        judge(chosen, world, rules, figures, STALE if fault == "stale lists" else 0.0)
    figures.check()


@pytest.mark.parametrize("plan", range(by_setting(usual=10, all=60, nightly=500)))
def test_random_plans(plan: int, world: World, figures: Figures) -> None:
    """Several faults at once, drawn by chance, the same in every session."""
    chance = random.Random(plan)
    operation = OPERATIONS[chance.choice(list(OPERATIONS))]
    rules = []
    for _time in range(chance.randint(1, 4)):
        name = chance.choice([one for one in FAULTS if one not in DEARLY_PAID or chance.random() < 0.1])
        method = chance.choice(["GET", "POST", "POST|PATCH|DELETE", "GET|POST|PATCH|DELETE"])
        rule = {**FAULTS[name], "match": {"method": method, "path": "^/(?!_)"}, "seed": chance.randint(0, 1 << 30)}
        rule["probability"] = chance.choice([0.2, 0.5, 1.0])
        rules.append({**rule, "times": chance.randint(1, 3)})
    judge(operation, world, rules, figures)
    figures.check()
