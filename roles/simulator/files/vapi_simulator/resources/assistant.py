# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assistants."""

from __future__ import annotations

from ..refusals import Refusal
from ..store import Org, Record
from .defined import Defined
from .edges import leave_outputs, mirror_assistant


class Assistants(Defined):
    """/assistant"""

    kind = "assistant"
    created_by, updated_by = "CreateAssistantDTO", "UpdateAssistantDTO"
    versioned = True

    def checked(self, body: Record, record: Record | None) -> Record:
        """A tool that is pinned to a version drops out of the plain list."""
        model = super().checked(body, record).get("model") or {}
        pinned = [one.get("toolId") for one in model.get("toolRefs") or []]
        if not pinned or "toolIds" not in model:
            return body
        return {**body, "model": {**model, "toolIds": [one for one in model["toolIds"] if one not in pinned]}}

    def published(self, org: Org, record: Record) -> Record:
        """The edge to structured outputs has two ends."""
        mirror_assistant(self.store, org, record)
        return super().published(org, record)

    def remove(self, org: Org, record: Record) -> Record:
        """A squad that pins a version of the assistant holds it."""
        squads = org.records["squad"].values()
        members = [member for squad in squads for member in squad.get("members") or []]
        if any(one.get("assistantId") == record["id"] and one.get("assistantVersion") for one in members):
            raise Refusal(409, f"Assistant {record['id']} is pinned by a squad.", "assistant_pinned")
        gone = super().remove(org, record)
        leave_outputs(self.store, org, record["id"])
        return gone

    def serialize(self, record: Record) -> Record:
        """Whether the server has a secret is told beside it."""
        shown = super().serialize(record)
        secret = (record.get("server") or {}).get("secret") or record.get("serverUrlSecret")
        return {**shown, "isServerUrlSecretSet": True} if secret else shown
