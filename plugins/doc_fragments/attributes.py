# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doc fragments: what each module promises, and what it calls."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes; name the fragment with what differs, such as ``attributes.writes``."""

    DOCUMENTATION = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/voiceops.vapi.all) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - voiceops.vapi.all
  platform:
    description: Where the module runs, which is usually the controller.
    platforms: all
    support: full
requirements:
  - Python 3.9 or newer, where the module runs
  - requests 2.25 or newer, there too
notes:
  - The org's private key is needed; a public key is refused.
  - >-
    An error is one sentence that says what to do, with RV(voiceops.vapi.vapi_call_lines#module:failure) as data beside
    it. Secrets are never shown.
  - >-
    With a local connection the module runs inside the controller and starts no process; the result is the same. A task
    with C(async), C(become) or another interpreter gets a process, and so does every task where the variable
    C(vapi_in_process) or the environment variable E(VAPI_IN_PROCESS) is V(false).
  - >-
    The variable C(vapi_summary) set to V(false) switches the summary line of each host off, C(vapi_progress) the lines
    of progress.
seealso:
  - name: Vapi's documentation
    description: What the service does with numbers and calls.
    link: https://docs.vapi.ai
"""

    READS = r"""
attributes:
  check_mode:
    description: Reads only; check mode makes no difference.
    support: full
  diff_mode:
    description: Changes nothing.
    support: N/A
  idempotent:
    description: Reading twice returns the same, as long as the org stays as it is.
    support: full
"""

    FILES = r"""
attributes:
  check_mode:
    description: Writes no file, and predicts the change.
    support: full
  diff_mode:
    description: The files are for readers; their differences are not shown.
    support: none
  idempotent:
    description: A second run writes nothing, as long as the org stays as it is.
    support: full
"""

    WRITES = r"""
attributes:
  check_mode:
    description: Sends no write, and predicts the change, the difference and the result of the real run.
    support: full
  diff_mode:
    description: Shows the managed options before and after, without secrets.
    support: full
  idempotent:
    description: A second run writes nothing.
    support: full
"""

    OBJECT = r"""
attributes:
  check_mode:
    description: Sends no write, and predicts the change, the difference and the result of the real run.
    support: full
  diff_mode:
    description: Shows what is declared before and after, without secrets. A prompt's change is shown line by line.
    support: full
  idempotent:
    description: A second run writes nothing.
    support: full
    details: With O(update_secrets=always) declared secrets are sent with every run, as a change.
notes:
  - More than one object of a name is an error that names the ids.
  - >-
    Under keys that refer to other objects (C(assistantId), C(toolIds), C(credentialId) and so on) a name may stand
    for an id.
  - >-
    Secrets cannot be read back. They are sent at creation, or with O(update_secrets=always), and never compared.
seealso:
  - module: voiceops.vapi.vapi_org
    description: All objects of an org in one task, in the order in which they refer to each other.
"""

    PLACES_SEVERAL = r"""
attributes:
  check_mode:
    description: Places no call, and predicts the change, the difference and the result of the real run.
    support: full
  diff_mode:
    description: Shows the calls that would be placed or ended.
    support: full
  idempotent:
    description: A call with a name is placed once within its window; a call without one is placed with every run.
    support: partial
    details: Give every call a name.
"""

    CAMPAIGNS = r"""
attributes:
  check_mode:
    description: Sends nothing, and tells how many contacts would be called when, and how many are skipped why.
    support: full
  diff_mode:
    description: Shows the campaigns that would be sent or cancelled.
    support: full
  idempotent:
    description: Each contact is sent once under the name of a campaign, and again only where it has retry.
    support: full
"""

    PROVES = r"""
attributes:
  check_mode:
    description: Places no call, and proves nothing.
    support: full
  diff_mode:
    description: A proof changes no line.
    support: N/A
  idempotent:
    description: Every run places the calls anew, as a call from before a change proves nothing.
    support: none
"""

    PLACES = r"""
attributes:
  check_mode:
    description: Places no call, and predicts the change, the difference and the result of the real run.
    support: full
  diff_mode:
    description: Shows the calls that would be placed or ended.
    support: full
  idempotent:
    description: >-
      A call with a O(name) is placed once within O(unique_within); a call without one is placed with every run.
    support: partial
    details: Give every call a O(name).
"""
