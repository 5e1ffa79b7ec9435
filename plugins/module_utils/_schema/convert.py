# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between options and the service's JSON: names, forms, and what may be sent of a record. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .fields import UNDOCUMENTED, Field, Schema, camel, snake, with_objects
from .redact import is_secret, without_secrets


def to_api(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """What read options ask for in the service's names, without what is local; a null asks for nothing to be there."""
    given = ((schema.by_name[name], value) for name, value in values.items())
    return {field.api_name: with_objects(field, value, encoded) for field, value in given if not field.local}


def encoded(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    """Read options of a nested object as the service has it."""
    payload = to_api(schema, value)
    return schema.encode(payload) if schema.encode else payload


def to_options(schema: Schema, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the service as options: our names, plain types, keys without value and every secret left out.

    A resource that declares the read-only field ``undocumented`` keeps there, in snake_case, what no document names.
    """
    decoded = schema.decode(dict(record)) if schema.decode else record
    variant = record.get(camel(schema.selector)) if schema.selector else None
    known, existing = schema.by_api_name, schema.by_api_name_for(variant)
    options: dict[str, Any] = {}
    undocumented: dict[str, Any] = {}
    for key, value in decoded.items():
        if value is None or (key in known and known[key].secret):
            continue
        if key in existing:
            options[existing[key].name] = _decode(existing[key], value)
        elif not is_secret(key, value):
            undocumented[snake(str(key))] = snake_keys(value)
    if undocumented and UNDOCUMENTED in schema.by_name:
        options[UNDOCUMENTED] = undocumented
    return options


def unknown_fields(schema: Schema, record: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Paths in a record for which no field is declared, in the service's names: ``hooks[].do[].color``."""
    decoded = schema.decode(dict(record)) if schema.decode else record
    existing = schema.by_api_name_for(record.get(camel(schema.selector)) if schema.selector else None)
    for key, value in decoded.items():
        if key not in existing:
            yield f"{path}{key}"
            continue
        inner = existing[key].schema
        for item in value if isinstance(value, list) else [value]:
            if inner and isinstance(item, Mapping):
                yield from unknown_fields(inner, item, f"{path}{key}{'[]' * isinstance(value, list)}.")


def documented(schema: Schema, record: Mapping[str, Any]) -> dict[str, Any]:
    """What may be sent of an object: the service refuses fields that no document names, and nulls inside of objects."""
    fields = schema.by_api_name
    return {
        key: documented_value(fields[key], value)
        for key, value in record.items()
        if key in fields and value is not None and not fields[key].read_only
    }


def documented_value(field: Field, value: Any) -> Any:
    """The same for the value of one field; a null at the top is how a field is cleared."""
    if field.schema and isinstance(value, list):
        return [documented(field.schema, item) for item in value if isinstance(item, Mapping)]
    return documented(field.schema, value) if field.schema and isinstance(value, Mapping) else value


def _decode(field: Field, value: Any) -> Any:
    if field.schema:
        return with_objects(field, value, to_options)
    if field.passthrough:
        return without_secrets(value)
    return snake_keys(value) if field.read_only else value


def snake_keys(value: Any) -> Any:
    """Plain data with every key in snake_case, at any depth; keys that look like a secret's are left out."""
    if isinstance(value, Mapping):
        return {snake(str(key)): snake_keys(item) for key, item in value.items() if not is_secret(key, item)}
    if isinstance(value, list):
        return [snake_keys(item) for item in value]
    return value
