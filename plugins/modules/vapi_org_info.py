#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_org_info
short_description: Return the objects of a Vapi org as declarations
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Reads credentials, files, tools, structured outputs, assistants and squads of an org and returns them as input for
    M(voiceops.vapi.vapi_org). Applying the result changes nothing.
  - >-
    Ids are replaced by names where exactly one object has the name, and the system message of an assistant is its
    C(prompt). Fields that the service adds are omitted. Secrets cannot be read: each is replaced by a vault variable.
  - >-
    API calls: GET of each kind in O(kinds), and of each kind that an object refers to.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_org_info
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_org
    description: Apply the returned objects.
  - module: voiceops.vapi.vapi_call_lines_info
    description: Return the phone lines of an org as declarations.
"""

EXAMPLES = r"""
---
- name: Export all objects of the org
  voiceops.vapi.vapi_org_info:
  register: org

- name: Export the support assistants for another org
  voiceops.vapi.vapi_org_info:
    kinds: [assistants]
    names: ["Support *"]
    portable: true
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
org_id:
  description: The id of the org, none for an org without objects.
  returned: success
  type: str
credentials:
  description: Credentials, by name, with the options of M(voiceops.vapi.vapi_org).
  returned: success
  type: list
  elements: dict
files:
  description: Files; their content is not in the result, by name, with the options of M(voiceops.vapi.vapi_org).
  returned: success
  type: list
  elements: dict
tools:
  description: Tools, by name, with the options of M(voiceops.vapi.vapi_org).
  returned: success
  type: list
  elements: dict
structured_outputs:
  description: Structured outputs, by name, with the options of M(voiceops.vapi.vapi_org).
  returned: success
  type: list
  elements: dict
assistants:
  description: Assistants, each with its system message as C(prompt), by name, with the options
    of M(voiceops.vapi.vapi_org).
  returned: success
  type: list
  elements: dict
squads:
  description: Squads, by name, with the options of M(voiceops.vapi.vapi_org).
  returned: success
  type: list
  elements: dict
secrets:
  description: Secrets that the declarations require.
  returned: success
  type: list
  elements: dict
  contains:
    variable:
      description: Vault variable to fill in. If it is empty, the object is not changed.
      type: str
    object:
      description: The object, as named in messages.
      type: str
    path:
      description: Path of the secret in the definition, such as V(authenticationPlan.token).
      type: str
    key:
      description: The last part of the path.
      type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._org.export import ORG_EXPORT, org_info
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(ORG_EXPORT, org_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
