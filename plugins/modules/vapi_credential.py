#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_credential
short_description: "Manage a credential of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Creates, changes or deletes a credential, identified by its name or id.
  - >-
    Only settings in O(definition) are managed: what the dashboard or a default adds is kept, and null removes a
    setting.
  - >-
    API calls: GET /credential, POST, PATCH or DELETE /credential; and GET of each kind that is referred to by name.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_credential
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.object
  - voiceops.vapi.attributes.writes
"""

EXAMPLES = r"""
---
- name: Create a credential for a Telnyx account
  voiceops.vapi.vapi_credential:
    name: Telnyx main
    definition:
      provider: telnyx
      apiKey: "{{ vault_telnyx_api_key }}"

- name: Create a credential for your own SIP trunk
  voiceops.vapi.vapi_credential:
    name: Trunk Berlin
    definition:
      provider: byo-sip-trunk
      gateways:
        - ip: 203.0.113.7
      outboundAuthenticationPlan:
        authUsername: clinic
        authPassword: "{{ vault_trunk_password }}"

- name: Send the secret of a Vonage account again
  voiceops.vapi.vapi_credential:
    name: Vonage main
    update_secrets: always
    definition:
      provider: vonage
      apiKey: "{{ vault_vonage_api_key }}"
      apiSecret: "{{ vault_vonage_api_secret }}"

- name: Create a credential for requests to your own server
  voiceops.vapi.vapi_credential:
    name: Clinic API
    definition:
      provider: webhook
      authenticationPlan:
        type: bearer
        token: "{{ vault_clinic_token }}"
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
credential:
  description:
    - The credential after the task, or before it if it was deleted. Empty if there was none
      to delete.
    - It has the keys of RV(voiceops.vapi.vapi_assistant#module:assistant).
  returned: success
  type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._org.objects import CREDENTIAL
from ansible_collections.voiceops.vapi.plugins.module_utils._org.single import ensure_object
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CREDENTIAL.schema, ensure_object(CREDENTIAL), describe=CREDENTIAL.describe)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
