# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user wrote, held against a declaration, before anything is sent.

Ansible's own validator stops at the first fault, does not say in which element of a list, knows no limits and cannot
tell null from omitted; this one names every fault by its path. Conversions are Ansible's own. Pure functions.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ansible.module_utils.common.validation import (
    check_type_bool,
    check_type_dict,
    check_type_float,
    check_type_int,
    check_type_list,
    check_type_path,
    check_type_str,
)

from .fields import Field, Schema

E164 = re.compile(r"\+[1-9]\d{6,14}")
EXTENSION = re.compile(r"\+?[a-zA-Z0-9]+")
"""A number where ``number_e164_check_enabled`` is off."""

FORMS = {
    "uuid": (re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), "is not an id (a UUID)."),
    "sip": (re.compile(r"sips?:\S+", re.IGNORECASE), "is not a SIP URI; it begins with sip: and has no spaces."),
    "url": (re.compile(r"https?://\S+", re.IGNORECASE), "is not a URL; it begins with https://."),
    "area_code": (re.compile(r"\d{3}"), "is not an area code; write three digits, such as 415."),
    "time": (
        re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)"),
        "is not a time with its zone; write it as 2026-12-01T09:30:00Z.",
    ),
    "time_of_day": (re.compile(r"([01]\d|2[0-3]):[0-5]\d"), "is not a time of day; write it as '09:30' (in quotes)."),
    # Its E.164 form depends on a switch beside it: see phone_problem().
    "phone": (re.compile(r"(?s).+"), ""),
}


def read(schema: Schema, given: Any, problems: list[str], path: str = "") -> dict[str, Any]:
    """What the user wrote, checked and with plain types; only what was written is in the result.

    An explicit null, and an empty string where there is no text, stay as ``None``: that is how a field is cleared.
    Everything wrong is appended to ``problems``, a sentence each that begins with the option's path.
    """
    if not isinstance(given, Mapping):
        problems.append(f"{path or schema.title}: must be a mapping of options, not {type(given).__name__}.")
        return {}
    values: dict[str, Any] = {}
    for key, value in (schema.prepare(dict(given)) if schema.prepare else given).items():
        field = schema.by_name.get(key)
        if field is None:
            problems.append(f"{_join(path, str(key))}: {_unknown(schema, str(key))}")
        elif field.read_only or (field.local and value is None):
            continue
        elif field.name in values:
            problems.append(f"{_join(path, key)}: is another name of {field.name}, and both are given; keep one.")
        else:
            values[field.name] = _read_value(field, value, _join(path, field.name), problems)
    problems.extend(_join(path, sentence) for sentence in _contradictions(schema, values))
    return values


def misplaced(schema: Schema, values: Mapping[str, Any], variant: str | None) -> Iterator[str]:
    """Sentences about fields that do not exist for this variant."""
    for name, value in values.items():
        field = schema.field(name)
        if value is not None and not field.exists_for(variant):
            owners = " or ".join(field.variants)
            yield f"{name}: belongs to {schema.selector} {owners}, and this {schema.title} is {variant}; remove it."


def missing(schema: Schema, values: Mapping[str, Any], variant: str | None) -> Iterator[str]:
    """Sentences about required fields that are not there."""
    for field in schema.fields:
        if field.required_for(variant) and values.get(field.name) is None:
            owner = f"{schema.title} with {schema.selector} {variant}" if variant else schema.title
            yield f"{field.name}: is required for a {owner}; add it."


def phone_problem(values: Mapping[str, Any], name: str = "number") -> Iterator[str]:
    """A sentence when a number is not E.164, unless ``number_e164_check_enabled`` is off beside it."""
    number = values.get(name)
    if number is None:
        return
    if values.get("number_e164_check_enabled") is False:
        if not EXTENSION.fullmatch(number):
            yield f"{name}: {number!r} may hold letters and digits only, with or without a leading plus."
    elif not E164.fullmatch(number):
        yield f"{name}: {number!r} is not an E.164 number; write a plus, the country code and digits: +14155550100."


def _contradictions(schema: Schema, values: dict[str, Any]) -> Iterator[str]:
    variant = values.get(schema.selector) if schema.selector else None
    yield from misplaced(schema, values, variant)
    if not schema.partial:
        yield from missing(schema, values, variant)
    if schema.check:
        yield from schema.check(values)


