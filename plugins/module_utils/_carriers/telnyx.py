# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Telnyx: the connection that takes a number's calls, and the profile by which it calls out (API v2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._http.client import Client
from .._schema.fields import Field, Schema
from .reader import Account, Fault, Reader, number_in, part_of

API = "https://api.telnyx.com"
PAGE = 250
INBOUND = "/telnyx/inbound_call"
"""How the webhook ends by which Vapi takes calls (seen in several code bases, not documented)."""

ACCOUNT = Schema(
    "Telnyx account",
    (
        Field("name", local=True),
        Field("api_key", secret=True, required=True, local=True),
        Field("api_url", format="url", local=True),
    ),
)


class Telnyx(Account):
    """One account: its numbers with their connections and outbound profiles."""

    carrier, schema = "telnyx", ACCOUNT

    def __init__(self, account: Mapping[str, Any], countries: list[str], client: Client) -> None:
        super().__init__(account.get("name"))
        self._api = Reader(client, account.get("api_url") or API, str(account["api_key"]))
        self._countries = countries
        self._connections: dict[str, Mapping[str, Any]] = {}
        self._profiles: dict[str, Mapping[str, Any]] = {}

    def read(self) -> None:
        """Read all numbers, and each connection and profile that they use once."""
        page, pages = 1, 1
        while page <= pages:
            answer = self._api.get("/v2/phone_numbers", **{"page[size]": PAGE, "page[number]": page})
            is_new = self.take(answer, "data", "phone_number")
            pages = number_in(answer.get("meta"), "total_pages") if is_new else 0
            page += 1
        for connection in sorted(
            {str(one["connection_id"]) for one in self.numbers.values() if one.get("connection_id")}
        ):
            found = part_of(self._api.find(f"/v2/call_control_applications/{connection}"), "data")
            self._connections[connection] = found
            profile = str(part_of(found, "outbound").get("outbound_voice_profile_id") or "")
            if profile and profile not in self._profiles:
                self._profiles[profile] = part_of(self._api.find(f"/v2/outbound_voice_profiles/{profile}"), "data")

    def _connection(self, number: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._connections.get(str(number.get("connection_id")), {})

    def route(self, number: Mapping[str, Any]) -> str:
        """Where calls of a number go, to be compared with the account's other numbers."""
        return str(self._connection(number).get("webhook_event_url") or "")

    def number_findings(self, line: Mapping[str, Any], number: Mapping[str, Any]) -> Iterator[Fault]:
        """What is wrong with the line at Telnyx."""
        if number.get("status") not in (None, "active"):
            yield Fault("silent", "status", f"the number is {number['status']}", "Resolve it in the Telnyx portal.")
        connection = self._connection(number)
        if connection.get("active") is False:
            yield Fault(
                "silent", "connection-off", "the number's connection is not active", "Activate it in the Telnyx portal."
            )
        if not str(connection.get("webhook_event_url") or "").endswith(INBOUND):
            fix = "Import the number into Vapi again, or assign it to the connection that Vapi made."
            yield Fault("silent", "connection", "calls to the number are not routed to Vapi", fix)
        yield from self._outbound(connection)

    def _outbound(self, connection: Mapping[str, Any]) -> Iterator[Fault]:
        profile = self._profiles.get(str(part_of(connection, "outbound").get("outbound_voice_profile_id") or ""))
        fix = "Assign an outbound voice profile to the connection in the Telnyx portal."
        if profile is None:
            yield Fault("no_outbound", "no-profile", "the connection has no outbound voice profile", fix)
        elif profile.get("enabled") is False:
            yield Fault(
                "no_outbound",
                "profile-off",
                "the outbound voice profile is not enabled",
                "Enable it in the Telnyx portal.",
            )
        else:
            closed = [one for one in self._countries if one not in (profile.get("whitelisted_destinations") or [])]
            if closed:
                message = f"the outbound voice profile does not allow calls to {', '.join(closed)}"
                yield Fault("no_outbound", "destinations", message, "Add them to its allowed destinations.")
