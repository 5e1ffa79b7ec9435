# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two controllers provision the same lines at the same time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.contract.harness import BYO, SIP, TELNYX, TWILIO, VAPI, VONAGE
from tests.faults.figures import Figures
from tests.faults.operations import doubled
from tests.faults.world import World

Result = dict[str, Any]
IMPORTED = [TWILIO, VONAGE, TELNYX, BYO, SIP]
CALM = {"timeout": 30, "retries": 3}


def both(world: World, module: str, options: Result) -> list[Result]:
    """The results of two controllers that start together."""
    barrier = Barrier(2)

    def one(_controller: int) -> Result:
        barrier.wait()
        return world.run(module, {**options, **CALM})

    with ThreadPoolExecutor(2) as controllers:
        return list(controllers.map(one, range(2)))


def _sentences(results: list[Result]) -> list[str]:
    return [str(result["msg"]) for result in results if result["failed"]]


@pytest.mark.parametrize("line", IMPORTED, ids=lambda line: str(line["name"]))
@pytest.mark.parametrize("stale", [0.0, 0.1])
def test_imported_lines_never_double(line: Result, stale: float, world: World, figures: Figures) -> None:
    """The service refuses the second import, and the loser takes over what the winner made."""
    for latency in (0, 5, 20):
        world.reset(latency=latency, stale_list_seconds=stale)
        results = both(world, "vapi_phone_number", line)
        figures.count("runs", 2)
        # Of a SIP line the refusal names no id, so a list that lags behind cannot show it yet: that is said.
        lags = stale and line is SIP
        assert [text for text in _sentences(results) if not (lags and "is already in use" in text)] == []
        for text in doubled(world):
            figures.fail("doubles", text)
        assert len(world.numbers()) == 1
    figures.check()


@pytest.mark.parametrize("latency", [0, 10])
def test_fleets_of_imported_lines_never_double(latency: int, world: World, figures: Figures) -> None:
    """Both fleets succeed or say why, and the next run has nothing to do."""
    lines = [{**TWILIO, "name": f"Line {one}", "number": f"+141555503{one:02d}"} for one in range(20)]
    lines += [{**BYO, "name": f"Own {one}", "number": f"+141555504{one:02d}"} for one in range(10)]
    world.reset(latency=latency)
    results = both(world, "vapi_call_lines", {"lines": lines})
    figures.count("runs", 3)
    for text in doubled(world):
        figures.fail("doubles", text)
    assert _sentences(results) == []
    third = world.run("vapi_call_lines", {"lines": lines, **CALM})
    assert not third["failed"] and not third["changed"]
    assert len(world.numbers()) == 30
    figures.check()


@pytest.mark.parametrize("module", ["vapi_phone_number", "vapi_call_lines"])
def test_who_bought_a_line_twice_is_told_so(module: str, world: World, figures: Figures) -> None:
    """Nothing at the service keeps two from buying at the same moment: the window is the look before the purchase."""
    options = VAPI if module == "vapi_phone_number" else {"lines": [VAPI, {**BYO}]}
    for _attempt in range(5):
        world.reset(latency=20)
        results = both(world, module, options)
        figures.count("runs", 3)
        bought = [one["id"] for one in world.numbers() if one["name"] == VAPI["name"]]
        failed = _sentences(results)
        if len(bought) == 1:
            assert failed == []
            continue
        assert failed, "bought twice, and nobody was told"
        assert all(number_id in sentence for sentence in failed for number_id in bought), failed
        again = world.run(module, {**options, **CALM})
        assert again["failed"] and all(number_id in again["msg"] for number_id in bought)
        assert Counter(one["name"] for one in world.numbers())[VAPI["name"]] == 2, "and never a third"
    figures.check()
