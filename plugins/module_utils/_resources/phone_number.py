# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declaration of a line: a phone number with all that makes it answer.

Fields, limits and carriers are those of the service's OpenAPI document (Create…PhoneNumberDTO, Update…PhoneNumberDTO);
tests hold them against it and against the official SDK.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._schema.fields import UNDOCUMENTED, Field, Schema
from .._schema.hints import mutually_exclusive
from .._schema.validate import phone_problem
from .destination import DESTINATION
from .hook import HOOK
from .server import SERVER

VAPI, TWILIO, VONAGE, TELNYX, BYO = PROVIDERS = ("vapi", "twilio", "vonage", "telnyx", "byo-phone-number")
BY_CREDENTIAL = (VONAGE, TELNYX, BYO)
NORMAL, CLOSED, FAILOVER = MODES = ("normal", "closed", "failover")
TWILIO_SECRETS = ("twilio_auth_token", "twilio_api_key", "twilio_api_secret")
"""What opens a Twilio account: a token, or a key with its secret."""
SPEAKERS = ("assistant", "squad")
"""What can answer a line's calls alone."""
ROUTE_IDS = ("assistant_id", "squad_id", "workflow_id")
AREA_CODE = "number_desired_area_code"
"""Chooses a number when it is bought, and is never sent again."""
ASSIGNED = {VAPI: "number"}
"""What the service chooses itself: it finds a line and is never sent."""
CLOSED_MESSAGE = "We are closed at the moment. Please call again later."
REFERENCES = {kind: f"{kind}_id" for kind in (*SPEAKERS, "credential")}
"""Options that give by name what the service wants by id."""

AUTHENTICATION = Schema(
    "SIP authentication",
    (
        Field("realm"),
        Field("username", required=True, minimum=20, maximum=40),
        # Required whenever it is written (lines.py): what a module returns has none and can still be handed in again.
        Field("password", secret=True, minimum=20, maximum=40),
    ),
)


def speaker_of(record: Mapping[str, Any]) -> tuple[str, str] | None:
    """Kind and id of what a record of the service is routed to; none for a server, a workflow or no route."""
    return next(((kind, str(record[f"{kind}Id"])) for kind in SPEAKERS if record.get(f"{kind}Id")), None)


def _routes(line: dict[str, Any]) -> list[str]:
    """The options of this line that name a route, of which one can be given."""
    chosen = [name for name in (*SPEAKERS, *ROUTE_IDS) if line.get(name)]
    return [*chosen, f"route: {line['route']}"] if line.get("route") else chosen


def half_a_key(values: Mapping[str, Any]) -> Iterator[str]:
    """A sentence where an API key of Twilio has no secret, or a secret no key."""
    if bool(values.get("twilio_api_key")) != bool(values.get("twilio_api_secret")):
        yield "twilio_api_key: requires twilio_api_secret; set both or neither."


def _line_problems(line: dict[str, Any]) -> Iterator[str]:
    """Contradictions that need no look at the service."""
    yield from mutually_exclusive(_routes(line))
    yield from mutually_exclusive([name for name in ("credential", "credential_id") if line.get(name)])
    if line.get("number_desired_area_code") and line.get("sip_uri"):
        yield "sip_uri: a Vapi line has either a number (number_desired_area_code) or a sip_uri; keep one."
    yield from half_a_key(line)
    if not any((line.get(name) or "").strip() for name in ("id", "number", "sip_uri", "name")):
        yield "name: is missing; add a name (or id, number, sip_uri) to identify the line."
    yield from phone_problem(line)


def _prepare(line: dict[Any, Any]) -> dict[Any, Any]:
    """The service takes a null for hooks and keeps them: an empty list clears them."""
    return {**line, "hooks": []} if line.get("hooks", "none") in (None, "") else line


LINE = Schema(
    "line",
    (
        # In the order in which people read them: exports have it too.
        Field("name", maximum=40),
        Field("id", format="uuid", local=True, guard=True),
        Field("provider", choices=PROVIDERS),
        Field(
            "number",
            format="phone",
            minimum=3,
            maximum=40,
            required=(TWILIO, VONAGE, TELNYX, BYO),
            guard=True,
        ),
        Field("number_e164_check_enabled", "bool", variants=(BYO,), service_default=True),
        Field("sip_uri", format="sip", variants=(VAPI,), guard=True),
        Field(AREA_CODE, format="area_code", variants=(VAPI,)),
        Field("authentication", "dict", schema=AUTHENTICATION, variants=(VAPI,)),
        Field("credential", local=True, variants=BY_CREDENTIAL),
        Field("credential_id", format="uuid", by_name="credential", variants=BY_CREDENTIAL, required=BY_CREDENTIAL),
        Field("twilio_account_sid", format="account_sid", variants=(TWILIO,), required=(TWILIO,)),
        *(Field(name, format="token", variants=(TWILIO,), secret=True) for name in TWILIO_SECRETS),
        Field("sms_enabled", "bool", variants=(TWILIO,), service_default=True),
        Field("assistant", local=True),
        Field("assistant_id", format="uuid", by_name="assistant"),
        Field("squad", local=True),
        Field("squad_id", format="uuid", by_name="squad"),
        Field("workflow_id", format="uuid"),
        Field("route", local=True, choices=("none", "server")),
        Field("hooks", "list", elements="dict", schema=HOOK),
        Field("fallback_destination", "dict", schema=DESTINATION),
        Field("server", "dict", schema=SERVER),
        Field("mode", local=True, choices=MODES),
        Field("closed_message", local=True, minimum=1, maximum=4000, default=CLOSED_MESSAGE),
        Field("failover_destination", "dict", schema=DESTINATION, local=True),
        Field("state", local=True, choices=("present", "absent"), default="present"),
        Field("update_secrets", local=True, choices=("on_create", "always"), default="on_create"),
        Field("verify", local=True, choices=("warn", "fail", "off"), default="warn"),
        Field("silent_reason", local=True, maximum=200),
        Field("unresolved", local=True, choices=("fail", "warn"), default="fail"),
        Field("wait", "bool", local=True, default=False),
        Field("wait_timeout", "float", local=True, minimum=0, default=300),
        Field("wait_interval", "float", local=True, minimum=0.1, default=5),
        Field("lint_ignore", "dict", local=True, passthrough=True),
        Field("status", read_only=True),
        Field("org_id", read_only=True),
        Field("created_at", read_only=True),
        Field("updated_at", read_only=True),
        # Told by vapi_phone_number_info of a line, not by the service.
        Field("answering", "bool", local=True, read_only=True),
        Field("not_answering_reason", local=True, read_only=True),
        Field(UNDOCUMENTED, "dict", read_only=True),
    ),
    selector="provider",
    exclusive=ROUTE_IDS,
    partial=True,
    check=_line_problems,
    prepare=_prepare,
)
