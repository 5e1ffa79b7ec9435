# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-lint finds a misspelt option of every module, judges no template, and sends nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("vapi_*.py"))


def lint(simulator: Simulator, folder: Path, tasks: list[dict[str, Any]]) -> str:
    """What ansible-lint says of these tasks."""
    play = {"name": "Play", "hosts": "localhost", "gather_facts": False, "tasks": tasks}
    (folder / "play.yml").write_text("---\n" + yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
    (folder / "home").mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "HOME": str(folder / "home"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
        "VAPI_API_KEY": simulator.key,
        "VAPI_API_URL": simulator.url,
    }
    command = ["ansible-lint", "--offline", "--nocolor", "-p", "play.yml"]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.case(93)
def test_a_misspelt_option_is_found(simulator: Simulator, tmp_path: Path, members: Callable[[str, int], None]) -> None:
    tasks: list[dict[str, Any]] = [
        {"name": f"Misspelt {name}", f"voiceops.vapi.{name}": {"optoin": "x", "timeout": "{{ seconds }}"}}
        for name in MODULES
    ]
    line = {
        "name": "{{ x }}",
        "provider": "{{ y }}",
        "number": "{{ z }}",
        "wait_timeout": "{{ w }}",
        "hooks": "{{ h }}",
    }
    tasks += [
        {"name": "Misspelt in a list", "voiceops.vapi.vapi_call_lines": {"lines": [{"nane": "Main"}]}},
        {"name": "Fine", "voiceops.vapi.vapi_phone_number": line},
        {"name": "Fine in a list", "voiceops.vapi.vapi_call_lines": {"lines": [line], "concurrency": "{{ c }}"}},
    ]
    said = lint(simulator, tmp_path, tasks)
    found = [row for row in said.splitlines() if "args[module]" in row]
    assert sum("optoin: is not an option" in row for row in found) == len(MODULES), said
    assert sum("nane: is not an option" in row for row in found) == 1 and len(found) == len(MODULES) + 1, said
    assert simulator.log() == []
    members("module in ansible-lint", len(MODULES))
