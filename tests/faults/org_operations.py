# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of an org's objects: each kind by its own module, and all kinds in one task."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.references import name_in

from tests.contract.harness import ASSISTANTS, CREDENTIALS, SQUADS, an_id, record
from tests.faults.world import Operation, World

Result = dict[str, Any]
Objects = dict[str, list[Result]]

CONTENT = Path(__file__)
DIGEST = hashlib.sha256(CONTENT.read_bytes()).hexdigest()
OTHER_DIGEST = hashlib.sha256(b"old prices").hexdigest()
STRANGERS = "Stranger"

MODEL = {"provider": "openai", "model": "gpt-4.1", "temperature": 0.3}
DEFINITIONS: dict[str, tuple[Result, Result]] = {
    "credentials": (
        {"provider": "webhook", "authenticationPlan": {"type": "bearer", "token": "clinic-token-9a8b7c6d"}},
        {
            "provider": "webhook",
            "authenticationPlan": {"type": "bearer", "token": "clinic-token-9a8b7c6d", "headerName": "X-Clinic"},
        },
    ),
    "files": ({}, {}),
    "tools": ({"type": "endCall"}, {"type": "endCall", "messages": [{"type": "request-start", "content": "Bye."}]}),
    "structured_outputs": (
        {"type": "ai", "schema": {"type": "object", "properties": {"booked": {"type": "boolean"}}}},
        {"type": "ai", "schema": {"type": "object", "properties": {"paid": {"type": "boolean"}}}},
    ),
    "assistants": ({"firstMessage": "Hello."}, {"firstMessage": "Good morning.", "model": MODEL}),
    "squads": (
        {"members": [{"assistantId": "Support Bot"}]},
        {"members": [{"assistantId": "Support Bot"}, {"assistantId": "Night Bot"}]},
    ),
}
"""By list: the definition an object has, and the one it gets."""
assert DEFINITIONS.keys() == LISTS.keys(), "a kind has no operations"


def _name(list_name: str) -> str:
    return "price-list" if list_name == "files" else f"own_{list_name}"


def _source(list_name: str) -> Result:
    return {"src": str(CONTENT)} if list_name == "files" else {}


def _declared(list_name: str, changed: bool = False) -> Result:
    definition = DEFINITIONS[list_name][changed]
    return {"name": _name(list_name), **_source(list_name), **({"definition": definition} if definition else {})}


def _there(list_name: str, name: str = "", **fields: Any) -> Result:
    """An object with the first definition, as the service has it."""
    name = name or _name(list_name)
    named = {"function": {"name": name}} if list_name == "tools" else {"name": name}
    own = {"metadata": {"sha256": DIGEST}, "bytes": 10} if list_name == "files" else {}
    definition = _with_ids(DEFINITIONS[list_name][0])
    return record(**{**definition, **named, **own, **fields})


def _with_ids(definition: Result) -> Result:
    members = [{"assistantId": an_id(one["assistantId"])} for one in definition.get("members", [])]
    return {**definition, **({"members": members} if members else {})}


# --- what is there afterwards -----------------------------------------------------------------------------------------


def named_objects(world: World) -> Iterator[tuple[str, str, Result]]:
    """Every object of the org's own kinds: list, name, record."""
    for list_name, kind in LISTS.items():
        yield from ((list_name, name_in(one), one) for one in world.objects(kind.key))


def handles(world: World) -> list[str]:
    """Kind and name of every object; a file that is about to take another's place is none of its own yet."""
    files = {one["id"] for one in world.objects("file")}
    return [
        f"{list_name} {name}"
        for list_name, name, one in named_objects(world)
        if (one.get("metadata") or {}).get("replaces_file") not in files
    ]


def differences(wanted: Any, actual: Any, path: str = "") -> Iterator[str]:
    """Paths at which the service has something else than is wanted."""
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        for key, value in wanted.items():
            yield from differences(value, actual.get(key), f"{path}.{key}")
    elif wanted != actual:
        yield path


def only(*expected: tuple[str, Result]) -> Callable[[World], list[str]]:
    """These objects, besides those of every test's org: pairs of a list and what the service has of the object."""

    def wrong(world: World) -> list[str]:
        ids = {name: one["id"] for _list, name, one in named_objects(world)}
        wanted = {(list_name, name_in(one)): _replaced(one, ids) for list_name, one in expected}
        there = {(list_name, name): one for list_name, name, one in named_objects(world) if one["id"] not in FURNISHED}
        found = [f"{key} is there too" for key in there.keys() - wanted.keys()]
        found += [
            text
            for text, times in Counter(
                f"{kind} {name} is there twice" for kind, name, _one in named_objects(world)
            ).items()
            if times > 1
        ]
        return found + [f"{key}{path}" for key, one in wanted.items() for path in differences(one, there.get(key, {}))]

    return wrong


