#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_file
short_description: "Manage a file of a Vapi org"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - Creates, changes or deletes a file, identified by its name or id.
  - >-
    The service cannot change the content of a file. New content is uploaded as a new file, objects that used the old
    file are updated, and the old file is deleted. Contents are compared by their SHA-256, which is kept in the
    metadata of the file. A file that was uploaded by other means has none: its size is compared, or its content with
    O(content_check=download).
  - >-
    API calls: GET /file, POST or DELETE /file; PATCH of objects that use the old file; and GET of each kind that is
    referred to by name.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_file
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.object
  - voiceops.vapi.attributes.writes
"""

EXAMPLES = r"""
---
- name: Upload a price list for a knowledge base
  voiceops.vapi.vapi_file:
    name: price-list
    src: files/prices.pdf

- name: Take over a file that was uploaded in the dashboard, and compare its content
  voiceops.vapi.vapi_file:
    name: price-list
    src: files/prices.pdf
    content_check: download

- name: Delete the file
  voiceops.vapi.vapi_file:
    name: price-list
    state: absent
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
file:
  description:
    - The file after the task, or before it if it was deleted. Empty if there was none to delete.
    - It has the keys of RV(voiceops.vapi.vapi_assistant#module:assistant).
  returned: success
  type: dict
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._org.files import FILE
from ansible_collections.voiceops.vapi.plugins.module_utils._org.single import ensure_object
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(FILE.schema, ensure_object(FILE), describe=FILE.describe)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
