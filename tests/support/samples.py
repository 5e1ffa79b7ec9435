# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type that YAML has, and whole objects in which an option can be given one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema

from tests.support.declarations import Option, options, tasks

VALUES = {
    "octal": "0100",
    "integer": "4155550111",
    "number": "+14155550111",
    "float": "1.5",
    "sexagesimal": "9:30",
    "yes": "yes",
    "off": "off",
    "null": "null",
    "empty": "''",
    "blanks": "'  '",
    "date": "2026-12-01",
    "time": "2026-12-01T09:00:00Z",
    "local time": "2026-12-01 09:00:00",
    "binary": "!!binary aGVsbG8=",
    "set": "!!set {b, a}",
    "infinite": ".inf",
    "list": "[a]",
    "list of nothing": "[null]",
    "empty list": "[]",
    "mapping": "{a: 1}",
    "mapping with times": "{a: 2026-12-01T09:00:00Z, 7: !!set {b}}",
    "empty mapping": "{}",
    "text": "Main",
    "function": '"It is <function _now at 0x7f0000000000>"',
}
"""YAML by what it is."""

TELNYX = {"provider": "telnyx", "apiKey": "telnyx-key-0123456789"}
SAMPLES = {"phone": "+14155550100", "uuid": "5f0c1d2e-0000-4000-8000-000000000001", "sip": "sip:a@example.com"}
SAMPLES |= {
    "url": "https://example.com",
    "time": "2026-12-01T09:00:00Z",
    "time_of_day": "09:00",
    "regex": "x",
    "account_sid": "AC1",
}
SOON = {"wait_timeout": 1, "wait_interval": 0.1}
"""Whoever waits does not wait for long."""

BESIDE: dict[str, dict[str, Any]] = {
    "line": {"name": "Main"},
    "hook": {"event": "call.ending"},
    "hook of a number": {"phone_number": "Main", "event": "call.ending"},
    "call": {"phone_number": "Main", "assistant": "Bot", "customer": {"number": "+14155550111"}, **SOON},
    "customer": {"number": "+14155550111"},
    "SIP authentication": {"username": "front-desk-user-00001"},
    "destination": {"type": "number", "number": "+14155550100"},
    "campaign": {
        **{"name": "Reminder", "phone_number": "Main", "assistant": "Bot"},
        "customers": [{"number": "+14155550111"}],
        # Whether a call has begun in the meantime is no difference.
        "schedule_plan": {"earliest_at": "2035-12-01T09:00:00Z"},
        **SOON,
    },
    "loopback call": {"name": "Proof", "caller": "One", "line": "Two", "assistant": "Bot", **SOON},
}
"""What makes an object whole that says nothing else, by the title of its schema."""

WHOLE: dict[str, dict[str, Any]] = {
    "vapi_assistant": {"name": "Bot"},
    "vapi_call_lines_lint": {"lines": []},
    "vapi_call_lines_rotate": {"twilio_auth_token": "twilio-token-0123456789"},
    "vapi_credential": {"name": "Carrier", "definition": TELNYX},
    "vapi_drift_report": {"orgs": {}},
    "vapi_file": {"name": "prices", "src": "prices.txt"},
    "vapi_org": {"assistants": [{"name": "Bot"}]},
    "vapi_squad": {"name": "Front Desk"},
    "vapi_structured_output": {"name": "summary", "definition": {"type": "ai", "schema": {"type": "object"}}},
    "vapi_tool": {"name": "look_up", "definition": {"type": "function"}},
}
"""The same of a module."""


def sample(schema: Schema) -> dict[str, Any]:
    """A whole object, as short as can be."""
    needed = {field.name: _sample(field) for field in schema.fields if field.required is True}
    return {**needed, **BESIDE.get(schema.title, {})}


def sample_of(module: str) -> dict[str, Any]:
    """A module's options, as few as can be, without those of the connection."""
    return {**sample(tasks()[module].schema), **WHOLE.get(module, {})}


def _sample(field: Field) -> Any:
    if field.type == "list":
        return []
    if field.schema:
        return sample(field.schema)
    plain = {"str": "x", "path": "x", "dict": {}}.get(field.type, 1)
    return field.choices[0] if field.choices else SAMPLES.get(field.format, plain)


def given(option: Option, value: Any) -> dict[str, Any]:
    """A task's options: this one, and what makes the objects whole that it stands in."""
    if len(option.way) == 1:
        return {**sample_of(option.module), option.field.name: value}
    inner: dict[str, Any] = {**sample(option.schema), option.field.name: value}
    schemas = [tasks()[option.module].schema, *(field.schema for field in option.way[:-1])]
    for schema, field in reversed(list(zip(schemas, option.way[:-1]))):
        assert schema is not None
        outer = sample_of(option.module) if schema is schemas[0] else sample(schema)
        inner = {**outer, field.name: [inner] if field.type == "list" else inner}
    return inner


def each() -> Iterator[Option]:
    """Every option once: those at the top of each module, and each nested object in the first module that has it."""
    seen: set[tuple[str, str]] = set()
    for option in options():
        key = (option.schema.title, option.field.name)
        if len(option.way) == 1 or key not in seen:
            seen.add(key)
            yield option


def connections() -> Iterator[Option]:
    """The options of the connection, for every module."""
    for module, task in tasks().items():
        for field in task.connection.fields:
            yield Option(module, (field,), task.connection)
