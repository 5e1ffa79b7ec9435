# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's request bodies as tables, and the check that refuses what they do not name.

The tables are this simulator's own knowledge of the API (OpenAPI document of 2026-08-18); tests hold them against that
document and against the official SDK.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
E164 = re.compile(r"\+[1-9]\d{6,14}")
LOOSE_NUMBER = re.compile(r"\+?[a-zA-Z0-9]+")


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
        "message": Rule("message"),
        "transferPlan": one("TransferPlan"),
        "description": TEXT,
    },
    "TransferDestinationSip": {
        "type": constant("sip"),
        "sipUri": Rule("string", True),
        "callerId": NAME,
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
        "language": Rule("string", True),
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


def complaints(table: dict[str, Rule], body: Any, path: str = "") -> Iterator[str]:
    """The service's sentences about a body, in the words of its validator."""
    if not isinstance(body, dict):
        yield f"{path.rstrip('.') or 'body'} must be an object"
        return
    for name in body:
        if name not in table:
            yield f"{path}property {name} should not exist"
    for name, rule in table.items():
        value = body.get(name)
        if value is None:
            if rule.required:
                yield f"{path}{name} should not be empty"
        else:
            yield from _complaints_about(rule, value, path + name)
    yield from _bad_number(table, body, path)


def _complaints_about(rule: Rule, value: Any, path: str) -> Iterator[str]:
    if rule.kind == "table":
        yield from _object_complaints(rule.of, value, path)
    elif rule.kind in ("tables", "strings", "list"):
        yield from _list_complaints(rule, value, path)
    elif rule.kind == "message" and isinstance(value, dict):
        yield from complaints(TABLES["CustomMessage"], value, f"{path}.")
    elif not _is_kind(rule.kind, value):
        yield f"{path} must be a {'UUID' if rule.kind == 'uuid' else rule.kind}"
    else:
        yield from _bound_complaints(rule, value, path)


def _is_kind(kind: str, value: Any) -> bool:
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "uuid":
        return isinstance(value, str) and bool(UUID.fullmatch(value))
    return isinstance(value, {"boolean": bool, "object": dict}.get(kind, str))


def _object_complaints(table: str, value: Any, path: str) -> Iterator[str]:
    if table in UNIONS:
        selector, forms = UNIONS[table]
        chosen = value.get(selector) if isinstance(value, dict) else None
        if chosen not in forms:
            yield f"{path}.{selector} must be one of the following values: {', '.join(forms)}"
            return
        table = forms[chosen]
    yield from complaints(TABLES[table], value, f"{path}.")


def _list_complaints(rule: Rule, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path} must be an array"
        return
    for index, item in enumerate(value):
        if rule.kind == "tables":
            yield from _object_complaints(rule.of, item, f"{path}.{index}")
        elif rule.kind == "strings":
            yield from _complaints_about(rule._replace(kind="string"), item, f"each value in {path}")


def _bound_complaints(rule: Rule, value: Any, path: str) -> Iterator[str]:
    if rule.enum and value not in rule.enum:
        yield f"{path} must be one of the following values: {', '.join(map(str, rule.enum))}"
    if isinstance(value, str):
        if rule.high is not None and len(value) > rule.high:
            yield f"{path} must be shorter than or equal to {rule.high:g} characters"
        if rule.low is not None and len(value) < rule.low:
            yield f"{path} must be longer than or equal to {rule.low:g} characters"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if rule.high is not None and value > rule.high:
            yield f"{path} must not be greater than {rule.high:g}"
        if rule.low is not None and value < rule.low:
            yield f"{path} must not be less than {rule.low:g}"


def _bad_number(table: dict[str, Rule], body: dict[str, Any], path: str) -> Iterator[str]:
    number = body.get("number")
    if "number" not in table or not isinstance(number, str):
        return
    loose = "numberE164CheckEnabled" in table and body.get("numberE164CheckEnabled") is False
    if not (LOOSE_NUMBER if loose else E164).fullmatch(number):
        yield (
            f"{path}number must be a valid phone number in the E.164 format. "
            "Hot tip, you may be missing the country code (Eg. US: +1)."
        )
