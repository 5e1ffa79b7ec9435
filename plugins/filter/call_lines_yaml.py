# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: call_lines_yaml
short_description: Phone lines as an inventory file for people
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Writes what M(voiceops.vapi.vapi_call_lines_info) returns as the text of a YAML file with the variable
    C(call_lines), in the order of the list and of each line's options.
  - >-
    Text that Ansible would take for a template is marked C(!unsafe), as a sentence to say may have braces of its own.
    Only the places of secrets are templates.
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

- name: Write its lines down
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

import re
from collections.abc import Callable, Mapping, Sequence
from textwrap import indent
from typing import Any

import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Schema

TEMPLATE = re.compile(r"\{[{%#]")
LIKE_A_NUMBER = re.compile(r"[-+]?[\d.,:_ ]+")
OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Line breaks to YAML and to Python, which become blanks unless they are written as escapes."""


class Literal(str):
    """A text that Ansible would take for a template."""


class Dumper(yaml.SafeDumper):
    """YAML as people write it: lists below their key, long texts on lines of their own, numbers in double quotes."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Never without an indent."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Equal parts are written out: an anchor is for whoever wrote it."""
        return True


def _text(dumper: Dumper, text: str) -> yaml.ScalarNode:
    odd = OTHER_BREAKS.search(text)
    quoted = odd or LIKE_A_NUMBER.fullmatch(text) or TEMPLATE.search(text)
    # With blanks at an end a block would need marks that people cannot read.
    block = "\n" in text and text == text.strip() and not odd
    style = "|" if block else '"' if quoted else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _literal(dumper: Dumper, text: Literal) -> yaml.ScalarNode:
    return dumper.represent_scalar("!unsafe", text, '"')


Dumper.add_representer(str, _text)
# Ansible hands over types of its own that are texts and numbers too.
Dumper.add_multi_representer(str, _text)
Dumper.add_multi_representer(int, lambda dumper, number: dumper.represent_int(int(number)))
Dumper.add_multi_representer(float, lambda dumper, number: dumper.represent_float(float(number)))
Dumper.add_representer(Literal, _literal)


def call_lines_yaml(lines: Any) -> str:
    """The lines as the text of an inventory file; raises AnsibleFilterError for anything else than lines."""
    if not isinstance(lines, Sequence) or not all(isinstance(line, Mapping) for line in lines):
        raise AnsibleFilterError("call_lines_yaml: takes the list of lines that vapi_call_lines_info returns.")
    if not lines:
        return "call_lines: []\n"
    items = [
        # Wide, as a line break inside of quotes helps nobody.
        yaml.dump([_plain(line, LINE)], Dumper=Dumper, sort_keys=False, allow_unicode=True, width=1000)
        for line in lines
    ]
    return "call_lines:\n" + "\n".join(indent(item, "  ") for item in items)


def _plain(value: Any, schema: Schema | None = None, template: bool = False) -> Any:
    """The data with every text marked that would be a template, but for those in the place of a secret."""
    if isinstance(value, Mapping):
        fields = schema.by_name if schema else {}
        return {
            str(key): _plain(item, field.schema if field else None, template or bool(field and field.secret))
            for key, item in value.items()
            for field in [fields.get(key)]
        }
    if isinstance(value, (list, tuple)):
        return [_plain(item, schema, template) for item in value]
    if isinstance(value, str):
        return value if template or not TEMPLATE.search(value) else Literal(value)
    return value


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"call_lines_yaml": call_lines_yaml}
