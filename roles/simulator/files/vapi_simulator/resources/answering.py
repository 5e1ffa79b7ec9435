# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers when a line is called: its ringing hooks, its route, its server, its ending hooks, its fallback."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..store import Org, Record
from ..switches import Switches

NOT_ACTIVE = "call.start.error-get-phone-number"
ROUTES = (("assistantId", "assistant", "assistant-not-found"), ("squadId", "squad", "call.start.error-get-assistant"))
REQUEST_FAILED = "assistant-request-failed"
REQUEST_ENDED = {"failed": REQUEST_FAILED, "server-error": "assistant-request-returned-error"}


class Answer(NamedTuple):
    """Which route took the call; else why it ended, and where it was sent."""

    target: Record
    reason: str | None
    destination: Any = None


def answered_by(org: Org, line: Record, caller: str, switches: Switches) -> Answer:
    """What becomes of a call. What a ``say`` on ringing leaves of it, and what a server answers, are switches."""
    if line.get("status") != "active":
        return Answer({}, NOT_ACTIVE)
    ringing = _ringing(line, caller)
    if ringing and not (ringing["type"] == "say" and switches.ringing_say == "goes_on"):
        return _done("call.ringing", ringing)
    for field, kind, missing in ROUTES:
        target = line.get(field)
        if target:
            return Answer({field: target}, None) if target in org.records[kind] else Answer({}, missing)
    return _without_route(line, switches.assistant_request)


def _ringing(line: Record, caller: str) -> Record | None:
    """The one action that runs: the first one of the first hook that is meant."""
    hooks = [hook for hook in line.get("hooks") or [] if hook["on"] == "call.ringing" and hook["do"]]
    return next((hook["do"][0] for hook in hooks if _begins(hook, caller)), None)


def _without_route(line: Record, request: str) -> Answer:
    has_server = bool((line.get("server") or {}).get("url") or line.get("serverUrl"))
    if has_server and request == "answered":
        return Answer({}, None)
    reason = REQUEST_ENDED.get(request, REQUEST_FAILED) if has_server else REQUEST_FAILED
    for hook in line.get("hooks") or []:
        if hook["on"] == "call.ending" and hook.get("do") and _ends(hook, reason):
            return _done("call.ending", hook["do"])
    # A server that answers 5xx bypasses the fallback.
    if line.get("fallbackDestination") and reason == REQUEST_FAILED:
        return Answer({}, "assistant-forwarded-call", line["fallbackDestination"])
    return Answer({}, reason)


def _done(event: str, action: Record) -> Answer:
    return Answer({}, f"{event}.hook-executed-{action['type']}", action.get("destination"))


def _begins(hook: Record, caller: str) -> bool:
    prefixes = [prefix for one in hook.get("filters") or [] for prefix in one["startsWith"]]
    return not prefixes or caller.lstrip("+").startswith(tuple(prefixes))


def _ends(hook: Record, reason: str) -> bool:
    wanted = [name for one in hook.get("filters") or [] for name in one["oneOf"]]
    return not wanted or reason in wanted
