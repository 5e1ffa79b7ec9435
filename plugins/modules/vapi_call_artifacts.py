#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_artifacts
short_description: "Save recordings, logs and transcripts of calls as files"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Downloads the artifacts of ended calls into a folder, because the service keeps them only for a limited time (14
    days on the small plan). Files are written atomically with mode 0600; a file that exists with the same checksum is
    not downloaded again.
  - >-
    The API returns short-lived storage URLs. The API key is sent only to the API, and no URL appears in results or
    files.
  - Artifacts that do not exist or were erased are reported as V(missing), which is not a failure.
  - >-
    API calls: GET /call (or GET /call/{id} for O(call_ids)), GET /v2/phone-number for O(phone_number), and one GET for
    each file that is downloaded.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call_artifacts
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.files
seealso:
  - module: voiceops.vapi.vapi_call_info
    description: Read calls without saving anything.
"""

EXAMPLES = r"""
---
- name: Keep the recordings and transcripts of the last two weeks
  voiceops.vapi.vapi_call_artifacts:
    dest: /srv/calls
    newer_than: 14d
    kinds: [stereo, transcript, call]

- name: Save everything about one call
  voiceops.vapi.vapi_call_artifacts:
    dest: /srv/evidence
    call_ids: [0b1c6f0e-52c4-4b0f-9a53-6d3c6f6c9d10]
    kinds: [mono, stereo, pcap, call_logs, transcript, structured_outputs, call]

- name: Save new calls of a line and remove copies older than a quarter
  voiceops.vapi.vapi_call_artifacts:
    dest: /srv/calls
    phone_number: Main Support Line
    newer_than: 2d
    older_than: 90d
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
calls:
  description: The ended calls that were selected, and the files of each. A failed task returns
    five at most, of those that could not be saved.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The call's id, which is also the name of its folder.
      type: str
    name:
      description: Name of the call. None if it has none.
      type: str
    files:
      description: 'The files by kind: C(kind), C(path), and C(state), which is V(saved), V(unchanged),
        or V(missing) for what the service does not have.'
      type: list
      elements: dict
removed:
  description: Directories of calls that were removed because of O(older_than).
  returned: success
  type: list
  elements: str
summary:
  description: Number of files that were C(saved), C(unchanged) and C(missing), and of calls
    that were C(removed).
  returned: success
  type: dict
  sample:
    saved: 4
    unchanged: 396
    missing: 2
    removed: 0
text:
  description: The summary as one line.
  returned: success
  type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.artifacts import ARTIFACTS, save_artifacts
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(ARTIFACTS, save_artifacts)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
