# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: call_lines_yaml
short_description: Format phone lines as an inventory file
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Formats the result of M(voiceops.vapi.vapi_call_lines_info) as a YAML file with the variable C(call_lines). The
    order of lines and options is kept.
  - >-
    Text that Ansible would interpret as a template is tagged C(!unsafe), for example a sentence with braces. Only the
    variables for secrets are templates.
options:
  _input:
    description: The lines.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Read the org
  voiceops.vapi.vapi_call_lines_info:
  register: org

- name: Write its lines to a file
  ansible.builtin.copy:
    content: "{{ org.call_lines | voiceops.vapi.call_lines_yaml }}"
    dest: host_vars/acme/lines.yml
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The text, which ends with a line break.
  type: str
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.module_utils._reports.inventory_text import Template, document
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.redact import is_secret


def call_lines_yaml(lines: Any) -> str:
    """The lines as the text of an inventory file; raises AnsibleFilterError for anything else than lines."""
    if not isinstance(lines, Sequence) or not all(isinstance(line, Mapping) for line in lines):
        raise AnsibleFilterError("call_lines_yaml: takes the list of lines that vapi_call_lines_info returns.")
    return document("call_lines", [_marked(line) for line in lines])


def _marked(value: Any, secret: bool = False) -> Any:
    """The same data with the templates in places of secrets told from texts that only look like one."""
    if isinstance(value, Mapping):
        return {key: _marked(item, secret or is_secret(key, item)) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_marked(item, secret) for item in value]
    return Template(value) if secret and isinstance(value, str) else value


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"call_lines_yaml": call_lines_yaml}
