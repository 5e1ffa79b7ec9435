# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's request bodies as tables: which property may stand where, and what it may be.

They are this simulator's own knowledge of the API (OpenAPI document of 2026-08-18); tests hold them against that
document and against the official SDK. What checks a body by them is in ``schema``.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Rule(NamedTuple):
    """What one property may be. ``of`` names a table; ``low`` and ``high`` bound a value or a text's length."""

    kind: str
    required: bool = False
    low: float | None = None
    high: float | None = None
    enum: tuple[Any, ...] = ()
    of: str = ""


TEXT, FLAG, NUMBER, FREE, UUID_TEXT = (Rule(kind) for kind in ("string", "boolean", "number", "object", "uuid"))
NAME = Rule("string", high=40)
NUMBER_TEXT = Rule("string", low=3, high=40)


def constant(value: str, required: bool = True) -> Rule:
    """A property with one possible value."""
    return Rule("string", required, enum=(value,))


def one(table: str, required: bool = False) -> Rule:
    """An object of a table."""
    return Rule("table", required, of=table)


def many(table: str, required: bool = False) -> Rule:
    """A list of objects of a table."""
    return Rule("tables", required, of=table)


ENDED_REASONS = (
    "assistant-request-failed",
    "assistant-request-returned-error",
    "assistant-request-returned-unspeakable-error",
    "assistant-request-returned-invalid-assistant",
    "assistant-request-returned-no-assistant",
    "assistant-request-returned-forwarding-phone-number",
)

