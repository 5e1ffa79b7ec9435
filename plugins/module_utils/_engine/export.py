# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record of the service on its way to a declaration: what all kinds share. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._resources.kind import Kind
from .identity import handles

Names = Mapping[str, Mapping[str, Optional[str]]]
"""By kind, every id and the name that means it alone."""


@dataclass
class Exported:
    """A record, the options that declare it, the places of secrets to fill in, and sentences about what is missing."""

    kind: Kind
    record: Mapping[str, Any]
    declared: dict[str, Any] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called: its name, or what else it has."""
        return next(handles(self.kind, self.record))

    @property
    def handle(self) -> str:
        """What else than its name says which one it is."""
        every = list(handles(self.kind, self.record))
        return every[1] if self._is_named and len(every) > 1 else every[0]

    @property
    def describe(self) -> str:
        """How it is called in a sentence; where a name may be that of several, with what tells them apart."""
        several = self._is_named and len(self.kind.identity) > 2
        title = self.kind.title or self.kind.noun
        return f"{title} {self.name!r}" + (f" ({self.handle})" if several else "")

    @property
    def body(self) -> dict[str, Any]:
        """Where places of secrets are: the definition of an object, the options of a line."""
        body: dict[str, Any] = self.declared.get("definition", self.declared)
        return body

    @property
    def _is_named(self) -> bool:
        return bool(self.kind.value_of(self.record, "name"))


def name_behind(one: Exported, subject: str, kind: str, number: str, names: Names, portable: bool) -> str | None:
    """The name that means this id alone; where there is none, why is a doubt (``subject`` begins the sentence).

    An id that only lacks a name can be declared, but not in another org.
    """
    known = names.get(kind, {})
    name = known.get(number)
    if name:
        return name
    why = f"has no name of its own ({number})" if number in known else f"{number} does not exist"
    if portable or (kind in names and number not in known):
        one.doubts.append(f"{subject} {why}{'; it is left out.' if portable else '.'}")
    return None
