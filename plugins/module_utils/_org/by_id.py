# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with declared objects and shows only once it is known which object an id means."""

from __future__ import annotations

from collections.abc import Iterable

from .._engine.job import Job
from .._errors import InvalidOptions
from .._resources.references import References
from .checks import reference_problems
from .declared import Object
from .definitions import references_in, with_references
from .order import Key


def mark_pitfalls_of_ids(objects: Iterable[Object], references: References) -> None:
    """Judge the references of definitions once more with names for ids, of kinds that were read anyway.

    An object with a problem gets an error. A name that several objects have means none of them: those keep their ids.
    """
    names: dict[str, dict[str, str | None]] = {}

    def name_of(kind: str, text: str) -> str:
        if kind not in names:
            names[kind] = references.names(kind) if kind and references.has_read(kind) else {}
        return names[kind].get(text.lower()) or text

    present = {one.key: one for one in objects if one.is_present}
    named = {key: with_references(one.definition, name_of) for key, one in present.items()}
    for problem in reference_problems(named):
        present[problem.key].error = InvalidOptions(problem.sentence)


def mark_uses_of_deleted(objects: Iterable[Job], deletions: Iterable[Object]) -> None:
    """Give an error to what refers to an object that the same declaration deletes, by its name or its id.

    The objects are planned, so that what they want has ids.
    """
    deleted = {Key(one.kind.key, one.record_id): one for one in deletions if one.plan.action == "delete"}
    for one in objects:
        for found in references_in(one.wanted) if deleted and one.is_present and one.error is None else ():
            gone = deleted.get(Key(found.kind, found.name))
            if gone and gone is not one:
                one.error = InvalidOptions(
                    f"{found.path}: {gone.describe} is deleted in the same run",
                    hint=f"Remove the reference, or keep the {gone.kind.noun}.",
                )
