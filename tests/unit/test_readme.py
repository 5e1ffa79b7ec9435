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
MODULES = {path.stem for path in (ROOT / "plugins" / "modules").glob("vapi_*.py")}


def test_first_commands() -> None:
    blocks = re.findall(r"^```shell\n(.*?)\n```", README, re.MULTILINE | re.DOTALL)
    assert blocks[:2] == ["make demo", "make test"]
    assert blocks[2].endswith("ansible-playbook voiceops.vapi.provision -i inventory --check --diff")


def test_continuous_integration_calls_the_test_command() -> None:
    commands = [
        line for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert commands[-1] == "make test"


def test_table_has_everything_and_nothing_else() -> None:
    table = re.findall(r"^\| (.+?) \|", README, re.MULTILINE)
    named = {name for cell in table for name in re.findall(r"`([\w.]+)`", cell)}
    roles = {path.name for path in (ROOT / "roles").iterdir()}
    playbooks = {path.stem for path in (ROOT / "playbooks").glob("*.yml")}
    kinds = (
        "plugins/inventory/*.py",
        "plugins/lookup/*.py",
        "plugins/filter/*.py",
        "extensions/eda/*/event_source/*.py",
        "extensions/eda/rulebooks/*",
    )
    plugins = {f"voiceops.vapi.{path.stem}" for kind in kinds for path in ROOT.glob(kind)}
    assert named == MODULES | roles | playbooks | plugins


@pytest.mark.parametrize("tool", ["argument_specs", "role_tasks", "results", "readmes"])
def test_what_is_derived_is_what_the_declarations_say(tool: str) -> None:
    if not (ROOT / ".cache" / "links").exists():
        pytest.skip("this is a copy of the tree; the checkout itself is compared")
    command = [sys.executable, str(ROOT / "tests" / "tools" / f"{tool}.py"), "--check"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
