#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_service_info
short_description: Check whether this machine, the key and the Vapi service work together
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Runs diagnostics without writing anything. Checks without a request come first: Python, libraries, connection of
    the host, key, address, proxy and certificates. Then the service is checked: whether it responds, accepts the key
    and agrees on the time, and whether every list can be read completely.
  - >-
    Also returns an overview of the org: the number of objects of each kind, duplicate names, lines that do not answer
    and why, models that the service retires, credentials of each carrier, limits as far as the service reports them,
    and fields that this collection does not know.
  - The result contains no key, no secret and no value of an unknown field.
  - >-
    API calls: GET /v2/phone-number, once for the first response and then all pages; GET /assistant, /squad, /tool,
    /credential, /structured-output, /file and /campaign, all pages; GET /call for the last day.
extends_documentation_fragment:
  - voiceops.vapi.options.vapi_service_info
  - voiceops.vapi.options.connection
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_probe
    description: Test undocumented behavior of the service.
"""

EXAMPLES = r"""
---
- name: Check the connection, the key and the org
  voiceops.vapi.vapi_service_info:

- name: Stop a pipeline on problems, and save the report as JSON
  voiceops.vapi.vapi_service_info:
    inventory_connection: "{{ hostvars[inventory_hostname].ansible_connection | default('') }}"
    report_dir: reports
    org: "{{ inventory_hostname }}"
    fail: true
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
checks:
  description: All checks in order. If the task fails, only those that are not V(ok).
  returned: always, but for wrong options
  type: list
  elements: dict
  contains:
    check:
      description: What was checked.
      type: str
    level:
      description: V(ok), V(warning), V(problem) or V(skipped).
      type: str
    detail:
      description: What was found.
      type: str
    fix:
      description: The fix. Empty if none is required.
      type: str
problems:
  description: One message per problem, with its fix.
  returned: success
  type: list
  elements: str
org_id:
  description: The id of the org; none for an org without objects.
  returned: always, but for wrong options; when the task fails, where there is any
  type: str
counts:
  description: Number of objects of each kind that could be read, and of calls of the last day.
  returned: always, but for wrong options; when the task fails, where there is any
  type: dict
  sample:
    phone numbers: 12
    assistants: 3
not_answering:
  description: Lines that do not answer calls.
  returned: always, but for wrong options; when the task fails, where there is any
  type: list
  elements: dict
  contains:
    name:
      description: The line's name, if it has one.
      type: str
    number:
      description: The line's number, else its SIP URI.
      type: str
    id:
      description: The line's id.
      type: str
    reason:
      description: Why it does not answer.
      type: str
    on_purpose:
      description: Whether the line is closed or about to become active.
      type: bool
retiring:
  description: Models that the service retires.
  returned: always, but for wrong options; when the task fails, where there is any
  type: list
  elements: dict
  contains:
    kind:
      description: The kind of the object that uses the model.
      type: str
    name:
      description: The object's name, else its id.
      type: str
    path:
      description: Path of the model in the object.
      type: str
    model:
      description: The model.
      type: str
    retired_at:
      description: Date of retirement. Empty if the service does not report it.
      type: str
    replacement:
      description: Replacement that the service recommends. It can be empty.
      type: str
credentials:
  description: Number of credentials of each provider.
  returned: always, but for wrong options; when the task fails, where there is any
  type: dict
  sample:
    telnyx: 1
    twilio: 2
limits:
  description: Limits that the service reported, such as C(concurrent calls), and rate-limit
    headers.
  returned: always, but for wrong options; when the task fails, where there is any
  type: dict
unknown_fields:
  description: Paths of fields that this collection does not know, without their values.
  returned: always, but for wrong options; when the task fails, where there is any
  type: list
  elements: str
  sample:
    - 'phone numbers: useClusterSip'
text:
  description: Summary and table of all checks, shown when the task ends.
  returned: success, or where it is not shown
  type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._service.doctor import DOCTOR, service_info
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(DOCTOR, service_info, own_client=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
