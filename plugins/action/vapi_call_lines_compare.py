# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By this name the main process of Ansible imports the plugin once, for all its workers; see vapi.py."""

from __future__ import annotations

from ansible_collections.voiceops.vapi.plugins.action.vapi import ActionModule

__all__ = ["ActionModule"]
