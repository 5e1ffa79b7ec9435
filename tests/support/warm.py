# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's commands from a process that has imported Ansible already, at half the price of the command.

A process for each environment waits with Ansible's imports done and forks for each run: the fork is what the command
would be from there on, with its own folder, variables and output. What is about the command itself (integration
targets, kills, other versions of Ansible; in the whole run guides and jobs of a controller) runs the command.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import select
import shlex
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from tests.support import warm_client
from tests.support.warm_client import OTHER, ask

ROOT = Path(__file__).resolve().parents[2]

MOST = 4
"""Processes that wait at a time; the oldest one ends where another environment is asked for."""

_waiting: dict[str, subprocess.Popen[str]] = {}
"""The processes by what is fixed once Ansible is imported: its own variables."""

_home = tempfile.TemporaryDirectory(prefix="ansible-home-")
"""Ansible's own folder, of all runs of a session."""

OWN = ("ANSIBLE_HOME", "ANSIBLE_LOCAL_TEMP")
"""Ansible's variables in whose place a session has its own folder."""

READ_LATE = ("ANSIBLE_CACHE_PLUGIN_CONNECTION", "ANSIBLE_ASYNC_DIR", "ANSIBLE_PYTHON_INTERPRETER")
"""Those that Ansible reads when it uses them, in each run."""

NEUTRAL = (("ANSIBLE_FORCE_COLOR", "false"), ("ANSIBLE_NOCOLOR", "1"))
"""Those that say what holds for output to a file anyway."""


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
    command = [program, *map(str, words)]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err, open(os.devnull) as nothing:
        streams = [stream.fileno() for stream in (nothing, out, err)]
        status = ask(_socket(environment), command, environment, str(folder), streams)
        assert status is not None, f"{folder} has settings of its own for Ansible"
        texts = [_text(stream) for stream in (out, err)]
    return subprocess.CompletedProcess(command, status, *texts)


@contextlib.contextmanager
def commands(environment: Mapping[str, str]) -> Iterator[Path]:
    """A folder of :data:`PROGRAMS` as executables, for a PATH; where a run has settings of its own, it is the command.

    ``environment`` is what they will be called with, but for variables that are not Ansible's.
    """
    path = _socket(environment)
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        for program in PROGRAMS:
            words = [sys.executable, "-IS", warm_client.__file__, path, str(Path(sys.executable).with_name(program))]
            script = Path(folder, program)
            script.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
            script.chmod(0o755)
        yield Path(folder)


def of_runner(environment: Mapping[str, str]) -> dict[str, str]:
    """What ansible-runner makes of an environment, so far as it counts here."""
    from ansible_runner.utils import get_callback_dir

    own = {
        "ANSIBLE_CALLBACK_PLUGINS": get_callback_dir(),
        "ANSIBLE_STDOUT_CALLBACK": "awx_display",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        "ANSIBLE_HOST_KEY_CHECKING": "False",
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
    }
    return {**environment, **own}


def _fixed(environment: Mapping[str, str]) -> dict[str, str]:
    """What counts once, when Ansible is imported; each run gets a temporary folder of its own."""
    own = {name: text for name, text in environment.items() if name.startswith("ANSIBLE_")}
    return {name: text for name, text in own.items() if name not in OWN + READ_LATE and (name, text) not in NEUTRAL}


def _socket(environment: Mapping[str, str]) -> str:
    """Where the process of this environment listens."""
    key = json.dumps(_fixed(environment), sort_keys=True)
    if key not in _waiting:
        if len(_waiting) == MOST:
            _end(_waiting.pop(next(iter(_waiting))))
        own = {name: text for name, text in environment.items() if name not in OWN}
        _waiting[key] = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**own, "ANSIBLE_HOME": _home.name, "PYTHONPATH": str(ROOT)},
            cwd=_home.name,
        )
    process = _waiting[key]
    path = os.path.join(_home.name, str(process.pid))
    if not os.path.exists(path):
        assert process.stdout and process.stdout.readline(), "Ansible could not be imported"
    return path


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
    """Listen for orders until stdin ends."""
    import ansible.cli
    from ansible.plugins import loader

    programs = {
        program: getattr(importlib.import_module(f"ansible.cli.{module}"), name)
        for program, (module, name) in PROGRAMS.items()
    }
    for callback in ("default", "junit", "minimal", "oneline", "tree"):
        loader.callback_loader.get(callback, class_only=True)
    for plugins in (
        loader.strategy_loader,
        loader.connection_loader,
        loader.shell_loader,
        loader.become_loader,
        loader.inventory_loader,
    ):
        list(plugins.all(class_only=True))
    for plugins in (loader.filter_loader, loader.test_loader):
        list(plugins.all())
    loader.init_plugin_loader()
    # Once is enough: a second time is a warning.
    ansible.cli.init_plugin_loader = lambda *paths: None
    loader.action_loader.get("voiceops.vapi.vapi_org", class_only=True)
    importlib.import_module("ansible_collections.voiceops.vapi.plugins.modules.vapi_org")
    gc.collect()
    gc.freeze()
    fixed = _fixed(os.environ)
    path = os.path.join(os.environ["ANSIBLE_HOME"], str(os.getpid()))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        print("ready", flush=True)
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            connection, _address = listener.accept()
            with connection:
                _answer(connection, fixed, programs)
    os.unlink(path)


def _answer(connection: socket.socket, fixed: Mapping[str, str], programs: Mapping[str, Any]) -> None:
    """Fork for the order that comes; the fork answers with the status of its run."""
    _line, streams, _flags, _address = socket.recv_fds(connection, 1, 3)
    with connection.makefile() as orders:
        order = json.loads(orders.readline())
    if _fixed(order["environment"]) != fixed or os.path.exists(os.path.join(order["folder"], "ansible.cfg")):
        connection.sendall(f"{OTHER}\n".encode())
    elif not os.fork():
        status = _run(order, streams, programs)
        connection.sendall(f"{status}\n".encode())
        os._exit(0)
    for stream in streams:
        os.close(stream)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _run(order: dict[str, Any], streams: Sequence[int], programs: Mapping[str, Any]) -> int:
    """In the fork: what the command does once it is imported."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    from ansible import constants

    tempfile.tempdir = None
    status: Any = 1
    with tempfile.TemporaryDirectory(prefix="ansible-local-", dir=os.path.dirname(constants.DEFAULT_LOCAL_TMP)) as own:
        constants.DEFAULT_LOCAL_TMP = own
        try:
            programs[order["words"][0]].cli_executor(order["words"])
        except SystemExit as end:
            status = end.code
        sys.stdout.flush()
        sys.stderr.flush()
    return int(status or 0)


if __name__ == "__main__":
    _serve()
