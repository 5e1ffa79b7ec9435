# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and its answer: tried again where that is safe, then the answer's JSON, or one of our errors.

What is retried, and how long is waited, is urllib3's :class:`Retry` with one rule changed: of all statuses only 429
lets a POST go out again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

from .._errors import NotFound, Redirected, Refused, Unavailable, Uncertain
from .responses import LOOK_AT_URL, SLOW_DOWN, decoded, redirected_to, usable, words
from .retry import RetryPolicy
from .throttle import Throttle
from .transport import Transport, nothing_was_sent, reason

try:
    import requests
    from urllib3.exceptions import MaxRetryError, ProtocolError
except ImportError:
    # Client() says so.
    pass

SHORTEST_WAIT = 0.1
"""Seconds after a 429 that names no time, so that nothing ever runs hot."""


class Exchange:
    """Requests over one session, and what the headers of their answers tell.

    ``retries`` says how often a request is tried again after an error of the service or the network.
    """

    def __init__(self, transport: Transport, session: Any, throttle: Throttle, retries: int) -> None:
        self._transport = transport
        self._session = session
        self._throttle = throttle
        self._policy_once = RetryPolicy(total=retries, backoff_factor=0.5, status_forcelist=())
        self._policy = self._policy_once.new(status_forcelist=(500, 502, 503, 504))
        self.clock_offset = 0.0
        """Seconds by which the service's clock is ahead of ours, as its last answer told."""
        self.answers = 0
        self.rate_limits: dict[str, str] = {}
        """Headers of answers that tell a limit of requests, by name."""

    def send(self, method: str, path: str, payload: Any, query: Mapping[str, Any] | None, once: bool) -> Any:
        """The answer's JSON. Raises VapiError: Uncertain where what is sent ``once`` may have taken effect."""
        policy = self._policy_once if once else self._policy
        began = time.monotonic()
        while True:
            try:
                response, body = self._transport.send(self._session, method, path, payload, query)
                self._take_headers(response)
                if response.status_code != 429:
                    self._throttle.on_success()
                if not policy.is_retry(method, response.status_code):
                    return self._understand(method, path, response, body, once)
                policy = self._after_refusal(policy, method, path, response, began)
            except MaxRetryError:
                return self._understand(method, path, response, body, once)
            except (requests.RequestException, OSError) as error:
                if self._transport.is_final(error):
                    raise self._transport.unreachable(error) from None
                if once and not nothing_was_sent(error):
                    raise Uncertain(f"{method} {path} got no answer ({reason(error)})") from None
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
        """The policy for another attempt after a request without an answer, or the error that ends it."""
        try:
            policy = policy.increment(method, path, error=ProtocolError(str(type(error))))
        except MaxRetryError:
            raise self._transport.unreachable(error) from None
        time.sleep(self._throttle.left(policy.get_backoff_time()))
        return policy

    def _take_headers(self, response: Any) -> None:
        self.answers += 1
        told = {name.lower(): value for name, value in response.headers.items()}
        self.rate_limits.update({name: value for name, value in told.items() if "ratelimit" in name.replace("-", "")})
        # An answer without a readable date leaves the clock as it is.
        with suppress(KeyError, TypeError, ValueError):
            self.clock_offset = parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()

    def _understand(self, method: str, path: str, response: Any, body: bytes, once: bool) -> Any:
        status = response.status_code
        doubt = Uncertain if once else Unavailable
        if 200 <= status < 300:
            try:
                # Of what was deleted nothing is needed any more.
                return decoded(body) if method == "DELETE" else usable(body)
            except ValueError as fault:
                raise doubt(f"{method} {path} was answered with {fault}", status, LOOK_AT_URL) from None
        if 300 <= status < 400:
            redirect = Redirected(
                f"{method} {path} was redirected, and redirects are not followed", status, LOOK_AT_URL
            )
            redirect.location = redirected_to(response.url, str(response.headers.get("Location", "")))
            raise redirect
        said = words(body)
        if status >= 500:
            about = f": {said}" if said else ""
            raise doubt(f"the service answered {status} to {method} {path}{about}", status)
        if status == 429:
            raise Refused(f"the service keeps answering 429 (too many requests) to {method} {path}", status, SLOW_DOWN)
        refusal = (NotFound if status == 404 else Refused)(said or f"HTTP {status} to {method} {path}", status)
        with suppress(ValueError):
            refusal.body = decoded(body)
        raise refusal
