# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared campaign on its way through a task, and what the task returns of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .._engine.outcome import Failure
from .._http.client import Client
from .._reports.summary import acted, amount, one_line, with_names
from .._resources.campaign import CAMPAIGNS, NOT_CALLED, OVER
from .._schema.hints import first_names
from .contacts import Contact
from .standing import Reached, Standing, by_contact
from .waves import Skipped, Wave

SHOWN_CONTACTS = 8
"""Contacts in a failed result, which Ansible prints whole."""


@dataclass
class Run:
    """One declared campaign on its way through a task."""

    options: dict[str, Any]
    client: Client
    contacts: list[Contact] = field(default_factory=list)
    payload: dict[str, Any] = field(default_factory=dict)
    """The body of POST but for name, contacts and times."""
    standing: Standing = field(default_factory=Standing)
    fresh: list[tuple[Wave, dict[str, Any]]] = field(default_factory=list)
    """What this run has sent, and the records it got; in check mode as they would be."""
    cancelled: list[dict[str, Any]] = field(default_factory=list)
    skipped: Skipped = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """How the campaign is called in sentences."""
        return f"campaign {self.options['name']!r}"

    @property
    def path(self) -> str:
        """Where campaigns of this generation are."""
        return CAMPAIGNS[self.options["generation"]]

    @property
    def unread(self) -> list[tuple[Wave, dict[str, Any]]]:
        """What this run has sent and not read again since."""
        known = {one["id"] for one in self.standing.campaigns}
        return [(wave, record) for wave, record in self.fresh if record.get("id") not in known]

    @property
    def campaigns(self) -> list[dict[str, Any]]:
        """Every campaign that is known or was sent, as it was seen last."""
        return [*self.standing.campaigns, *(record for _wave, record in self.unread)]

    @property
    def is_open(self) -> bool:
        """Whether a campaign that is known or was sent still calls."""
        return any(one.get("status") not in OVER for one in self.campaigns)

    def reached(self) -> list[Reached]:
        """What became of every contact, those of this run's campaigns as they begin where they were not read again."""
        fresh = [
            Reached(record, contact.number, contact.options.get("name"))
            for wave, record in self.unread
            for contact in wave.contacts
        ]
        return [*self.standing.reached, *fresh]

    def counts(self) -> dict[str, int]:
        """How many contacts there are, how many were called and answered, and how many were not."""
        latest = {one.key: one for one in self.reached()}
        states = Counter(one.status for one in latest.values())
        return {
            "contacts": len(latest),
            "called": states["ended"] + states["in-progress"],
            "answered": sum(one.answered for one in latest.values()),
            "scheduled": states["scheduled"],
            NOT_CALLED: states[NOT_CALLED],
            "skipped": sum(map(len, self.skipped.values())) + states["skipped"],
        }


# --- results ----------------------------------------------------------------------------------------------------------


def how_far(counts: Mapping[str, int]) -> str:
    """How far a campaign is: ``300 of 1000 called, 212 answered``."""
    return f"{counts['called']} of {counts['contacts']} called, {counts['answered']} answered"


def contact_rows(reached: Iterable[Reached]) -> list[dict[str, Any]]:
    """What became of each contact, in the order of their first call."""
    return [_row(several) for several in by_contact(reached).values()]


def _row(several: list[Reached]) -> dict[str, Any]:
    """What became of one contact: the last call to it, and how many there were."""
    last = several[-1]
    return {
        "number": last.number,
        "name": last.name,
        "campaign": last.campaign.get("name"),
        "status": last.status,
        "outcome": last.outcome,
        "ended_reason": last.ended_reason,
        "calls": len(several),
    }


def shown_campaign(campaign: Mapping[str, Any]) -> dict[str, Any]:
    """A campaign in a result, without its contacts."""
    plan = campaign.get("schedulePlan") or {}
    customers = campaign.get("customers")
    shown = {
        "id": campaign.get("id"),
        "name": campaign.get("name"),
        "status": campaign.get("status"),
        "contacts": len(customers) if customers is not None else None,
        "earliest_at": plan.get("earliestAt"),
        "latest_at": plan.get("latestAt"),
        "ended_reason": campaign.get("endedReason"),
    }
    return {name: value for name, value in shown.items() if value is not None}


def result_of(run: Run) -> dict[str, Any]:
    """The module's result; a failed one with no more than some contacts, as Ansible prints the whole of it."""
    sent = [shown_campaign({**record, "customers": wave.contacts}) for wave, record in run.fresh]
    cancelled = [str(one["name"]) for one in run.cancelled]
    most = SHOWN_CONTACTS if run.failures else None
    skipped = [
        {"place": one.place, "number": one.number, "reason": reason}
        for reason, contacts in run.skipped.items()
        for one in contacts
    ]
    before, after = ({"campaigns": several} if several else {} for several in (cancelled, sent))
    return {
        "changed": bool(sent or cancelled),
        "campaigns": [shown_campaign(one) for one in [*run.cancelled, *run.campaigns]],
        "contacts": contact_rows(run.reached())[:most],
        "skipped_contacts": skipped[:most],
        "summary": run.counts(),
        "diff": {"before": before, "after": after},
        "text": _text(run, sent, cancelled),
        "warnings": [*run.warnings, *_skips(run)],
    }


def _skips(run: Run) -> list[str]:
    return [
        f"{reason}: {amount(len(several), 'contact')} not called ({with_names([one.label for one in several])})."
        for reason, several in run.skipped.items()
    ]


def _text(run: Run, sent: list[dict[str, Any]], cancelled: list[str]) -> str:
    """One line for people: how many are called when, how many are not and why, how far it is."""
    counts = run.counts()
    called = sum(one["contacts"] for one in sent)
    verb = "would call" if run.client.check_mode else "calling"
    windows = [f"{one['name']}: {one['contacts']}" for one in sent]
    parts = [f"{verb} {called} in {amount(len(sent), 'campaign')} ({first_names(windows)})" if sent else ""]
    if cancelled:
        parts.append(acted("cancelled", str(len(cancelled)), run.client.check_mode, cancelled))
    if run.standing.campaigns:
        parts.append(how_far(counts))
    parts.extend(f"{len(several)} skipped ({reason})" for reason, several in run.skipped.items())
    nothing = "no campaign to cancel" if run.options["state"] == "absent" else "no contact to call"
    return one_line(parts, "nothing was changed" if run.failures else nothing)
