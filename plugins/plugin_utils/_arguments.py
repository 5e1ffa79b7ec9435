# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Task arguments with their templates filled in, at the price of what is a template.

Ansible renders ``{{ call_lines }}`` into a copy of the list in which each text and mapping is wrapped, walked and
tagged once more: for a thousand lines that takes as long as planning all of them. Here a variable that holds a list or
a mapping is read where it stands, and only its texts with templates go through the templar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

try:
    from ansible.errors import AnsibleValueOmittedError as Omitted
    from ansible.template import is_trusted_as_template
except ImportError:
    # ansible-core 2.18 fills arguments in itself, and never calls what is here.
    Omitted = is_trusted_as_template = None  # type: ignore[assignment,misc]

REFERENCE = re.compile(r"\{\{ *(?P<name>[A-Za-z_]\w*)(?: if (?P<defined>[A-Za-z_]\w*) is defined else omit)? *\}\}")
"""A text that stands for one variable as a whole."""
MARKS = re.compile(r"\{[{%#]|^#jinja2:")
PLAIN = frozenset((bool, int, float, type(None)))


def filled_in(value: Any, templar: Any) -> Any:
    """The value with its templates filled in and what is omitted left out; raises what the templar raises."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, dict):
        return dict(_present(value.items(), templar))
    if isinstance(value, list):
        return [item for _index, item in _present(enumerate(value), templar)]
    if not isinstance(value, str):
        return templar.template(value)
    if not MARKS.search(value):
        return str(value)
    held = _held(value, templar.available_variables)
    return templar.template(value) if held is None else filled_in(held, templar)


def _present(pairs: Iterable[tuple[Any, Any]], templar: Any) -> Iterator[tuple[Any, Any]]:
    """Each pair with its value filled in, but for those that are omitted."""
    for key, value in pairs:
        try:
            yield key, filled_in(value, templar)
        except Omitted:
            continue


def _held(text: str, variables: Any) -> Any:
    """The list or mapping for which the text stands; nothing where it has to be rendered, or is only data."""
    reference = REFERENCE.fullmatch(text)
    if reference is None or not is_trusted_as_template(text):
        return None
    held = [variables.get(name) for name in reference.groups() if name]
    return held[0] if all(isinstance(one, (dict, list)) for one in held) else None
