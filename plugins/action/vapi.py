# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module's use case inside the controller when the connection is local, else the module as usual.

A process for each task, and for each item of a loop, costs more than the requests it sends. What only a process can
honour (async, become, another interpreter, another machine) still gets one, as does ``VAPI_IN_PROCESS=false``.

Beside this file each module has one of its own name: by those Ansible's main process imports this one once, before it
forks a worker for every host and task, where otherwise each of them would.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.voiceops.vapi.plugins.module_utils._http.cache import Sessions
from ansible_collections.voiceops.vapi.plugins.module_utils._http.client import REQUESTS_ERROR
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, execute, invocation

MODULES = "ansible_collections.voiceops.vapi.plugins.modules"
PROGRESS_INTERVAL = 2.0
"""Seconds between two lines of progress."""

_shared: dict[str, Sessions] = {}
"""What the items of one task share. Ansible forks a worker for each task; where something does not, the key tells."""


class ActionModule(ActionBase):
    """One action plugin for every module of the collection (routed in meta/runtime.yml)."""

    _supports_async = True
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The module's result, however it was come by."""
        variables = task_vars or {}
        result: dict[str, Any] = super().run(tmp, variables)
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)
        environment = {**os.environ, **{name: str(value) for name, value in environment.items()}}
        if self._needs_a_process(variables, environment):
            result.update(self._execute_module(task_vars=variables, wrap_async=self._task.async_val))
            if not self._task.async_val:
                self._remove_tmp_path(self._connection._shell.tmpdir)
            return result
        result.update(self._in_process(variables, environment))
        return result

    def _in_process(self, variables: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
        task: Task = import_module(f"{MODULES}.{self._task.action.rpartition('.')[2]}").TASK
        given = plain(self._task.args)
        progress = _progress() if boolean(variables.get("vapi_progress", True), strict=False) else None
        result = execute(task, given, bool(self._task.check_mode), environment, self._sessions(), progress)
        if not self._task.diff:
            result.pop("diff", None)
        if not result.get("warnings"):
            result.pop("warnings", None)
        if _shows_invocation(variables):
            result["invocation"] = {"module_args": invocation(task, given, environment)}
        return result

    def _sessions(self) -> Sessions:
        """Connections, and in a loop readings, for all items of this task and no other; ``until`` reads every time."""
        task = self._task
        if task._uuid not in _shared:
            _shared.clear()
            in_loop = task.loop is not None or task.loop_with is not None
            _shared[task._uuid] = Sessions(remember=in_loop and not task.until and task.retries is None)
        return _shared[task._uuid]

    def _needs_a_process(self, variables: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
        return (
            REQUESTS_ERROR is not None
            or not boolean(variables.get("vapi_in_process", environment.get("VAPI_IN_PROCESS", "true")), strict=False)
            or self._connection.transport != "local"
            or bool(self._task.async_val)
            or self._connection.become is not None
            or self._wants_another_interpreter(variables)
        )

    def _wants_another_interpreter(self, variables: Mapping[str, Any]) -> bool:
        if self._task.delegate_to:
            variables = variables.get("ansible_delegated_vars", {}).get(self._task.delegate_to, {})
        wanted = str(self._templar.template(variables.get("ansible_python_interpreter") or "auto"))
        return not wanted.startswith("auto") and wanted != sys.executable


def _shows_invocation(variables: Mapping[str, Any]) -> bool:
    """Whether results repeat the options: a setting since ansible-core 2.21; before, -vvv showed them."""
    try:
        return bool(C.config.get_config_value("INJECT_INVOCATION", variables=variables))
    except AnsibleError:
        return bool(Display().verbosity >= 3)


def plain(value: Any) -> Any:
    """Task arguments as plain JSON types, as a module would get them: untagged, decrypted, with text keys."""
    return json.loads(json.dumps(value, default=str))


def _progress() -> Callable[[int, int, int], None]:
    """Prints a line every couple of seconds: how many lines are written, how many failed, and how long it may take."""
    began = told = time.monotonic()

    def tell(done: int, failed: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < PROGRESS_INTERVAL or done == total:
            return
        told = now
        left = (now - began) / done * (total - done)
        failures = f", {failed} failed" if failed else ""
        Display().display(f"call lines: {done} of {total} written{failures}, about {left:.0f} s left")

    return tell


# What is frozen is neither copied into the workers by their garbage collector nor walked once more at the end of a run.
gc.freeze()
