#!/usr/bin/python
# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_outbound_calls
short_description: Place a list of outbound calls in one task
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Places the calls of a list one after another, over one session, with the options and rules of
    M(voiceops.vapi.vapi_call).
  - All are checked before anything is dialled, and none is printed with its secrets, as a loop would do on failure. A
    call that fails does not keep the others from being placed; the task fails at its end and names it.
  - >-
    API calls: POST, GET and DELETE /call, GET /v2/phone-number; GET /assistant and /squad when a name is given.
extends_documentation_fragment:
  - voiceops.vapi.connection
  - voiceops.vapi.outbound
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.places_several
seealso:
  - module: voiceops.vapi.vapi_call
"""

EXAMPLES = r"""
---
- name: Place the day's reminders
  voiceops.vapi.vapi_outbound_calls:
    calls:
      - name: Reminder 11
        phone_number: Main Support Line
        assistant: Support Bot
        customer:
          number: "+14155550111"
      - name: Reminder 12
        phone_number: Main Support Line
        assistant: Support Bot
        customer:
          number: "+14155550112"
        schedule_plan:
          earliest_at: "2026-12-01T09:00:00Z"
"""

RETURN = r"""
---
results:
  description: What became of each call, in the order of the list.
  returned: success or failure after checking
  type: list
  elements: dict
  contains:
    name:
      description: The call's name.
      type: str
    changed:
      description: Whether it was placed or ended by this run.
      type: bool
    calls:
      description: The call, or those of its customers, as M(voiceops.vapi.vapi_call) returns them.
      type: list
      elements: dict
    postponed:
      description: Whom C(respect_concurrency) kept for a later run.
      type: list
      elements: str
    error:
      description: Why it failed.
      type: str
calls:
  description: All calls of the list.
  returned: success or failure after checking
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
      description: What was tried, and the service's own words.
      type: str
    hint:
      description: What to do next.
      type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._outbound import OUTBOUND, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(OUTBOUND, manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
