# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared object of an org: its kind, and the engine's job."""

from __future__ import annotations

from typing import Any

from .._engine.ensure import Job
from .._resources.references import References
from .objects import Objects
from .order import Key


class Object:
    """One declared object on its way to the service."""

    def __init__(self, kind: Objects, declared: dict[str, Any]) -> None:
        self.kind = kind
        self.job = Job(declared)

    @property
    def key(self) -> Key:
        """Kind and name; for one that is declared by its id alone, the name that it has."""
        name = self.job.line.get("name") or self.kind.value_of(self.job.record or {}, "name") or self.job.line.get("id")
        return Key(self.kind.key, str(name))

    def tell(self, references: References) -> None:
        """Let others refer to it by its name; where an id says which one it is, others may have the same name."""
        name, record = self.job.line.get("name"), self.job.record
        if name and record and record.get("id") and self.is_present:
            know = references.rename if self.job.line.get("id") else references.learn
            know(self.kind.key, str(name), record)

    @property
    def definition(self) -> dict[str, Any]:
        """What is declared of it."""
        return dict(self.job.line.get("definition") or {})

    @property
    def is_present(self) -> bool:
        """Whether it is to exist."""
        return bool(self.job.line["state"] == "present")
