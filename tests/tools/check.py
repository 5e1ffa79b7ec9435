# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the parts of `make test` side by side; ends with what was slow, failed, skipped or left."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

# The line that pytest ends with; make's own complaint may follow it.
PYTEST_END = re.compile(r"^(?:=+ )?(\d+ \w+(?:, \d+ \w+)*) in [\d.]+s", re.MULTILINE)
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|error|skipped)")
TARGET = re.compile(r"^Running (\S+) integration test role$", re.MULTILINE)
SANITY = re.compile(r'^Running sanity test "([\w-]+)"', re.MULTILINE)
FIGURES = re.compile(r"^(?:kinds|cases|faults): .*$", re.MULTILINE)
DURATION = re.compile(r"^([\d.]+)s (?:call|setup|teardown) +(\S.*)$", re.MULTILINE)
SKIPPED = re.compile(r"^SKIPPED \[(\d+)\] \S+: (.*)$", re.MULTILINE)
FAILED = re.compile(r"The (\d+) (?:sanity|integration) test\(s\) listed below")
FAILED_TEST = re.compile(r"^(?:FAILED|ERROR) (\S+::.*)$", re.MULTILINE)
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
LONGEST_FIRST = (
    "contract",
    "faults",
    "integration",
    "docs-look",
    "guides",
    "controller",
    "eda",
    "lint",
    "simulator",
    "unit",
    "sanity",
)
AT_ONCE = 3
"""Parts beside each other: two keep two cores busy, the third while those wait."""
WORKERS = {"contract": "4", "faults": "2"}
"""Processes of the parts that wait most, for a playbook, a timeout or a killed run; the others have one."""
SLOWEST = 10
PYTEST_OPTIONS = f"-rfEs --durations={SLOWEST} --durations-min=1"
"""What makes pytest name its slowest tests, those that failed, and why it skips some."""


@dataclass
class Outcome:
    """What a part of the test came to."""

    stage: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    output: str
    slowest: list[tuple[float, str]] = field(default_factory=list)
    """Seconds and name of the tests that took longest."""
    work: float = 0.0
    """Seconds of processor time, which other programs on the machine do not change as they do the clock."""

    @property
    def reasons(self) -> Counter[str]:
        """How many tests were skipped for which reason."""
        return Counter({reason: int(number) for number, reason in SKIPPED.findall(self.output)})

    def __str__(self) -> str:
        verdict = "failed" if self.failed else "ok"
        counts = f"{self.passed:>5} passed {self.failed:>4} failed {self.skipped:>4} skipped"
        return f"{self.stage:<12} {verdict:<7} {counts} {self.seconds:7.1f} s, {self.work:.0f} s of processor time"


def run(stage: str) -> Outcome:
    """One part, with its tests counted; a part without tests of its own counts as one."""
    began = time.monotonic()
    status, lines, work = listen(stage)
    output = "".join(line for _moment, line in lines)
    passed, failed, skipped = count(stage, output)
    if status and not failed:
        passed, failed = (passed if stage in COUNTED else 0), 1
    elif not status and not passed:
        failed, output = 1, f"{output}{stage} ran no test, which is no success\n"
    seconds = time.monotonic() - began
    return Outcome(stage, passed, failed, skipped, seconds, output, slowest(stage, lines, output), work)


def listen(stage: str) -> tuple[int, list[tuple[float, str]], float]:
    """The exit status of a part, each line it prints with its moment, and its seconds of processor time."""
    options = f"{os.environ.get('PYTEST_ADDOPTS', '')} {PYTEST_OPTIONS}"
    environment = {**os.environ, "PYTEST_ADDOPTS": options, "WORKERS": WORKERS.get(stage, "0")}
    process = subprocess.Popen(
        ["make", stage], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    assert process.stdout is not None
    lines = [(time.monotonic(), line) for line in process.stdout]
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, lines, used.ru_utime + used.ru_stime


def slowest(stage: str, lines: list[tuple[float, str]], output: str) -> list[tuple[float, str]]:
    """Seconds and names: pytest says them itself, of ansible-test it is the time from one heading to the next."""
    found = [(float(seconds), name) for seconds, name in DURATION.findall(output)]
    heading = {"integration": TARGET, "sanity": SANITY}.get(stage)
    begun = [(moment, name) for moment, line in lines for name in (heading.findall(line) if heading else ())]
    ends = [*(moment for moment, _name in begun[1:]), lines[-1][0] if lines else 0.0]
    found += [(end - moment, f"{stage} {name}") for (moment, name), end in zip(begun, ends)]
    return sorted(found, reverse=True)[:SLOWEST]


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


def slowest_tests(outcomes: Iterable[Outcome]) -> list[str]:
    """The slowest tests of all parts, a line each."""
    longest = sorted((one for outcome in outcomes for one in outcome.slowest), reverse=True)[:SLOWEST]
    return ["slowest:", *(f"{seconds:7.1f} s  {name}" for seconds, name in longest)]


def failed_tests(outcomes: Iterable[Outcome]) -> list[str]:
    """The tests that failed, a line each; of a part that names none, the part."""
    failed = [one for one in outcomes if one.failed]
    return ["failed: " + name for one in failed for name in FAILED_TEST.findall(one.output) or [one.stage]]


def skipped_tests(outcomes: Iterable[Outcome]) -> str:
    """What was skipped on one line; each reason says how to get what it takes."""
    reasons = sum((outcome.reasons for outcome in outcomes), Counter[str]())
    return "skipped: " + ("; ".join(f"{number} × {reason}" for reason, number in reasons.items()) or "nothing")


def main(stages: list[str]) -> int:
    """Run every part, print what failed, and the counts."""
    due = [stage for stage in LONGEST_FIRST if stage in stages]
    due += [stage for stage in stages if stage not in due]
    outcomes = []
    with ThreadPoolExecutor(max_workers=AT_ONCE) as workers:
        for done in as_completed([workers.submit(run, stage) for stage in due]):
            outcome = done.result()
            outcomes.append(outcome)
            print("\n  ".join([str(outcome), *FIGURES.findall(outcome.output)]), flush=True)
            if outcome.failed:
                print(outcome.output, flush=True)
    passed, failed, skipped = (sum(getattr(one, name) for one in outcomes) for name in ("passed", "failed", "skipped"))
    print("\n".join([*slowest_tests(outcomes), *failed_tests(outcomes)]))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    left = "; left to `make test-all`: the rest of each kind, as in `3 of 40` above"
    print(skipped_tests(outcomes) + (left if os.environ.get("TESTS") == "usual" else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
