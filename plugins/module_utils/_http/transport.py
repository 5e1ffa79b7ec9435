# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and its answer, and what it means that none came: sessions, proxies, certificates, the lifeline."""

from __future__ import annotations

import re
import sys
import warnings
import zlib
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, BinaryIO, NamedTuple

from .._errors import Unavailable, VapiError
from .._version import VERSION
from .connection import parsed
from .deadline import Adapter
from .environment import Proxy, ca_bundle, is_loopback, proxy_for
from .lifeline import Lifeline
from .responses import body_of
from .throttle import Throttle

try:
    import requests
    from urllib3.exceptions import HTTPError, InsecureRequestWarning, NewConnectionError
except ImportError as missing_library:
    REQUESTS_ERROR: ImportError | None = missing_library
else:
    REQUESTS_ERROR = None


GZIP = 31
"""What zlib calls the gzip format."""


def require_requests(reason: str = "") -> None:
    """Raise VapiError when this interpreter has no requests, with the reason why it is the one that runs."""
    if REQUESTS_ERROR is None:
        return
    because = f" (taken because {reason})" if reason else ""
    raise VapiError(
        f"the Python library requests is missing for {sys.executable}{because}",
        hint=f"Install it: {sys.executable} -m pip install requests.",
    )


USER_AGENT = f"voiceops.vapi/{VERSION}"


class Upload(NamedTuple):
    """A body of several parts: texts by name, and a file as (name, content, type)."""

    fields: dict[str, str]
    file: tuple[str, bytes, str]


class Transport:
    """Requests to one address with one key.

    ``environment`` is that of the task; nothing is read from the process's own. Raises InvalidOptions for a CA bundle
    that is not there.
    """

    def __init__(
        self,
        base: str,
        connection: Mapping[str, Any],
        environment: Mapping[str, str],
        throttle: Throttle,
        lifeline: Lifeline,
    ) -> None:
        self.base = base
        self._key = connection["api_key"]
        self._timeout = connection["timeout"]
        self._environment = environment
        self._throttle = throttle
        self._lifeline = lifeline
        self.proxy = self._proxy_of(base)
        self.bundle_variable = ""
        self._verify: bool | str = bool(connection["validate_certs"])
        if not self._verify:
            warnings.simplefilter("ignore", InsecureRequestWarning)
        elif base.startswith("https:"):
            bundle, self.bundle_variable = ca_bundle(environment)
            self._verify = bundle or True

    @property
    def known(self) -> tuple[Any, ...]:
        """What makes a session usable for another client too."""
        return self.base, self._key, self._verify, self._throttle.concurrency, self.proxy

    def new_session(self) -> Any:
        """A session for this address, with its key."""
        return self._new_session(self._key)

    def _new_session(self, token: str = "") -> Any:
        session = _plain_session()
        for prefix in ("http://", "https://"):
            session.mount(prefix, Adapter(pool_maxsize=self._throttle.concurrency))
        session.headers["Accept"] = "application/json"
        if token:
            session.headers["Authorization"] = f"Bearer {token}"
        return session

    def send(
        self, session: Any, method: str, path: str, payload: Any, query: Mapping[str, Any] | None
    ) -> tuple[Any, bytes]:
        """One request to the API, and the body of its answer as far as it is read.

        Raises Cancelled for a write when the run is dead, else what requests raises.
        """
        with self._throttle, nullcontext() if method == "GET" else self._lifeline.writing():
            return self._ask_whole(session, method, self.base + path, self.proxy, params=query, **_body(payload))

    def post_elsewhere(self, url: str, payload: Mapping[str, Any]) -> Any:
        """The answer to a POST without the key to a URL that is itself the permission; raises what requests raises."""
        with self._new_session() as session, self._lifeline.writing():
            return self._ask(session, "POST", url, self._proxy_of(url), json=payload)

    def get_elsewhere(self, url: str, auth: tuple[str, str] | str, query: Mapping[str, Any]) -> tuple[Any, bytes]:
        """A GET without the key, and its body; raises what requests raises, and Unavailable for plain http."""
        _refuse_plain(url)
        with self._new_session(auth if isinstance(auth, str) else "") as session:
            session.auth = None if isinstance(auth, str) else auth
            return self._ask_whole(session, "GET", url, self._proxy_of(url), params=query)

    def download(self, url: str, stream: BinaryIO, packed: bool) -> tuple[Any, bytes]:
        """A GET without the key; a 200's body goes into the stream from its start. Raises what requests raises.

        The timeout holds for each part of the body, as a recording may be long. A storage may send what it keeps in
        gzip with this encoding, whatever was asked for: it is taken off, unless the content is to stay ``packed``.
        """
        _refuse_plain(url)
        with _plain_session() as session:
            session.headers["Accept-Encoding"] = "identity"
            response = self._ask(session, "GET", url, self._proxy_of(url), stream=True)
            if response.status_code == 200:
                stream.seek(0)
                stream.truncate()
                _write_body(response, stream, packed)
            return response, b""

    def _proxy_of(self, url: str) -> Proxy | None:
        address = parsed(url)
        return proxy_for(address.scheme or "", address.host or "", address.port, self._environment)

    def _ask_whole(self, *arguments: Any, **more: Any) -> tuple[Any, bytes]:
        """The answer of any host, and its body as far as it is read."""
        with self._ask(*arguments, stream=True, **more) as response:
            return response, body_of(response.iter_content(1 << 16))

    def _ask(self, session: Any, method: str, url: str, proxy: Proxy | None, **more: Any) -> Any:
        """The answer of any host; a redirect is one too."""
        return session.request(
            method,
            url,
            timeout=self._throttle.left(self._timeout),
            verify=self._verify,
            proxies={"http": proxy.url, "https": proxy.url} if proxy else {},
            allow_redirects=False,
            **more,
        )

    # --- what it means that no answer came ---

    def is_final(self, error: Exception) -> bool:
        """Whether the same request would fail again, for a reason on this side of the service."""
        final = requests.exceptions
        if isinstance(error, final.ProxyError):
            return not re.search(r"Tunnel connection failed: 5\d\d", str(error))
        own = (final.SSLError, final.InvalidURL, final.InvalidSchema)
        return isinstance(error, own) or not isinstance(error, requests.RequestException)

    def unreachable(self, error: Exception) -> Unavailable:
        """The error that ends a request without an answer."""
        if self.proxy and isinstance(error, (requests.exceptions.ProxyError, requests.exceptions.InvalidSchema)):
            return self._proxy_failed(self.proxy, error)
        if isinstance(error, requests.exceptions.SSLError):
            variable = self.bundle_variable
            return Unavailable(
                f"the certificate of {self.base} was not accepted",
                hint=f"Check api_url and the file that {variable} names."
                if variable
                else "Check api_url; for a private authority set REQUESTS_CA_BUNDLE to its certificate.",
            )
        by_proxy = f" through the proxy {self.proxy.address} ({self.proxy.variable})" if self.proxy else ""
        return Unavailable(
            f"{self.base} cannot be reached{by_proxy} ({reason(error)})", hint="Check api_url, region and the network."
        )

    def _proxy_failed(self, proxy: Proxy, error: Exception) -> Unavailable:
        said = str(error)
        exempt = f"add {parsed(self.base).host} to no_proxy."
        if isinstance(error, requests.exceptions.InvalidSchema):
            what, hint = (
                "the Python library for SOCKS is missing",
                "Install it: python -m pip install 'requests[socks]'.",
            )
        elif " 407" in said:
            what, hint = (
                "it requires a user and a password (407)",
                f"Put them into {proxy.variable}: http://user:password@host.",
            )
        elif nothing_was_sent(error):
            what, hint = "connection refused or unknown host", f"Correct {proxy.variable}, or {exempt}"
        else:
            what, hint = "it did not connect", f"Check {proxy.variable}, or {exempt}"
        return Unavailable(f"the proxy {proxy.address} ({proxy.variable}) failed: {what}", hint=hint)


