# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A schema as Ansible's argument spec, and its defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .fields import Field, Schema


def argument_spec(fields: Sequence[Field]) -> dict[str, dict[str, Any]]:
    """The fields as Ansible's argument spec."""
    return {field.name: _argument(field) for field in fields if not field.read_only}


def _argument(field: Field) -> dict[str, Any]:
    # Ansible takes a name like …_token for a secret and wants a decision about each: no_log is always given.
    argument: dict[str, Any] = {"type": field.type, "no_log": field.secret}
    for key, value in (
        ("elements", field.elements),
        ("choices", list(field.choices)),
        ("aliases", list(field.aliases)),
        ("required", field.required is True),
        ("options", argument_spec(field.schema.fields) if field.schema and not field.schema.module else None),
    ):
        if value:
            argument[key] = value
    if field.default is not None:
        argument["default"] = field.default
    return argument


def with_defaults(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with our own defaults for what was left out or is null."""
    defaults = {field.name: field.default for field in schema.fields if field.default is not None}
    return {**defaults, **{name: value for name, value in values.items() if value is not None or name not in defaults}}
