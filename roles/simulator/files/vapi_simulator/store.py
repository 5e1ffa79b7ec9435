# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State: orgs and what they hold, kept over a restart by a journal that is written as things change."""

from __future__ import annotations

import json
import time
import uuid
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TextIO

KINDS = ("phone-number", "call", "assistant", "squad", "tool", "credential")
Record = dict[str, Any]


class Refusal(Exception):
    """An answer other than success: ``message`` is a text (business rule) or a list (validation)."""

    ERRORS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed"}

    def __init__(self, status: int, message: str | list[str]) -> None:
        super().__init__(status, message)
        self.status = status
        self.body = {"message": message, "error": self.ERRORS.get(status, "Error"), "statusCode": status}


class Org:
    """One account: its key and its things, by kind and id, in the order they were made."""

    def __init__(self, key: str, index: int) -> None:
        self.key = key
        self.index = index
        self.id = str(uuid.uuid5(uuid.NAMESPACE_OID, key))
        self.things: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}

    def get(self, kind: str, thing_id: str) -> Record:
        """One thing; raises the 404 the service answers."""
        try:
            return self.things[kind][thing_id]
        except KeyError:
            raise Refusal(404, f"{kind.replace('-', ' ').capitalize()} {thing_id} not found.") from None


class Store:
    """Every org of this simulator. With a journal file the state survives the process, however it ends."""

    def __init__(self, keys: list[str], journal: str | None = None) -> None:
        self.orgs = {key: Org(key, index) for index, key in enumerate(keys)}
        self.offset = 0.0
        self.numbers: dict[str, tuple[Org, str]] = {}
        self._last_stamp = 0.0
        self._journal: TextIO | None = None
        if journal:
            self._replay(Path(journal))
            self._journal = Path(journal).open("a", encoding="utf-8")  # noqa: SIM115 - open as long as the process

    # --- time ---

    def now(self) -> float:
        """Seconds since 1970 by this simulator's clock, which tests may advance."""
        return time.time() + self.offset

    def stamp(self, seconds: float | None = None) -> str:
        """A moment as the service writes it."""
        moment = datetime.fromtimestamp(self.now() if seconds is None else seconds, timezone.utc)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    # --- things ---

    def make(self, org: Org, kind: str, fields: Record) -> Record:
        """A new thing with id, org and dates."""
        stamp = self.stamp()
        record = {"id": str(uuid.uuid4()), "orgId": org.id, "createdAt": stamp, "updatedAt": stamp, **fields}
        self.put(org, kind, record)
        return record

    def put(self, org: Org, kind: str, record: Record) -> None:
        """Keep a thing as it is now; a changed one is a new dict."""
        for handle in _handles(org.things[kind].get(record["id"]) or {}):
            self.numbers.pop(handle, None)
        org.things[kind][record["id"]] = record
        if kind == "phone-number":
            self.numbers.update({handle: (org, record["id"]) for handle in _handles(record)})
        self._write(org, kind, record["id"], record)

    def drop(self, org: Org, kind: str, thing_id: str) -> Record:
        """Forget a thing; raises the 404 of what is not there."""
        record = org.get(kind, thing_id)
        del org.things[kind][thing_id]
        for handle in _handles(record):
            self.numbers.pop(handle, None)
        self._write(org, kind, thing_id, None)
        return record

    def holder(self, handle: str | None) -> tuple[Org, str] | None:
        """Who has this number or SIP URI: the org and the record's id."""
        return self.numbers.get(handle.lower()) if handle else None

    # --- everything at once ---

    def snapshot(self) -> Record:
        """The whole state as plain data, for exact comparison."""
        return {
            key: {kind: list(things.values()) for kind, things in org.things.items()} for key, org in self.orgs.items()
        }

    def replace(self, state: Record) -> None:
        """Put another state in place of this one."""
        self.numbers.clear()
        for key, org in self.orgs.items():
            for kind in KINDS:
                for thing_id in list(org.things[kind]):
                    self._write(org, kind, thing_id, None)
                org.things[kind] = {}
                for record in (state.get(key) or {}).get(kind, []):
                    self.put(org, kind, record)

    def close(self) -> None:
        """Close the journal."""
        if self._journal:
            self._journal.close()

    def _write(self, org: Org, kind: str, thing_id: str, record: Record | None) -> None:
        if self._journal:
            # An org is known by its position: keys stay out of the file.
            self._journal.write(json.dumps([org.index, kind, thing_id, record]) + "\n")
            self._journal.flush()

    def _replay(self, journal: Path) -> None:
        if not journal.exists():
            return
        orgs = list(self.orgs.values())
        for line in journal.read_text(encoding="utf-8").splitlines():
            index, kind, thing_id, record = json.loads(line)
            if index >= len(orgs):
                continue
            if record is None:
                orgs[index].things[kind].pop(thing_id, None)
            else:
                orgs[index].things[kind][thing_id] = record
        for org in orgs:
            for record in org.things["phone-number"].values():
                for handle in _handles(record):
                    self.numbers[handle] = (org, record["id"])


def _handles(record: Record) -> list[str]:
    return [record[name].lower() for name in ("number", "sipUri") if record.get(name)]
