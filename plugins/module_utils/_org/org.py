# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All objects of an org in one task: one reading a kind, all planned, then written in the order of references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._engine.bulk import mark_same_record, refuse_failed
from .._engine.ensure import plan_found
from .._engine.identity import find
from .._engine.job import Job
from .._engine.lint import reasonless
from .._engine.prune import PRUNING
from .._engine.snapshot import SNAPSHOTS
from .._engine.writer import WRITING, Progress
from .._errors import InvalidOptions, VapiError
from .._http.client import Client
from .._resources.references import References, placeholder
from .._resources.retirement import RETIREMENTS
from .._schema.fields import Field, Schema
from .._schema.spec import with_defaults
from .by_id import mark_pitfalls_of_ids, mark_uses_of_deleted
from .checks import CODES, Problem, definition_problems, squad_warnings, twins
from .declared import Object
from .definitions import references_of_definition
from .files import FILE
from .objects import ASSISTANT, CREDENTIAL, SQUAD, STRUCTURED_OUTPUT, TOOL, Objects
from .order import Key
from .prune import prunable_objects
from .report import report_of_org
from .uses import PHONE_NUMBER, split_used
from .write import OrgWriter

LISTS: dict[str, Objects] = {
    f"{kind.result}s": kind for kind in (CREDENTIAL, FILE, TOOL, STRUCTURED_OUTPUT, ASSISTANT, SQUAD)
}
"""The options of lists, in the order in which objects usually refer to each other."""


def check(org: Mapping[str, Any]) -> Iterator[str]:
    """Contradictions of a declaration."""
    if org.get("prune") and not any(org.get(name) for name in LISTS):
        yield "prune: no object is declared, so the whole org would be deleted; declare the objects to keep."
    elif org.get("prune"):
        empty = [name for name in LISTS if org.get(name) == []]
        yield from (
            f"prune: {name} is empty, so all objects of this kind would be deleted; remove {name}." for name in empty
        )
    yield from reasonless(org.get("lint_ignore") or {}, "lint_ignore", (*CODES, *RETIREMENTS))


ORG = Schema(
    "org",
    (
        *(Field(name, "list", elements="dict", schema=kind.schema, local=True) for name, kind in LISTS.items()),
        *WRITING,
        *PRUNING,
        Field("version_name", local=True, maximum=80, guard=True),
        Field("lint_ignore", "dict", local=True, passthrough=True),
        *SNAPSHOTS,
    ),
    check=check,
)


class Planned(References):
    """References of an org in which the objects to be created count as being there, and known ones have their names.

    With ``updates`` objects that change count as changed.
    """

    def __init__(
        self, client: Client, objects: Sequence[Object], unresolved: str = "fail", updates: bool = False
    ) -> None:
        super().__init__(client, unresolved)
        to_create = [one for one in objects if one.record is None and (one.plan.changed or one.error is None)]
        self._to_create = definitions_of(to_create)
        to_be = {placeholder(*key): definition for key, definition in self._to_create.items()}
        self._records = {wanted: {**definition, "id": wanted} for wanted, definition in to_be.items()}
        for one in objects:
            one.tell(self)
            if updates and one.plan.action == "update":
                self._records[one.record_id] = one.plan.predicted

    def id_of(self, kind: str, name: str) -> str:
        """The id, or a placeholder for what is created in this task."""
        return placeholder(kind, name) if Key(kind, name) in self._to_create else super().id_of(kind, name)

    def by_id(self, kind: str, wanted: str) -> dict[str, Any] | None:
        """The object as it will be."""
        return self._records.get(wanted) or super().by_id(kind, wanted)


@dataclass
class Prepared:
    """Objects that are planned and can be written, what people should know, and the org's references."""

    objects: list[Object]
    warnings: list[str]
    references: References

    def prune(self, options: Mapping[str, Any], lines: Sequence[Job] = ()) -> None:
        """Add the deletions that are asked for; ``lines`` are those that are written in the same run."""
        if options["prune"]:
            self.objects.extend(prunable_objects(options, self.objects, self.references, LISTS, lines))


