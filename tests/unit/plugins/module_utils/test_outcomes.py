# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an ended reason means for an operator."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import VapiError
from ansible_collections.voiceops.vapi.plugins.module_utils._refusals import remedy
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.ended_reason import (
    OUTCOMES,
    never_rang,
    outcome_of,
)

from tests.support.needs import DOCUMENT, NO_DOCUMENT

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
    "not_answered": (
        "customer-busy",
        "customer-did-not-answer",
        "voicemail",
        "call.in-progress.error-providerfault-outbound-sip-408-request-timeout",
        "call.in-progress.error-providerfault-outbound-sip-480-temporarily-unavailable",
    ),
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
        "call.start.error-get-transport",
    ),
    "service_side": (
        "assistant-error",
        "pipeline-error-openai-llm-failed",
        "pipeline-no-available-llm-model",
        "call.in-progress.error-vapifault-transport-never-connected",
        "call.in-progress.error-providerfault-openai-llm-failed",
        "call.start.error-vapifault-database-error",
        "worker-shutdown",
        "database-error",
    ),
    "account_side": (
        "call.start.error-subscription-frozen",
        "call.start.error-subscription-insufficient-credits",
        "call.start.error-subscription-concurrency-limit-reached",
        "call.start.error-vapi-number-international",
        "call.start.error-fraud-check-failed",
    ),
    "configuration_side": (
        "assistant-not-found",
        "assistant-request-failed",
        "call-start-error-neither-assistant-nor-server-set",
        "call.start.error-get-assistant",
        "call.start.squad-version-error-validation",
        "call.in-progress.error-configfault-model-unsupported-in-squad",
        "call.in-progress.error-transfer-failed",
    ),
    "unknown": ("some-reason-of-next-year", "unknown-error"),
}


@pytest.mark.case(26)
@pytest.mark.parametrize(("outcome", "reason"), [(outcome, reason) for outcome in KNOWN for reason in KNOWN[outcome]])
def test_outcomes(outcome: str, reason: str) -> None:
    assert outcome_of(reason) == outcome


@pytest.mark.parametrize("reason", [None, ""])
def test_a_call_that_goes_on_has_no_outcome(reason: str | None) -> None:
    assert outcome_of(reason) is None


def sdk_reasons() -> list[str]:
    """Every reason that the official SDK knows."""
    # Environments of other ansible-cores have no SDK.
    pytest.importorskip("vapi")
    from tests.support.sdk import sdk_module

    reasons = sdk_module("types.call_ended_reason").CallEndedReason
    return [value for part in reasons.__args__ for value in getattr(part, "__args__", ())]


@pytest.mark.case(26)
def test_every_reason_of_the_sdk_has_an_outcome_that_its_prefix_tells(members: Callable[[str, int], None]) -> None:
    reasons = sdk_reasons()
    assert len(reasons) >= 604
    members("ended reason", len(reasons))
    outcomes = {reason: outcome_of(reason) for reason in reasons}
    assert [reason for reason, outcome in outcomes.items() if outcome == "unknown"] == []
    for pattern, allowed in FAMILIES.items():
        family = {outcomes[reason] for reason in reasons if re.search(pattern, reason)}
        assert family and family <= allowed, (pattern, family)


FAMILIES = {
    "vapifault": {"service_side"},
    "configfault": {"configuration_side"},
    "providerfault-outbound-sip-4(08|80)": {"not_answered"},
    "providerfault-(?!outbound-sip|transport)": {"service_side"},
    "providerfault-(outbound-sip-(403|407|503)|transport)": {"carrier_side"},
    "^pipeline-error-": {"service_side"},
    "subscription-": {"account_side"},
    "^call.start.error-get-(?!transport)": {"configuration_side"},
    "^assistant-(request|not)-": {"configuration_side"},
    "transfer-(failed|max|assistant|silence|microphone)": {"configuration_side"},
    "^customer-ended": {"ok"},
    "^(vonage|twilio)-(failed|disconnected|rejected)": {"carrier_side"},
}
"""What the service's page of ended reasons says of each family, and the outcomes that fit it."""


@pytest.mark.case(20)
def test_which_calls_never_rang(members: Callable[[str, int], None]) -> None:
    quiet = {reason for reason in sdk_reasons() if never_rang({"status": "ended", "endedReason": reason})}
    started = {reason for reason in sdk_reasons() if reason.startswith(("call.start.", "call-start-"))}
    members("reason that never rang", len(quiet))
    assert started | {"scheduled-call-deleted", "assistant-not-found"} <= quiet
    assert {outcome_of(reason) for reason in quiet}.isdisjoint({"ok", "not_answered"})
    # Who was spoken to has been called, whatever the reason.
    talked = {"status": "ended", "startedAt": "2026-01-01T00:00:00Z"}
    assert not any(never_rang({**talked, "endedReason": reason}) for reason in quiet)
    assert not any(never_rang({"status": "queued", "endedReason": reason}) for reason in quiet)


@pytest.mark.skipif(not DOCUMENT.exists(), reason=NO_DOCUMENT)
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


@pytest.mark.case(25)
def test_every_reason_that_somebody_can_do_something_about_has_a_remedy(members: Callable[[str, int], None]) -> None:
    sides = ("account_side", "configuration_side", "service_side")
    reasons = [reason for reason in sdk_reasons() if outcome_of(reason) in sides]
    without = [reason for reason in reasons if not remedy(reason)]
    members("ended reason with a remedy", len(reasons) - len(without))
    assert set(without) <= WITHOUT_REMEDY


WITHOUT_REMEDY = {
    "assistant-join-timed-out",
    "call-start-error-neither-assistant-nor-server-set",
    "call.start.error-enterprise-feature-not-available-recording-consent",
}
"""Their own words say what is to be done."""


def test_an_error_is_one_line_whatever_names_the_service_has() -> None:
    error = VapiError("no suite of this name\n", hint="Name one that exists: two\n lines, \u202etext.")
    assert error.sentence == "no suite of this name. Name one that exists: two lines, \\u202etext."
    assert "\u202e" not in error.failure["hint"]
