# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task returns about a campaign: its campaigns, what became of each contact, one line for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._reports.summary import acted, amount, one_line, with_names
from .._schema.hints import first_names
from .campaign_run import Run
from .standing import Reached, by_contact

SHOWN_CONTACTS = 8
"""Contacts in a failed result, which Ansible prints whole."""


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
