# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the playbooks take, as a person runs them: python -m tests.benchmark.books [--check] [N]."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.support.simulator import KEY, Simulator

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
LINE = {"provider": "telnyx", "credential": "Carrier", "assistant": "Support Bot", "hooks": []}
SEED = {"assistants": [{"name": "Support Bot"}], "credentials": [{"name": "Carrier", "provider": "telnyx"}]}
EMPTY = "- hosts: all\n  connection: local\n  gather_facts: false\n  tasks: []\n"
BOOKS: dict[str, tuple[float, list[str]]] = {
    "provision": (1.8, []),
    "drift": (3.0, ["-e", "drift_report_dir=reports"]),
    "adopt": (3.0, ["-e", "adopt_directory=adopted"]),
    "lint": (3.0, []),
}
"""Each playbook with nothing to do: how often an empty playbook's time it may take, and its variables."""


def seconds(folder: Path, book: str, *words: str) -> float:
    """The wall clock of one run; raises RuntimeError when it fails."""
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "inventory.json", book, *words]
    env = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"), "ANSIBLE_HOME": str(folder / "h")}
    began = time.monotonic()
    run = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stdout[-2000:] + run.stderr[-2000:])
    return time.monotonic() - began


def measured(number: int) -> dict[str, float]:
    """The median of each playbook, and of the empty one, over one org of so many lines."""
    lines = [{**LINE, "name": f"Line {n}", "number": f"+1415{n:07d}"} for n in range(number)]
    with tempfile.TemporaryDirectory() as name, Simulator(seed={"orgs": {KEY: SEED}}) as simulator:
        folder = Path(name)
        host: dict[str, Any] = {"vapi_api_key": KEY, "vapi_api_url": simulator.url, "call_lines": lines}
        (folder / "inventory.json").write_text(json.dumps({"all": {"hosts": {"acme": host}}}), encoding="utf-8")
        (folder / "empty.yml").write_text(EMPTY, encoding="utf-8")
        seconds(folder, "voiceops.vapi.provision")
        runs = {"empty": ("empty.yml", [])} | {book: (f"voiceops.vapi.{book}", BOOKS[book][1]) for book in BOOKS}
        return {
            name: statistics.median(seconds(folder, book, *words) for _round in range(ROUNDS))
            for name, (book, words) in runs.items()
        }


def main(words: list[str]) -> int:
    """Print the table; with --check the exit status says whether every claim holds."""
    number = next((int(word) for word in words if word.isdecimal()), 1000)
    medians = measured(number)
    broken = []
    for name, median in medians.items():
        ratio, claim = median / medians["empty"], BOOKS.get(name, (1.0, []))[0]
        print(f"{name:10} {median:6.2f} s  {ratio:4.2f} x empty  claim {claim:.1f}  ({number} lines)")
        broken += [name] if ratio > claim else []
    print(f"claims that do not hold: {', '.join(broken) or 'none'}")
    return int("--check" in words and bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
