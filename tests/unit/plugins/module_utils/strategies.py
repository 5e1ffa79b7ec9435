# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that fit a declaration, drawn by hypothesis: what a careful user could write."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._resources.hook import ACTION, ENDED_REASONS, HOOK
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import (
    ASSIGNED,
    LINE,
    PROVIDERS,
    ROUTE_IDS,
    VAPI,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema
from hypothesis import settings
from hypothesis import strategies as st

# Whole lines are big values.
settings.register_profile("declarations", settings.get_profile("any machine"), max_examples=25)
settings.load_profile("declarations")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=6,
)
"""Anything that JSON can say."""

PLAIN = st.dictionaries(
    st.text("abcXYZ_-", min_size=1, max_size=6), st.text("abc", max_size=5) | st.integers(0, 9), min_size=1, max_size=3
)
"""A small mapping of the user's own."""

FORMS: dict[str, st.SearchStrategy[str]] = {
    "uuid": st.uuids().map(str),
    "sip": st.text("abcXYZ", min_size=1, max_size=8).map("sip:{}@example.com".format),
    "url": st.text("abcxyz/", max_size=8).map("https://example.com/{}".format),
    "area_code": st.integers(200, 999).map(str),
    "phone": st.integers(10**6, 10**15 - 1).map("+{}".format),
    "account_sid": st.text("0123456789abcdef", min_size=1, max_size=32).map("AC{}".format),
    "token": st.text("abcdef0123-_/+", min_size=1, max_size=32),
    "time": st.just("2026-12-01T09:30:00Z"),
}


def _text(field: Field) -> st.SearchStrategy[str]:
    if field.format:
        return FORMS[field.format]
    low = max(1, int(field.minimum or 1))
    return st.text("abcdef 0123", min_size=low, max_size=min(int(field.maximum or 12), low + 12)).filter(str.strip)


def _number(field: Field) -> st.SearchStrategy[int]:
    return st.integers(int(field.minimum or 0), int(field.maximum or 100))


_known: dict[int, st.SearchStrategy[Any]] = {}


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Values of one field, as they are once read; making a strategy costs more than drawing from it."""
    if id(field) not in _known:
        _known[id(field)] = _value_of(field)
    return _known[id(field)]


def _value_of(field: Field) -> st.SearchStrategy[Any]:
    if field.type == "list":
        return st.lists(_element(field), min_size=1, max_size=3, unique_by=repr)
    if field.schema:
        return options_of(field.schema)
    if field.choices:
        return st.sampled_from(field.choices)
    if field.type in ("int", "float"):
        return _number(field)
    return {"bool": st.booleans(), "dict": PLAIN, "raw": _text(field) | PLAIN}.get(field.type, _text(field))


def _element(field: Field) -> st.SearchStrategy[Any]:
    if field.schema:
        return options_of(field.schema)
    if field.choices:
        return st.sampled_from(field.choices)
    return {"dict": PLAIN, "int": st.integers(400, 599)}.get(field.elements, _text(field))


def options_of(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    """Valid options of a nested schema."""
    if id(schema) not in _known:
        _known[id(schema)] = hooks() if schema is HOOK else _options_of(schema)
    return _known[id(schema)]


@st.composite
def _options_of(draw: st.DrawFn, schema: Schema) -> dict[str, Any]:
    variant = draw(st.sampled_from(schema.by_name[schema.selector].choices)) if schema.selector else None
    options = {schema.selector: variant} if variant else {}
    for field in schema.fields:
        if field.local or field.read_only or field.name in options or not field.exists_for(variant):
            continue
        if field.required_for(variant) or field.secret or draw(st.booleans()):
            options[field.name] = draw(value_of(field))
    return options


def hooks() -> st.SearchStrategy[dict[str, Any]]:
    """A valid hook of either event."""
    action = st.lists(options_of(ACTION), min_size=1, max_size=1)
    prefixes = st.lists(st.text("123456789", min_size=1, max_size=5), min_size=1, max_size=3, unique=True)
    callers = st.lists(st.fixed_dictionaries({"starts_with": prefixes}), min_size=1, max_size=2)
    ended = st.lists(st.sampled_from(ENDED_REASONS), min_size=1, max_size=3, unique=True)
    reasons = st.lists(st.fixed_dictionaries({"one_of": ended}), min_size=1, max_size=2)
    ringing = {"event": st.just("call.ringing"), "do": action}
    return st.fixed_dictionaries(ringing, optional={"filters": callers}) | st.fixed_dictionaries(
        {"event": st.just("call.ending")}, optional={"do": action, "filters": reasons}
    )


@st.composite
def lines(draw: st.DrawFn, provider: str | None = None) -> dict[str, Any]:
    """A valid line of a carrier: all that has to be there, and any of the rest."""
    carrier = provider or draw(st.sampled_from(PROVIDERS))
    route = draw(st.sampled_from(("", *ROUTE_IDS)))
    line: dict[str, Any] = {
        "provider": carrier,
        "name": draw(st.text("abc XYZ", min_size=1, max_size=40).filter(str.strip)),
    }
    for field in LINE.fields:
        left_out = field.local or field.read_only or field.name in line or not field.exists_for(carrier)
        if left_out or field.name == ASSIGNED.get(carrier) or (field.name in ROUTE_IDS and field.name != route):
            continue
        if field.required_for(carrier) or field.secret or field.name == route or draw(st.booleans()):
            line[field.name] = draw(value_of(field))
    return _without_contradictions(line)


def _without_contradictions(line: dict[str, Any]) -> dict[str, Any]:
    if line["provider"] == VAPI:
        line.pop("number_desired_area_code" if "sip_uri" in line else "nothing", None)
        if "sip_uri" not in line:
            line.setdefault("number_desired_area_code", "415")
    return line


def record_of(payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The record that a payload makes."""
    stamp = "2026-01-01T00:00:00.000Z"
    return {"id": "5f0c1d2e-0000-4000-8000-000000000001", "createdAt": stamp, "updatedAt": stamp, **payload, **more}
