# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A probe's process gets a real signal at every one of its requests: its org is afterwards as before.

The module's own process is what gets the signal, or the controller that it works for, which is then gone. Each request
is tried with one ending, the endings in turn; the nightly setting tries each request with all of them, the usual one
each ending in each quarter of the run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.lifeline import start_of

from tests.contract.harness import Org, record
from tests.faults.world import World
from tests.support.usual import by_setting, spread

LINKS = Path(__file__).resolve().parents[2] / ".cache" / "links"

HELD = 0.4
"""Seconds for which the answer to the request is held back at which the signal comes."""

MODULE = """
import json, sys
from ansible.module_utils import basic
basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": json.loads(sys.argv[1])}).encode()
basic._ANSIBLE_PROFILE = "legacy"
from ansible_collections.voiceops.vapi.plugins.modules.vapi_probe import main
main()
"""

ENDS = {
    "cancelled": signal.SIGTERM,
    "interrupted": signal.SIGINT,
    "killed": signal.SIGKILL,
    "controller killed": signal.SIGKILL,
}
CLEANS_UP = ("cancelled", "interrupted", "controller killed")
"""Endings after which the process deletes its line itself."""


@contextmanager
def controller() -> Iterator[subprocess.Popen[bytes]]:
    """A process in the place of the controller."""
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def start(world: World, parent: subprocess.Popen[bytes]) -> subprocess.Popen[str]:
    """The module in a process of its own, working for this controller."""
    run = {"controller": [parent.pid, start_of(parent.pid)]}
    options = {"confirm": True, "retries": 0, "_vapi_run": run}
    environment = {**os.environ, **world.environment, "PYTHONPATH": str(LINKS)}
    return subprocess.Popen(
        [sys.executable, "-c", MODULE, json.dumps(options)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def end_at(world: World, request: int, how: str) -> bool:
    """End a probe while the answer to this request is under way; False where it has ended before."""
    world.simulator.clear_faults()
    world.simulator.fault("latency", seconds=HELD, nth=[request])
    world.simulator.clear_log()
    with controller() as parent:
        process = start(world, parent)
        while process.poll() is None and len(world.simulator.log()) < request:
            time.sleep(0.01)
        is_ended = process.poll() is None
        os.kill(parent.pid if how.startswith("controller") else process.pid, ENDS[how])
        output = process.communicate(timeout=30)[0]
    assert "Traceback" not in output, output
    if how not in CLEANS_UP:
        # What the service has begun it ends, whoever waits for the answer.
        time.sleep(HELD + 0.1)
    return is_ended


def requests_of_a_probe(world: World, org: Org) -> int:
    """How many requests a probe sends that nobody ends."""
    world.simulator.clear_log()
    assert not org.run("vapi_probe", confirm=True)["failed"]
    return len(world.simulator.log())


@pytest.mark.case(131)
def test_a_probe_that_is_ended_at_any_request_leaves_the_org_as_it_was(
    world: World, members: Callable[[str, int, int], None]
) -> None:
    mine = record(provider="vapi", name="vapi-probe-of-mine", sipUri="sip:mine@sip.vapi.ai", status="active")
    world.reset([mine])
    org = Org(world.simulator)
    before = world.simulator.state()
    last = requests_of_a_probe(world, org)
    assert last > 35 and world.simulator.state() == before
    tried = left = 0
    endings = by_setting(usual=1, all=1, nightly=len(ENDS))
    turns = [(one, list(ENDS)[(one + turn) % len(ENDS)]) for one in range(1, last + 1) for turn in range(endings)]
    chosen = spread(turns, lambda turn: [(turn[1], turn[0] * 4 // (last + 1))])
    for request, how in chosen:
        tried += end_at(world, request, how)
        world.simulator.clear_faults()
        if world.simulator.state() != before:
            left += 1
            assert how not in CLEANS_UP, f"{how} at request {request}"
            result = org.run("vapi_probe", confirm=True, cleanup=True)
            assert not result["failed"] and len(result["removed"]) == 1
        assert world.simulator.state() == before, f"{how} at request {request}"
    # What the last requests ask needs no line any more; before that a killed probe leaves one.
    killed = [how for _request, how in chosen].count("killed")
    assert left >= killed // 2 and tried >= len(chosen) - 2 * endings, (left, tried, chosen)
    members("request at which a probe got a signal", tried, len(turns))
