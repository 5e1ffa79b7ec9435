# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one line that a service is tried out on: made once, and deleted in every case."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from .._engine.settle import post_once
from .._errors import NotFound, VapiError
from .._http.client import Client, segment
from .._http.connection import SIP_HOSTS
from .._resources.listing import NUMBERS, read_list

PATH = "/phone-number"
PREFIX = "vapi-probe-"
OWN_NAME = re.compile(rf"\s*{PREFIX}[0-9a-f]{{12}}\b.*", re.DOTALL)
OWN_URI = re.compile(rf"sip:{PREFIX}[0-9a-f]{{12}}@.*", re.IGNORECASE)
LONGEST_LAG = 10.0
"""Seconds for which a list is asked for what was just made."""
ANSWER_PENDING = 5.0
"""Seconds in which an answer that has come in is read."""


class Bench:
    """A free SIP line of a random name. ``remove`` may be called at any time, also while the process has to end."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.name = f"{PREFIX}{secrets.token_hex(6)}"
        self.uri = f"sip:{self.name}@{SIP_HOSTS[client.region]}"
        self.password = secrets.token_hex(15)
        self.header = secrets.token_hex(15)
        self.left: list[str] = []
        """Why something of it could not be deleted."""
        self.made_at = 0.0
        self.was_found = False
        """Whether the line was found by its id as soon as it was made."""
        self._ids: list[str] = []
        self._removing = threading.Lock()
        self._is_known = threading.Event()
        self._is_known.set()
        # A client with a lifeline of its own: what was made is deleted even where the run has been cancelled.
        self._last = client.for_other_org({})

    @property
    def body(self) -> dict[str, Any]:
        """The line as it is asked for: with all that shows how the service reads back."""
        return {
            "provider": "vapi",
            "name": self.name,
            "sipUri": self.uri,
            "authentication": {"username": f"{self.name}-user", "password": self.password},
            "server": {
                "url": "https://example.com/vapi-probe",
                "headers": {"X-Vapi-Probe": self.header},
                "backoffPlan": {"type": "fixed", "maxRetries": 1, "baseDelaySeconds": 1},
            },
            "fallbackDestination": {"type": "sip", "sipUri": "sip:vapi-probe@example.com"},
            "hooks": [
                {
                    "on": "call.ending",
                    "filters": [{"type": "oneOf", "key": "call.endedReason", "oneOf": list(REASONS)}],
                    "do": {"type": "say", "exact": "This line is a test."},
                }
            ],
        }

    def make(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The record that a POST makes; after a lost answer the one that is found. Raises VapiError."""
        self._is_known.clear()
        may_be_made = f"line {self.name!r} may have been made"
        try:
            made = post_once(
                lambda: self.client.create(PATH, body, {"id": ""}),
                lambda: next((one for one in leftovers(self._last) if self.name in str(one.get("sipUri"))), None),
                may_be_made,
                f"{may_be_made}, and was not found",
                "Run vapi_probe with confirm: true and cleanup: true.",
            )
            self._ids.append(str(made["id"]))
            return made
        finally:
            self.made_at = time.monotonic()
            self._is_known.set()

    def first_look(self) -> dict[str, Any]:
        """The new line, read by its id; as the POST's answer has it where it is not found. Raises VapiError."""
        made = self.make(self.body)
        with suppress(NotFound):
            made = self.read(made)
            self.was_found = True
        return made

    def path(self, record: Mapping[str, Any]) -> str:
        """Where a record of this bench is read and changed."""
        return f"{PATH}/{segment(str(record['id']))}"

    def patch(self, record: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
        """The record as it is read after a PATCH; raises Refused."""
        # The client sends the provider along once the service has asked for it.
        self.client.update(self.path(record), changes, {"id": record["id"], "provider": "vapi"})
        return self.read(record)

    def read(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record as it is now; raises NotFound."""
        found: dict[str, Any] = self.client.get(self.path(record))
        return found

    def remove(self) -> None:
        """Delete whatever was made; what cannot be deleted is told in ``left``."""
        self._is_known.wait(ANSWER_PENDING)
        # Who comes second waits for the first one: the process ends when it returns.
        with self._removing:
            while self._ids:
                self._delete(self._ids.pop())

    def _delete(self, record_id: str) -> None:
        try:
            self._last.delete(f"{PATH}/{segment(record_id)}", {})
        except NotFound:
            return
        except VapiError as error:
            self.left.append(error.sentence)


REASONS = ("assistant-request-returned-no-assistant", "assistant-request-failed", "assistant-request-returned-error")
"""Not in the order of the alphabet, so that it shows whether the order of lists is kept."""


def leftovers(client: Client) -> Iterator[dict[str, Any]]:
    """Lines that an earlier probe has left behind, known by their random names."""
    for record in read_list(client, NUMBERS):
        uri = record.get("sipUri")
        is_own = OWN_URI.fullmatch(uri) if uri else OWN_NAME.fullmatch(str(record.get("name") or ""))
        if record.get("provider") == "vapi" and not record.get("number") and is_own:
            yield record
