# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an org's numbers, and whether they answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._errors import NotFound
from .._http.client import Client, segment
from .._resources.phone_number import CLOSED, PROVIDERS, speaker_of
from .._resources.references import References
from .._schema.fields import Field, Schema, camel
from .lines import LIST, PATH, as_options, is_incomplete
from .modes import mode_of

DATES = tuple(f"{moment}_at_{bound}" for moment in ("created", "updated") for bound in ("gt", "ge", "lt", "le"))

DATE_FIELDS = tuple(Field(name, format="time", guard=True) for name in DATES)

NUMBER_QUERY = Schema(
    "number query",
    (
        Field("id", format="uuid", guard=True),
        Field("number", format="phone", guard=True),
        Field("sip_uri", format="sip", caseless=True, guard=True),
        Field("name", guard=True),
        Field("provider", choices=PROVIDERS, guard=True),
        Field("status", choices=("active", "activating", "blocked"), guard=True),
        Field("search", maximum=100, guard=True),
        *DATE_FIELDS,
        Field("answering", "bool", default=False),
    ),
)

EXACT = ("number", "sip_uri", "name", "provider", "status")


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_phone_number_info: exact filters over all pages, oldest first."""
    references = References(client)
    found = [record for record in _candidates(options, client) if _fits(options, record)]
    numbers = []
    for record in found:
        number = as_options(record)
        if options["answering"]:
            reason = why_not_answering(record, references)
            number.update(answering=not reason, not_answering_reason=reason)
        numbers.append(number)
    return {"changed": False, "phone_numbers": numbers}


def _candidates(options: Mapping[str, Any], client: Client) -> list[dict[str, Any]]:
    if options.get("id"):
        try:
            return [client.get(f"{PATH}/{segment(options['id'])}")]
        except NotFound:
            return []
    dates = {camel(name): options[name] for name in DATES if options.get(name)}
    search = options.get("search") or options.get("number") or options.get("sip_uri") or options.get("name")
    query = {**dates, **({"search": search[:100]} if search else {})}
    return list(client.numbered_pages(LIST, **query))


def _fits(options: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    for name in EXACT:
        wanted, actual = options.get(name), record.get(camel(name))
        if wanted and NUMBER_QUERY.field(name).caseless:
            wanted, actual = wanted.lower(), str(actual).lower()
        if wanted and wanted != actual:
            return False
    return True


def why_not_answering(record: Mapping[str, Any], references: References) -> str:
    """Why a line answers nobody; an empty text when it does answer."""
    if is_incomplete(record):
        return "it has neither number nor SIP URI"
    if record.get("status", "active") != "active":
        return f"it is {record['status']}"
    speaker = speaker_of(record)
    if speaker:
        kind, wanted = speaker
        return "" if wanted in references.ids(kind) else f"its {kind} {wanted} does not exist"
    if record.get("workflowId"):
        return "it is routed to a workflow, and workflows were retired"
    if (record.get("server") or {}).get("url"):
        return ""
    return (
        "it is closed, callers hear a sentence" if mode_of(record) == CLOSED else "it has no assistant, squad or server"
    )
