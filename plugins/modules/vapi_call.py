#!/usr/bin/python
# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call
short_description: "Place, await, cancel or hang up an outbound call"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Calls a customer (or several) from a line. A call with a O(name) is placed once, however often the play runs.
  - >-
    A call is dialled with a single request that is never repeated blindly: when its answer is lost, the service is
    read to see whether the phone rang, and otherwise the task fails saying so. Nobody is rung twice.
  - >-
    API calls: POST, GET and DELETE /call, GET /v2/phone-number; GET /assistant and /squad when a name is given.
extends_documentation_fragment:
  - voiceops.vapi.connection
  - voiceops.vapi.call
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.places
seealso:
  - module: voiceops.vapi.vapi_call_info
  - module: voiceops.vapi.vapi_phone_number
"""

EXAMPLES = r"""
---
- name: Call a customer once
  voiceops.vapi.vapi_call:
    name: Appointment 4711
    phone_number: Main Support Line
    assistant: Support Bot
    customer:
      number: "+14155550111"
      name: Ada Lovelace

- name: Call, wait, and fail unless it went well
  voiceops.vapi.vapi_call:
    name: Smoke test
    phone_number: "+14155550100"
    assistant: Support Bot
    customer:
      number: "+14155550112"
    wait: true
    expect:
      outcome: [ok]
      maximum_duration: 120
      transcript: (?i)hello

- name: Call tomorrow morning, with values for the prompt
  voiceops.vapi.vapi_call:
    name: Reminder 12
    phone_number: Main Support Line
    assistant: Support Bot
    assistant_overrides:
      variableValues:
        appointment: 9 o'clock
    customer:
      number: "+14155550113"
    schedule_plan:
      earliest_at: "2026-12-01T09:00:00Z"
      latest_at: "2026-12-01T11:00:00Z"

- name: Call several customers, as many as calls are free, during office hours only
  voiceops.vapi.vapi_call:
    name: Recall 2026-12
    phone_number: Main Support Line
    squad: Night shift
    customers:
      - number: "+14155550114"
      - number: "+14155550115"
        external_id: customer-7
    respect_concurrency: true
    allow: ["+1415*"]
    max_calls: 50
    calling_hours:
      start: "09:00"
      end: "17:30"
      timezone: America/Los_Angeles
      days: [monday, tuesday, wednesday, thursday, friday]

- name: Call with an assistant that exists for this call only
  voiceops.vapi.vapi_call:
    phone_number_id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11
    assistant_definition:
      firstMessage: Hello, this is a test.
      model:
        provider: openai
        model: gpt-4o
    customer:
      sip_uri: sip:ada@example.com

- name: Cancel or hang up a call
  voiceops.vapi.vapi_call:
    name: Reminder 12
    phone_number: Main Support Line
    state: absent

- name: Erase the data of a call that has ended
  voiceops.vapi.vapi_call:
    id: 0b1c6f0e-52c4-4b0f-9a53-6d3c6f6c9d10
    state: absent
    erase: true
"""

RETURN = r"""
---
call:
  description: The call, or the first of several.
  returned: success
  type: dict
  contains:
    id:
      description: The call's id.
      type: str
    name:
      description: The name.
      type: str
    status:
      description: Such as V(scheduled), V(queued), V(ringing), V(in-progress) or V(ended).
      type: str
    ended_reason:
      description: Why it ended, in the service's words.
      type: str
    outcome:
      description: >-
        What the ended reason means: V(ok), V(not_answered), V(caller_side), V(carrier_side) or V(service_side).
      type: str
    customer:
      description: Who was called.
      type: dict
    duration:
      description: Seconds between answer and end.
      type: float
    cost:
      description: What it cost, in US dollars.
      type: float
    transcript:
      description: What was said, when there is a transcript.
      type: str
    created_at:
      description: When it was placed.
      type: str

calls:
  description: All calls of this task, each like RV(call).
  returned: success
  type: list
  elements: dict
postponed:
  description: Whom O(respect_concurrency) kept for a later run.
  returned: success
  type: list
  elements: str

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

from ansible_collections.voiceops.vapi.plugins.module_utils._call import CALL
from ansible_collections.voiceops.vapi.plugins.module_utils._calls import manage, subject
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CALL, manage, subject=subject)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
