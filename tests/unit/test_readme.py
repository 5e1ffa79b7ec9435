# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README and other derived files say is what the checkout holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


MOST_WORDS = 700
DEMO = "ansible-playbook voiceops.vapi.demo"
TABLES = {
    "Modules": ["plugins/modules/vapi_*.py"],
    "Roles and playbooks": ["roles/*", "playbooks/*.yml"],
    "Plugins": [
        *(f"plugins/{kind}/*.py" for kind in ("inventory", "lookup", "filter")),
        "extensions/eda/*/event_source/*.py",
        "extensions/eda/rulebooks/*.yml",
    ],
}
"""Where the content of each table is."""
CERTIFIED = ["Installation", "Use cases", "Testing", "Support", "Release notes"]


def section(title: str) -> str:
    """What stands below a heading, up to the next one."""
    found = re.search(rf"^#+ {title}\n(.*?)(?=^#+ |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {title!r}"
    return found[1]


def test_first_commands() -> None:
    blocks = re.findall(r"^```shell\n(.*?)\n```", README, re.MULTILINE | re.DOTALL)
    assert blocks[0] == DEMO
    assert blocks[1].splitlines()[1:] == ["cd vapi-ansible", "make demo", "make test"]
    assert blocks[1].startswith("git clone https://github.com/voiceops/vapi-ansible\n")


def test_first_contact_is_on_the_first_screen() -> None:
    assert "guide_first_contact.rst" in README.partition("## Installation")[0]


@pytest.mark.parametrize(("path", "after"), [("Makefile", ""), ("tests/release/test_release.py", '")')])
def test_what_stands_first_is_what_make_demo_and_the_release_run(path: str, after: str) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    assert [line.partition(DEMO)[2] for line in lines if DEMO in line] == [after]


def test_it_is_read_in_a_few_minutes() -> None:
    prose = [line for line in README.splitlines() if not line.startswith(("|", "<!--"))]
    assert len(" ".join(prose).split()) <= MOST_WORDS


def test_headings_of_certified_collections() -> None:
    assert [title for title in re.findall(r"^## (.+)$", README, re.MULTILINE) if title in CERTIFIED] == CERTIFIED


def test_continuous_integration_calls_the_test_command() -> None:
    commands = [
        line for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert commands[-1] == "make test"


@pytest.mark.parametrize("title", TABLES)
def test_a_table_has_everything_of_its_kind_and_nothing_else(title: str) -> None:
    cells = re.findall(r"^\| (?:(\w[\w ]*) )?`([\w.]+)` \|", section(title), re.MULTILINE)
    named = [f"{kind} {name}".strip() for kind, name in cells]
    there = {path for pattern in TABLES[title] for path in ROOT.glob(pattern)}
    assert len(named) == len(set(named)) == len(there)
    assert {name.rpartition(".")[2] for _kind, name in cells} == {path.stem for path in there}


@pytest.mark.parametrize("tool", ["argument_specs", "role_tasks", "results", "readmes"])
def test_what_is_derived_is_what_the_declarations_say(tool: str) -> None:
    if not (ROOT / ".cache" / "links").exists():
        pytest.skip("this is a copy of the tree; the checkout itself is compared")
    command = [sys.executable, str(ROOT / "tests" / "tools" / f"{tool}.py"), "--check"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
