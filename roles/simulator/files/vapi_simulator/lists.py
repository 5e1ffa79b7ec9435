# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two kinds of list the service has, with their paging, filters and order."""

from __future__ import annotations

import random
from typing import Any

from .refusals import Refusal
from .schema import moment
from .store import Record
from .switches import Switches

DATE_FILTERS = {
    f"{moment}At{bound}": (f"{moment}At", bound)
    for moment in ("created", "updated")
    for bound in ("Gt", "Lt", "Ge", "Le")
}
COMPARE = {
    "Gt": lambda value, bound: value > bound,
    "Lt": lambda value, bound: value < bound,
    "Ge": lambda value, bound: value >= bound,
    "Le": lambda value, bound: value <= bound,
}
SORTABLE = ("createdAt", "duration", "cost")


def check_query(query: dict[str, str], known: tuple[str, ...], switches: Switches) -> None:
    """Refuse parameters that no document names, unless this service ignores them."""
    unknown = [name for name in query if name not in known and name not in DATE_FILTERS and name != "limit"]
    if unknown and switches.unknown_query == "refuse":
        raise Refusal(400, [f"property {name} should not exist" for name in unknown])
    bad = [name for name, value in query.items() if name in DATE_FILTERS and moment(value) is None]
    if bad:
        raise Refusal(400, [f"{name} must be a valid ISO 8601 date string" for name in bad])


def limit_of(query: dict[str, str], switches: Switches) -> int:
    """How many items are wanted: 100 by default, 1000 at most, fewer when pages are small here."""
    size = _whole("limit", query.get("limit", "100"))
    if size > 1000:
        raise Refusal(400, ["limit must not be greater than 1000"])
    return min(size, switches.page_size) if switches.page_size else size


def _whole(name: str, text: str) -> int:
    if not text.isdecimal():
        raise Refusal(400, [f"{name} must be a number conforming to the specified constraints"])
    return int(text)


def filtered(records: list[Record], query: dict[str, str], equal: tuple[str, ...] = ()) -> list[Record]:
    """The records within the dates asked for, and equal in the fields that may be filtered by."""
    bounds = [(*DATE_FILTERS[name], moment(value) or 0.0) for name, value in query.items() if name in DATE_FILTERS]
    wanted = [(name, query[name]) for name in equal if name in query]
    if not bounds and not wanted:
        return records
    return [
        record
        for record in records
        if all(COMPARE[bound](moment(record.get(field, "")) or 0.0, value) for field, bound, value in bounds)
        and all(record.get(name) == value for name, value in wanted)
    ]


def bare_array(records: list[Record], query: dict[str, str], switches: Switches) -> list[Record]:
    """GET /phone-number, /call, /assistant, …: no page, and no order that is documented."""
    ordered = sorted(records, key=lambda record: record.get("createdAt", ""), reverse=switches.list_order != "oldest")
    if "createdAtGe" in query or "createdAtGt" in query or switches.list_order != "shuffled":
        return ordered[: limit_of(query, switches)]
    page = ordered[: limit_of(query, switches)]
    random.Random(len(page)).shuffle(page)
    return page


def numbered_page(records: list[Record], query: dict[str, str], switches: Switches) -> dict[str, Any]:
    """GET /v2/phone-number: ``{results, metadata}``."""
    page, size = _whole("page", query.get("page", "1")), limit_of(query, switches)
    if page < 1:
        raise Refusal(400, ["page must not be less than 1"])
    order, by = query.get("sortOrder", "DESC"), query.get("sortBy", "createdAt")
    for name, value, choices in (("sortOrder", order, ("ASC", "DESC")), ("sortBy", by, SORTABLE)):
        if value not in choices:
            raise Refusal(400, [f"{name} must be one of the following values: {', '.join(choices)}"])
    found = [record for record in records if _found(record, query.get("search", ""))]
    found.sort(key=lambda record: record.get(by, ""), reverse=order == "DESC")
    results = found[(page - 1) * size : page * size]
    metadata = {
        "itemsPerPage": size,
        "totalItems": len(found),
        "currentPage": page,
        "totalPages": -(-len(found) // size) if size else 0,
        "hasNextPage": page * size < len(found),
        "sortOrder": order,
    }
    return {"results": results, "metadata": metadata}


def _found(record: Record, text: str) -> bool:
    return not text or any(text.lower() in str(record.get(name) or "").lower() for name in ("name", "number", "sipUri"))
