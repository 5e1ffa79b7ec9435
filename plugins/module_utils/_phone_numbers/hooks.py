# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One hook of a number, the others left as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._engine.ensure import read_one
from .._errors import InvalidOptions, VapiError
from .._http.client import Client
from .._resources.hook import HOOK, idle_actions
from .._resources.phone_number import LINE
from .._resources.references import number_of
from .._schema.convert import documented, encoded, to_options
from .._schema.diff import same, undocumented_in, whole
from .._schema.fields import Field, Schema
from .lines import KEPT_RAW, LINES

ATTEMPTS = 5
"""How often a hook list that changes under our hands is read again."""


def _single_hook_problems(options: dict[str, Any]) -> Iterator[str]:
    if options.get("state") != "absent" and HOOK.check is not None:
        yield from HOOK.check(options)


HOOK_TASK = Schema(
    "hook of a number",
    (
        Field("phone_number", format="phone", required=True, local=True, guard=True),
        *HOOK.fields,
        Field("state", local=True, choices=("present", "absent"), default="present"),
        Field("position", "int", local=True, minimum=0),
    ),
    check=_single_hook_problems,
    prepare=HOOK.prepare,
)


def describe_hook(options: Mapping[str, Any]) -> str:
    """How a hook is called in sentences."""
    event, number = options.get("event"), options.get("phone_number")
    return (f"hook {event!r}" if event else "hook without event") + (f" of line {number!r}" if number else "")


def ensure_hook(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_phone_hook."""
    # Not from a loop's memory: what hooks there are decides.
    record = number_of(options["phone_number"], client, records=LINES.all(client))
    wanted = _wanted(options)
    for _attempt in range(ATTEMPTS):
        hooks = _hooks_of(record)
        changed_hooks = _changed(wanted, hooks, options)
        result = _result(wanted, hooks, changed_hooks, options)
        if not result["changed"]:
            return result
        # The service replaces the whole list and knows no versions: write only on top of what is there this moment.
        latest = read_one(LINES, record["id"], client) if "createdAt" in record else record
        if _hooks_of(latest) == hooks:
            # What no option stands for goes back as it came.
            payload = {"hooks": whole(LINE.by_name["hooks"], changed_hooks, latest.get("hooks"))}
            client.update(LINES.path_of(record), payload, {**record, **payload})
            result["warnings"] += [f"{path}: {KEPT_RAW}" for path in undocumented_in(LINE, payload)]
            return result
        record = latest
    raise VapiError(
        "the number's hooks keep changing while they are being read", hint="Run again when no other run changes them."
    )


def _wanted(options: Mapping[str, Any]) -> dict[str, Any]:
    given = {field.name: options[field.name] for field in HOOK.fields if options.get(field.name) is not None}
    return documented(HOOK, encoded(HOOK, given))


def _hooks_of(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [documented(HOOK, hook) for hook in record.get("hooks") or []]


def _position(wanted: Mapping[str, Any], hooks: list[dict[str, Any]]) -> int | None:
    """Where the hook with this event and these filters stands. Raises InvalidOptions when there are several."""
    filters = HOOK.by_api_name["filters"]
    found = [
        index
        for index, hook in enumerate(hooks)
        if hook.get("on") == wanted["on"] and same(filters, wanted.get("filters"), hook.get("filters"))
    ]
    if len(found) > 1:
        raise InvalidOptions(
            f"{len(found)} hooks have this event and these filters (positions {', '.join(map(str, found))}); "
            "declare the whole list with hooks of vapi_phone_number to keep one."
        )
    return found[0] if found else None


def _changed(wanted: dict[str, Any], hooks: list[dict[str, Any]], options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The hooks as they have to be; the same ones where they are so."""
    index, new = _position(wanted, hooks), [wanted] * (options["state"] == "present")
    if index is None:
        place = len(hooks) if options.get("position") is None else options["position"]
        return [*hooks[:place], *new, *hooks[place:]]
    if new and same(HOOK.by_api_name["do"], wanted.get("do"), hooks[index].get("do")):
        return hooks
    return [*hooks[:index], *new, *hooks[index + 1 :]]


def _result(
    wanted: Mapping[str, Any],
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    shown = [[to_options(HOOK, hook) for hook in hooks] for hooks in (before, after)]
    return {
        "changed": before != after,
        "hook": to_options(HOOK, wanted) if options["state"] == "present" else {},
        "hooks": shown[1],
        "diff": {"before": {"hooks": shown[0]}, "after": {"hooks": shown[1]}},
        "warnings": list(idle_actions([dict(options)])),
    }
