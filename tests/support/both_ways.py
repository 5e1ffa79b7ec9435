# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task through the collection's action plugin, inside the controller and as a module, without Ansible's start-up.

Everything of Ansible's between a task's finished arguments and its result is the real thing, but for the process: what
would run in it runs here, with the arguments that were written for it and the text that it prints.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from ansible.module_utils import basic
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task as AnsibleTask
from ansible.template import Templar
from ansible_collections.voiceops.vapi.plugins.module_utils._task import VapiModule, run_module
from ansible_collections.voiceops.vapi.plugins.plugin_utils._action import ActionModule

from tests.support.simulator import Simulator

PROFILE = "legacy"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)|(?<=127.0.0.1:)\d+|\d{8}T\d{6,12}Z?|\d+ ms\b"
    r"|(?<=vapi-probe-)[0-9a-f]{12}|\b[0-9a-f]{30}\b"
)
"""Times, ports, and what the probe draws by chance: names and secrets."""

ANSIBLE_OWN = ("invocation", "ansible_facts", "exception")
"""What the run of a process adds."""


class _Here(ActionModule):  # type: ignore[misc]
    """The action plugin; a module's process is this one."""

    def _is_pipelining_enabled(self, module_style: str, wrap_async: bool = False) -> bool:
        return True

    def _configure_module(self, module_name: str, module_args: dict[str, Any], task_vars: Any) -> tuple[Any, str]:
        from ansible.module_utils.common.json import Direction, get_module_encoder

        encoder = get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)
        self.arguments = json.dumps({"ANSIBLE_MODULE_ARGS": module_args}, cls=encoder).encode()
        bits = SimpleNamespace(
            module_style="new",
            shebang="#!python",
            b_module_data=b"",
            has_async=False,
            has_become=False,
            has_environment=True,
            serialization_profile=PROFILE,
            process_result=None,
            get_command_args=lambda path: (["python"], b""),
        )
        return bits, module_name

    def _low_level_execute_command(self, *_: Any, **__: Any) -> dict[str, Any]:
        printed, warned = StringIO(), []
        with (
            patch.object(basic, "_ANSIBLE_ARGS", self.arguments),
            patch.object(basic, "_ANSIBLE_PROFILE", PROFILE),
            # In this process, which is a controller's, they would be displayed instead of returned.
            patch.object(VapiModule, "warn", lambda module, text: warned.append(text)),
            redirect_stdout(printed),
            suppress(SystemExit),
        ):
            run_module(self._module_task)
        result = {**json.loads(printed.getvalue()), **({"warnings": warned} if warned else {})}
        return {"stdout": json.dumps(result), "stderr": "", "rc": 0}

    def _remove_tmp_path(self, tmp_path: str | None, force: bool = False) -> None:
        """There is none."""


@dataclass(frozen=True)
class Seen:
    """What one way came to: the result as data, what it sent, and the files it left, without ids and times."""

    result: Any
    writes: Any
    files: Any

    @property
    def parts(self) -> dict[str, Any]:
        """Each part of the result, and the rest."""
        return {**self.result, "requests": self.writes, "files": self.files}


class BothWays:
    """Runs tasks both ways against a simulator that begins anew, in an empty folder, each time."""

    def __init__(self, simulator: Simulator, state: dict[str, Any], folder: Path) -> None:
        self._simulator, self._state, self._folder = simulator, state, folder
        self._loader = DataLoader()
        self._templar = Templar(loader=self._loader)

    def load(self, text: str) -> Any:
        """A value as Ansible's own YAML reader gives it."""
        return self._loader.load(text)

    def run(self, module: str, arguments: dict[str, Any], check: bool, diff: bool) -> tuple[Seen, Seen]:
        """A task in process and as a module; raises what Ansible raises for arguments that it cannot finish."""
        finished = self._templar.template(arguments)
        return self._one(module, finished, check, diff, True), self._one(module, finished, check, diff, False)

    def _one(self, module: str, arguments: dict[str, Any], check: bool, diff: bool, inside: bool) -> Seen:
        self._simulator.put_state(self._state)
        self._simulator.clear_log()
        task = AnsibleTask()
        task.action, task.args, task.check_mode, task.diff = f"voiceops.vapi.{module}", dict(arguments), check, diff
        task.environment, task.timeout, task.no_log, task.async_val = [], 0, False, 0
        shell = SimpleNamespace(tmpdir="/nonexistent", env_prefix=lambda **_: "", join=" ".join)
        shell.build_module_command = lambda *words, **_: "python"
        connection = SimpleNamespace(transport="local", become=None, socket_path=None, _shell=shell)
        plugin = _Here(task, connection, PlayContext(), self._loader, self._templar)
        variables = {"vapi_in_process": inside, "inventory_hostname": "acme", "vapi_summary": False}
        variables.update(ansible_play_hosts_all=["acme"])
        with self._in_empty_folder() as folder:
            result = plugin.run(task_vars=variables)
            files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
            left = {name: path.read_text(encoding="utf-8", errors="replace") for name, path in files.items()}
        writes = [[entry["method"], entry["path"], entry["body"]] for entry in self._simulator.writes()]
        return Seen(_told(result), sorted(_told(writes), key=str), _told(left))

    @contextmanager
    def _in_empty_folder(self) -> Iterator[Path]:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        before = os.getcwd()
        os.chdir(self._folder)
        try:
            yield self._folder
        finally:
            os.chdir(before)


def _told(value: Any) -> Any:
    """The same without what differs from one run to the next, with warnings as texts."""
    if isinstance(value, dict):
        kept = {_told(str(key)): _told(item) for key, item in value.items() if key not in ANSIBLE_OWN}
        return {key: item for key, item in kept.items() if not key.startswith("_ansible") and (key, item) not in EMPTY}
    if isinstance(value, (list, tuple)):
        return [_told(item) for item in value]
    if isinstance(value, str):
        return TIME.sub("TIME", UUID.sub("ID", str(value)))
    return value if value is None or isinstance(value, (bool, int, float)) else _told(_text_of(value))


EMPTY = (("warnings", []), ("deprecations", []))


def _text_of(value: Any) -> str:
    """The sentence of one of Ansible's own warnings."""
    event = getattr(value, "event", None)
    return str(event.msg) if event is not None else f"{type(value).__name__}: {value}"
