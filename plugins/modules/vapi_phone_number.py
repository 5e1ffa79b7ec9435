#!/usr/bin/python
# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_phone_number
short_description: "Manage one Vapi phone line: its number, route, hooks, fallback and server"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Buys a number from Vapi, makes a SIP line, or imports a number from Twilio, Vonage, Telnyx or your own SIP
    trunk, and gives it everything that makes it answer.
  - >-
    A line is found by O(id), else O(number), else O(sip_uri), else O(name); the match is exact, over all pages, and
    several matches are an error. An existing number is taken over, never bought or imported a second time.
  - >-
    Only what is given is managed. What is left out stays as it is; null or an empty text clears. Only the fields
    that differ are sent, in one request.
  - >-
    API calls: GET /v2/phone-number, GET, POST, PATCH and DELETE /phone-number; GET /assistant, /squad and
    /credential when a name is given.
extends_documentation_fragment:
  - voiceops.vapi.connection
  - voiceops.vapi.line
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
seealso:
  - module: voiceops.vapi.vapi_call_lines
  - module: voiceops.vapi.vapi_phone_hook
  - module: voiceops.vapi.vapi_phone_number_info
"""

EXAMPLES = r"""
---
- name: Buy a number in San Francisco, answered by an assistant
  voiceops.vapi.vapi_phone_number:
    provider: vapi
    name: Main line
    number_desired_area_code: "415"
    assistant: Support Bot
    wait: true

- name: Import a Twilio number
  voiceops.vapi.vapi_phone_number:
    provider: twilio
    name: Main Support Line
    number: "+14155550100"
    twilio_account_sid: "{{ vault_twilio_account_sid }}"
    twilio_auth_token: "{{ vault_twilio_auth_token }}"
    sms_enabled: false
    assistant: Support Bot

- name: Import a Twilio number with an API key
  voiceops.vapi.vapi_phone_number:
    provider: twilio
    number: "+14155550101"
    twilio_account_sid: "{{ vault_twilio_account_sid }}"
    twilio_api_key: "{{ vault_twilio_api_key }}"
    twilio_api_secret: "{{ vault_twilio_api_secret }}"

- name: Import a Vonage number
  voiceops.vapi.vapi_phone_number:
    provider: vonage
    name: Sales
    number: "+442071838750"
    credential: vonage-main
    squad: Night shift

- name: Import a Telnyx number
  voiceops.vapi.vapi_phone_number:
    provider: telnyx
    name: Billing
    number: "+14155550103"
    credential_id: 550e8400-e29b-41d4-a716-446655440000
    assistant_id: 4b6dbd5e-9b9c-4b5f-9a3c-1f9d0a9b8c7d

- name: Use a number of your own SIP trunk
  voiceops.vapi.vapi_phone_number:
    provider: byo-phone-number
    name: Reception
    number: "1000"
    number_e164_check_enabled: false
    credential: office-trunk
    assistant: Support Bot

- name: Make a SIP line that asks callers for a password
  voiceops.vapi.vapi_phone_number:
    provider: vapi
    name: Branch offices
    sip_uri: sip:branch-offices@sip.vapi.ai
    authentication:
      username: branch-offices-caller
      password: "{{ vault_sip_password }}"
    assistant: Support Bot

- name: Let your server decide for each call, with a net when it fails
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    route: server
    server:
      url: https://calls.example.com/vapi
      timeout_seconds: 10
      headers:
        X-Secret: "{{ vault_server_secret }}"
      backoff_plan:
        type: exponential
        max_retries: 3
        base_delay_seconds: 1
    hooks:
      - event: call.ending
        filters:
          - one_of:
              - assistant-request-failed
              - assistant-request-returned-error
        do:
          - type: transfer
            destination:
              type: number
              number: "+14155550199"

- name: Greet callers from San Francisco while it rings, and set a fallback
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    hooks:
      - event: call.ringing
        filters:
          - starts_with: ["1415", "1628"]
        do:
          - type: say
            exact: Please hold while we connect you.
    fallback_destination:
      type: number
      number: "+14155550199"
      message: I am connecting you with a colleague.
      transfer_plan:
        mode: warm-transfer-say-message
        message: A customer is on the line.

- name: Assign a squad instead of the assistant
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    squad: Night shift

- name: Rename a line
  voiceops.vapi.vapi_phone_number:
    id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11
    name: Support (US)

- name: Send new secrets after a rotation
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    twilio_account_sid: "{{ vault_twilio_account_sid }}"
    twilio_auth_token: "{{ vault_twilio_auth_token }}"
    update_secrets: always

- name: Take route, server and fallback away
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    route: none
    server: null
    fallback_destination: null
    hooks: []

- name: Delete a line
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    state: absent
"""

RETURN = r"""
---
phone_number:
  description:
    - The line as it is now; in check mode as it would be.
    - It can be handed in again as options and then changes nothing.
  returned: success
  type: dict
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

from ansible_collections.voiceops.vapi.plugins.module_utils._lines import manage, subject
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(LINE, manage, subject=subject)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
