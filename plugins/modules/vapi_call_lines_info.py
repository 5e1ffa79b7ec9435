#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines_info
short_description: Return the phone lines of a Vapi org as declarations
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Reads the numbers of an org and returns them as input for M(voiceops.vapi.vapi_call_lines). Applying the result
    changes nothing.
  - >-
    Ids are replaced by names where exactly one assistant, squad or credential has the name. Defaults of the service
    are omitted. Secrets cannot be read: each is replaced by a vault variable.
  - >-
    Settings that cannot be declared are reported as warnings that name the line: an incomplete record, a retired
    workflow, an assistant that no longer exists, fields without an option.
  - >-
    API calls: GET /v2/phone-number, all pages; GET /assistant, /squad and /credential if a line has one.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call_lines_info
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: Apply the returned lines.
  - module: voiceops.vapi.vapi_phone_number_info
    description: Read the numbers as the service returns them, including all ids.
"""

EXAMPLES = r"""
---
- name: Export all lines of the org
  voiceops.vapi.vapi_call_lines_info:
  register: org

- name: Export the Twilio lines of San Francisco
  voiceops.vapi.vapi_call_lines_info:
    providers: [twilio]
    numbers: ["+1415*"]

- name: Export the support lines for another org
  voiceops.vapi.vapi_call_lines_info:
    names: ["Support *", Main Support Line]
    portable: true
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
org_id:
  description: The id of the org, none for an org without numbers.
  returned: success
  type: str
call_lines:
  description:
    - The lines, by name and number, each with the options of M(voiceops.vapi.vapi_call_lines)
      in a steady order.
    - A line has its C(id) only where nothing else tells it from the others, as a bought number
      without a name of its own.
  returned: success
  type: list
  elements: dict
  sample:
    - name: Main Support Line
      provider: twilio
      number: '+14155550100'
      twilio_account_sid: AC00000000000000000000000000000001
      twilio_auth_token: '{{ vault_ac00000000000000000000000000000001_twilio_auth_token }}'
      assistant: Support Bot
secrets:
  description: Secrets that the declarations require. All lines of a Twilio account share a
    variable.
  returned: success
  type: list
  elements: dict
  contains:
    variable:
      description: Vault variable to fill in. If it is empty, the line is not changed.
      type: str
    line:
      description: The line's name, else its number or SIP URI.
      type: str
    option:
      description: The option that the secret belongs to, such as V(server.headers).
      type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.export import EXPORT, lines_info
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(EXPORT, lines_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
