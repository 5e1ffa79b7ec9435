#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
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
    Adds, changes or removes one hook of a number, identified by its event and filters. Other hooks of the number and
    their order are kept.
  - >-
    The service replaces all hooks of a number at once and has no versions, so the hooks are read again immediately
    before they are written.
  - >-
    API calls: GET /v2/phone-number to find the number (GET /phone-number when O(phone_number) is an id), then, when
    the hook differs, GET and PATCH /phone-number.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_phone_hook
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
seealso:
  - module: voiceops.vapi.vapi_phone_number
    description: Manage all hooks of a line at once, with O(voiceops.vapi.vapi_phone_number#module:hooks).
"""

EXAMPLES = r"""
---
- name: Close a line for the holidays (the sentence ends the call)
  voiceops.vapi.vapi_phone_hook:
    phone_number: Main Support Line
    event: call.ringing
    do:
      - type: say
        exact: We are closed until Monday. Please call again then.

- name: Transfer callers from Germany to the office in Berlin, before any other hook
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

- name: Transfer every call that the assistant could not serve
  voiceops.vapi.vapi_phone_hook:
    phone_number: Main Support Line
    event: call.ending
    do:
      type: transfer
      destination:
        type: sip
        sip_uri: sip:desk@example.com

- name: Say a sentence when the server names no assistant
  voiceops.vapi.vapi_phone_hook:
    phone_number: Main Support Line
    event: call.ending
    filters:
      - one_of:
          - assistant-request-returned-no-assistant
          - assistant-request-returned-invalid-assistant
    do:
      type: say
      exact: We cannot take your call right now. Please try again in an hour.

- name: Open the line again by removing that hook
  voiceops.vapi.vapi_phone_hook:
    phone_number: Main Support Line
    event: call.ringing
    state: absent

- name: Remove the hook for callers from Germany, identified by its filters
  voiceops.vapi.vapi_phone_hook:
    phone_number: Main Support Line
    event: call.ringing
    filters:
      - starts_with: ["49"]
    state: absent
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
hook:
  description: The hook as it is declared; empty with O(state=absent).
  returned: success
  type: dict
  contains:
    event:
      description: V(call.ringing) or V(call.ending).
      type: str
    filters:
      description: When it acts. Missing when it always does.
      type: list
      elements: dict
    do:
      description: What it does, always as a list.
      type: list
      elements: dict
  sample:
    event: call.ringing
    do:
      - type: say
        exact: We are closed today. Please call again tomorrow.
hooks:
  description: All hooks of the number after the task, in their order, each like RV(hook). They
    can be handed to O(voiceops.vapi.vapi_phone_number#module:hooks).
  returned: success
  type: list
  elements: dict
diff:
  description: The number's hooks before and after.
  returned: success, in diff mode
  type: dict
  contains:
    before:
      description: All hooks of the number before the task, as C(hooks).
      type: dict
    after:
      description: All hooks after it, as C(hooks).
      type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.hooks import (
    HOOK_TASK,
    describe_hook,
    ensure_hook,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(HOOK_TASK, ensure_hook, describe=describe_hook)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
