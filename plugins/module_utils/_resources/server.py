# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declaration of a server that gets the service's messages (OpenAPI: Server)."""

from __future__ import annotations

from .._schema.fields import Field, Schema

BACKOFF_PLAN = Schema(
    "backoff plan",
    (
        Field("type", required=True, choices=("fixed", "exponential")),
        Field("max_retries", "float", required=True, minimum=0, maximum=10),
        Field("base_delay_seconds", "float", required=True, minimum=0, maximum=10),
        Field("excluded_status_codes", "list", elements="int", unordered=True),
    ),
)

SERVER = Schema(
    "server",
    (
        Field("url", format="url"),
        Field("headers", "dict", secret=True, passthrough=True),
        Field("timeout_seconds", "float", minimum=1, maximum=300, service_default=20),
        Field("credential_id", format="uuid"),
        Field("backoff_plan", "dict", schema=BACKOFF_PLAN),
        Field("static_ip_addresses_enabled", "bool", service_default=False),
        Field("encrypted_paths", "list", elements="str", unordered=True),
    ),
)
