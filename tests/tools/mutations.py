# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes each safeguard out of a copy of this checkout and runs the tests that stand for it: each has to be red.

``make mutations`` runs all of ``mutations.yml``; with ``ARGUMENTS="guards 81"`` those whose name holds such a word, and
those that stand for such a row of what people met.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
LIST = Path(__file__).with_name("mutations.yml")
FAILED = re.compile(r"^(?:FAILED|ERROR) ", re.MULTILINE)
PASSED = re.compile(r"(\d+) passed")
SHARED = ("test", "bootstrap", "matrix", "awx")
"""Environments that the copy shares with the checkout."""

RED, GREEN, NOT_RUN = "red", "GREEN", "not run"
PR_SET_CHILD_SUBREAPER = 36
"""Of prctl(2)."""

TESTS_FAILED = 1
"""The exit status of pytest for tests that ran and failed."""


@dataclass(frozen=True)
class Mutation:
    """A safeguard, the code that is it, what stands there without it, and the tests that must notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    cases: tuple[int, ...] = ()
    needs: str = ""
    """A path below the cache without which it cannot be run."""

    def is_meant(self, word: str) -> bool:
        """Whether a word stands in its name, or a number among its cases."""
        return int(word) in self.cases if word.isdigit() else word in self.name

    def apply(self, tree: Path) -> None:
        """Take the safeguard out; raises ValueError where the code is not there exactly once."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.file} has {text.count(self.old)} of the code to be taken out")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True)
class Outcome:
    """What became of the tests without a safeguard."""

    mutation: Mutation
    verdict: str
    red: int
    passed: int
    seconds: float
    output: str = ""

    def __str__(self) -> str:
        counts = f"{self.red} red, {self.passed} green" if self.verdict != NOT_RUN else self.mutation.needs
        return f"{self.verdict:<8} {self.mutation.name:<72} {counts:<20} {self.seconds:6.1f} s"


def mutations() -> list[Mutation]:
    """All of the list."""
    entries = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return [
        Mutation(**{**entry, "tests": tuple(entry["tests"]), "cases": tuple(entry.get("cases", ()))})
        for entry in entries
    ]


def copy(tree: Path) -> Path:
    """A copy of the checkout as it is, with the environments of its cache."""
    shutil.rmtree(tree, ignore_errors=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    links = tree / ".cache" / "links" / "ansible_collections" / "voiceops"
    links.mkdir(parents=True)
    (links / "vapi").symlink_to(tree)
    (tree / ".cache" / "home").mkdir()
    for name in SHARED:
        if (CACHE / name).exists():
            (tree / ".cache" / name).symlink_to((CACHE / name).resolve())
    return tree


def run(mutation: Mutation, tree: Path) -> Outcome:
    """The tests of a mutation, in a copy that is put back afterwards."""
    if mutation.needs and not list(CACHE.glob(mutation.needs)):
        return Outcome(mutation, NOT_RUN, 0, 0, 0.0)
    original = (tree / mutation.file).read_text(encoding="utf-8")
    mutation.apply(tree)
    began = time.monotonic()
    home = tree / ".cache" / "home"
    environment = {
        **os.environ,
        "HOME": str(home),
        "ANSIBLE_HOME": str(home / ".ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(tree / ".cache" / "links"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        # What `make test` runs has to notice.
        "TESTS": "usual",
        # A compiled file of the same second and size would be taken for the changed one.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "pytest", "-q", "--color", "no", "-p", "no:cacheprovider", *mutation.tests]
    process = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    end_orphans()
    (tree / mutation.file).write_text(original, encoding="utf-8")
    output = process.stdout + process.stderr
    verdict = RED if process.returncode == TESTS_FAILED else GREEN
    passed = sum(map(int, PASSED.findall(output)))
    return Outcome(mutation, verdict, len(FAILED.findall(output)), passed, time.monotonic() - began, output)


def adopt_orphans() -> None:
    """Become the parent of what tests leave running, as when nothing looks at the controller's life (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_orphans() -> None:
    """Kill what the last tests have left running, by its id, and what that leaves in its turn."""
    while left := Path("/proc/self/task", str(os.getpid()), "children").read_text().split():
        for child in left:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
            os.waitpid(int(child), 0)


def main(words: list[str]) -> int:
    """Run those whose name holds one of the words or that have such a case, or all; fail where one stays green."""
    chosen = [one for one in mutations() if not words or any(one.is_meant(word) for word in words)]
    tree = copy(CACHE / "mutations" / "tree")
    adopt_orphans()
    outcomes = []
    for mutation in chosen:
        outcomes.append(run(mutation, tree))
        print(outcomes[-1], flush=True)
        if outcomes[-1].verdict == GREEN:
            print(outcomes[-1].output[-2000:], flush=True)
    counts = {verdict: sum(one.verdict == verdict for one in outcomes) for verdict in (RED, GREEN, NOT_RUN)}
    print(f"mutations: {counts[RED]} red, {counts[GREEN]} green, {counts[NOT_RUN]} not run")
    return 1 if counts[GREEN] or not counts[RED] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
