# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where lines hand calls to each other in a ring: every round is another call, and is billed. Pure functions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._resources.hook import RINGING
from .._resources.phone_number import REFERENCES, SPEAKERS
from .._schema.patterns import comparable

Line = Mapping[str, Any]

_SIP = re.compile(r"sips?:(?P<address>[^;?]*?)(?::506[01])?(?:[;?].*)?", re.IGNORECASE)


def address_of(place: Line) -> str:
    """A line's or destination's number by its digits, else its SIP URI without scheme, default port and parameters."""
    if place.get("number"):
        return comparable(place["number"])
    sip = _SIP.fullmatch(str(place.get("sip_uri") or "").strip())
    return sip["address"].lower() if sip else ""


def speaks(line: Line) -> bool:
    """Whether an assistant or a squad answers, in which case the fallback never acts."""
    return any(line.get(name) for kind in SPEAKERS for name in (kind, REFERENCES[kind]))


def transfers(lines: Iterable[Line]) -> dict[str, set[str]]:
    """The addresses that each declared line may hand a call to, by its own address."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        own = "" if line.get("state") == "absent" else address_of(line)
        if own:
            found[own].update(address for _path, address in _transfers_of(line))
    return found


def looping_options(line: Line, handed_on: Mapping[str, set[str]]) -> Iterator[str]:
    """The options of a line by which a call comes back to it, directly or by way of others."""
    own = address_of(line)
    for path, address in _transfers_of(line) if own else ():
        if own in _reachable(address, handed_on):
            yield path


def _transfers_of(line: Line) -> Iterator[tuple[str, str]]:
    """Path and address of each destination that a line has while it is normal or fails over."""
    places = {"failover_destination": line.get("failover_destination")}
    if not speaks(line):
        places["fallback_destination"] = line.get("fallback_destination")
    for index, hook in enumerate(line.get("hooks") or []):
        actions = hook.get("do") or []
        # Of a ringing hook only the first action runs (documented).
        for number, action in enumerate(actions[:1] if hook.get("event") == RINGING else actions):
            places[f"hooks[{index}].do[{number}].destination"] = action.get("destination")
    for path, destination in places.items():
        address = address_of(destination) if isinstance(destination, Mapping) else ""
        if address:
            yield path, address


def _reachable(start: str, handed_on: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    due = [start]
    while due:
        address = due.pop()
        if address not in seen:
            seen.add(address)
            due.extend(handed_on.get(address, ()))
    return seen
