# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that lag behind: for a while after a write they show what was there before."""

from __future__ import annotations

from .store import Org, Record, Store
from .switches import Switches


class LaggingLists:
    """What a list shows of an org, which is not always what the org holds."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches
        self._before: dict[str, tuple[float, Org, str, Record | None]] = {}

    def written(self, org: Org, kind: str, record_id: str, before: Record | None) -> None:
        """Remember what lists go on showing; ``before`` is nothing for what is new."""
        if not self._switches.stale_list_seconds:
            return
        earlier = self._before.get(record_id)
        if earlier is not None and self._lags(earlier[0]):
            before = earlier[3]
        self._before[record_id] = (self._store.now(), org, kind, before)

    def show(self, org: Org, kind: str) -> list[Record]:
        """The records of a kind, in the order they were made."""
        records = org.records[kind]
        if not self._switches.stale_list_seconds:
            return list(records.values())
        records = dict(records)
        for record_id, (moment, owner, of_kind, before) in self._before.items():
            if not self._lags(moment) or owner is not org or of_kind != kind:
                continue
            if before is None:
                records.pop(record_id, None)
            else:
                records[record_id] = before
        return list(records.values())

    def _lags(self, moment: float) -> bool:
        return moment > self._store.now() - float(self._switches.stale_list_seconds)
