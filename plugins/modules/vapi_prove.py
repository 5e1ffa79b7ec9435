#!/usr/bin/python
# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_prove
short_description: Prove by calls and simulations that the lines of a Vapi org answer
version_added: 0.1.0
author: The voiceops.vapi authors (@voiceops)
description:
  - >-
    Checks the lines at their carriers if O(carriers) is given, runs simulation suites, and places smoke calls and
    loopback calls. All proofs run; the task then fails and names those that did not pass. With O(report_dir), it
    writes reports in JSON, JUnit XML and HTML on the machine where the task runs.
  - >-
    API calls: those of M(voiceops.vapi.vapi_outbound_calls) and M(voiceops.vapi.vapi_loopback_calls). For
    simulations, GET of the suites, one C(POST /eval/simulation/run) for each, and GET until it has ended.
extends_documentation_fragment:
  - voiceops.vapi.options.connection
  - voiceops.vapi.options.vapi_prove
  - voiceops.vapi.attributes
  - voiceops.vapi.attributes.proves
seealso:
  - module: voiceops.vapi.vapi_outbound_calls
    description: Place calls, each once under its name.
  - module: voiceops.vapi.vapi_loopback_calls
    description: Let one line call another.
"""

EXAMPLES = r"""
---
- name: Call a phone and expect the outcome ok
  voiceops.vapi.vapi_prove:
    org: acme
    calls:
      - name: Smoke call
        phone_number: "+14155550100"
        customer:
          number: "+14155550199"
        assistant: Support Bot

- name: Require a simulation suite to pass
  voiceops.vapi.vapi_prove:
    org: acme
    simulations:
      - suite: Regression
        assistant: Support Bot

- name: Let one line call another, and write the reports
  voiceops.vapi.vapi_prove:
    org: acme
    loopbacks:
      - name: Main answers
        caller: "+14155550101"
        line: "+14155550100"
        assistant: Support Bot
    report_dir: reports
"""

RETURN = r"""
---
# Written by `make generate` from tests/tools/results.yml and the declarations.
passed:
  description: Whether every proof passed.
  returned: success, or failure of a proof
  type: bool
errors:
  description: Failures, one message per suite.
  returned: success, or failure of a proof
  type: list
  elements: str
suites:
  description: The results of C(carriers), C(simulations), C(smoke calls) and C(loopback calls).
    Those of calls are as M(voiceops.vapi.vapi_outbound_calls) and M(voiceops.vapi.vapi_loopback_calls)
    return them, those of simulations have C(name), C(id), C(target), C(passed), C(items), C(checks)
    and C(error). When a proof fails, the first five of each that failed.
  returned: success, or failure of a proof
  type: dict
reports:
  description: The files that were written, or would be in check mode.
  returned: success, or failure of a proof
  type: list
  elements: str
text:
  description: The result on one line.
  returned: success
  type: str
  sample: 2 proven (Smoke call, Main answers)
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._proof import PROOF, prove_all
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(PROOF, prove_all)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
