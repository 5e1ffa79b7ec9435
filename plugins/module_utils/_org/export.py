# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org's objects as declarations: what, declared again, changes nothing, and makes the same org elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._engine.export import Exported, Names, name_behind
from .._http.client import Client
from .._reports.inventory_text import slug
from .._reports.vault import fill
from .._resources.references import References, name_in
from .._resources.retirement import day_of, warnings
from .._schema.fields import Field, Schema
from .._schema.patterns import select
from .._schema.redact import is_secret
from .definitions import prompt_of, referred_kinds, with_prompt, with_references, without_prompt
from .files import DIGEST, REPLACES
from .keys import USER_DATA
from .objects import Objects
from .org import LISTS
from .secrets import hidden_secrets
from .undecided import undecided_keys

ORG_EXPORT = Schema(
    "org export",
    (
        Field("kinds", "list", elements="str", choices=tuple(LISTS), guard=True),
        Field("names", "list", elements="str", format="match", guard=True),
        Field("portable", "bool", default=False),
    ),
)

MIRRORED = {"structured_outputs": "assistantIds"}
"""The end of an edge that the service writes itself, as the other end says the same."""


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_org_info: a list for each kind, the vault variables they need, and what they miss."""
    kinds = {name: kind for name, kind in LISTS.items() if options.get("kinds") is None or name in options["kinds"]}
    exported = export(kinds, options, client)
    seen = (one.record.get("orgId") for several in exported.values() for one in several)
    every = [one for several in exported.values() for one in several]
    today = day_of(client.now())
    return {
        "changed": False,
        **{name: [one.declared for one in several if one.declared] for name, several in exported.items()},
        "secrets": list(_fill(every)),
        "org_id": next((str(org) for org in seen if org), None),
        "warnings": [text for one in every for text in _warnings(one, today)],
    }


def _warnings(one: Exported, today: str) -> Iterator[str]:
    yield from (f"{one.describe}: {doubt}" for doubt in one.doubts)
    yield from warnings(one.describe, one.record, today)


def export(kinds: Mapping[str, Objects], options: Mapping[str, Any], client: Client) -> dict[str, list[Exported]]:
    """The org's own objects of these kinds, in the order of their names; each kind is read once."""
    references = References(client)
    references.read({kind.key for kind in kinds.values()})
    records = {name: _chosen(kind, options, references.all(kind.key)) for name, kind in kinds.items()}
    used = {kind for several in records.values() for record in several for kind in referred_kinds(record)}
    known = {kind.key for kind in LISTS.values()} | {"phone-number"}
    names = {kind: references.names(kind) for kind in sorted(used & known)}
    return {
        name: [
            object_of(name, kind, record, names, options["portable"], twins[name_in(record)] > 1)
            for record in _by_name(records[name])
        ]
        for name, kind in kinds.items()
        for twins in [Counter(name_in(record) for record in references.all(kind.key) if kind.value_of(record, "id"))]
    }


def _chosen(kind: Objects, options: Mapping[str, Any], records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The org's own records, not the platform's, that fit the names."""
    own = [record for record in records if kind.value_of(record, "id")]
    if options.get("names") is None:
        return own
    chosen = select(options["names"], [[name_in(record)] if name_in(record) else [] for record in own]).chosen
    return [own[index] for index in sorted(chosen)]


def _by_name(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(records, key=lambda record: (not name_in(record), name_in(record).casefold(), str(record["id"])))


# --- one record: pure -------------------------------------------------------------------------------------------------


def object_of(
    list_name: str,
    kind: Objects,
    record: dict[str, Any],
    names: Names,
    portable: bool = False,
    has_twin: bool = False,
) -> Exported:
    """A record as a declaration: names for ids, the prompt apart, places of secrets marked, nothing read-only.

    ``portable`` leaves out every id. An object without a name of its own (``has_twin``) is declared by its id.
    """
    one = Exported(kind, record)
    own = {key: value for key, value in record.items() if key not in kind.added and key != MIRRORED.get(list_name)}
    definition = with_references(_tidied(own), lambda kind_, text: _name_of(one, names, kind_, text, portable))
    name = "" if has_twin else name_in(record)
    if portable and not name:
        one.doubts.append("has no name of its own to be found by in another org; it is left out. Rename it.")
        return one
    one.declared = {"name": name} if name else {"id": record["id"]}
    prompt = _own_prompt(definition) if kind.has_prompt else None
    if prompt is not None:
        one.declared["prompt"] = prompt
        definition = without_prompt(definition)
    definition = _without_empty(_without_name(definition, name))
    one.declared["definition"] = definition
    one.doubts.extend(_undocumented(definition))
    one.secrets = [*_secrets_in(definition), *(path for path, _key in hidden_secrets(kind.key, record))]
    return one


def _undocumented(definition: Mapping[str, Any]) -> Iterator[str]:
    paths = list(dict.fromkeys(undecided_keys(definition)))
    if paths:
        yield f"{', '.join(paths)}: not documented; look whether an id or a secret stands there."


def _without_empty(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition without fields that hold nothing, and without what tells the content of a file."""
    if isinstance(definition.get("metadata"), Mapping):
        own = {key: value for key, value in definition["metadata"].items() if key not in (DIGEST, REPLACES)}
        definition["metadata"] = own
    return {key: value for key, value in definition.items() if value not in ({}, [], "")}


def _tidied(value: Any, key: str = "") -> Any:
    """Without nulls, which say nothing, and with keys in a stable order; the user's own data stays as it is."""
    if isinstance(value, Mapping) and key not in USER_DATA:
        return {name: _tidied(value[name], name) for name in sorted(value) if value[name] is not None}
    if isinstance(value, list) and key not in USER_DATA:
        return [_tidied(item, key) for item in value]
    return value


def _name_of(one: Exported, names: Names, kind: str, text: str, portable: bool) -> str | None:
    name = name_behind(one, f"the {kind} it refers to", kind, text, names, portable)
    return name or (None if portable else text)


def _own_prompt(definition: Mapping[str, Any]) -> str | None:
    """The system message, where ``prompt`` would put back exactly the messages that are there."""
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


def _secrets_in(node: Any, path: str = "") -> Iterator[str]:
    """Paths of secrets that the record shows."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            place = f"{path}.{key}" if path else str(key)
            if is_secret(key, value):
                yield place
            else:
                yield from _secrets_in(value, place)
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _secrets_in(item, f"{path}[{index}]")


# --- all records: secrets ---------------------------------------------------------------------------------------------


def _fill(exported: Sequence[Exported]) -> Iterator[dict[str, str]]:
    """Put the name of a vault variable where a secret belongs; yields what is to fill in, and for which object."""
    for one, path, variable in fill(exported, _stem):
        yield {"variable": variable, "object": one.describe, "path": path, "key": STEPS.findall(path)[-1]}


STEPS = re.compile(r"[A-Za-z_]\w*")
"""The keys on the way to a place such as ``model.tools[0].server.secret``."""


def _stem(one: Exported) -> str:
    return f"{one.kind.result}_{slug(one.name)}".rstrip("_")
