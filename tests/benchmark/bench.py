# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one cell of the table: a way to do it, so many lines, a latency, a situation; in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmark.lines import declared, state
from tests.support.simulator import Simulator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")

WAYS = {
    "empty": "an empty playbook",
    "script": "a script written by hand",
    "uri": "a playbook of `uri` calls",
    "loop-module": "a loop, as a module",
    "loop": "a loop, in process",
    "fleet-module": "a fleet, as a module",
    "fleet": "a fleet, in process",
}
CREATE, NOTHING, CHANGED = SITUATIONS = ("create", "nothing to do", "1 % changed")


@dataclass(frozen=True)
class Cell:
    """What is measured."""

    way: str
    lines: int
    latency: int
    situation: str


@dataclass(frozen=True)
class Run:
    """One run of a cell: how long it took, what it asked of the service, the most memory it held (when looked at)."""

    seconds: float
    reads: int = 0
    writes: int = 0
    megabytes: float = 0.0


class Bench:
    """A simulator and a folder with one inventory for each size; use it as a context."""

    def __init__(self) -> None:
        self._simulator = Simulator(switches={"free_number_limit": 100000})
        self._folder = tempfile.TemporaryDirectory(prefix="vapi-benchmark-")

    def __enter__(self) -> Bench:
        self._simulator.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._simulator.stop()
        self._folder.cleanup()

    def run(self, cell: Cell, memory: bool = False) -> Run:
        """Measure a cell once; raises RuntimeError with the output when the run fails."""
        inventory = self._inventory(cell.lines)
        there = {CREATE: state(0), NOTHING: state(cell.lines), CHANGED: state(cell.lines, cell.lines // 100)}
        self._simulator.put_state({self._simulator.key: there[cell.situation]})
        self._simulator.switch(latency=cell.latency)
        self._simulator.clear_log()
        began = time.monotonic()
        process = subprocess.Popen(
            self._command(cell, inventory),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment(cell),
            cwd=self._folder.name,
            start_new_session=True,
        )
        peak = Peak(process.pid) if memory else None
        output = process.communicate()[0]
        seconds = time.monotonic() - began
        if process.returncode:
            raise RuntimeError(f"{cell}: {output[-2000:].decode()}")
        log = self._simulator.log()
        writes = sum(entry["method"] != "GET" for entry in log)
        return Run(seconds, len(log) - writes, writes, peak.stop() if peak else 0.0)

    def _inventory(self, lines: int) -> Path:
        """A directory as people have it: variables in host_vars, which Ansible reads once (vars_files four times)."""
        folder = Path(self._folder.name) / str(lines)
        variables = folder / "host_vars" / "org" / "lines.yml"
        if not variables.exists():
            variables.parent.mkdir(parents=True)
            (folder / "hosts.yml").write_text(
                "all:\n  hosts:\n    org:\n      ansible_connection: local\n"
                "      ansible_python_interpreter: '{{ ansible_playbook_python }}'\n"
            )
            variables.write_text(json.dumps({"call_lines": declared(lines)}))
            (folder.parent / f"{lines}.json").write_text(json.dumps(declared(lines)))
        return folder

    def _command(self, cell: Cell, inventory: Path) -> list[str]:
        if cell.way == "script":
            return [sys.executable, str(HERE / "script.py"), f"{inventory}.json"]
        playbook = HERE / "playbooks" / f"{cell.way.partition('-')[0]}.yml"
        return [str(PLAYBOOK), "-i", str(inventory), str(playbook)]

    def _environment(self, cell: Cell) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VAPI_"))}
        return {
            **inherited,
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
            "ANSIBLE_HOME": str(Path(self._folder.name) / "home"),
            "VAPI_API_KEY": self._simulator.key,
            "VAPI_API_URL": self._simulator.url,
            "VAPI_IN_PROCESS": str(not cell.way.endswith("-module")).lower(),
        }


class Peak:
    """The most memory that a process and all it started held at once; shared pages count once (PSS)."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._most = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """In megabytes."""
        self._stop.set()
        self._thread.join()
        return self._most / 1024

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self._most = max(self._most, sum(map(_held, _members(self._session))))


def _members(session: int) -> list[Path]:
    folders = [Path("/proc") / name for name in os.listdir("/proc") if name.isdigit()]
    return [folder for folder in folders if _session_of(folder) == session]


def _session_of(folder: Path) -> int:
    try:
        return os.getsid(int(folder.name))
    except OSError:
        return 0


def _held(folder: Path) -> int:
    try:
        rollup = (folder / "smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
