# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to the service, and nothing else: no resource is known here.

A POST is sent once. In check mode no write leaves this module; its prediction comes back.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO
from urllib.parse import quote

from .._errors import InvalidOptions, NotFound, Redirected, Refused, Unavailable, Uncertain
from .cache import Records, Sessions
from .connection import base_url
from .exchange import Exchange, Read
from .pagination import DatedList, Page, items_of, numbered, page_of
from .pin import Pin
from .responses import LOOK_AT_URL, decoded, is_wanted, usable
from .retry import Answer
from .throttle import Throttle
from .transport import Transport, Upload, nothing_was_sent, reason, require_requests

with suppress(ImportError):
    # Client() says so.
    import requests

PAGE = 1000
"""Most items the service gives in one answer (OpenAPI: limit 0-1000)."""

OLDEST_FIRST = {"sortBy": "createdAt", "sortOrder": "ASC"}
"""The order in which a numbered list is read."""

VARIANT_NAMES = ("provider", "type")
"""Fields that say what variant an object is."""


class Client:
    """One session with one org.

    ``connection`` are the read options of ``connection.CONNECTION``; ``environment`` names proxies and a CA bundle;
    ``witnesses`` are paths that tell the org of a key (``pin``). With ``check_mode`` nothing may be written, at the
    service or on this machine. Raises only the errors of ``_errors``.
    """

    _limit_is_kept = False

    def __init__(
        self,
        connection: Mapping[str, Any],
        environment: Mapping[str, str],
        check_mode: bool = False,
        throttle: Throttle | None = None,
        sessions: Sessions | None = None,
        witnesses: Sequence[str] = (),
    ) -> None:
        require_requests()
        self._connection = dict(connection)
        self._environment = environment
        self.region = str(connection["region"])
        self.check_mode = check_mode
        sessions = Sessions() if sessions is None else sessions
        self.lifeline, self.remembers = sessions.lifeline, sessions.remember
        self._throttle = throttle or Throttle()
        self._throttle.ends = sessions.ends
        self._transport = Transport(base_url(connection), connection, environment, self._throttle, self.lifeline)
        known = self._transport.known
        if known not in sessions:
            sessions[known] = self._transport.new_session()
        self.exchange = Exchange(self._transport, sessions[known], self._throttle, connection["retries"])
        self._cache = sessions.cache(known)
        self._pin = Pin(connection.get("org_id"), self._cache.orgs, witnesses)
        self._prefetched: dict[str, Future[Any]] = {}
        self._wanted: dict[str, set[str]] = {}
        self.warnings: list[str] = []
        if not connection["validate_certs"] and self._transport.base.startswith("https:"):
            self.warnings.append(f"validate_certs: false: the certificate of {self._transport.base} is not checked.")

    def has_key(self, api_key: str) -> bool:
        """Whether this is the client's own key."""
        return bool(self._connection["api_key"] == api_key)

    @property
    def org_id(self) -> str:
        """The one org that the task may work with; empty where none is given."""
        return self._pin.wanted

    def for_other_org(self, connection: Mapping[str, Any]) -> Client:
        """A client of another org; what is not given is as for this one."""
        return type(self)({**self._connection, "org_id": None, **connection}, self._environment, self.check_mode)

    # --- what use cases call ---

    def get(self, path: str, **query: Any) -> Any:
        """Read one thing; ``path`` begins with a slash, ``query`` has the service's names. Raises NotFound for 404."""
        answer = self._request("GET", path, query={key: value for key, value in query.items() if value is not None})
        if not (query or isinstance(answer, dict)):
            raise Unavailable(f"GET {path} returned a list", hint=LOOK_AT_URL)
        if not query:
            _refuse_another("GET", path, answer)
        return answer

    def create(self, path: str, payload: Mapping[str, Any] | Upload, predicted: Mapping[str, Any]) -> dict[str, Any]:
        """POST, once. Raises Uncertain when the answer does not say whether it took effect."""
        return self._write("POST", path, payload, predicted)

    def update(self, path: str, payload: Mapping[str, Any], predicted: Mapping[str, Any]) -> dict[str, Any]:
        """PATCH with the changed fields only.

        ``provider`` and ``type`` cannot change, and services of different age refuse or want them: they go along once a
        refusal has named them, from then on for every object of the kind.
        """
        kind = path.rpartition("/")[0]
        wanted = self._wanted.setdefault(kind, set())
        while True:
            along = {name: predicted[name] for name in sorted(wanted) if name in predicted}
            try:
                return self._write("PATCH", path, {**along, **payload}, predicted)
            except Refused as refusal:
                missing = {name for name in VARIANT_NAMES if is_wanted(name, refusal) and predicted.get(name)}
                # Compared with what this request had: another one beside it may have learned the same meanwhile.
                if missing <= along.keys() | payload.keys():
                    raise
                wanted |= missing

    def delete(self, path: str, predicted: Mapping[str, Any], once: bool = False) -> dict[str, Any]:
        """DELETE; what is gone already counts as deleted, for a repeated request cannot tell.

        With ``once`` it is not repeated, and Uncertain is raised when the answer does not say whether it took effect.
        """
        try:
            return self._write("DELETE", path, None, predicted, once)
        except NotFound:
            return dict(predicted)
        except Refused as refusal:
            # Official clients send an empty object along, so that some path of the service may want it.
            if refusal.status not in (400, 411, 415) or not re.search(r"\bbody\b|content.type", refusal.message, re.I):
                raise
        return self._write("DELETE", path, {}, predicted, once)

    def now(self) -> float:
        """Seconds since 1970 by the service's clock, as its last answer told; ours where none did."""
        return time.time() + self.exchange.clock_offset

    def refuse_other_org(self) -> None:
        """Raise InvalidOptions where the key is not that of the org ``org_id``; each write does this first."""
        # Only the org is looked for in these answers, whatever else they are.
        self._pin.ask(lambda path: self._request("GET", path, read=decoded))

    def numbered_pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All items of a ``{results, metadata}`` list, each once, oldest first."""

        def ask(since: str, number: int) -> Page:
            asked = {"limit": PAGE, "page": number, "createdAtGe": since or None}
            page = page_of(self.get(path, **{**query, **OLDEST_FIRST, **asked}), path, PAGE)
            self._limit_is_kept = self._limit_is_kept or page.size >= PAGE
            return page

        return numbered(path, ask, since=str(query.get("createdAtGe") or ""))

    def dated_pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All items of a bare array, each once.

        A short page is the end only where this service was seen to keep the limit it was asked for. Raises Unavailable
        where the list cannot be read completely.
        """

        def ask(bounds: dict[str, str]) -> list[dict[str, Any]]:
            asked = None if query or bounds else self._prefetched.pop(path, None)
            answer = asked.result() if asked else self.get(path, **{**query, "limit": PAGE, **bounds})
            items = items_of(answer, path)
            self._limit_is_kept = self._limit_is_kept or len(items) >= PAGE
            return items

        return DatedList(path, ask, lambda items: self._limit_is_kept and len(items) < PAGE, PAGE).read()

    def whole_list(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All items of a bare array that has neither dates nor page numbers to ask for."""
        # An empty filter, as a list is the expected answer.
        yield from items_of(self._request("GET", path, query=query), path)

    @contextmanager
    def prefetch(self, paths: Collection[str]) -> Iterator[None]:
        """Ask for the first page of dated lists side by side with what is read meanwhile; they are read on from it."""
        wanted = [path for path in paths if path not in self._cache.readings]
        with ThreadPoolExecutor(max_workers=len(wanted) or 1) as workers:
            self._prefetched = {path: workers.submit(self.get, path, limit=PAGE) for path in wanted}
            yield

    def cached(self, path: str, read: Callable[[str], Iterator[dict[str, Any]]]) -> Records:
        """All items of a list by id: read by this client once, in a loop by the first item for those that follow."""
        return self._cache.once(path, read)

    def has_read(self, path: str) -> bool:
        """Whether a list is there to be looked at without a request."""
        return path in self._cache.readings

    def remember(self, path: str, record: Mapping[str, Any]) -> None:
        """Let the items of a loop that follow see what this one has written."""
        if not self.check_mode:
            self._cache.keep(path, record)

    def forget(self, path: str, record_id: str = "") -> None:
        """Drop what was read: one record, which is deleted, or the whole list, which is in doubt."""
        if not record_id:
            self._cache.readings.pop(path, None)
        elif not self.check_mode:
            self._cache.drop(path, record_id)

    def post_control_url(self, url: str, payload: Mapping[str, Any]) -> None:
        """POST, once, to a URL that is itself the permission (a call's control URL): without the key, never shown.

        Raises Uncertain when the answer does not say whether it took effect, else Unavailable or Refused.
        """
        if self.check_mode:
            return
        try:
            response = self._transport.post_elsewhere(url, payload)
        except (requests.RequestException, OSError, ValueError) as error:
            unsent = isinstance(error, ValueError) or nothing_was_sent(error)
            raise (Unavailable if unsent else Uncertain)(
                f"the call's control URL did not answer ({reason(error)})", hint="Run again."
            ) from None
        # requests calls a redirect ok, but the call goes on.
        if not 200 <= response.status_code < 300:
            raise (Refused if 400 <= response.status_code < 500 else Uncertain)(
                "the call's control URL refused the request", response.status_code, "Run again."
            )

    def redirect_of(self, path: str) -> str:
        """Where the service sends whoever reads this path: a short-lived URL, never to be shown.

        Raises Unavailable where it answers with anything else, and NotFound for 404.
        """
        try:
            self._request("GET", path)
        except Redirected as redirect:
            if redirect.location:
                return redirect.location
        raise Unavailable(f"GET {path} did not return a redirect", hint=LOOK_AT_URL)

    def get_elsewhere(self, url: str, auth: tuple[str, str] | str, query: Mapping[str, Any]) -> tuple[int, bytes]:
        """Status and body of a GET to another service with that service's own credentials, a pair or a token.

        The key of the org is not sent. Raises Unavailable when no answer comes.
        """
        response, body = self._elsewhere(
            url, lambda: self._transport.get_elsewhere(url, auth, query), host_of(url), "Check the network."
        )
        return int(response.status_code), body

    def download(self, url: str, stream: BinaryIO, packed: bool = False) -> None:
        """Write what a URL leads to into a stream, without the key; ``packed`` as it is stored, in gzip.

        Raises Refused with the status, and Unavailable for an answer that is cut.
        """
        storage = "the storage of the artifact"
        response, _body = self._elsewhere(url, lambda: self._transport.download(url, stream, packed), storage)
        if response.status_code != 200:
            raise Refused(f"{storage} refused the request", response.status_code)

    def poll(self, read: Callable[[], None], done: Callable[[], bool], timeout: float, interval: float) -> None:
        """Read every ``interval`` seconds until ``done``, for ``timeout`` seconds at most; check mode does not wait."""
        deadline = time.monotonic() + self._throttle.left(timeout)
        while not (done() or self.check_mode or time.monotonic() >= deadline):
            time.sleep(min(interval, max(0.0, deadline - time.monotonic())))
            read()

    # --- inside ---

    def _elsewhere(self, url: str, read: Callable[[], Answer], host: str, hint: str = "") -> Answer:
        """The answer of another host, which is named so where none comes."""
        try:
            return self.exchange.read_elsewhere(host_of(url), read)
        except (requests.RequestException, OSError, ValueError) as error:
            raise Unavailable(f"{host} did not answer ({reason(error)})", hint=hint) from None

    def _write(
        self, method: str, path: str, payload: Any, predicted: Mapping[str, Any], once: bool = False
    ) -> dict[str, Any]:
        self.refuse_other_org()
        if self.check_mode:
            return dict(predicted)
        once = once or method == "POST"
        # Of what was deleted nothing is needed any more.
        answer = self._request(method, path, payload, once=once, read=decoded if method == "DELETE" else usable)
        if isinstance(answer, dict):
            if method == "PATCH":
                _refuse_another(method, path, answer)
            return answer
        raise (Uncertain if once else Unavailable)(f"{method} {path} did not return a JSON object", hint=LOOK_AT_URL)

    def _request(
        self,
        method: str,
        path: str,
        payload: Any = None,
        query: Mapping[str, Any] | None = None,
        once: bool = False,
        read: Read = usable,
    ) -> Any:
        answer = self.exchange.send(method, path, payload, query, once, read)
        if method == "GET":
            self._pin.look(answer)
        return answer


def _refuse_another(method: str, path: str, answer: Mapping[str, Any]) -> None:
    """What is decided about one object is done to it: the answer has to be about that one."""
    kind, wanted = path[1:].partition("?")[0].split("/", 1)
    if "/" not in wanted and quote(str(answer.get("id")), safe="").lower() != wanted.lower():
        raise Unavailable(f"{method} {path} returned another {kind}, {answer.get('id')}", hint=LOOK_AT_URL)


def host_of(url: str) -> str:
    """The host of a URL in a sentence."""
    return url.split("/")[2] if "://" in url else url


def segment(value: str) -> str:
    """A text as one segment of a path; raises InvalidOptions for one that would lead to another path."""
    if value.strip(". ") == "":
        raise InvalidOptions(f"{value!r} is not an id", hint="Copy the id from the dashboard or from an info module.")
    return quote(value, safe="", errors="replace")
