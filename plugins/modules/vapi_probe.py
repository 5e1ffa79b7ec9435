#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_probe
short_description: Test undocumented behavior of the Vapi service
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Creates one free SIP line with a random name, tests the service on it, and deletes it. No number is bought, no
    call is placed, and no other object of the org is changed. Without O(confirm), it does nothing.
  - >-
    The line is always deleted, even when the run is interrupted. Only a killed process leaves it behind; O(cleanup)
    finds it by name and deletes it.
  - >-
    Returns facts, each with the expected and the observed behavior and the consequence for this collection.
    RV(switches) sets the simulator to the same behavior, so that an inventory can be tested against it. If a fact
    contradicts a rule that the collection relies on, the task fails and names the rule.
  - The result contains no secret, id or number of the org and can be shared.
  - >-
    API calls: one POST /phone-number, and a second one that must be refused; about ten PATCH and two DELETE of that
    line; GET of the line and of one page of each list.
extends_documentation_fragment:
  - voiceops.vapi.options.vapi_probe
  - voiceops.vapi.options.connection
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
attributes:
  diff_mode:
    support: none
    description: No existing object of the org is changed.
seealso:
  - module: voiceops.vapi.vapi_service_info
    description: Check connection and org without writing anything.
"""

EXAMPLES = r"""
---
- name: Find out how this service behaves
  voiceops.vapi.vapi_probe:
    confirm: true
    report_dir: probes
    org: "{{ inventory_hostname }}"
  register: probe

- name: Delete lines that killed probes left behind
  voiceops.vapi.vapi_probe:
    confirm: true
    cleanup: true
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
facts:
  description: Facts about the service, in a stable order. Empty without a probe.
  returned: success, or failure because of a contradiction
  type: list
  elements: dict
  contains:
    fact:
      description: The question.
      type: str
    switch:
      description: Switch of the simulator for this fact. None if there is none.
      type: str
    expected:
      description: What is documented, recorded or most likely.
      type: raw
    seen:
      description: How this service behaves. None if it could not be tested.
      type: raw
    tried:
      description: Whether it could be tested.
      type: bool
    reason:
      description: Why it could not be tested.
      type: str
    handling:
      description: Consequence for this collection.
      type: str
    contradicts:
      description: Rule of this collection that the fact contradicts. Empty if there is none.
      type: str
switches:
  description: The facts as switches of the simulator.
  returned: success, or failure because of a contradiction
  type: dict
  sample:
    secrets: omit
    nulls: drop
removed:
  description: Names of the deleted lines, of this or of earlier probes.
  returned: success, or failure because of a contradiction
  type: list
  elements: str
text:
  description: Summary in one line.
  returned: success, or failure because of a contradiction
  type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._service.probe import PROBE, probe
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(PROBE, probe)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
