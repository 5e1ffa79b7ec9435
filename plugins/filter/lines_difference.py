# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: lines_difference
short_description: How the phone lines of two orgs differ
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Compares two lists of lines by the lines' names, field by field.
  - >-
    Ids and secrets are passed over, and so is what one org alone can have: a line's number, SIP URI, area code and
    Twilio account. Export both with O(voiceops.vapi.vapi_call_lines_info#module:portable), so that names stand for
    ids.
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
- name: Say which lines are not in production yet
  ansible.builtin.debug:
    msg: "{{ (staging.call_lines | voiceops.vapi.lines_difference(production.call_lines)).only_here }}"
"""

RETURN = r"""
_value:
  description: What differs, each list by the lines' names.
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
        Lines that both have and that differ, each with C(name) and C(fields); a field has its C(field), such as
        C(hooks[0].do[0].exact), and its value C(here) and C(there), none where it has none.
      type: list
      elements: dict
    same:
      description: Names of lines that are the same in both.
      type: list
      elements: str
    not_compared:
      description: Lines without a name, and names that are there more than once.
      type: list
      elements: str
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema

ONE_ORGS_OWN = ("name", "number", "sip_uri", "number_desired_area_code", "twilio_account_sid")
"""What another org cannot have the same, and the name by which lines are compared."""


def lines_difference(here: Any, there: Any) -> dict[str, Any]:
    """How the lines of two orgs differ; raises AnsibleFilterError for anything that is no list of mappings."""
    ours, theirs = _by_name(here), _by_name(there)
    several = {name for lines in (ours, theirs) for name, found in lines.items() if not name or len(found) > 1}
    common = sorted(ours.keys() & theirs.keys() - several)
    differences = {name: list(_differing(ours[name][0], theirs[name][0])) for name in common}
    return {
        "only_here": sorted(ours.keys() - theirs.keys() - several),
        "only_there": sorted(theirs.keys() - ours.keys() - several),
        "different": [{"name": name, "fields": fields} for name, fields in differences.items() if fields],
        "same": [name for name, fields in differences.items() if not fields],
        "not_compared": sorted(
            {name or _handle(line) for lines in (ours, theirs) for name in several for line in lines.get(name, ())}
        ),
    }


def _by_name(lines: Any) -> dict[str, list[Mapping[str, Any]]]:
    if not isinstance(lines, Sequence) or not all(isinstance(line, Mapping) for line in lines):
        raise AnsibleFilterError("lines_difference: takes two lists of lines, as vapi_call_lines_info returns them.")
    named: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        named[str(line.get("name") or "")].append(line)
    return dict(named)


def _handle(line: Mapping[str, Any]) -> str:
    return str(next((line[name] for name in ("number", "sip_uri", "id") if line.get(name)), "a line without a name"))


def _differing(here: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    ours, theirs = dict(_leaves(LINE, _shared(here))), dict(_leaves(LINE, _shared(there)))
    for path in dict.fromkeys([*ours, *theirs]):
        if ours.get(path) != theirs.get(path):
            yield {"field": path, "here": ours.get(path), "there": theirs.get(path)}


def _shared(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in ONE_ORGS_OWN}


def _leaves(schema: Schema, value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value below, by its path."""
    for name, item in value.items():
        field = schema.by_name.get(name)
        if field is None:
            yield f"{path}{name}", item
        elif not (field.secret or field.format == "uuid" or name == "id"):
            yield from _values(field, item, f"{path}{name}")


def _values(field: Field, value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if field.schema and isinstance(value, Mapping):
        yield from _leaves(field.schema, value, f"{path}.")
    elif field.schema and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _values(field, item, f"{path}[{index}]")
    else:
        yield path, sorted(value, key=str) if field.unordered and isinstance(value, list) else value


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"lines_difference": lines_difference}
