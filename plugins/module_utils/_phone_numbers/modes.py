# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line is declared to be while it is closed or fails over: pure functions.

Of the actions of a ``call.ringing`` hook the first runs (documented), and a call can end with
``call.ringing.hook-executed-say`` or ``-transfer`` (documented). Whether a call goes on to the route after a ``say`` is
not: a closed line has nothing left that could answer it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._resources.answering import unfiltered_action
from .._resources.hook import ENDING, RINGING
from .._resources.phone_number import CLOSED, FAILOVER, LINE, NORMAL, ROUTE_IDS, SPEAKERS
from .._schema.convert import documented_value, to_api
from .._schema.diff import plan_update, secrets_lost

ROUTES = (*SPEAKERS, *ROUTE_IDS, "route")

NETS = ("server", "fallback_destination")
"""What would still find somebody for a call without a route."""

REMEDIES = {
    "hooks": "hooks (or hooks: [])",
    "route": "a route (or route: none)",
    **{name: f"{name} with all that it has" for name in NETS},
}


def in_mode(line: Mapping[str, Any]) -> dict[str, Any]:
    """The line as its mode has it."""
    if line.get("mode") == CLOSED:
        kept = {name: value for name, value in line.items() if name not in ROUTES}
        sentence = {"type": "say", "exact": line["closed_message"]}
        return {**kept, **dict.fromkeys((*ROUTE_IDS, *NETS)), "hooks": [{"event": RINGING, "do": [sentence]}]}
    if line.get("mode") == FAILOVER:
        net = [hook for hook in line.get("hooks") or [] if hook["event"] == ENDING]
        transfer = {"type": "transfer", "destination": line.get("failover_destination")}
        return {**line, "hooks": [{"event": RINGING, "do": [transfer]}, *net]}
    return dict(line)


def mode_problems(line: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    """Why the line cannot go into its mode, or could not come back from it: one sentence each."""
    mode = line.get("mode")
    if mode == FAILOVER and not line.get("failover_destination"):
        yield "failover_destination: is required for mode: failover; add it."
    undeclared = list(_undeclared(line, record)) if mode in (CLOSED, FAILOVER) else []
    if undeclared:
        yield (
            f"mode: {mode} overwrites {' and '.join(undeclared)}, which cannot be restored while undeclared. "
            f"Declare {' and '.join(REMEDIES.get(name, name) for name in undeclared)}."
        )


def _undeclared(line: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    if "hooks" not in line:
        yield "hooks"
    if line["mode"] == CLOSED:
        if not any(name in line for name in ROUTES):
            yield "route"
        yield from (name for name in NETS if _would_lose(name, line, record))


def _would_lose(name: str, line: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether the line has something now that its declaration alone would not bring back."""
    field = LINE.by_name[name]
    wanted = to_api(LINE, {name: line[name]}) if name in line else {}
    straight = plan_update(LINE, wanted, record).predicted.get(field.api_name)
    back = plan_update(LINE, wanted, {}).predicted
    missed = plan_update(LINE, {field.api_name: documented_value(field, straight)}, back)
    return missed.changed or any(secrets_lost(LINE, back, record))


def mode_of(record: Mapping[str, Any]) -> str:
    """The mode that a record of the service looks to be in."""
    ringing = [hook for hook in record.get("hooks") or [] if hook.get("on") == RINGING]
    action = unfiltered_action(record).get("type") if len(ringing) == 1 else None
    if action == "transfer":
        return FAILOVER
    answering = any(record.get(LINE.by_name[name].api_name) for name in (*ROUTE_IDS, *NETS))
    return CLOSED if action and not answering else NORMAL
