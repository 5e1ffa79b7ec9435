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
    Returns the numbers of an org over all pages, oldest first, narrowed by exact filters.
  - >-
    With O(answering) it also says which lines answer, and why the others do not.
  - >-
    API calls: GET /v2/phone-number, or GET /phone-number with O(id); GET /assistant and /squad with O(answering).
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.number_query
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_phone_number
    description: Takes what this module returns as options.
"""

EXAMPLES = r"""
---
- name: Read every number of the org
  voiceops.vapi.vapi_phone_number_info:
  register: numbers

- name: Read the numbers of an org in the EU, its connection set for a whole group of modules
  voiceops.vapi.vapi_phone_number_info:
  module_defaults:
    group/voiceops.vapi.all:
      api_key: "{{ vault_vapi_api_key_eu }}"
      region: eu

- name: Read one, by its number
  voiceops.vapi.vapi_phone_number_info:
    number: "+14155550100"

- name: Read one, by its id
  voiceops.vapi.vapi_phone_number_info:
    id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11

- name: Find the numbers of San Francisco
  voiceops.vapi.vapi_phone_number_info:
    search: "+1415"

- name: Which Twilio lines do not answer, and why
  voiceops.vapi.vapi_phone_number_info:
    provider: twilio
    answering: true
  register: twilio

- name: Fail while a number that was bought today is not active
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
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The number's id, for example for the option C(phone_number_id) of M(voiceops.vapi.vapi_call).
      type: str
    provider:
      description: 'The carrier: V(vapi), V(twilio), V(vonage), V(telnyx) or V(byo-phone-number).'
      type: str
    name:
      description: The name.
      type: str
    number:
      description: The number in E.164 form. A line that is only a SIP URI has none, nor has
        a bought one in check mode.
      type: str
    number_desired_area_code:
      description: The area code a bought number was asked for in, where the service tells it.
      type: str
    number_e164_check_enabled:
      description: Whether the number has to be E.164, for V(byo-phone-number).
      type: bool
    sip_uri:
      description: The SIP URI of a line that has one.
      type: str
    authentication:
      description: What callers of the SIP URI authenticate with, without the password.
      contains:
        realm:
          description: The realm.
          type: str
        username:
          description: The user name.
          type: str
      type: dict
    credential_id:
      description: The id of the credential that reaches the carrier or SIP trunk.
      type: str
    twilio_account_sid:
      description: The Twilio account that owns the number. Its token, API key and secret are
        never returned.
      type: str
    sms_enabled:
      description: Whether Vapi takes the number's messages, for V(twilio).
      type: bool
    assistant_id:
      description: The id of the assistant that answers.
      type: str
    squad_id:
      description: The id of the squad that answers.
      type: str
    workflow_id:
      description: The id of a workflow that is still set; the service has retired workflows.
      type: str
    server:
      description: The server, as the option of the same name takes it, without its headers.
      type: dict
    fallback_destination:
      description: The fallback, as the option of the same name takes it.
      type: dict
    hooks:
      description: The hooks in their order, as the option of the same name takes them.
      type: list
      elements: dict
    status:
      description: V(activating) for some minutes after a purchase, then V(active); V(blocked)
        is for the service's support.
      type: str
    org_id:
      description: The id of the org that owns the line.
      type: str
    created_at:
      description: When it was made, an ISO 8601 time.
      type: str
    updated_at:
      description: When it was last changed, an ISO 8601 time.
      type: str
    undocumented:
      description: What the service returns beyond its documentation. It is passed over as input.
      type: dict
    answering:
      description: Whether the line is active and its route leads somewhere.
      returned: with O(answering)
      type: bool
    not_answering_reason:
      description: Why it does not answer; empty when it does.
      returned: with O(answering)
      type: str
failure:
  description: What went wrong, as data for conditions. C(msg) says the same as one sentence.
  returned: failure
  type: dict
  contains:
    status:
      description: HTTP status of the refusal. None without an answer, and when options were
        refused before anything was sent.
      type: int
    message:
      description: What failed, on which object, with the service's own words.
      type: str
    hint:
      description: What to do next. Empty when the message already says it.
      type: str
  sample:
    status: 400
    message: 'line ''Sales'': This area code is currently not available. Hint: Try one of 562,
      662, 716.'
    hint: Set number_desired_area_code to one that the hint names.
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.info import NUMBER_QUERY, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(NUMBER_QUERY, manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
