# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets: which texts are some, options with each mask, and data with each redacted. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from .._errors import VapiError
from .fields import Field, Schema, with_objects
from .strike import MASK, Secrets, with_texts

SECRETS = frozenset(
    (
        *("apiKey", "apiSecret", "authToken", "authPassword", "token", "secretKey", "clientSecret", "privateKey"),
        *("secretAccessKey", "awsSecretAccessKey", "hmacSecret", "hmacAccessKey", "refreshToken", "accessToken"),
        *("webhookUrl", "slackWebhookUrl", "secret", "password", "serverUrlSecret", "sessionToken", "jwtSecret"),
        *("twilioAuthToken", "twilioApiKey", "twilioApiSecret", "vonageApplicationPrivateKey", "callToken"),
        *("openAIKey", "ocpApimSubscriptionKey", "SecretAccessKey", "SessionToken", "headers"),
    )
)
"""Keys whose value is a secret: never compared, never shown."""

NOT_SECRETS = frozenset(
    (
        *("credentialId", "credentialIds", "credentials", "credential", "authorizationId", "secretIsBase64"),
        *("tokenUri", "privateKeyId", "publicKey", "gcpKey", "promptCacheKey", "providerConfigKey"),
        *("key", "isServerUrlSecretSet", "keypadInputPlan"),
        *("keytermsPrompt", "systemKey", "sipHeaders"),
    )
)
"""Keys that look like a secret's by their name and are none; counts of tokens are told by their plural."""

_SECRET_KEYS, _OTHER_KEYS = (frozenset(key.lower() for key in keys) for keys in (SECRETS, NOT_SECRETS))
_SECRET_NAME = re.compile(r"secret|token|password|passwd|api_?key|authorization|headers", re.IGNORECASE)
_COUNT_NAME = re.compile(r"(^|[a-z_])tokens$", re.IGNORECASE)
"""``maxTokens``, ``llmPromptTokens``: how many, and no token."""
_SECRET_HEADER = re.compile(r"secret|token|passw|key|auth|cookie|signature|credential", re.IGNORECASE)
_LOOKS_SECRET = re.compile(r"(?=.*\d).{8,}|.{12,}", re.DOTALL)
"""A header's value that is no word: eight characters with a digit among them, or twelve."""


_SCHEMA_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
_FIXED = ("value", "default", "const", "enum", "example", "examples")
_SCHEMA_WORDS = frozenset(
    (
        *("type", "properties", "items", "required", "description", "title", "format", "pattern", "nullable", *_FIXED),
        *("additionalProperties", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "target"),
        *("anyOf", "oneOf", "allOf", "not", "$ref", "$schema", "uniqueItems", "multipleOf", "strict"),
    )
)


def is_secret(name: Any, value: Any) -> bool:
    """Whether what stands under a key is a secret, by the key's name; counts, numbers and booleans are none.

    Nor is what describes a value by a JSON schema, such as the parameter ``password`` of a function.
    """
    return looks_secret(str(name)) and not isinstance(value, (bool, int, float)) and not is_described(value, str(name))


@lru_cache(maxsize=4096)
def looks_secret(key: str) -> bool:
    """Whether a text under this key is a secret."""
    plain = key.replace("_", "").lower()
    if plain in _SECRET_KEYS or plain in _OTHER_KEYS:
        return plain in _SECRET_KEYS
    return bool(_SECRET_NAME.search(key)) and not _COUNT_NAME.search(key)


def is_described(value: Any, name: str = "") -> bool:
    """Whether a value is a JSON schema that says how a value looks, and fixes no secret.

    A fixed value is a secret by the ``name`` of its property, or by its look.
    """
    if not isinstance(value, Mapping) or value.keys() - _SCHEMA_WORDS:
        return False
    properties, items = value.get("properties"), value.get("items")
    if not isinstance(properties, Mapping) and value.get("type") not in _SCHEMA_TYPES:
        return False
    if any(_SECRET_HEADER.search(name) or _LOOKS_SECRET.fullmatch(text) for text in _fixed_in(value)):
        return False
    below = [*(properties.items() if isinstance(properties, Mapping) else ()), (name, items)]
    return all(is_described(one, str(inner)) for inner, one in below if isinstance(one, Mapping))


def _fixed_in(schema: Any) -> Iterator[str]:
    """The texts that a JSON schema allows or sets, itself."""
    for key in _FIXED if isinstance(schema, Mapping) else ():
        fixed = schema.get(key)
        yield from (text for text in (fixed if isinstance(fixed, list) else [fixed]) if isinstance(text, str))


