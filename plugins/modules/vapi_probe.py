#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_probe
short_description: Find out how the Vapi service behaves where no document says it
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Makes one free SIP line of a random name, tries the service on it, and deletes it. No number is bought, no call
    is placed, and no other object of the org is changed. Without O(confirm) it does nothing.
  - >-
    The line is deleted in every case, also when the run is interrupted. Only a process that is killed leaves it
    behind; O(cleanup) finds it by its name and deletes it.
  - >-
    Returns facts, each with what was expected, what was seen and what this collection does about it. RV(switches)
    sets the simulator to the same behavior, so that an inventory is tested against this service. A fact that
    contradicts a rule that the collection relies on fails the task and names the rule.
  - The result holds no secret, no id and no number of the org, so that it can be handed over.
  - >-
    API calls: one POST /phone-number, and a second one that has to be refused; some ten PATCH and two DELETE of that
    line; GET of it and of lists, a page of each.
extends_documentation_fragment:
  - voiceops.vapi.options.probe
  - voiceops.vapi.options.connection
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
attributes:
  diff_mode:
    support: none
    description: Nothing of the org is changed.
seealso:
  - module: voiceops.vapi.vapi_service_info
    description: Checks the connection and the org without writing anything.
"""

EXAMPLES = r"""
---
- name: Find out how this service behaves
  voiceops.vapi.vapi_probe:
    confirm: true
    report_dir: probes
    org: "{{ inventory_hostname }}"
  register: probe

- name: Delete lines of probes that were killed
  voiceops.vapi.vapi_probe:
    confirm: true
    cleanup: true
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
facts:
  description: What was found out, in a steady order. Empty without a probe.
  returned: success, or failure because of a contradiction
  type: list
  elements: dict
  contains:
    fact:
      description: What was asked.
      type: str
    switch:
      description: The simulator's switch of it; none for a fact that the simulator cannot be
        set to.
      type: str
    expected:
      description: What is documented, recorded or most likely.
      type: raw
    seen:
      description: How this service behaves; none where that could not be tried.
      type: raw
    tried:
      description: Whether it could be tried.
      type: bool
    reason:
      description: Why it could not be tried.
      type: str
    handling:
      description: What this collection does about it.
      type: str
    contradicts:
      description: The rule of this collection that is contradicted; empty for all others.
      type: str
switches:
  description: The facts as switches of the simulator.
  returned: success, or failure because of a contradiction
  type: dict
  sample:
    secrets: omit
    nulls: drop
removed:
  description: The names of the lines that were deleted, those of this probe or of earlier ones.
  returned: success, or failure because of a contradiction
  type: list
  elements: str
text:
  description: One line about the outcome.
  returned: success, or failure because of a contradiction
  type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._service.probe import PROBE, manage
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(PROBE, manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
