# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By what a call is known: its name, the line and whom it calls. Pure functions but for the one reading of calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._http.client import Client
from .._resources.call import CALLS, callee, customer_of, same_callee
from .._schema.patterns import comparable
from .._schema.times import moment_or_none, stamp
from .._schema.validate import is_id
from .._schema.values import mappings

Callee = dict[str, Any]
"""The part of a POST that says whom one call is for: ``{customer: …}`` or ``{customerId: …}``, in the API's names."""

CLOCK_MARGIN = 5
"""Seconds by which the service may date a call earlier than its own clock told before."""


def describe_call(options: Mapping[str, Any]) -> str:
    """How a call is called in sentences."""
    known = options.get("name") or options.get("id")
    if known:
        return f"call {known!r}"
    called = [str(options["customer_id"])] if options.get("customer_id") else map(callee, _customers_of(options))
    return f"call to {', '.join(called) or 'no customer'}"


def own_zones(options: Mapping[str, Any]) -> dict[str, str]:
    """The time zones that customers of these options have of their own, by comparable number or SIP URI."""
    return {comparable(callee(one)): str(one["timezone"]) for one in _customers_of(options) if one.get("timezone")}


def _customers_of(options: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return mappings(options.get("customers") or [options.get("customer")])


def name_of_callee(one: Mapping[str, Any]) -> str:
    """Whom a :data:`Callee` or a record calls, for sentences and lists."""
    return callee(customer_of(one)) or str(one.get("customerId") or "")


def is_unique(options: Mapping[str, Any]) -> bool:
    """Whether this call can be told from others: by its name, within a window of more than no time."""
    return bool(options.get("name") and options["unique_within"])


def is_for(one: Callee, record: Mapping[str, Any]) -> bool:
    """Whether a record of the service is the call to this callee.

    A record without a callee, as one whose data was erased, counts for every callee: no call is placed twice.
    """
    if one.get("customerId"):
        return record.get("customerId") in (None, one["customerId"])
    customer = customer_of(record)
    return not callee(customer) or same_callee(customer, one["customer"])


def service_time(client: Client) -> float:
    """Seconds since 1970 by the service's clock, asked for where no answer has told it yet."""
    if not client.exchange.answers:
        client.get(CALLS, limit=1)
    return client.now()


class Window:
    """The calls of a while, read once for a whole task and found by name."""

    def __init__(self, records: Iterable[dict[str, Any]] = ()) -> None:
        self.records = list(records)
        self._by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for record in self.records:
            if record.get("name"):
                self._by_name[record["name"]].append(record)

    def named(self, name: str, line: Any, since: float) -> Iterator[dict[str, Any]]:
        """Calls of this name since a moment, from this line or, where none is asked for, any."""
        for record in self._by_name.get(name, ()):
            placed = moment_or_none(record.get("createdAt")) or since
            if placed >= since and (not line or record.get("phoneNumberId") == line):
                yield record


def read_window(client: Client, lines: Iterable[Any], since: float) -> Window:
    """All calls of these lines since a moment."""
    return Window(calls_of(lines, client, createdAtGe=stamp(since)))


def calls_of(lines: Iterable[Any], client: Client, **bounds: str) -> Iterator[dict[str, Any]]:
    """Calls within bounds of time, in one reading: of one line where all are from the same, else of the org."""
    known = {line if is_id(line) else None for line in lines}
    line = known.pop() if len(known) == 1 else None
    return client.dated_pages(CALLS, phoneNumberId=line, **bounds)
