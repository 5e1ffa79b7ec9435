# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an org's numbers, and whether they answer."""

from __future__ import annotations

from typing import Any

from .._engine.query import DATE_FIELDS, candidates, matches
from .._http.client import Client
from .._resources.answering import retirement_warnings, why_not_answering
from .._resources.phone_number import PROVIDERS
from .._resources.references import References
from .._schema.fields import Field, Schema
from .lines import LINES

NUMBER_QUERY = Schema(
    "number query",
    (
        Field("id", format="uuid", guard=True),
        Field("number", format="phone", guard=True),
        Field("sip_uri", format="sip", guard=True),
        Field("name", guard=True),
        Field("provider", choices=PROVIDERS, guard=True),
        Field("status", choices=("active", "activating", "blocked"), guard=True),
        Field("search", maximum=100, guard=True),
        *DATE_FIELDS,
        Field("answering", "bool", default=False),
    ),
)

EXACT = ("number", "sip_uri", "name", "provider", "status")


def number_info(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_phone_number_info: exact filters over all pages, oldest first."""
    references = References(client)
    search = options.get("search") or options.get("number") or options.get("sip_uri") or options.get("name")
    query = {"search": search[:100]} if search else {}
    found = [
        record
        for record in candidates(LINES, options, client, **query)
        if matches(NUMBER_QUERY, EXACT, options, record)
    ]
    numbers = []
    for record in found:
        number = LINES.as_options(record)
        if options["answering"]:
            reason = why_not_answering(record, references)
            number.update(answering=not reason, not_answering_reason=reason)
        numbers.append(number)
    warnings = retirement_warnings(found, references) if options["answering"] else []
    return {"changed": False, "phone_numbers": numbers, "warnings": warnings}
