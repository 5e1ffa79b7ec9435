# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real ansible-playbook of the test environment, with everything it leaves behind in one folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.faults.world import World

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("FAULTS_BIN", Path(sys.executable).parent))
"""Where the ansible-playbook is that the tests run: that of another ansible-core, if wanted."""


def environment(world: World, folder: Path, **more: str) -> dict[str, str]:
    """The environment of a controller whose home and temporary files are below ``folder``."""
    home, temporary = folder / "home", folder / "tmp"
    for one in (home, temporary):
        one.mkdir(exist_ok=True)
    return {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "ANSIBLE_HOME": str(home / ".ansible"),
        # Short: Ansible puts a socket there, whose path may have 107 characters.
        "ANSIBLE_LOCAL_TEMP": str(folder / "l"),
        "ANSIBLE_REMOTE_TMP": str(temporary / "remote"),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
        # Since ansible-core 2.21 results repeat the options on request only: they do here, to be searched for secrets.
        "ANSIBLE_INJECT_INVOCATION": "true",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_DEPRECATION_WARNINGS": "false",
        "LC_ALL": "C.UTF-8",
        **world.environment,
        **more,
    }


def start(playbook: Path, variables: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """ansible-playbook in a process group of its own."""
    return subprocess.Popen(
        [str(BIN / "ansible-playbook"), *words, str(playbook)],
        env=variables,
        cwd=playbook.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def recap(output: str) -> dict[str, int]:
    """The counts of the play's last line."""
    last = output.rpartition("PLAY RECAP")[2]
    counts = {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", last)}
    return {"failed": 1, "changed": 0, **counts}
