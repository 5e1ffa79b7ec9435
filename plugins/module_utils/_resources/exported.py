# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record on its way to a declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Optional

if TYPE_CHECKING:
    from .kind import Kind

NO_OWN_NAME = "has no unique name to find it by in another org; it is skipped. Rename it."

Names = Mapping[str, Mapping[str, Optional[str]]]
"""By kind, every id and the name that means it alone."""


@dataclass
class Exported:
    """A record, the options that declare it, the places of secrets to fill in, and sentences about what is missing."""

    kind: Kind
    record: Mapping[str, Any]
    names: Names = field(default_factory=dict)
    """Of the kinds that it refers to."""
    portable: bool = False
    """It is for another org, where no id means anything."""
    declared: dict[str, Any] = field(default_factory=dict)
    """Empty for one that is left out."""
    secrets: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether it has a name."""
        return bool(self.kind.value_of(self.record, "name"))

    @property
    def name(self) -> str:
        """What it is called: its name, or what else it has."""
        return self.kind.display_name(self.record)

    @property
    def handle(self) -> str:
        """What else than its name says which one it is."""
        every = list(self.kind.display_names(self.record))
        return every[1] if self.is_named and len(every) > 1 else every[0]

    @property
    def place(self) -> tuple[bool, str, str]:
        """Its place among others: by name without case; those without a name come last."""
        return not self.is_named, self.name.casefold() if self.is_named else "", self.handle

    @property
    def describe(self) -> str:
        """How it is called in a sentence; where a name may be that of several, with what tells them apart."""
        several = self.is_named and len(self.kind.identity) > 2
        title = self.kind.title or self.kind.noun
        return f"{title} {self.name!r}" + (f" ({self.handle})" if several else "")

    @property
    def body(self) -> dict[str, Any]:
        """Where places of secrets are: the definition of an object, the options of a line."""
        body: dict[str, Any] = self.declared.get("definition", self.declared)
        return body

    @property
    def sentences(self) -> list[str]:
        """The doubts, with the name of the object."""
        return [f"{self.describe}: {doubt}" for doubt in self.doubts]

    def leave_out(self, doubt: str) -> None:
        """Say why it cannot be declared."""
        self.declared, self.secrets = {}, []
        self.doubts.append(doubt)

    def name_behind(self, subject: str, kind: str, wanted: str) -> str | None:
        """The name that means this id alone; where there is none, why is a doubt (``subject`` begins the sentence).

        An id that only lacks a name can be declared, but not in another org.
        """
        known = self.names.get(kind, {})
        name = known.get(wanted)
        if name:
            return name
        why = f"has no unique name ({wanted})" if wanted in known else f"{wanted} does not exist"
        if self.portable or (kind in self.names and wanted not in known):
            self.doubts.append(f"{subject} {why}{'; it is skipped.' if self.portable else '.'}")
        return None
