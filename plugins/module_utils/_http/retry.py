# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request goes out again, and after how long, at the API, at carriers and at storages.

What is retried, and how long is waited, is urllib3's :class:`Retry` with one rule changed: of all statuses only 429
lets a POST go out again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .throttle import Throttle
from .transport import nothing_was_sent

try:
    import requests
    from urllib3.exceptions import ConnectTimeoutError, InvalidHeader, MaxRetryError, ProtocolError
    from urllib3.util.retry import RequestHistory, Retry
except ImportError:
    # The client says that requests, and urllib3 with it, is missing.
    Retry = object  # type: ignore[assignment,misc]

LONGEST_WAIT = 30.0
"""Seconds; a Retry-After beyond it is cut to it."""

SHORTEST_WAIT = 0.1
"""Seconds after a 429 that names no time, so that nothing ever runs hot."""

Answer = tuple[Any, bytes]
"""A response of requests, and its body as far as it was read."""


class RetryPolicy(Retry):
    """When a request goes out again: on the statuses of ``status_forcelist``, whatever its method."""

    def _is_method_retryable(self, method: str) -> bool:
        return True

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


class Attempts:
    """How often a request goes out, by a policy, and when, by the throttle of its host."""

    def __init__(self, policy: Any, throttle: Throttle, is_final: Callable[[Exception], bool]) -> None:
        self._policy, self._throttle, self._is_final = policy, throttle, is_final

    def answered(self, method: str, path: str, send: Callable[[], Answer], once: bool = False) -> Answer:
        """The answer that counts: the first that means no other attempt, else the last.

        Raises what requests raises where none comes; with ``once`` as soon as the request may have taken effect.
        """
        policy, began = self._policy, time.monotonic()
        while True:
            try:
                response, body = send()
                if response.status_code != 429:
                    self._throttle.on_success()
                if not policy.is_retry(method, response.status_code):
                    return response, body
                policy = self._after_refusal(policy, method, path, response, began)
            except MaxRetryError:
                return response, body
            except (requests.RequestException, OSError) as error:
                if self._is_final(error) or (once and not nothing_was_sent(error)):
                    raise
                policy = self._after_silence(policy, method, path, error)

    def _after_refusal(self, policy: Any, method: str, path: str, response: Any, began: float) -> Any:
        """The policy for another attempt after 429 or 5xx, once it is time; MaxRetryError when it was tried enough."""
        turned_away = response.status_code == 429
        by_time = turned_away and self._throttle.budget is not None
        # Held up by 429 a request is counted in seconds, not in attempts: many others compete for the same limit.
        following = policy.increment(method, path, response=response.raw) if not by_time else policy.counted()
        asked = following.get_retry_after(response.raw)
        seconds = following.get_backoff_time() if asked is None else asked
        if turned_away:
            if not self._throttle.on_429(max(seconds, SHORTEST_WAIT), began):
                raise MaxRetryError(None, path)  # type: ignore[arg-type]
        else:
            time.sleep(self._throttle.left(seconds))
        return following

    def _after_silence(self, policy: Any, method: str, path: str, error: Exception) -> Any:
        """The policy for another attempt after a request without an answer; its error when it was tried enough."""
        kind = ConnectTimeoutError if nothing_was_sent(error) else ProtocolError
        try:
            policy = policy.increment(method, path, error=kind(str(type(error))))
        except MaxRetryError:
            raise error from None
        time.sleep(self._throttle.left(policy.get_backoff_time()))
        return policy