def _replaced(node: Any, ids: Mapping[str, str]) -> Any:
    """Data with ids for the texts ``id of NAME``."""
    if isinstance(node, dict):
        return {key: _replaced(value, ids) for key, value in node.items()}
    if isinstance(node, list):
        return [_replaced(item, ids) for item in node]
    return ids.get(node[6:], node) if isinstance(node, str) and node.startswith("id of ") else node


KEPT = [*ASSISTANTS, *SQUADS, *CREDENTIALS]
FURNISHED = {an_id(name) for name in KEPT}


def _expected(list_name: str, changed: bool = False) -> Result:
    """What the service has of a declared object, but for what it hides."""
    definition = _with_ids(DEFINITIONS[list_name][changed])
    named = {"function": {"name": _name(list_name)}} if list_name == "tools" else {"name": _name(list_name)}
    own = {"metadata": {"sha256": DIGEST}} if list_name == "files" else {}
    return {**definition, **named, **own}


# --- one kind ---------------------------------------------------------------------------------------------------------


def _before(*objects: tuple[str, Result]) -> Callable[[], Objects]:
    def there() -> Objects:
        found: Objects = {}
        for list_name, one in objects:
            found.setdefault(LISTS[list_name].key, []).append(one)
        return found

    return there


def _operations(list_name: str) -> Iterator[Operation]:
    module = f"vapi_{LISTS[list_name].result}"
    name = _name(list_name)
    other = _there(list_name, "Other" if list_name != "tools" else "other")
    kept = (list_name, {key: value for key, value in other.items() if key in ("name", "function")})
    yield Operation(
        f"create {list_name}", module, _declared(list_name), only((list_name, _expected(list_name))), names=(name,)
    )
    if list_name != "files":
        yield Operation(
            f"update {list_name}",
            module,
            _declared(list_name, changed=True),
            only((list_name, _expected(list_name, changed=True))),
            objects=_before((list_name, _there(list_name))),
            names=(name,),
        )
    yield Operation(
        f"delete {list_name}",
        module,
        {"name": name, "state": "absent"},
        only(kept),
        objects=_before((list_name, _there(list_name)), (list_name, other)),
        names=(name,),
    )


def _user_of_prices(file_id: str) -> Result:
    """A tool that refers to the file by its id."""
    knowledge = [{"provider": "google", "name": "p", "description": "d", "fileIds": [file_id]}]
    return {"type": "query", "function": {"name": "ask_prices"}, "knowledgeBases": knowledge}


def _old_prices() -> Objects:
    old = _there("files", metadata={"sha256": OTHER_DIGEST})
    return _before(("files", old), ("tools", record(**_user_of_prices(old["id"]))))()


REPLACED = (("files", _expected("files")), ("tools", _user_of_prices("id of price-list")))

# --- all kinds in one task --------------------------------------------------------------------------------------------

CIRCLE: Objects = {
    "tools": [
        {
            "name": "hand_over",
            "definition": {"type": "handoff", "destinations": [{"type": "assistant", "assistantId": "Night Desk"}]},
        }
    ],
    "assistants": [
        {"name": "Night Desk", "prompt": "Be kind.", "definition": {"model": {**MODEL, "toolIds": ["hand_over"]}}}
    ],
}
"""A tool and an assistant that refer to each other."""

WHOLE: Objects = {name: [_declared(name), *CIRCLE.get(name, [])] for name in LISTS}
WHOLE_CHANGED: Objects = {name: [_declared(name, changed=True), *CIRCLE.get(name, [])] for name in LISTS}

LINKED = (
    (
        "tools",
        {
            "function": {"name": "hand_over"},
            "type": "handoff",
            "destinations": [{"type": "assistant", "assistantId": "id of Night Desk"}],
        },
    ),
    ("assistants", {"name": "Night Desk", "model": {**MODEL, "toolIds": ["id of hand_over"]}}),
)
ORG_NAMES = (*map(_name, LISTS), "hand_over", "Night Desk", STRANGERS, "stranger", "GET /", "cannot be reached")


def _whole_before() -> Objects:
    own = [
        (name, _there(name, metadata={"sha256": OTHER_DIGEST}) if name == "files" else _there(name)) for name in LISTS
    ]
    strangers = [(name, _there(name, "stranger" if name == "tools" else f"{STRANGERS} {name}")) for name in LISTS]
    return _before(*own, *strangers)()


ORG_OPERATIONS = [
    *(one for name in LISTS for one in _operations(name)),
    Operation(
        "replace files",
        "vapi_file",
        _declared("files"),
        only(*REPLACED),
        objects=_old_prices,
        names=("price-list",),
    ),
    Operation(
        "org create",
        "vapi_org",
        {**WHOLE, "concurrency": 2},
        only(*((name, _expected(name)) for name in LISTS), *LINKED),
        names=ORG_NAMES,
    ),
    Operation(
        "org update and prune",
        "vapi_org",
        {**WHOLE_CHANGED, "concurrency": 2, "prune": True, "protected": KEPT, "max_deletions": 10},
        only(*((name, _expected(name, changed=True)) for name in LISTS), *LINKED),
        objects=_whole_before,
        names=ORG_NAMES,
    ),
]
