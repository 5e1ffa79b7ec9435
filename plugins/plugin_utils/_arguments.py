# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Task arguments with their templates filled in, at the price of what is a template.

Ansible renders ``{{ call_lines }}`` into a copy of the list in which each text and mapping is wrapped, walked and
tagged once more: for a thousand lines that takes as long as planning all of them. And each worker compiles the
templates of all arguments anew, which costs more than a small org. Here a variable as a whole, with or without a
default, is read where it stands; everything else goes through the templar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

try:
    from ansible.errors import AnsibleValueOmittedError as Omitted
    from ansible.template import is_trusted_as_template
except ImportError:
    # In ansible-core 2.18 any text is a template, and texts of others cannot be told from them.
    Omitted = is_trusted_as_template = None  # type: ignore[assignment,misc]

REFERENCE = re.compile(
    r"\{\{ *(?P<name>[A-Za-z_]\w*)"
    r"(?: if (?P<condition>[A-Za-z_]\w*) is defined else omit"
    r"| *\| *default\((?P<default>omit|true|false|\[\]|\{\}|'\w*')\))?"
    r" *\}\}"
)
"""A text that stands for one variable as a whole, and what it stands for where that is not defined."""
DEFAULTS: dict[str, Any] = {"true": True, "false": False, "[]": [], "{}": {}}
MARKS = re.compile(r"\{[{%#]|^#jinja2:")
PLAIN = frozenset((bool, int, float, type(None)))
UNREAD = object()


def filled_in(value: Any, templar: Any) -> Any:
    """The value with its templates filled in and what is omitted left out; raises what the templar raises."""
    if is_trusted_as_template is None or not isinstance(value, (str, dict, list)):
        return value if type(value) in PLAIN else templar.template(value)
    if isinstance(value, dict):
        return dict(_present(value.items(), templar))
    if isinstance(value, list):
        return [item for _index, item in _present(enumerate(value), templar)]
    if not MARKS.search(value):
        return str(value)
    held = _held(value, templar.available_variables)
    return templar.template(value) if held is UNREAD else filled_in(held, templar)


def _present(pairs: Iterable[tuple[Any, Any]], templar: Any) -> Iterator[tuple[Any, Any]]:
    """Each pair with its value filled in, but for those that are omitted."""
    for key, value in pairs:
        try:
            yield key, filled_in(value, templar)
        except Omitted:
            continue


def _held(text: str, variables: Any) -> Any:
    """What the text stands for; UNREAD where it has to be rendered, or is only data. Raises Omitted."""
    reference = REFERENCE.fullmatch(text)
    if reference is None or not is_trusted_as_template(text):
        return UNREAD
    name, condition, default = reference.groups()
    if default is not None and name not in variables:
        if default == "omit":
            raise Omitted
        return DEFAULTS[default] if default in DEFAULTS else default.strip("'")
    held = [variables.get(one, UNREAD) for one in (name, condition) if one]
    return held[0] if all(map(_is_final, held)) else UNREAD


def _is_final(value: Any) -> bool:
    """Whether a variable is as it stands: a list or a mapping may have templates inside, a text may be one."""
    if isinstance(value, str):
        return not MARKS.search(value)
    return type(value) in PLAIN or isinstance(value, (dict, list))
