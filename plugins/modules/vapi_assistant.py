#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_assistant
short_description: "Manage an assistant of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Creates, changes or deletes an assistant, identified by its name or id.
  - >-
    Only settings in O(definition) are managed: what the dashboard or a default adds is kept, and null removes a
    setting.
  - >-
    API calls: GET /assistant, POST, PATCH or DELETE /assistant; and GET of each kind that is referred to by name.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_assistant
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.object
  - voiceops.vapi.attributes.writes
"""

EXAMPLES = r"""
---
- name: Create a receptionist with its prompt in a file
  voiceops.vapi.vapi_assistant:
    name: Receptionist
    prompt: "{{ lookup('ansible.builtin.file', 'prompts/receptionist.md') }}"
    definition:
      firstMessage: Hello, this is the clinic. How can I help?
      model:
        provider: openai
        model: gpt-4.1
        toolIds: [lookup_patient]

- name: Remove a setting that was made in the dashboard
  voiceops.vapi.vapi_assistant:
    name: Receptionist
    definition:
      backgroundSound: null

- name: Delete an assistant
  voiceops.vapi.vapi_assistant:
    name: Old Receptionist
    state: absent
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
assistant:
  description: The assistant after the task, or before it if it was deleted. Empty if there
    was none to delete.
  returned: success
  type: dict
  contains:
    id:
      description: The object's id. None for one that check mode would create.
      type: str
    name:
      description: The object's name.
      type: str
    definition:
      description: The object in the JSON of the Vapi API, with ids and without secrets.
      type: dict
    org_id:
      description: The org's id.
      type: str
    created_at:
      description: When it was created.
      type: str
    updated_at:
      description: When it was changed last.
      type: str
    latest_version:
      description: Its newest version, of kinds that have versions.
      type: raw
    model_deprecations:
      description: Models in it that are or will be retired, each with its date and replacement.
      type: list
      elements: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._org.objects import ASSISTANT
from ansible_collections.voiceops.vapi.plugins.module_utils._org.single import ensure_object
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(ASSISTANT.schema, ensure_object(ASSISTANT), describe=ASSISTANT.describe)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
