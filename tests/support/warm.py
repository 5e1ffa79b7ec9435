# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's commands from a process that has imported Ansible already, at half the price of the command.

A process for each environment waits with Ansible's imports done and forks for each run: the fork is what the command
would be from there on, with its own folder, variables and output. What is about the command itself (guides,
integration targets, kills, other versions of Ansible) runs the command.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

MOST = 4
"""Processes that wait at a time; the oldest one ends where another environment is asked for."""

_waiting: dict[str, subprocess.Popen[str]] = {}
"""The processes by what is fixed once Ansible is imported: its own variables."""

_home = tempfile.TemporaryDirectory(prefix="ansible-home-")
"""Ansible's own folder, of all runs of a session."""


PROGRAMS = {
    "ansible-playbook": ("playbook", "PlaybookCLI"),
    "ansible-inventory": ("inventory", "InventoryCLI"),
    "ansible": ("adhoc", "AdHocCLI"),
}
"""The commands by module and class of ``ansible.cli``."""


def ansible_playbook(
    words: Sequence[str | Path], environment: Mapping[str, str], folder: str | Path
) -> subprocess.CompletedProcess[str]:
    """What ``ansible-playbook`` with these words in this folder comes to."""
    return ansible("ansible-playbook", words, environment, folder)


def ansible(
    program: str, words: Sequence[str | Path], environment: Mapping[str, str], folder: str | Path
) -> subprocess.CompletedProcess[str]:
    """What one of :data:`PROGRAMS` with these words in this folder comes to."""
    own = {**environment, "ANSIBLE_HOME": _home.name}
    process = _process(own)
    assert process.stdin and process.stdout
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        order: dict[str, Any] = {"words": [program, *map(str, words)], "environment": own, "folder": str(folder)}
        order["streams"] = [f"/proc/{os.getpid()}/fd/{stream.fileno()}" for stream in (out, err)]
        print(json.dumps(order), file=process.stdin, flush=True)
        status = int(process.stdout.readline())
        texts = [_text(stream) for stream in (out, err)]
    return subprocess.CompletedProcess(order["words"], status, *texts)


def _process(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """The one that waits with this environment."""
    fixed = {name: value for name, value in environment.items() if name.startswith("ANSIBLE_")}
    key = json.dumps(fixed, sort_keys=True)
    if key not in _waiting:
        if len(_waiting) == MOST:
            _end(_waiting.pop(next(iter(_waiting))))
        _waiting[key] = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(environment),
            cwd=_home.name,
        )
    return _waiting[key]


def _text(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read()


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.close()
    process.wait()


@atexit.register
def _end_all() -> None:
    for process in _waiting.values():
        _end(process)
    _home.cleanup()


def _serve() -> None:
    """Fork for each order on stdin, and answer with the status of the run."""
    import ansible.cli
    from ansible import constants as C
    from ansible.plugins import loader

    programs = {
        program: getattr(importlib.import_module(f"ansible.cli.{module}"), name)
        for program, (module, name) in PROGRAMS.items()
    }
    for plugins, names in (
        (loader.callback_loader, ("default",)),
        (loader.strategy_loader, ("linear",)),
        (loader.connection_loader, ("local",)),
        (loader.shell_loader, ("sh",)),
        (loader.inventory_loader, ("host_list", "script", "auto", "yaml", "ini", "toml")),
    ):
        for name in names:
            plugins.get(name, class_only=True)
    loader.init_plugin_loader()
    # Once is enough: a second time is a warning.
    ansible.cli.init_plugin_loader = lambda *paths: None
    loader.action_loader.get("voiceops.vapi.vapi_org", class_only=True)
    importlib.import_module("ansible_collections.voiceops.vapi.plugins.modules.vapi_org")
    for line in sys.stdin:
        child = os.fork()
        if child:
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            print(status, flush=True)
        else:
            _run(json.loads(line), C, programs)


def _run(order: dict[str, Any], constants: Any, programs: Mapping[str, Any]) -> None:
    """In the fork: what the command does once it is imported."""
    for number, path in zip((1, 2), order["streams"]):
        stream = os.open(path, os.O_WRONLY)
        os.dup2(stream, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    status: Any = 1
    with tempfile.TemporaryDirectory(prefix="ansible-local-", dir=os.path.dirname(constants.DEFAULT_LOCAL_TMP)) as own:
        constants.DEFAULT_LOCAL_TMP = own
        try:
            programs[order["words"][0]].cli_executor(order["words"])
        except SystemExit as end:
            status = end.code
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status or 0)


if __name__ == "__main__":
    _serve()
