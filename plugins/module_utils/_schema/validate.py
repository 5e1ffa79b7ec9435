# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user wrote, compared with a declaration, before anything is sent.

Ansible's own validator stops at the first fault, does not say in which element of a list, knows no limits and cannot
tell null from omitted; this one names every fault by its path. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from .fields import Field, Schema
from .hints import first_names, unknown, with_article
from .regex import problems_of_regex
from .values import Unreadable, choice, convert, is_blank, items, must_be, phone, plain, time

BLANK_GUARD = "is empty, which would disable this guard; give it a value, or remove it."
E164_SWITCH = "number_e164_check_enabled"
E164 = re.compile(r"\+[1-9]\d{6,14}")
SCALARS = (str, int, float)
EXTENSION = re.compile(r"\+?[a-zA-Z0-9]+")
"""A number where the switch is off."""

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
    "country": (re.compile(r"[A-Z]{2}"), "is not a country; write two capital letters, such as US."),
    "age": (re.compile(r"\d{1,6}[smhdw]"), "is not a length of time; write it as 90s, 30m, 4h, 14d or 2w."),
    "account_sid": (
        re.compile(r"AC[0-9A-Za-z]+"),
        "is not an account SID; it begins with AC and has no blanks (what begins with SK is an API key).",
    ),
    "token": (
        re.compile(r"(?!\s)[^\x00-\x1f\x7f-\x9f\u2028\u2029]+(?<!\s)"),
        "contains a line break or a control character, or a blank at its ends; copy it again.",
    ),
    # The name of what is made: by it alone a later run knows that it is there.
    "handle": (
        re.compile(r"(?!\s)[\s\S]*(?<!\s)"),
        "begins or ends with a blank or a line break; remove it, or a later run may not find the name again.",
    ),
    # Its E.164 form depends on a switch beside it: see phone_problem().
    "phone": (re.compile(r"(?s).+"), "is empty; write a number such as +14155550100."),
    # A pattern of names and numbers: see patterns.
    "match": (re.compile(r"(?s).+"), ""),
}


def blank_ends(values: Mapping[str, Any]) -> Iterator[str]:
    """A sentence where the name of what is to be made begins or ends with a blank."""
    form, sentence = FORMS["handle"]
    if not form.fullmatch(values.get("name") or ""):
        yield f"name: {sentence}"


def is_id(text: Any) -> bool:
    """Whether a text is an id of the service, and so no name."""
    return bool(FORMS["uuid"][0].fullmatch(str(text)))


POSITION = r"\[\d+\](?: '.*?'(?=[ .:]|$))?"
ITEM = re.compile(rf"[\w.]+{POSITION}(?:[ .][\w.]+{POSITION})*")
"""An item of a list at the beginning of a problem: the list, the position, and the name where it has one."""


def is_ipv4(text: Any) -> bool:
    """Whether a text is an IPv4 address."""
    try:
        IPv4Address(str(text))
    except AddressValueError:
        return False
    return True


def read(schema: Schema, given: Any, problems: list[str], path: str = "") -> dict[str, Any]:
    """What the user wrote, checked and with plain types; only what was written is in the result.

    An explicit null, and an empty string where there is no text, stay as ``None``: that is how a field is cleared.
    Everything wrong is appended to ``problems``, a sentence each that begins with the option's path.
    """
    if not isinstance(given, Mapping):
        problems.append(f"{path or schema.title}: {must_be('dict', given)}")
        return {}
    values: dict[str, Any] = {}
    before = len(problems)
    checked = given.get(E164_SWITCH) is None or not _is_off(given[E164_SWITCH])
    for key, value in (schema.prepare(dict(given)) if schema.prepare else given).items():
        field = schema.by_name.get(key)
        if field is None:
            problems.append(f"{_join(path, str(key))}: {unknown(schema, str(key))}")
        elif field.name in values:
            names = " and ".join((field.name, *field.aliases))
            problems.append(f"{_join(path, field.name)}: {names} are names of one option; keep one.")
        elif field.guard and is_blank(value):
            problems.append(f"{_join(path, field.name)}: {BLANK_GUARD}")
        elif not (field.read_only or _says_nothing(field, value)):
            values[field.name] = _read_value(field, value, _join(path, field.name), problems, checked)
    _clear_ids(schema, given, values)
    at_fault = {problem.partition(":")[0] for problem in problems[before:]}
    # An option with an unreadable value is not missing as well.
    found = (_join(path, sentence) for sentence in _contradictions(schema, values))
    problems.extend(sentence for sentence in found if sentence.partition(":")[0] not in at_fault)
    return values


def together(problems: Iterable[str]) -> str:
    """Problems as text: what is wrong with several items of a list in one way is one sentence with the first ones."""
    alike: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for problem in problems:
        found = ITEM.match(problem)
        place = found[0] if found else ""
        what = problem[len(place) :]
        # An option follows a name after a blank, and a position after a dot.
        alike.setdefault((re.sub(POSITION, "", place), what.lstrip(" .")), []).append((place, what))
    return " ".join(first_names([place for place, _what in several]) + several[0][1] for several in alike.values())


def _says_nothing(field: Field, value: Any) -> bool:
    """Whether it is as if the option was left out: null or an empty text for what is never sent.

    An empty secret is one that has yet to be filled in, as in the vault that an adoption writes; only null clears it.
    """
    is_empty = field.type != "raw" and isinstance(value, str) and value == ""
    return (field.local and (value is None or is_empty)) or (field.secret and is_empty)


def _clear_ids(schema: Schema, given: Mapping[Any, Any], values: dict[str, Any]) -> None:
    """A name that is null or empty means what its id means then, where no id is given beside it."""
    for field in schema.fields:
        if field.by_name and field.by_name in given and field.by_name not in values:
            values.setdefault(field.name, None)


