#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_drift_info
short_description: Detect drift between a Vapi org and its declaration
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Reports which declared lines and objects (credentials, files, tools, structured outputs, assistants, squads) are
    missing, which are undeclared, and which fields differ from the declaration. It uses the plan of
    M(voiceops.vapi.vapi_org) and M(voiceops.vapi.vapi_call_lines), so it reports exactly what a run would change.
  - >-
    Secrets cannot be read back and are never compared or shown. For multi-line text such as a prompt, it returns the
    lines that differ.
  - >-
    It also reports lines that do not answer, for example because their assistant no longer exists, lines with a
    server but no safety net, and objects that share a name.
  - >-
    API calls: GET /v2/phone-number, all pages, GET /assistant and /squad where lines are compared; GET of each kind
    that is declared or referred to. Each list is read once. Nothing is written.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_drift_info
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: Apply the declared lines.
  - module: voiceops.vapi.vapi_org
    description: Apply the declared objects.
  - module: voiceops.vapi.vapi_call_lines_lint
    description: Check the declaration without reading the org.
"""

EXAMPLES = r"""
---
- name: Compare the org with its inventory
  voiceops.vapi.vapi_drift_info:
    lines: "{{ call_lines }}"
  register: drift

- name: Compare lines and assistants
  voiceops.vapi.vapi_drift_info:
    lines: "{{ call_lines }}"
    assistants:
      - name: Support Bot
        definition:
          firstMessage: Hello, how can I help?

- name: Ignore lines of other teams
  voiceops.vapi.vapi_drift_info:
    lines: "{{ call_lines }}"
    protected: ["Sales *", "+4420*"]
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
lines:
  description:
    - The declared lines in their order, then the undeclared ones. None where only other lists
      are given.
    - When O(fail) makes the task fail, the first five that drift.
  returned: success, or failure because of O(fail)
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
    id:
      description: The number's id, none when it is missing.
      type: str
    number:
      description: The number or SIP URI.
      type: str
    provider:
      description: The carrier.
      type: str
    status:
      description: The service's status of the number.
      type: str
    route:
      description: Who answers, by name if it has one.
      type: str
      sample: assistant Support Bot
    hooks:
      description: Number of hooks of the line.
      type: int
    drift:
      description:
        - V(same) as declared; V(changed) different; V(missing) declared and not there; V(undeclared)
          there and not declared; V(should_be_absent) there although it is declared absent;
          V(failed) impossible to compare.
      type: str
    changes:
      description: Differences by field, without secrets.
      type: list
      elements: dict
      contains:
        field:
          description: The option.
          type: str
        actual:
          description: The value in the org.
          type: raw
        declared:
          description: The declared value.
          type: raw
        diff:
          description: Unified diff of multi-line texts. Missing for other values.
          type: list
          elements: str
    findings:
      description: Findings about the line itself.
      type: list
      elements: dict
      contains:
        code:
          description: V(dangling-route), V(retired-model), V(retiring-model), V(silent), V(no-safety-net),
            V(unreachable-route), V(failed), or V(carrier-…) with a code of M(voiceops.vapi.vapi_carrier_info).
          type: str
        message:
          description: Message of the finding.
          type: str
        fix:
          description: The fix. Empty if the message already contains it.
          type: str
        severity:
          description: V(error) counts as drift, V(warning) does not.
          type: str
objects:
  description:
    - The same for the objects of the kinds whose list is given, kind by kind.
    - When O(fail) makes the task fail, the first five that drift.
  returned: success, or failure because of O(fail)
  type: list
  elements: dict
  contains:
    kind:
      description: The kind.
      type: str
      sample: structured_output
    name:
      description: The name.
      type: str
    id:
      description: The id, none when it is missing.
      type: str
    drift:
      description: See lines.
      type: str
    changes:
      description: Differences by path, without secrets; C(field) is a path such as V(model.temperature),
        or V(prompt).
      type: list
      elements: dict
    findings:
      description: As for lines; C(code) is V(duplicate-name) or V(failed).
      type: list
      elements: dict
summary:
  description: Number of lines and objects in each state, and number of findings.
  returned: success, or failure because of O(fail)
  type: dict
  sample:
    same: 12
    changed: 1
    missing: 0
    undeclared: 2
    should_be_absent: 0
    failed: 0
    findings: 1
drifted:
  description: Whether anything differs from the declaration, or the route of a line no longer
    exists.
  returned: success, or failure because of O(fail)
  type: bool
msg:
  description: Summary of the drift, with the fix.
  returned: when something drifts, and failure
  type: str
text:
  description: The result on one line.
  returned: success
  type: str
  sample: '12 same, 1 changed (Main line: assistant)'
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._drift import DRIFT, drift_info
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(DRIFT, drift_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
