# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller is killed in the middle of a fleet run, several times over; then it runs again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.harness import BYO, HOOKS, SIP, TWILIO, VAPI
from tests.faults.figures import Figures
from tests.faults.operations import doubled
from tests.faults.playbooks import environment, recap, start
from tests.faults.world import World

KILLS = int(os.environ.get("FAULT_KILLS", "2"))

LINES: list[dict[str, Any]] = [
    *({**TWILIO, "name": f"Twilio {one}", "number": f"+141555510{one:02d}", "hooks": HOOKS} for one in range(25)),
    *({**BYO, "name": f"Own {one}", "number": f"+141555511{one:02d}", "assistant": "Night Bot"} for one in range(20)),
    *({**VAPI, "name": f"Bought {one}", "assistant": "Support Bot"} for one in range(10)),
    *({**SIP, "name": f"SIP {one}", "sip_uri": f"sip:desk-{one}@sip.vapi.ai"} for one in range(5)),
]


def playbook(folder: Path) -> Path:
    """The fleet in one task."""
    task = {"voiceops.vapi.vapi_call_lines": {"lines": "{{ call_lines }}"}}
    play = {"hosts": "localhost", "gather_facts": False, "vars": {"call_lines": LINES}, "tasks": [task]}
    path = folder / "fleet.yml"
    path.write_text(yaml.safe_dump([play]), encoding="utf-8")
    return path


def descendants(pid: int) -> list[int]:
    """The processes that this one and its children have started."""
    found = []
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            found += [int(child), *descendants(int(child))]
    return found


def kill_after(process: subprocess.Popen[str], world: World, writes: int, pause: float) -> bool:
    """Kill the run, Ansible's workers with it, once so many writes have arrived; False if it ended before."""
    while process.poll() is None:
        if len(world.simulator.writes()) >= writes:
            time.sleep(pause)
            # Each worker of Ansible has a process group of its own, and would finish its task as an orphan.
            for pid in [process.pid, *descendants(process.pid)]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait(20)
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed(seed: int, world: World, figures: Figures, tmp_path: Path) -> None:
    """Killed twice, at a moment that chance decides; the third run gets there, and the fourth changes nothing."""
    chance = random.Random(seed)
    world.reset(latency=80)
    book = playbook(tmp_path)
    for _kill in range(2):
        world.simulator.clear_log()
        running = start(book, environment(world, tmp_path))
        figures.count("faults", kill_after(running, world, chance.randint(1, 28), chance.random() * 0.05))
        figures.count("runs")
        for text in doubled(world):
            figures.fail("doubles", text)
    world.simulator.switch(latency=0)
    for last in (False, True):
        finished = start(book, environment(world, tmp_path))
        output = finished.communicate(timeout=120)[0]
        figures.count("runs")
        if recap(output)["failed"] or (last and recap(output)["changed"]):
            figures.fail("wrong reports", output[-2000:])
    for text in doubled(world):
        figures.fail("doubles", text)
    if {one["name"] for one in world.numbers()} != {line["name"] for line in LINES}:
        figures.fail("lost", f"{len(world.numbers())} numbers of {len(LINES)}")
    figures.check()
