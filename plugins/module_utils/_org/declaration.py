# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record as the definition that declares it: names for ids, the prompt apart, nothing read-only. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .._resources.exported import NO_OWN_NAME, Exported
from .._resources.references import name_in
from .definitions import prompt_of, secret_places, with_prompt, with_references, without_prompt
from .keys import USER_DATA
from .secrets import hidden_secrets
from .undecided import undecided_keys

DIGEST = "sha256"
REPLACES = "replaces_file"
"""Where a file's metadata has the id of the one whose place it takes, so that a run that was cut off is finished."""
UPLOADED_AS = "uploaded_as"
"""Where a file's metadata has a name that could get lost in the upload, so that it is found again in any case."""
OWN_METADATA = (DIGEST, REPLACES, UPLOADED_AS)
"""What is never declared of a file's metadata."""


def digest_in(record: Mapping[str, Any]) -> Any:
    """The SHA-256 of a file's content, as its metadata has it or, where it was downloaded for it, beside them."""
    return (record.get("metadata") or {}).get(DIGEST) or record.get(DIGEST)


def declare_object(one: Exported, left_out: Collection[str], by_id: bool) -> None:
    """Fill in the options that declare an object without ``left_out`` keys; ``by_id`` where its name is not its own."""
    own = {key: value for key, value in one.record.items() if key not in left_out}
    definition = with_references(_tidied(own), lambda kind, text: _name_of(one, kind, text))
    name = "" if by_id else name_in(one.record)
    if one.portable and not name:
        one.leave_out(NO_OWN_NAME)
        return
    one.declared = {"name": name} if name else {"id": one.record["id"]}
    prompt = _own_prompt(definition) if "prompt" in one.kind.schema.by_name else None
    if prompt is not None:
        one.declared["prompt"] = prompt
        definition = without_prompt(definition)
    definition = _without_empty(_without_name(definition, name))
    one.declared["definition"] = definition
    undecided = undecided_keys(definition)
    if undecided:
        one.doubts.append(f"{', '.join(undecided)}: not documented; check whether it contains an id or a secret.")
    one.secrets = [*secret_places(definition), *(hidden_secrets(one.record) if one.kind.path == "/credential" else ())]


def _without_empty(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition without fields that hold nothing, and without what tells the content of a file."""
    if isinstance(definition.get("metadata"), Mapping):
        own = {key: value for key, value in definition["metadata"].items() if key not in OWN_METADATA}
        definition["metadata"] = own
    return {key: value for key, value in definition.items() if value not in ({}, [], "")}


def _tidied(value: Any, key: str = "") -> Any:
    """Without nulls, which say nothing, and with keys in a stable order; the user's own data stays as it is."""
    if isinstance(value, Mapping) and key not in USER_DATA:
        return {name: _tidied(value[name], name) for name in sorted(value) if value[name] is not None}
    if isinstance(value, list) and key not in USER_DATA:
        return [_tidied(item, key) for item in value]
    return value


def _name_of(one: Exported, kind: str, text: str) -> str | None:
    return one.name_behind(f"the {kind} it refers to", kind, text) or (None if one.portable else text)


def _own_prompt(definition: Mapping[str, Any]) -> str | None:
    """The system message, where ``prompt`` would restore exactly the messages that are there."""
    prompt = prompt_of(definition)
    if prompt is None:
        return None
    again = with_prompt(without_prompt(definition), prompt, {})
    return prompt if again["model"]["messages"] == definition["model"]["messages"] else None


def _without_name(definition: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The definition without the object's own name, which ``name`` says."""
    kept = {key: value for key, value in definition.items() if key != "name"}
    function = kept.get("function")
    if name and isinstance(function, Mapping) and function.get("name") == name:
        kept["function"] = {key: value for key, value in function.items() if key != "name"}
    return kept
