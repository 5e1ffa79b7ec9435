# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with declared objects of an org, found before anything is sent. Pure functions.

Each problem is a known pitfall of the service (documented refusals, or settings that are accepted and never work).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .._engine.lint import lint_finding
from .._schema.validate import is_ipv4
from .._schema.values import as_list, as_mapping, mappings
from .definitions import entries_in, is_users_own
from .edges import contradictions
from .order import Key

NAME_LENGTH = 40
"""Most characters of a name (documented for every kind but tools)."""

FUNCTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a tool's ``function.name`` may be (documented)."""

FALSE_IS_A_TEXT = {
    **dict.fromkeys(("backgroundSound", "voicemailDetection", "metadataSendMode"), "off"),
    **dict.fromkeys(("language", "languages", "languageCodes"), "no"),
}
"""Keys with a documented value that YAML reads as false without quotes; ``no`` is Norwegian."""

ADDED = frozenset(
    ("id", "orgId", "createdAt", "updatedAt", "latestVersion", "isServerUrlSecretSet", "modelDeprecations")
)
"""What the service adds to an object of any kind, and refuses when it is sent (documented)."""

Definitions = Mapping[Key, Mapping[str, Any]]


class Problem(NamedTuple):
    """A sentence about one object: ``path`` in its definition, what is wrong, and what to do."""

    key: Key
    path: str
    message: str
    fix: str

    @property
    def sentence(self) -> str:
        """The problem without its object."""
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.message}. {self.fix}"

    def __str__(self) -> str:
        return f"{self.key.describe}: {self.sentence}"


def definition_problems(
    declared: Sequence[tuple[Key, Mapping[str, Any]]], existing: Collection[Key] = ()
) -> Iterator[Problem]:
    """Everything that keeps the declared objects from being written; nothing is asked of the service.

    ``existing`` are declared by an id, so that they need not have what only a new one needs.
    """
    definitions = dict(declared)
    for key, definition in declared:
        yield from _name(key)
        yield from _anywhere(key, definition)
        for name in sorted(ADDED & definition.keys()):
            yield Problem(key, name, "is set by the service", "Remove it.")
        if key not in existing:
            yield from _missing(key, definition)
        for check in _BY_KIND.get(key.kind, ()):
            yield from check(key, definition)
    yield from reference_problems(definitions)


def reference_problems(definitions: Definitions) -> Iterator[Problem]:
    """What is wrong with the references of the objects to each other."""
    for key in definitions:
        if key.kind == "squad":
            yield from _squad(key, definitions[key])
    for assistant, output in contradictions(definitions):
        yield Problem(
            assistant,
            "artifactPlan.structuredOutputIds",
            f"contradicts assistantIds of structured output {output.name!r}: both declare the same link",
            "Declare the link in both, or in one of them only.",
        )


def twins(declared: Sequence[tuple[Key, str]]) -> Iterator[Problem]:
    """Objects of one name that no id tells apart; each is given with its id, empty where it is found by its name."""
    counts = Counter(declared)
    for key, record_id in sorted(one for one, count in counts.items() if count > 1):
        fix = "Keep one." if record_id else "Keep one, or give the others another name."
        yield Problem(key, "", f"is declared {counts[key, record_id]} times", fix)


def _name(key: Key) -> Iterator[Problem]:
    if key.kind == "tool" and not FUNCTION_NAME.fullmatch(key.name):
        wanted = "Use 1 to 64 letters, digits, - and _."
        yield Problem(key, "name", "has characters or a length that the service rejects", wanted)
    elif key.kind != "tool" and len(key.name) > NAME_LENGTH:
        yield Problem(key, "name", f"is {len(key.name)} characters long", f"Use at most {NAME_LENGTH}.")


def _anywhere(key: Key, definition: Mapping[str, Any]) -> Iterator[Problem]:
    """Pitfalls that may stand at any depth, but for the user's own data."""
    for place, name, holder in entries_in(definition, is_users_own):
        value, text = holder[name], FALSE_IS_A_TEXT.get(name)
        if name == "toolIds" and value and holder.get("toolRefs"):
            yield Problem(key, place, "is declared beside toolRefs, which replaces it", "Keep one of the two.")
        if text and (value is False or (isinstance(value, list) and False in value)):
            message = f"is false, because YAML reads an unquoted {text} as a boolean"
            yield Problem(key, place, message, f'Write {name}: "{text}" in quotes.')


def _squad(key: Key, definition: Mapping[str, Any]) -> Iterator[Problem]:
    names = Counter(filter(None, map(_member_name, mappings(definition.get("members")))))
    for name in sorted(name for name, count in names.items() if count > 1):
        yield Problem(key, "members", f"has {names[name]} members named {name!r}", "Keep one, or rename the others.")


