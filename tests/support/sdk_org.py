# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org as other people have made it: mixed lines created through the official SDK, by none of the collection's code.

Every form that a line can have comes up, in combinations that follow from its index: the same count gives the same org.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from tests.support.sdk import Vapi
from tests.support.simulator import Simulator

Body = dict[str, Any]

ASSISTANTS = ("Support Bot", "Night Bot", "Sprachbot für Zürich", "東京の窓口", "{{ brand }}: sales # 1")
SQUADS = ("Front Desk", "Nachtschicht")
CREDENTIALS = {"vonage": "Vonage main", "telnyx": "Telnyx main", "byo-sip-trunk": "Own trunk"}
TWIN = "Twin Bot"
"""Two assistants have this name, so that it says of neither which one is meant."""

CARRIERS = ("twilio", "vonage", "telnyx", "byo-phone-number", "vapi", "sip")
TRUNKS = {"vonage": "vonage", "telnyx": "telnyx", "byo-phone-number": "byo-sip-trunk"}

DESK = {"type": "number", "number": "+14155550198"}
SIP_DESK = {"type": "sip", "sipUri": "sip:Desk@example.com", "sipHeaders": {"X-Desk": "1"}}
FALLBACKS: tuple[Body | None, ...] = (
    None,
    DESK,
    SIP_DESK,
    {**DESK, "number": "4711", "numberE164CheckEnabled": False, "extension": "42", "callerId": "+14155550111"},
    {
        **DESK,
        "message": {"type": "custom-message", "content": "Einen Moment, {{ customer.name }} …"},
        "description": "two\nlines",
        "transferPlan": {
            "mode": "warm-transfer-say-summary",
            "sipVerb": "dial",
            "timeout": 60,
            "summaryPlan": {
                "enabled": True,
                "timeoutSeconds": 7,
                "messages": [{"role": "system", "content": "Short."}],
            },
            "contextEngineeringPlan": {"type": "lastNMessages", "maxMessages": 3},
            "fallbackPlan": {"message": "Nobody is there.", "endCallEnabled": False},
        },
    },
)
SERVERS: tuple[Body | None, ...] = (
    None,
    {"url": "https://example.com/vapi"},
    {"url": "https://example.com/vapi", "headers": {"X-Api-Key": "canary-of-a-header", "X-Team": "desk"}},
    {
        "url": "https://example.com/{{not_a_template}}",
        "timeoutSeconds": 7.5,
        "staticIpAddressesEnabled": True,
        "backoffPlan": {"type": "exponential", "maxRetries": 3, "baseDelaySeconds": 1.5, "excludedStatusCodes": [404]},
        "encryptedPaths": ["message.customer"],
    },
    {"url": "https://example.com/vapi", "timeoutSeconds": 20, "staticIpAddressesEnabled": False},
)


def _say(text: str) -> Body:
    return {"type": "say", "exact": text}


def _ringing(*actions: Body, **more: Any) -> Body:
    return {"on": "call.ringing", "do": list(actions), **more}


NIGHT = [{"type": "startsWith", "key": "number", "startsWith": ["91", "86"]}]
FAILED = [{"type": "oneOf", "key": "call.endedReason", "oneOf": ["assistant-request-failed"]}]
HOOKS: tuple[list[Body] | None, ...] = (
    None,
    [],
    [_ringing(_say("Please hold while we connect you."))],
    [_ringing(_say("Hello: {{customer.name}} # \u201cquoted\u201d – 東京\nSecond line "), filters=NIGHT)],
    [_ringing({"type": "transfer", "destination": SIP_DESK})],
    [_ringing({"type": "transfer", "destination": DESK}), _ringing(_say("yes"), _say("never said"))],
    [{"on": "call.ending", "filters": FAILED, "do": {"type": "transfer", "destination": DESK}}],
    [_ringing(_say("One."), filters=NIGHT), {"on": "call.ending", "do": _say("Sorry.")}, {"on": "call.ending"}],
)
NAMES = (
    "Main line {}",
    "Bureau d\u2019été {}",
    "東京 {}",
    "yes: {} # no",
    "{{{{ name }}}} {}",
    "'{}'",
    "{}",
    "Same name",
    "",
)
"""The last two do not say which line they mean."""


def furnish(simulator: Simulator, key: str = "") -> dict[str, dict[str, str]]:
    """Put what people make in the dashboard into an org, which is empty otherwise; returns the ids by kind and name."""
    key = key or simulator.key
    things = {
        "assistant": [{"name": name} for name in (*ASSISTANTS, TWIN, TWIN)],
        "squad": [{"name": name} for name in SQUADS],
        "credential": [{"name": name, "provider": provider} for provider, name in CREDENTIALS.items()],
    }
    state = simulator.state()
    state[key] = {
        kind: [
            {
                **thing,
                "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{key}/{kind}/{index}")),
                "createdAt": "2026-01-01T00:00:00Z",
            }
            for index, thing in enumerate(made)
        ]
        for kind, made in things.items()
    }
    simulator.put_state(state)
    return {kind: {thing["name"]: thing["id"] for thing in made} for kind, made in state[key].items()}


