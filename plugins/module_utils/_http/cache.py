# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients that follow each other share: open sessions and, in a loop, what was read a moment ago."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .lifeline import Lifeline

LONGEST_MEMORY = 30.0
"""Seconds after which the items of a long loop read a list again."""

Records = dict[str, dict[str, Any]]
"""Objects of the service by id, in the order of their list."""


@dataclass
class Cache:
    """The lists that were read of one org, by path."""

    readings: dict[str, tuple[float, Records]] = field(default_factory=dict)
    orgs: set[str] = field(default_factory=set)
    """The orgs that answers have told."""

    def once(self, path: str, read: Callable[[str], Iterable[dict[str, Any]]]) -> Records:
        """All items of a list, read unless that was done a moment ago."""
        when, records = self.readings.get(path, (0.0, {}))
        if path not in self.readings or time.monotonic() - when > LONGEST_MEMORY:
            when, records = time.monotonic(), {item["id"]: item for item in read(path)}
            self.readings[path] = when, records
        return records

    def keep(self, path: str, record: Mapping[str, Any]) -> None:
        """Put a record into a list that was read."""
        # Another thread may have it read anew in the meantime.
        _when, records = self.readings.get(path, (0.0, {}))
        records[record["id"]] = dict(record)

    def drop(self, path: str, record_id: str) -> None:
        """Take a record out of a list that was read."""
        _when, records = self.readings.get(path, (0.0, {}))
        records.pop(record_id, None)


class Sessions(dict[tuple[Any, ...], Any]):
    """Open sessions by address and key, kept by whoever makes several clients one after another.

    With ``remember``, for the items of one loop, what was read is kept by the same keys. The ``lifeline`` ties all of
    them to the run they work for; ``ends`` is when the task's timeout passes.
    """

    def __init__(self, remember: bool = False, lifeline: Lifeline | None = None) -> None:
        super().__init__()
        self.lifeline = lifeline or Lifeline()
        self.ends: float | None = None
        self.remember = remember
        self._caches: dict[tuple[Any, ...], Cache] = {}

    def end_after(self, seconds: float | None) -> Sessions:
        """With the task's own timeout: what was written is returned before Ansible would break it off without."""
        self.ends = time.monotonic() + seconds - min(1.0, seconds / 5) if seconds else None
        return self

    def cache(self, key: tuple[Any, ...]) -> Cache:
        """What was read of this org in this loop; outside of one each client reads anew."""
        return self._caches.setdefault(key, Cache()) if self.remember else Cache()
