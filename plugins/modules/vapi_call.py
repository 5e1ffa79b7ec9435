#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
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
    Calls one or more customers from a line. A call with a O(name) is placed once to each callee, however often the
    play runs.
  - >-
    The request that places a call is never repeated blindly. If its response is lost, the service is read to find out
    whether the call was placed; if that cannot be determined, the task fails. No customer is called twice.
  - >-
    Calls are real and charged. Check mode places no call. O(allowed_numbers), O(do_not_call), O(calling_hours) and
    O(max_calls) are checked before a call is placed.
  - >-
    API calls: GET /v2/phone-number to find the line, GET /assistant and /squad when a name is given, GET /call to
    find a call by its O(name), then one POST /call. To end one, DELETE /call, or for a live call a POST to its own
    control URL, which is never shown. With O(wait), GET /call until it has ended and what O(expect) needs is there.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.places
  - voiceops.vapi.attributes.places_one
seealso:
  - module: voiceops.vapi.vapi_outbound_calls
    description: Place many calls in one task.
  - module: voiceops.vapi.vapi_call_info
    description: Read calls and their results.
  - module: voiceops.vapi.vapi_phone_number
    description: The line to call from.
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

- name: Call an extension, with values for the assistant's prompt
  voiceops.vapi.vapi_call:
    name: Appointment 4712
    phone_number: Main Support Line
    assistant: Support Bot
    assistant_overrides:
      firstMessage: Hello Grace, this is about your appointment.
      variableValues:
        customer_name: Grace Hopper
        appointment: 9 o'clock
    customer:
      number: "+14155550120"
      extension: "42"

- name: Call, wait, and fail unless the outcome is ok
  voiceops.vapi.vapi_call:
    name: Smoke test
    phone_number: "+14155550100"
    assistant: Support Bot
    customer:
      number: "+14155550112"
    wait: true
    wait_timeout: 300
    expect:
      outcome: [ok]
      maximum_duration: 120
      maximum_cost: 0.5
      transcript: (?i)hello

- name: Wait until the call is answered, and fail only for faults of the service
  voiceops.vapi.vapi_call:
    name: Smoke test of the night shift
    phone_number: "+14155550100"
    squad: Night shift
    customer:
      number: "+14155550121"
    wait: true
    wait_for: in-progress
  register: night
  failed_when: night.failed or night.call.outcome | default('') == 'service_side'

- name: Call tomorrow morning
  voiceops.vapi.vapi_call:
    name: Reminder 12
    phone_number: Main Support Line
    assistant: Support Bot
    customer:
      number: "+14155550113"
    schedule_plan:
      earliest_at: "2026-12-01T09:00:00Z"
      latest_at: "2026-12-01T11:00:00Z"

- name: Call several customers, each by name
  voiceops.vapi.vapi_call:
    name: Recall 2026-11
    phone_number: Main Support Line
    assistant: Support Bot
    customers:
      - number: "+14155550122"
        assistant_overrides:
          variableValues:
            customer_name: Ada
      - number: "+14155550123"
        assistant_overrides:
          variableValues:
            customer_name: Grace

- name: Call several customers within the concurrency limit, during office hours, in one area code
  voiceops.vapi.vapi_call:
    name: Recall 2026-12
    phone_number: Main Support Line
    squad: Night shift
    customers:
      - number: "+14155550114"
      - number: "+14155550115"
        external_id: customer-7
    respect_concurrency: true
    allowed_numbers: ["+1415*"]
    max_calls: 50
    calling_hours:
      start: "09:00"
      end: "17:30"
      timezone: America/Los_Angeles
      days: [monday, tuesday, wednesday, thursday, friday]
  register: recall
  until: recall.postponed | default([]) | length == 0
  retries: 20
  delay: 60

- name: Call with an assistant for this call only
  voiceops.vapi.vapi_call:
    phone_number_id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11
    assistant_definition:
      firstMessage: Hello, this is a test.
      model:
        provider: openai
        model: gpt-4o
    customer:
      sip_uri: sip:ada@example.com

- name: Call from a Twilio number that is not imported
  voiceops.vapi.vapi_call:
    phone_number_definition:
      twilio_phone_number: "+14155550130"
      twilio_account_sid: "{{ vault_twilio_account_sid }}"
      twilio_auth_token: "{{ vault_twilio_auth_token }}"
    assistant_id: 4b6dbd5e-9b9c-4b5f-9a3c-1f9d0a9b8c7d
    customer:
      number: "+14155550124"

- name: Cancel a scheduled call, or hang up a live one
  voiceops.vapi.vapi_call:
    name: Reminder 12
    phone_number: Main Support Line
    state: absent

