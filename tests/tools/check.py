# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the parts of `make test`, two at a time, and ends with the counts on one line."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

# The line that pytest ends with; make's own complaint may follow it.
PYTEST_END = re.compile(r"^(?:=+ )?(\d+ \w+(?:, \d+ \w+)*) in [\d.]+s", re.MULTILINE)
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|error|skipped)")
TARGET = re.compile(r"^Running (\S+) integration test role$", re.MULTILINE)
SANITY = re.compile(r'^Running sanity test "([\w-]+)"', re.MULTILINE)
FIGURES = re.compile(r"^(?:kinds|cases|faults): .*$", re.MULTILINE)
FAILED = re.compile(r"The (\d+) (?:sanity|integration) test\(s\) listed below")
COUNTED = {
    "unit",
    "simulator",
    "contract",
    "faults",
    "eda",
    "controller",
    "secrets",
    "integration",
    "sanity",
    "guides",
    "docs-look",
}
LONGEST_FIRST = ("integration", "sanity", "contract", "faults", "guides")


@dataclass
class Outcome:
    """What a part of the test came to."""

    stage: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    output: str

    def __str__(self) -> str:
        verdict = "failed" if self.failed else "ok"
        counts = f"{self.passed:>5} passed {self.failed:>4} failed {self.skipped:>4} skipped"
        return f"{self.stage:<12} {verdict:<7} {counts} {self.seconds:7.1f} s"


def run(stage: str) -> Outcome:
    """One part, with its tests counted; a part without tests of its own counts as one."""
    began = time.monotonic()
    process = subprocess.run(["make", stage], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    passed, failed, skipped = count(stage, process.stdout)
    output = process.stdout
    if process.returncode and not failed:
        passed, failed = (passed if stage in COUNTED else 0), 1
    elif not process.returncode and not passed:
        failed, output = 1, f"{output}{stage} ran no test, which is no success\n"
    return Outcome(stage, passed, failed, skipped, time.monotonic() - began, output)


def count(stage: str, output: str) -> tuple[int, int, int]:
    """Passed, failed and skipped, by what each tool says at its end."""
    if stage not in COUNTED:
        return 1, 0, 0
    if stage in ("integration", "sanity"):
        return count_ansible_test(stage, output)
    counts = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
    for number, word in PYTEST_COUNT.findall((PYTEST_END.findall(output) or [""])[-1]):
        counts[word] = int(number)
    return counts["passed"], counts["failed"] + counts["error"], counts["skipped"]


def count_ansible_test(stage: str, output: str) -> tuple[int, int, int]:
    """The targets or the sanity tests that ran, less those it lists as failed."""
    # Without its own repository ansible-test skips every target and exits with 0.
    if "All targets skipped" in output:
        return 0, 1, 0
    ran = len((SANITY if stage == "sanity" else TARGET).findall(output))
    failed = sum(map(int, FAILED.findall(output)))
    return max(0, ran - failed), failed, 0


def main(stages: list[str]) -> int:
    """Run every part, print what failed, and the counts."""
    due = [stage for stage in LONGEST_FIRST if stage in stages]
    due += [stage for stage in stages if stage not in due]
    outcomes = []
    with ThreadPoolExecutor(max_workers=2) as workers:
        for done in as_completed([workers.submit(run, stage) for stage in due]):
            outcome = done.result()
            outcomes.append(outcome)
            print("\n  ".join([str(outcome), *FIGURES.findall(outcome.output)]), flush=True)
            if outcome.failed:
                print(outcome.output, flush=True)
    passed, failed, skipped = (sum(getattr(one, name) for one in outcomes) for name in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
