# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the objects of two orgs differ, by their names and path by path; references stand by name on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from .._engine.comparison import PARTS, compare_declared
from .._resources.exported import Exported
from .._resources.references import name_in
from .declaration import DIGEST, digest_in
from .definitions import DEFINITION
from .org import LISTS

Exports = Mapping[str, list[Exported]]


def compare_objects(here: Exports, there: Exports, ignore: Iterable[str]) -> dict[str, list[Any]]:
    """The parts of a comparison over all kinds, with the kind before each name (``assistant Receptionist``)."""
    parts: dict[str, list[Any]] = {part: [] for part in PARTS}
    ignored = tuple(ignore)
    for name, kind in LISTS.items():
        sides = [side.get(name, []) for side in (here, there)]
        by_digest = set.intersection(
            *({name_in(one.record) for one in side if digest_in(one.record)} for side in sides)
        )
        ours, theirs = ([_compared(one, by_digest) for one in side] for side in sides)
        found = compare_declared(DEFINITION, ours, theirs, ignored, ("name", "id"), ("id",))
        for part, entries in found.items():
            parts[part] += [_with_kind(kind.noun, entry) for entry in entries]
    return parts


def _compared(one: Exported, by_digest: Set[str]) -> dict[str, Any]:
    """A declaration as one object; of a file also what tells its content: the size, where one side has no digest."""
    prompt = {"prompt": one.declared["prompt"]} if "prompt" in one.declared else {}
    name = name_in(one.record)
    shown = {**one.declared.get("definition", {}), **prompt, "name": name, "id": one.record["id"]}
    content = f"{DIGEST} {digest_in(one.record)}" if name in by_digest else one.record.get("bytes")
    return {**shown, "content": content} if content is not None else shown


def _with_kind(noun: str, entry: Any) -> Any:
    if isinstance(entry, Mapping):
        return {**entry, "name": f"{noun} {entry['name']}"}
    return f"{noun} {entry}"


def export_doubts(exports: Exports) -> list[str]:
    """What the exports miss, as sentences."""
    every = (one for several in exports.values() for one in several)
    return [sentence for one in every if name_in(one.record) for sentence in one.sentences]
