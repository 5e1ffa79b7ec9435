#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_campaigns
short_description: Send the campaigns of a Vapi org in one task
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Sends a list of campaigns, one after another, each with the options and rules of M(voiceops.vapi.vapi_campaign).
    All options are checked before anything is sent. If a campaign fails, the others are still sent; the task fails at
    the end and names the failed campaign.
  - >-
    API calls: those of M(voiceops.vapi.vapi_campaign) for each campaign; lines, assistants and squads are read once.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_campaigns
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.campaigns
seealso:
  - module: voiceops.vapi.vapi_campaign
    description: Send one campaign, with the same options.
"""

EXAMPLES = r"""
---
- name: Send two campaigns within the calling hours of their contacts
  voiceops.vapi.vapi_campaigns:
    campaigns:
      - name: Renewals December
        phone_number: Main Support Line
        assistant: Support Bot
        customers:
          - number: "+14155550171"
            name: Ann
        max_contacts: 5000
        do_not_call: ["+14155550172"]
        calling_hours:
          start: "09:00"
          end: "20:00"
          timezone: customer
      - name: Spring
        state: absent

- name: Wait for the end of the campaigns in the inventory
  voiceops.vapi.vapi_campaigns:
    campaigns:
      - name: Appointments
        phone_number: Main Support Line
        assistant: Support Bot
        customers:
          - number: "+14155550171"
        wait: true
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
results:
  description: Result of each campaign, in the order of the list. If any failed, only the failed
    ones.
  returned: success, or failure of a campaign
  type: list
  elements: dict
  contains:
    name:
      description: The name of the campaign.
      type: str
    changed:
      description: Whether any of it was sent or cancelled.
      type: bool
    campaigns:
      description: As RV(voiceops.vapi.vapi_campaign#module:campaigns) has them.
      type: list
      elements: dict
    contacts:
      description: As RV(voiceops.vapi.vapi_campaign#module:contacts) has them.
      type: list
      elements: dict
    skipped_contacts:
      description: As RV(voiceops.vapi.vapi_campaign#module:skipped_contacts) has them.
      type: list
      elements: dict
    summary:
      description: As RV(voiceops.vapi.vapi_campaign#module:summary) has it.
      type: dict
    text:
      description: The campaign on one line.
      type: str
    error:
      description: Reason of the failure. None if it did not fail.
      type: str
text:
  description: The result on one line.
  returned: success, or failure of a campaign
  type: str
diff:
  description: The campaigns that were sent or cancelled, an entry for each that changed.
  returned: success, in diff mode
  type: list
  elements: dict
  contains:
    before:
      description: The campaigns that were cancelled.
      type: dict
    after:
      description: The campaigns that were sent.
      type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.campaigns import CAMPAIGNS, run_campaigns
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CAMPAIGNS, run_campaigns, tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
