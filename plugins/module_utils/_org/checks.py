# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with declared objects of an org, found before anything is sent. Pure functions.

Each problem is a known pitfall of the service (documented refusals, or settings that are accepted and never work).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .._schema.validate import is_ipv4
from .edges import contradictions
from .keys import USER_DATA
from .order import Key

NAME_LENGTH = 40
"""Most characters of a name (documented for every kind but tools)."""

FUNCTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a tool's ``function.name`` may be (documented)."""

OFF_IS_A_TEXT = ("backgroundSound", "voicemailDetection", "metadataSendMode")
"""Keys with the documented value ``off``, which YAML reads as false without quotes."""

Definitions = Mapping[Key, Mapping[str, Any]]


class Problem(NamedTuple):
    """A sentence about one object: ``path`` in its definition, what is wrong, and what to do."""

    key: Key
    path: str
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{self.key.kind.replace('-', ' ')} {self.key.name!r}: {place}{self.message}. {self.fix}"


def problems(declared: Sequence[tuple[Key, Mapping[str, Any]]]) -> Iterator[Problem]:
    """Everything that keeps the declared objects from being written; nothing is asked of the service."""
    counts = Counter(key for key, _definition in declared)
    for key in sorted(key for key, count in counts.items() if count > 1):
        yield Problem(key, "", f"is declared {counts[key]} times", "Keep one, or give the others another name.")
    definitions = dict(declared)
    for key, definition in definitions.items():
        yield from _name(key)
        yield from _anywhere(key, definition)
        yield from _BY_KIND.get(key.kind, _nothing)(key, definition)
    for assistant, output in contradictions(definitions):
        yield Problem(
            assistant,
            "artifactPlan.structuredOutputIds",
            f"contradicts assistantIds of structured output {output.name!r}: they are two ends of one edge",
            "Declare it at both ends, or leave one end out.",
        )


def _name(key: Key) -> Iterator[Problem]:
    if key.kind == "tool" and not FUNCTION_NAME.fullmatch(key.name):
        wanted = "Use 1 to 64 letters, digits, - and _."
        yield Problem(key, "name", "has characters or a length that the service refuses", wanted)
    elif key.kind != "tool" and len(key.name) > NAME_LENGTH:
        yield Problem(key, "name", f"is {len(key.name)} characters long", f"Use at most {NAME_LENGTH}.")


def _anywhere(key: Key, node: Any, path: str = "") -> Iterator[Problem]:
    """Pitfalls that may stand at any depth, but for the user's own data."""
    if isinstance(node, Mapping):
        if node.get("toolIds") and node.get("toolRefs"):
            yield Problem(key, f"{path}toolIds", "stands beside toolRefs, which replaces it", "Keep one of the two.")
        for name, value in node.items():
            if name in OFF_IS_A_TEXT and value is False:
                message = "is false: YAML reads an unquoted off so"
                yield Problem(key, f"{path}{name}", message, f'Write {name}: "off" in quotes.')
            elif name not in USER_DATA:
                yield from _anywhere(key, value, f"{path}{name}.")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _anywhere(key, item, f"{path.rstrip('.')}[{index}].")


def _squad(key: Key, definition: Mapping[str, Any]) -> Iterator[Problem]:
    names = Counter(filter(None, map(_member_name, definition.get("members") or [])))
    for name in sorted(name for name, count in names.items() if count > 1):
        yield Problem(key, "members", f"has {names[name]} members named {name!r}", "Keep one, or rename the others.")


def _member_name(member: Any) -> str:
    if not isinstance(member, Mapping):
        return ""
    inline = member.get("assistant")
    return str(member.get("assistantId") or (inline.get("name") if isinstance(inline, Mapping) else "") or "")


def _credential(key: Key, definition: Mapping[str, Any]) -> Iterator[Problem]:
    if not definition.get("provider"):
        yield Problem(key, "provider", "is missing", "Add it, such as telnyx or byo-sip-trunk.")
    for index, gateway in enumerate(definition.get("gateways") or []):
        if isinstance(gateway, Mapping) and gateway.get("inboundEnabled", True) and not is_ipv4(gateway.get("ip")):
            yield Problem(
                key,
                f"gateways[{index}].ip",
                "is no IPv4 address, and calls come in through this gateway",
                "Write its address, or set inboundEnabled: false for a gateway that only takes calls out.",
            )


def _tool(key: Key, definition: Mapping[str, Any]) -> Iterator[Problem]:
    if not definition.get("type"):
        yield Problem(key, "type", "is missing", "Add it, such as function or transferCall.")


def _nothing(_key: Key, _definition: Mapping[str, Any]) -> Iterator[Problem]:
    return iter(())


_BY_KIND = {"squad": _squad, "credential": _credential, "tool": _tool}


# --- settings that are accepted and do not work -------------------------------------------------------------------


def warnings(definitions: Definitions) -> Iterator[Problem]:
    """Handoffs of a squad's members that lead out of the squad: the call has nobody to go to."""
    for key, definition in definitions.items():
        if key.kind != "squad":
            continue
        names = {name for name in map(_member_name, definition.get("members") or []) if name}
        for member in sorted(names):
            for name in sorted(_handed_to(definitions.get(Key("assistant", member), {}), definitions) - names):
                message = f"member {member!r} hands over to {name!r}, which is not in the squad"
                yield Problem(key, "members", message, f"Add {name!r} as a member, or remove the destination.")


def _handed_to(assistant: Mapping[str, Any], definitions: Definitions) -> set[str]:
    model = assistant.get("model") or {}
    declared = [definitions.get(Key("tool", str(name)), {}) for name in model.get("toolIds") or []]
    handoffs = [tool for tool in [*(model.get("tools") or []), *declared] if tool.get("type") == "handoff"]
    destinations = [one for tool in handoffs for one in tool.get("destinations") or [] if isinstance(one, Mapping)]
    return {
        str(one.get("assistantName") or one.get("assistantId"))
        for one in destinations
        if one.get("type") == "assistant"
    }
