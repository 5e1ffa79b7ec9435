#!/usr/bin/python
# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines
short_description: "Manage all phone lines of a Vapi org in one task"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Reads the org once, plans every declared line, and writes only the differences, several at a time. It takes the
    same options for a line as M(voiceops.vapi.vapi_phone_number) and has the same rules.
  - >-
    Bad input in any line stops the task before anything is written, naming every bad line. A line that fails later
    does not keep the others from being written; the task fails at its end and names it, and a second run finishes
    the rest.
  - >-
    API calls: GET /v2/phone-number, POST, PATCH and DELETE /phone-number; GET /assistant, /squad and /credential
    when a name is given.
extends_documentation_fragment:
  - voiceops.vapi.connection
  - voiceops.vapi.fleet
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
seealso:
  - module: voiceops.vapi.vapi_phone_number
"""

EXAMPLES = r"""
---
- name: Provision every line of the org
  voiceops.vapi.vapi_call_lines:
    lines:
      - name: Main Support Line
        provider: twilio
        number: "+14155550100"
        twilio_account_sid: "{{ vault_twilio_account_sid }}"
        twilio_auth_token: "{{ vault_twilio_auth_token }}"
        assistant: Support Bot
        hooks:
          - event: call.ringing
            do:
              - type: say
                exact: Please hold while we connect you.
      - name: Sales
        provider: vapi
        number_desired_area_code: "212"
        squad: Night shift
  register: fleet

- name: The same, and delete what nobody declared, within rails
  voiceops.vapi.vapi_call_lines:
    lines: "{{ call_lines }}"
    prune: true
    max_deletions: 2
    protected: ["+1800*", "Reception"]
"""

RETURN = r"""
---
lines:
  description: What became of each line, in the order of the declaration; pruned numbers follow.
  returned: success or failure after planning
  type: list
  elements: dict
  contains:
    name:
      description: The line's name.
      type: str
    id:
      description: The number's id.
      type: str
    number:
      description: The number, or the SIP URI.
      type: str
    provider:
      description: The carrier.
      type: str
    status:
      description: The number's status.
      type: str
    action:
      description: V(created), V(updated), V(unchanged), V(deleted), V(failed) or V(skipped).
      type: str
    changed_fields:
      description: The options that differed.
      type: list
      elements: str
    error:
      description: Why the line failed.
      type: str
summary:
  description: How many lines were created, updated, unchanged, deleted, failed and skipped.
  returned: success or failure after planning
  type: dict
  sample:
    created: 2
    updated: 1
    unchanged: 97
    deleted: 0
    failed: 0
    skipped: 0

failure:
  description: What went wrong, as data to branch on.
  returned: on failure
  type: dict
  contains:
    status:
      description: The HTTP status, none when no answer came.
      type: int
    message:
      description: What was tried on which line, and the service's own words.
      type: str
    hint:
      description: What to do next.
      type: str
  sample:
    status: 400
    message: "line 'Main': This area code is currently not available. Hint: Try one of 562, 662, 716."
    hint: Set number_desired_area_code to one that the hint names.
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._fleet import FLEET, manage, pace
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(FLEET, manage, pace, secrets=lambda options: (), tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
