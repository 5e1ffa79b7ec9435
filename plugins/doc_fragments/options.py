# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doc fragments: the options of the connection and of each module, from their declarations and their prose."""

from __future__ import annotations

from importlib import import_module

from ansible_collections.voiceops.vapi.plugins.module_utils._http import connection
from ansible_collections.voiceops.vapi.plugins.plugin_utils._documentation import fragment, plugin_fragment

MODULES = "ansible_collections.voiceops.vapi.plugins.modules"


class ModuleDocFragment:
    """A section for each module: ``extends_documentation_fragment: voiceops.vapi.options.vapi_call``."""

    CONNECTION: str = fragment(connection.CONNECTION)
    CONNECTION_OF_PLUGINS: str = plugin_fragment(connection.CONNECTION)

    def __getattr__(self, name: str) -> str:
        """The options of the module of this name, which Ansible asks for in capital letters."""
        if not name.startswith("VAPI_"):
            raise AttributeError(name)
        return fragment(import_module(f"{MODULES}.{name.lower()}").TASK.schema)
