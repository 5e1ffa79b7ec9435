# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an ended reason means for an operator, and whether the phone rang. Pure functions.

The service has some 600 reasons. Their families and prefixes, and whose fault they are, are those of its page "Call
ended reasons"; tests run over every reason of the official SDK and of the OpenAPI document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

OK = "ok"
NOT_ANSWERED = "not_answered"
CALLER_SIDE = "caller_side"
CARRIER_SIDE = "carrier_side"
SERVICE_SIDE = "service_side"
ACCOUNT_SIDE = "account_side"
CONFIGURATION_SIDE = "configuration_side"
UNKNOWN = "unknown"

OUTCOMES = (
    (OK, r"^(customer-ended-call|assistant-(ended-call|said-end-call-phrase|forwarded-call))"),
    (OK, r"^call\.(ringing|ending)\.hook-executed-|^vonage-completed$|\.(twilio|sip)-completed-call$"),
    (
        NOT_ANSWERED,
        r"^(customer-busy|customer-did-not-answer|voicemail)$|^call\.forwarding\.(no-answer|operator-busy)$",
    ),
    # The service's table of diagnoses: SIP 408 and 480 mean that the callee was unavailable.
    (NOT_ANSWERED, r"outbound-sip-(408|480)-"),
    (CALLER_SIDE, r"^(manually-canceled|(scheduled-)?call-deleted|exceeded-max-duration|silence-timed-out)$"),
    (CALLER_SIDE, r"misdialed|unallocated-number|caller-hungup|microphone-permission|did-not-receive-customer-audio"),
    (ACCOUNT_SIDE, r"^call\.start\.error-(subscription|vapi-number|fraud-check|enterprise-feature)-"),
    (CONFIGURATION_SIDE, r"^call\.start\.error-get-(assistant|phone-number|customer|resources)|configfault"),
    (CONFIGURATION_SIDE, r"^call\.start\.(assistant|squad)-version-|^call-start-error-neither-"),
    (CONFIGURATION_SIDE, r"^assistant-(not-(found|valid|provided)$|request-)"),
    (CONFIGURATION_SIDE, r"error-(warm-)?transfer-"),
    # Before the carriers: Vapi's own faults name the transport, too.
    (SERVICE_SIDE, r"vapifault"),
    (CARRIER_SIDE, r"twilio|vonage|telnyx|sip-|transport|^phone-call-provider-"),
    (SERVICE_SIDE, r"providerfault|^pipeline-|\.error-pipeline-"),
    (SERVICE_SIDE, r"^(assistant-error|assistant-join-timed-out|database-error|db-error|worker-shutdown)$"),
)
"""(outcome, pattern), the first that fits. A model's, voice's or transcriber's provider counts as the service."""

WORDS = (*dict.fromkeys(outcome for outcome, _pattern in OUTCOMES), UNKNOWN)

NEVER_RANG = re.compile(
    r"^call\.start\.|^call-start-|^scheduled-call-deleted$|^assistant-not-(found|valid|provided)$|^assistant-request-"
    r"|transport-never-connected$"
)
"""Reasons with which a call ends before a phone rings (documented: "Call start errors", "Phone never rang")."""

CONCURRENCY = re.compile(r"concurrency[- ]limit", re.IGNORECASE)
"""How reasons and refusals say that the org has as many calls as it may have."""


def outcome_of(ended_reason: str | None) -> str | None:
    """One of the words above; ``unknown`` for a reason that is documented nowhere; None while the call goes on."""
    if not ended_reason:
        return None
    return next((outcome for outcome, pattern in OUTCOMES if re.search(pattern, ended_reason)), UNKNOWN)


def never_rang(call: Mapping[str, Any]) -> bool:
    """Whether a call of the service has ended before any phone rang: its name is free again."""
    reason = str(call.get("endedReason") or "")
    return call.get("status") == "ended" and not call.get("startedAt") and bool(NEVER_RANG.search(reason))


def why_ended(call: Mapping[str, Any]) -> str:
    """The ended reason of a call (record or options) with the service's message, as part of a sentence."""
    reason = call.get("endedReason") or call.get("ended_reason")
    message = call.get("endedMessage") or call.get("ended_message")
    return ": ".join(str(text) for text in (reason, message) if text)
