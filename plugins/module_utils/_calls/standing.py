# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service has of a declared campaign: its campaigns, and what became of each contact. Reads only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .._errors import Refused, Unavailable
from .._http.client import PAGE, Client, segment
from .._http.pagination import page_of
from .._resources.call import callee, customer_of
from .._resources.campaign import CAMPAIGNS, DERIVED, ENDED, NOT_CALLED, OVER
from .._resources.ended_reason import NOT_ANSWERED, OK, outcome_of
from .._schema.patterns import comparable
from .._schema.times import moment_or_none
from .identity import calls_of

CONTACT_STATES = {
    "pending": "scheduled",
    "dispatched": "in-progress",
    "completed": ENDED,
    "failed": ENDED,
    "skipped": "skipped",
    "predial-failed": "skipped",
}
"""Statuses of a contact in the second generation, and ours."""


@dataclass
class Reached:
    """What became of one contact in one campaign."""

    campaign: Mapping[str, Any]
    number: str
    name: str | None = None
    status: str = "scheduled"
    ended_reason: str | None = None
    ended_at: float = 0.0
    """Seconds since 1970; in the second generation when the call began, as its end is not told."""
    has_begun: bool = False

    @property
    def key(self) -> str:
        """The form in which contacts are compared."""
        return comparable(self.number)

    @property
    def outcome(self) -> str | None:
        """How the call ended in the collection's words; ``not_called`` where the campaign ended without a call."""
        return NOT_CALLED if self.status == NOT_CALLED else outcome_of(self.ended_reason)

    @property
    def answered(self) -> bool:
        """Whether somebody answered, and no voicemail."""
        return self.has_begun and self.outcome != NOT_ANSWERED


@dataclass
class Standing:
    """The campaigns of a declaration, oldest first, and their contacts."""

    campaigns: list[dict[str, Any]] = field(default_factory=list)
    reached: list[Reached] = field(default_factory=list)

    @cached_property
    def calls(self) -> dict[str, list[Reached]]:
        """What became of each contact by its key."""
        return by_contact(self.reached)


def by_contact(reached: Iterable[Reached]) -> dict[str, list[Reached]]:
    """What became of each contact, the first call first, in the order of the first calls."""
    found: dict[str, list[Reached]] = defaultdict(list)
    for one in reached:
        found[one.key].append(one)
    return found


def named(declared: str, name: str) -> bool:
    """Whether a campaign of this name belongs to the declaration: one of its windows, follow-ups or parts."""
    return bool(re.fullmatch(re.escape(declared) + DERIVED, name))


def campaigns_named(name: str, generation: str, client: Client) -> list[dict[str, Any]]:
    """The campaigns of a declaration, oldest first."""
    listed = read_campaigns(generation, client)
    mine = [one for one in listed if named(name, str(one.get("name") or ""))]
    return sorted(mine, key=lambda one: str(one.get("createdAt") or ""))


def read_campaigns(generation: str, client: Client) -> Iterator[dict[str, Any]]:
    """Every campaign of the org; a refusal of the second generation is a sentence."""
    try:
        yield from client.numbered_pages(CAMPAIGNS[generation])
    except Refused as refusal:
        raise about_generation(refusal, generation) from None


def about_generation(refusal: Refused, generation: str) -> Refused:
    """A refusal of the second generation with what to do about it; any other as it is."""
    if refusal.status != 403 or generation != "v2":
        return refusal
    return Refused(f"generation v2: {refusal.message}", 403, "Set generation to v1, or ask Vapi to enable it.")


def read_standing(campaigns: list[dict[str, Any]], generation: str, client: Client) -> Standing:
    """What became of every contact of these campaigns."""
    if not campaigns:
        return Standing()
    if generation == "v2":
        return Standing(campaigns, [one for each in campaigns for one in _contacts_v2(each, client)])
    whole = [_with_customers(one, client) for one in campaigns]
    calls = _calls_of(whole, client)
    return Standing(whole, [one for each in whole for one in _contacts_v1(each, calls[each["id"]])])


def _with_customers(campaign: dict[str, Any], client: Client) -> dict[str, Any]:
    if campaign.get("customers"):
        return campaign
    return dict(client.get(f"{CAMPAIGNS['v1']}/{segment(campaign['id'])}"))


def _calls_of(campaigns: list[dict[str, Any]], client: Client) -> dict[str, list[dict[str, Any]]]:
    """The calls of these campaigns, in one reading."""
    since = min(str(one["createdAt"]) for one in campaigns)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in calls_of((one.get("phoneNumberId") for one in campaigns), client, createdAtGe=since):
        found[str(call.get("campaignId"))].append(call)
    return found


def _contacts_v1(campaign: Mapping[str, Any], calls: Iterable[Mapping[str, Any]]) -> Iterator[Reached]:
    by_number = {comparable(callee(customer_of(call))): call for call in calls}
    customers = campaign.get("customers") or [customer_of(call) for call in by_number.values()]
    if not customers:
        raise Unavailable(
            f"the service does not list the contacts of the campaign {campaign.get('name')!r}; no call is placed, "
            "to avoid calling them twice",
            hint="Give the campaign another name.",
        )
    for customer in customers:
        call = by_number.get(comparable(callee(customer)))
        found = Reached(campaign, callee(customer), customer.get("name"))
        if call is None:
            found.status = NOT_CALLED if campaign.get("status") in OVER else "scheduled"
        else:
            found.status = call["status"] if call.get("status") in ("scheduled", ENDED) else "in-progress"
            found.ended_reason = call.get("endedReason")
            found.ended_at = moment_or_none(call.get("endedAt")) or 0.0
            found.has_begun = bool(call.get("startedAt"))
        yield found


def _contacts_v2(campaign: Mapping[str, Any], client: Client) -> Iterator[Reached]:
    path = f"{CAMPAIGNS['v2']}/{segment(str(campaign['id']))}/contacts"
    read, number = 0, 1
    while True:
        # This list is neither sorted nor filtered by time (OpenAPI), as numbered_pages does.
        page = page_of(client.get(path, limit=PAGE, page=number), path, PAGE)
        yield from (_contact_v2(campaign, row) for row in page.items)
        read, number = read + len(page.items), number + 1
        if not page.items or read >= page.total:
            return


def _contact_v2(campaign: Mapping[str, Any], row: Mapping[str, Any]) -> Reached:
    """A row of contacts (OpenAPI: CampaignContactWithOutcome), which tells no more of the call than its reason."""
    state = str(row.get("status") or "").removeprefix("contact.")
    status = CONTACT_STATES.get(state, state)
    if status == "scheduled" and campaign.get("status") in OVER:
        status = NOT_CALLED
    found = Reached(campaign, callee(row), row.get("name"), status, row.get("endedReason"))
    found.ended_at = moment_or_none(row.get("dispatchedAt")) or moment_or_none(campaign.get("updatedAt")) or 0.0
    found.has_begun = found.outcome == OK
    return found
