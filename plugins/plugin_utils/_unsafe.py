# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of the service are data, in every place where they are handed to Ansible."""

from __future__ import annotations

from typing import Any

from ansible.utils import unsafe_proxy

MARKS_ARE_ENDED = unsafe_proxy.AnsibleUnsafeText("") == "" and not hasattr(
    unsafe_proxy.AnsibleUnsafeText(""), "__UNSAFE__"
)
"""Since ansible-core 2.19 a text is a template only where it is marked as one; before, where it is not marked."""


def as_data(value: Any) -> Any:
    """The same value, in which no text or key is taken for a template; it holds texts without marks, as JSON does.

    A walk through a thousand lines costs more than planning them, so that there is none where nothing is to be done.
    """
    return value if MARKS_ARE_ENDED else unsafe_proxy.wrap_var(value)
