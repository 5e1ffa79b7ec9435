# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lints of texts and of commit subjects find what they are there for, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tools")]

from commits import problems  # noqa: E402
from words import all_findings  # noqa: E402

CODE = '''"""Nobody reads docstrings."""
# A comment shall be plain.
TEXT = f"line {1}: nobody answers"
'''


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("README.md", "# Title\n\nIt shall be so.\n", 1),
        ("README.md", "# What it promises\n\nWhat it is counts in titles only.\n", 1),
        ("docs/docsite/rst/guide_x.rst", "What is known\n-------------\n\nA day unless said.\n", 2),
        ("plugins/modules/vapi_x.py", CODE, 3),
        ("roles/x/tasks/main.yml", "# nobody\n- name: Say what is due  # nobody\n", 2),
        ("roles/x/tasks/main.yml", "- name: Set result facts\n", 0),
    ],
)
def test_listed_words_are_found_in_what_users_read(tmp_path: Path, name: str, text: str, found: int) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert len(all_findings(tmp_path)) == found


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("feat(lookup): read gitops trees as variables of an org", 0),
        ("fix: feed the queue", 0),
        ("docs(readme): process the list", 0),
        ("feat(lookup): reads gitops trees", 1),
        ("fix(http): fixed the throttle", 1),
        ("fix(http): mending the throttle", 1),
        ("wip", 1),
        ("Fix the throttle", 1),
        ("fix(http): Stop writing.", 1),
        ("feat(http): stop writing when the run is dead, and honour a task's environment", 1),
    ],
)
def test_subjects_of_commits_are_imperatives(subject: str, found: int) -> None:
    assert len(list(problems(subject))) == found
