# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The main is for ansible-lint, which looks at an action plugin first; imported here, it is there before workers fork.
from ansible_collections.voiceops.vapi.plugins.modules.vapi_campaigns import main
from ansible_collections.voiceops.vapi.plugins.plugin_utils._action import ActionModule

__all__ = ["ActionModule", "main"]
