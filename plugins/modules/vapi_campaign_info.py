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
    Returns campaigns, newest first, and on request the result of each contact.
  - >-
    API calls: GET /campaign, and GET /call for O(contacts). With O(generation=v2), GET /v2/campaign and
    GET /v2/campaign/{id}/contacts.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_campaign_info
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_campaign
    description: Send a campaign.
"""

EXAMPLES = r"""
---
- name: Find contacts that were not reached
  voiceops.vapi.vapi_campaign_info:
    name: Renewals December
    contacts: true

- name: Read running campaigns
  voiceops.vapi.vapi_campaign_info:
    status: [scheduled, in-progress]
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
campaigns:
  description:
    - The matching campaigns, newest first.
    - Each has the keys of RV(voiceops.vapi.vapi_campaign#module:campaigns).
  returned: success
  type: list
  elements: dict
contacts:
  description:
    - Result of each contact of these campaigns. Empty without O(contacts).
    - Each has the keys of RV(voiceops.vapi.vapi_campaign#module:contacts).
  returned: success
  type: list
  elements: dict
text:
  description: Their number.
  returned: success
  type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.campaign_info import CAMPAIGN_QUERY, campaign_info
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CAMPAIGN_QUERY, campaign_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
