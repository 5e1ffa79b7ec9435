# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module's use case inside the controller when the connection is local, else the module as usual.

A process for each task, and for each item of a loop, costs more than the requests it sends. What only a process can
honour (async, become, another interpreter, another machine) still gets one, as does ``VAPI_IN_PROCESS=false``.

Each module has an action plugin of its own name that imports this one: by those names Ansible's main process imports it
once, before it forks a worker for every host and task, where otherwise each of them would.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._http.cache import Sessions
from ansible_collections.voiceops.vapi.plugins.module_utils._http.lifeline import Lifeline, start_of
from ansible_collections.voiceops.vapi.plugins.module_utils._http.transport import REQUESTS_ERROR
from ansible_collections.voiceops.vapi.plugins.module_utils._task import (
    FRAMES,
    RUN,
    Task,
    execute,
    failure_result,
    invocation,
)
from ansible_collections.voiceops.vapi.plugins.plugin_utils._arguments import filled_in
from ansible_collections.voiceops.vapi.plugins.plugin_utils._orgs import conflict, turn
from ansible_collections.voiceops.vapi.plugins.plugin_utils._plain import plain
from ansible_collections.voiceops.vapi.plugins.plugin_utils._unsafe import as_data

MODULES = "ansible_collections.voiceops.vapi.plugins.modules"
PROGRESS_INTERVAL = 2.0
"""Seconds between two lines of progress."""

_shared: dict[str, Sessions] = {}
"""What the items of one task share. Ansible forks a worker for each task; where something does not, the key tells."""

_lifelines: dict[int, Lifeline] = {}
"""The lifeline of this process, by its id: what is forked inherits an entry that is not its own."""


