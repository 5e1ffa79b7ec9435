#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines_restore
short_description: Restore the lines of a Vapi org from a snapshot
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Puts the lines back as they were before a run of M(voiceops.vapi.vapi_call_lines) with
    O(voiceops.vapi.vapi_call_lines#module:snapshot_dir) changed them: route, hooks, fallback, server and name. Nothing
    is created or deleted, and a second run changes nothing.
  - >-
    What cannot be put back is a warning: a deleted number, a secret, a line that was made later.
  - >-
    API calls: GET /v2/phone-number, all pages; PATCH /phone-number/{id} for each line that differs.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.restore
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: Applies declared lines, and saves snapshots of what it changes.
"""

EXAMPLES = r"""
---
- name: Undo the last change
  voiceops.vapi.vapi_call_lines_restore:
    snapshot_dir: snapshots

- name: Restore one snapshot
  voiceops.vapi.vapi_call_lines_restore:
    snapshot: snapshots/2026-11-23T180358.123456Z_0e8400e2-9b41-4d4a-a716-446655440000.json

- name: Close the snapshots of a change that was proven
  voiceops.vapi.vapi_call_lines_restore:
    snapshot_dir: snapshots
    state: proven
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
lines:
  description: What became of each line, as RV(voiceops.vapi.vapi_call_lines#module:lines) has
    it.
  returned: success, or failure after planning
  type: list
  elements: dict
summary:
  description: How many lines were dealt with in which way.
  returned: success, or failure after planning
  type: dict
snapshot:
  description: The file that the lines were restored from. None when nothing was restored.
  returned: success, or failure after planning
  type: str
text:
  description: The result on one line.
  returned: success, or failure after planning
  type: str
  sample: 2 put back from snapshots/2026-11-23T180358.123456Z_new-org.json (Main, Sales)
diff:
  description: The differences, one for each line that has any.
  returned: success, or failure after planning, in diff mode
  type: list
  elements: dict
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

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.restore import RESTORE, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(RESTORE, manage, tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
