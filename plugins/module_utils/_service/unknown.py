# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers hold that the collection does not know, by path and without values. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._schema.fields import Schema, camel


def unknown_fields(schema: Schema, record: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Paths in a record for which no field is declared."""
    decoded = schema.decode(dict(record)) if schema.decode else record
    variant = record.get(camel(schema.selector)) if schema.selector else None
    for key, value in decoded.items():
        field = schema.by_api_name.get(key)
        if field is None or not field.exists_for(variant if isinstance(variant, str) else None):
            yield f"{path}{key}"
        elif field.schema:
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, Mapping):
                    yield from unknown_fields(field.schema, item, f"{path}{key}{'[]' * isinstance(value, list)}.")
