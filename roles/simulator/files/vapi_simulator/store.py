# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State: orgs and what they hold, kept over a restart by a journal that is written as things change."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TextIO

from .refusals import Refusal

KINDS = (
    *("phone-number", "call", "assistant", "squad", "tool", "credential", "structured-output", "file", "campaign"),
    *("personality", "scenario", "simulation", "suite", "run", "eval", "scorecard", "version"),
)
Record = dict[str, Any]
RETIREMENT = ("provider", "model", "deprecationDate", "retirementDate")
MORE_OF_RETIREMENT = ("replacementModel", "replacementStatus")
CARRIERS = ("twilio", "telnyx", "vonage")
HANDLES = ("number", "_number", "sipUri")
"""What a record is found by, in all orgs."""

FURTHEST = 10 * 365 * 86400
"""Seconds that the clock may be moved in all."""


class Org:
    """One account: its key and its records, by kind and id, in the order they were made."""

    def __init__(self, key: str, index: int) -> None:
        self.key = key
        self.index = index
        self.id = str(uuid.uuid5(uuid.NAMESPACE_OID, key))
        self.records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
        self.bought: set[str] = set()
        """The ids of its Vapi numbers."""
        self.live: set[str] = set()
        """The ids of its calls that have not ended."""

    def get(self, kind: str, record_id: str) -> Record:
        """One record; raises the 404 the service answers."""
        try:
            return self.records[kind][record_id]
        except KeyError:
            raise Refusal(404, f"{kind.replace('-', ' ').capitalize()} {record_id} not found.") from None