def _body(payload: Any) -> dict[str, Any]:
    """How requests is handed a body."""
    if isinstance(payload, Upload):
        return {"data": payload.fields, "files": {"file": payload.file}}
    return {"json": payload}


def _plain_session() -> Any:
    """A session without what the machine is set up with (proxies, ~/.netrc), and without a look at redirects."""
    session: Any = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = USER_AGENT
    # requests reads the address even of a redirect that it does not follow, and fails over one that is none.
    session.get_redirect_target = lambda response: None
    return session


def _write_body(response: Any, stream: BinaryIO, packed: bool) -> None:
    """Write an answer's body; raises ChunkedEncodingError where it is cut or cannot be unpacked."""
    encoding = str(response.headers.get("Content-Encoding") or "identity").lower()
    unpacked = zlib.decompressobj(GZIP) if encoding in ("gzip", "x-gzip") and not packed else None
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise OSError(f"the encoding {encoding} was not asked for")
    try:
        for block in response.raw.stream(1 << 16, decode_content=False):
            stream.write(unpacked.decompress(block) if unpacked else block)
    except (HTTPError, zlib.error) as error:
        raise requests.exceptions.ChunkedEncodingError("the download was cut") from error
    promised = response.headers.get("Content-Length")
    if (promised and response.raw.tell() != int(promised)) or (unpacked and not unpacked.eof):
        raise requests.exceptions.ChunkedEncodingError("the download was cut")


def _refuse_plain(url: str) -> None:
    address = parsed(url)
    if address.scheme != "https" and not is_loopback(address.host or ""):
        raise Unavailable("the address is neither https nor on this machine", hint="Use an https address.")


def nothing_was_sent(error: Exception) -> bool:
    """Whether a request failed before its first byte left."""
    because = getattr(error.args[0], "reason", None) if error.args else None
    because = getattr(because, "original_error", because)
    return isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(because, NewConnectionError)


def reason(error: Exception) -> str:
    """Why no answer came, in a few words."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate was not accepted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy failed"
    if isinstance(error, ValueError):
        return "no usable address"
    if isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error):
        return "timed out"
    return "connection refused or unknown host" if nothing_was_sent(error) else "connection cut"
