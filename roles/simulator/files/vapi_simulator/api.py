# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked for, by whom, and which kind answers: everything outside the control plane."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .faults import Faults
from .lagging_lists import LaggingLists
from .refusals import INVALID_KEY, NO_HEADER, Refusal
from .resources import all_resources
from .resources.base import Answer, Request, Route, World
from .resources.call import Calls
from .store import Org, Store
from .switches import Switches

MINUTE = 60


class Api:
    """The routing table, and what holds for every request."""

    def __init__(self, store: Store, switches: Switches, base_url: str) -> None:
        self.store = store
        self.switches = switches
        self.faults = Faults()
        self._world = World(store, switches, base_url, LaggingLists(store, switches))
        self._routes: dict[str, list[tuple[re.Pattern[str], Route]]] = {}
        self._asked: dict[tuple[str, int], int] = {}
        for resource in all_resources(self._world):
            for route in resource.routes():
                self._routes.setdefault(_first(route.pattern), []).append((re.compile(route.pattern), route))

    @property
    def calls(self) -> Calls:
        """The kind that inbound calls are made of."""
        calls = self._world.resources["call"]
        assert isinstance(calls, Calls)
        return calls

    def answer(self, request: Request) -> Answer:
        """The answer of the first route that fits; raises Refusal."""
        fitting = list(self._fitting(request.path))
        chosen = next(((route, match) for route, match in fitting if route.method == request.method), None)
        if chosen and chosen[0].public:
            return chosen[0].handler(request, *chosen[1].groups())
        if fitting and chosen is None and all(route.public for route, _match in fitting):
            raise Refusal(405, f"Cannot {request.method} {request.path}")
        org = self._org_of(request.headers)
        self._count(org)
        if not fitting or _first(request.path) in self.switches.missing_paths:
            raise Refusal(404, f"Cannot {request.method} {request.path}")
        if chosen is None:
            raise Refusal(405, f"Cannot {request.method} {request.path}")
        return chosen[0].handler(org, request, *chosen[1].groups())

    def _fitting(self, path: str) -> Iterator[tuple[Route, re.Match[str]]]:
        for pattern, route in self._routes.get(_first(path), ()):
            match = pattern.fullmatch(path)
            if match:
                yield route, match

    def _org_of(self, headers: dict[str, str]) -> Org:
        """Whose key this is; raises a recorded 401."""
        if not headers.get("authorization"):
            raise Refusal(401, NO_HEADER)
        scheme, _space, key = headers["authorization"].partition(" ")
        if scheme != "Bearer" or key not in self.store.orgs:
            raise Refusal(401, INVALID_KEY)
        return self.store.orgs[key]

    def _count(self, org: Org) -> None:
        """The limit of requests is that of a minute of the clock."""
        most = self.switches.requests_per_minute
        if not most:
            return
        minute = (org.key, int(self.store.now() // MINUTE))
        asked = self._asked.get(minute, 0)
        if asked >= most:
            raise Refusal(429, "Too Many Requests")
        self._asked = {minute: asked + 1, **{key: count for key, count in self._asked.items() if key[0] != org.key}}


def _first(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[1:3]) if parts[1:2] == ["v2"] else "".join(parts[1:2])