def _member_name(member: Mapping[str, Any]) -> str:
    names = [as_mapping(member.get(key)).get("name") for key in ("assistantOverrides", "assistant")]
    return str(next(filter(None, [*names, member.get("assistantId")]), ""))


REQUIRED = {
    "credential": ("provider", "Add it, such as telnyx or byo-sip-trunk."),
    "tool": ("type", "Add it, such as function or transferCall."),
}
"""What a new object of a kind cannot be without, as it says which other settings it has."""


def _missing(key: Key, definition: Mapping[str, Any]) -> Iterator[Problem]:
    name, fix = REQUIRED.get(key.kind, ("", ""))
    if name and not definition.get(name):
        yield Problem(key, name, "is missing", fix)


def _credential(key: Key, definition: Mapping[str, Any]) -> Iterator[Problem]:
    for index, gateway in enumerate(as_list(definition.get("gateways"))):
        if isinstance(gateway, Mapping) and gateway.get("inboundEnabled", True) and not is_ipv4(gateway.get("ip")):
            yield Problem(
                key,
                f"gateways[{index}].ip",
                "is not an IPv4 address, and this gateway is inbound",
                "Write its address, or set inboundEnabled: false for a gateway that only takes calls out.",
            )


def _tool(key: Key, definition: Mapping[str, Any]) -> Iterator[Problem]:
    # The name goes into it.
    if not isinstance(definition.get("function") or {}, Mapping):
        yield Problem(key, "function", "is not a mapping", "Write its keys indented below it.")


_BY_KIND = {"credential": (_credential,), "tool": (_tool,)}


# --- what is accepted and may not work --------------------------------------------------------------------------------

HANDOFF = "handoff-outside-squad"
UNDECLARED = "undeclared-reference"
CODES = (HANDOFF, UNDECLARED)
"""Codes of what is only doubtful, so that it can be ignored with a reason."""


def squad_warnings(definitions: Definitions, ignore: Mapping[str, Any]) -> list[Problem]:
    """Handoffs of a squad's members that lead out of the squad, unless that is ignored."""
    return [] if HANDOFF in ignore else list(_handoffs(definitions))


def object_findings(
    definitions: Definitions, references: Iterable[tuple[str, str, Key]], ignore: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """``{code, object, option, message, fix, reason}`` of all that is doubtful.

    ``references`` are all that is named: how the object is called, the option, and what that refers to. One is doubtful
    where objects of its kind are declared, and none of that name.
    """
    kinds = {key.kind for key in definitions}
    fix = "Correct the name, or declare it. Ignore this if it is created by other means."
    for one in _handoffs(definitions):
        yield lint_finding(HANDOFF, one.key.describe, one.path, f"{one.message}.", one.fix, ignore)
    for named, place, key in references:
        if key.kind in kinds and key not in definitions:
            yield lint_finding(UNDECLARED, named, place, f"no {key.describe} is declared.", fix, ignore)


def _handoffs(definitions: Definitions) -> Iterator[Problem]:
    for key, definition in definitions.items():
        if key.kind != "squad":
            continue
        members = mappings(definition.get("members"))
        names = {name for one in members for name in (_member_name(one), str(one.get("assistantId") or "")) if name}
        for member in sorted(members, key=_member_name):
            for name in sorted(_handed_to(member, definition, definitions) - names):
                message = f"member {_member_name(member)!r} hands over to {name!r}, which is not in the squad"
                fix = f"Add {name!r} as a member, or remove the destination."
                yield Problem(key, "members", message, fix)


def _handed_to(member: Mapping[str, Any], squad: Mapping[str, Any], definitions: Definitions) -> set[str]:
    """The names of the assistants to which a member of a squad hands over."""
    declared = definitions.get(Key("assistant", str(member.get("assistantId"))), {})
    settings = [
        as_mapping(member.get("assistant")) or declared,
        as_mapping(member.get("assistantOverrides")),
        as_mapping(squad.get("membersOverrides")),
    ]
    models = [as_mapping(one.get("model")) for one in settings]
    tools = [tool for model in models for tool in mappings(model.get("tools"))]
    tools += [tool for one in settings for tool in mappings(one.get("tools:append"))]
    tools += [definitions.get(Key("tool", str(name)), {}) for one in models for name in as_list(one.get("toolIds"))]
    handoffs = [tool for tool in tools if tool.get("type") == "handoff"]
    destinations = [one for tool in handoffs for one in mappings(tool.get("destinations"))]
    destinations += mappings(member.get("assistantDestinations"))
    one_named = [one for one in destinations if one.get("type") == "assistant"]
    return {str(name) for one in one_named if (name := one.get("assistantName") or one.get("assistantId"))}