def _unknown(schema: Schema, name: str) -> str:
    known = [field.name for field in schema.fields if not field.read_only]
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"is not an option; did you mean {near[0]}?"
    return f"is not an option of a {schema.title}; there are {', '.join(sorted(known))}."


def _join(path: str, name: str) -> str:
    if not path:
        return name
    return f"{path} {name}" if path.endswith("'") else f"{path}.{name}"


def _place(path: str, index: int, item: Any) -> str:
    """An element's path, with its name where it has one: ``lines[3] 'Main'``."""
    name = item.get("name") if isinstance(item, Mapping) else None
    return f"{path}[{index}] '{name}'" if isinstance(name, str) and name else f"{path}[{index}]"


def _read_value(field: Field, value: Any, path: str, problems: list[str]) -> Any:
    if value is None or (field.type != "raw" and isinstance(value, str) and value == ""):
        return field.empty
    try:
        is_phone = field.format == "phone" and field.type != "list"
        converted = _phone(value) if is_phone else _CONVERSIONS[field.type](value)
    except (TypeError, ValueError, OverflowError):
        # The value itself is not repeated: it may be a secret in the wrong place.
        problems.append(f"{path}: must be {_NOUNS[field.type]}, not {type(value).__name__}.")
        return None
    if field.type == "list":
        return [_read_element(field, item, _place(path, index, item), problems) for index, item in enumerate(converted)]
    if field.schema:
        return read(field.schema, converted, problems, path)
    problems.extend(f"{path}: {sentence}" for sentence in _out_of_bounds(field, converted))
    return converted


def _read_element(field: Field, item: Any, path: str, problems: list[str]) -> Any:
    if field.schema:
        return read(field.schema, item, problems, path)
    if item is None:
        problems.append(f"{path}: is empty; remove it.")
        return None
    # A list declares choices, bounds and form for each of its elements, as the service does.
    return _read_value(replace(field, type=field.elements, elements=""), item, path, problems)


def _phone(value: Any) -> str:
    """A number as text; YAML takes an unquoted +14155550100 for an integer and drops the plus."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"+{value}"
    return str(check_type_str(value, False)).strip()


def _text(value: Any) -> str:
    """Ansible would write a mapping or a list down as Python shows it, and a line would get that name."""
    if isinstance(value, (Mapping, list)):
        raise TypeError(value)
    return str(check_type_str(value))


def _path(value: Any) -> str:
    return str(check_type_path(_text(value)))


def _integer(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError(value)
    return int(check_type_int(value))


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise TypeError(value)
    number = check_type_float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return int(number) if number.is_integer() else number


def _items(value: Any) -> list[Any]:
    return [value] if isinstance(value, Mapping) else list(check_type_list(value))


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "path": _path,
    "bool": check_type_bool,
    "int": _integer,
    "float": _number,
    "dict": check_type_dict,
    "list": _items,
    "raw": lambda value: value,
}

_NOUNS = {
    "str": "text",
    "path": "a path",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "dict": "a mapping",
    "list": "a list",
}


def _out_of_bounds(field: Field, value: Any) -> Iterator[str]:
    if field.choices and value not in field.choices:
        got = "" if field.secret else f", not {value!r}"
        yield f"must be one of {', '.join(map(str, field.choices))}{got}."
    if field.format == "pattern":
        yield from _bad_pattern(value)
    elif field.format and not FORMS[field.format][0].fullmatch(value):
        yield FORMS[field.format][1]
    if isinstance(value, str):
        if value != value.encode(errors="replace").decode():
            yield "holds half of a character (a lone surrogate), which cannot be sent; write it whole."
        yield from _outside(field, len(value), "is {size} characters long; the service takes at {bound}.")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _outside(field, value, "is {size}; it can be at {bound}.")


def _bad_pattern(value: str) -> Iterator[str]:
    try:
        re.compile(value)
    except re.error as error:
        yield f"is not a regular expression ({error})."


def _outside(field: Field, size: float, sentence: str) -> Iterator[str]:
    if field.maximum is not None and size > field.maximum:
        yield sentence.format(size=size, bound=f"most {field.maximum:g}")
    if field.minimum is not None and size < field.minimum:
        yield sentence.format(size=size, bound=f"least {field.minimum:g}")
