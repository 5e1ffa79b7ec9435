# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds whose body is a definition: checked against the written tables, partial at the top, with versions."""

from __future__ import annotations

import json
from typing import Any

from ..refusals import Refusal, refuse
from ..store import Org, Record
from .base import Answer, Request, Resource, Route
from .retirement import with_notices

REFERENCES = {
    "assistantId": "assistant",
    "assistantIds": "assistant",
    "squadId": "squad",
    "toolId": "tool",
    "toolIds": "tool",
    "credentialId": "credential",
    "credentialIds": "credential",
    "fileId": "file",
    "fileIds": "file",
    "structuredOutputId": "structured-output",
    "structuredOutputIds": "structured-output",
    "phoneNumberId": "phone-number",
}
USER_DATA = ("metadata", "variableValues", "headers", "sipHeaders", "properties", "parameters", "schema", "body")
ADDED = ("id", "orgId", "createdAt", "updatedAt", "latestVersion", "modelDeprecations")


class Defined(Resource):
    """A kind with a create and an update table."""

    versioned = False
    created_by = updated_by = ""
    """The tables of a POST and of a PATCH."""

    def checked(self, body: Record, record: Record | None) -> Record:
        """The body as it is kept; raises what the service says about it. ``_failing`` is a word to the simulator."""
        own = {name: value for name, value in body.items() if name != "_failing"}
        refuse(list(self.world.validator().defined(self.table(own, record), own)))
        return body

    def table(self, _body: Record, record: Record | None) -> str:
        """The name of the table a body is checked against; ``record`` is nothing for a new one."""
        return self.created_by if record is None else self.updated_by

    def create(self, org: Org, request: Request) -> Record:
        """Check a definition and keep it as version 1."""
        body = self.checked(request.json, None)
        self.check_references(org, body)
        made = self.store.make(org, self.kind, body)
        return self.published(org, made)

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """Check a definition and keep what is left of the one before."""
        self.refuse_platform_default(record)
        body = self.checked(request.json, record)
        self.check_references(org, body)
        return self.published(org, self.keep(org, record, body))

    def remove(self, org: Org, record: Record) -> Record:
        """Forget a record, unless this service refuses because something uses it."""
        self.refuse_platform_default(record)
        if self.switches.delete_in_use == "refuse" and any(self._users(org, record["id"])):
            raise Refusal(409, f"{self.kind} {record['id']} is in use.")
        return super().remove(org, record)

    def refuse_platform_default(self, record: Record) -> None:
        """What belongs to no org is there for everybody, and read-only."""
        if record.get("orgId", "") is None:
            raise Refusal(403, f"{self.kind} {record['id']} is a platform default and cannot be changed.")

    def serialize(self, record: Record) -> Record:
        """A record as it is read back; the org of a platform default is null."""
        shown = with_notices(super().serialize(record), self.store.retirements)
        return {**shown, "orgId": None} if "orgId" in record and record["orgId"] is None else shown

    def check_references(self, org: Org, body: Record) -> None:
        """Whether an id that is not there is refused is a switch."""
        if self.switches.unknown_references == "accept":
            return
        for field, wanted in references(body):
            kind = REFERENCES[field]
            if wanted not in org.records[kind]:
                raise Refusal(400, f"Couldn't Get {kind.capitalize()}. `{field}` {wanted} Does Not Exist.")

    def _users(self, org: Org, record_id: str) -> list[Record]:
        others = [one for kind, many in org.records.items() if kind not in ("call", "version") for one in many.values()]
        return [one for one in others if one["id"] != record_id and record_id in json.dumps(one)]

    # --- versions ---

    def routes(self) -> list[Route]:
        """Besides: the versions of a record, where the kind has them."""
        if not self.versioned:
            return super().routes()
        path = f"{self.path or '/' + self.kind}/([^/]+)/versions"
        return [
            *super().routes(),
            Route("GET", path, self.get_versions),
            Route("GET", f"{path}/([^/]+)", self.get_version),
            Route("PATCH", f"{path}/([^/]+)", self.patch_version),
        ]

    def published(self, org: Org, record: Record) -> Record:
        """A record with its new version, where this service keeps versions."""
        if not (self.versioned and self.switches.versions):
            return record
        label = f"v{int(str(record.get('latestVersion') or 'v0')[1:]) + 1}"
        record = {**record, "latestVersion": label}
        self.store.put(org, self.kind, record)
        content = {name: value for name, value in record.items() if name not in ADDED}
        of = {"_kind": self.kind, "_of": record["id"], "version": label, "createdBy": None}
        self.store.make(org, "version", {**content, **of})
        return record

    def get_versions(self, org: Org, _request: Request, record_id: str) -> Answer:
        """The versions, newest first."""
        org.get(self.kind, record_id)
        found = [super(Defined, self).serialize(one) for one in self._versions(org, record_id)][::-1]
        return Answer(200, {"results": found, "metadata": {"hasNextPage": False, "limit": 100}})

    def get_version(self, org: Org, _request: Request, record_id: str, label: str) -> Answer:
        """One version."""
        return Answer(200, super().serialize(self._version(org, record_id, label)))

    def patch_version(self, org: Org, request: Request, record_id: str, label: str) -> Answer:
        """Name or describe a version; nothing else of it changes."""
        body = request.json
        refuse([f"property {name} should not exist" for name in body if name not in VERSION_FIELDS])
        long = [name for name in body if name == "versionName" and len(str(body[name] or "")) > 80]
        refuse([f"{name} must be shorter than or equal to 80 characters" for name in long])
        changed = {**self._version(org, record_id, label), **body}
        self.store.put(org, "version", changed)
        return Answer(200, super().serialize(changed))

    def _versions(self, org: Org, record_id: str) -> list[Record]:
        return [one for one in org.records["version"].values() if one["_of"] == record_id]

    def _version(self, org: Org, record_id: str, label: str) -> Record:
        for one in self._versions(org, record_id):
            if one["version"] == label:
                return one
        raise Refusal(404, f"Version {label} of {self.kind} {record_id} not found.")


VERSION_FIELDS = ("versionName", "versionDescription")


def references(value: Any, field: str = "") -> list[tuple[str, str]]:
    """The ids a definition refers to, at any depth, with their keys; what is the user's own data has none."""
    if isinstance(value, dict):
        return [pair for key, item in value.items() if key not in USER_DATA for pair in references(item, key)]
    if isinstance(value, list):
        return [pair for item in value for pair in references(item, field)]
    return [(field, value)] if field in REFERENCES and isinstance(value, str) else []
