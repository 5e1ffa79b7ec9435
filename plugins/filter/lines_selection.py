# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: lines_selection
short_description: Find the orgs that declare the given phone lines
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Returns for each org which of the names it declares, as input for O(voiceops.vapi.vapi_call_lines#module:select).
  - >-
    With a name that no org declares, or without names, it selects nothing and returns the reason in C(problem), so
    that a task can fail with this one message. Ansible would print an error of the filter several times.
options:
  _input:
    description: The declared lines, as a list for each org.
    type: dict
    required: true
  names:
    description: Names, numbers, SIP URIs or ids of lines, as a list or as a comma-separated string.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show which of the lines each org declares
  ansible.builtin.debug:
    msg: "{{ ({inventory_hostname: call_lines} | voiceops.vapi.lines_selection('Orders')).orgs }}"
"""

RETURN = r"""
_value:
  description: What is selected, and what is wrong with the names.
  type: dict
  contains:
    orgs:
      description: The names that each org declares, as a list for each org. Empty if something is wrong.
      type: dict
    problem:
      description: What is wrong with the names, as one message. Empty if nothing is wrong.
      type: str
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lines import is_called
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.values import Unreadable, is_blank, items, mappings


def lines_selection(orgs: Any, names: Any) -> dict[str, Any]:
    """``orgs`` (names by org) and ``problem``; raises AnsibleFilterError for anything that is no mapping of orgs."""
    if not isinstance(orgs, Mapping):
        raise AnsibleFilterError("lines_selection: takes a mapping with the lines of each org.")
    try:
        wanted = [names] if isinstance(names, int) and not isinstance(names, bool) else items(names, "str")
    except Unreadable as error:
        return _nothing(f"vapi_lines: {error}")
    if not wanted or any(is_blank(name) for name in wanted):
        return _nothing("vapi_lines is empty; name lines, or remove it to select all lines.")
    selection = {str(org): [name for name in wanted if _declares(lines, name)] for org, lines in orgs.items()}
    unknown = [name for name in wanted if not any(name in known for known in selection.values())]
    if unknown:
        return _nothing(
            f"vapi_lines: no line is declared as {', '.join(map(repr, map(str, unknown)))}; "
            "give its name, number, SIP URI or id as in inventory."
        )
    return {"orgs": selection, "problem": ""}


def _nothing(problem: str) -> dict[str, Any]:
    return {"orgs": {}, "problem": problem}


def _declares(lines: Any, name: Any) -> bool:
    # What is no list of lines, or not defined, is reported where that org's own task reads it.
    return any(is_called(line, name) for line in mappings(lines))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"lines_selection": lines_selection}
