# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vonage: the application that a number is linked to (Numbers API, Application API v2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._http.client import Client
from .._schema.fields import Field, Schema
from .reader import Account, Fault, Reader, number_in, part_of

NUMBERS_API, API = "https://rest.nexmo.com", "https://api.nexmo.com"
PAGE = 100

ACCOUNT = Schema(
    "Vonage account",
    (
        Field("api_key", secret=True, required=True, local=True),
        Field("api_secret", secret=True, required=True, local=True),
        Field("name", local=True),
        Field("api_url", format="url", local=True),
        Field("numbers_api_url", format="url", local=True),
    ),
)


class Vonage(Account):
    """One account: its numbers, and the applications that they are linked to."""

    carrier, schema = "vonage", ACCOUNT

    def __init__(self, account: Mapping[str, Any], countries: list[str], client: Client) -> None:
        super().__init__(account.get("name"))
        auth = (str(account["api_key"]), str(account["api_secret"]))
        self._list = Reader(client, account.get("numbers_api_url") or NUMBERS_API, auth)
        self._api = Reader(client, account.get("api_url") or API, auth)
        self._applications: dict[str, Mapping[str, Any]] = {}

    def read(self) -> None:
        """Read all numbers, and each application that they are linked to once."""
        index, promised, is_new = 1, 1, True
        while is_new and len(self.numbers) < promised:
            answer = self._list.get("/account/numbers", index=index, size=PAGE)
            promised = number_in(answer, "count")
            is_new = self.take(answer, "numbers", "msisdn")
            index += 1
        for application in sorted({str(one["app_id"]) for one in self.numbers.values() if one.get("app_id")}):
            self._applications[application] = self._api.find(f"/v2/applications/{application}")

    def route(self, number: Mapping[str, Any]) -> str:
        """Where calls of a number go, to be compared with the account's other numbers."""
        return str(number.get("app_id") or "")

    def number_findings(self, line: Mapping[str, Any], number: Mapping[str, Any]) -> Iterator[Fault]:
        """What is wrong with the line at Vonage."""
        features = [str(one).upper() for one in number.get("features") or ["VOICE"]]
        if "VOICE" not in features:
            yield Fault("silent", "capability", "the number cannot receive calls", "Use another number for this line.")
        fix = "Link the number to Vapi's application in Vonage's dashboard, or import it into Vapi again."
        if not number.get("app_id"):
            yield Fault("silent", "not-linked", "the number is linked to no application", fix)
        elif not self._answer_url(str(number["app_id"])):
            yield Fault("silent", "application", "the number's application receives no calls", fix)

    def _answer_url(self, application: str) -> str:
        voice = part_of(part_of(self._applications.get(application), "capabilities"), "voice")
        return str(part_of(part_of(voice, "webhooks"), "answer_url").get("address") or "")
