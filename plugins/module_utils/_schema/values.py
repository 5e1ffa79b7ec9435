# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One value as YAML, JSON or a text gives it, as the type its option has. Pure functions.

YAML 1.1 turns what looks like a number, a boolean or a time into one: an unquoted 0100 is 64, ``off`` is false. A text
is therefore never made of anything else; the sentence says to write it in quotes. What Ansible has that JSON has not
(times, sets, binary data) becomes JSON, or is refused, before it comes here (``plugin_utils._plain``).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from ansible.module_utils.common.validation import (
    check_type_bool,
    check_type_dict,
    check_type_float,
    check_type_int,
    check_type_path,
)

QUOTES = "write it in quotes"
LONGEST_NUMBER, SHORTEST_NUMBER = 15, 11
"""Digits an unquoted number has to have: fewer could as well be an extension, or an octal number."""

_RENDERED = re.compile(r"<[^<>]* at 0x[0-9a-f]+>|<(class|built-in (function|method)) [^<>]*>", re.IGNORECASE)
"""What Jinja writes for a function of its own, such as ``now``."""


class Time(str):
    """A time without quotes, as it is sent: fit for times and for the user's own data, for no other text."""


class Unreadable(ValueError):
    """A value that is not what its option takes; the message is a sentence without the value, which may be secret."""


def convert(kind: str, value: Any) -> Any:
    """The value as Ansible's type ``kind``; raises Unreadable."""
    try:
        return _CONVERSIONS[kind](value)
    except Unreadable:
        raise
    except (TypeError, ValueError, OverflowError):
        raise Unreadable(must_be(kind, value)) from None


def must_be(kind: str, value: Any) -> str:
    """A sentence: what a value must be, what it is in the words of YAML, and how to write it."""
    noun, form = _NOUNS[kind]
    found = next((word for types, word in _FOUND if isinstance(value, types)), type(value).__name__)
    # Infinity, for example.
    return "is not a finite number; correct it." if found == noun else f"must be {noun}, not {found}; {form}."


def as_mapping(value: Any) -> Mapping[str, Any]:
    """A value that is expected to be a mapping; an empty one where somebody wrote something else."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: Any) -> list[Any]:
    """A value that is expected to be a list; an empty one where somebody wrote something else."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The mappings in what is expected to be a list of them."""
    return [one for one in as_list(value) if isinstance(one, Mapping)]


def is_blank(value: Any) -> bool:
    """Whether a value says nothing: null, an empty text or one of blanks, an empty list or mapping."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, tuple, set, frozenset, Mapping)) and not value)


def text(value: Any, kind: str = "str") -> str:
    """A text that was written as one; raises Unreadable for all that YAML makes of an unquoted one."""
    if isinstance(value, str) and not isinstance(value, Time):
        if _RENDERED.search(value):
            raise Unreadable(
                "contains a function that Ansible inserted for {{ … }}; "
                'keep braces for the service with !unsafe: !unsafe "… {{now}} …".'
            )
        return str(value)
    for types, sentence in _NOT_TEXTS:
        if isinstance(value, types):
            raise Unreadable(sentence)
    raise Unreadable(must_be(kind, value))


_NOT_TEXTS: tuple[tuple[Any, str], ...] = (
    (bool, f"is true or false, not text (YAML reads yes, no, on and off so); {QUOTES}."),
    ((int, float), f"is a number, not text (YAML reads 0100 as 64); {QUOTES}."),
    (Time, f"is a date or time, not text; {QUOTES}."),
)


def phone(value: Any, checked: bool = True) -> str:
    """A number as text. An unquoted one is an integer without its plus, which is certain for E.164 numbers only."""
    if isinstance(value, int) and not isinstance(value, bool):
        if checked and SHORTEST_NUMBER <= len(str(value)) <= LONGEST_NUMBER:
            return f"+{value}"
        raise Unreadable(f"is an unquoted number, so its plus and leading zeros are lost; {QUOTES}.")
    return text(value).strip()


def time(value: Any) -> str:
    """A time as ISO 8601 text; YAML makes a time of an unquoted one."""
    return str(value) if isinstance(value, Time) else text(value)


def choice(value: Any, choices: tuple[Any, ...]) -> Any:
    """One of some words; ``off`` and ``on`` without quotes are booleans, and stand for the word that they were."""
    if isinstance(value, bool):
        words = [word for word in (("on", "yes") if value else ("off", "no")) if word in choices]
        return words[0] if len(words) == 1 else text(value)
    return text(value)


def items(value: Any, elements: str) -> list[Any]:
    """A list, also as a text: JSON, or texts and numbers with commas or line breaks between them."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, str):
        return _items_of_text(value, elements)
    if isinstance(value, Mapping) == (elements == "dict") and value is not None:
        return [value]
    raise Unreadable(must_be("list", value))


def _items_of_text(value: str, elements: str) -> list[Any]:
    if value.lstrip()[:1] in ("[", "{"):
        try:
            found = json.loads(value)
            return found if isinstance(found, list) else [found]
        except ValueError:
            pass  # A pattern such as [AB]* begins with a bracket, too.
    if elements == "dict":
        raise Unreadable('must be a list; as a text, write it as JSON: \'[{"name": "…"}]\'.')
    return [item.strip() for item in re.split(r"[,\r\n]", value) if item.strip()]


def plain(value: Any, path: str, problems: list[str]) -> Any:
    """The user's own data as JSON has it; what cannot be sent is a problem by its path."""
    if isinstance(value, Mapping):
        return {str(key): plain(item, f"{path}.{key}", problems) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, f"{path}[{index}]", problems) for index, item in enumerate(value)]
    try:
        if isinstance(value, float) and not math.isfinite(value):
            raise Unreadable("is not a finite number; remove it.")
        return value if value is None or isinstance(value, (bool, int, float)) else time(value)
    except Unreadable as error:
        problems.append(f"{path}: {error}")
        return None


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


def _message(value: Any) -> Any:
    """A spoken message is a text or a mapping; what is in a mapping is the user's own."""
    return value if isinstance(value, Mapping) else text(value, "raw")


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "str": text,
    "path": lambda value: str(check_type_path(text(value))),
    "bool": check_type_bool,
    "int": _integer,
    "float": _number,
    "dict": lambda value: dict(value if isinstance(value, Mapping) else check_type_dict(value)),
    "raw": _message,
}

_NOUNS = {
    "str": ("text", QUOTES),
    "path": ("a path", QUOTES),
    "bool": ("true or false", "write one of them without quotes"),
    "int": ("a whole number", "write digits without quotes"),
    "float": ("a number", "write digits without quotes"),
    "dict": ("a mapping", "write its keys indented below it"),
    "list": ("a list", "begin each entry with a dash"),
    "raw": ("text or a mapping", QUOTES),
}

_FOUND: tuple[tuple[Any, str], ...] = (
    (str, "text"),
    (bool, "true or false"),
    ((int, float), "a number"),
    (Mapping, "a mapping"),
    ((list, tuple), "a list"),
    (type(None), "null"),
)
