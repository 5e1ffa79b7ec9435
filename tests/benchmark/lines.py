# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured with: things as a user declares them, and lines as the service has them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

ASSISTANTS = {name: str(uuid.uuid5(uuid.NAMESPACE_OID, name)) for name in ("Support Bot", "Night Bot")}
ORG = str(uuid.uuid5(uuid.NAMESPACE_OID, "org"))
ACCOUNT = "AC0123456789abcdef"
BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)
GREETING = "This line takes no calls from premium-rate numbers."


def declared(count: int, first: int = 0) -> list[dict[str, Any]]:
    """Lines as they stand in an inventory, from the number ``first`` on."""
    return [
        {
            "name": f"Line {index:05}",
            "provider": "twilio",
            "number": f"+1415{5_000_000 + index}",
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": f"benchmark-token-{index:05}",
            "assistant": "Support Bot",
            "hooks": [
                {
                    "event": "call.ringing",
                    "filters": [{"starts_with": ["1900"]}],
                    "do": [{"type": "say", "exact": GREETING}],
                }
            ],
            "closed_message": "We are closed.",
        }
        for index in range(first, first + count)
    ]


def bought(count: int, interval: int) -> list[dict[str, Any]]:
    """Lines that are bought, and waited for."""
    line = {"provider": "vapi", "number_desired_area_code": "415", "wait": True, "wait_interval": interval}
    return [{**line, "name": f"Bought {index:02}", "assistant": "Support Bot"} for index in range(count)]


def calls(count: int) -> list[dict[str, Any]]:
    """Calls by name, from one line."""
    call = {"phone_number": "Line 00000", "assistant": "Support Bot"}
    return [
        {**call, "name": f"Call {index:03}", "customer": {"number": f"+1212{5_000_000 + index}"}}
        for index in range(count)
    ]


def objects() -> dict[str, list[dict[str, Any]]]:
    """An org: each assistant has a tool, each squad five assistants."""
    parameters = {"type": "object", "properties": {"number": {"type": "string"}}}
    numbers = range(100)
    return {
        "org_tools": [
            {
                "name": f"look_up_{index}",
                "definition": {
                    "type": "function",
                    "function": {"description": f"Look up {index}.", "parameters": parameters},
                    "server": {"url": f"https://clinic.example/vapi/{index}"},
                },
            }
            for index in numbers
        ],
        "org_assistants": [
            {
                "name": f"Assistant {index}",
                "definition": {
                    "firstMessage": "Hello.",
                    "model": {"provider": "openai", "model": "gpt-4.1", "toolIds": [f"look_up_{index}"]},
                },
            }
            for index in numbers
        ],
        "org_squads": [
            {
                "name": f"Squad {index}",
                "definition": {"members": [{"assistantId": f"Assistant {5 * index + member}"} for member in range(5)]},
            }
            for index in range(20)
        ],
    }


def state(count: int, differing: int = 0, first: int = 0) -> dict[str, Any]:
    """An org that has these lines, as many as ``differing`` of them routed elsewhere."""
    assistants = [_record(0, id=given, name=name) for name, given in ASSISTANTS.items()]
    route = [ASSISTANTS["Night Bot"]] * differing + [ASSISTANTS["Support Bot"]] * (count - differing)
    numbers = [_number(index, line, route[index]) for index, line in enumerate(declared(count, first))]
    return {"assistant": assistants, "phone-number": numbers}


def _number(index: int, line: dict[str, Any], assistant: str) -> dict[str, Any]:
    return _record(
        index,
        name=line["name"],
        provider="twilio",
        number=line["number"],
        twilioAccountSid=line["twilio_account_sid"],
        twilioAuthToken=line["twilio_auth_token"],
        assistantId=assistant,
        status="active",
        hooks=[
            {
                "on": "call.ringing",
                "filters": [{"type": "startsWith", "key": "number", "startsWith": ["1900"]}],
                "do": [{"type": "say", "exact": GREETING}],
            }
        ],
    )


def _record(index: int, **fields: Any) -> dict[str, Any]:
    stamp = (BEGIN + timedelta(seconds=index)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    made = {"id": str(uuid.UUID(int=(4 << 76) + (8 << 60) + index)), "orgId": ORG}
    return {**made, "createdAt": stamp, "updatedAt": stamp, **fields}
