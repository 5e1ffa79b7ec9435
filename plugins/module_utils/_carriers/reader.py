# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads of a carrier's API: GET and nothing else, with the carrier's own credentials."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .._errors import NotFound, Refused, Unavailable
from .._http.client import Client
from .._http.responses import decoded

LOOK_AT_CARRIER = "Check that the account's api_url leads to the carrier's API and not to a proxy's page."


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
            raise NotFound(f"there is no {path}", status, "Check the account.")
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


def objects_in(answer: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """The objects of a list in an answer."""
    several = answer.get(key)
    return (item for item in (several if isinstance(several, list) else []) if isinstance(item, dict))
