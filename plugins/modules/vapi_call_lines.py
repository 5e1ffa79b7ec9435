#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines
short_description: "Manage all phone lines of a Vapi org in one task"
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Reads the org once, plans all declared lines, and writes only the differences, in parallel. Each line takes the
    options of M(voiceops.vapi.vapi_phone_number) and follows the same rules.
  - >-
    If any line is invalid, the task fails before anything is written and names every invalid line. If a line fails
    later, the others are still written; the task fails at the end and names the failed lines, and a second run
    completes them.
  - >-
    API calls: GET /v2/phone-number, all pages, once (and once more after a purchase); GET /assistant, /squad and
    /credential once when a name is given; one POST, PATCH or DELETE /phone-number for each line that differs, and
    GET /phone-number for each line with O(lines[].wait).
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_call_lines
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.writes
attributes:
  idempotent:
    details: With O(lines[].update_secrets=always), secrets are sent on every run and a change is reported.
seealso:
  - module: voiceops.vapi.vapi_phone_number
    description: Manage one line, with the same options.
  - module: voiceops.vapi.vapi_phone_number_info
    description: Read the lines of an org and whether they answer.
"""

EXAMPLES = r"""
---
- name: Provision every line of the org
  voiceops.vapi.vapi_call_lines:
    lines:
      - name: Main Support Line
        provider: twilio
        number: "+14155550100"
        twilio_account_sid: "{{ vault_twilio_account_sid }}"
        twilio_auth_token: "{{ vault_twilio_auth_token }}"
        assistant: Support Bot
        hooks:
          - event: call.ringing
            filters:
              - starts_with: ["1900"]
            do:
              - type: say
                exact: This line does not take calls from premium-rate numbers.
      - name: Sales
        provider: vapi
        number_desired_area_code: "212"
        squad: Night shift
      - name: Former campaign
        state: absent
  register: fleet

- name: Delete only undeclared test lines
  voiceops.vapi.vapi_call_lines:
    lines: "{{ call_lines }}"
    prune: true
    only: ["Test *"]

- name: Provision, and delete undeclared numbers within limits
  voiceops.vapi.vapi_call_lines:
    lines: "{{ call_lines }}"
    prune: true
    max_deletions: 2
    protected: ["+1800*", "Reception"]

- name: Send two requests in parallel at most, and stop at the first failure
  voiceops.vapi.vapi_call_lines:
    lines: "{{ call_lines }}"
    concurrency: 2
    on_error: stop
    retry_budget: 600

- name: Save a snapshot that the playbook voiceops.vapi.restore can restore
  voiceops.vapi.vapi_call_lines:
    lines: "{{ call_lines }}"
    snapshot_dir: snapshots
    snapshots_kept: 50

- name: Close all lines of the org; without mode they return to normal
  voiceops.vapi.vapi_call_lines:
    mode: closed
    lines:
      - name: Main Support Line
        number: "+14155550100"
        assistant: Support Bot
        hooks: []
        closed_message: We are moving house. Please call again on Monday.

- name: Delete some lines by name
  voiceops.vapi.vapi_call_lines:
    state: absent
    lines:
      - name: Sales
      - name: Former campaign
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
text:
  description: The result on one line, with the first names of each kind.
  returned: success
  type: str
  sample: 1 created (Sales +14155550101), 97 unchanged, 2 undeclared
lines:
  description:
    - What became of each line, in the order of the declaration; pruned numbers follow.
    - 'A failed task returns five at most, failures before others and none that is unchanged:
      C(id), C(name), C(number), C(action), C(changed_fields) and C(error), as far as a line
      has them.'
  returned: success, or failure after planning
  type: list
  elements: dict
  contains:
    name:
      description: Name of the line. None if it has none.
      type: str
    id:
      description: The number's id. None for a line that check mode would create or that could
        not be created.
      type: str
    number:
      description: The number, or the SIP URI.
      type: str
    provider:
      description: The carrier.
      type: str
    status:
      description: The number's status, see RV(voiceops.vapi.vapi_phone_number#module:phone_number.status).
      type: str
    action:
      description: V(created), V(updated), V(unchanged), V(deleted), V(failed) or V(skipped);
        in check mode what would become of it.
      type: str
    changed_fields:
      description: Options that differed.
      type: list
      elements: str
    error:
      description: Reason of the failure. None if the line did not fail.
      type: str
  sample:
    - name: Main Support Line
      id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11
      number: '+14155550100'
      provider: twilio
      status: active
      action: updated
      changed_fields:
        - assistant_id
      error: null
summary:
  description: Number of lines for each RV(lines[].action).
  returned: success, or failure after planning
  type: dict
  contains:
    created:
      description: Lines bought or imported.
      type: int
    updated:
      description: Lines that differed.
      type: int
    unchanged:
      description: Lines that were as declared.
      type: int
    deleted:
      description: Lines that were deleted or pruned.
      type: int
    failed:
      description: Lines that failed.
      type: int
    skipped:
      description: Lines that were skipped after another one stopped the run.
      type: int
  sample:
    created: 2
    updated: 1
    unchanged: 97
    deleted: 0
    failed: 0
    skipped: 0
missing:
  description: Names of the lines that do not exist and, with O(create=false), were not created.
  returned: success, or failure after planning
  type: list
  elements: str
  sample:
    - Night line
undeclared:
  description: Number of phone numbers in the org that are not declared.
  returned: success, or failure after planning
  type: int
  sample: 3
answering:
  description: Number of lines that answer calls.
  returned: with O(answering=true)
  type: int
  sample: 99
not_answering:
  description: Lines that do not answer calls.
  returned: with O(answering=true)
  type: list
  elements: dict
  contains:
    id:
      description: The number's id.
      type: str
    name:
      description: Name of the line. None if it has none.
      type: str
    number:
      description: The number, or the SIP URI.
      type: str
    provider:
      description: The carrier.
      type: str
    reason:
      description: Why it does not answer.
      type: str
  sample:
    - id: 9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11
      name: Night line
      number: '+14155550100'
      provider: twilio
      reason: it has no assistant, squad or server
snapshot:
  description: The file in which was saved, before anything was written, what this run has changed;
    in check mode the one that would be written. None without O(snapshot_dir), and when nothing
    changes.
  returned: success, or failure after planning
  type: str
  sample: /home/ops/snapshots/2026-11-23T180358.123456Z_0e8400e2-9b41-4d4a-a716-446655440000.json
diff:
  description: The differences, one for each line that has any, as RV(voiceops.vapi.vapi_phone_number#module:diff)
    has them.
  returned: success or failure after planning, in diff mode
  type: list
  elements: dict
  contains:
    before_header:
      description: The line and its action.
      type: str
    after_header:
      description: See C(before_header).
      type: str
    before:
      description: The options before the task.
      type: dict
    after:
      description: The options after it.
      type: dict
failure:
  description: Details of the failure, for conditions. C(msg) is the same as text.
  returned: failure
  type: dict
  contains:
    status:
      description: HTTP status of the refusal. None without an answer, and when options were
        refused before anything was sent.
      type: int
    message:
      description: What failed, on which object, with the message of the service.
      type: str
    hint:
      description: The fix. Empty if the message already contains it.
      type: str
  sample:
    status: 400
    message: 'line ''Sales'': This area code is currently not available. Hint: Try one of 562,
      662, 716.'
    hint: Set number_desired_area_code to one that the hint names.
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.fleet import FLEET, ensure_lines
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(FLEET, ensure_lines, secrets=lambda options: (), tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
