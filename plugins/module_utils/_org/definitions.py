# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions: compared, merged, and walked for references and secrets. Pure functions.

A definition is an object in the service's own JSON; nothing is known of it but what ``keys`` says of its keys. What is
declared is a subset of what the service has, at any depth: what a dashboard or a default adds is kept, null removes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from .._schema import diff
from .._schema.fields import Field, OpenSchema
from .._schema.redact import is_secret, looks_secret, without
from .._schema.validate import is_id
from .._schema.values import as_mapping, mappings
from .defaults import DEFAULTS
from .keys import PUBLIC_KEYS, REFERENCES, USER_DATA

MARKS = ("type", "name", "role", "provider", "id", "key", "assistantId", "assistantName")
"""By what two items of a list are taken for the same one: what both have of these is equal."""


VARIANTS = ("type", "provider")
"""Keys that say which other keys an object can have."""


class Reference(NamedTuple):
    """A name (or an id) where the service wants an id: where it stands, the kind's path, and the text."""

    path: str
    kind: str
    name: str


# --- walking ----------------------------------------------------------------------------------------------------------


def entries_in(
    node: Any, is_end: Callable[[str, Any], bool], path: str = ""
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every key at any depth: its place (``model.tools[0].type``), the key, and the object that has it.

    ``is_end`` says of a key and its value that nothing below it counts.
    """
    if isinstance(node, Mapping):
        for key, value in node.items():
            place = f"{path}.{key}" if path else str(key)
            yield place, key, node
            if not is_end(key, value):
                yield from entries_in(value, is_end, place)
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from entries_in(item, is_end, f"{path}[{index}]")


def secret_places(definition: Any) -> list[str]:
    """Where the secrets of a definition are."""
    return [place for place, key, holder in entries_in(definition, is_secret) if is_secret(key, holder[key])]


def is_users_own(key: str, _value: Any) -> bool:
    """Whether everything below a key is the user's own."""
    return key in USER_DATA


def references_in(node: Any) -> Iterator[Reference]:
    """All that stands under a key that refers, names and ids alike, but for the user's own data."""
    for place, key, holder in entries_in(node, lambda key, _value: key in REFERENCES or key in USER_DATA):
        if key in REFERENCES:
            yield from _texts_in(REFERENCES[key], holder[key], place)


def _texts_in(kind: str, value: Any, path: str) -> Iterator[Reference]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts_in(kind, item, f"{path}[{index}]")
    elif isinstance(value, str) and value:
        yield Reference(path, kind, value)


def references_of_definition(definition: Any) -> Iterator[Reference]:
    """Every name under a key that refers; ids are no names."""
    return (one for one in references_in(definition) if not is_id(one.name))


def with_references(definition: Any, replace: Callable[[str, str], str | None]) -> Any:
    """The definition with every reference replaced by ``replace(kind, text)``; where that is None, it is left out.

    ``replace`` gets names and ids alike, so that the same walk serves both ways.
    """
    if isinstance(definition, Mapping):
        replaced = {}
        for key, value in definition.items():
            if key not in REFERENCES:
                replaced[key] = value if key in USER_DATA else with_references(value, replace)
            elif isinstance(value, list):
                found = [replace(REFERENCES[key], item) if isinstance(item, str) else item for item in value]
                # A name and an id may be the same object, which is referred to once.
                replaced[key] = [one for index, one in enumerate(found) if one is not None and one not in found[:index]]
            else:
                found_one = replace(REFERENCES[key], value) if isinstance(value, str) and value else value
                if found_one is not None or value is None:
                    replaced[key] = found_one
        return replaced
    return [with_references(item, replace) for item in definition] if isinstance(definition, list) else definition


def without_blank_secrets(definition: Any) -> Any:
    """The definition without secrets that have yet to be filled in, as in the vault that an adoption writes."""
    return without(definition, lambda key, value: value == "" and is_secret(key, value), USER_DATA)


# --- comparing and merging --------------------------------------------------------------------------------------------


def field_of(key: str) -> Field:
    """What is known of a key, wherever it stands: secret, set of references, documented default."""
    return Field(
        key,
        "dict",
        api=key,
        schema=DEFINITION,
        secret=looks_secret(key),
        format="public_key" if key in PUBLIC_KEYS else "",
        unordered=key in REFERENCES,
        service_default=DEFAULTS.get(key),
    )


DEFINITION = OpenSchema("definition", (), field_of=field_of)
"""An object of the service as the comparison knows it."""


def same_definition(wanted: Any, actual: Any, key: str = "") -> bool:
    """Whether the service has what is wanted, at any depth; secrets are never compared.

    Absent, null, empty and the documented default of ``key`` are one. Lists of references are sets, other lists are
    ordered and whole.
    """
    return diff.same(DEFINITION.by_name[key], wanted, actual)


def patch(wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> dict[str, Any]:
    """The top-level fields that differ, each as it has to go out.

    The service replaces a top-level object whole, so it is merged with what the service has. A null clears a field.
    """
    return {
        key: None if value is None else merged(value, actual.get(key))
        for key, value in wanted.items()
        if not same_definition(value, actual.get(key), key)
    }


def merged(wanted: Any, actual: Any) -> Any:
    """What is wanted on top of what is there: undeclared parts of objects stay, nulls take parts away."""
    if isinstance(wanted, Mapping):
        there = actual if isinstance(actual, Mapping) and not _is_other_variant(wanted, actual) else {}
        kept = {key: value for key, value in there.items() if key not in wanted and value is not None}
        return {**kept, **{key: merged(value, there.get(key)) for key, value in wanted.items() if value is not None}}
    if isinstance(wanted, list):
        there_list = actual if isinstance(actual, list) and len(actual) == len(wanted) else [None] * len(wanted)
        return [
            merged(item, beside if _is_same_item(item, beside) else None) for item, beside in zip(wanted, there_list)
        ]
    return wanted


def exactly(wanted: Any, actual: Any, kept: Collection[str] = ()) -> Any:
    """What is wanted with a null for everything that is there besides, at any depth, but for secrets and ``kept``."""
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        if _is_other_variant(wanted, actual):
            return dict(wanted)
        besides = {
            key: None
            for key, value in actual.items()
            if not (key in wanted or key in kept or is_secret(key, value) or diff.is_nothing(field_of(key), value))
        }
        return {**besides, **{key: exactly(value, actual.get(key)) for key, value in wanted.items()}}
    if isinstance(wanted, list) and isinstance(actual, list) and len(wanted) == len(actual):
        return [exactly(*pair) for pair in zip(wanted, actual)]
    return wanted


def _is_other_variant(wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> bool:
    """Whether an object becomes one of another type or provider, which refuses the settings that it had."""
    return any(wanted[key] != actual[key] for key in VARIANTS if wanted.get(key) and actual.get(key))


def _is_same_item(wanted: Any, actual: Any) -> bool:
    if not (isinstance(wanted, Mapping) and isinstance(actual, Mapping)):
        return False
    return all(wanted[mark] == actual[mark] for mark in MARKS if mark in wanted and mark in actual)


def masks_sent_back(payload: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Paths of secrets that are not declared and go back as the service shows them, in objects replaced whole."""
    declared = set(secret_places(wanted))
    return [place for place in secret_places(payload) if place not in declared]


# --- prompts ----------------------------------------------------------------------------------------------------------

SYSTEM = "system"


def prompt_of(definition: Mapping[str, Any]) -> str | None:
    """An assistant's system message; None where it has none."""
    messages = mappings(as_mapping(definition.get("model")).get("messages"))
    return next((str(one.get("content") or "") for one in messages if one.get("role") == SYSTEM), None)


def with_prompt(definition: Mapping[str, Any], prompt: str, actual: Mapping[str, Any]) -> dict[str, Any]:
    """The definition with this system message, and the other messages as declared or, where none are, as they are."""
    model = dict(as_mapping(definition.get("model")))
    messages = model.get("messages", as_mapping(actual.get("model")).get("messages"))
    others = [message for message in mappings(messages) if message.get("role") != SYSTEM]
    return {**definition, "model": {**model, "messages": [{"role": SYSTEM, "content": prompt}, *others]}}


def without_prompt(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The definition without its system message; a list of messages that had nothing else goes with it."""
    if prompt_of(definition) is None:
        return dict(definition)
    others = [message for message in mappings(definition["model"]["messages"]) if message.get("role") != SYSTEM]
    model = {key: value for key, value in definition["model"].items() if key != "messages"}
    return {**definition, "model": {**model, **({"messages": others} if others else {})}}
