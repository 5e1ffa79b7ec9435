# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes planned objects of an org: what has to go, then what is new in the order of references, then what differs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from .._engine.bulk import in_use
from .._engine.ensure import plan, write
from .._engine.job import Job
from .._engine.writer import Progress, Writer
from .._errors import Refused, VapiError
from .._http.client import Client, segment
from .._resources.references import References
from .declared import Object
from .definitions import references_of_definition
from .edges import MIRRORED, is_mirrored
from .order import KINDS, Key, creation_order, in_circles, without_references
from .uses import REFERRING, split_used, standing_now, unused


class OrgWriter(Writer):
    """One run over the objects of an org: what needs an object that could not be written is not tried."""

    def __init__(
        self, options: Mapping[str, Any], client: Client, references: References, progress: Progress | None
    ) -> None:
        super().__init__(options["concurrency"], options["on_error"] == "stop", progress)
        self._version_name = options.get("version_name")
        self._client, self._references = client, references
        self._delete_one = partial(write, client=client)
        self._due: list[Object] = []
        self._not_written: set[Key] = set()

    def write(self, objects: Iterable[Object]) -> None:
        """Deletions, creations in waves, updates, the references that close circles, and deletions of what was in use.

        Not in check mode, as ids of what is created are needed to go on.
        """
        self._due = [one for one in objects if one.plan.changed and one.error is None]
        if self._due:
            self._client.refuse_other_org()
        if self._client.check_mode:
            return
        self.total += len(self._due)
        deletions, created, updated = (
            [one for one in self._due if one.plan.action == action] for action in ("delete", "create", "update")
        )
        # What is changed in this run may be all that still refers to it.
        free, held = split_used(deletions, [one.record or {} for one in updated])
        # What refers to others goes before what is referred to.
        self._by_kind(free, self._delete_one, reversed(KINDS))
        incomplete = self._create(created)
        # A file that is replaced has another id, to which what is written afterwards refers.
        self._by_kind(updated, self._write_one, KINDS)
        # References that an object was made without.
        due = [one for one in created if one.record and one.key in incomplete]
        self.total += len(due)
        self._each(due, self._write_one)
        self._delete_held(held, updated)
        self.again(in_use(deletions), self._delete_one)
        self._delete_circles(deletions)

    def _delete_held(self, held: Sequence[Object], updated: Iterable[Object]) -> None:
        """Delete what objects used that are changed by now; what one still uses, which could not be changed, stays."""
        not_changed = [one.record or {} for one in updated if one.error or one.skipped]
        free, kept = split_used(held, not_changed)
        self._by_kind(free, self._delete_one, reversed(KINDS))
        self._each(kept, _refuse_used)

    def _delete_circles(self, deletions: Sequence[Object]) -> None:
        """Delete what refers to each other in a circle, where the service refuses it: their references go first.

        Those of the kind that is usually made first are enough for most circles; then the next kind's. What anything
        else uses stays as it is: nothing of it is changed.
        """
        if not in_use(deletions):
            return
        standing = standing_now({*REFERRING, *(one.kind.key for one in deletions)}, self._references)
        free = unused({one.record_id for one in in_use(deletions)}, standing)
        mirrors = {Key(kind, str(record["id"])): record for kind, record in standing if kind in MIRRORED}
        for kind in KINDS:
            waiting = {Key(one.kind.key, one.record_id): one for one in in_use(deletions) if one.record_id in free}
            circles = in_circles({**mirrors, **{key: one.record or {} for key, one in waiting.items()}})
            for key in sorted(circles & waiting.keys()):
                if key.kind == kind:
                    self._unlink(waiting[key], circles)
            for later in reversed(KINDS):
                self.again([one for one in waiting.values() if one.error and one.kind.key == later], self._delete_one)

    def _unlink(self, one: Object, others: set[Key]) -> None:
        """Take the references to these objects, by their ids, out of one that is to be deleted."""
        record = one.record or {}
        rest = without_references(record, others)
        changed = {key: rest.get(key) for key, value in record.items() if rest.get(key) != value}
        if changed:
            # A refusal leaves it as it is: why it could not be deleted says more.
            with suppress(Refused):
                one.record = self._client.update(one.kind.path_of(record), changed, {**record, **changed})

    def _by_kind(self, objects: Sequence[Object], act: Callable[[Object], None], kinds: Iterable[str]) -> None:
        for kind in kinds:
            self._each([one for one in objects if one.kind.key == kind], act)

    def _each(self, objects: Sequence[Object], act: Callable[[Object], None]) -> None:
        self._not_written = {one.key for one in self._due if one.error is not None}
        self.each(objects, act)

    def _create(self, objects: Sequence[Object]) -> set[Key]:
        """Create these in the order of references; returns those that lack one which the service does not write."""
        by_key = {one.key: one for one in objects}
        definitions = {key: one.definition for key, one in by_key.items()}
        order = creation_order(definitions)
        for wave in order.waves:
            self._each([by_key[key] for key in wave], partial(self._write_one, deferred=order.deferred))
        return {key for key, referred in order.deferred if not is_mirrored(key, referred, definitions)}

    def _write_one(self, one: Object, deferred: Collection[tuple[Key, Key]] = ()) -> None:
        """Create an object without its references that are deferred, or update it."""
        later = {referred for referring, referred in deferred if referring == one.key}
        self._refuse_without(one, later)
        declared = {**one.declared, "definition": without_references(one.definition, later)}
        wanted = one.kind.wanted(declared, self._references)
        written = Job(one.kind, declared, one.record, plan(one.kind, declared, wanted, one.record), wanted)
        if written.plan.changed:
            write(written, self._client)
            self._learn(one, written)

    def _learn(self, one: Object, written: Job) -> None:
        """What a write has left: the record, warnings, the id behind the name, and a version to be named."""
        one.record = written.record
        one.warnings.extend(written.warnings)
        one.tell(self._references)
        version = (written.record or {}).get("latestVersion")
        if self._version_name and version:
            path = f"{one.kind.path_of(written.record or {})}/versions/{segment(str(version))}"
            self._client.update(path, {"versionName": self._version_name}, {})

    def _refuse_without(self, one: Object, besides: set[Key]) -> None:
        """Raise VapiError for an object that refers to one which could not be written."""
        needed = {Key(two.kind, two.name) for two in references_of_definition(one.definition)} - besides
        missing = sorted(needed & self._not_written)
        if missing:
            names = " and ".join(key.describe for key in missing)
            raise VapiError(f"was skipped, as it needs {names}", hint="Fix that and run again.")


def _refuse_used(_one: Object) -> None:
    raise VapiError("was not deleted, as the objects that use it could not be changed", hint="Fix that and run again.")
