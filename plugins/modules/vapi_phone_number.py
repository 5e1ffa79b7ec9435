#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
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
    Buys a number from Vapi, creates a SIP line, or imports a number from Twilio, Vonage, Telnyx or your own SIP
    trunk, and configures who answers it.
  - >-
    A line is identified by O(id), else O(number), else O(sip_uri), else O(name). The match is exact, and several
    matches are an error. An existing number is managed as it is; it is never bought or imported a second time.
  - >-
    Only declared options are managed. Omitted options are not changed; null or an empty string clears them. Only the
    fields that differ are sent, in one request.
  - >-
    Secrets cannot be read back and are never compared. See O(update_secrets).
  - >-
    API calls: GET /v2/phone-number to find the line, or GET /phone-number with O(id); GET /assistant, /squad and
    /credential when a name is given; when something differs, one POST, PATCH or DELETE /phone-number. With O(wait), GET
    /phone-number until the number is active.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_phone_number
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
attributes:
  idempotent:
    details: With O(update_secrets=always), secrets are sent on every run and a change is reported.
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: Manage many lines in one task.
  - module: voiceops.vapi.vapi_phone_hook
    description: Manage a single hook of a line.
  - module: voiceops.vapi.vapi_phone_number_info
    description: Read the lines of an org and whether they answer.
"""

EXAMPLES = r"""
---
# Running a task again changes nothing.

- name: Buy a number in San Francisco, answered by an assistant
  voiceops.vapi.vapi_phone_number:
    provider: vapi
    name: Main line
    number_desired_area_code: "415"
    assistant: Support Bot

- name: Route a line to an assistant that another task of this run creates (check mode only warns)
  voiceops.vapi.vapi_phone_number:
    name: Main line
    assistant: New Bot
    unresolved: warn

- name: Keep a number without a route
  voiceops.vapi.vapi_phone_number:
    name: Old line
    route: none
    silent_reason: Kept until the letterheads are used up

- name: Wait until a bought number is active
  voiceops.vapi.vapi_phone_number:
    name: Main line
    wait: true
    wait_timeout: 600
    wait_interval: 10

- name: Import a Twilio number
  voiceops.vapi.vapi_phone_number:
    provider: twilio
    name: Main Support Line
    number: "+14155550100"
    twilio_account_sid: "{{ vault_twilio_account_sid }}"
    twilio_auth_token: "{{ vault_twilio_auth_token }}"
    sms_enabled: false # another system handles its messages
    lint_ignore:
      idle-fallback: The assistant is to go next week.
    assistant: Support Bot

- name: Import a Twilio number with an API key
  voiceops.vapi.vapi_phone_number:
    provider: twilio
    number: "+14155550101"
    twilio_account_sid: "{{ vault_twilio_account_sid }}"
    twilio_api_key: "{{ vault_twilio_api_key }}"
    twilio_api_secret: "{{ vault_twilio_api_secret }}"

- name: Import a Vonage number, answered by a squad
  voiceops.vapi.vapi_phone_number:
    provider: vonage
    name: Sales
    number: "+442071838750"
    credential: vonage-main
    squad: Night shift

- name: Import a Telnyx number, with ids
  voiceops.vapi.vapi_phone_number:
    provider: telnyx
    name: Billing
    number: "+14155550103"
    credential_id: 550e8400-e29b-41d4-a716-446655440000
    assistant_id: 4b6dbd5e-9b9c-4b5f-9a3c-1f9d0a9b8c7d

- name: Use an extension of your own SIP trunk
  voiceops.vapi.vapi_phone_number:
    provider: byo-phone-number
    name: Reception
    number: "1000"
    number_e164_check_enabled: false
    credential: office-trunk
    assistant: Support Bot

- name: Create a SIP line with authentication
  voiceops.vapi.vapi_phone_number:
    provider: vapi
    name: Branch offices
    sip_uri: sip:branch-offices@sip.vapi.ai
    authentication:
      realm: sip.vapi.ai
      username: branch-offices-caller
      password: "{{ vault_sip_password }}"
    assistant: Support Bot

- name: Let a squad answer instead of the assistant
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    squad: Night shift

- name: Let an assistant answer again
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    assistant: Support Bot

- name: Turn away callers from premium-rate numbers, and transfer calls that the assistant cannot serve
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    hooks:
      - event: call.ringing
        filters:
          - starts_with: ["1900"]
        do:
          - type: say
            exact: This line does not take calls from premium-rate numbers.
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
              extension: "7"
              spoken_message: I am connecting you with a colleague.
              transfer_plan:
                mode: warm-transfer-say-message
                spoken_message: A customer is on the line.

