#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_structured_output
short_description: "Manage a structured output of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Creates, changes or deletes a structured output, found by its name or id. More than one object of a name is an
    error that names the ids.
  - >-
    O(definition) is an object in the service's own JSON, as its documentation, dashboard and gitops trees have it.
    What is declared is a part of what the service has: what a dashboard or a default adds is kept, and null
    removes.
  - >-
    Under keys that refer to other objects (C(assistantId), C(toolIds), C(credentialId) and so on) a name may stand
    for an id. Secrets cannot be read back: they are sent at creation, or with O(update_secrets=always), and never
    compared.
  - >-
    API calls: GET /structured-output, POST, PATCH or DELETE /structured-output; the list of each kind that is
    referred to by name.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.structured_output
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
attributes:
  idempotent:
    details: With O(update_secrets=always) declared secrets are sent with every run, as a change.
seealso:
  - module: voiceops.vapi.vapi_org
    description: All objects of an org in one task, in the order in which they refer to each other.
"""

EXAMPLES = r"""
---
- name: Whether an appointment was booked
  voiceops.vapi.vapi_structured_output:
    name: call-summary
    definition:
      type: ai
      schema:
        type: object
        properties:
          booked: {type: boolean}

- name: Take it from every assistant
  voiceops.vapi.vapi_structured_output:
    name: call-summary
    definition:
      assistantIds: null
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
structured_output:
  description: The structured output afterwards. Empty when it was deleted.
  returned: success
  type: dict
  contains:
    id:
      description: The object's id. None for one that check mode would create.
      type: str
    name:
      description: The object's name.
      type: str
    definition:
      description: The object in the service's own JSON, with ids, and without secrets.
      type: dict
    org_id:
      description: The org's id.
      type: str
    created_at:
      description: When it was created.
      type: str
    updated_at:
      description: When it was changed last.
      type: str
    latest_version:
      description: Its newest version, of kinds that have versions.
      type: raw
    model_deprecations:
      description: Models in it that are retired or will be, each with its dates and a replacement.
      type: list
      elements: dict
diff:
  description: Name and declared settings before and after, without secrets. A text of several
    lines is a list of lines.
  returned: success, in diff mode
  type: dict
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

from functools import partial

from ansible_collections.voiceops.vapi.plugins.module_utils._org.objects import STRUCTURED_OUTPUT
from ansible_collections.voiceops.vapi.plugins.module_utils._org.single import manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(STRUCTURED_OUTPUT.schema, partial(manage, STRUCTURED_OUTPUT), describe=STRUCTURED_OUTPUT.describe)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
