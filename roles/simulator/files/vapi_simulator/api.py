# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's paths: who asks, for what, and which rules answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from .calls import Calls
from .faults import Faults
from .lists import bare_array, check_query, filtered, numbered_page
from .numbers import Numbers
from .shown import credential_shown, shown
from .stale import Lists
from .store import KINDS, Org, Record, Refusal, Store
from .switches import Switches

INVALID_KEY = "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa."
V2_QUERY = ("search", "page", "sortOrder", "sortBy")
CALL_FILTERS = ("id", "assistantId", "phoneNumberId")
OWN_QUERY = {"call": CALL_FILTERS, "squad": ("idAny",)}
NOT_JSON = object()
"""The body of a request that could not be read."""
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
        self.calls = Calls(store, switches, self.numbers, base_url)
        self._lists = Lists(store, switches)

    def org_of(self, headers: dict[str, str]) -> Org:
        """Whose key this is; raises the recorded 401."""
        scheme, _space, key = headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or key not in self.store.orgs:
            raise Refusal(401, INVALID_KEY)
        return self.store.orgs[key]

    def answer(self, request: Request) -> tuple[int, Any]:
        """Status and body; raises Refusal."""
        if request.path.startswith("/control/") and request.method == "POST":
            return 200, self.calls.control(request.path, _object(request.body))
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
            made = self.numbers.create(org, body)
        elif kind == "call":
            made = self.calls.create(org, body)
        else:
            _refuse_read_only(body)
            made = self.store.make(org, kind, body)
        for one in made.get("results", [made]) if kind == "call" else [made]:
            self._lists.written(org, kind, one["id"], None)
        return self._shown(kind, made)

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
        before = org.get(kind, thing_id)
        if kind == "phone-number":
            changed = self.numbers.update(org, thing_id, body)
        elif kind == "call":
            changed = self.calls.update(org, thing_id, body)
        else:
            _refuse_read_only(body)
            changed = {**before, **body, "updatedAt": self.store.stamp()}
            self.store.put(org, kind, changed)
        self._lists.written(org, kind, thing_id, before)
        return self._shown(kind, changed)

    def _delete(self, org: Org, kind: str, thing_id: str) -> Record:
        before = org.get(kind, thing_id)
        gone = self.calls.delete(org, thing_id) if kind == "call" else self.store.drop(org, kind, thing_id)
        self._lists.written(org, kind, thing_id, before)
        return self._shown(kind, gone)

    def _present(self, org: Org, kind: str, record: Record) -> Record:
        """A record as it is at this moment."""
        if kind == "phone-number":
            record = self.numbers.present(org, record)
        elif kind == "call":
            record = self.calls.present(org, record)
        return self._shown(kind, record)

    def _shown(self, kind: str, record: Record) -> Record:
        if kind == "phone-number":
            return shown(record, self.switches)
        if kind == "credential":
            return credential_shown(record)
        if "results" in record and kind == "call":
            return {**record, "results": [self._shown(kind, one) for one in record["results"]]}
        return {name: value for name, value in record.items() if not name.startswith("_")}

    def _list(self, org: Org, kind: str, request: Request, numbered: bool) -> Any:
        equal = CALL_FILTERS if kind == "call" else ()
        query = request.query
        own = V2_QUERY if numbered else OWN_QUERY.get(kind, ())
        check_query(query, own, self.switches)
        records = filtered(self._lists.show(org, kind), query, equal)
        if numbered:
            answer = numbered_page(records, query, self.switches)
            answer["results"] = [self._present(org, kind, record) for record in answer["results"]]
            self._shift(org)
            return answer
        return [self._present(org, kind, record) for record in bare_array(records, query, self.switches)]

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


def _refuse_read_only(body: Record) -> None:
    given = [name for name in READ_ONLY if name in body]
    if given:
        raise Refusal(400, [f"property {name} should not exist" for name in given])


def _object(body: Any) -> Record:
    if body is NOT_JSON:
        raise Refusal(400, "Unexpected token in JSON at position 0")
    if not isinstance(body, dict):
        raise Refusal(400, ["body must be an object"])
    return body
