# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A probe that is interrupted in the middle deletes its line before the process ends."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.faults.playbooks import environment, start
from tests.faults.test_interrupted import ENDS, end_after, wait_for_silence
from tests.faults.world import World


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: Ansible puts a socket there, whose path may have 107 characters."""
    with tempfile.TemporaryDirectory(prefix="probe-") as name:
        yield Path(name)


def playbook(folder: Path, in_process: bool) -> Path:
    """A probe."""
    variables = {"vapi_in_process": in_process, "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    task = {"voiceops.vapi.vapi_probe": {"confirm": True}}
    path = folder / "probe.yml"
    play = {"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": [task]}
    path.write_text(yaml.safe_dump([play]), encoding="utf-8")
    return path


@pytest.mark.case(131)
@pytest.mark.spread("writes", "how", "in_process")
@pytest.mark.parametrize("writes", [1, 6])
@pytest.mark.parametrize(
    ("how", "in_process"),
    [*((how, True) for how in ENDS), ("interrupted", False), ("cancelled", False)],
    ids=lambda value: {True: "in process", False: "as a module"}.get(value, value),
)
def test_deleted(
    how: str, in_process: bool, writes: int, world: World, folder: Path, members: Callable[[str, int], None]
) -> None:
    """The line is deleted. The first write is the POST itself: its answer is still under way when the run ends."""
    world.reset(latency=150)
    before = world.simulator.state()
    running = start(playbook(folder, in_process), environment(world, folder))
    assert end_after(running, world, writes, how), "it ended before it was interrupted"
    running.communicate(timeout=30)
    left = wait_for_silence(folder, 10)
    time.sleep(0.3)
    assert left == [] and world.simulator.state() == before
    assert world.simulator.writes()[-1]["method"] == "DELETE"
    members("interrupted probe", 1)
