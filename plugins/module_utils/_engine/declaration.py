# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record of the service as what a user could declare: what, declared again, changes nothing. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._schema.convert import to_api
from .._schema.diff import plan_update
from .._schema.fields import Field, Schema, with_objects
from .._schema.validate import E164_SWITCH, read
from .._schema.values import is_blank


def understood(schema: Schema, values: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the options that, declared again, are what the record has: nothing is held back or written otherwise.

    How an option is read may depend on others: on the variant, and on the switch of a number's form.
    """
    known = {name: values[name] for name in (schema.selector, E164_SWITCH) if name in values}
    found = {}
    for name, shown in values.items():
        value = with_objects(schema.by_name[name], shown, _without_blank_guards)
        problems: list[str] = []
        read_back = read(schema, {"id": record["id"], **known, name: value}, problems).get(name)
        if not problems and not plan_update(schema, to_api(schema, {name: read_back}), record).changed:
            found[name] = value
    return found


def _without_blank_guards(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    """The object without guards that are blank inside of it: a record may have them, a declaration may not."""
    return {
        name: with_objects(schema.by_name[name], item, _without_blank_guards)
        for name, item in value.items()
        if not (schema.by_name[name].guard and is_blank(item))
    }


def spelled_out(field: Field, value: Any) -> Any:
    """The value with a null for all that is not there: what a later change adds is then taken away again."""
    if value is None:
        return [] if field.type == "list" else field.service_default
    return with_objects(field, value, _object_spelled_out)


def _object_spelled_out(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    variant = value.get(schema.selector) if schema.selector else None
    absent = {
        field.name: None
        for field in schema.fields
        if field.name not in value and field.exists_for(variant) and not (field.secret or field.required_for(variant))
    }
    return {**absent, **{name: spelled_out(schema.by_name[name], item) for name, item in value.items()}}
