#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines_rotate
short_description: Rotate the secrets of a Twilio account on all its lines
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Sends new secrets to every line of the org that belongs to a Twilio account, whether declared or not, with one
    request per line. Nothing else is changed.
  - >-
    The service does not return secrets, so every run sends them to all lines. If a line fails, the others are still
    updated and the task names the failed line.
  - >-
    API calls: GET /v2/phone-number, all pages; GET /assistant and /squad if a line is routed to one; PATCH
    /phone-number/{id} for each line.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call_lines_rotate
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
attributes:
  idempotent:
    support: none
    details: Secrets cannot be compared, so that every run sends them and reports a change.
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: Apply declared lines and save snapshots.
"""

EXAMPLES = r"""
---
- name: Send a new auth token to all lines of an account
  voiceops.vapi.vapi_call_lines_rotate:
    twilio_account_sid: "{{ twilio_account_sid }}"
    twilio_auth_token: "{{ vault_new_twilio_auth_token }}"

- name: Send a new API key
  voiceops.vapi.vapi_call_lines_rotate:
    twilio_account_sid: "{{ twilio_account_sid }}"
    twilio_api_key: "{{ vault_new_twilio_api_key }}"
    twilio_api_secret: "{{ vault_new_twilio_api_secret }}"
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
lines:
  description: Result of each line, as RV(voiceops.vapi.vapi_call_lines#module:lines) has it.
  returned: success, or failure after planning
  type: list
  elements: dict
summary:
  description: Number of lines for each action.
  returned: success, or failure after planning
  type: dict
answering:
  description: Number of lines that answer calls.
  returned: success, or failure after planning
  type: int
not_answering:
  description: The lines that do not answer, each with its C(reason).
  returned: success, or failure after planning
  type: list
  elements: dict
text:
  description: The result on one line.
  returned: success
  type: str
  sample: 5 of 5 lines of AC0123 have the new secrets
diff:
  description: The differences, one for each line that has any.
  returned: success, or failure after planning, in diff mode
  type: list
  elements: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.rotate import ROTATION, rotate_secrets
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(ROTATION, rotate_secrets, tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
