# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: lines_called
short_description: Select declared phone lines by name, number, SIP URI or id
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Selects declared lines by name, number, SIP URI or id, in the order of the list. A number may be given with or
    without its plus.
  - Lines with O(voiceops.vapi.vapi_phone_number#module:state=absent) are never selected.
options:
  _input:
    description: The declared lines.
    type: list
    elements: dict
    required: true
  names:
    description: One name or a list of names. All lines are selected by default; an empty list is an error.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Close two lines and leave the others alone
  voiceops.vapi.vapi_call_lines:
    lines: "{{ call_lines | voiceops.vapi.lines_called(['Support', '+14155550101']) }}"
    mode: closed
"""

RETURN = r"""
_value:
  description: The selected lines, as they are declared.
  type: list
  elements: dict
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lines import is_called

ALL = object()
"""No names were given at all, unlike names that are empty."""


def lines_called(lines: Any, names: Any = ALL) -> list[Mapping[str, Any]]:
    """The selected lines; raises AnsibleFilterError for anything that is no list of mappings."""
    if not isinstance(lines, Sequence) or not all(isinstance(line, Mapping) for line in lines):
        raise AnsibleFilterError("lines_called: takes the list of lines as it is declared in call_lines.")
    if names is not ALL and names in (None, "", [], ()):
        raise AnsibleFilterError("lines_called: the names are empty; add names, or remove them to select all lines.")
    wanted = [] if names is ALL else _as_list(names)
    present = [line for line in lines if line.get("state") != "absent"]
    return [line for line in present if not wanted or any(is_called(line, name) for name in wanted)]


def _as_list(names: Any) -> list[Any]:
    return [names] if isinstance(names, (str, int)) else list(names)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"lines_called": lines_called}
