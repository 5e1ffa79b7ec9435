# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared campaign on its way through a task: what is asked for, what there is, what was sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .._engine.outcome import Failure
from .._http.client import Client
from .._resources.campaign import CAMPAIGNS, NOT_CALLED, OVER
from .contacts import Contact
from .standing import Reached, Standing
from .waves import Skipped, Wave


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
