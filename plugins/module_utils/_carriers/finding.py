# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be wrong with a line at its carrier, although Vapi calls it active."""

from __future__ import annotations

from typing import NamedTuple

SEVERITIES = ("silent", "no_outbound", "no_sms", "unknown")
"""Incoming calls do not arrive; outgoing ones fail; messages do not arrive; it cannot be told."""


class Fault(NamedTuple):
    """One fault of one line: how bad, what, and what to do."""

    severity: str
    code: str
    message: str
    fix: str