- name: Erase data and recordings of an ended call
  voiceops.vapi.vapi_call:
    id: 0b1c6f0e-52c4-4b0f-9a53-6d3c6f6c9d10
    state: absent
    erase: true
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
call:
  description:
    - The call, or the first of several; in check mode as it would be right after being placed.
      Keys without a value are left out, and so is every secret, the control and listen URLs
      among them.
    - 'Empty when there is none: with O(state=absent) and nothing to end, or when O(respect_concurrency)
      postponed it.'
    - Long parts and what was said (transcript, messages, artifact, analysis, costs) are left
      out. Name them in O(artifacts) to return them.
  returned: success, or failure after dialling
  type: dict
  contains:
    id:
      description: The call's id. A call that check mode predicts has none.
      type: str
    name:
      description: The name.
      type: str
    phone_number_id:
      description: The id of the line it came from.
      type: str
    phone_number_definition:
      description: The number it came from that is not imported, without its secrets.
      type: dict
    customer:
      description: Who was called, as the option of the same name takes it.
      type: dict
    customers:
      description: Those called in one request, where the service tells them.
      type: list
      elements: dict
    customer_id:
      description: The id of a customer known to the service.
      type: str
    assistant_id:
      description: The id of the assistant that spoke.
      type: str
    assistant_definition:
      description: The assistant that existed for this call only.
      type: dict
    assistant_overrides:
      description: Changes to the assistant, as they were given.
      type: dict
    assistant_version:
      description: The pinned version of the assistant.
      type: str
    squad_id:
      description: The id of the squad that spoke.
      type: str
    squad_version:
      description: The pinned version of the squad.
      type: str
    squad_definition:
      description: The squad that existed for this call only.
      type: dict
    squad_overrides:
      description: Changes to the squad's members, as they were given.
      type: dict
    workflow_id:
      description: The id of a workflow; the service has retired workflows.
      type: str
    workflow:
      description: The workflow that existed for this call only.
      type: dict
    workflow_overrides:
      description: Changes to the workflow, as they were given.
      type: dict
    transport:
      description: Details of the transport, as they were given.
      type: dict
    schedule_plan:
      description: When it may be dialled, as the option of the same name takes it.
      type: dict
    type:
      description: V(outboundPhoneCall) for what this collection places.
      type: raw
    status:
      description: V(scheduled), V(queued), V(ringing), V(in-progress), V(forwarding), V(ended)
        or another of the service's.
      type: raw
    ended_reason:
      description: Why it ended, in the service's words, such as V(customer-did-not-answer).
      type: raw
    ended_message:
      description: More about the reason, where the service has it.
      type: raw
    phone_call_provider:
      description: The carrier of the call.
      type: raw
    phone_call_provider_id:
      description: The call's id at the carrier, to look it up there.
      type: raw
    phone_call_transport:
      description: V(sip) or V(pstn).
      type: raw
    destination:
      description: Where it was transferred to.
      type: raw
    org_id:
      description: The id of the org.
      type: raw
    created_at:
      description: When it was placed, an ISO 8601 time.
      type: raw
    updated_at:
      description: When it last changed, an ISO 8601 time.
      type: raw
    started_at:
      description: When it was answered, an ISO 8601 time.
      type: raw
    ended_at:
      description: When it ended, an ISO 8601 time.
      type: raw
    cost:
      description: What it cost, in US dollars.
      type: raw
    cost_breakdown:
      description: The cost by component and tokens.
      type: raw
    costs:
      description: The cost of each component.
      type: raw
    messages:
      description: What was said and done, message by message.
      type: raw
    artifact:
      description: Transcript, recordings and logs, as the assistant's artifact plan keeps them.
      type: raw
    artifact_plan:
      description: The assistant's artifact plan.
      type: raw
    analysis:
      description: Summary, structured data and success, as the assistant's analysis plan makes
        them.
      type: raw
    compliance:
      description: What the assistant's compliance plan recorded.
      type: raw
    campaign_id:
      description: The id of the campaign it belongs to.
      type: raw
    subscription_limits:
      description: How many calls may be under way and how many are still free, right after
        a call was placed.
      type: raw
    undocumented:
      description: What the service returns beyond its documentation.
      type: dict
    outcome:
      description: What the ended reason means for a play. V(ok), V(not_answered) (busy, no
        answer, voicemail), V(caller_side) (cancelled, misdialled, nothing was said), V(carrier_side),
        V(account_side) (credit, plan, limits of the org), V(configuration_side) (assistant,
        squad, server, transfer), V(service_side) (Vapi, or a model, voice or transcriber behind
        it) or V(unknown) (a reason that is not documented). Missing while the call goes on.
      type: str
    duration:
      description: Seconds between answer and end. Missing when the call was not answered.
      type: float
    transcript:
      description: What was said, when there is a transcript.
      type: str
  sample:
    id: 0b1c6f0e-52c4-4b0f-9a53-6d3c6f6c9d10
    name: Smoke test
    status: ended
    ended_reason: customer-ended-call
    outcome: ok
    duration: 34.5
    cost: 0.06
    customer:
      number: '+14155550112'
    created_at: '2026-11-23T09:00:00.000Z'
calls:
  description: All calls of this task, those an earlier run placed under the same name among
    them, each like RV(call).
  returned: success, or failure after dialling
  type: list
  elements: dict
postponed:
  description: Numbers or SIP URIs of those whom O(respect_concurrency) kept for a later run.
  returned: success, or failure after dialling
  type: list
  elements: str
  sample:
    - '+14155550114'
text:
  description: The result on one line, with the names of the calls that were, or in check mode
    would be, placed.
  returned: success, or failure after dialling
  type: str
  sample: 1 placed (Reminder 12)
diff:
  description: Name, customer and schedule of the calls that were placed or ended.
  returned: success, in diff mode
  type: dict
  contains:
    before:
      description: With O(state=absent), the calls that were ended, as C(calls).
      type: dict
    after:
      description: With O(state=present), the calls that were placed, as C(calls).
      type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.bulk import place_call
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.identity import describe_call
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CALL, place_call, describe=describe_call)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
