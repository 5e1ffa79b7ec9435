# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between options and the service's JSON: names, forms, and what may be sent of a record. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fields import UNDOCUMENTED, Field, Shape, camel, snake
from .redact import is_secret_name, without_secrets


def to_api(shape: Shape, values: Mapping[str, Any]) -> dict[str, Any]:
    """What read options ask for in the service's names, without what is local; a null asks for nothing to be there."""
    return {
        shape.field(name).api_name: _encode(shape.field(name), value)
        for name, value in values.items()
        if not shape.field(name).local
    }


def _encode(field: Field, value: Any) -> Any:
    if value is None or not field.shape:
        return value
    if isinstance(value, list):
        return [_encode_object(field.shape, item) for item in value]
    return _encode_object(field.shape, value)


def _encode_object(shape: Shape, value: Mapping[str, Any]) -> dict[str, Any]:
    payload = to_api(shape, value)
    return shape.encode(payload) if shape.encode else payload


def to_options(shape: Shape, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the service as options: our names, plain types, keys without value and every secret left out.

    A resource that declares the read-only field ``undocumented`` keeps there, in snake_case, what no document names.
    """
    decoded = shape.decode(dict(record)) if shape.decode else record
    variant = record.get(camel(shape.selector)) if shape.selector else None
    options: dict[str, Any] = {}
    undocumented: dict[str, Any] = {}
    for key, value in decoded.items():
        field = shape.by_api_name.get(key)
        if value is None or (field is not None and field.secret):
            continue
        if field is not None and field.exists_for(variant):
            options[field.name] = _decode(field, value)
        elif not is_secret_name(key):
            undocumented[snake(str(key))] = snake_keys(value)
    if undocumented and UNDOCUMENTED in shape.by_name:
        options[UNDOCUMENTED] = undocumented
    return options


def documented(shape: Shape, record: Mapping[str, Any]) -> dict[str, Any]:
    """What may be sent of an object: the service refuses fields that no document names, and nulls inside of objects."""
    fields = shape.by_api_name
    return {
        key: documented_value(fields[key], value)
        for key, value in record.items()
        if key in fields and value is not None and not fields[key].read_only
    }


def documented_value(field: Field, value: Any) -> Any:
    """The same for the value of one field; a null at the top is how a field is cleared."""
    if field.shape and isinstance(value, list):
        return [documented(field.shape, item) for item in value if isinstance(item, Mapping)]
    return documented(field.shape, value) if field.shape and isinstance(value, Mapping) else value


def _decode(field: Field, value: Any) -> Any:
    if field.shape and isinstance(value, Mapping):
        return to_options(field.shape, value)
    if field.shape and isinstance(value, list):
        return [to_options(field.shape, item) if isinstance(item, Mapping) else item for item in value]
    if field.free:
        return without_secrets(value)
    return snake_keys(value) if field.read_only else value


def snake_keys(value: Any) -> Any:
    """Plain data with every key in snake_case, at any depth; keys that look like a secret's are left out."""
    if isinstance(value, Mapping):
        return {snake(str(key)): snake_keys(item) for key, item in value.items() if not is_secret_name(key)}
    if isinstance(value, list):
        return [snake_keys(item) for item in value]
    return value
