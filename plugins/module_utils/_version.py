# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's version where galaxy.yml, its source, does not travel; a test compares the two."""

from __future__ import annotations

VERSION = "0.1.0"
