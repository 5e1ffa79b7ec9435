# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an ended reason means for an operator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import OUTCOMES, outcome_of

KNOWN = {
    "ok": (
        "customer-ended-call",
        "assistant-ended-call",
        "assistant-ended-call-after-message-spoken",
        "assistant-ended-call-with-hangup-task",
        "assistant-said-end-call-phrase",
        "assistant-forwarded-call",
        "call.ringing.hook-executed-say",
        "call.ringing.hook-executed-transfer",
        "call.ending.hook-executed-transfer",
    ),
    "not_answered": ("customer-busy", "customer-did-not-answer", "voicemail"),
    "caller_side": (
        "manually-canceled",
        "scheduled-call-deleted",
        "exceeded-max-duration",
        "silence-timed-out",
        "customer-did-not-give-microphone-permission",
        "twilio-reported-customer-misdialed",
    ),
    "carrier_side": (
        "twilio-failed-to-connect-call",
        "vonage-failed-to-connect-call",
        "vonage-disconnected",
        "call.in-progress.error-sip-telephony-provider-failed-to-connect-call",
        "phone-call-provider-bypass-enabled-but-no-call-received",
        "phone-call-provider-closed-websocket",
    ),
    "service_side": (
        "assistant-not-found",
        "assistant-error",
        "assistant-request-failed",
        "pipeline-error-openai-llm-failed",
        "pipeline-no-available-llm-model",
        "unknown-error",
        "call-start-error-neither-assistant-nor-server-set",
        "call.start.error-get-assistant",
        "worker-shutdown",
        "database-error",
    ),
}


@pytest.mark.parametrize(("outcome", "reason"), [(outcome, reason) for outcome in KNOWN for reason in KNOWN[outcome]])
def test_outcomes(outcome: str, reason: str) -> None:
    assert outcome_of(reason) == outcome


@pytest.mark.parametrize("reason", [None, ""])
def test_a_call_that_goes_on_has_no_outcome(reason: str | None) -> None:
    assert outcome_of(reason) is None


def test_a_reason_nobody_knows_yet_is_the_services() -> None:
    assert outcome_of("something-of-next-year") == "service_side"


DOCUMENT = Path(__file__).resolve().parents[5] / "shared" / "vapi-openapi.json"


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the OpenAPI document is not at hand")
def test_every_documented_reason_has_an_outcome_that_fits_its_words() -> None:
    schemas = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
    reasons = schemas["Call"]["properties"]["endedReason"]["enum"]
    outcomes = {reason: outcome_of(reason) for reason in reasons}
    assert len(reasons) > 500 and set(outcomes.values()) <= {outcome for outcome, _pattern in OUTCOMES}
    suspects = ("error", "fail", "unavailable", "invalid", "-not-found", "exceeded-quota", "-shutdown")
    doubtful = [reason for reason in reasons if any(word in reason for word in suspects) and outcomes[reason] == "ok"]
    assert doubtful == []
    pipeline = [reason for reason in reasons if "pipeline" in reason or "llm" in reason or "voice-failed" in reason]
    assert {reason for reason in pipeline if outcomes[reason] not in ("service_side",)} == set()
