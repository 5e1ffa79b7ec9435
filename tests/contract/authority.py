# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service takes, told by others: the official SDK, and the OpenAPI document where it is at hand."""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pydantic

from tests.support.needs import DOCUMENT
from tests.support.sdk import sdk_module

CARRIERS = {"vapi": "Vapi", "twilio": "Twilio", "vonage": "Vonage", "telnyx": "Telnyx", "byo-phone-number": "Byo"}
OPERATIONS = ("create", "update")


@dataclass
class Property:
    """One property of a body: its name on the wire and what may stand there."""

    name: str
    required: bool = False
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    default: Any = None
    many: bool = False
    models: tuple[Model, ...] = ()


@dataclass
class Model:
    """An object the service takes."""

    name: str
    properties: dict[str, Property] = field(default_factory=dict)

    def property(self, option: str) -> Property | None:
        """The property that an option in snake_case means, whatever its spelling."""
        return next((one for name, one in self.properties.items() if squashed(name) == squashed(option)), None)


def squashed(name: str) -> str:
    """A name without its spelling: ``number_e164_check_enabled`` and ``numberE164CheckEnabled`` are the same."""
    return name.replace("_", "").lower()


# --- the SDK ----------------------------------------------------------------------------------------------------------


@cache
def sdk_line(provider: str, operation: str) -> Model:
    """The SDK's model of POST or PATCH /phone-number for a carrier."""
    module, union = {
        "create": ("create_phone_numbers_request", "CreatePhoneNumbersRequest"),
        "update": ("update_phone_numbers_request_body", "UpdatePhoneNumbersRequestBody"),
    }[operation]
    word = {"byo-phone-number": "ByoPhoneNumber"}.get(provider, CARRIERS[provider])
    return _of_class(getattr(sdk_module(f"phone_numbers.types.{module}"), f"{union}_{word}"))


@cache
def sdk_call() -> Model:
    """POST /call, which the SDK has as the parameters of a method."""
    create = sdk_module("calls.raw_client").RawCallsClient.create
    names = dict(
        (parameter, name)
        for name, parameter in re.findall(
            r'"(\w+)": (?:convert_and_respect_annotation_metadata\(\s*object_=)?(\w+)', inspect.getsource(create)
        )
    )
    hints = typing.get_type_hints(create, include_extras=True)
    return Model("POST /call", {names[one]: _of_annotation(names[one], hints[one]) for one in names if one in hints})


@cache
def _of_class(model: type[pydantic.BaseModel]) -> Model:
    properties = {}
    for python_name, declared in model.model_fields.items():
        name = declared.alias or python_name
        properties[name] = _of_annotation(name, declared.annotation, declared.is_required())
    return Model(model.__name__, properties)


# What the collection leaves to the user has models as big as the rest of the API together; nobody looks into them.
FREE = {"assistant", "squad", "workflow", "transport", "message", "messages", "headers"}


def _of_annotation(name: str, annotation: Any, required: bool = False) -> Property:
    leaves = list(_leaves(annotation))
    classes = [leaf for leaf in leaves if isinstance(leaf, type) and issubclass(leaf, pydantic.BaseModel)]
    free = name in FREE or name.endswith("Overrides")
    return Property(
        name,
        required,
        choices=tuple(value for leaf in leaves if typing.get_origin(leaf) is typing.Literal for value in leaf.__args__),
        many=any(typing.get_origin(part) in (list, Sequence) for part in _parts(annotation)),
        models=() if free else tuple(_of_class(one) for one in classes),
    )


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if typing.get_origin(annotation) is not typing.Literal:
        for part in typing.get_args(annotation):
            yield from _parts(part)


def _leaves(annotation: Any) -> Iterator[Any]:
    return (
        part for part in _parts(annotation) if typing.get_origin(part) is typing.Literal or not typing.get_args(part)
    )


# --- the OpenAPI document ---------------------------------------------------------------------------------------------


@cache
def _schemas() -> dict[str, Any]:
    return dict(json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"])


def document_line(provider: str, operation: str) -> Model:
    """The document's schema of POST or PATCH /phone-number for a carrier."""
    return document(f"{operation.capitalize()}{CARRIERS[provider]}PhoneNumberDTO")


@cache
def document(name: str) -> Model:
    """A schema of the document."""
    schema = _schemas()[name]
    required = schema.get("required") or ()
    return Model(name, {key: _of_schema(key, value, key in required) for key, value in schema["properties"].items()})


def _of_schema(name: str, schema: Mapping[str, Any], required: bool) -> Property:
    many = schema.get("type") == "array"
    inner: Mapping[str, Any] = schema.get("items", {}) if many else schema
    references = [part["$ref"] for part in (inner, *inner.get("allOf", ()), *inner.get("oneOf", ())) if "$ref" in part]
    free = name in FREE or name.endswith("Overrides")
    return Property(
        name,
        required,
        choices=tuple(inner.get("enum") or ()),
        low=inner.get("minimum", inner.get("minLength")),
        high=inner.get("maximum", inner.get("maxLength")),
        default=schema.get("default"),
        many=many,
        models=() if free else tuple(document(reference.rpartition("/")[2]) for reference in references),
    )
