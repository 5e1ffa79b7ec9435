# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the parts of `make test`, two at a time, and ends with the counts on one line."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

PYTEST = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
TARGET = re.compile(r"^Running (\S+) integration test role$", re.MULTILINE)
SANITY = re.compile(r'^Running sanity test "([\w-]+)"', re.MULTILINE)
SUITES = {"unit", "simulator", "contract", "faults"}
LONGEST_FIRST = ("sanity", "integration", "contract", "faults")


@dataclass
class Outcome:
    """What a part of the test came to."""

    stage: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    output: str


def run(stage: str) -> Outcome:
    """One part, with its tests counted; a part without tests of its own counts as one."""
    began = time.monotonic()
    process = subprocess.run(["make", stage], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    passed, failed, skipped = count(stage, process.stdout)
    if process.returncode and not failed:
        failed, passed = 1, max(0, passed - 1)
    if not process.returncode and not passed:
        failed, note = 1, f"{stage} ran no test, which is no success\n"
        process.stdout += note
    return Outcome(stage, passed, failed, skipped, time.monotonic() - began, process.stdout)


def count(stage: str, output: str) -> tuple[int, int, int]:
    """Passed, failed and skipped, by what each tool says at its end."""
    if stage in SUITES:
        counts = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
        for number, word in PYTEST.findall(output.strip().rpartition("\n")[2]):
            counts[word.rstrip("s") if word.startswith("error") else word] += int(number)
        return counts["passed"], counts["failed"] + counts["error"], counts["skipped"]
    if stage == "integration":
        return len(TARGET.findall(output)), 0, 0
    if stage == "sanity":
        # Without its own repository ansible-test skips every target and exits with 0.
        return (0, 1, 0) if "All targets skipped" in output else (len(SANITY.findall(output)), 0, 0)
    return 1, 0, 0


def is_there(stage: str) -> bool:
    """A suite that is not written yet is not run."""
    return stage not in SUITES or (Path("tests") / stage).is_dir()


def main(stages: list[str]) -> int:
    """Run every part, print what failed, and the counts."""
    due = sorted(filter(is_there, stages), key=lambda stage: stage not in LONGEST_FIRST)
    outcomes = []
    with ThreadPoolExecutor(max_workers=2) as workers:
        for outcome in workers.map(run, due):
            outcomes.append(outcome)
            verdict = "failed" if outcome.failed else "ok"
            print(f"{outcome.stage:<12} {verdict:<7} {outcome.passed:>5} passed  {outcome.seconds:6.1f} s", flush=True)
            if outcome.failed:
                print(outcome.output, flush=True)
    passed, failed, skipped = (sum(getattr(one, name) for one in outcomes) for name in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
