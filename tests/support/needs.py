# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What some tests need beside a checkout; those that miss it are skipped, and say how to get it."""

from __future__ import annotations

from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "vapi-openapi.json"
"""The service's own OpenAPI document, which it publishes at https://api.vapi.ai/api-json."""

NO_DOCUMENT = "no copy of https://api.vapi.ai/api-json (tests/support/needs.py says where it belongs)"
