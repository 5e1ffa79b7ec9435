#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines_adopt
short_description: Import the existing objects and lines of a Vapi org into an inventory
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Writes an org to a directory named O(org), on the machine where the task runs: its objects as C(org.yml), the
    prompts of assistants as C(prompts/<name>.md), the content of files into C(files.d), its lines as C(lines.yml),
    and a template of the required vault as C(vault.yml). Provisioning these files changes nothing.
  - >-
    An existing file with different content is an error unless O(force) is set. A C(vault.yml) with content is never
    overwritten.
  - >-
    API calls: GET /v2/phone-number, all pages, and GET of each kind in O(kinds) and each kind that a line or an
    object refers to. Nothing is written to the service.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call_lines_adopt
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.files
attributes:
  diff_mode:
    description: Shows the file before and after.
    support: full
seealso:
  - module: voiceops.vapi.vapi_call_lines_info
    description: Return the same lines as data.
  - module: voiceops.vapi.vapi_call_lines
    description: Apply the declared lines.
"""

EXAMPLES = r"""
---
- name: Import the lines of this host's org
  voiceops.vapi.vapi_call_lines_adopt:
    org: "{{ inventory_hostname }}"
    directory: host_vars

- name: Import the Twilio lines without ids, for another org
  voiceops.vapi.vapi_call_lines_adopt:
    org: staging
    directory: host_vars
    providers: [twilio]
    portable: true
    force: true
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
lines:
  description: Number of lines in the file.
  returned: success
  type: int
  sample: 15
file:
  description: The file with the lines.
  returned: success
  type: str
  sample: /home/ops/inventory/host_vars/acme/lines.yml
files:
  description: All files of the org except the vault.
  returned: success
  type: list
  elements: str
vault_file:
  description: The file for the secrets.
  returned: success
  type: str
  sample: /home/ops/inventory/host_vars/acme/vault.yml
to_fill:
  description: Variables that need a secret and have no value yet.
  returned: success
  type: list
  elements: str
  sample:
    - vault_main_line_twilio_auth_token
text:
  description: The result on one line.
  returned: success
  type: str
  sample: 12 objects, 15 lines in /home/ops/inventory/host_vars/acme (org.yml, lines.yml)
diff:
  description: The files that differ, before and after, in diff mode.
  returned: success, in diff mode
  type: list
  elements: dict
  contains:
    before_header:
      description: The file.
      type: str
    after_header:
      description: The same file.
      type: str
    before:
      description: The content before the task, empty where nothing changes.
      type: str
    after:
      description: The content after it, empty where nothing changes.
      type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._adoption import ADOPTION, adopt_org
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(ADOPTION, adopt_org)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
