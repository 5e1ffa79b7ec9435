# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of mutations keeps up with the code: each takes out what is there, and names tests that exist."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from mutations import Mutation, mutations  # noqa: E402

PYTHON = re.compile(r"\.py$")


@pytest.mark.parametrize("mutation", mutations(), ids=lambda one: one.name)
def test_a_mutation_fits_the_code(mutation: Mutation, tmp_path: Path) -> None:
    copy = tmp_path / mutation.file
    copy.parent.mkdir(parents=True)
    text = (ROOT / mutation.file).read_text(encoding="utf-8")
    copy.write_text(text, encoding="utf-8")
    mutation.apply(tmp_path)
    mutated = copy.read_text(encoding="utf-8")
    assert mutated != text
    # A syntax error would be noticed by every test.
    if PYTHON.search(mutation.file):
        ast.parse(mutated)
    for test in mutation.tests:
        file, _separator, name = test.partition("[")[0].partition("::")
        assert (ROOT / file).exists()
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8") if name else True


@lru_cache
def rows_of(file: Path) -> dict[str, set[int]]:
    """The rows of what people met that each test of a file is marked with, by its name."""
    found: dict[str, set[int]] = {}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.case":
                found.setdefault(getattr(node, "name", ""), set()).update(map(ast.literal_eval, mark.args))
    return found


def rows_of_all() -> set[int]:
    """The rows of all tests."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {row for file in files for rows in rows_of(file).values() for row in rows}


def test_every_row_has_a_safeguard_that_can_be_taken_out(members: Callable[[str, int], None]) -> None:
    """For each row that a test is marked with there is a mutation in which a test of that row has to be red."""
    rows = rows_of_all()
    covered = {row for mutation in mutations() for row in mutation.cases}
    assert rows and rows - covered == set() and covered - rows == set()
    members("reported row with a mutation", len(rows))


@pytest.mark.parametrize("mutation", mutations(), ids=lambda one: one.name)
def test_the_tests_of_a_mutation_are_those_of_its_rows(mutation: Mutation) -> None:
    marked: set[int] = set()
    for test in mutation.tests:
        path, _separator, name = test.partition("[")[0].partition("::")
        files = [ROOT / path] if path.endswith(".py") else sorted((ROOT / path).rglob("test_*.py"))
        for found in map(rows_of, files):
            marked.update(found.get(name, ()) if name else (row for rows in found.values() for row in rows))
    assert set(mutation.cases) <= marked and mutation.cases


def test_the_names_are_different() -> None:
    names = [mutation.name for mutation in mutations()]
    assert len(names) == len(set(names)) and len(names) > 20


LEAVES_CHILDREN = """
import os, subprocess, time, mutations
mutations.adopt_orphans()
subprocess.run(["sh", "-c", "(sh -c 'sleep 30 & sleep 30' &); sleep 0.3"])
children = f"/proc/self/task/{os.getpid()}/children"
assert open(children).read()
mutations.end_orphans()
time.sleep(0.1)
print(open(children).read() or "none left")
"""
"""A shell is left running that has a child of its own."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans over")
def test_what_a_mutation_leaves_running_is_ended_to_the_last() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVES_CHILDREN],
        cwd=ROOT / "tests" / "tools",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "none left", done.stdout + done.stderr
