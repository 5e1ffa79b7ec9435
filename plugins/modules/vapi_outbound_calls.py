#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_outbound_calls
short_description: Place a list of outbound calls in one task
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Places a list of calls, each with the options and rules of M(voiceops.vapi.vapi_call).
  - All calls are validated before the first is placed. Unlike a loop, the task never prints items with their secrets.
    If a call fails, the others are still placed; the task fails at the end and names the failed calls.
  - Lines, assistants, squads and earlier calls are read once for the whole list. Calls with C(state=absent) are ended
    first, then the others are placed and waited for together. With C(wait), calls that exceed the concurrency limit
    are placed when other calls of the list have ended.
  - >-
    API calls: those of M(voiceops.vapi.vapi_call), with each list read once.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_outbound_calls
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.places
  - voiceops.vapi.attributes.places_several
seealso:
  - module: voiceops.vapi.vapi_call
    description: Place one call, with the same options.
"""

EXAMPLES = r"""
---
- name: Place the day's reminders, each once
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

- name: Test every line with a call, and fail if one does not work
  voiceops.vapi.vapi_outbound_calls:
    calls:
      - name: Smoke test of the support line
        phone_number: Main Support Line
        assistant: Support Bot
        customer:
          number: "+14155550116"
        wait: true
        expect: &expect
          outcome: [ok]
          maximum_duration: 120
      - name: Smoke test of the night shift
        phone_number: "+14155550100"
        squad: Night shift
        customer:
          number: "+14155550117"
        wait: true
        expect: *expect

- name: Cancel one reminder and place another
  voiceops.vapi.vapi_outbound_calls:
    calls:
      - name: Reminder 12
        state: absent
      - name: Reminder 13
        phone_number: Main Support Line
        assistant: Support Bot
        customer:
          number: "+14155550113"
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
results:
  description: Result of each call, in the order of the list. A failed task returns eight at
    most, failures before others.
  returned: success, or failure after checking
  type: list
  elements: dict
  contains:
    name:
      description: Name of the call. None if it has none.
      type: str
    changed:
      description: Whether this run placed or ended it.
      type: bool
    calls:
      description: The call, or those of its customers, each like RV(voiceops.vapi.vapi_call#module:call).
        When the task fails, only C(id), C(name), C(status) and C(outcome) of calls that did
        not fail.
      type: list
      elements: dict
    postponed:
      description: Numbers or SIP URIs of those whom O(calls[].respect_concurrency) kept for
        a later run.
      type: list
      elements: str
    error:
      description: Reason of the failure. None if it did not fail.
      type: str
calls:
  description: All calls of the list in its order, each like RV(voiceops.vapi.vapi_call#module:call).
  returned: success
  type: list
  elements: dict
text:
  description: The result on one line, with the names of the calls that were, or in check mode
    would be, placed.
  returned: success
  type: str
  sample: 2 placed (Reminder 11, Reminder 12), 98 already placed
diff:
  description: The differences, one for each call that was placed or ended, as RV(voiceops.vapi.vapi_call#module:diff)
    has them.
  returned: success or failure after checking, in diff mode
  type: list
  elements: dict
  contains:
    before:
      description: The calls that were ended.
      type: dict
    after:
      description: The calls that were placed.
      type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.bulk import OUTBOUND, place_calls
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(OUTBOUND, place_calls)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
