# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of mutations keeps up with the code: each takes out what is there, and names tests that exist."""

from __future__ import annotations

import ast
import re
import sys
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
        file, _separator, name = test.partition("::")
        assert (ROOT / file).exists()
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8") if name else True


def test_the_names_are_different() -> None:
    names = [mutation.name for mutation in mutations()]
    assert len(names) == len(set(names)) and len(names) > 20
