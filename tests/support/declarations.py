# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option that a module of the collection declares, at any depth, so that a test can run over all of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task

ROOT = Path(__file__).resolve().parents[2]
MODULES = "ansible_collections.voiceops.vapi.plugins.modules"


def tasks() -> dict[str, Task]:
    """Every module's task, by the module's name."""
    names = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("vapi_*.py"))
    return {name: import_module(f"{MODULES}.{name}").TASK for name in names}


@dataclass(frozen=True)
class Option:
    """An option of a module: the fields that lead to it, itself last."""

    module: str
    way: tuple[Field, ...]
    schema: Schema
    """The schema that the option itself belongs to."""

    @property
    def field(self) -> Field:
        """The option itself."""
        return self.way[-1]

    @property
    def path(self) -> str:
        """Its path without places in lists, such as ``lines.server.url``."""
        return ".".join(field.name for field in self.way)

    def given(self, value: Any, **beside: Any) -> dict[str, Any]:
        """A task's options in which only this one is given, with what stands beside it."""
        inner: dict[str, Any] = {**beside, self.field.name: value}
        for field in reversed(self.way[:-1]):
            inner = {field.name: [inner] if field.type == "list" else inner}
        return inner


def options() -> list[Option]:
    """Every option of every module that a user can write."""
    return [option for module, task in tasks().items() for option in _below(module, (), task.schema)]


def _below(module: str, way: tuple[Field, ...], schema: Schema) -> Iterator[Option]:
    for field in schema.fields:
        if field.read_only:
            continue
        yield Option(module, (*way, field), schema)
        if field.schema:
            yield from _below(module, (*way, field), field.schema)
