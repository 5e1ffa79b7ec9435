# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary in which resources are declared, and what follows from a declaration.

A resource is a :class:`Shape`: a tuple of :class:`Field`. From it are derived the argument spec, the payload with the
service's names, the way back to options with every secret left out, and (in ``validate``) the check of what a user
wrote. No I/O, and no knowledge of any one resource.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any
from urllib.parse import quote

from ansible.module_utils.basic import env_fallback
from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict, snake_dict_to_camel_dict

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
UNDOCUMENTED = "undocumented"


@dataclass(frozen=True)
class Field:
    """One option of a resource and the field of the service behind it."""

    name: str
    type: str = "str"
    api: str = ""
    """The service's name, where it is not simply the option's in camelCase."""
    listed_as: str = ""
    """The name in argument spec and documentation, where Ansible forbids ``name`` there; both are accepted."""
    elements: str = ""
    shape: Shape | None = None
    choices: tuple[Any, ...] = ()
    aliases: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    """Bounds of a number's value or of a text's length; of each element's in a list."""
    form: str = ""
    """What a text must look like: a key of ``validate.FORMS``."""
    variants: tuple[str, ...] = ()
    """Values of the shape's selector (a line's provider, a destination's type) that have the field; empty: all."""
    required: bool | tuple[str, ...] = False
    """True, or the variants that cannot exist without it."""
    assigned: tuple[str, ...] = ()
    """Variants whose value the service chooses: it finds a resource and is never sent."""
    checked_by: str = ""
    """The option by whose value the service checks this field: it goes out with it, changed or not."""
    create_only: bool = False
    immutable: bool = False
    read_only: bool = False
    """Comes back from the service; passed over when it is handed in again."""
    secret: bool = False
    free: bool = False
    """The user's own mapping: its keys are nobody else's business."""
    exact: bool = False
    """Left out means none: what the service has here beyond the declaration is a difference."""
    unordered: bool = False
    caseless: bool = False
    blank: bool = False
    """An empty text says something here; it does not mean that there is nothing."""
    empty: Any = None
    """What clears the field on the wire."""
    service_default: Any = None
    """What the service documents for a field left out: absent, null and this are the same."""
    local: bool = False
    """Never sent."""
    returned: bool = False
    """Never sent, and yet the service returns it under this name."""
    default: Any = None
    env: str = ""

    @cached_property
    def api_name(self) -> str:
        """The service's name of the field."""
        return self.api or camel(self.name)

    def required_for(self, variant: str | None) -> bool:
        """Whether a resource of this variant cannot exist without the field."""
        return self.required if isinstance(self.required, bool) else variant in self.required

    def exists_for(self, variant: str | None) -> bool:
        """Whether the field exists for this variant; an unknown variant has them all."""
        return not self.variants or variant is None or variant in self.variants


@dataclass(frozen=True)
class Shape:
    """A resource, or an object nested in one."""

    noun: str
    fields: tuple[Field, ...]
    selector: str = ""
    """The field whose value decides which variants exist."""
    exclusive: tuple[str, ...] = ()
    """Fields of which one at most has a value: setting one clears the others in the same request."""
    partial: bool = False
    """It may describe what exists already: required fields are asked for only when it is created."""
    check: Callable[[dict[str, Any]], Iterator[str]] | None = None
    """Sentences about values that contradict each other, each beginning with an option's name."""
    prepare: Callable[[dict[Any, Any]], dict[Any, Any]] | None = None
    """Mends what users write in more than one way, before it is read."""
    encode: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    decode: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """Between our payload and the service's, where the service forms an object differently from our options."""

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by every name a user may write."""
        return {
            name: field for field in self.fields for name in (field.name, field.listed_as or field.name, *field.aliases)
        }

    @cached_property
    def by_api_name(self) -> dict[str, Field]:
        """Fields by the service's names."""
        return {field.api_name: field for field in self.fields if field.returned or not field.local}

    def field(self, name: str) -> Field:
        """The field of this option name."""
        return self.by_name[name]


@cache
def camel(name: str) -> str:
    """``number_e164_check_enabled`` to ``numberE164CheckEnabled``."""
    return str(next(iter(snake_dict_to_camel_dict({name: None}))))


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """``numberE164CheckEnabled`` to ``number_e164_check_enabled``."""
    return str(next(iter(camel_dict_to_snake_dict({name: None}))))


def argument_spec(fields: Sequence[Field]) -> dict[str, dict[str, Any]]:
    """The fields as Ansible's argument spec."""
    return {field.listed_as or field.name: _argument(field) for field in fields if not field.read_only}


def _argument(field: Field) -> dict[str, Any]:
    # Ansible takes a name like …_token for a secret and wants a decision about each: no_log is always given.
    argument: dict[str, Any] = {"type": field.type, "no_log": field.secret}
    for key, value in (
        ("elements", field.elements),
        ("choices", list(field.choices)),
        ("aliases", list(field.aliases)),
        ("required", field.required is True),
        ("options", argument_spec(field.shape.fields) if field.shape else None),
        ("fallback", (env_fallback, [field.env]) if field.env else None),
    ):
        if value:
            argument[key] = value
    if field.default is not None:
        argument["default"] = field.default
    return argument


def with_defaults(shape: Shape, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with our own defaults for what was left out or is null."""
    defaults = {field.name: field.default for field in shape.fields if field.default is not None}
    return {**defaults, **{name: value for name, value in values.items() if value is not None or name not in defaults}}


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
        elif not _SECRET_NAME.search(str(key)):
            undocumented[snake(str(key))] = snake_keys(value)
    if undocumented and UNDOCUMENTED in shape.by_name:
        options[UNDOCUMENTED] = undocumented
    return options


_SECRET_NAME = re.compile(r"secret|token|password|passwd|api_?key|authorization|headers", re.IGNORECASE)


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
        return _without_secrets(value)
    return snake_keys(value) if field.read_only else value


def _without_secrets(value: Any) -> Any:
    """The user's own data as it is, but for keys that look like a secret's."""
    if isinstance(value, Mapping):
        return {key: _without_secrets(item) for key, item in value.items() if not _SECRET_NAME.search(str(key))}
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value


def snake_keys(value: Any) -> Any:
    """Plain data with every key in snake_case, at any depth; keys that look like a secret's are left out."""
    if isinstance(value, Mapping):
        return {snake(str(key)): snake_keys(item) for key, item in value.items() if not _SECRET_NAME.search(str(key))}
    if isinstance(value, list):
        return [snake_keys(item) for item in value]
    return value


def secrets_of(shape: Shape, values: Mapping[str, Any]) -> Iterator[str]:
    """Every secret text in read options, so that it can be struck out of foreign words."""
    for name, value in values.items():
        field = shape.field(name)
        if field.secret:
            yield from _texts(value)
        elif field.free:
            yield from _hidden_texts(value)
        elif field.shape:
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, Mapping):
                    yield from secrets_of(field.shape, item)


def _hidden_texts(value: Any) -> Iterator[str]:
    """Texts under keys that look like a secret's, in data whose form is the user's own."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item) if _SECRET_NAME.search(str(key)) else _hidden_texts(item)
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


def masked(shape: Shape, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same options, secrets replaced and names as listed, for whatever Ansible checks, echoes or logs."""
    return {shape.field(name).listed_as or name: _mask(shape.field(name), value) for name, value in values.items()}


def struck(value: Any, secrets: Iterable[str]) -> Any:
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
    if field.shape and isinstance(value, list):
        return [masked(field.shape, item) for item in value]
    if field.shape and isinstance(value, Mapping):
        return masked(field.shape, value)
    return value
