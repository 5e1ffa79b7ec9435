# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New secrets for all lines of a Twilio account, one write each, and nothing else changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .._engine.writer import Progress
from .._errors import InvalidOptions
from .._http.client import Client
from .._http.throttle import PACE
from .._reports.summary import counted
from .._resources.phone_number import TWILIO, TWILIO_SECRETS, half_a_key
from .._schema.fields import Field, Schema
from .._schema.spec import with_defaults
from .fleet import FLEET, ensure_lines
from .lines import LINES


def _rotation_problems(rotation: dict[str, Any]) -> Iterator[str]:
    if not any(rotation.get(name) for name in TWILIO_SECRETS):
        yield "twilio_auth_token: is missing; set it, or twilio_api_key and twilio_api_secret."
    yield from half_a_key(rotation)


ROTATION = Schema(
    "rotation",
    (
        Field("twilio_account_sid", format="account_sid", required=True, local=True, guard=True),
        *(Field(name, format="token", secret=True, local=True, guard=True) for name in TWILIO_SECRETS),
        *PACE,
    ),
    check=_rotation_problems,
)


def rotate_secrets(options: dict[str, Any], client: Client, progress: Progress | None = None) -> dict[str, Any]:
    """The use case of vapi_call_lines_rotate. Raises InvalidOptions when no line of the org has the account."""
    records = list(LINES.all(client))
    twilio = [record for record in records if record.get("provider") == TWILIO]
    found = [record for record in twilio if record.get("twilioAccountSid") == options["twilio_account_sid"]]
    if not found:
        raise _no_line(options["twilio_account_sid"], twilio)
    secrets = {name: options[name] for name in TWILIO_SECRETS if options.get(name)}
    always = {"update_secrets": "always", "verify": "fail", **secrets}
    # Only what finds and names a line: whatever else was changed since the reading stays.
    lines = [{**{name: record[name] for name in ("id", "name") if record.get(name)}, **always} for record in found]
    fleet = with_defaults(FLEET, {"lines": lines, "answering": True})
    result = ensure_lines(fleet, client, progress, records)
    result.pop("undeclared", None)
    if result.get("failed"):
        return result
    return {**result, "text": _summary(result, options["twilio_account_sid"], client.check_mode)}


def _no_line(sid: str, twilio: list[dict[str, Any]]) -> InvalidOptions:
    accounts = Counter(str(record.get("twilioAccountSid")) for record in twilio)
    known = ", ".join(f"{account} ({number})" for account, number in sorted(accounts.items())) or "none"
    sentence = f"twilio_account_sid: no line of this org belongs to {sid}"
    return InvalidOptions(sentence, hint=f"Accounts of its Twilio lines: {known}.")


def _summary(result: Mapping[str, Any], sid: str, check: bool) -> str:
    updated = result["summary"]["updated"]
    verb = "would get" if check else "have"
    text = f"{updated} of {len(result['lines'])} lines of {sid} {verb} the new secrets"
    silent = [f"{line['name'] or line['number']}: {line['reason']}" for line in result["not_answering"]]
    return f"{text}, {counted('not answering', silent)}" if silent else text
