# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: lines_difference
short_description: Compare the phone lines of two orgs
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Compares two lists of lines by name, field by field.
  - >-
    Ids, secrets and values that are specific to one org (number, SIP URI, area code, Twilio account) are ignored.
    Export both lists with O(voiceops.vapi.vapi_call_lines_info#module:portable), which replaces ids by names.
options:
  _input:
    description: The lines of one org.
    type: list
    elements: dict
    required: true
  there:
    description: The lines of the other org.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show lines that are not in production yet
  ansible.builtin.debug:
    msg: "{{ (staging.call_lines | voiceops.vapi.lines_difference(production.call_lines)).only_here }}"
"""

RETURN = r"""
_value:
  description: Lists of lines by name, and what differs.
  type: dict
  contains:
    only_here:
      description: Names of lines that only the first list has.
      type: list
      elements: str
    only_there:
      description: Names of lines that only the second list has.
      type: list
      elements: str
    different:
      description: >-
        Lines that are in both lists and differ, each with C(name) and C(fields). Each item of C(fields) has the path
        C(field), such as C(hooks[0].do[0].exact), and the values C(here) and C(there), null where it is not set.
      type: list
      elements: dict
    same:
      description: Names of lines that are the same in both.
      type: list
      elements: str
    not_compared:
      description: Lines without a name, and names that occur more than once.
      type: list
      elements: str
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.compare import compare_lines


def lines_difference(here: Any, there: Any) -> dict[str, Any]:
    """How the lines of two orgs differ; raises AnsibleFilterError for anything that is no list of mappings."""
    for lines in (here, there):
        if not isinstance(lines, Sequence) or not all(isinstance(line, Mapping) for line in lines):
            raise AnsibleFilterError(
                "lines_difference: takes two lists of lines, as vapi_call_lines_info returns them."
            )
    return compare_lines(here, there)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"lines_difference": lines_difference}
