# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each option is for, by the noun of its shape; types, limits, carriers and defaults come from the declaration."""

from __future__ import annotations

from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose_calls import CALLS
from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose_lines import LINES
from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose_org import ORG
from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose_shared import Prose

PROSE: dict[str, Prose] = {**LINES, **CALLS, **ORG}
