#!/usr/bin/python
# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vapi_call_lines
short_description: x
description: [x]
author: x
"""

from ansible_collections.voiceops.vapi.plugins.module_utils._fleet import FLEET, manage, pace
from ansible_collections.voiceops.vapi.plugins.module_utils._task import Task, run_module

TASK = Task(FLEET, manage, pace, secrets=lambda options: (), tells_progress=True)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
