#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_loopback_calls
short_description: Prove that lines answer, by calling them from other lines of the org
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Lets one line of the org call another and checks both legs: whether the outbound call was answered, whether an
    inbound call arrived on the right line, and whether the right assistant or squad answered it.
  - Calls are real and charged. Each is placed once, calls to different lines in parallel. If a proof fails, the
    others still run; the task fails at the end and names the failed proofs.
  - >-
    API calls: GET /v2/phone-number; GET /call, before and after; POST /call; GET /call/{id} until it has ended; GET
    /assistant and /squad for names.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_loopback_calls
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.proves
seealso:
  - module: voiceops.vapi.vapi_outbound_calls
    description: Call other phones, with expectations.
  - module: voiceops.vapi.vapi_phone_number_info
    description: Find lines that cannot answer, without a call.
"""

EXAMPLES = r"""
---
- name: Prove that the main line is answered by its own assistant
  voiceops.vapi.vapi_loopback_calls:
    loopbacks:
      - name: Proof of the main line
        caller: Test Line
        line: Main Support Line
        assistant: Support Bot

- name: Prove that a call ends within a minute, and who answers it
  voiceops.vapi.vapi_loopback_calls:
    loopbacks:
      - name: Proof of the night line
        caller: "+14155550199"
        line: "+14155550100"
        assistant: Support Bot
        answered_by: Support Bot
        expect:
          outcome: [ok]
          maximum_duration: 60
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
results:
  description: Result of each loopback call, in the order of the list. A failed task returns
    eight at most, failures before others.
  returned: success, or failure after checking
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
    changed:
      description: Whether the call was placed.
      type: bool
    passed:
      description: Whether every check passed. None if nothing was proven, as in check mode.
      type: bool
    checks:
      description: What was checked.
      type: list
      elements: dict
      contains:
        check:
          description: What was expected.
          type: str
        passed:
          description: Whether it was met.
          type: bool
        found:
          description: What was observed.
          type: str
    outbound:
      description: The caller's leg, like RV(voiceops.vapi.vapi_call#module:call).
      type: dict
    inbound:
      description: The line's leg, like RV(voiceops.vapi.vapi_call#module:call). Empty when
        none arrived.
      type: dict
    error:
      description: Reason of the failure. None if it passed.
      type: str
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.loopback import LOOPBACKS, place_loopbacks
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(LOOPBACKS, place_loopbacks)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
