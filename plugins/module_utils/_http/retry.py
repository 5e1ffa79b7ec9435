# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request goes out again, and after how long: urllib3's :class:`Retry` with the statuses this API means."""

from __future__ import annotations

from typing import Any

try:
    from urllib3.exceptions import InvalidHeader
    from urllib3.util.retry import RequestHistory, Retry
except ImportError:
    # The client says that requests, and urllib3 with it, is missing.
    Retry = object  # type: ignore[assignment,misc]

LONGEST_WAIT = 30.0
"""Seconds; a Retry-After beyond it is cut to it."""


class RetryPolicy(Retry):
    """When a request goes out again: on 429 always, on the statuses of ``status_forcelist`` besides."""

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        """Whether an answer with this status means: the same request again."""
        return status_code == 429 or status_code in self.status_forcelist

    def _is_method_retryable(self, method: str) -> bool:
        return True  # is_retry() and the caller decide; here a count is kept only.

    def counted(self) -> RetryPolicy:
        """The policy after one more attempt that does not use up the total."""
        attempt = RequestHistory("", None, None, 429, None)
        return self.new(history=(*self.history, attempt))

    def get_backoff_time(self) -> float:
        """Seconds to wait when the service names none: 0, 1, 2, 4, … up to the longest wait."""
        return float(min(super().get_backoff_time(), LONGEST_WAIT))

    def get_retry_after(self, response: Any) -> float | None:
        """Seconds the service asks for, within reason; a header that makes no sense counts as none."""
        try:
            seconds = super().get_retry_after(response)
        except InvalidHeader:
            return None
        return None if seconds is None else min(max(float(seconds), 0.0), LONGEST_WAIT)
