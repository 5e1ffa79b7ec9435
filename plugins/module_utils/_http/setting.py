# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client is made of, for use cases that look at the connection before they use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .cache import Sessions
from .client import Client
from .throttle import Throttle


@dataclass(frozen=True)
class Setting:
    """The connection's options, read and with their defaults, but not judged yet; and what else a client takes."""

    connection: dict[str, Any]
    environment: Mapping[str, str]
    check_mode: bool
    sessions: Sessions | None
    witnesses: Sequence[str]
    """Lists that tell the org of a key."""

    def client(self, throttle: Throttle | None = None) -> Client:
        """A client with these options. Raises VapiError for a connection that cannot be used."""
        return Client(self.connection, self.environment, self.check_mode, throttle, self.sessions, self.witnesses)

    def reader(self, retries: int, timeout: float, **changes: Any) -> Client:
        """A client that writes nothing, and tries no more often and waits no longer than this.

        Raises VapiError for a connection that cannot be used.
        """
        connection = {**self.connection, **changes}
        connection["retries"] = min(connection["retries"], retries)
        connection["timeout"] = min(connection["timeout"], timeout)
        return Client(connection, self.environment, check_mode=True, sessions=self.sessions)
