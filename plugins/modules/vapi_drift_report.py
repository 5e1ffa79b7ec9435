#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_drift_report
short_description: Write drift reports of several orgs
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Writes the results of M(voiceops.vapi.vapi_drift_info) for several orgs as C(drift.json), C(drift.md) for a ticket
    and C(drift.html) for a browser, on the machine where the task runs.
  - Names and texts from the service are escaped, so that they never become markup, links or scripts.
  - >-
    API calls: none. No key is required, and no request is sent.
extends_documentation_fragment:
  - voiceops.vapi.options.vapi_drift_report
  - voiceops.vapi.options.connection
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.files
seealso:
  - module: voiceops.vapi.vapi_drift_info
    description: Compare one org with its inventory.
"""

EXAMPLES = r"""
---
- name: Write one report for all hosts of the play
  voiceops.vapi.vapi_drift_report:
    directory: reports
    orgs:
      acme: "{{ hostvars.acme.drift_result }}"

- name: Write the report with its time
  voiceops.vapi.vapi_drift_report:
    directory: reports
    orgs:
      acme: "{{ hostvars.acme.drift_result }}"
    made: "2026-12-01T09:30:00Z"
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
reports:
  description: The files that were written, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample:
    - /home/ops/reports/drift.json
    - /home/ops/reports/drift.md
    - /home/ops/reports/drift.html
text:
  description: The result on one line.
  returned: success
  type: str
  sample: 1 of 3 orgs drift; reports in /home/ops/reports
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.drift_report import (
    DRIFT_REPORT,
    write_drift_report,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(DRIFT_REPORT, write_drift_report, offline=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
