#!/usr/bin/python
# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_phone_number_info
short_description: "Read the phone numbers of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Returns the numbers of an org over all pages, oldest first, narrowed by exact filters.
  - >-
    With O(answering) it also says which lines answer, and why the others do not.
  - >-
    API calls: GET /v2/phone-number, GET /phone-number; GET /assistant and /squad with O(answering).
extends_documentation_fragment:
  - voiceops.vapi.connection
  - voiceops.vapi.number_query
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_phone_number
"""

EXAMPLES = r"""
---
- name: Read every number of the org
  voiceops.vapi.vapi_phone_number_info:
  register: numbers

- name: Read one
  voiceops.vapi.vapi_phone_number_info:
    number: "+14155550100"

- name: Which Twilio lines do not answer, and why
  voiceops.vapi.vapi_phone_number_info:
    provider: twilio
    answering: true
  register: twilio
"""

RETURN = r"""
---
phone_numbers:
  description:
    - The numbers.
    - It can be handed in again as options and then changes nothing.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The number's id.
      type: str
    provider:
      description: The carrier.
      type: str
    number:
      description: The number, in E.164 form.
      type: str
    sip_uri:
      description: The SIP URI of a line that has one.
      type: str
    name:
      description: The name.
      type: str
    status:
      description: V(active), V(activating) or V(blocked).
      type: str
    assistant_id:
      description: The id of the assistant that answers.
      type: str
    squad_id:
      description: The id of the squad that answers.
      type: str
    hooks:
      description: The hooks, as the option of the same name takes them.
      type: list
      elements: dict
    server:
      description: The server, without its headers.
      type: dict
    fallback_destination:
      description: The fallback.
      type: dict
    created_at:
      description: When it was made.
      type: str
    undocumented:
      description: What the service returns beyond its documentation; it is passed over as input.
      type: dict
    answering:
      description: Whether the line is active and its route leads somewhere, with O(answering).
      type: bool
    not_answering_because:
      description: Why it does not answer, with O(answering).
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

from ansible_collections.voiceops.vapi.plugins.module_utils._number_info import NUMBER_QUERY, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(NUMBER_QUERY, manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
