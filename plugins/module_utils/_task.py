# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Ansible ends and a use case begins: options in, result out, secrets kept back, every error one sentence."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule

from ._errors import InvalidOptions, VapiError, bug, printable
from ._http.cache import Sessions
from ._http.connection import CONNECTION, gathered
from ._http.lifeline import Lifeline, is_running
from ._http.setting import Setting
from ._http.throttle import Throttle
from ._http.transport import require_requests
from ._resources.listing import TELL_THE_ORG
from ._schema.diff import without_nulls
from ._schema.fields import Schema
from ._schema.redact import mask, redact, redact_error, secret_values, without, without_url_secrets
from ._schema.spec import argument_spec, with_defaults
from ._schema.validate import read, together

FRAMES = "frames"
"""The key by which the action plugin gets the places of an unexpected error; it shows them at -vvv and drops it."""

RUN = "_vapi_run"
"""The argument by which the action plugin tells a process of whose run it is."""

Values = dict[str, Any]
Progress = Callable[..., None]


@dataclass(frozen=True)
class Task:
    """A module as data: the options it takes and the use case behind it.

    ``run`` gets the read options with their defaults and a client, and returns the module's result. ``subject`` says in
    an error what it is about; ``secrets`` which texts have to be struck out of the result, where the use case does not
    do it itself.
    """

    schema: Schema
    run: Callable[..., Values]
    describe: Callable[[Values], str] = lambda options: ""
    secrets: Callable[[Values], Iterable[str]] | None = None
    tells_progress: bool = False
    offline: bool = False
    """The service is not asked; no key is needed. ``run`` gets the region and check mode for a client."""
    asks_with: str = ""
    """An option with which an offline task still asks the service: ``run`` gets a client besides."""
    own_client: bool = False
    """The use case looks at the connection itself: ``run`` gets a Setting. Its ``text`` is shown on failure too."""

    @cached_property
    def connection(self) -> Schema:
        """The options of the connection; a task that sends nothing takes them, as module defaults hand them to all."""
        return replace(CONNECTION, check=None) if self.offline or self.own_client else CONNECTION

    def asks(self, options: Mapping[str, Any]) -> bool:
        """Whether the service is asked with these options."""
        return not self.offline or bool(options.get(self.asks_with))

    @property
    def argument_spec(self) -> dict[str, dict[str, Any]]:
        """Ansible's argument spec: the connection's options and the task's."""
        return argument_spec((*self.connection.fields, *self.schema.fields))

    def problems(self, given: Mapping[Any, Any]) -> list[str]:
        """What is wrong with the options as they are written; those of the connection may come from elsewhere, too."""
        problems: list[str] = []
        connection, rest = self._parts(given)
        read(self.schema, rest, problems)
        read(replace(self.connection, check=None), connection, problems)
        return problems

    def _parts(self, given: Mapping[Any, Any]) -> tuple[Values, Values]:
        """The options of the connection that say something, and the task's own."""
        fields = self.connection.by_name
        rest = {key: value for key, value in given.items() if key not in fields}
        # A false value means something, unlike an empty text.
        connection = {
            key: value
            for key, value in given.items()
            if key in fields and (value or fields[key].guard or (value is not None and fields[key].type != "str"))
        }
        return connection, rest

    def read(self, given: Mapping[Any, Any], environment: Mapping[str, str]) -> tuple[Values, Values]:
        """The connection and the options a user gave; raises InvalidOptions naming everything that is wrong."""
        problems: list[str] = []
        connection, rest = self._parts(given)
        options = read(self.schema, rest, problems)
        connection, strays = gathered(connection, environment)
        asks = self.asks(options)
        connection = read(CONNECTION if asks and not self.own_client else self.connection, connection, problems)
        problems += strays if asks else []
        if problems:
            about, text = self.describe(options), together(problems)
            raise InvalidOptions(f"{about}: {text}" if about else text)
        return with_defaults(self.connection, connection), with_defaults(self.schema, options)


def execute(
    task: Task,
    given: Mapping[Any, Any],
    check_mode: bool,
    environment: Mapping[str, str],
    sessions: Sessions | None = None,
    progress: Progress | None = None,
) -> Values:
    """Run a task from what the user wrote to the module's result; a failure is a result too, and nothing is raised.

    ``sessions`` lets tasks that follow each other share connections; ``progress`` is told how far a fleet is.
    """
    secrets: list[str] = []
    about = ""
    try:
        connection, options = task.read(given, environment)
        hidden = task.secrets(options) if task.secrets else secret_values(task.schema, options)
        secrets = [*secret_values(task.connection, connection), *hidden]
        about = task.describe(options)
        setting = Setting(connection, environment, check_mode, sessions, TELL_THE_ORG)
        result = redact(_run(task, options, setting, progress), secrets)
        shown = {"diff": without_url_secrets(result["diff"])} if "diff" in result else {}
        return {"failed": False, **result, **shown, "warnings": [printable(text) for text in result["warnings"]]}
    except VapiError as error:
        return failure_result(error.about(about) if about else error, secrets)
    except Exception as error:  # noqa: BLE001 - a traceback would print values, and with them secrets
        return failure_result(bug(error), secrets)