class Store:
    """Every org of this simulator. With a journal file the state survives the process, however it ends."""

    def __init__(self, keys: list[str], journal: str | None = None) -> None:
        self.orgs = {key: Org(key, index) for index, key in enumerate(dict.fromkeys(keys))}
        self.offset = 0.0
        self.retirements: list[Record] = []
        """Models that this service retires: ``provider``, ``model``, dates, perhaps a replacement."""
        self.carriers: Record = {}
        """What the carriers hold: accounts by carrier and user. It is not in the journal."""
        self.numbers: dict[str, tuple[Org, str]] = {}
        self._journal: TextIO | None = None
        if journal:
            self._replay(Path(journal))
            self._journal = self._rewrite(Path(journal))

    # --- time ---

    def now(self) -> float:
        """Seconds since 1970 by this simulator's clock, which tests may advance."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move the clock; raises ValueError where it would leave the next ten years."""
        if not -FURTHEST <= self.offset + seconds <= FURTHEST:
            raise ValueError(f"the clock moves by at most {FURTHEST} seconds")
        self.offset += seconds
        self._write([None, "clock", None, self.offset])

    def stamp(self, seconds: float | None = None) -> str:
        """A moment as the service writes it."""
        moment = datetime.fromtimestamp(self.now() if seconds is None else seconds, timezone.utc)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    # --- records ---

    def make(self, org: Org, kind: str, fields: Record) -> Record:
        """A new record with id, org and dates."""
        stamp = self.stamp()
        record = {"id": str(uuid.uuid4()), "orgId": org.id, "createdAt": stamp, "updatedAt": stamp, **fields}
        self.put(org, kind, record)
        return record

    def put(self, org: Org, kind: str, record: Record) -> None:
        """Keep a record as it is now; a changed one is a new dict."""
        self._keep(org, kind, record)
        self._write([org.index, kind, record["id"], record])

    def drop(self, org: Org, kind: str, record_id: str) -> Record:
        """Forget a record; raises the 404 of what is not there."""
        record = org.get(kind, record_id)
        self._remove(org, kind, record_id)
        self._write([org.index, kind, record_id, None])
        return record

    def holder(self, handle: str | None) -> tuple[Org, str] | None:
        """Who has this number or SIP URI: the org and the record's id."""
        return self.numbers.get(handle.lower()) if handle else None

    # --- everything at once ---

    def snapshot(self) -> Record:
        """The whole state as plain data, for exact comparison."""
        return {
            key: {kind: list(records.values()) for kind, records in org.records.items()}
            for key, org in self.orgs.items()
        }

    def replace(self, state: Record) -> None:
        """Put another state in place of this one; raises ValueError, and changes nothing, when it is none."""
        _check_state(state, self.orgs)
        for key, org in self.orgs.items():
            for kind in KINDS:
                for record_id in list(org.records[kind]):
                    self.drop(org, kind, record_id)
                for record in (state.get(key) or {}).get(kind, []):
                    self.put(org, kind, record)

    def replace_carriers(self, carriers: Any) -> None:
        """Put other accounts in place of these; raises ValueError, and changes nothing, when they are none."""
        if not isinstance(carriers, dict) or not set(carriers) <= set(CARRIERS):
            raise ValueError(f"carriers is an object of {', '.join(CARRIERS)}")
        if not all(
            isinstance(one, dict) and all(isinstance(account, dict) for account in one.values())
            for one in carriers.values()
        ):
            raise ValueError("a carrier is an object of accounts, each an object")
        self.carriers = carriers

    def replace_retirements(self, retirements: Any) -> None:
        """Retire these models and no others; raises ValueError, and changes nothing, when they are none."""
        if not isinstance(retirements, list) or not all(
            isinstance(one, dict) and set(RETIREMENT) <= set(one) <= {*RETIREMENT, *MORE_OF_RETIREMENT}
            for one in retirements
        ):
            raise ValueError(f"retirements is a list of objects with {', '.join(RETIREMENT)}")
        status = {True: "available", False: "manual-action-required"}
        self.retirements = [{**one, "replacementStatus": status["replacementModel" in one]} for one in retirements]

    def close(self) -> None:
        """Close the journal."""
        if self._journal:
            self._journal.close()

    # --- the indexes ---

    def _keep(self, org: Org, kind: str, record: Record) -> None:
        self._unindex(org, kind, record["id"])
        org.records[kind][record["id"]] = record
        if kind == "phone-number":
            self.numbers.update({handle: (org, record["id"]) for handle in _handles(record)})
            if record.get("provider") == "vapi":
                org.bought.add(record["id"])
        elif kind == "call" and record.get("status") != "ended":
            org.live.add(record["id"])

    def _remove(self, org: Org, kind: str, record_id: str) -> None:
        self._unindex(org, kind, record_id)
        org.records[kind].pop(record_id, None)

    def _unindex(self, org: Org, kind: str, record_id: str) -> None:
        org.bought.discard(record_id)
        org.live.discard(record_id)
        if kind == "phone-number":
            for handle in _handles(org.records[kind].get(record_id) or {}):
                self.numbers.pop(handle, None)

    # --- the journal ---

    def _write(self, line: list[Any]) -> None:
        if self._journal:
            self._journal.write(json.dumps(line) + "\n")
            self._journal.flush()

    def _replay(self, journal: Path) -> None:
        orgs = list(self.orgs.values())
        lines = journal.read_text(encoding="utf-8").split("\n") if journal.exists() else []
        # The last line is empty, or was torn when the process was killed while it wrote.
        for index, kind, record_id, content in map(json.loads, lines[:-1]):
            if kind == "clock":
                self.offset = content
            elif index < len(orgs) and content is None:
                self._remove(orgs[index], kind, record_id)
            elif index < len(orgs):
                self._keep(orgs[index], kind, content)

    def _rewrite(self, journal: Path) -> TextIO:
        """The journal as short as it can be: one line for each record. An org is known by its position, not its key."""
        draft = journal.with_name(journal.name + ".draft")
        stream = draft.open("w", encoding="utf-8")
        stream.write(json.dumps([None, "clock", None, self.offset]) + "\n")
        for org in self.orgs.values():
            for kind, records in org.records.items():
                stream.writelines(json.dumps([org.index, kind, one, record]) + "\n" for one, record in records.items())
        stream.flush()
        draft.replace(journal)
        return stream


def _check_state(state: Any, keys: Iterable[str]) -> None:
    if not isinstance(state, dict) or not set(state) <= set(keys):
        raise ValueError("a state is an object whose names are keys of this simulator")
    for things in state.values():
        if not isinstance(things, dict) or not set(things) <= set(KINDS):
            raise ValueError(f"an org is an object of {', '.join(KINDS)}")
        if not all(
            isinstance(one, dict) and isinstance(one.get("id"), str) for many in things.values() for one in many
        ):
            raise ValueError("a record is an object with an id")
        for name in HANDLES:
            if any(not isinstance(one.get(name) or "", str) for many in things.values() for one in many):
                raise ValueError(f"{name} of a record is a text")


def _handles(record: Record) -> list[str]:
    return [record[name].lower() for name in HANDLES if record.get(name)]
