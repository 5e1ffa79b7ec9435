#!/usr/bin/python
# Copyright: (c) 2026, The voiceops.vapi authors
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
    Returns calls over all pages, newest first, narrowed by filters. The service itself filters by line, assistant
    and dates only; name, status and customer are filtered here.
  - >-
    API calls: GET /call; GET /v2/phone-number and /assistant when a name is given.
extends_documentation_fragment:
  - voiceops.vapi.connection
  - voiceops.vapi.call_query
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_call
"""

EXAMPLES = r"""
---
- name: Calls of a line since the first of December
  voiceops.vapi.vapi_call_info:
    phone_number: Main Support Line
    created_at_ge: "2026-12-01T00:00:00Z"

- name: Calls that are live
  voiceops.vapi.vapi_call_info:
    status: [ringing, in-progress]
"""

RETURN = r"""
---
calls:
  description: The calls.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.voiceops.vapi.plugins.module_utils._call_info import CALL_QUERY, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CALL_QUERY, manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
