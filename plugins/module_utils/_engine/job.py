# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared object on its way to the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from .._errors import VapiError
from .._resources.kind import Kind
from .._schema.diff import Plan
from .._schema.redact import secret_values
from .._schema.spec import with_defaults
from .outcome import attempt

T = TypeVar("T")
J = TypeVar("J", bound="Job")

ACTIONS = {"create": "created", "update": "updated", "delete": "deleted"}
"""What is planned, and what it is called once it is done."""


@dataclass
class Job:
    """One declared object of a kind: what is there, what has to happen, and what came of it."""

    kind: Kind
    declared: dict[str, Any]
    """Read options with defaults."""
    record: dict[str, Any] | None = None
    plan: Plan = field(default_factory=lambda: Plan("unchanged"))
    wanted: dict[str, Any] = field(default_factory=dict)
    """What is declared in the service's names, with ids for names."""
    error: VapiError | None = None
    skipped: bool = False
    is_missing: bool = False
    """It is not there, and is not to be created."""
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def deletion(cls: type[J], kind: Kind, record: dict[str, Any]) -> J:
        """The deletion of a record that is not declared."""
        declared = {"id": record["id"], "name": kind.value_of(record, "name"), "state": "absent"}
        return cls(kind, with_defaults(kind.schema, declared), record, kind.to_delete(record))

    @property
    def record_id(self) -> str:
        """The id of the record."""
        return str((self.record or {}).get("id", ""))

    @property
    def describe(self) -> str:
        """How it is called in sentences: ``line 'Main'``."""
        return self.kind.describe(self.declared)

    @property
    def is_present(self) -> bool:
        """Whether it is to exist."""
        return bool(self.declared["state"] == "present")

    @property
    def action(self) -> str:
        """What became of it, in one word."""
        if self.error is not None:
            return "failed"
        if self.skipped or self.is_missing:
            return "skipped"
        return ACTIONS.get(self.plan.action, "unchanged")

    @property
    def is_written(self) -> bool:
        """Whether something was (in check mode: would be) written."""
        return self.plan.changed and self.error is None and not self.skipped

    def attempt(self, act: Callable[[], T]) -> T | None:
        """What ``act`` returns; its error, with the secrets of the declaration struck out, stays with the job."""
        result, self.error = attempt(act, partial(secret_values, self.kind.schema, self.declared))
        return result
