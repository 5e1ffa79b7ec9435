# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests of one session are under way at once, and when the next may start."""

from __future__ import annotations

import math
import threading
import time
from types import TracebackType

from .._errors import Cancelled
from .._schema.fields import Field

PACE = (
    Field("concurrency", "int", local=True, minimum=1, maximum=64, default=8),
    Field("retry_budget", "float", local=True, minimum=0, default=120),
)
"""Options of a task with many requests: how many at once, and how long 429 may hold them up (seconds)."""


class Throttle:
    """A gate for ``concurrency`` requests that narrows when the service says 429 and widens again slowly.

    Use it as a context around each request. ``budget`` is the longest that 429 may hold up a single request, or all
    of them while not one gets through, in seconds; without one the retry policy's count decides.
    """

    def __init__(self, concurrency: int = 1, budget: float | None = None) -> None:
        self.concurrency = concurrency
        self.budget = budget
        self.ends: float | None = None
        """When the task's own timeout passes, by the monotonic clock: no request begins after it."""
        self._limit = float(concurrency)
        self._under_way = 0
        self._not_before = 0.0
        self._narrowed_at = 0.0
        self._throttled_since: float | None = None
        self._gate = threading.Condition()

    def __enter__(self) -> Throttle:
        with self._gate:
            while True:
                now = time.monotonic()
                if max(now, self._not_before) >= (self.ends or math.inf):
                    raise Cancelled(
                        "the task's timeout passes before the next request may be sent",
                        hint="Run again, with a longer timeout for the task.",
                    )
                pause = self._not_before - now
                if self._under_way < int(self._limit) and pause <= 0:
                    break
                self._gate.wait(pause if pause > 0 else None)
            self._under_way += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._gate:
            self._under_way -= 1
            self._limit = min(float(self.concurrency), self._limit + 1 / (8 * self._limit))
            self._gate.notify_all()

    def left(self, seconds: float) -> float:
        """So many seconds, or as many as the task's timeout leaves."""
        return seconds if self.ends is None else max(0.0, min(seconds, self.ends - time.monotonic()))

    def on_success(self) -> None:
        """A response was something else than 429."""
        self._throttled_since = None

    def on_429(self, seconds: float, since: float | None = None) -> bool:
        """No request starts for this many seconds, and half as many at once from then on.

        False when that would exceed the budget of this request, which began at ``since``, or of all.
        """
        with self._gate:
            now = time.monotonic()
            if self._throttled_since is None:
                self._throttled_since = now
            began = min(since or now, self._throttled_since)
            too_long = self.budget is not None and now + seconds - began > self.budget
            if too_long or now + seconds >= (self.ends or math.inf):
                return False
            # The answers of one wave count once: those under way were sent before anyone knew.
            if now >= self._narrowed_at:
                self._limit = max(1.0, self._limit / 2)
                self._narrowed_at = now + seconds
            self._not_before = max(self._not_before, now + seconds)
            self._gate.notify_all()
            return True
