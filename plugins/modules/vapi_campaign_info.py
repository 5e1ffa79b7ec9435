#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_campaign_info
short_description: "Read the campaigns of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Returns campaigns, newest first, and what became of each contact where it is asked for.
  - >-
    API calls: GET /campaign, and GET /call for O(contacts). With O(generation=v2), GET /v2/campaign and
    GET /v2/campaign/{id}/contacts.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.campaign_query
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_campaign
    description: Sends campaigns.
"""

EXAMPLES = r"""
---
- name: Who of a campaign was not reached
  voiceops.vapi.vapi_campaign_info:
    name: Renewals December
    contacts: true

- name: Campaigns that still call
  voiceops.vapi.vapi_campaign_info:
    status: [scheduled, in-progress]
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
campaigns:
  description: The campaigns that fit, newest first.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The campaign's id. One that check mode predicts has none.
      type: str
    name:
      description: The name, with its window.
      type: str
    status:
      description: V(scheduled), V(in-progress), V(ended), V(cancelled) or V(archived).
      type: str
    contacts:
      description: How many contacts it calls, where the service tells them.
      type: int
    earliest_at:
      description: When calling begins at the earliest.
      type: str
    latest_at:
      description: When calling ends at the latest.
      type: str
    ended_reason:
      description: Why it ended, in the service's words.
      type: str
contacts:
  description: What became of each contact of these campaigns. Empty without O(contacts).
  returned: success
  type: list
  elements: dict
  contains:
    number:
      description: The number, else the SIP URI.
      type: str
    name:
      description: The contact's name, none if it has none.
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
      description: Why it ended, in the service's words.
      type: str
    calls:
      description: In how many campaigns the contact is.
      type: int
text:
  description: How many there are.
  returned: success
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

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.campaign_info import CAMPAIGN_QUERY, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CAMPAIGN_QUERY, manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
