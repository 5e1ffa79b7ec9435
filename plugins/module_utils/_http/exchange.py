# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and its answer: tried again where that is safe, then the answer's JSON, or one of our errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

from .._errors import NotFound, Redirected, Refused, Unavailable, Uncertain
from .responses import LOOK_AT_URL, SLOW_DOWN, decoded, redirected_to, words
from .retry import Answer, Attempts, RetryPolicy
from .throttle import Throttle
from .transport import Transport, nothing_was_sent, reason

with suppress(ImportError):
    # Client() says so.
    import requests

FIRST_CONNECTIONS = 3
"""Retries of a connection that cannot be opened, until the service has answered once: the address may be wrong."""


Read = Callable[[bytes], Any]
"""What makes an answer of a body; raises ValueError for one that is none."""


class Exchange:
    """Requests over one session, and what the headers of their answers tell.

    ``retries`` says how often a request is tried again after an error of the service or the network.
    """

    def __init__(self, transport: Transport, session: Any, throttle: Throttle, retries: int) -> None:
        self._transport = transport
        self._session = session
        self._throttle = throttle
        self._policy_once = RetryPolicy(total=retries, backoff_factor=0.5, status_forcelist=(429,))
        self._first_connections = min(retries, FIRST_CONNECTIONS)
        self._policy = self._policy_once.new(status_forcelist=(429, 500, 502, 503, 504))
        self._others: dict[str, Throttle] = {}
        self.clock_offset = 0.0
        """Seconds by which the service's clock is ahead of ours, as its last answer told."""
        self.answers = 0
        self.rate_limits: dict[str, str] = {}
        """Headers of answers that tell a limit of requests, by name."""

    def send(
        self, method: str, path: str, payload: Any, query: Mapping[str, Any] | None, once: bool, read: Read
    ) -> Any:
        """The answer as ``read`` makes it of the body.

        Raises VapiError: Uncertain where what is sent ``once`` may have taken effect.
        """

        def attempt() -> Answer:
            response, body = self._transport.send(self._session, method, path, payload, query)
            self._take_headers(response)
            return response, body

        policy = self._policy_once if once else self._policy
        if not self.answers:
            policy = policy.new(connect=self._first_connections)
        attempts = Attempts(policy, self._throttle, self._transport.is_final)
        try:
            response, body = attempts.answered(method, path, attempt, once)
        except (requests.RequestException, OSError) as error:
            if once and not (self._transport.is_final(error) or nothing_was_sent(error)):
                raise Uncertain(f"{method} {path} got no answer ({reason(error)})") from None
            raise self._transport.unreachable(error) from None
        return self._understand(method, path, response, body, once, read)

    def read_elsewhere(self, host: str, read: Callable[[], Answer]) -> Answer:
        """The answer to a GET at another host, tried as often as one at the API; its 429 holds up this host alone.

        Raises what requests raises where none comes.
        """
        throttle = self._others.setdefault(host, Throttle(self._throttle.concurrency, self._throttle.budget))
        throttle.ends = self._throttle.ends

        def attempt() -> Answer:
            with throttle:
                return read()

        policy = self._policy.new(connect=self._first_connections)
        return Attempts(policy, throttle, self._transport.is_final).answered("GET", host, attempt)

    def _take_headers(self, response: Any) -> None:
        self.answers += 1
        told = {name.lower(): value for name, value in response.headers.items()}
        self.rate_limits.update({name: value for name, value in told.items() if "ratelimit" in name.replace("-", "")})
        # An answer without a readable date leaves the clock as it is.
        with suppress(KeyError, TypeError, ValueError):
            self.clock_offset = parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()

    def _understand(self, method: str, path: str, response: Any, body: bytes, once: bool, read: Read) -> Any:
        status = response.status_code
        doubt = Uncertain if once else Unavailable
        if 200 <= status < 300:
            try:
                return read(body)
            except ValueError as fault:
                raise doubt(f"{method} {path} returned {fault}", status, LOOK_AT_URL) from None
        if 300 <= status < 400:
            redirect = Redirected(f"{method} {path} was redirected; redirects are not followed", status, LOOK_AT_URL)
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