def _run(task: Task, options: Values, setting: Setting, progress: Progress | None) -> Values:
    """The use case's result, with its warnings; raises what the use case does."""
    if task.offline:
        options = {**options, "region": setting.connection["region"]}
        asked = [setting.client()] if task.asks(options) else []
        result = task.run(options, setting.check_mode, *asked)
        return {"warnings": [text for client in asked for text in client.warnings], **result}
    if task.own_client:
        return {"warnings": [], **task.run(options, setting)}
    throttle = Throttle(options.get("concurrency", 1), options.get("retry_budget"))
    client = setting.client(throttle)
    result = task.run(options, client, progress) if task.tells_progress else task.run(options, client)
    return {**result, "warnings": [*client.warnings, *result.get("warnings", [])]}


def failure_result(error: VapiError, secrets: list[str]) -> Values:
    """The result of a task that ends with this error."""
    error = redact_error(error, secrets)
    result = {"changed": False, "failed": True, "msg": error.sentence, "failure": error.failure}
    return {**result, FRAMES: error.frames} if error.frames else result


def invocation(task: Task, given: Mapping[Any, Any], environment: Mapping[str, str]) -> Values:
    """The options as read, with every secret masked; nothing where they cannot be read."""
    try:
        connection, options = task.read(given, environment)
    except InvalidOptions:
        return {}
    return {**mask(task.connection, connection), **mask(task.schema, options)}


class VapiModule(AnsibleModule):
    """An AnsibleModule that is handed the options with every secret mask, so that it can neither log nor echo one.

    Reading them is ours (``Task.read``), as Ansible's own validation cannot tell null from omitted.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self.given: Values = {}
        self.run_info: Values = {}
        super().__init__(argument_spec=task.argument_spec, supports_check_mode=True)
        # The secrets it was handed are masks, and a result in which one stands is struck already.
        self.no_log_values: set[str] = set()

    def _load_params(self) -> None:
        super()._load_params()
        self.params: Values
        self.run_info = self.params.pop(RUN, None) or {}
        internal = {key: value for key, value in self.params.items() if key.startswith("_ansible_")}
        self.given = {key: value for key, value in self.params.items() if key not in internal}
        shown = invocation(self._task, self.given, os.environ)
        if not shown:
            # execute() will say what is wrong; Ansible has nothing to validate, log or echo.
            self.argument_spec: Values = {}
        # Ansible takes a null for a value that is none of an option's choices.
        self.params = {**internal, **without_nulls(shown)}


def _judge(task: Task) -> None:
    """For ansible-lint, which puts a class of its own in the place of AnsibleModule: judge what stands there.

    Options with templates are left out, and with them whatever contradicts or needs them; nothing is run.
    """
    given = {key: value for key, value in basic._load_params().items() if not key.startswith("_ansible_")}
    static = without(given, lambda _key, value: isinstance(value, str) and ("{{" in value or "{%" in value))
    problems = task.problems(static)
    if static != given:
        problems = [sentence for sentence in problems if ": is not an option" in sentence]
    if problems:
        # There is no module here whose fail_json could say it.
        sys.stdout.write(json.dumps({"failed": True, "msg": together(problems)}))
        raise SystemExit(1)


def _is_linted() -> bool:
    """Whether a subclass stands in the place of AnsibleModule; the class of ansible-test's import test is none."""
    own = [one.__module__ == basic.__name__ for one in basic.AnsibleModule.__mro__]
    return not own[0] and any(own)


def run_module(task: Task) -> None:
    """A module's ``main``."""
    if _is_linted():
        _judge(task)
        return
    module = VapiModule(task)
    run = module.run_info
    lifeline = Lifeline(partial(is_running, *run["controller"])).watch() if run.get("controller") else None
    sessions = Sessions(lifeline=lifeline).end_after(run.get("timeout"))
    try:
        if not task.own_client:
            require_requests(run.get("reason", ""))
        result = execute(task, module.given, module.check_mode, os.environ, sessions)
    except VapiError as error:
        result = failure_result(error, [])
    for sentence in result.pop("warnings", []):
        module.warn(f"{run['host']}: {sentence}" if run.get("host") else sentence)
    if not module._diff:
        result.pop("diff", None)
    (module.fail_json if result["failed"] else module.exit_json)(**result)
