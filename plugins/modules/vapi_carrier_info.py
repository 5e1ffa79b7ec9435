#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_carrier_info
short_description: "Find problems of lines at Twilio, Telnyx, Vonage and SIP trunks"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    A line that is active at Vapi can still be silent because of its carrier: a voice URL, application or trunk was
    changed, the number left the account, the account is suspended, or countries are not permitted. This module
    compares every imported line with its carrier.
  - >-
    It only reads. Carriers receive only GET requests with the given credentials, and never the API key of the org.
  - >-
    Vapi does not document the URLs at which carriers reach it. They are known from several code bases. A line whose
    calls are routed differently from the other lines of its account is reported as V(unknown).
  - >-
    API calls: GET /v2/phone-number, and GET /credential for lines of SIP trunks; GET of accounts, numbers,
    applications, connections and profiles at each carrier.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_carrier_info
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_phone_number_info
    description: Read which lines answer according to Vapi.
"""

EXAMPLES = r"""
---
- name: Check the lines of a Twilio and a Telnyx account
  voiceops.vapi.vapi_carrier_info:
    twilio:
      - account_sid: "{{ vault_twilio_account_sid }}"
        auth_token: "{{ vault_twilio_auth_token }}"
    telnyx:
      - api_key: "{{ vault_telnyx_api_key }}"
    countries: [US, CA]
  register: carriers

- name: Fail when calls to a line do not arrive
  voiceops.vapi.vapi_carrier_info:
    vonage:
      - api_key: "{{ vault_vonage_api_key }}"
        api_secret: "{{ vault_vonage_api_secret }}"
    fail_on: [silent]
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
lines:
  description: Every imported line, oldest first.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the line. None if it has none.
      type: str
    id:
      description: The number's id.
      type: str
    number:
      description: The number.
      type: str
    provider:
      description: The carrier.
      type: str
    status:
      description: The number's status at Vapi.
      type: str
    findings:
      description: What is wrong, each with C(severity), C(code), C(message) and C(fix). Severities
        are V(silent) (calls do not arrive), V(no_outbound), V(no_sms) and V(unknown) (it cannot
        be told). Empty for a healthy line.
      type: list
      elements: dict
summary:
  description: Number of findings of each severity.
  returned: success
  type: dict
  sample:
    silent: 1
    no_outbound: 0
    no_sms: 0
    unknown: 2
text:
  description: The summary as one line, with the first names of each severity.
  returned: success
  type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._carriers.info import CARRIER_QUERY, carrier_info
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(CARRIER_QUERY, carrier_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
