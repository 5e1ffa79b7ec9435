#!/usr/bin/python
# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_phone_hook
short_description: "Manage one hook of a Vapi phone number"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Adds, changes or removes the one hook of a number that has this event and these filters. The number's other
    hooks stay, in their order.
  - >-
    The service replaces a number's hooks as a whole and knows no versions, so they are read again right before they
    are written.
  - >-
    API calls: GET /v2/phone-number, GET and PATCH /phone-number.
extends_documentation_fragment:
  - voiceops.vapi.connection
  - voiceops.vapi.hook
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
seealso:
  - module: voiceops.vapi.vapi_phone_number
"""

EXAMPLES = r"""
---
- name: Ask callers to hold
  voiceops.vapi.vapi_phone_hook:
    phone_number: Main Support Line
    event: call.ringing
    do:
      - type: say
        exact: Please hold while we connect you.

- name: Send callers from Germany to the office in Berlin, before any other hook
  voiceops.vapi.vapi_phone_hook:
    phone_number: "+14155550100"
    event: call.ringing
    filters:
      - starts_with: ["49"]
    do:
      - type: transfer
        destination:
          type: number
          number: "+493012345678"
    position: 0

- name: Catch calls that the assistant could not serve
  voiceops.vapi.vapi_phone_hook:
    phone_number: Main Support Line
    event: call.ending
    do:
      type: transfer
      destination:
        type: sip
        sip_uri: sip:desk@example.com

- name: Remove the greeting
  voiceops.vapi.vapi_phone_hook:
    phone_number: Main Support Line
    event: call.ringing
    state: absent
"""

RETURN = r"""
---
hook:
  description: The hook as it is now; empty when it was removed.
  returned: success
  type: dict
  sample:
    event: call.ringing
    do:
      - type: say
        exact: Please hold while we connect you.
hooks:
  description: All hooks of the number, in their order.
  returned: success
  type: list
  elements: dict

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

from ansible_collections.voiceops.vapi.plugins.module_utils._hooks import HOOK_TASK, manage, subject
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(HOOK_TASK, manage, subject=subject)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
