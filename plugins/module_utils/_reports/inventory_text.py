# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data as the YAML of an inventory file, as people write it. Pure functions.

PyYAML's writer takes some milliseconds a line, and a module may run where there is no PyYAML.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

PLAIN = re.compile(r"[A-Za-z][\w.()/&+=$'-]*(?: [\w.()/&+=$'-]+)*")
"""Texts that need no quotes: nothing in them can be a mark of YAML, or a template."""

RESERVED = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|nan|inf")
TEMPLATE = re.compile(r"\{[{%#]")
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
BLOCK = re.compile(r"(?s)[^\s#].*\S")


class Template(str):
    """A text that Ansible has to fill in; every other text with braces is marked ``!unsafe``."""


def document(variable: str, items: list[Any]) -> str:
    """A variable with a list, an empty line between two items."""
    if not items:
        return f"{variable}: []\n"
    return f"{variable}:\n" + "\n".join("\n".join(_item(item, "  ")) + "\n" for item in items)


def _item(value: Any, indent: str) -> Iterator[str]:
    """An item of a list: the first line after a dash, the others below it."""
    first, *rest = _lines(value, f"{indent}  ")
    yield f"{indent}- {first.lstrip()}"
    yield from rest


def _lines(value: Any, indent: str) -> Iterator[str]:
    """A value: collections indented, a scalar's first line without its indent."""
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _entry(f"{indent}{scalar(str(key))}:", item, indent)
    elif isinstance(value, list) and value:
        for item in value:
            yield from _item(item, indent)
    elif isinstance(value, str) and _is_block(value):
        yield "|-"
        yield from (f"{indent}{line}" if line else "" for line in value.split("\n"))
    else:
        yield scalar(value)


def _entry(key: str, value: Any, indent: str) -> Iterator[str]:
    lines = list(_lines(value, f"{indent}  "))
    if isinstance(value, (Mapping, list)) and value:
        yield key
        yield from lines
    else:
        yield f"{key} {lines[0]}"
        yield from lines[1:]


def _is_block(text: str) -> bool:
    return "\n" in text and bool(BLOCK.fullmatch(text)) and _is_printable(text) and not TEMPLATE.search(text)


def _is_printable(text: str) -> bool:
    return all(line.isprintable() for line in text.split("\n")) and not ESCAPED.search(text)


def scalar(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return _text(value)
    text = json.dumps(value, ensure_ascii=False)
    # YAML 1.1 knows an exponent only after a point.
    return text.replace("e", ".0e") if isinstance(value, float) and "." not in text else text


def _text(text: str) -> str:
    if PLAIN.fullmatch(text) and not RESERVED.fullmatch(text):
        return str(text)
    # A text of JSON is one of YAML, but for what YAML takes for a line break or does not take at all.
    quoted = ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(str(text), ensure_ascii=False))
    unsafe = TEMPLATE.search(text) and not isinstance(text, Template)
    return f"!unsafe {quoted}" if unsafe else quoted


def slug(text: str) -> str:
    """A text as part of a variable's name; empty when no letter of it can be in one."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
