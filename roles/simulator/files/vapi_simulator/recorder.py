# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy on the loopback address that passes requests on to the API and writes its answers down as scrubbed fixtures.

The key goes on to the API and nowhere else. Writes are refused unless they were allowed.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .scrub import Scrubber

OWN_HOSTS = ("127.0.0.1", "localhost")
PASSED_ON = ("Authorization", "Accept", "User-Agent", "Content-Type")
PASSED_BACK = ("Content-Type", "Date", "Retry-After", "Location")
PATIENCE = 60
LARGEST = 64 * 1024 * 1024
"""Bytes of a body that are passed on."""


class Recorder(ThreadingHTTPServer):
    """The proxy. Raises ValueError for an address that would send the key readable."""

    daemon_threads = True

    def __init__(self, port: int, upstream: str, folder: str, writes: bool = False) -> None:
        parts = urlsplit(upstream)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in OWN_HOSTS)
        if not is_safe or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError("--record takes the https address of the API, without user, query and fragment")
        super().__init__(("127.0.0.1", port), Handler)
        self.upstream = upstream.rstrip("/")
        self.writes = writes
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._scrubber = Scrubber()
        self._count = len(list(self.folder.glob("*.json")))
        self._lock = threading.Lock()
        own = [urllib.request.ProxyHandler({})] if parts.hostname in OWN_HOSTS else []
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context())
        self.opener = urllib.request.build_opener(NoRedirects, tls, *own)

    def server_bind(self) -> None:
        """Bind without asking the name service who 127.0.0.1 is."""
        TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no event."""

    def record(self, method: str, target: str, sent: bytes, status: int, data: bytes) -> None:
        """Write an answer down; what is no JSON is told by its kind alone."""
        parts = urlsplit(target)
        with self._lock:
            scrub = self._scrubber
            asked: dict[str, Any] = {"method": method, "path": scrub.path(parts.path)}
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            if query:
                asked["query"] = scrub.query(query)
            if sent:
                asked["body"] = scrub.body(_json(sent))
            fixture = {"request": asked, "status": status, "body": scrub.body(_json(data), status)}
            self._count += 1
            slug = re.sub(r"[^a-z0-9]+", "-", parts.path.lower()).strip("-")[:40]
            path = self.folder / f"{self._count:03d}-{method.lower()}-{slug}.json"
            path.write_text(json.dumps(fixture, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _json(data: bytes) -> Any:
    try:
        return json.loads(data) if data.strip() else None
    except ValueError:
        kind = "HTML" if data.lstrip()[:1] == b"<" else "text"
        return {"notJson": kind, "bytes": len(data)}


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer: following it would take the key elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        """None is followed."""
        return


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Recorder
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        host = self.headers.get("Host", "").rpartition(":")[0]
        if host not in OWN_HOSTS or "Origin" in self.headers or self.headers.get("Sec-Fetch-Site", "none") != "none":
            self._refuse("Web pages are not answered.")
        elif self.command != "GET" and not self.server.writes:
            self._refuse("The recorder passes on reads only. Start it with --allow-writes to pass on writes too.")
        else:
            self._pass_on()

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _serve  # noqa: N815

    def _refuse(self, message: str) -> None:
        self.close_connection = True
        body = json.dumps({"message": message, "error": "Forbidden", "statusCode": 403}).encode()
        self._send(403, body, {"Content-Type": "application/json", "Connection": "close"})

    def _pass_on(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST or not self.path.startswith("/"):
            self._refuse("The request is too large, or its path is none.")
            return
        sent = self.rfile.read(length) if length else b""
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        request = urllib.request.Request(self.server.upstream + self.path, sent or None, headers, method=self.command)
        try:
            with self.server.opener.open(request, timeout=PATIENCE) as answer:
                status, data, told = answer.status, answer.read(LARGEST), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                status, data, told = error.code, error.read(LARGEST), error.headers
        except OSError as error:
            message = f"The recorder cannot reach the API ({type(error).__name__})."
            self._send(502, json.dumps({"message": message, "statusCode": 502}).encode(), {})
            return
        self.server.record(self.command, self.path, sent, status, data)
        self._send(status, data, {name: told[name] for name in PASSED_BACK if told.get(name)})

    def _send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """What is passed on stands in the fixtures; standard error stays quiet."""
