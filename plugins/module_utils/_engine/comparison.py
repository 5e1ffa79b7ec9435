# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two orgs differ in the objects of one kind, by their names and path by path. Pure functions, for any kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .._schema.differences import differences
from .._schema.fields import Schema
from .._schema.patterns import fits

Declared = Mapping[str, Any]

PARTS = ("only_here", "only_there", "different", "same", "not_compared")
"""What a comparison says: names, but for ``different``, which has ``name`` and ``fields`` (field, here, there)."""


def compare_declared(
    schema: Schema,
    here: Iterable[Declared],
    there: Iterable[Declared],
    ignore: Iterable[str] = (),
    own: Collection[str] = (),
    handles: Iterable[str] = (),
) -> dict[str, list[Any]]:
    """The parts of a comparison of two lists of declarations in which references stand by name.

    ``ignore`` are patterns of paths, such as ``server.url`` or ``hooks*``, that may differ; ``own`` what another org
    cannot have the same; ``handles`` what else calls one that has no name of its own, and so is not compared.
    """
    ours, theirs, ignored = _by_name(here), _by_name(there), tuple(ignore)
    several = {name for sides in (ours, theirs) for name, found in sides.items() if not name or len(found) > 1}
    common = sorted(ours.keys() & theirs.keys() - several)
    differing = {name: _fields(schema, ours[name][0], theirs[name][0], ignored, own) for name in common}
    unnamed = (*ours.get("", ()), *theirs.get("", ()))
    return {
        "only_here": sorted(ours.keys() - theirs.keys() - several),
        "only_there": sorted(theirs.keys() - ours.keys() - several),
        "different": [{"name": name, "fields": fields} for name, fields in differing.items() if fields],
        "same": [name for name, fields in differing.items() if not fields],
        "not_compared": sorted({*(several - {""}), *(_handle(one, handles) for one in unnamed)}),
    }


def _by_name(declared: Iterable[Declared]) -> dict[str, list[Declared]]:
    named: dict[str, list[Declared]] = defaultdict(list)
    for one in declared:
        named[str(one.get("name") or "")].append(one)
    return dict(named)


def _handle(declared: Declared, handles: Iterable[str]) -> str:
    return str(next((declared[name] for name in handles if declared.get(name)), "one without a name"))


def _fields(
    schema: Schema, here: Declared, there: Declared, ignored: Iterable[str], own: Collection[str]
) -> list[dict[str, Any]]:
    sides = ({name: value for name, value in one.items() if name not in own} for one in (here, there))
    return [
        {"field": one.path, "here": one.here, "there": one.there}
        for one in differences(schema, *sides)
        if not _is_ignored(one.path, ignored)
    ]


def _is_ignored(path: str, ignored: Iterable[str]) -> bool:
    """Whether the field, or what it is a part of, fits a pattern; an index in brackets is no pattern of its own."""
    return any(
        path == pattern or path.startswith((f"{pattern}.", f"{pattern}[")) or fits(path, [pattern])
        for pattern in ignored
    )
