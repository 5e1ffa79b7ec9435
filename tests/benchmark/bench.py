# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one cell of the table: a way to do it, so many things, a latency, a situation; in a process of its own."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmark.scenes import KEYS, SCENES, Cell, Scene
from tests.support.simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """One run of a cell: how long it took, what it asked of the service, what it printed, the most memory it held."""

    seconds: float
    reads: int = 0
    writes: int = 0
    megabytes: float = 0.0
    output: str = ""


class Bench:
    """A simulator with a folder of inventories; use it as a context."""

    def __init__(self) -> None:
        self._simulator = Simulator(keys=list(KEYS), switches={"free_number_limit": 100000})
        self._folder = tempfile.TemporaryDirectory(prefix="vapi-benchmark-")

    def __enter__(self) -> Bench:
        self._simulator.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._simulator.stop()
        self._folder.cleanup()

    def run(self, cell: Cell, memory: bool = False) -> Run:
        """Measure a cell once; raises RuntimeError with the output when the run ends otherwise than it should."""
        scene = SCENES[cell.of](cell, Path(self._folder.name))
        self._simulator.clear_faults()
        self._simulator.switch(latency=0, activation_seconds=0, concurrency_limit=1000)
        for before in scene.before:
            self._prepare(before)
        self._simulator.put_state(scene.state)
        for words in scene.earlier:
            self._measure(cell, scene, words)
        self._simulator.switch(**{"latency": cell.latency, **scene.switches})
        for rule in scene.faults:
            self._simulator.fault(**rule)
        return self._measure(cell, scene, scene.words, memory)

    def _prepare(self, scene: Scene) -> None:
        """What has to be on disk before, once."""
        if not (scene.makes and scene.makes.exists()):
            self._simulator.put_state(scene.state)
            self._measure(None, scene, scene.words)

    def _measure(self, cell: Cell | None, scene: Scene, words: list[str], memory: bool = False) -> Run:
        self._simulator.clear_log()
        began = time.monotonic()
        process = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment(scene),
            cwd=self._folder.name,
            start_new_session=True,
        )
        peak = Peak(process.pid) if memory else None
        output = process.communicate()[0].decode()
        seconds = time.monotonic() - began
        megabytes = peak.stop() if peak else 0.0
        if process.returncode != scene.status:
            raise RuntimeError(f"{cell}: status {process.returncode}: {output[-2000:]}")
        log = self._simulator.log()
        writes = sum(entry["method"] != "GET" for entry in log)
        return Run(seconds, len(log) - writes, writes, megabytes, output)

    def _environment(self, scene: Scene) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VAPI_"))}
        return {
            **inherited,
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
            "ANSIBLE_HOME": str(Path(self._folder.name) / "home"),
            "VAPI_API_KEY": self._simulator.key,
            "VAPI_API_URL": self._simulator.url,
            **scene.environment,
        }


class Peak:
    """The most memory that a process and all it started held at once; shared pages count once (PSS)."""

    def __init__(self, root: int) -> None:
        self._root = root
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
            self._most = max(self._most, sum(map(_held, tree(self._root))))


def tree(root: int) -> list[int]:
    """The process and all below it, by their parents: Ansible's workers have sessions of their own."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            children.setdefault(_parent_of(int(name)), []).append(int(name))
    found = [root]
    for process in found:
        found.extend(children.get(process, ()))
    return found


def _parent_of(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return 0
    # The name, in brackets, may hold blanks.
    return int(status.rpartition(")")[2].split()[1])


def _held(process: int) -> int:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
