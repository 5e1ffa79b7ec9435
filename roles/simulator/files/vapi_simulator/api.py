# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's paths: who asks, for what, and which rules answer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from .calls import Calls
from .faults import Faults
from .lists import bare_array, check_query, filtered, numbered_page
from .numbers import Numbers
from .shown import shown
from .store import KINDS, Org, Record, Refusal, Store
from .switches import Switches

INVALID_KEY = "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa."
V2_QUERY = ("search", "page", "sortOrder", "sortBy")
CALL_FILTERS = ("id", "assistantId", "phoneNumberId")
READ_ONLY = ("id", "orgId", "createdAt", "updatedAt")
PATH = re.compile(r"/(v2/)?([a-z-]+)(?:/([^/]+))?")


class Request(NamedTuple):
    """What came in; ``query`` has the last value of each parameter."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


class Api:
    """Everything outside the control plane."""

    def __init__(self, store: Store, switches: Switches, base_url: str) -> None:
        self.store = store
        self.switches = switches
        self.faults = Faults()
        self.numbers = Numbers(store, switches)
        self.calls = Calls(store, switches, base_url)
        self._before: dict[str, tuple[float, Org, Record | None]] = {}

    def org_of(self, headers: dict[str, str]) -> Org:
        """Whose key this is; raises the recorded 401."""
        scheme, _space, key = headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or key not in self.store.orgs:
            raise Refusal(401, INVALID_KEY)
        return self.store.orgs[key]

    def answer(self, request: Request) -> tuple[int, Any]:
        """Status and body; raises Refusal."""
        if request.path.startswith("/control/") and request.method == "POST":
            return 200, self.calls.control(request.path, request.body or {})
        org = self.org_of(request.headers)
        match = PATH.fullmatch(request.path)
        kind = match[2] if match else ""
        if match is None or kind not in KINDS or (match[1] and (kind != "phone-number" or match[3])):
            raise Refusal(404, f"Cannot {request.method} {request.path}")
        if match[3]:
            return 200, self._one(org, kind, match[3], request)
        if request.method == "GET":
            return 200, self._list(org, kind, request, bool(match[1]))
        if request.method == "POST" and not match[1]:
            return 201, self._create(org, kind, _object(request.body))
        raise Refusal(405, f"Cannot {request.method} {request.path}")

    def _create(self, org: Org, kind: str, body: Record) -> Record:
        if kind == "phone-number":
            return self._new(org, shown(self.numbers.create(org, body), self.switches))
        if kind == "call":
            call = self._call_shown(self.calls.create(org, body))
            for one in call.get("results", [call]):
                self._new(org, one)
            return call
        return self.store.make(org, kind, {name: value for name, value in body.items() if name not in READ_ONLY})

    def _one(self, org: Org, kind: str, thing_id: str, request: Request) -> Record:
        known: dict[str, Callable[[], Record]] = {
            "GET": lambda: self._present(org, kind, org.get(kind, thing_id)),
            "PATCH": lambda: self._update(org, kind, thing_id, _object(request.body)),
            "DELETE": lambda: self._delete(org, kind, thing_id),
        }
        if request.method not in known:
            raise Refusal(405, f"Cannot {request.method} {request.path}")
        return known[request.method]()

    def _update(self, org: Org, kind: str, thing_id: str, body: Record) -> Record:
        if kind == "phone-number":
            self._about_to_change(org, thing_id)
            return shown(self.numbers.update(org, thing_id, body), self.switches)
        if kind == "call":
            return self._call_shown(self.calls.update(org, thing_id, body))
        changed = {**org.get(kind, thing_id), **body, "id": thing_id, "updatedAt": self.store.stamp()}
        self.store.put(org, kind, changed)
        return changed

    def _delete(self, org: Org, kind: str, thing_id: str) -> Record:
        if kind == "call":
            return self._call_shown(self.calls.delete(org, thing_id))
        if kind == "phone-number":
            self._about_to_change(org, thing_id)
        gone = self.store.drop(org, kind, thing_id)
        return shown(gone, self.switches) if kind == "phone-number" else gone

    def _present(self, org: Org, kind: str, record: Record) -> Record:
        if kind == "phone-number":
            return shown(self.numbers.present(org, record), self.switches)
        return self._call_shown(self.calls.present(org, record)) if kind == "call" else record

    @staticmethod
    def _call_shown(call: Record) -> Record:
        if "results" in call:
            return {**call, "results": [Api._call_shown(one) for one in call["results"]]}
        return {name: value for name, value in call.items() if not name.startswith("_")}

    def _new(self, org: Org, record: Record) -> Record:
        self._before[record["id"]] = (time.monotonic(), org, None)
        return record

    def _about_to_change(self, org: Org, thing_id: str) -> None:
        record = org.things["phone-number"].get(thing_id)
        if record is not None:
            self._before[thing_id] = (time.monotonic(), org, record)

    def _list(self, org: Org, kind: str, request: Request, numbered: bool) -> Any:
        equal = CALL_FILTERS if kind == "call" else ()
        query = request.query
        check_query(query, V2_QUERY if numbered else (*equal, "idAny") if kind == "squad" else equal, self.switches)
        records = filtered(self._listed(org, kind), query, equal)
        if numbered:
            answer = numbered_page(records, query, self.switches)
            answer["results"] = [self._present(org, kind, record) for record in answer["results"]]
            self._shift(org)
            return answer
        return [self._present(org, kind, record) for record in bare_array(records, query, self.switches)]

    def _listed(self, org: Org, kind: str) -> list[Record]:
        """What a list shows: for a while after a write, if that is switched on, still what was there before."""
        things = dict(org.things[kind])
        if kind not in ("phone-number", "call") or not self.switches.stale_list_seconds:
            return list(things.values())
        since = time.monotonic() - self.switches.stale_list_seconds
        for thing_id, (written, owner, before) in self._before.items():
            if written > since and before is None:
                things.pop(thing_id, None)
            elif written > since and before is not None and owner is org and kind == "phone-number":
                things[thing_id] = before
        return list(things.values())

    def _shift(self, org: Org) -> None:
        """Between two pages somebody else adds a number and takes the one of before away."""
        if not self.switches.page_shift:
            return
        passing = [one for one in org.things["phone-number"].values() if one.get("name") == "just passing"]
        for record in passing[:-1]:
            self.store.drop(org, "phone-number", record["id"])
        self.store.make(
            org, "phone-number", {"provider": "byo-phone-number", "name": "just passing", "status": "active"}
        )


def _object(body: Any) -> Record:
    if not isinstance(body, dict):
        raise Refusal(400, ["body must be an object"])
    return body
