# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared object of an org: its kind, and the engine's job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._engine.job import Job
from .._resources.references import References
from .objects import Objects
from .order import Key


@dataclass
class Object(Job):
    """One declared object of an org, to which others may refer."""

    kind: Objects

    @property
    def key(self) -> Key:
        """Kind and name; for one that is declared by its id alone, the name that it has."""
        name = self.declared.get("name") or self.kind.value_of(self.record or {}, "name") or self.declared.get("id")
        return Key(self.kind.key, str(name))

    @property
    def definition(self) -> dict[str, Any]:
        """What is declared of it."""
        return dict(self.declared.get("definition") or {})

    def tell(self, references: References) -> None:
        """Let others refer to it by its name; where an id says which one it is, others may have the same name."""
        name = self.declared.get("name")
        if name and self.record and self.record_id and self.is_present:
            references.learn(self.kind.key, str(name), self.record, alone=not self.declared.get("id"))
