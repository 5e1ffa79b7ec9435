# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a process: loopback only, restarts with its state, switches, faults, log."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.simulator import FILES, KEY, Simulator

HEADERS = {"Authorization": f"Bearer {KEY}", "User-Agent": "test"}
TRUNK = {"provider": "byo-phone-number", "number": "+14155550100"}


def create(org: Simulator, **body: Any) -> requests.Response:
    return requests.post(f"{org.url}/assistant", json={"name": "Bot", **body}, headers=HEADERS, timeout=10)


def test_loopback_only(simulator: Simulator) -> None:
    port = int(simulator.url.rpartition(":")[2])
    listening = Path("/proc/net/tcp").read_text(encoding="ascii")
    sockets = [line.split() for line in listening.splitlines() if line.split()[3] == "0A"]
    assert [words[1] for words in sockets if words[1].endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
    with pytest.raises(OSError):
        socket.create_connection(("::1", port), timeout=1)


def test_starts_in_well_under_a_second_of_processor_time() -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with Simulator():
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_stops_cleanly(sign: signal.Signals) -> None:
    with Simulator() as org:
        org._process.send_signal(sign)  # type: ignore[union-attr]
        assert org.wait() == 0


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_state_outlives_the_process(tmp_path: Path, how: str) -> None:
    with Simulator(state=tmp_path / "state.jsonl") as org:
        create(org)
        before = org.state()
        getattr(org, how)()
        org.restart()
        assert org.state() == before


def test_log_never_has_the_key(simulator: Simulator) -> None:
    create(simulator, answer=42)
    entry = simulator.log()[-1]
    assert (entry["method"], entry["path"], entry["body"]["answer"], entry["status"]) == ("POST", "/assistant", 42, 201)
    assert KEY not in json.dumps(simulator.log())


@pytest.mark.parametrize("wrong", [{"nonsense": 1}, {"secrets": "loud"}, {"page_size": "three"}])
def test_unknown_switches_are_refused(simulator: Simulator, wrong: dict[str, Any]) -> None:
    answer = requests.patch(f"{simulator.url}/_simulator/switches", json=wrong, timeout=10)
    assert answer.status_code == 400 and answer.json()["message"]


@pytest.mark.parametrize("status", ["429", "500", "502", "503", "504"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_faults_before_and_after_the_write(simulator: Simulator, status: str, when: str) -> None:
    simulator.fault(status, match={"method": "POST"}, when=when, nth=[2])
    answers = [create(simulator).status_code for _time in range(3)]
    assert answers == [201, int(status), 201]
    assert len(simulator.state()[KEY]["assistant"]) == (3 if when == "after" else 2)


@pytest.mark.parametrize("when", ["before", "after"])
def test_cut_connections(simulator: Simulator, when: str) -> None:
    simulator.fault("cut", match={"method": "POST"}, when=when)
    with pytest.raises(requests.ConnectionError):
        create(simulator)
    assert len(simulator.state()[KEY]["assistant"]) == (when == "after")


def test_broken_bodies(simulator: Simulator) -> None:
    simulator.fault("garbage", match={"method": "POST"}, nth=[1])
    simulator.fault("truncate", match={"method": "POST"}, nth=[2])
    with pytest.raises(requests.exceptions.JSONDecodeError):
        create(simulator).json()
    with pytest.raises(requests.RequestException):
        create(simulator).json()


@pytest.mark.parametrize(("wish", "header"), [(7, "7"), ("absurd", "Thursday, 99 Foo"), (None, None)])
def test_retry_after(simulator: Simulator, wish: Any, header: str | None) -> None:
    simulator.fault("429", retry_after=wish)
    assert create(simulator).headers.get("Retry-After") == header


def test_chance_has_a_seed(simulator: Simulator) -> None:
    runs = []
    for _time in range(2):
        simulator.clear_faults()
        simulator.fault("500", match={"method": "POST"}, probability=0.5, seed=4)
        runs.append([create(simulator).status_code for _time in range(12)])
    assert runs[0] == runs[1] and set(runs[0]) == {201, 500}


def test_keep_alive_is_quick(simulator: Simulator) -> None:
    """A naive server needs 40 ms for each answer on a kept connection; this one must not."""
    with requests.Session() as session:
        session.headers.update(HEADERS)
        began = time.monotonic()
        for _time in range(50):
            session.get(f"{simulator.url}/assistant", timeout=10)
        assert time.monotonic() - began < 50 * 0.04


def test_help_names_every_switch() -> None:
    command = [sys.executable, "-m", "vapi_simulator", "--help"]
    text = subprocess.run(command, cwd=FILES, capture_output=True, text=True, check=True).stdout
    words = "".join(text.split())
    assert all(name in words for name in ("--port", "--state", "--seed", "--key", "activation_seconds", "127.0.0.1"))


def test_ends_by_itself_when_idle(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vapi_simulator", "--idle", "0.2", "--ready", str(tmp_path / "ready.json")]
    assert subprocess.run(command, cwd=FILES, timeout=20, check=False, capture_output=True).returncode == 0


def test_everything_starts_empty_again(simulator: Simulator) -> None:
    create(simulator)
    simulator.put_state({})
    assert simulator.state()[KEY]["assistant"] == []