- name: Let your server decide who answers each call, with a fallback
  voiceops.vapi.vapi_phone_number:
    number: "+14155550101"
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
        excluded_status_codes: [400, 401, 404]
    fallback_destination:
      type: number
      number: "+14155550199"
      caller_id: "+14155550101"
      spoken_message: I am connecting you with a colleague.
      transfer_plan:
        mode: warm-transfer-wait-for-operator-to-speak-first-and-then-say-message
        timeout: 30
        spoken_message: A customer is on the line.
    verify: fail # rather than warn when the service does not keep all of it

- name: Fall back to a SIP URI, with a summary of the call in a header
  voiceops.vapi.vapi_phone_number:
    number: "+14155550101"
    fallback_destination:
      type: sip
      sip_uri: sip:desk@pbx.example.com
      sip_headers:
        X-Department: support
      transfer_plan:
        mode: blind-transfer-add-summary-to-sip-header
        sip_verb: refer
        summary_plan:
          timeout_seconds: 10

- name: Say a sentence in the language of the caller before the transfer
  voiceops.vapi.vapi_phone_number:
    number: "+14155550101"
    fallback_destination:
      type: number
      number: "+14155550199"
      spoken_message:
        type: custom-message
        contents:
          - type: text
            text: I am connecting you with a colleague.
            language: en
          - type: text
            text: Ich verbinde Sie mit einem Kollegen.
            language: de

- name: Rename a line by its id
  voiceops.vapi.vapi_phone_number:
    id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11
    name: Support (US)

- name: Send new secrets after a rotation
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    twilio_account_sid: "{{ vault_twilio_account_sid }}"
    twilio_auth_token: "{{ vault_twilio_auth_token }}"
    update_secrets: always

- name: Clear one field
  voiceops.vapi.vapi_phone_number:
    number: "+14155550101"
    fallback_destination: null

- name: Take a line out of service and keep its number
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    route: none
    server: null
    fallback_destination: null
    hooks: []

- name: Close a line for today; without mode it returns to normal
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    assistant: Support Bot
    hooks: []
    mode: closed
    closed_message: We are closed today. Please call again tomorrow.

- name: Transfer all callers to the office
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    assistant: Support Bot
    hooks: []
    mode: failover
    failover_destination:
      type: number
      number: "+14155550199"

- name: Delete a line; a bought number is released for good
  voiceops.vapi.vapi_phone_number:
    number: "+14155550100"
    state: absent
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
phone_number:
  description:
    - The line as it is now, or in check mode as it would be. Keys without a value are left
      out, and so is every secret.
    - After O(state=absent) it is the line as it was, and empty when there was none.
    - It can be handed in again as options and then changes nothing.
  returned: success
  type: dict
  contains:
    name:
      description: The name.
      type: str
    id:
      description: The number's id, for example for the option C(phone_number_id) of M(voiceops.vapi.vapi_call).
      type: str
    provider:
      description: 'The carrier: V(vapi), V(twilio), V(vonage), V(telnyx) or V(byo-phone-number).'
      type: str
    number:
      description: The number in E.164 form. A line that is only a SIP URI has none, nor has
        a bought one in check mode.
      type: str
    number_e164_check_enabled:
      description: Whether the number has to be E.164, for V(byo-phone-number).
      type: bool
    sip_uri:
      description: The SIP URI of a line that has one.
      type: str
    number_desired_area_code:
      description: The area code a bought number was asked for in, where the service tells it.
      type: str
    authentication:
      description: Credentials that callers of the SIP URI must present, without the password.
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
    hooks:
      description: The hooks in their order, as the option of the same name takes them.
      type: list
      elements: dict
    fallback_destination:
      description: The fallback, as the option of the same name takes it.
      type: dict
    server:
      description: The server, as the option of the same name takes it, without its headers.
      type: dict
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
  sample:
    id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11
    provider: twilio
    name: Main Support Line
    number: '+14155550100'
    twilio_account_sid: AC0123456789abcdef0123456789abcdef
    assistant_id: 4b6dbd5e-9b9c-4b5f-9a3c-1f9d0a9b8c7d
    hooks:
      - event: call.ringing
        do:
          - type: say
            exact: We are closed today. Please call again tomorrow.
    status: active
    created_at: '2026-11-23T09:00:00.000Z'
diff:
  description:
    - The managed options that were given or differ, without secrets, with names in place of
      ids where they are known.
    - Of secrets that go out it says only which options hold them (C(secrets_sent)).
    - With O(mode) it also says to which mode the line goes, and from which, as far as its hooks
      and route tell.
  returned: success, in diff mode
  type: dict
  contains:
    before:
      description: The options before the task; empty for a line that is created.
      type: dict
    after:
      description: The options after it; empty for a line that is deleted.
      type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lines import LINES, ensure_line
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(LINE, ensure_line, describe=LINES.describe)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
