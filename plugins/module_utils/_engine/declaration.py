# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record of the service as what a user could declare: what, declared again, changes nothing. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._schema.convert import to_api
from .._schema.diff import plan_update
from .._schema.fields import Field, Schema
from .._schema.validate import read


def round_trips(schema: Schema, declared: Mapping[str, Any], name: str, record: Mapping[str, Any]) -> bool:
    """Whether the option is understood when it is declared, and is what the record has, nothing being held back."""
    problems: list[str] = []
    values = read(schema, declared, problems)
    return not problems and not plan_update(schema, to_api(schema, {name: values.get(name)}), record).changed


def spelled_out(field: Field, value: Any) -> Any:
    """The value with a null for all that is not there: what a later change adds is then taken away again."""
    if value is None:
        return [] if field.type == "list" else field.service_default
    if isinstance(value, list):
        return [_object(field.schema, item) if field.schema else item for item in value]
    return _object(field.schema, value) if field.schema else value


def _object(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    variant = value.get(schema.selector) if schema.selector else None
    absent = {
        field.name: None
        for field in schema.fields
        if field.name not in value and field.exists_for(variant) and not (field.secret or field.required_for(variant))
    }
    return {**absent, **{name: spelled_out(schema.by_name[name], item) for name, item in value.items()}}
