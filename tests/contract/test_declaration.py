# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The declarations against what others say of the service: nothing missing, nothing invented, the same limits.

The official SDK knows names, types, choices and what is required; the OpenAPI document, where it is at hand, knows
bounds and defaults besides. Every known difference is listed with its reason, and one that is gone fails too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import AREA_CODE, ASSIGNED, LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema, camel

from tests.contract import authority
from tests.contract.authority import CARRIERS, OPERATIONS, Model, Property
from tests.support.needs import DOCUMENT, NO_DOCUMENT


class Difference(NamedTuple):
    """Where a declaration and an authority disagree."""

    noun: str
    name: str
    aspect: str


# --- comparing --------------------------------------------------------------------------------------------------------


def differences(
    schema: Schema, models: tuple[Model, ...], aspects: str, variant: str | None = None
) -> Iterator[Difference]:
    """Everything in which a shape and the models it stands for disagree."""
    fields = [field for field in schema.fields if not field.local and not field.read_only]
    for model in models:
        chosen = variant or _variant_of(schema, model)
        own = {field.api_name for field in fields if _is_sent(field, chosen)}
        offered = set(model.properties)
        for name in sorted(offered - own):
            yield Difference(schema.title, name, "missing")
        for name in sorted(own - offered if chosen else own - {one for other in models for one in other.properties}):
            yield Difference(schema.title, name, "invented")
    for field in fields:
        known = [model.properties[field.api_name] for model in models if field.api_name in model.properties]
        if known and not (variant and field.name == schema.selector):
            yield from _in_detail(schema, field, known, aspects)
            if field.schema:
                inner = tuple(model for one in known for model in one.models)
                yield from differences(field.schema, inner, aspects)


def _is_sent(field: Field, variant: str | None) -> bool:
    return field.exists_for(variant) and (variant is None or field.api_name != ASSIGNED.get(variant or ""))


def _variant_of(schema: Schema, model: Model) -> str | None:
    return str(model.properties[camel(schema.selector)].choices[0]) if schema.selector else None


def _in_detail(schema: Schema, field: Field, known: list[Property], aspects: str) -> Iterator[Difference]:
    judges: dict[str, Callable[[], tuple[Any, Any]]] = {
        "list": lambda: (field.type == "list", any(one.many for one in known)),
        "nested": lambda: (field.schema is not None, any(one.models for one in known)),
        "choices": lambda: (set(field.choices), {choice for one in known for choice in one.choices}),
        "required": lambda: (bool(field.required), any(one.required for one in known)),
        "least": lambda: (field.minimum, known[0].low),
        "most": lambda: (field.maximum, known[0].high),
        "default": lambda: (field.service_default, known[0].default),
    }
    for aspect in aspects.split():
        ours, theirs = judges[aspect]()
        if ours != theirs:
            yield Difference(schema.title, field.api_name, aspect)


def all_differences(line: Callable[[str, str], Model], call: Model, aspects: str) -> set[Difference]:
    """The differences of every carrier's line on create, and of a call."""
    found = set(differences(CALL, (call,), aspects))
    for provider in CARRIERS:
        found.update(differences(LINE, (line(provider, "create"),), aspects, provider))
    return found


# --- what is known ----------------------------------------------------------------------------------------------------

BOTH = {
    # The user need not write what has one possible value.
    Difference("hook filter", "type", "required"): "the event decides it",
    Difference("hook filter", "key", "required"): "the event decides it",
    Difference("hook filter", "startsWith", "required"): "required by the event call.ringing, see _hook._check_filter",
    Difference("hook filter", "oneOf", "required"): "required by the event call.ending, see _hook._check_filter",
    Difference("hook", "do", "required"): "required by the event call.ringing, see _hook._check",
    Difference(
        "SIP authentication", "password", "required"
    ): "asked for when it is written, see _lines._without_password",
    Difference("line", "number", "required"): "a byo line without a number can never be found again",
}

