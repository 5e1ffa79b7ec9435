# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that a credential has and the service never shows, by its provider. Pure; compared with the official SDK."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

BY_PROVIDER: dict[str, tuple[str, ...]] = {
    "azure-openai": ("openAIKey",),
    "s3": ("awsSecretAccessKey",),
    "slack-webhook": ("webhookUrl",),
    "twilio": ("authToken",),
    "vonage": ("apiKey", "apiSecret"),
    **dict.fromkeys(
        (
            *("anthropic-bedrock", "azure", "byo-sip-trunk", "cloudflare", "custom-credential", "email", "gcp"),
            *("ghl.oauth2-authorization", "google.calendar.oauth2-authorization", "google.calendar.oauth2-client"),
            *("google.sheets.oauth2-authorization", "s3-compatible", "slack.oauth2-authorization", "supabase"),
            "webhook",
        ),
        (),
    ),
}
"""Secrets that a provider's credential has to have, at its top; every other provider has an ``apiKey``."""

BY_PLAN: dict[str, tuple[str, ...]] = {
    "bearer": ("token",),
    "hmac": ("secretKey",),
    "oauth2": ("clientSecret",),
    "aws-iam": ("awsSecretAccessKey",),
}
"""Secrets of an authentication plan, by its ``type``."""


def hidden_secrets(record: Mapping[str, Any]) -> Iterator[str]:
    """Paths of the secrets that a credential has besides those it shows."""
    for key in BY_PROVIDER.get(str(record.get("provider")), ("apiKey",)):
        if not (key == "authToken" and record.get("apiKey")):
            yield key
    for key in BY_PLAN.get(str((record.get("authenticationPlan") or {}).get("type")), ()):
        yield f"authenticationPlan.{key}"
    if record.get("outboundAuthenticationPlan"):
        yield "outboundAuthenticationPlan.authPassword"
