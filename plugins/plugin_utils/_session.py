# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client for plugins that Ansible hands their options to (inventory, lookup)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleError
from ansible_collections.voiceops.vapi.plugins.module_utils._http.client import Client
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import CONNECTION
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.spec import with_defaults
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read


def client_from(get_option: Callable[[str], Any]) -> Client:
    """A client with the plugin's connection options; raises AnsibleError, in one sentence, when they are wrong."""
    given = {field.name: get_option(field.name) for field in CONNECTION.fields}
    problems: list[str] = []
    connection = read(CONNECTION, {name: value for name, value in given.items() if value is not None}, problems)
    if problems:
        raise AnsibleError(" ".join(problems))
    return Client(with_defaults(CONNECTION, connection), os.environ)
