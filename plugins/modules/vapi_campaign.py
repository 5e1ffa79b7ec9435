#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_campaign
short_description: "Call many contacts once, within their calling hours"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Calls every contact of a list or a CSV file once under a O(name). The service starts a campaign as soon as it is
    created and cannot change it, so all contacts are checked before anything is sent. If a response is lost, the
    campaign is looked up; it is never sent again.
  - >-
    With O(calling_hours) in the time zone of the customer, one declaration creates one campaign per window. A second
    run skips contacts that have already been sent; contacts that were added to the declaration are sent in another
    campaign.
  - >-
    With O(retry), contacts who were not reached are called again by a second run, or while O(wait) waits.
  - >-
    The time zone of a number says where it was issued, not where its owner is. These checks help operators, but do
    not guarantee that calls comply with any law.
  - >-
    API calls: GET /campaign, GET /v2/phone-number, GET /assistant or GET /squad, GET /call for the results of
    contacts; POST /campaign for each window; PATCH /campaign/{id} to cancel. With O(generation=v2), the same below
    /v2, and GET /v2/campaign/{id}/contacts instead of GET /call.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_campaign
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.campaigns
seealso:
  - module: voiceops.vapi.vapi_campaign_info
    description: Read campaigns and the results of their contacts.
  - module: voiceops.vapi.vapi_outbound_calls
    description: Place a list of calls, each with its own options.
"""

EXAMPLES = r"""
---
- name: Call all contacts of a file between 9:00 and 20:00 in their time zone
  voiceops.vapi.vapi_campaign:
    name: Renewals December
    phone_number: Main Support Line
    assistant: Support Bot
    customers_file: /srv/campaigns/renewals.csv
    max_concurrency: 20
    max_contacts: 5000
    do_not_call_files: [/srv/campaigns/do_not_call.txt]
    calling_hours:
      start: "09:00"
      end: "20:00"
      timezone: customer
      days: [monday, tuesday, wednesday, thursday, friday]

- name: Call a few contacts, and call again up to twice if they do not answer
  voiceops.vapi.vapi_campaign:
    name: Appointments
    phone_number: Main Support Line
    assistant: Support Bot
    customers:
      - number: "+14155550111"
        name: Ann
        variable_values:
          time: 9:30
      - number: "+14155550112"
        name: Bob
        timezone: America/New_York
        variable_values:
          time: 10:00
    retry:
      outcomes: [not_answered]
      attempts: 2
      after: 4h

- name: Cancel calls that have not been placed yet
  voiceops.vapi.vapi_campaign:
    name: Renewals December
    state: absent
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
campaigns:
  description: The campaigns of this name, one for each window and follow-up.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the campaign. None if it is predicted by check mode.
      type: str
    name:
      description: The name, with its window.
      type: str
    status:
      description: V(scheduled), V(in-progress), V(ended), V(cancelled) or V(archived).
      type: str
    contacts:
      description: Number of contacts, if the service reports it.
      type: int
    earliest_at:
      description: Earliest time of calls.
      type: str
    latest_at:
      description: Latest time of calls.
      type: str
    ended_reason:
      description: Ended reason, as the service names it.
      type: str
contacts:
  description: Result of each contact. A failed task returns eight at most.
  returned: success
  type: list
  elements: dict
  contains:
    number:
      description: The number, else the SIP URI.
      type: str
    name:
      description: Name of the contact. None if it has none.
      type: str
    campaign:
      description: The name of the service's campaign of the last call.
      type: str
    status:
      description: V(scheduled), V(in-progress), V(ended), V(not_called) (the campaign ended
        without a call) or V(skipped) (your server said that the contact is not eligible).
      type: str
    outcome:
      description: How the call ended, as RV(voiceops.vapi.vapi_call#module:call.outcome) has
        it, or V(not_called).
      type: str
    ended_reason:
      description: Ended reason, as the service names it.
      type: str
    calls:
      description: Number of campaigns of the contact.
      type: int
skipped_contacts:
  description: Contacts that are not called. A failed task returns eight at most.
  returned: success
  type: list
  elements: dict
  contains:
    place:
      description: Position in the declaration, such as V(line 17).
      type: str
    number:
      description: The number.
      type: str
    reason:
      description: V(do_not_call), V(time zone unknown), V(no calling hours before latest_at)
        or V(calling hours of its time zones never overlap).
      type: str
summary:
  description: How many contacts there are, and how many were C(called), C(answered), are C(scheduled),
    C(not_called) and C(skipped).
  returned: success
  type: dict
  sample:
    contacts: 1000
    called: 300
    answered: 212
    scheduled: 700
    not_called: 0
    skipped: 12
text:
  description: The result on one line.
  returned: success
  type: str
diff:
  description: The campaigns that were sent or cancelled.
  returned: success, in diff mode
  type: dict
  contains:
    before:
      description: The campaigns that were cancelled.
      type: dict
    after:
      description: The campaigns that were sent.
      type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.campaign import run_campaign
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.campaign import CAMPAIGN
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CAMPAIGN, run_campaign, tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
