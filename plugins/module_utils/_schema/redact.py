# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets: which texts are some, options with each mask, and data with each redacted. Pure functions."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from .fields import Field, Schema

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

_SECRET_NAME = re.compile(r"secret|token|password|passwd|api_?key|authorization|headers", re.IGNORECASE)


def is_secret_name(name: Any) -> bool:
    """Whether a key looks like a secret's."""
    return bool(_SECRET_NAME.search(str(name)))


def without_secrets(value: Any) -> Any:
    """The user's own data as it is, but for keys that look like a secret's."""
    if isinstance(value, Mapping):
        return {key: without_secrets(item) for key, item in value.items() if not is_secret_name(key)}
    return [without_secrets(item) for item in value] if isinstance(value, list) else value


def secret_values(schema: Schema, values: Mapping[str, Any]) -> Iterator[str]:
    """Every secret text in read options, so that it can be struck out of foreign words."""
    for name, value in values.items():
        field = schema.field(name)
        if field.secret:
            yield from _texts(value)
        elif field.passthrough:
            yield from _hidden_texts(value)
        elif field.schema:
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, Mapping):
                    yield from secret_values(field.schema, item)


def _hidden_texts(value: Any) -> Iterator[str]:
    """Texts under keys that look like a secret's, in data whose form is the user's own."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item) if is_secret_name(key) else _hidden_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _hidden_texts(item)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)


def mask(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same options, secrets replaced and names as listed, for whatever Ansible checks, echoes or logs."""
    return {
        schema.field(name).documented_as or name: _mask(schema.field(name), value) for name, value in values.items()
    }


def redact(value: Any, secrets: Iterable[str]) -> Any:
    """The same data with these secrets struck out of every text, also where they stand encoded."""
    forms = {form for secret in secrets if len(secret) > 3 for form in _encodings(secret)}
    return _strike(value, sorted(forms, key=len, reverse=True)) if forms else value


def _encodings(secret: str) -> Iterator[str]:
    yield secret
    yield quote(secret, safe="")
    yield json.dumps(secret)[1:-1]
    yield base64.b64encode(secret.encode()).decode().rstrip("=")


def _strike(value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, dict):
        return {key: _strike(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_strike(item, secrets) for item in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
    return value


def _mask(field: Field, value: Any) -> Any:
    if field.secret and value is not None:
        return {key: MASK for key in value} if isinstance(value, Mapping) else MASK
    if field.passthrough:
        return _mask_hidden(value)
    if field.schema and isinstance(value, list):
        return [mask(field.schema, item) for item in value]
    if field.schema and isinstance(value, Mapping):
        return mask(field.schema, value)
    return value


def _mask_hidden(value: Any) -> Any:
    """The user's own data with what stands under a secret's key replaced."""
    if isinstance(value, Mapping):
        return {
            key: MASK if is_secret_name(key) and item is not None else _mask_hidden(item) for key, item in value.items()
        }
    return [_mask_hidden(item) for item in value] if isinstance(value, list) else value
