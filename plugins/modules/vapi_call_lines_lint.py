#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines_lint
short_description: Lint the declaration of an org for settings without effect
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Finds settings that are valid but do not work as intended, such as a fallback that never applies, a server without
    a safety net, or a prefix that matches no caller. Each finding has a code and a fix.
  - To ignore a code for a line, list it with a reason in O(lines[].lint_ignore).
  - >-
    Objects of the org are linted as well, for example assistants that hand over to an assistant outside of their
    squad, and references to names that are not declared.
  - >-
    Invalid declarations fail the task, as they do in the modules that write: a name that is too long, a SIP trunk
    whose inbound gateway is a host name, a credential of another carrier.
  - >-
    API calls: none, unless O(retirement) is set. Otherwise no key is required, no request is sent, and of the
    connection options only O(region) is used.
extends_documentation_fragment:
  - voiceops.vapi.options.vapi_call_lines_lint
  - voiceops.vapi.options.connection
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.reads
seealso:
  - module: voiceops.vapi.vapi_call_lines
    description: Runs the same lint before anything is read, see O(voiceops.vapi.vapi_call_lines#module:lint).
"""

EXAMPLES = r"""
---
- name: Lint the declared lines, and fail on findings
  voiceops.vapi.vapi_call_lines_lint:
    lines:
      - name: Main Support Line
        provider: twilio
        number: "+14155550100"
        twilio_account_sid: "{{ vault_twilio_account_sid }}"
        twilio_auth_token: "{{ vault_twilio_auth_token }}"
        assistant: Support Bot
        lint_ignore:
          sms-webhook: This number gets no messages.
    fail: true

- name: Lint objects and lines of an org
  voiceops.vapi.vapi_call_lines_lint:
    assistants:
      - name: Receptionist
        definition:
          firstMessage: Hello.
    squads:
      - name: Front Desk
        definition:
          members:
            - assistantId: Receptionist
    lines: "{{ call_lines }}"

- name: Find models that the service retires, and fail before their day
  voiceops.vapi.vapi_call_lines_lint:
    lines: "{{ call_lines }}"
    retirement: true
    fail: true

- name: Find numbers that another org declares too
  voiceops.vapi.vapi_call_lines_lint:
    lines: "{{ call_lines }}"
    other_orgs:
      globex: ["+14155550100", "+442071838750"]
    ignore:
      sms-webhook: All our numbers are for voice only.
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
findings:
  description: What was found and is not ignored, lines first; the first five when the task
    fails because of it.
  returned: success, or failure after looking
  type: list
  elements: dict
  contains:
    code:
      description: The rule's code.
      type: str
    object:
      description: The line or object, as named in messages.
      type: str
    option:
      description: Path of the option.
      type: str
    message:
      description: What is wrong.
      type: str
    fix:
      description: What to do.
      type: str
ignored:
  description:
    - What was found and is ignored; the first five when the task fails.
    - Each has the keys of RV(voiceops.vapi.vapi_call_lines_lint#module:findings).
  returned: success, or failure after looking
  type: list
  elements: dict
  contains:
    reason:
      description: Reason to ignore it.
      type: str
summary:
  description: Number of findings for each code that is not ignored.
  returned: success, or failure after looking
  type: dict
  sample:
    sms-webhook: 2
text:
  description: One message per code, with the first lines or objects that have it.
  returned: success
  type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._lint import LINT, lint_org
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(LINT, lint_org, offline=True, asks_with="retirement")


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
