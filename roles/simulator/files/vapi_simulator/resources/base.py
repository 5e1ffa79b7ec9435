# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every kind has in common: routes, lists, and the five requests of a collection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..lagging_lists import LaggingLists
from ..lists import bare_array, check_query, filtered, numbered_page
from ..refusals import Refusal
from ..schema import Validator
from ..store import Org, Record, Store
from ..switches import Switches

NOT_JSON = object()
"""The body of a request that could not be read."""
PAGED_QUERY = ("id", "name", "status", "includeCounters", "page", "sortOrder", "sortBy")
READ_ONLY = ("id", "orgId", "createdAt", "updatedAt")


class Request(NamedTuple):
    """What came in; ``query`` has the last value of each parameter, ``raw`` the body as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    raw: bytes = b""

    @property
    def json(self) -> Record:
        """The body, which has to be an object."""
        if self.body is NOT_JSON:
            raise Refusal(400, "Unexpected token in JSON at position 0")
        if not isinstance(self.body, dict):
            raise Refusal(400, ["body must be an object"])
        return self.body


class Answer(NamedTuple):
    """Status, body (plain data, or bytes as they are) and headers."""

    status: int
    body: Any
    headers: dict[str, str] = {}  # noqa: RUF012


class Route(NamedTuple):
    """A method and a pattern of paths. A public one needs no key, and its handler gets no org."""

    method: str
    pattern: str
    handler: Callable[..., Answer]
    public: bool = False


@dataclass
class World:
    """What all kinds share."""

    store: Store
    switches: Switches
    base_url: str
    lists: LaggingLists
    resources: dict[str, Resource] = field(default_factory=dict)

    def validator(self) -> Validator:
        """Checks bodies; whether fields of guides and old clients are taken is a switch."""
        return Validator(self.switches.undocumented_fields == "accept")


class Resource:
    """A kind. What it does differently it overrides; what it has besides goes into :meth:`routes`."""

    kind = ""
    path = ""
    queries: tuple[str, ...] = ()
    equal: tuple[str, ...] = ()
    """Fields a list may be filtered by."""
    paged = False
    """Whether its list is ``{results, metadata}``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store = world.store
        self.switches = world.switches

    def routes(self) -> list[Route]:
        """The five requests of a collection."""
        path = self.path or f"/{self.kind}"
        return [
            Route("GET", path, self.get_list),
            Route("POST", path, self.post),
            Route("GET", f"{path}/([^/]+)", self.get_one),
            Route("PATCH", f"{path}/([^/]+)", self.patch),
            Route("DELETE", f"{path}/([^/]+)", self.delete),
        ]

    # --- requests ---

    def get_list(self, org: Org, request: Request) -> Answer:
        """The collection, as a bare array or in pages."""
        queries = (*self.queries, *(PAGED_QUERY if self.paged else ()))
        check_query(request.query, queries, self.switches)
        records = self.found(org, request.query)
        if self.paged:
            page = numbered_page(records, request.query, self.switches)
            return Answer(200, {**page, "results": [self.serialize(one) for one in page["results"]]})
        return Answer(200, [self.serialize(one) for one in bare_array(records, request.query, self.switches)])

    def found(self, org: Org, query: dict[str, str]) -> list[Record]:
        """The records a list may show, as they are at this moment."""
        shown = self.world.lists.show(org, self.kind)
        return filtered([self.present(org, record) for record in shown], query, self.equal)

    def post(self, org: Org, request: Request) -> Answer:
        """A new record."""
        made = self.create(org, request)
        for one in made.get("results", [made]) if "id" not in made else [made]:
            self.world.lists.written(org, self.kind, one["id"], None)
        return Answer(201, self.serialize(made))

    def get_one(self, org: Org, _request: Request, record_id: str) -> Answer:
        """A record."""
        return Answer(200, self.serialize(self.present(org, org.get(self.kind, record_id))))

    def patch(self, org: Org, request: Request, record_id: str) -> Answer:
        """A record, changed: partial at the top, whole below."""
        before = org.get(self.kind, record_id)
        changed = self.update(org, self.present(org, before), request)
        self.world.lists.written(org, self.kind, record_id, before)
        return Answer(200, self.serialize(changed))

    def delete(self, org: Org, _request: Request, record_id: str) -> Answer:
        """A record that is gone."""
        before = org.get(self.kind, record_id)
        gone = self.remove(org, self.present(org, before))
        self.world.lists.written(org, self.kind, record_id, before)
        return Answer(200, self.serialize(gone))

    # --- rules ---

    def create(self, org: Org, request: Request) -> Record:
        """Check a body and keep it."""
        self.refuse_read_only(request.json)
        return self.store.make(org, self.kind, request.json)

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """Check a body and change a record by it."""
        self.refuse_read_only(request.json)
        return self.keep(org, record, request.json)

    def remove(self, org: Org, record: Record) -> Record:
        """Forget a record."""
        return self.store.drop(org, self.kind, record["id"])

    def present(self, org: Org, record: Record) -> Record:
        """The record as it is at this moment."""
        return record

    def serialize(self, record: Record) -> Record:
        """The record as it is read back."""
        return {name: value for name, value in record.items() if not name.startswith("_") and value is not None}

    def keep(self, org: Org, record: Record, changes: Record) -> Record:
        """Write a change down."""
        changed = {**record, **changes, "updatedAt": self.store.stamp()}
        self.store.put(org, self.kind, changed)
        return changed

    def refuse_read_only(self, body: Record) -> None:
        """What the service alone sets cannot be sent."""
        given = [name for name in READ_ONLY if name in body]
        if given:
            raise Refusal(400, [f"property {name} should not exist" for name in given])
