# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Structured outputs."""

from __future__ import annotations

from ..refusals import Refusal
from ..store import Org, Record
from .base import Request
from .defined import Defined
from .edges import mirror_output


class StructuredOutputs(Defined):
    """/structured-output, whose list comes in pages."""

    kind = "structured-output"
    created_by, updated_by = "CreateStructuredOutputDTO", "UpdateStructuredOutputDTO"
    paged = True
    equal = ("id", "name")

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """A schema is replaced only where the query says so."""
        override = request.query.get("schemaOverride")
        if "schema" in request.json and override != "true":
            raise Refusal(400, ["schemaOverride must be true to replace the schema"])
        return super().update(org, record, request)

    def published(self, org: Org, record: Record) -> Record:
        """The edge to assistants has two ends."""
        mirror_output(self.store, org, record)
        return super().published(org, record)

    def remove(self, org: Org, record: Record) -> Record:
        """An output that is gone is named nowhere."""
        gone = super().remove(org, record)
        mirror_output(self.store, org, {"id": record["id"]})
        return gone
