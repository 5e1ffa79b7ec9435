# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an org's calls."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice, product
from typing import Any

from .._engine.query import DATE_FIELDS, DATES, matches
from .._errors import NotFound
from .._http.client import Client, segment
from .._resources.call import CALL, CALLS, STATUSES, callee, customer_of
from .._resources.references import References, number_of
from .._schema.fields import Field, Schema, camel
from .._schema.patterns import comparable
from .._schema.times import moment_or_none
from .._schema.validate import EXTENSION, FORMS
from .report import as_options


def _contradicting_filters(query: dict[str, Any]) -> Iterator[str]:
    """Filters that no call could ever pass are a mistake, not an empty answer."""
    for name in ("phone_number", "assistant"):
        if query.get(name) and query.get(f"{name}_id"):
            yield f"{name}_id: {name} is given too; keep one."
    customer = comparable(query.get("customer") or "")
    if customer and not (EXTENSION.fullmatch(customer) or FORMS["sip"][0].fullmatch(customer)):
        yield f"customer: {query['customer']!r} is neither a number nor a SIP URI; write +14155550100 or sip:a@b."
    for what in ("created", "updated"):
        yield from empty_range(query, f"{what}_at")


def empty_range(query: Mapping[str, Any], what: str) -> Iterator[str]:
    """A sentence for each pair of bounds, such as ``created_at_ge`` and ``created_at_lt``, between which nothing is."""
    for low, high in product(("gt", "ge"), ("lt", "le")):
        begin, end = (moment_or_none(query.get(f"{what}_{bound}")) for bound in (low, high))
        if begin is None or end is None:
            continue
        if begin > end or (begin == end and (low, high) != ("ge", "le")):
            yield f"{what}_{high}: is not after {what}_{low}, so no call can match; correct one of them."


CALL_QUERY = Schema(
    "call query",
    (
        Field("id", format="uuid", guard=True),
        Field("phone_number", format="phone", guard=True),
        Field("phone_number_id", format="uuid", guard=True),
        Field("assistant", guard=True),
        Field("assistant_id", format="uuid", guard=True),
        Field("name", maximum=40, guard=True),
        Field("status", "list", elements="str", choices=STATUSES, guard=True),
        Field("customer", format="phone", guard=True),
        *DATE_FIELDS,
        Field("limit", "int", minimum=1, default=1000),
    ),
    check=_contradicting_filters,
)


def call_info(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call_info: newest first, at most ``limit`` calls that fit."""
    calls = islice(
        (call for call in _candidates(options, client) if _fits(options, call)), min(options["limit"], sys.maxsize)
    )
    shown = sorted((as_options(call) for call in calls), key=lambda call: str(call.get("created_at")), reverse=True)
    return {"changed": False, "calls": shown}


def _candidates(options: Mapping[str, Any], client: Client) -> Iterator[dict[str, Any]]:
    if options.get("id"):
        # No call of this id is an empty answer, as for any other filter that fits nothing.
        with suppress(NotFound):
            yield client.get(f"{CALLS}/{segment(options['id'])}")
        return
    yield from listed_calls(options, client)


def listed_calls(options: Mapping[str, Any], client: Client) -> Iterator[dict[str, Any]]:
    """The calls that fit the service's own filters: line, assistant and times."""
    query = {camel(name): options[name] for name in ("assistant_id", "phone_number_id", *DATES) if options.get(name)}
    if options.get("phone_number"):
        query["phoneNumberId"] = number_of(options["phone_number"], client)["id"]
    if options.get("assistant"):
        query["assistantId"] = References(client).id_of("assistant", options["assistant"])
    return client.dated_pages(CALLS, **query)


def _fits(options: Mapping[str, Any], call: Mapping[str, Any]) -> bool:
    """The service filters by neither name, status nor customer."""
    if not matches(CALL, ("name", "status"), options, call):
        return False
    wanted = options.get("customer")
    return not wanted or comparable(callee(customer_of(call))) == comparable(wanted)
