# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run is killed, cancelled or hung up in the middle, several times over; then it runs again at once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.harness import BYO, HOOKS, SIP, TWILIO, VAPI, record
from tests.faults.figures import Figures
from tests.faults.operations import doubled
from tests.faults.playbooks import environment, recap, start
from tests.faults.world import World
from tests.support.usual import by_setting

KILLS = by_setting(usual=1, all=2, nightly=6)

LINES: list[dict[str, Any]] = [
    *({**TWILIO, "name": f"Twilio {one}", "number": f"+141555510{one:02d}", "hooks": HOOKS} for one in range(70)),
    *({**BYO, "name": f"Own {one}", "number": f"+141555512{one:02d}", "assistant": "Night Bot"} for one in range(50)),
    *({**VAPI, "name": f"Bought {one}", "assistant": "Support Bot"} for one in range(20)),
    *({**SIP, "name": f"SIP {one}", "sip_uri": f"sip:desk-{one}@sip.vapi.ai"} for one in range(10)),
]


CALLS = [{"name": f"Reminder {one}", "customer": {"number": f"+141555{one:05d}"}} for one in range(100)]

TASKS: dict[str, dict[str, Any]] = {
    "fleet": {"voiceops.vapi.vapi_call_lines": {"lines": "{{ call_lines }}", "concurrency": 4}},
    "calls": {
        "voiceops.vapi.vapi_call": {
            "name": "{{ item.name }}",
            "customer": "{{ item.customer }}",
            "phone_number": "Desk",
            "assistant": "Support Bot",
        },
        "loop": "{{ calls }}",
        "loop_control": {"label": "{{ item.name }}"},
    },
}
DESK = record(**{"name": "Desk", "number": "+14155550999", "provider": "twilio", "twilioAccountSid": "AC1"})

ENDS = {
    "killed": (os.kill, signal.SIGKILL),
    "cancelled": (os.kill, signal.SIGTERM),
    "cancelled by ansible-runner": (os.killpg, signal.SIGKILL),
    "hung up": (os.killpg, signal.SIGHUP),
    "interrupted": (os.killpg, signal.SIGINT),
}
"""How a run ends before its time. Workers of Ansible have sessions of their own, so that none of it reaches them."""


def playbook(folder: Path, task: str, in_process: bool) -> Path:
    """One task."""
    variables = {"call_lines": LINES, "calls": CALLS, "vapi_in_process": in_process}
    variables["ansible_python_interpreter"] = "{{ ansible_playbook_python }}"
    play = {"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": [TASKS[task]]}
    path = folder / "fleet.yml"
    path.write_text(yaml.safe_dump([play]), encoding="utf-8")
    return path


def processes_of(folder: Path) -> list[int]:
    """Every living process that was started with this folder as its home."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            variables = (path / "environ").read_bytes().split(b"\0")
            if (
                f"HOME={folder}/home".encode() in variables
                and (path / "stat").read_bytes().rpartition(b")")[2][1:2] != b"Z"
            ):
                found.append(int(path.name))
    return found


def end_after(process: subprocess.Popen[str], world: World, writes: int, how: str) -> bool:
    """End the run, as people and controllers do, once so many writes have arrived; False if it ended before."""
    send, number = ENDS[how]
    while process.poll() is None:
        if len(world.simulator.writes()) >= writes:
            send(process.pid, number)
            return True
        time.sleep(0.03)
    return False


def wait_for_silence(folder: Path, seconds: float) -> list[int]:
    """The processes that are left after so many seconds at most."""
    deadline = time.monotonic() + seconds
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def doubled_calls(world: World) -> list[str]:
    """Whom two calls rang."""
    rung = Counter(call["customer"]["number"] for call in world.calls())
    return [f"{number} was rung {count} times" for number, count in rung.items() if count > 1]


@pytest.mark.case(131)
@pytest.mark.spread("task", "how", "in_process")
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    ("how", "in_process"),
    [*((how, True) for how in ENDS), ("killed", False), ("interrupted", False)],
    ids=lambda value: {True: "in process", False: "as a module"}.get(value, value),
)
def test_nothing_is_written_after_the_end(
    how: str, task: str, in_process: bool, world: World, figures: Figures, tmp_path: Path
) -> None:
    """Ended in the middle and run again at once: nothing twice, nothing goes on, and no process is left."""
    world.reset([DESK] if task == "calls" else [], latency=80, concurrency_limit=1000)
    book = playbook(tmp_path, task, in_process)
    running = start(book, environment(world, tmp_path))
    figures.count("faults", end_after(running, world, 9, how))
    running.communicate(timeout=20)
    ended = len(world.simulator.writes())
    again = start(book, environment(world, tmp_path))
    figures.count("faults", end_after(again, world, ended + 20, how))
    again.communicate(timeout=20)
    left = wait_for_silence(tmp_path, 5)
    written = len(world.simulator.writes())
    time.sleep(0.5)
    figures.count("runs", 2)
    if left or len(world.simulator.writes()) != written:
        figures.fail("wrong reports", f"{left} live on; {len(world.simulator.writes()) - written} writes after the end")
    if written > ended + 40:
        figures.fail("wrong reports", f"{written} writes of a run that was ended after {ended + 20}")
    for text in doubled(world) if task == "fleet" else doubled_calls(world):
        figures.fail("doubles", text)
    figures.check()


@pytest.mark.case(131)
@pytest.mark.parametrize("seed", range(KILLS))
def test_killed(seed: int, world: World, figures: Figures, tmp_path: Path) -> None:
    """Killed twice, at a moment that chance decides; the third run gets there, and the fourth changes nothing."""
    chance = random.Random(seed)
    world.reset(latency=80)
    book = playbook(tmp_path, "fleet", True)
    for _kill in range(2):
        world.simulator.clear_log()
        running = start(book, environment(world, tmp_path))
        figures.count("faults", end_after(running, world, chance.randint(1, 28), chance.choice(list(ENDS))))
        running.communicate(timeout=20)
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
