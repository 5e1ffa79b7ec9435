# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing many side by side: the one place for concurrency, failures, the end of a run, and progress."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from .._http.throttle import PACE
from .._schema.fields import Field
from .job import Job

Progress = Callable[[int, int, int], None]
"""Is told (done, failed, of how many) after every write."""

TOO_MANY_REQUESTS = 429

WRITING = (*PACE, Field("on_error", local=True, choices=("continue", "stop"), default="continue"))
"""The options of who writes many."""

J = TypeVar("J", bound=Job)


class Writer:
    """Writes side by side, until something says stop: what was not tried then is skipped."""

    def __init__(self, concurrency: int = 1, stop: bool = False, progress: Progress | None = None) -> None:
        """``stop`` ends with the first failure."""
        self._concurrency, self._stop, self._progress = concurrency, stop, progress
        self._stopped = threading.Event()
        self._done = self._failed = 0
        self.total = 0

    def each(self, jobs: Sequence[J], act: Callable[[J], None]) -> None:
        """Do this with each of these; an error stays with its job."""
        if not jobs:
            return
        with ThreadPoolExecutor(max_workers=min(self._concurrency, len(jobs))) as workers:
            for job in workers.map(partial(self._one, act=act), jobs):
                self._done, self._failed = self._done + 1, self._failed + (job.error is not None)
                if self._progress:
                    self._progress(self._done, self._failed, self.total)

    def again(self, jobs: Sequence[J], act: Callable[[J], None]) -> None:
        """Another attempt at what failed."""
        self._done, self._failed = self._done - len(jobs), self._failed - len(jobs)
        for job in jobs:
            job.error = None
        self.each(jobs, act)

    def _one(self, job: J, act: Callable[[J], None]) -> J:
        if self._stopped.is_set():
            job.skipped = True
            return job
        job.attempt(partial(act, job))
        # A service that turned everybody away for as long as we wait will not hear the rest either.
        if job.error is not None and (self._stop or job.error.status == TOO_MANY_REQUESTS):
            self._stopped.set()
        return job
