# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Squads."""

from __future__ import annotations

from ..refusals import refuse
from ..store import Record
from .defined import Defined


class Squads(Defined):
    """/squad; its members are required in a PATCH, too."""

    kind = "squad"
    queries = ("idAny",)
    versioned = True

    def tables(self, body: Record, record: Record | None) -> str:
        """One table for a new one, one for a change."""
        return "CreateSquadDTO" if record is None else "UpdateSquadDTO"

    def checked(self, body: Record, record: Record | None) -> Record:
        """Who may be the first to speak has to be there. The real wording is not known."""
        checked = super().checked(body, record)
        refuse([] if checked["members"] else ["members must contain at least 1 elements"])
        return checked