def prepare(options: dict[str, Any], client: Client) -> Prepared:
    """Read every kind that is declared or referred to once, and plan; raises InvalidOptions for all that is wrong."""
    objects = declared_objects(options)
    refuse_pitfalls(objects)
    references = read_for(objects, client)
    plan_objects(objects, references)
    refuse_failed(objects, VapiError)
    warnings = [str(one) for one in squad_warnings(definitions_of(objects), options.get("lint_ignore") or {})]
    return Prepared(objects, warnings, references)


def read_for(objects: Iterable[Object], client: Client, besides: Iterable[str] = ()) -> References:
    """The org's references, with every kind read that is declared, referred to, or named ``besides``."""
    references = References(client)
    kinds = {one.kind.key for one in objects}.union(besides)
    kinds |= {found.kind for one in objects for found in references_of_definition(one.definition) if found.kind}
    if kinds:
        references.read(kinds)
    return references


def carry_out_org(
    prepared: Prepared,
    options: Mapping[str, Any],
    client: Client,
    progress: Progress | None,
    write_lines: Callable[[], dict[str, Any]] = dict,
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Write what is planned, then the lines if any, then the deletions of what lines used until then; both results.

    Lines are not tried where an object has failed: their result is None. What they use is kept where they have failed.
    """
    writer = OrgWriter(options, client, prepared.references, progress)
    deletions = [one for one in prepared.objects if one.plan.action == "delete" and one.error is None]
    numbers = prepared.references.all(PHONE_NUMBER) if prepared.references.has_read(PHONE_NUMBER) else []
    _first, last = split_used(deletions, numbers)
    for one in last:
        one.skipped = True
    writer.write([one for one in prepared.objects if not one.skipped])
    lines = None if any(one.error for one in prepared.objects) else write_lines()
    if last and lines is not None and not lines.get("failed"):
        for one in last:
            one.skipped = False
        writer.write(last)
    result = report_of_org(prepared.objects, client, options.get("lint_ignore") or ())
    return {**result, "warnings": [*prepared.warnings, *result["warnings"]]}, lines


def declared_objects(options: Mapping[str, Any]) -> list[Object]:
    """Everything that is declared, kind by kind, with defaults."""
    return [
        Object(kind, with_defaults(kind.schema, one)) for name, kind in LISTS.items() for one in options.get(name) or []
    ]


def definitions_of(objects: Iterable[Object]) -> dict[Key, dict[str, Any]]:
    """The definitions of what is to exist."""
    return {one.key: one.definition for one in objects if one.is_present}


def refuse_pitfalls(objects: Sequence[Object]) -> None:
    """Raise InvalidOptions for all that can be seen to be wrong without asking the service."""
    mark_pitfalls(objects)
    refuse_failed(objects, VapiError)


def mark_pitfalls(objects: Sequence[Object]) -> None:
    """Give an error to every object with something wrong that shows without asking the service."""
    wrong: dict[Key, list[Problem]] = defaultdict(list)
    present = [one for one in objects if one.is_present]
    identities = [(one.key, str(one.declared.get("id") or "")) for one in objects]
    existing = {key for key, record_id in identities if record_id}
    for problem in [*twins(identities), *definition_problems([(one.key, one.definition) for one in present], existing)]:
        wrong[problem.key].append(problem)
    for one in objects:
        if one.key in wrong:
            one.error = InvalidOptions(" ".join(problem.sentence for problem in wrong[one.key]))


def plan_objects(objects: Iterable[Object], references: References) -> None:
    """Find and plan every object without an error; what cannot be as declared gets one."""
    every = [one for one in objects if one.error is None]
    for one in every:
        one.record = one.attempt(partial(find, one.kind, one.declared, references.all(one.kind.key)))
    mark_same_record(every)
    found = [one for one in every if one.error is None]
    client = references.client
    planned = Planned(client, found)
    for one in found:
        one.tell(references)
    mark_pitfalls_of_ids(found, references)
    for one in [one for one in found if one.error is None]:
        one.attempt(partial(plan_found, one, planned))
        if client.check_mode and one.error is None and one.kind.replaces(one.plan):
            one.record = one.kind.patch(client, one.plan)
    mark_uses_of_deleted(found, found)
