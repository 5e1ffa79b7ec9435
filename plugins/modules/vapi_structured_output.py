#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_structured_output
short_description: "Manage a structured output of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Creates, changes or deletes a structured output, identified by its name or id.
  - >-
    Only settings in O(definition) are managed: what the dashboard or a default adds is kept, and null removes a
    setting.
  - >-
    API calls: GET /structured-output, POST, PATCH or DELETE /structured-output; and GET of each kind that is referred
    to by name.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_structured_output
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.object
  - voiceops.vapi.attributes.writes
"""

EXAMPLES = r"""
---
- name: Extract whether an appointment was booked
  voiceops.vapi.vapi_structured_output:
    name: call-summary
    definition:
      type: ai
      schema:
        type: object
        properties:
          booked: {type: boolean}

- name: Remove it from all assistants
  voiceops.vapi.vapi_structured_output:
    name: call-summary
    definition:
      assistantIds: null
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
structured_output:
  description:
    - The structured output after the task, or before it if it was deleted. Empty if there was
      none to delete.
    - It has the keys of RV(voiceops.vapi.vapi_assistant#module:assistant).
  returned: success
  type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._org.objects import STRUCTURED_OUTPUT
from ansible_collections.voiceops.vapi.plugins.module_utils._org.single import ensure_object
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(STRUCTURED_OUTPUT.schema, ensure_object(STRUCTURED_OUTPUT), describe=STRUCTURED_OUTPUT.describe)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