_LANGUAGES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yue yo za zh zu
"""
LANGUAGES = tuple(_LANGUAGES.split())

TRANSFER_MODES = (
    "blind-transfer",
    "blind-transfer-add-summary-to-sip-header",
    "warm-transfer-say-message",
    "warm-transfer-say-summary",
    "warm-transfer-twiml",
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-message",
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-summary",
    "warm-transfer-experimental",
)

COMMON: dict[str, Rule] = {
    "name": NAME,
    "assistantId": UUID_TEXT,
    "squadId": UUID_TEXT,
    "workflowId": UUID_TEXT,
    "server": one("Server"),
    "fallbackDestination": one("TransferDestination"),
    "hooks": many("Hook"),
}

TWILIO: dict[str, Rule] = {
    "twilioAccountSid": TEXT,
    "twilioAuthToken": TEXT,
    "twilioApiKey": TEXT,
    "twilioApiSecret": TEXT,
    "smsEnabled": FLAG,
}

CARRIERS: dict[str, dict[str, Rule]] = {
    "vapi": {"sipUri": TEXT, "authentication": one("SipAuthentication")},
    "twilio": {"number": NUMBER_TEXT, **TWILIO},
    "vonage": {"number": NUMBER_TEXT, "credentialId": UUID_TEXT},
    "telnyx": {"number": NUMBER_TEXT, "credentialId": UUID_TEXT},
    "byo-phone-number": {"number": NUMBER_TEXT, "credentialId": UUID_TEXT, "numberE164CheckEnabled": FLAG},
}
"""What each carrier has beyond the common fields, on create and on update."""

CREATE_ONLY: dict[str, dict[str, Rule]] = {"vapi": {"numberDesiredAreaCode": Rule("string", low=3, high=3)}}

REQUIRED_TO_CREATE = {
    "vapi": (),
    "twilio": ("number", "twilioAccountSid"),
    "vonage": ("number", "credentialId"),
    "telnyx": ("number", "credentialId"),
    "byo-phone-number": ("credentialId",),
}

TABLES: dict[str, dict[str, Rule]] = {
    "Server": {
        "url": TEXT,
        "headers": FREE,
        "timeoutSeconds": Rule("number", low=1, high=300),
        "credentialId": UUID_TEXT,
        "staticIpAddressesEnabled": FLAG,
        "encryptedPaths": Rule("strings"),
        "backoffPlan": one("BackoffPlan"),
    },
    "BackoffPlan": {
        "type": Rule("string", True, enum=("fixed", "exponential")),
        "maxRetries": Rule("number", True, 0, 10),
        "baseDelaySeconds": Rule("number", True, 0, 10),
        "excludedStatusCodes": Rule("list"),
    },
    "SipAuthentication": {
        "realm": TEXT,
        "username": Rule("string", True, 20, 40),
        "password": Rule("string", True, 20, 40),
    },
    "TransferDestinationNumber": {
        "type": constant("number"),
        "number": Rule("string", True, 3, 40),
        "numberE164CheckEnabled": FLAG,
        "extension": Rule("string", low=1, high=10),
        "callerId": NAME,
        "name": TEXT,  # known to the SDK 3.0.0 only
        "message": Rule("message"),
        "transferPlan": one("TransferPlan"),
        "description": TEXT,
    },
    "TransferDestinationSip": {
        "type": constant("sip"),
        "sipUri": Rule("string", True),
        "callerId": NAME,
        "name": TEXT,  # known to the SDK 3.0.0 only
        "message": Rule("message"),
        "transferPlan": one("TransferPlan"),
        "sipHeaders": FREE,
        "description": TEXT,
    },
    "TransferPlan": {
        "mode": Rule("string", True, enum=TRANSFER_MODES),
        "message": Rule("message"),
        "timeout": Rule("number", low=1, high=600),
        "sipVerb": Rule("string", enum=("refer", "bye", "dial")),
        "dialTimeout": Rule("number", low=1, high=600),
        "holdAudioUrl": TEXT,
        "transferCompleteAudioUrl": TEXT,
        "contextEngineeringPlan": one("ContextEngineeringPlan"),
        "twiml": Rule("string", high=4096),
        "summaryPlan": one("SummaryPlan"),
        "sipHeadersInReferToEnabled": FLAG,
        "fallbackPlan": one("TransferFallbackPlan"),
    },
    "TransferFallbackPlan": {"message": Rule("message", True), "endCallEnabled": FLAG},
    "SummaryPlan": {
        "enabled": FLAG,
        "messages": Rule("list"),
        "timeoutSeconds": Rule("number", low=1, high=60),
    },
    "ContextEngineeringPlanLastNMessages": {
        "type": constant("lastNMessages"),
        "maxMessages": Rule("number", True, 0),
    },
    "ContextEngineeringPlanNone": {"type": constant("none")},
    "ContextEngineeringPlanAll": {"type": constant("all")},
    "CustomMessage": {
        "type": constant("custom-message"),
        "content": Rule("string", high=1000),
        "contents": many("TextContent"),
    },
    "TextContent": {
        "type": constant("text"),
        "text": Rule("string", True),
        "language": Rule("string", True, enum=LANGUAGES),
    },
    "PhoneNumberHookCallRinging": {
        "on": constant("call.ringing"),
        "filters": many("PhoneNumberCallRingingHookFilter"),
        "do": many("HookAction", required=True),
    },
    "PhoneNumberHookCallEnding": {
        "on": constant("call.ending"),
        "filters": many("PhoneNumberCallEndingHookFilter"),
        "do": one("HookAction"),
    },
    "PhoneNumberCallRingingHookFilter": {
        "type": constant("startsWith"),
        "key": constant("number"),
        "startsWith": Rule("strings", True, high=20),
    },
    "PhoneNumberCallEndingHookFilter": {
        "type": constant("oneOf"),
        "key": constant("call.endedReason"),
        "oneOf": Rule("strings", True, enum=ENDED_REASONS),
    },
    "SayPhoneNumberHookAction": {"type": constant("say"), "exact": Rule("string", True, high=4000)},
    "TransferPhoneNumberHookAction": {"type": constant("transfer"), "destination": one("TransferDestination")},
    "CreateCustomerDTO": {
        "number": NUMBER_TEXT,
        "numberE164CheckEnabled": FLAG,
        "extension": Rule("string", high=10),
        "sipUri": TEXT,
        "name": NAME,
        "email": NAME,
        "externalId": NAME,
        "assistantOverrides": FREE,
        "squadOverrides": FREE,
    },
    "SchedulePlan": {"earliestAt": Rule("date", True), "latestAt": Rule("date")},
    "ImportTwilioPhoneNumberDTO": {
        "twilioPhoneNumber": Rule("string", True),
        **TWILIO,
        "twilioAccountSid": Rule("string", True),
        **COMMON,
    },
    "CreateCallDTO": {
        "name": NAME,
        "assistantId": UUID_TEXT,
        "assistant": FREE,
        "assistantOverrides": FREE,
        "assistantVersion": TEXT,
        "squadVersion": TEXT,  # known to the SDK 3.0.0 only
        "squadId": UUID_TEXT,
        "squad": FREE,
        "squadOverrides": FREE,
        "workflowId": UUID_TEXT,
        "workflow": FREE,
        "workflowOverrides": FREE,
        "phoneNumberId": UUID_TEXT,
        "phoneNumber": one("ImportTwilioPhoneNumberDTO"),
        "customerId": TEXT,
        "customer": one("CreateCustomerDTO"),
        "customers": many("CreateCustomerDTO"),
        "schedulePlan": one("SchedulePlan"),
        "transport": FREE,
    },
    "UpdateCallDTO": {"name": NAME},
}

UNDOCUMENTED: dict[str, tuple[str, ...]] = {
    "PhoneNumber": ("serverUrl", "serverUrlSecret"),
    "CreateAssistantDTO": ("serverUrl", "serverUrlSecret", "backgroundDenoisingEnabled"),
    "UpdateAssistantDTO": ("serverUrl", "serverUrlSecret", "backgroundDenoisingEnabled"),
    "AssistantOverrides": ("serverUrl", "serverUrlSecret", "backgroundDenoisingEnabled"),
    "CreateStructuredOutputDTO": ("target",),
    "UpdateStructuredOutputDTO": ("target",),
    "Server": ("secret",),
    "TransferPlan": ("transferAssistant",),
    "PhoneNumberHookCallRinging": ("name",),
    "PhoneNumberHookCallEnding": ("name",),
    "HookAction": ("tool",),
}
"""What guides show or old clients send, although no document names it: more properties, or more forms of a union."""
OF_EVERY_TOOL = ("async", "function")
"""What gitops trees have in tools of every type (VapiAI/gitops, docs/guides/resource-reference.md)."""


def undocumented(table: str) -> tuple[str, ...]:
    """What a table takes although no document names it."""
    return OF_EVERY_TOOL if table.endswith("ToolDTO") else UNDOCUMENTED.get(table, ())


UNIONS: dict[str, tuple[str, dict[str, str]]] = {
    "TransferDestination": ("type", {"number": "TransferDestinationNumber", "sip": "TransferDestinationSip"}),
    "Hook": ("on", {"call.ringing": "PhoneNumberHookCallRinging", "call.ending": "PhoneNumberHookCallEnding"}),
    "HookAction": ("type", {"say": "SayPhoneNumberHookAction", "transfer": "TransferPhoneNumberHookAction"}),
    "ContextEngineeringPlan": (
        "type",
        {
            "lastNMessages": "ContextEngineeringPlanLastNMessages",
            "none": "ContextEngineeringPlanNone",
            "all": "ContextEngineeringPlanAll",
        },
    ),
}
"""Objects of several forms: the property that tells them apart, and the table for each of its values."""


def creation_table(provider: str) -> dict[str, Rule]:
    """The body of POST /phone-number for a carrier."""
    table = {"provider": constant(provider), **COMMON, **CARRIERS[provider], **CREATE_ONLY.get(provider, {})}
    return {
        name: rule._replace(required=True) if name in REQUIRED_TO_CREATE[provider] else rule
        for name, rule in table.items()
    }


def update_table(provider: str, with_provider: bool) -> dict[str, Rule]:
    """The body of PATCH /phone-number; ``provider`` is optional there since May 2026 and was refused before."""
    return {**({"provider": constant(provider, False)} if with_provider else {}), **COMMON, **CARRIERS[provider]}
