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
    created_by, updated_by = "CreateSquadDTO", "UpdateSquadDTO"
    queries = ("idAny",)
    versioned = True

    def checked(self, body: Record, record: Record | None) -> Record:
        """Who may be the first to speak has to be there. The real wording is not known."""
        checked = super().checked(body, record)
        refuse([] if checked["members"] else ["members must contain at least 1 elements"])
        return checked
