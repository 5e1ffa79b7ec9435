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
    Reads each kind that is declared or referred to once, plans all declared objects, and writes the differences in
    dependency order and in parallel. Objects with circular references are created without the reference, which is
    added afterwards.
  - >-
    Objects refer to each other by name wherever the service expects an id. Names, references and known pitfalls are
    checked before anything is written. If an object fails later, objects that depend on it are skipped; the task
    fails at the end and names the failed objects, and a second run completes them.
  - >-
    API calls: GET of each kind that is declared or referred to; one POST, PATCH or DELETE for each object that
    differs; one more PATCH for each circular reference.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_org
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
attributes:
  idempotent:
    details: With C(update_secrets=always), the secrets of an object are sent on every run and a change is reported.
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: Manage the phone lines that these objects answer.
"""

EXAMPLES = r"""
---
- name: Create the voice org of a clinic
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

- name: Apply objects and lines in one task
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

- name: Apply assistants, and delete undeclared ones within limits
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
  description: Findings of each imported line at its carrier, as RV(voiceops.vapi.vapi_carrier_info#module:lines)
    has it.
  returned: success, where O(carriers) is given
  type: list
  elements: dict
objects:
  description:
    - What became of each declared object, kind by kind; pruned ones follow.
    - 'A failed task returns twenty at most, failures before others and none that is unchanged:
      C(id), C(kind), C(name), C(action), C(changed_fields) and C(error), as far as an object
      has them.'
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
      description: Reason of the failure. None if it did not fail.
      type: str
summary:
  description: Number of objects for each RV(objects[].action).
  returned: success, or failure after planning
  type: dict
text:
  description: The summary as one line, with the first names of each action.
  returned: success, or failure after planning
  type: str
snapshot:
  description: Path of the snapshot. None without O(snapshot_dir), and if nothing changes.
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

from ansible_collections.voiceops.vapi.plugins.module_utils._provision import PROVISION, provision
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(PROVISION, provision, tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
