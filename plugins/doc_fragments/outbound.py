# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doc fragment: the options of a list of calls."""

from __future__ import annotations

from ansible_collections.voiceops.vapi.plugins.module_utils._calls.bulk import OUTBOUND
from ansible_collections.voiceops.vapi.plugins.plugin_utils._documentation import fragment


class ModuleDocFragment:
    """Options of a list of calls, from the declaration and its prose."""

    DOCUMENTATION: str = fragment(OUTBOUND)
