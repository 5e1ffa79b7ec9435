# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets and the order of keys in what is read back."""

from __future__ import annotations

import re
from typing import Any

from .store import Record
from .switches import Switches

SECRETS = ("twilioAuthToken", "twilioApiKey", "twilioApiSecret", "password", "headers", "secret", "serverUrlSecret")
SECRET_OF_CREDENTIAL = re.compile(r"(?i)((key|secret|token|password)|webhookUrl)$")
MASK = "*" * 20
"""As long as the shortest password that the service takes, so that a masked answer is still a valid one."""


def with_secrets(record: Record, switches: Switches) -> Record:
    """A record whose secrets are shown, masked or left out, with its nested keys in the order of this service."""
    return {name: _seen(name, value, switches) for name, value in record.items()}


def without_secrets(record: Record) -> Record:
    """A credential, whose secrets are never returned."""
    return {name: _stripped(value) for name, value in record.items() if not SECRET_OF_CREDENTIAL.search(name)}


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return without_secrets(value)
    return [_stripped(item) for item in value] if isinstance(value, list) else value


def _seen(name: str, value: Any, switches: Switches) -> Any:
    if name in SECRETS:
        return _secret(value, switches.secrets)
    if isinstance(value, dict):
        items = [(key, _seen(key, item, switches)) for key, item in value.items()]
        ordered = items[::-1] if switches.key_order == "reversed" else items
        return {key: item for key, item in ordered if item is not None}
    if isinstance(value, list):
        return [_seen("", item, switches) for item in value]
    return value


def _secret(value: Any, how: str) -> Any:
    if value is None or how == "omit":
        return None
    if how == "echo":
        return value
    return {key: MASK for key in value} if isinstance(value, dict) else f"{MASK}{str(value)[-2:]}"
