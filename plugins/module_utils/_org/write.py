# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes planned objects of an org: what has to go, then what is new in the order of references, then what differs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from .._engine.ensure import Job, write
from .._engine.outcome import attempt
from .._errors import VapiError
from .._http.client import Client, segment
from .._resources.references import References
from .._schema.redact import secret_values
from .declared import Object
from .definitions import references_of_definition
from .edges import is_mirrored
from .order import KINDS, Key, creation_order, without_references

CONFLICT = 409
Progress = Callable[[int, int, int], None]


class Writer:
    """One run over the objects of an org. An error stays with its object; what needs it is not tried."""

    def __init__(
        self, options: Mapping[str, Any], client: Client, references: References, progress: Progress | None
    ) -> None:
        self._concurrency = options["concurrency"]
        self._stop = options["on_error"] == "stop"
        self._version_name = options.get("version_name")
        self._client, self._references, self._progress = client, references, progress
        self._stopped = threading.Event()
        self._failed: set[Key] = set()
        self._done = self._total = 0

    def write(self, objects: Sequence[Object]) -> None:
        """Deletions, creations in waves, the references that close circles, updates, and deletions that were in use."""
        by_action = {
            action: [one for one in objects if one.job.plan.action == action and one.job.error is None]
            for action in ("delete", "create", "update")
        }
        self._total = sum(map(len, by_action.values()))
        self._delete(by_action["delete"])
        deferred = self._create(by_action["create"])
        for kind in KINDS:
            # A file that is replaced has another id, to which what is written afterwards refers.
            self._each([one for one in by_action["update"] if one.kind.key == kind], self._update)
        self._link(by_action["create"], deferred)
        in_use = [one for one in by_action["delete"] if one.job.error and one.job.error.status == CONFLICT]
        for one in in_use:
            one.job.error = None
        self._done -= len(in_use)
        self._delete(in_use)

    def _delete(self, objects: Iterable[Object]) -> None:
        """What refers to others goes before what is referred to."""
        every = list(objects)
        for kind in reversed(KINDS):
            self._each([one for one in every if one.kind.key == kind], partial(_delete_one, client=self._client))

    def _create(self, objects: Sequence[Object]) -> set[tuple[Key, Key]]:
        by_key = {one.key: one for one in objects}
        order = creation_order({key: one.definition for key, one in by_key.items()})
        for wave in order.waves:
            self._each([by_key[key] for key in wave], partial(self._create_one, deferred=order.deferred))
        return order.deferred

    def _create_one(self, one: Object, deferred: set[tuple[Key, Key]]) -> None:
        later = {referred for referring, referred in deferred if referring == one.key}
        self._refuse_without(one, later)
        line = {**one.job.line, "definition": without_references(one.definition, later)}
        made = Job(line, plan=one.kind.to_create(line, one.kind.wanted(line, self._references)))
        write(one.kind, made, self._client)
        self._learn(one, made)

    def _learn(self, one: Object, written: Job) -> None:
        """What a write has left: the record, warnings, the id behind the name, and a version to be named."""
        one.job.record = written.record
        one.job.warnings.extend(written.warnings)
        one.tell(self._references)
        version = (written.record or {}).get("latestVersion")
        if self._version_name and version:
            path = f"{one.kind.path_of(written.record or {})}/versions/{segment(str(version))}"
            self._client.update(path, {"versionName": self._version_name}, {})

    def _link(self, objects: Iterable[Object], deferred: set[tuple[Key, Key]]) -> None:
        """Write the references that an object was made without, unless the service does it."""
        definitions = {one.key: one.definition for one in objects}
        due = [
            one
            for one in objects
            if one.job.record
            and any(
                referring == one.key and not is_mirrored(referring, referred, definitions)
                for referring, referred in deferred
            )
        ]
        self._total += len(due)
        self._each(due, self._update)

    def _update(self, one: Object) -> None:
        self._refuse_without(one, set())
        record = one.job.record or {}
        wanted = one.kind.wanted(one.job.line, self._references)
        changed = Job(one.job.line, record, one.kind.to_update(one.job.line, wanted, record), wanted)
        if changed.plan.changed:
            write(one.kind, changed, self._client)
            self._learn(one, changed)

    def _refuse_without(self, one: Object, besides: set[Key]) -> None:
        """Raise VapiError for an object that refers to one which could not be written."""
        needed = {Key(two.kind, two.name) for two in references_of_definition(one.definition)} - besides
        missing = sorted(needed & self._failed)
        if missing:
            names = " and ".join(f"{key.kind.replace('-', ' ')} {key.name!r}" for key in missing)
            raise VapiError(f"was not tried, as it needs {names}", hint="Fix that and run again.")

    def _each(self, objects: Sequence[Object], act: Callable[[Object], None]) -> None:
        if not objects or self._client.check_mode:
            return
        with ThreadPoolExecutor(max_workers=min(self._concurrency, len(objects))) as workers:
            for one in workers.map(partial(self._attempt, act=act), objects):
                self._done += 1
                if one.job.error is not None:
                    self._failed.add(one.key)
                if self._progress:
                    self._progress(self._done, len(self._failed), self._total)

    def _attempt(self, one: Object, act: Callable[[Object], None]) -> Object:
        if self._stopped.is_set():
            one.job.skipped = True
            return one
        _result, one.job.error = attempt(partial(act, one), lambda: secret_values(one.kind.schema, one.job.line))
        if one.job.error is not None and self._stop:
            self._stopped.set()
        return one


def _delete_one(one: Object, client: Client) -> None:
    write(one.kind, one.job, client)
