# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured with: lines as a user declares them, and the same lines as the service has them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

ASSISTANTS = {name: str(uuid.uuid5(uuid.NAMESPACE_OID, name)) for name in ("Support Bot", "Night Bot")}
BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)
GREETING = "Please hold while we connect you."


def declared(count: int) -> list[dict[str, Any]]:
    """Lines as they stand in an inventory."""
    return [
        {
            "name": f"Line {index:05}",
            "provider": "twilio",
            "number": f"+1415{5_000_000 + index}",
            "twilio_account_sid": "AC0123456789abcdef",
            "twilio_auth_token": f"benchmark-token-{index:05}",
            "assistant": "Support Bot",
            "hooks": [{"event": "call.ringing", "do": [{"type": "say", "exact": GREETING}]}],
        }
        for index in range(count)
    ]


def state(count: int, differing: int = 0) -> dict[str, Any]:
    """An org that has these lines, the first ``differing`` of them routed elsewhere."""
    assistants = [_record(0, id=given, name=name) for name, given in ASSISTANTS.items()]
    route = [ASSISTANTS["Night Bot"]] * differing + [ASSISTANTS["Support Bot"]] * (count - differing)
    numbers = [_number(index, line, route[index]) for index, line in enumerate(declared(count))]
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
        hooks=[{"on": "call.ringing", "do": [{"type": "say", "exact": GREETING}]}],
    )


def _record(index: int, **fields: Any) -> dict[str, Any]:
    stamp = (BEGIN + timedelta(seconds=index)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    made = {"id": str(uuid.uuid4()), "orgId": str(uuid.uuid5(uuid.NAMESPACE_OID, "org"))}
    return {**made, "createdAt": stamp, "updatedAt": stamp, **fields}