class ActionModule(ActionBase):
    """One action plugin for every module of the collection."""

    _supports_async = True
    _supports_check_mode = True

    @classmethod
    def finalize_task_arg(cls, name: str, value: Any, templar: Any, context: Any) -> Any:
        """An argument with its templates filled in; Ansible calls this since 2.19, and fills in itself before."""
        return filled_in(value, templar)

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The module's result, however it was come by."""
        variables = task_vars or {}
        result: dict[str, Any] = super().run(tmp, variables)
        idle = self._why_idle(variables)
        if idle:
            result.update(changed=False, text=idle)
            self._show_summary(result, variables)
            return result
        lifeline = _lifeline()
        try:
            given = plain(self._task.args, omit=variables.get("omit"))
        except InvalidOptions as error:
            return {**result, **failure_result(error, [])}
        environment = self._environment()
        shared = "" if self._task.run_once else conflict(self._task.action, given, variables, environment)
        if shared:
            return {**result, **failure_result(InvalidOptions(shared), [])}
        with turn(self._task.action, given, variables, environment):
            result.update(self._run(given, variables, environment, lifeline))
        for frame in result.pop(FRAMES, ()):
            Display().vvv(f"voiceops.vapi: {frame}")
        self._show_summary(result, variables)
        shown: dict[str, Any] = as_data(_for_host(result, variables))
        return shown

    def _run(
        self,
        given: dict[str, Any],
        variables: dict[str, Any],
        environment: Mapping[str, str],
        lifeline: Lifeline,
    ) -> dict[str, Any]:
        """The module's result, from this process or one of its own."""
        reason = next(self._reasons_for_a_process(variables, environment), "")
        # What cannot be read is refused here: a process would not see which texts YAML has made of times.
        if reason and not self._module_task.problems(given):
            return self._as_a_process(given, variables, reason)
        sessions = self._sessions(lifeline).end_after(self._task.timeout)
        return self._in_process(given, variables, environment, sessions)

    def _why_idle(self, variables: Mapping[str, Any]) -> str:
        """Why there is nothing to do for this host of a playbook, which says so once; a condition would skip it.

        ``vapi_needs`` are variables of which a host defines one at least, ``vapi_idle`` is a reason or empty.
        """
        needs = [str(name) for name in variables.get("vapi_needs", ())]
        if needs and not any(name in variables for name in needs):
            undefined = f"none of {', '.join(needs)} is defined" if needs[1:] else f"{needs[0]} is not defined"
            return f"nothing declared: {undefined}"
        return str(filled_in(variables.get("vapi_idle", ""), self._templar))

    @property
    def _module_task(self) -> Task:
        """The declaration of the module that was asked for."""
        task: Task = import_module(f"{MODULES}.{self._task.action.rpartition('.')[2]}").TASK
        return task

    def _environment(self) -> dict[str, str]:
        """The controller's environment with that of the task, which has that of its block, play and role in it."""
        own: dict[str, Any] = {}
        self._compute_environment_string(own)
        return {**os.environ, **{name: str(value) for name, value in own.items()}}

    def _as_a_process(self, given: dict[str, Any], variables: dict[str, Any], reason: str) -> dict[str, Any]:
        # Ansible hands a process's warnings over as objects of its own, so that the host is put in front there.
        run: dict[str, Any] = {"reason": reason, "timeout": self._task.timeout, "host": _host(variables)}
        controller = multiprocessing.parent_process()
        is_here = self._connection.transport == "local"
        # A job without polls is meant to outlive its run.
        if is_here and controller and controller.pid and not (self._task.async_val and not self._task.poll):
            run["controller"] = [controller.pid, start_of(controller.pid)]
        arguments = {**given, RUN: run}
        result: dict[str, Any] = self._execute_module(
            module_args=arguments, task_vars=variables, wrap_async=self._task.async_val
        )
        if not self._task.async_val:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _in_process(
        self, given: dict[str, Any], variables: Mapping[str, Any], environment: Mapping[str, str], sessions: Sessions
    ) -> dict[str, Any]:
        task = self._module_task
        host = _host(variables)
        progress = _progress(host) if self._is_on("vapi_progress", variables) else None
        result = execute(task, given, bool(self._task.check_mode), environment, sessions, progress)
        if not self._task.diff:
            result.pop("diff", None)
        result["warnings"] = [f"{host}: {text}" if host else text for text in result.get("warnings", ())]
        if not result["warnings"]:
            del result["warnings"]
        if _shows_invocation(variables):
            result["invocation"] = {"module_args": invocation(task, given, environment)}
        return result

    def _sessions(self, lifeline: Lifeline) -> Sessions:
        """Connections, and in a loop readings, for all items of this task and no other; ``until`` reads every time."""
        task = self._task
        if task._uuid not in _shared:
            _shared.clear()
            in_loop = task.loop is not None or task.loop_with is not None
            _shared[task._uuid] = Sessions(in_loop and not task.until and task.retries is None, lifeline)
        return _shared[task._uuid]

    def _reasons_for_a_process(self, variables: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[str]:
        if REQUESTS_ERROR is not None:
            yield f"requests is missing for {sys.executable}, which runs ansible-playbook"
        if not self._is_on("vapi_in_process", variables, environment.get("VAPI_IN_PROCESS", "true")):
            yield "vapi_in_process is off"
        if self._connection.transport != "local":
            yield f"the connection is {self._connection.transport}"
        if self._task.async_val:
            yield "async is set"
        if self._connection.become is not None:
            yield "become is on"
        interpreter = self._interpreter(variables)
        if not interpreter.startswith("auto") and interpreter != sys.executable:
            yield f"ansible_python_interpreter is {interpreter}"

    def _interpreter(self, variables: Mapping[str, Any]) -> str:
        if self._task.delegate_to:
            variables = variables.get("ansible_delegated_vars", {}).get(self._task.delegate_to, {})
        return str(filled_in(variables.get("ansible_python_interpreter") or "auto", self._templar))

    def _is_on(self, name: str, variables: Mapping[str, Any], default: Any = True) -> bool:
        """Whether a variable, which may be a template, is true."""
        return bool(boolean(filled_in(variables.get(name, default), self._templar), strict=False))

    def _show_summary(self, result: dict[str, Any], variables: Mapping[str, Any]) -> None:
        """Show the result's text about this host; on stderr where stdout is read by programs.

        What is shown leaves a failed result, as Ansible prints the whole of that.
        """
        text, has_failed = result.get("text"), bool(result.get("failed"))
        is_due = not has_failed or self._module_task.own_client
        if text and is_due and not self._task.no_log and self._is_on("vapi_summary", variables):
            host = variables.get("inventory_hostname", "")
            Display().display(f"{host}: {text}", stderr="json" in str(C.DEFAULT_STDOUT_CALLBACK))
            if has_failed:
                del result["text"]


def _host(variables: Mapping[str, Any]) -> str:
    """The host that a diff or a warning is about; empty where a play has only one."""
    several = len(variables.get("ansible_play_hosts_all") or ()) > 1
    return str(variables.get("inventory_hostname", "")) if several else ""


def _for_host(result: dict[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """The result as it is shown: with the host in diffs where there are several, and readable."""
    host = _host(variables)
    diff = result.get("diff")
    if diff:
        result["diff"] = [_readable(one, host) for one in diff] if isinstance(diff, list) else _readable(diff, host)
    return result


def _readable(diff: dict[str, Any], host: str) -> dict[str, Any]:
    r"""A diff with the host in its headers; Ansible would write \u00fc for an umlaut, so that such a diff is text."""
    headers = {name: f"{host}: {diff[name]}" if diff.get(name) else host for name in ("before_header", "after_header")}
    shown = {**diff, **headers} if host else dict(diff)
    if not json.dumps([diff.get("before"), diff.get("after")], ensure_ascii=False).isascii():
        for side in ("before", "after"):
            shown[side] = json.dumps(diff.get(side), ensure_ascii=False, indent=4, sort_keys=True) + "\n"
    return shown


def _lifeline() -> Lifeline:
    """What ties this worker to Ansible's main process; without a worker there is nothing that could outlive it."""
    parent = multiprocessing.parent_process()
    if os.getpid() not in _lifelines:
        _lifelines[os.getpid()] = Lifeline(lambda: os.getppid() == parent.pid).watch() if parent else Lifeline()
    return _lifelines[os.getpid()]


def _shows_invocation(variables: Mapping[str, Any]) -> bool:
    """Whether results repeat the options: a setting since ansible-core 2.21; before, -vvv showed them."""
    try:
        return bool(C.config.get_config_value("INJECT_INVOCATION", variables=variables))
    except AnsibleError:
        return bool(Display().verbosity >= 3)


def _progress(host: str) -> Callable[..., None]:
    """Prints a line every couple of seconds: how much is written, how much failed, and how long it may take."""
    began = told = time.monotonic()

    def tell(done: int, failed: int, total: int, text: str = "") -> None:
        nonlocal told
        now = time.monotonic()
        # Of what tells its own words, such as a campaign, more may follow when all have been called once.
        if now - told < PROGRESS_INTERVAL or (done == total and not text):
            return
        told = now
        left = (now - began) / done * (total - done) if done else 0
        failures = f", {failed} failed" if failed else ""
        words = text or f"{done} of {total} written{failures}, about {left:.0f} s left"
        # Not on stdout, which callbacks such as json leave to programs.
        Display().display(f"{host}: {words}" if host else words, stderr=True)

    return tell


# What is frozen is neither copied into the workers by their garbage collector nor walked once more at the end of a run.
gc.freeze()
