#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines_compare
short_description: Compare the objects and lines of two Vapi orgs
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Compares the lines and objects (credentials, files, tools, structured outputs, assistants, squads) of two orgs,
    such as staging and production, by name and field by field. Ids are replaced by names on both sides. Secrets and
    values that are specific to one org (number, SIP URI, area code, Twilio account) are ignored.
  - >-
    With O(report_dir) it writes a JSON, a Markdown and an HTML file, on the machine where the task runs.
  - >-
    API calls: for each org GET /v2/phone-number, all pages, and GET of each kind that is in O(kinds) or referred to,
    once. Nothing is written to the service.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call_lines_compare
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.files
seealso:
  - module: voiceops.vapi.vapi_call_lines_info
    description: Read the lines of one org.
"""

EXAMPLES = r"""
---
- name: Compare production with staging
  voiceops.vapi.vapi_call_lines_compare:
    org: production
    other: staging
    other_api_key: "{{ vault_staging_key }}"
  register: comparison

- name: Compare them for a change ticket, and ignore intended differences
  voiceops.vapi.vapi_call_lines_compare:
    org: production
    other: staging
    other_api_key: "{{ vault_staging_key }}"
    ignore: [server.url, authentication.username]
    report_dir: reports
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
here:
  description: The name of the other org, O(other).
  returned: success
  type: str
  sample: staging
there:
  description: The name of this org, O(org).
  returned: success
  type: str
  sample: production
only_here:
  description: Names of lines that exist only in the other org.
  returned: success
  type: list
  elements: str
only_there:
  description: Names of lines that exist only in this org.
  returned: success
  type: list
  elements: str
different:
  description: Lines that exist in both orgs and differ.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the line.
      type: str
    fields:
      description: The fields that differ, each with its path C(field), and its values C(here)
        and C(there), null where it is not set.
      type: list
      elements: dict
same:
  description: Names of lines that are equal in both orgs.
  returned: success
  type: list
  elements: str
not_compared:
  description: Lines without a name, and names that are not unique.
  returned: success
  type: list
  elements: str
objects:
  description:
    - The same five lists for objects, each name after its kind, such as V(assistant Receptionist).
    - A prompt is the field C(prompt); a file's content is compared by its digest, else by its
      size.
  returned: success
  type: dict
  sample:
    only_here:
      - tool lookup_patient
    only_there: []
    different: []
    same:
      - assistant Receptionist
    not_compared: []
reports:
  description: The files that were written, or would be in check mode.
  returned: success
  type: list
  elements: str
text:
  description: The result on one line.
  returned: success
  type: str
  sample: 'objects: 4 the same; lines: 12 the same, 1 different (Main: server.url)'
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._comparison import COMPARISON, compare_orgs
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(COMPARISON, compare_orgs)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
