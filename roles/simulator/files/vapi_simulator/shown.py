# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a record looks when it is read back; most of it nobody knows, so most of it is switches."""

from __future__ import annotations

import re
from typing import Any

from .store import Record
from .switches import Switches

SECRETS = ("twilioAuthToken", "twilioApiKey", "twilioApiSecret", "password", "headers")
SECRET_OF_CREDENTIAL = re.compile(r"(?i)(key|secret|token|password)$")
DEFAULTS: dict[str, dict[str, Any]] = {
    "twilio": {"smsEnabled": True},
    "byo-phone-number": {"numberE164CheckEnabled": True},
}
NESTED_DEFAULTS: dict[str, dict[str, Any]] = {
    "server": {"timeoutSeconds": 20, "staticIpAddressesEnabled": False},
    "authentication": {"realm": "sip.vapi.ai"},
}
CLEARABLE = ("name", "assistantId", "squadId", "workflowId", "server", "fallbackDestination", "authentication")


def shown(record: Record, switches: Switches) -> Record:
    """A number as this service shows it."""
    result = {name: _seen(name, value, switches) for name, value in record.items() if not name.startswith("_")}
    result = {name: value for name, value in result.items() if value is not None or switches.nulls == "keep"}
    if switches.nulls == "keep":
        result.update({name: None for name in CLEARABLE if name not in result})
    if switches.defaults == "inject":
        _inject_defaults(result)
    if switches.extra_fields:
        result.update({"providerResourceId": f"PN{record['id'][:8]}", "useClusterSip": True})
        result.setdefault("smsEnabled", True)
    return result


def credential_shown(record: Record) -> Record:
    """A credential, whose secrets are never returned."""
    return {name: _without_secrets(value) for name, value in record.items() if not SECRET_OF_CREDENTIAL.search(name)}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return credential_shown(value)
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value


def _inject_defaults(result: Record) -> None:
    for name, value in DEFAULTS.get(str(result.get("provider")), {}).items():
        result.setdefault(name, value)
    for name, defaults in NESTED_DEFAULTS.items():
        if isinstance(result.get(name), dict):
            result[name] = {**defaults, **result[name]}


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
    return {key: "********" for key in value} if isinstance(value, dict) else f"****{str(value)[-2:]}"
