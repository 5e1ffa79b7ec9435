#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines_restore
short_description: Restore the objects and lines of a Vapi org from a snapshot
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Restores lines and objects to their state before a run of M(voiceops.vapi.vapi_call_lines) or
    M(voiceops.vapi.vapi_org) with O(snapshot_dir) changed them. For a line these are its route, hooks, fallback,
    server and name. A second run changes nothing.
  - >-
    Deleted objects are created again in dependency order, and references to them are updated. A deleted number cannot
    be restored. Nothing is deleted.
  - >-
    What cannot be restored is reported as a warning: a deleted number, a secret, something that was created later. A
    credential cannot be created without its secrets, so restoring it fails and names them; everything else is still
    restored.
  - >-
    API calls: GET /v2/phone-number, all pages, and GET of each kind of the snapshot; PATCH or POST for each line or
    object that differs.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call_lines_restore
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: Apply declared lines and save snapshots.
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
  description: Result of each line, as RV(voiceops.vapi.vapi_call_lines#module:lines) has it.
  returned: success, or failure after planning
  type: list
  elements: dict
objects:
  description: Result of each object, as RV(voiceops.vapi.vapi_org#module:objects) has it.
  returned: success, or failure after planning
  type: list
  elements: dict
summary:
  description: Number of lines and objects for each action.
  returned: success, or failure after planning
  type: dict
snapshot:
  description: The file that was restored from. None when nothing was restored.
  returned: success, or failure after planning
  type: str
text:
  description: The result on one line.
  returned: success, or failure after planning
  type: str
  sample: 2 restored from snapshots/2026-11-23T180358.123456Z_new-org.json (assistant Receptionist,
    Main)
diff:
  description: The differences, one for each line or object that has any.
  returned: success, or failure after planning, in diff mode
  type: list
  elements: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._restoration import RESTORE, restore_snapshot
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(RESTORE, restore_snapshot, tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
