# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which undeclared objects of an org may be deleted: within the rails, and never what something else still uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._engine.prune import refuse_too_many, within_rails
from .._resources.references import References, name_in
from .declared import Object
from .definitions import references_in
from .objects import Objects

PHONE_NUMBER = "phone-number"
"""The kind of lines: they refer to objects of an org, and are not pruned here."""


def prunable_objects(
    options: Mapping[str, Any], objects: Sequence[Object], references: References, lists: Mapping[str, Objects]
) -> list[Object]:
    """Deletions of what is not declared, of the kinds whose list is given.

    Raises InvalidOptions for a rail that fits nothing, and for more deletions than are allowed.
    """
    managed = {kind.key: kind for name, kind in lists.items() if name in options}
    standing = [
        (kind, record) for key, kind in managed.items() for record in references.all(key) if kind.value_of(record, "id")
    ]
    chosen = within_rails(options, standing, objects, "object of this org")
    doomed = _unused(chosen, objects, references, managed)
    refuse_too_many(options, [f"{kind.noun} {name_in(record)!r}" for kind, record in doomed], "objects")
    return [Object.deletion(kind, record) for kind, record in doomed]


def _unused(
    chosen: Sequence[tuple[Objects, dict[str, Any]]],
    objects: Iterable[Object],
    references: References,
    managed: Mapping[str, Objects],
) -> list[tuple[Objects, dict[str, Any]]]:
    """The chosen ones without those to which anything that stays refers; what is declared counts as it is now."""
    users = {kind.key for kind, _record in chosen} | set(managed) | {PHONE_NUMBER, "assistant", "squad", "tool"}
    every = [record for key in sorted(users) for record in references.all(key)]
    while True:
        leaving = {str(record["id"]) for _kind, record in chosen}
        used = {one.name for record in every if record["id"] not in leaving for one in references_in(record)}
        staying = [(kind, record) for kind, record in chosen if record["id"] not in used]
        if len(staying) == len(chosen):
            return staying
        chosen = staying
