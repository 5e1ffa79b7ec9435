#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_org
short_description: "Manage credentials, files, tools, assistants and squads of a Vapi org in one task"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Reads each kind that is declared or referred to once, plans every declared object, and writes the differences in
    the order in which the objects refer to each other, several at a time. Objects that refer to each other in a
    circle are created without the reference, which is written afterwards.
  - >-
    Objects refer to each other by name, wherever the service wants an id. Names, references and known pitfalls are
    checked before anything is written; an object that fails later keeps those from being tried that need it, the
    task fails at its end and names it, and a second run finishes the rest.
  - >-
    API calls: one complete list for each kind that is declared or referred to; one POST, PATCH or DELETE for each
    object that differs; one PATCH more for a reference that closes a circle.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.org
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
attributes:
  idempotent:
    details: Objects with C(update_secrets=always) are sent their secrets with every run, as a change.
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: The phone lines that lead to these objects.
"""

EXAMPLES = r"""
---
- name: A clinic's voice org from nothing
  voiceops.vapi.vapi_org:
    credentials:
      - name: Clinic API
        definition:
          provider: webhook
          authenticationPlan:
            type: bearer
            token: "{{ vault_clinic_token }}"
    tools:
      - name: lookup_patient
        definition:
          type: function
          server:
            url: https://clinic.example/vapi
            credentialId: Clinic API
    assistants:
      - name: Receptionist
        prompt: You answer for the clinic.
        definition:
          model:
            provider: openai
            model: gpt-4.1
            toolIds: [lookup_patient]
    squads:
      - name: Front Desk
        definition:
          members:
            - assistantId: Receptionist

- name: Objects and the lines that lead to them, read and written in one task
  voiceops.vapi.vapi_org:
    assistants:
      - name: Receptionist
        definition:
          firstMessage: Hello, this is the clinic.
    call_lines:
      answering: true
      lines:
        - name: Main line
          provider: vapi
          number_desired_area_code: "415"
          assistant: Receptionist

- name: The same, and delete assistants that are not declared, within rails
  voiceops.vapi.vapi_org:
    assistants:
      - name: Receptionist
    prune: true
    max_deletions: 2
    only: ["Test *"]
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
carriers:
  description: What is wrong with each imported line at its carrier, as RV(voiceops.vapi.vapi_carrier_info#module:lines)
    has it.
  returned: success, where O(carriers) is given
  type: list
  elements: dict
objects:
  description: What became of each declared object, kind by kind; pruned ones follow.
  returned: success, or failure after planning
  type: list
  elements: dict
  contains:
    kind:
      description: The kind, such as V(assistant).
      type: str
    name:
      description: The object's name.
      type: str
    id:
      description: The object's id. None for one that check mode would create or that could
        not be created.
      type: str
    action:
      description: V(created), V(updated), V(unchanged), V(deleted), V(failed) or V(skipped);
        in check mode what would become of it.
      type: str
    changed_fields:
      description: The settings that differed.
      type: list
      elements: str
    error:
      description: Why it failed, none if it did not.
      type: str
summary:
  description: How many objects each RV(objects[].action) happened to.
  returned: success, or failure after planning
  type: dict
text:
  description: The summary as one line, with the first names of each action.
  returned: success, or failure after planning
  type: str
snapshot:
  description: The file in which what changes was saved. None without O(snapshot_dir), and when
    nothing changes.
  returned: success, or failure after planning
  type: str
call_lines:
  description: The result of M(voiceops.vapi.vapi_call_lines), where O(call_lines) is given.
  returned: success, or failure after planning
  type: dict
diff:
  description: The differences, one for each object that has any.
  returned: success, or failure after planning, in diff mode
  type: list
  elements: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._provision import PROVISION, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(PROVISION, manage, tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
