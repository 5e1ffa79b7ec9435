# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading campaigns: what there is, and what became of their contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engine.query import matches
from .._http.client import Client
from .._reports.summary import amount, one_line
from .._resources.campaign import GENERATIONS
from .._schema.fields import Field, Schema
from .campaign_run import contact_rows, shown_campaign
from .standing import named, read_campaigns, read_standing

STATUSES = ("scheduled", "in-progress", "ended", "cancelled", "archived")

CAMPAIGN_QUERY = Schema(
    "campaign query",
    (
        Field("name", local=True, guard=True),
        Field("id", format="uuid", local=True, guard=True),
        Field("status", "list", elements="str", choices=STATUSES, local=True, guard=True),
        Field("contacts", "bool", local=True, default=False),
        Field("generation", local=True, choices=GENERATIONS, default="v1"),
    ),
)


def campaign_info(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_campaign_info: the campaigns that fit, newest first."""
    generation = options["generation"]
    found = [one for one in read_campaigns(generation, client) if _fits(options, one)]
    found.sort(key=lambda one: str(one.get("createdAt") or ""), reverse=True)
    contacts = contact_rows(read_standing(found[::-1], generation, client).reached) if options["contacts"] else []
    counts = [amount(len(found), "campaign"), amount(len(contacts), "contact") if options["contacts"] else ""]
    return {
        "changed": False,
        "campaigns": [shown_campaign(one) for one in found],
        "contacts": contacts,
        "text": one_line(counts, ""),
    }


def _fits(options: Mapping[str, Any], campaign: Mapping[str, Any]) -> bool:
    is_named = not options.get("name") or named(options["name"], str(campaign.get("name") or ""))
    return is_named and matches(CAMPAIGN_QUERY, ("id", "status"), options, campaign)
