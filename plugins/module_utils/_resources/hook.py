# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declaration of a phone number's hook (OpenAPI: PhoneNumberHookCallRinging, PhoneNumberHookCallEnding)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._schema.fields import Field, Schema
from .destination import DESTINATION

RINGING = "call.ringing"
ENDING = "call.ending"

ENDED_REASONS = (
    "assistant-request-failed",
    "assistant-request-returned-error",
    "assistant-request-returned-unspeakable-error",
    "assistant-request-returned-invalid-assistant",
    "assistant-request-returned-no-assistant",
    "assistant-request-returned-forwarding-phone-number",
)

ACTION = Schema(
    "hook action",
    (
        Field("type", required=True, choices=("say", "transfer")),
        Field("exact", maximum=4000, variants=("say",), required=("say",)),
        Field("destination", "dict", schema=DESTINATION, variants=("transfer",), required=("transfer",)),
    ),
    selector="type",
)

# The service has one kind of filter for each event; its two constants need not be written.
_FILTER_OF = {
    RINGING: {"type": "startsWith", "key": "number"},
    ENDING: {"type": "oneOf", "key": "call.endedReason"},
}

FILTER = Schema(
    "hook filter",
    (
        Field("type", choices=tuple(constants["type"] for constants in _FILTER_OF.values())),
        Field("key", choices=tuple(constants["key"] for constants in _FILTER_OF.values())),
        Field("starts_with", "list", elements="str", maximum=20, unordered=True),
        Field("one_of", "list", elements="str", choices=ENDED_REASONS, unordered=True),
    ),
)

_CONDITION_OF = {RINGING: "starts_with", ENDING: "one_of"}


def _prepare(hook: dict[Any, Any]) -> dict[Any, Any]:
    """YAML reads an unquoted ``on:`` as the boolean true; as JSON it arrives as the text ``true``."""
    return {"on" if key is True or key == "true" else key: value for key, value in hook.items()}


def _hook_problems(hook: dict[str, Any]) -> Iterator[str]:
    event = hook.get("event")
    if event not in _CONDITION_OF:
        return
    if event == RINGING and not hook.get("do"):
        yield "do: is required for a call.ringing hook; add an action (say or transfer)."
    if event == ENDING and len(hook.get("do") or []) > 1:
        yield "do: a call.ending hook takes one action only; remove the others."
    for index, condition in enumerate(hook.get("filters") or []):
        yield from _check_filter(event, condition, f"filters[{index}]")


def _check_filter(event: str, condition: dict[str, Any], path: str) -> Iterator[str]:
    wanted = _CONDITION_OF[event]
    if not condition.get(wanted):
        yield f"{path}: a {event} hook is filtered by {wanted}; add it."
    for name, value in condition.items():
        constant = _FILTER_OF[event].get(name)
        if name in _CONDITION_OF.values() and name != wanted and value is not None:
            yield f"{path}.{name}: is not a filter of {event}; use {wanted}."
        elif constant and value not in (None, constant):
            yield f"{path}.{name}: is always {constant} for {event}; remove it."


def _encode(payload: dict[str, Any]) -> dict[str, Any]:
    """``call.ending`` takes a single action, ``call.ringing`` a list; filters need their constants."""
    if payload.get("filters"):
        payload["filters"] = [{**condition, **_FILTER_OF[payload["on"]]} for condition in payload["filters"]]
    if payload["on"] == ENDING and "do" in payload:
        actions = payload.pop("do")
        return {**payload, "do": actions[0]} if actions else payload
    return payload


def _decode(record: dict[str, Any]) -> dict[str, Any]:
    """Actions are always a list for the user."""
    return {**record, "do": [record["do"]]} if isinstance(record.get("do"), dict) else record


HOOK = Schema(
    "hook",
    (
        Field("event", api="on", aliases=("on",), required=True, choices=(RINGING, ENDING)),
        Field("filters", "list", elements="dict", schema=FILTER, guard=True),
        Field("do", "list", elements="dict", schema=ACTION),
    ),
    complete=True,
    check=_hook_problems,
    prepare=_prepare,
    encode=_encode,
    decode=_decode,
)


FIRST_ONLY = "only the first action of a call.ringing hook runs; the others never act."


def idle_actions(hooks: list[dict[str, Any]]) -> Iterator[str]:
    """Sentences about actions that the service accepts and never runs."""
    for path in idle_paths(hooks):
        yield f"{path}: {FIRST_ONLY}"


def idle_paths(hooks: list[dict[str, Any]]) -> Iterator[str]:
    """Where actions stand that never run."""
    for index, hook in enumerate(hooks):
        if hook.get("event") == RINGING and len(hook.get("do") or []) > 1:
            yield f"hooks[{index}].do"
