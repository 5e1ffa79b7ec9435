# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declaration of a campaign (OpenAPI: CreateCampaignDTO, Campaign)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .._errors import Refused
from .._schema.fields import Field, Schema
from .call import CUSTOMER, GATES, SCHEDULE_PLAN, one_of
from .ended_reason import NOT_ANSWERED, WORDS
from .phone_number import SPEAKERS
from .server import SERVER

GENERATIONS = ("v1", "v2")
CAMPAIGNS = {"v1": "/campaign", "v2": "/v2/campaign"}

MOST_CUSTOMERS = 10000
"""Customers of one campaign (documented)."""

ENDED = "ended"
CANCELLED = "cancelled"
OVER = (ENDED, CANCELLED, "archived")
"""Statuses in which a campaign places no more calls (OpenAPI: Campaign.status)."""

NOT_CALLED = "not_called"
"""What became of a contact that the service did not get to: it tries for an hour (documented)."""

FORBIDDEN, NOT_FOUND = 403, 404


def still_to_call(read: Callable[[], Iterable[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """Of the campaigns that are read those that are not over; none where the org has no campaigns."""
    try:
        return [campaign for campaign in read() if campaign.get("status") not in OVER]
    except Refused as refusal:
        if refusal.status not in (FORBIDDEN, NOT_FOUND):
            raise
        return []


DERIVED = r"( retry \d+)?( \[[\d-]{10} [\d:]{5} to [\d-]{10} [\d:]{5} UTC\])?( part \d+)?"
"""What follows a declared name in the names of its follow-ups, windows and parts."""

MESSAGES = (
    *("campaign.started", "campaign.cancelled", "campaign.ended", "campaign.archived", "campaign.unarchived"),
    *("contact.dispatched", "contact.completed", "contact.failed", "contact.skipped", "contact.predial-failed"),
    "campaign.job.continued",
)

CONTACT = replace(
    CUSTOMER, title="contact", fields=(*CUSTOMER.fields, Field("variable_values", "dict", local=True, passthrough=True))
)

RETRY = Schema(
    "retry",
    (
        Field("outcomes", "list", elements="str", choices=(*WORDS, NOT_CALLED), default=[NOT_ANSWERED], guard=True),
        Field("attempts", "int", minimum=1, maximum=10, default=1, guard=True),
        Field("after", format="age", default="4h", guard=True),
    ),
)


def _campaign_problems(campaign: dict[str, Any]) -> Iterator[str]:
    if campaign.get("state") == "absent":
        return
    name = str(campaign.get("name") or "")
    if re.search(f"(?!$){DERIVED}$", name):
        yield f"name: {name!r} ends like the names of follow-ups, windows and parts. Choose another ending."
    for names, meaning in (
        (("phone_number", "phone_number_id"), "the line to call from"),
        (tuple(name for kind in SPEAKERS for name in (kind, f"{kind}_id")), "who speaks"),
        (("customers", "customers_file"), "whom to call"),
    ):
        yield from one_of(campaign, names, meaning)
    if campaign.get("predial_plan") and not campaign.get("server"):
        yield "predial_plan: requires server, which is asked about each contact; add it."


CAMPAIGN = Schema(
    "campaign",
    (
        Field("name", format="handle", required=True, minimum=1, maximum=80, guard=True),
        Field("state", local=True, choices=("present", "absent"), default="present"),
        Field("phone_number", format="phone", local=True),
        Field("phone_number_id", format="uuid", by_name="phone_number"),
        Field("assistant", local=True),
        Field("assistant_id", format="uuid", by_name="assistant"),
        Field("assistant_overrides", "dict", passthrough=True),
        Field("squad", local=True),
        Field("squad_id", format="uuid", by_name="squad"),
        Field("squad_overrides", "dict", passthrough=True),
        Field("customers", "list", elements="dict", schema=CONTACT, local=True),
        Field("customers_file", "path", local=True, guard=True),
        Field("max_concurrency", "int", minimum=1, guard=True),
        Field("schedule_plan", "dict", schema=SCHEDULE_PLAN, local=True, guard=True),
        Field("server", "dict", schema=SERVER),
        Field("server_messages", "list", elements="str", choices=MESSAGES),
        Field("predial_plan", "dict", passthrough=True),
        Field("generation", local=True, choices=GENERATIONS, default="v1"),
        Field("unresolved", local=True, choices=("fail", "warn"), default="fail"),
        *GATES,
        Field("max_contacts", "int", local=True, minimum=0, guard=True),
        Field("retry", "dict", schema=RETRY, local=True, guard=True),
        Field("wait", "bool", local=True, default=False),
        Field("wait_timeout", "float", local=True, minimum=0, default=3600),
        Field("wait_interval", "float", local=True, minimum=0.1, default=15),
    ),
    check=_campaign_problems,
)
