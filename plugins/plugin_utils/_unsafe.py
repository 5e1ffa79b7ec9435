# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of the service are data, in every place where they are handed to Ansible."""

from __future__ import annotations

from typing import Any

from ansible.utils.unsafe_proxy import wrap_var


def as_data(value: Any) -> Any:
    """The same value, in which no text or key is taken for a template.

    Since ansible-core 2.19 only texts of playbooks and inventories are templates; before, every text is that is not
    marked.
    """
    return wrap_var(value)
