# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: line_addresses
short_description: List the numbers and SIP URIs that several orgs declare
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Reduces the declared lines of several orgs to their numbers and SIP URIs, as input for
    O(voiceops.vapi.vapi_call_lines_lint#module:other_orgs). An org without a list of lines is skipped.
options:
  _input:
    description: The declared lines, as a list for each org.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what each org declares
  ansible.builtin.debug:
    msg: "{{ {inventory_hostname: call_lines} | voiceops.vapi.line_addresses }}"
"""

RETURN = r"""
_value:
  description: Numbers and SIP URIs as a list for each org.
  type: dict
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.values import mappings


def line_addresses(orgs: Any) -> dict[str, list[Any]]:
    """Numbers and SIP URIs by org; raises AnsibleFilterError for anything that is no mapping."""
    if not isinstance(orgs, Mapping):
        raise AnsibleFilterError("line_addresses: takes a mapping with the lines of each org.")
    return {str(org): _addresses(lines) for org, lines in orgs.items()}


def _addresses(lines: Any) -> list[Any]:
    # What is no list of lines, or not defined, is reported where that org itself is linted.
    return [line[name] for line in mappings(lines) for name in ("number", "sip_uri") if line.get(name)]


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"line_addresses": line_addresses}