def build(simulator: Simulator, count: int = 300, key: str = "", portable: bool = False) -> list[Body]:
    """Furnish an org and create ``count`` lines in it through the SDK; returns them as the service keeps them.

    With ``portable`` every line has a name of its own where nothing else says which one it is, refers to nothing that
    has no name of its own, and hides no secret in a free text: another org can have the same.
    """
    key = key or simulator.key
    simulator.switch(free_number_limit=count)
    ids = furnish(simulator, key)
    sdk = Vapi(token=key, base_url=simulator.url)
    for body in bodies(count, ids, portable):
        sdk.phone_numbers.create(request=body)  # type: ignore[arg-type]
    return list(simulator.state()[key]["phone-number"])


def bodies(count: int, ids: dict[str, dict[str, str]], portable: bool) -> Iterator[Body]:
    """What the SDK is asked to create."""
    for index in range(count):
        carrier = CARRIERS[index % len(CARRIERS)]
        # A bought number is found by nothing but its name, and no line is made at Vapi without one.
        names = NAMES[:-2] if portable and carrier in ("vapi", "sip") else NAMES
        parts = {
            "name": names[index // 6 % len(names)].format(index) or None,
            "server": SERVERS[index // 2 % len(SERVERS)],
            "fallbackDestination": _fallback(index, portable),
            "hooks": HOOKS[index // 7 % len(HOOKS)],
            **_route(index, ids, portable),
            **_carried(carrier, index, ids),
        }
        yield {name: value for name, value in parts.items() if value is not None}


def _fallback(index: int, portable: bool) -> Body | None:
    if index % 37 == 5 and not portable:
        return {**SIP_DESK, "sipHeaders": {"Authorization": "canary-of-a-sip-header"}}
    return FALLBACKS[index // 3 % len(FALLBACKS)]


def _route(index: int, ids: dict[str, dict[str, str]], portable: bool) -> Body:
    if index % 41 == 7 and not portable:
        return {"assistantId": ids["assistant"][TWIN]}
    routes: list[Body] = [
        *({"assistantId": ids["assistant"][name]} for name in ASSISTANTS),
        *({"squadId": ids["squad"][name]} for name in SQUADS),
        {},
    ]
    return routes[index // 5 % len(routes)]


def _carried(carrier: str, index: int, ids: dict[str, dict[str, str]]) -> Body:
    if carrier == "vapi":
        return {"provider": "vapi", "numberDesiredAreaCode": ("415", "212", "305")[index % 3]}
    if carrier == "sip":
        user = {"username": f"user-of-the-front-desk-{index:04d}", "password": f"canary-of-a-password-{index:04d}"}
        known = {"authentication": {"realm": "sip.vapi.ai", **user}} if index % 4 else {}
        return {"provider": "vapi", "sipUri": f"sip:Desk-{index}@sip.vapi.ai", **known}
    if carrier == "twilio":
        return _imported_from_twilio(index)
    extension = {"number": f"Desk{index}", "numberE164CheckEnabled": False}
    own = extension if carrier == "byo-phone-number" and index % 4 == 1 else {"number": f"+1415556{index:04d}"}
    return {"provider": carrier, "credentialId": ids["credential"][CREDENTIALS[TRUNKS[carrier]]], **own}


def _imported_from_twilio(index: int) -> Body:
    by_key = {"twilioApiKey": "canary-of-an-api-key", "twilioApiSecret": "canary-of-an-api-secret"}
    return {
        "provider": "twilio",
        "number": f"+1415555{index:04d}",
        "twilioAccountSid": f"AC{index % 5:032d}",
        **({"twilioAuthToken": f"canary-of-a-token-{index}"} if index % 4 else by_key),
        **({"smsEnabled": index % 7 == 0} if index % 3 else {}),
    }


SAME_AS_NONE = {
    "timeout": 60,
    "timeoutSeconds": 20,
    "staticIpAddressesEnabled": False,
    "smsEnabled": True,
    "enabled": True,
}
"""What the service documents for a field that is left out."""

NOBODY_ELSES = (
    "id",
    "orgId",
    "createdAt",
    "updatedAt",
    "twilioAuthToken",
    "twilioApiKey",
    "twilioApiSecret",
    "password",
)
"""What one org has and another cannot have the same."""


def as_others_see(simulator: Simulator) -> list[str]:
    """The lines of an org without ids, dates, secrets and what Vapi assigns; names stand for what they refer to."""
    org = simulator.state()[simulator.key]
    names = {thing["id"]: thing["name"] for kind in ("assistant", "squad", "credential") for thing in org[kind]}
    numbers = []
    for number in org["phone-number"]:
        own = {"number": None} if number["provider"] == "vapi" else {}
        numbers.append(json.dumps(seen({**number, **own}, names), sort_keys=True))
    return sorted(numbers)


def seen(value: Any, names: dict[str, str]) -> Any:
    """A value as :func:`as_others_see` compares it."""
    if isinstance(value, list):
        return [seen(item, names) for item in value]
    if not isinstance(value, dict):
        return names.get(value, value)
    headers = {"headers": sorted(value["headers"])} if "headers" in value else {}
    return {
        name: seen(item, names)
        for name, item in {**value, **headers}.items()
        if item not in (None, []) and name not in NOBODY_ELSES and SAME_AS_NONE.get(name, "no default") != item
    }
