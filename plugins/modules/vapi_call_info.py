#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
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
    API calls: GET /call; GET /v2/phone-number for O(phone_number) and GET /assistant for O(assistant).
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.call_query
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_call
    description: Places and ends calls.
"""

EXAMPLES = r"""
---
- name: Calls of a line since the first of December
  voiceops.vapi.vapi_call_info:
    phone_number: Main Support Line
    created_at_ge: "2026-12-01T00:00:00Z"

- name: Calls that are live
  voiceops.vapi.vapi_call_info:
    status: [ringing, in-progress, forwarding]

- name: The last call to a customer
  voiceops.vapi.vapi_call_info:
    customer: "+14155550111"
    limit: 1

- name: One call
  voiceops.vapi.vapi_call_info:
    id: 0b1c6f0e-52c4-4b0f-9a53-6d3c6f6c9d10

- name: Fail when more than five of an assistant's calls today went wrong on the service's side
  voiceops.vapi.vapi_call_info:
    assistant: Support Bot
    status: [ended]
    created_at_ge: "2026-12-01T00:00:00Z"
  register: today
  failed_when: today.failed or today.calls | selectattr('outcome', 'equalto', 'service_side') | length > 5
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
calls:
  description: The calls that fit, newest first; an empty list when none does. Keys without
    a value are left out, and so is every secret, the control and listen URLs among them.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.info import CALL_QUERY, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CALL_QUERY, manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