IN_THE_SDK = {
    **BOTH,
    # The SDK fills in what tells its classes apart.
    **{Difference(noun, "type", "required"): "" for noun in ("destination", "hook action", "context engineering plan")},
    Difference("hook", "on", "required"): "",
    Difference("hook action", "destination", "required"): "a transfer without a destination is none",
    # Strings with a choice, which the document calls objects and the SDK takes for anything.
    Difference("backoff plan", "type", "choices"): "",
    Difference("transfer plan", "sipVerb", "choices"): "",
}

IN_THE_DOCUMENT = {
    **BOTH,
    Difference("destination", "name", "invented"): "the SDK is newer than the document",
    Difference("call", "squadVersion", "invented"): "the SDK is newer than the document",
    Difference("hook action", "destination", "required"): "a transfer without a destination is none",
}

ASPECTS = "list nested choices required"


def test_carriers() -> None:
    assert set(LINE.by_name["provider"].choices) == set(CARRIERS)


def test_declarations_agree_with_the_sdk() -> None:
    assert all_differences(authority.sdk_line, authority.sdk_call(), ASPECTS) == set(IN_THE_SDK)


@pytest.mark.parametrize("provider", CARRIERS)
def test_updates_agree_with_the_sdk(provider: str) -> None:
    assert not_updatable(authority.sdk_line(provider, "create"), authority.sdk_line(provider, "update")) == {
        camel(name) for name in (AREA_CODE,) if LINE.by_name[name].exists_for(provider)
    }


def not_updatable(create: Model, update: Model) -> set[str]:
    """What can be written when a thing is made and never again."""
    return set(create.properties) - set(update.properties)


needs_document = pytest.mark.skipif(not DOCUMENT.exists(), reason=NO_DOCUMENT)


@needs_document
def test_declarations_agree_with_the_document() -> None:
    found = all_differences(authority.document_line, authority.document("CreateCallDTO"), ASPECTS)
    assert found == set(IN_THE_DOCUMENT)


BOUNDS_ELSEWHERE = {
    Difference("line", "numberDesiredAreaCode", "least"): "form area_code",
    Difference("line", "numberDesiredAreaCode", "most"): "form area_code",
    **{
        Difference("line", "number", bound): "told of byo-phone-number only; E.164 is within"
        for bound in ("least", "most")
    },
    **{
        Difference(noun, name, "most"): "one choice, which is shorter"
        for noun, name in (("hook", "on"), ("hook filter", "type"), ("hook filter", "key"))
    },
}


@needs_document
def test_bounds_agree_with_the_document() -> None:
    found = all_differences(authority.document_line, authority.document("CreateCallDTO"), "least most")
    assert found - {one for one in found if one.aspect in ("missing", "invented")} == set(BOUNDS_ELSEWHERE)


@needs_document
@pytest.mark.parametrize("provider", CARRIERS)
def test_updates_agree_with_the_document(provider: str) -> None:
    create, update = (authority.document_line(provider, operation) for operation in OPERATIONS)
    assert not_updatable(create, update) == not_updatable(
        authority.sdk_line(provider, "create"), authority.sdk_line(provider, "update")
    )
    assert not set(update.properties) - set(create.properties)


DEFAULTS_IN_WORDS = {
    # The document tells these in a description or an example, not as a default.
    Difference("transient phone number", "smsEnabled", "default"): "a transient number is never compared",
    Difference("server", "timeoutSeconds", "default"): "@default 20",
    Difference("server", "staticIpAddressesEnabled", "default"): "@default false",
    Difference("summary plan", "enabled", "default"): "@default true",
    Difference("summary plan", "timeoutSeconds", "default"): "@default 5",
    Difference("transfer plan", "sipHeadersInReferToEnabled", "default"): "@default false",
}


@needs_document
def test_defaults_agree_with_the_document() -> None:
    found = all_differences(authority.document_line, authority.document("CreateCallDTO"), "default")
    assert {one for one in found if one.aspect == "default"} == set(DEFAULTS_IN_WORDS)


@needs_document
@pytest.mark.parametrize("provider", CARRIERS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_sdk_and_document_name_the_same_fields_of_a_line(provider: str, operation: str) -> None:
    sdk, document = authority.sdk_line(provider, operation), authority.document_line(provider, operation)
    assert set(sdk.properties) == set(document.properties)
