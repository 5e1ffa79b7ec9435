# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twilio: where a number's calls and messages go (REST API 2010-04-01, Voice Dialing Permissions v1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._http.client import Client
from .._schema.fields import Field, Schema
from .reader import Account, Fault, Reader, part_of

API, VOICE_API = "https://api.twilio.com", "https://voice.twilio.com"
PAGE = 1000
INBOUND, SMS = "/twilio/inbound_call", "/twilio/sms"
"""How the paths end by which Vapi takes calls and messages (seen in several code bases, not documented)."""


def _account_problems(account: dict[str, Any]) -> Iterator[str]:
    if account.get("auth_token"):
        return
    for name, other in (("api_key", "api_secret"), ("api_secret", "api_key")):
        if account.get(other) and not account.get(name):
            yield f"{name}: is required together with {other}; add it."
    if not (account.get("api_key") or account.get("api_secret")):
        yield "auth_token: is missing; add it, or api_key and api_secret."


ACCOUNT = Schema(
    "Twilio account",
    (
        Field("account_sid", required=True, local=True, guard=True),
        Field("auth_token", secret=True, local=True),
        Field("api_key", secret=True, local=True),
        Field("api_secret", secret=True, local=True),
        Field("api_url", format="url", local=True),
        Field("voice_api_url", format="url", local=True),
    ),
    check=_account_problems,
)


class Twilio(Account):
    """One account: its state, its numbers, and the countries it may call."""

    carrier, schema = "twilio", ACCOUNT

    def __init__(self, account: Mapping[str, Any], countries: list[str], client: Client) -> None:
        sid = str(account["account_sid"])
        by_key = (str(account.get("api_key") or ""), str(account.get("api_secret") or ""))
        auth = (sid, str(account["auth_token"])) if account.get("auth_token") else by_key
        super().__init__(sid)
        self._api = Reader(client, account.get("api_url") or API, auth)
        self._voice = Reader(client, account.get("voice_api_url") or VOICE_API, auth)
        self._path = f"/2010-04-01/Accounts/{sid}"
        self._countries = countries
        self._sid = sid
        self._status = ""
        self._closed: list[str] = []

    def read(self) -> None:
        """Read the account, all of its numbers, and the dialing permissions that are asked for."""
        self._status = str(self._api.get(f"{self._path}.json").get("status", ""))
        page = f"{self._path}/IncomingPhoneNumbers.json?PageSize={PAGE}"
        while page:
            answer = self._api.get(page)
            is_new = self.take(answer, "incoming_phone_numbers", "phone_number")
            # The next page has a token of its own (documented); one without anything new is the last.
            following = str(answer.get("next_page_uri") or "")
            page = following if is_new and following.startswith(self._path) else ""
        for country in self._countries:
            allowed = self._voice.find(f"/v1/DialingPermissions/Countries/{country}")
            if not allowed.get("low_risk_numbers_enabled"):
                self._closed.append(country)

    def is_of(self, line: Mapping[str, Any]) -> bool:
        """Whether a record of the service belongs to this account."""
        return super().is_of(line) and line.get("twilioAccountSid") in (None, self._sid)

    def route(self, number: Mapping[str, Any]) -> str:
        """Where calls of a number go, to be compared with the account's other numbers."""
        return str(number.get("trunk_sid") or number.get("voice_application_sid") or number.get("voice_url") or "")

    def findings(self, line: Mapping[str, Any]) -> Iterator[Fault]:
        """What is wrong with the account, and with the line."""
        if self._status not in ("", "active"):
            yield Fault("silent", "account", f"the account is {self._status}", "Resolve it in the Twilio console.")
        yield from super().findings(line)

    def number_findings(self, line: Mapping[str, Any], number: Mapping[str, Any]) -> Iterator[Fault]:
        """What is wrong with the line at Twilio."""
        yield from self._voice_findings(number)
        if line.get("smsEnabled", True):
            yield from self._sms_findings(number)
        if self._closed:
            closed = ", ".join(self._closed)
            fix = "Allow them in the Twilio console under Voice, Geo permissions."
            yield Fault("no_outbound", "geo-permissions", f"calls to {closed} are not permitted", fix)

    @staticmethod
    def _sms_findings(number: Mapping[str, Any]) -> Iterator[Fault]:
        fix = "Import the number into Vapi again, or set sms_enabled: false."
        if number.get("sms_application_sid"):
            yield Fault("no_sms", "sms-application", "an application takes the number's messages", fix)
        elif not str(number.get("sms_url") or "").endswith(SMS):
            yield Fault("no_sms", "sms-url", "messages to the number are not routed to Vapi", fix)
        elif part_of(number, "capabilities").get("sms") is False:
            yield Fault("no_sms", "sms-capability", "the number cannot receive messages", "Set sms_enabled: false.")

    @staticmethod
    def _voice_findings(number: Mapping[str, Any]) -> Iterator[Fault]:
        fix = "Remove it at the number in the Twilio console, or import the number into Vapi again."
        if number.get("trunk_sid"):
            yield Fault("silent", "trunk", "a SIP trunk takes the number's calls", fix)
        elif number.get("voice_application_sid"):
            yield Fault("silent", "application", "an application takes the number's calls", fix)
        elif not str(number.get("voice_url") or "").endswith(INBOUND):
            yield Fault(
                "silent",
                "voice-url",
                "calls to the number are not routed to Vapi",
                "Import the number into Vapi again.",
            )
        if part_of(number, "capabilities").get("voice") is False:
            yield Fault("silent", "capability", "the number cannot receive calls", "Use another number for this line.")
