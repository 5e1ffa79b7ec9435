#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_tool
short_description: "Manage a tool of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Creates, changes or deletes a tool, identified by its name or id.
  - >-
    Only settings in O(definition) are managed: what the dashboard or a default adds is kept, and null removes a
    setting.
  - >-
    API calls: GET /tool, POST, PATCH or DELETE /tool; and GET of each kind that is referred to by name.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_tool
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.object
  - voiceops.vapi.attributes.writes
"""

EXAMPLES = r"""
---
- name: Create a function tool that calls your server
  voiceops.vapi.vapi_tool:
    name: lookup_patient
    definition:
      type: function
      function:
        description: Finds a patient by telephone number.
        parameters:
          type: object
          properties:
            number: {type: string}
      server:
        url: https://clinic.example/vapi
        credentialId: Clinic API

- name: Create a transfer tool
  voiceops.vapi.vapi_tool:
    name: transfer_to_ward
    definition:
      type: transferCall
      destinations:
        - type: number
          number: "+14155550198"
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
tool:
  description:
    - The tool after the task, or before it if it was deleted. Empty if there was none to delete.
    - It has the keys of RV(voiceops.vapi.vapi_assistant#module:assistant).
  returned: success
  type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._org.objects import TOOL
from ansible_collections.voiceops.vapi.plugins.module_utils._org.single import ensure_object
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(TOOL.schema, ensure_object(TOOL), describe=TOOL.describe)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