def without(value: Any, is_out: Callable[[Any, Any], bool], kept: Collection[str] = ()) -> Any:
    """The same data, but for what ``is_out`` says so of at any depth, by key and value; an item of a list has no key.

    What stands under a key that is ``kept`` is left as it is.
    """
    if isinstance(value, Mapping):
        return {
            key: item if key in kept else without(item, is_out, kept)
            for key, item in value.items()
            if not is_out(key, item)
        }
    if isinstance(value, list):
        return [without(item, is_out, kept) for item in value if not is_out(None, item)]
    return value


def without_secrets(value: Any) -> Any:
    """The user's own data as it is, but for its secrets, at any depth."""
    return without(value, is_secret)


def masked(value: Any) -> Any:
    """The user's own data with every secret replaced by the mask, to be shown."""
    if isinstance(value, Mapping):
        return {key: MASK if item is not None and is_secret(key, item) else masked(item) for key, item in value.items()}
    return [masked(item) for item in value] if isinstance(value, list) else value


def secret_values(schema: Schema, values: Mapping[str, Any]) -> Iterator[str]:
    """Every secret text in read options, so that it can be struck out of foreign words.

    A header is a secret by its name or its length, and only where it is no part of another option: ``X-Env:
    production`` beside the line "production desk" is a word, and striking it out would hide the line's name.
    """
    texts = _Texts([], [], [])
    _sort_texts(schema, values, texts)
    yield from texts.secrets
    known = "\n".join(texts.words)
    yield from (header for header in dict.fromkeys(texts.headers) if header not in known)


class _Texts(NamedTuple):
    """The texts of options: certain secrets, headers that may be some, and all others."""

    secrets: list[str]
    headers: list[str]
    words: list[str]


def _sort_texts(schema: Schema, values: Mapping[str, Any], texts: _Texts) -> None:
    for name, value in values.items():
        field = schema.by_name[name]
        if field.secret:
            _sort_secret(value, texts)
        elif field.schema:
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, Mapping):
                    _sort_texts(field.schema, item, texts)
        else:
            _sort_own(value, texts)


def _sort_own(value: Any, texts: _Texts) -> None:
    """The same for data whose form is the user's own."""
    if isinstance(value, str):
        texts.words.append(value)
        return
    for key, item in value.items() if isinstance(value, Mapping) else ():
        if is_secret(key, item):
            _sort_secret(item, texts)
        else:
            _sort_own(item, texts)
    for item in value if isinstance(value, list) else ():
        _sort_own(item, texts)


def _sort_secret(value: Any, texts: _Texts) -> None:
    """What stands where a secret does; a mapping there is one of headers."""
    if isinstance(value, Mapping):
        texts.headers.extend(_secret_headers(value))
    else:
        texts.secrets.extend(_texts(value))


def _secret_headers(headers: Mapping[str, Any]) -> Iterator[str]:
    properties = headers.get("properties")
    if isinstance(properties, Mapping):
        headers = {name: list(_fixed_in(schema)) for name, schema in properties.items()}
    for name, value in headers.items():
        named = bool(_SECRET_HEADER.search(str(name)))
        for text in _texts(value):
            if named or _LOOKS_SECRET.fullmatch(text):
                yield text
                # As in "Bearer …": the scheme is none, what follows it may be repeated alone.
                last = text.partition(" ")[2]
                if _LOOKS_SECRET.fullmatch(last) and (named or re.search(r"\d", last)):
                    yield last


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)


def redact_error(error: VapiError, secrets: Iterable[str]) -> VapiError:
    """The error without these secrets, as data.

    Before a sentence is made of it: that joins lines and writes control characters out, which a secret may hold.
    """
    error.message, error.hint = redact([error.message, error.hint], secrets)
    return error


def mask(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same options, secrets replaced, for whatever Ansible checks, echoes or logs."""
    return {name: _mask(schema.by_name[name], value) for name, value in values.items()}


def redact(value: Any, secrets: Iterable[str]) -> Any:
    """The same data with these secrets struck out of every text, also where they stand encoded."""
    found = Secrets(secrets)
    return with_texts(value, found.struck_from) if found else value


def _mask(field: Field, value: Any) -> Any:
    if field.secret and value is not None:
        return {key: MASK for key in value} if isinstance(value, Mapping) else MASK
    if field.passthrough:
        return masked(value)
    return with_objects(field, value, mask)


_SECRET_IN_URL = re.compile(
    r"(://)[^/?#@\s]{1,200}(?=@)|([?&][^=&#?\s]{0,40}(?:secret|token|passw|key|auth|sig)[^=&#?\s]{0,40}=)[^&#\s\"']+",
    re.IGNORECASE,
)
"""User information of a URL, and query parameters with a secret."""


def without_url_secrets(value: Any) -> Any:
    """The same data for people to read: addresses in it without user information and without tokens in their query.

    Not for what can be handed in again, where an address has to stay one.
    """
    return with_texts(value, lambda text: _SECRET_IN_URL.sub(rf"\1\2{MASK}", text) if "://" in text else text)
