# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers hold that the collection does not know, by path and without values. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._org.keys import NOT_REFERENCES, REFERENCES, USER_DATA
from .._schema.fields import Schema, camel
from .._schema.redact import NOT_SECRETS, SECRETS, is_secret


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


def undecided_keys(value: Any, path: str = "") -> Iterator[str]:
    """Paths in a definition whose keys look like a reference or a secret, and are decided as neither.

    Definitions pass through whole, so that only such a key could be taken for something that it is not.
    """
    if isinstance(value, list):
        for item in value:
            yield from undecided_keys(item, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            here = f"{path}.{key}" if path else str(key)
            if _is_undecided(str(key), item):
                yield here
            if key not in USER_DATA:
                yield from undecided_keys(item, f"{here}[]" if isinstance(item, list) else here)


def _is_undecided(key: str, value: Any) -> bool:
    if key.endswith(("Id", "Ids")) and key not in REFERENCES and key not in NOT_REFERENCES:
        return True
    is_decided = key in SECRETS or key in NOT_SECRETS or key in USER_DATA
    return isinstance(value, (str, Mapping)) and is_secret(key, value) and not is_decided
