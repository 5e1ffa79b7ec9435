# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts at carriers, faults of their lines, and reads of their API: GET alone, with the account's credentials."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .._errors import NotFound, Refused, Unavailable, VapiError
from .._http.client import Client
from .._http.responses import decoded
from .._schema.fields import Schema
from .._schema.values import mappings

SEVERITIES = ("silent", "no_outbound", "no_sms", "unknown")
"""Incoming calls do not arrive; outgoing ones fail; messages do not arrive; it cannot be told."""

LOOK_AT_CARRIER = "Check that the account's api_url leads to the carrier's API and not to a proxy's page."


class Fault(NamedTuple):
    """One fault of one line: how bad, what, and what to do."""

    severity: str
    code: str
    message: str
    fix: str


class Reader:
    """One account at one carrier. Raises Refused for wrong credentials, and Unavailable when no answer comes."""

    def __init__(self, client: Client, base: str, auth: tuple[str, str] | str) -> None:
        self._client, self._base, self._auth = client, base.rstrip("/"), auth

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """The answer to one GET; raises NotFound for 404."""
        status, body = self._client.get_elsewhere(self._base + path, self._auth, query)
        if status in (401, 403):
            hint = "Check the credentials of this account in the option of its carrier."
            raise Refused(f"the credentials were refused ({status})", status, hint)
        if status == 404:
            raise NotFound(f"{path} was not found", status, "Check the account.")
        if status != 200:
            said = "429 (too many requests)" if status == 429 else str(status)
            raise Unavailable(f"GET {path} returned {said}", status, "Run again later.")
        try:
            answer = decoded(body) if body.strip() else None
        except ValueError as fault:
            raise Unavailable(f"GET {path} returned {fault}", status, LOOK_AT_CARRIER) from None
        if not isinstance(answer, dict):
            raise Unavailable(f"GET {path} did not return a JSON object", status, LOOK_AT_CARRIER)
        return answer

    def find(self, path: str) -> Mapping[str, Any]:
        """The same, empty for what is not there."""
        try:
            return self.get(path)
        except NotFound:
            return {}


class Account(ABC):
    """One account at one carrier: its numbers, and what is wrong with the lines that it owns."""

    carrier: str
    schema: Schema

    def __init__(self, label: Any) -> None:
        self.name = f"{self.schema.title} {label}" if label else self.schema.title
        self.numbers: dict[str, Mapping[str, Any]] = {}
        """The account's numbers by their E.164 form."""
        self.error: VapiError | None = None
        """Why it could not be read."""

    @abstractmethod
    def read(self) -> None:
        """Read all numbers, and what they lead to once."""

    @abstractmethod
    def route(self, number: Mapping[str, Any]) -> str:
        """Where calls of a number go, to be compared with the account's other numbers."""

    @abstractmethod
    def number_findings(self, line: Mapping[str, Any], number: Mapping[str, Any]) -> Iterator[Fault]:
        """What is wrong with a line whose number the account has."""

    def take(self, answer: Mapping[str, Any], key: str, name: str) -> bool:
        """Note the numbers of a page, which has them under ``key`` and each under ``name``; whether any was new."""
        known = len(self.numbers)
        self.numbers.update({f"+{str(one.get(name)).lstrip('+')}": one for one in mappings(answer.get(key))})
        return len(self.numbers) > known

    def is_of(self, line: Mapping[str, Any]) -> bool:
        """Whether a record of the service belongs to this account."""
        return bool(line.get("provider") == self.carrier)

    def number_of(self, line: Mapping[str, Any]) -> Mapping[str, Any]:
        """The account's record of a line's number; empty where it does not own it."""
        return self.numbers.get(str(line.get("number")), {})

    def findings(self, line: Mapping[str, Any]) -> Iterator[Fault]:
        """What is wrong with a line."""
        number = self.number_of(line)
        if number:
            yield from self.number_findings(line, number)
        else:
            yield Fault("silent", "not-owned", "the account does not own the number", "Check which account has it now.")


def part_of(answer: Any, key: str) -> Mapping[str, Any]:
    """An object inside of an answer; empty where there is none, or something else."""
    part = answer.get(key) if isinstance(answer, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def number_in(answer: Any, key: str) -> int:
    """A number in an answer; 0 where there is none, or something else."""
    found = answer.get(key) if isinstance(answer, Mapping) else None
    if isinstance(found, str):
        return int(found) if re.fullmatch("[0-9]{1,9}", found) else 0
    return int(found) if isinstance(found, (int, float)) and math.isfinite(found) else 0
