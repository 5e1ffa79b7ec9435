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
  - requests 2.25 or newer, where the module runs
notes:
  - The private API key of the org is required. A public key is rejected.
  - >-
    Error messages end with the fix. The same information is returned as data in
    RV(voiceops.vapi.vapi_call_lines#module:failure). Secrets are never shown.
  - >-
    With a local connection, the module runs inside the Ansible process, which is faster; the result is the same. It
    runs as a separate process with C(async), C(become) or another interpreter, or when the variable
    C(vapi_in_process) or the environment variable E(VAPI_IN_PROCESS) is V(false).
  - >-
    Set the variable C(vapi_summary) to V(false) to disable the summary line of each host, and C(vapi_progress) to
    V(false) to disable progress messages.
seealso:
  - name: Vapi's documentation
    description: Reference of the service.
    link: https://docs.vapi.ai
"""

    READS = r"""
attributes:
  check_mode:
    description: The module only reads; check mode makes no difference.
    support: full
  diff_mode:
    description: Changes nothing.
    support: N/A
  idempotent:
    description: Repeated reads return the same result unless the org has changed.
    support: full
"""

    FILES = r"""
attributes:
  check_mode:
    description: No file is written; the change is predicted.
    support: full
  diff_mode:
    description: Differences of the files are not shown.
    support: none
  idempotent:
    description: A second run writes nothing unless the org has changed.
    support: full
"""

    WRITES = r"""
attributes:
  check_mode:
    description: Sends only GET requests and predicts the change, the diff and the result of the real run.
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
  diff_mode:
    description: Shows what is declared before and after, without secrets. A prompt's change is shown line by line.
  idempotent:
    details: With O(update_secrets=always) declared secrets are sent with every run, as a change.
notes:
  - If several objects have the same name, the task fails and lists their ids.
  - >-
    Keys that refer to other objects (C(assistantId), C(toolIds), C(credentialId) and so on) accept names as well as
    ids.
  - >-
    Secrets cannot be read back and are never compared: they are sent at creation, or with O(update_secrets=always).
seealso:
  - module: voiceops.vapi.vapi_org
    description: Manage all objects of an org in one task, in dependency order.
"""

    PLACES = r"""
attributes:
  check_mode:
    description: Places no call and predicts the change, the diff and the result of the real run.
    support: full
  diff_mode:
    description: Shows the calls that would be placed or ended.
    support: full
"""

    PLACES_SEVERAL = r"""
attributes:
  idempotent:
    description: A call with a name is placed once within its window; a call without a name is placed on every run.
    support: partial
    details: Give every call a name.
"""

    CAMPAIGNS = r"""
attributes:
  check_mode:
    description: >-
      Sends nothing, and reports how many contacts would be called when, and how many would be skipped and why.
    support: full
  diff_mode:
    description: Shows the campaigns that would be sent or cancelled.
    support: full
  idempotent:
    description: Each contact is called once under the name of a campaign, and again only with C(retry).
    support: full
"""

    PROVES = r"""
attributes:
  check_mode:
    description: Places no call and proves nothing.
    support: full
  diff_mode:
    description: A proof changes no line.
    support: N/A
  idempotent:
    description: Every run places new calls, because a call from before a change proves nothing.
    support: none
"""

    PLACES_ONE = r"""
attributes:
  idempotent:
    description: >-
      A call with a O(name) is placed once within O(unique_within); a call without a name is placed on every run.
    support: partial
    details: Give every call a O(name).
"""
