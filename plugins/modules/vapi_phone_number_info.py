#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
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
    Returns all matching numbers of an org, oldest first.
  - >-
    With O(answering), it also returns which lines answer, and why the others do not.
  - >-
    API calls: GET /v2/phone-number, or GET /phone-number with O(id); GET /assistant and /squad with O(answering).
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_phone_number_info
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_phone_number
    description: Manage a line, with the returned values as options.
"""

EXAMPLES = r"""
---
- name: Read every number of the org
  voiceops.vapi.vapi_phone_number_info:
  register: numbers

- name: Read the numbers of an org in the EU, with the connection in module_defaults
  voiceops.vapi.vapi_phone_number_info:
  module_defaults:
    group/voiceops.vapi.all:
      api_key: "{{ vault_vapi_api_key_eu }}"
      region: eu

- name: Read one number
  voiceops.vapi.vapi_phone_number_info:
    number: "+14155550100"

- name: Read one number by its id
  voiceops.vapi.vapi_phone_number_info:
    id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11

- name: Find the numbers of San Francisco
  voiceops.vapi.vapi_phone_number_info:
    search: "+1415"

- name: Find Twilio lines that do not answer, and why
  voiceops.vapi.vapi_phone_number_info:
    provider: twilio
    answering: true
  register: twilio

- name: Fail if a bought number is not active
  voiceops.vapi.vapi_phone_number_info:
    status: activating
    created_at_ge: "2026-11-23T00:00:00Z"
  register: activating
  failed_when: activating.phone_numbers | length > 0
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
phone_numbers:
  description:
    - The numbers that fit, oldest first; an empty list when none does. Keys without a value
      are left out, and so is every secret.
    - Each can be handed to M(voiceops.vapi.vapi_phone_number) as options and then changes nothing,
      without O(answering).
    - Each has the keys of RV(voiceops.vapi.vapi_phone_number#module:phone_number).
  returned: success
  type: list
  elements: dict
  contains:
    answering:
      description: Whether the line is active and its route exists.
      returned: with O(answering)
      type: bool
    not_answering_reason:
      description: Why it does not answer; empty when it does.
      returned: with O(answering)
      type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.info import NUMBER_QUERY, number_info
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(NUMBER_QUERY, number_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
