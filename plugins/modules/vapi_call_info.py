#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_info
short_description: "Read the calls of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Returns all matching calls, newest first. The service filters by line, assistant and dates; name, status and
    customer are filtered by the module.
  - >-
    API calls: GET /call; GET /v2/phone-number for O(phone_number) and GET /assistant for O(assistant).
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call_info
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_call
    description: Place and end calls.
"""

EXAMPLES = r"""
---
- name: Read the calls of a line since December 1
  voiceops.vapi.vapi_call_info:
    phone_number: Main Support Line
    created_at_ge: "2026-12-01T00:00:00Z"

- name: Read live calls
  voiceops.vapi.vapi_call_info:
    status: [ringing, in-progress, forwarding]

- name: Read the last call to a customer
  voiceops.vapi.vapi_call_info:
    customer: "+14155550111"
    limit: 1

- name: Read one call
  voiceops.vapi.vapi_call_info:
    id: 0b1c6f0e-52c4-4b0f-9a53-6d3c6f6c9d10

- name: Fail when more than five calls of an assistant failed today because of the service
  voiceops.vapi.vapi_call_info:
    assistant: Support Bot
    status: [ended]
    created_at_ge: "2026-12-01T00:00:00Z"
  register: today
  failed_when: today.failed or today.calls | selectattr('outcome', 'equalto', 'service_side') | length > 5
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
calls:
  description:
    - The matching calls, newest first. Empty if there are none. Keys without a value are left
      out, and so is every secret, the control and listen URLs among them.
    - Each has the keys of RV(voiceops.vapi.vapi_call#module:call).
  returned: success
  type: list
  elements: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.info import CALL_QUERY, call_info
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CALL_QUERY, call_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