def _is_off(value: Any) -> bool:
    return str(value).lower() in ("false", "no", "off", "0", "n", "f")


def misplaced(schema: Schema, values: Mapping[str, Any], variant: str | None) -> Iterator[str]:
    """Sentences about fields that do not exist for this variant."""
    for name, value in values.items():
        field = schema.by_name[name]
        if value is not None and not field.exists_for(variant):
            owners = " or ".join(field.variants)
            yield f"{name}: belongs to {schema.selector} {owners}, and this {schema.title} is {variant}; remove it."


def missing(schema: Schema, values: Mapping[str, Any], variant: str | None) -> Iterator[str]:
    """Sentences about required fields that are not there."""
    for field in schema.fields:
        if values.get(field.name) is None and field.required_for(variant):
            owner = with_article(schema.title) + (f" with {schema.selector} {variant}" if variant else "")
            yield f"{field.name}: is required for {owner}; add it."


def phone_problem(values: Mapping[str, Any]) -> Iterator[str]:
    """A sentence when a number is not E.164, unless its switch is off beside it."""
    number = values.get("number")
    if number is None:
        return
    if values.get(E164_SWITCH) is False:
        if not EXTENSION.fullmatch(number):
            yield f"number: {number!r} contains other characters than letters, digits and a leading plus; correct it."
    elif not E164.fullmatch(number):
        yield f"number: {number!r} is not an E.164 number; write a plus, the country code and digits: +14155550100."


def _contradictions(schema: Schema, values: dict[str, Any]) -> Iterator[str]:
    variant = values.get(schema.selector)
    if variant is not None:
        yield from misplaced(schema, values, variant)
    if not schema.partial:
        yield from missing(schema, values, variant)
    if schema.check:
        yield from schema.check(values)


def _join(path: str, name: str) -> str:
    if not path:
        return name
    return f"{path} {name}" if path.endswith("'") else f"{path}.{name}"


def _place(path: str, index: int, item: Any) -> str:
    """An element's path, with its name where it has one: ``lines[3] 'Main'``."""
    name = item.get("name") if isinstance(item, Mapping) else None
    return f"{path}[{index}] '{name}'" if isinstance(name, str) and name else f"{path}[{index}]"


def _read_value(field: Field, value: Any, path: str, problems: list[str], checked: bool = True) -> Any:
    if value is None or (field.type != "raw" and isinstance(value, str) and value == ""):
        return None
    try:
        converted = _converted(field, value, checked)
    except Unreadable as error:
        problems.append(f"{path}: {error}")
        return None
    if field.type == "list":
        return [
            _read_element(field, item, _place(path, index, item), problems, checked)
            for index, item in enumerate(converted)
        ]
    if field.schema:
        return read(field.schema, converted, problems, path)
    if field.passthrough or not isinstance(converted, SCALARS):
        return plain(converted, path, problems)
    problems.extend(f"{path}: {sentence}" for sentence in _out_of_bounds(field, converted))
    return converted


def _converted(field: Field, value: Any, checked: bool) -> Any:
    if field.type == "list":
        _refuse_names_as_keys(field, value)
        return items(value, field.elements)
    if field.format in ("phone", "match"):
        return phone(value, checked or field.format == "match")
    if field.format == "time":
        return time(value)
    found = choice(value, field.choices) if field.type == "str" and field.choices else convert(field.type, value)
    # The service writes ids in small letters.
    return found.lower() if field.format == "uuid" else found


def _refuse_names_as_keys(field: Field, value: Any) -> None:
    """Raise Unreadable for ``{Main: {…}, Sales: {…}}`` where a list of mappings with names belongs."""
    if field.schema is None or not isinstance(value, Mapping) or not value:
        return
    if not any(key is True or key in field.schema.by_name for key in value) and all(
        item is None or isinstance(item, Mapping) for item in value.values()
    ):
        names = [str(key) for key in value]
        shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
        raise Unreadable(f"is a mapping ({shown}); write a list, each entry with its name: - name: {names[0]}.")


def _read_element(field: Field, item: Any, path: str, problems: list[str], checked: bool) -> Any:
    if field.schema and item is not None:
        return read(field.schema, item, problems, path)
    if is_blank(item) and not isinstance(item, Mapping):
        problems.append(f"{path}: is empty; remove it, or give it a value.")
        return {} if field.schema else None
    return _read_value(field.element, item, path, problems, checked)


def _out_of_bounds(field: Field, value: Any) -> Iterator[str]:
    if field.choices and value not in field.choices:
        got = "" if field.secret else f", not {value!r}"
        yield f"must be one of {', '.join(map(str, field.choices))}{got}."
    if field.format == "regex":
        yield from problems_of_regex(value)
    elif field.format and not FORMS[field.format][0].fullmatch(value):
        hint = f" Write a name in {field.by_name}." if field.by_name else ""
        yield FORMS[field.format][1] + hint
    if isinstance(value, str):
        if not value.isascii() and value != value.encode(errors="replace").decode():
            yield "contains half of a character (a lone surrogate), which cannot be sent; correct it."
        yield from _outside(field, len(value), "is {size} characters long; the service takes at {bound}.")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _outside(field, value, "is {size}; it can be at {bound}.")


def _outside(field: Field, size: float, sentence: str) -> Iterator[str]:
    if field.maximum is not None and size > field.maximum:
        yield sentence.format(size=size, bound=f"most {field.maximum:g}")
    if field.minimum is not None and size < field.minimum:
        yield sentence.format(size=size, bound=f"least {field.minimum:g}")
