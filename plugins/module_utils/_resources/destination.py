# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declaration of a transfer's destination, as fallbacks and hooks use it (OpenAPI: TransferDestinationNumber, …Sip)."""

from __future__ import annotations

from .._schema.fields import Field, Schema
from .._schema.validate import phone_problem

TRANSFER_MODES = (
    "blind-transfer",
    "blind-transfer-add-summary-to-sip-header",
    "warm-transfer-say-message",
    "warm-transfer-say-summary",
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-message",
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-summary",
    "warm-transfer-twiml",
    "warm-transfer-experimental",
)

SUMMARY_PLAN = Schema(
    "summary plan",
    (
        Field("enabled", "bool", service_default=True),
        Field("messages", "list", elements="dict", passthrough=True),
        Field("timeout_seconds", "float", minimum=1, maximum=60, service_default=5),
    ),
)

CONTEXT_ENGINEERING_PLAN = Schema(
    "context engineering plan",
    (
        Field("type", required=True, choices=("lastNMessages", "none", "all")),
        Field("max_messages", "float", minimum=0, variants=("lastNMessages",), required=("lastNMessages",)),
    ),
    selector="type",
)

FALLBACK_PLAN = Schema(
    "transfer fallback plan",
    (
        Field("spoken_message", "raw", api="message", required=True),
        Field("end_call_enabled", "bool", service_default=True),
    ),
)

TRANSFER_PLAN = Schema(
    "transfer plan",
    (
        Field("mode", required=True, choices=TRANSFER_MODES),
        Field("spoken_message", "raw", api="message"),
        Field("timeout", "float", minimum=1, maximum=600, service_default=60),
        Field("sip_verb", choices=("refer", "bye", "dial"), service_default="refer"),
        Field("dial_timeout", "float", minimum=1, maximum=600, service_default=60),
        Field("hold_audio_url", format="url"),
        Field("transfer_complete_audio_url", format="url"),
        Field("context_engineering_plan", "dict", schema=CONTEXT_ENGINEERING_PLAN),
        Field("twiml", maximum=4096),
        Field("summary_plan", "dict", schema=SUMMARY_PLAN),
        Field("sip_headers_in_refer_to_enabled", "bool", service_default=False),
        Field("fallback_plan", "dict", schema=FALLBACK_PLAN),
    ),
)

DESTINATION = Schema(
    "destination",
    (
        Field("type", required=True, choices=("number", "sip")),
        Field("number", format="phone", minimum=3, maximum=40, variants=("number",), required=("number",)),
        Field("number_e164_check_enabled", "bool", variants=("number",), service_default=True),
        Field("extension", minimum=1, maximum=10, variants=("number",)),
        Field("sip_uri", format="sip", variants=("sip",), required=("sip",)),
        Field("sip_headers", "dict", variants=("sip",), passthrough=True),
        Field("caller_id", maximum=40),
        # Known to the official SDK 3.0.0; the OpenAPI document of August 2026 does not have it yet.
        Field("name"),
        Field("spoken_message", "raw", api="message"),
        Field("description"),
        Field("transfer_plan", "dict", schema=TRANSFER_PLAN),
    ),
    selector="type",
    check=phone_problem,
)
