# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP on the loopback address: one process, a thread for each connection, faults and log around the rules."""

from __future__ import annotations

import json
import os
import threading
import time
import traceback
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .api import NOT_JSON, Api, Request
from .control import Control
from .faults import Fault
from .store import Refusal, Store
from .switches import Switches

HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
BLOCKED_AGENT = "Python-urllib"
ANSWERED_FIRST = ("latency", "slow", "truncate", "garbage")
"""These faults spoil an answer, so there has to be one."""


class Simulator(ThreadingHTTPServer):
    """The server; it listens on 127.0.0.1 and nowhere else."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, store: Store, switches: Switches, idle: float = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.idle = idle
        self.asked_at = time.monotonic()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.api = Api(store, switches, self.url)
        self.control = Control(self.api)
        self.turn = threading.RLock()

    def server_bind(self) -> None:
        """Bind without asking the name service who 127.0.0.1 is, which may take seconds."""
        TCPServer.server_bind(self)

    def service_actions(self) -> None:
        """Called between requests: end by itself when nobody has asked for long enough, if it was told to."""
        if self.idle and time.monotonic() - self.asked_at > self.idle:
            self.idle = 0
            threading.Thread(target=self.shutdown).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no event."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Simulator
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # Buffered: headers and body leave in one packet.

    def _serve(self) -> None:
        request = self._read()
        self.server.asked_at = time.monotonic()
        if request.path.startswith("/_simulator/"):
            with self.server.turn:
                status, body = self.server.control.answer(request)
            self._send(status, body)
            if request.path == "/_simulator/stop":
                threading.Thread(target=self.server.shutdown).start()
        else:
            self._serve_api(request)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = do_HEAD = do_OPTIONS = _serve  # noqa: N815

    def _read(self) -> Request:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else b""
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = NOT_JSON
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), headers, body)

    def _serve_api(self, request: Request) -> None:
        api = self.server.api
        if api.switches.latency:
            time.sleep(api.switches.latency / 1000)
        if request.headers.get("user-agent", "").startswith(BLOCKED_AGENT):
            self._send_bytes(403, b"error code: 1010", "text/plain")
            return
        with self.server.turn:
            org = api.store.orgs.get(request.headers.get("authorization", "").partition(" ")[2])
            fault = api.faults.of(request.method, request.path, org.index if org else None)
            entry = self.server.control.log(request, org.index if org else None, fault)
            if fault and fault.when == "before" and fault.fault not in ANSWERED_FIRST:
                answer: tuple[int, Any] | None = None
            else:
                answer = self._answer(request)
            entry["status"] = answer[0] if answer else None
        if fault is None:
            assert answer is not None
            self._send(*answer)
        else:
            entry["status"] = self._strike(fault, answer)

    def _answer(self, request: Request) -> tuple[int, Any]:
        try:
            return self.server.api.answer(request)
        except Refusal as refusal:
            return refusal.status, refusal.body
        except Exception:  # pylint: disable=broad-exception-caught
            # A fault of the simulator itself shall look like one, and not like a cut connection.
            traceback.print_exc()
            return 500, {"message": "The simulator failed; its standard error says why.", "statusCode": 500}

    # --- faults ---

    def _strike(self, fault: Fault, answer: tuple[int, Any] | None) -> int | None:
        """Let the fault happen, and return the status that left, if one did."""
        kind = fault.fault
        if kind == "kill":
            os._exit(137)
        if kind == "cut":
            self.close_connection = True
            return None
        if kind in ANSWERED_FIRST:
            assert answer is not None
            return self._spoil(fault, *answer)
        if kind == "redirect":
            self._send(302, {}, {"Location": fault.location})
            return 302
        status = int(kind)
        if status == 502:
            self._send_bytes(502, HTML, "text/html")
        elif status == 429:
            body = {"message": "Too Many Requests", "statusCode": 429}
            self._send(429, body, self._retry_after(fault))
        elif status == 400:
            self._send(400, {"message": fault.message, "error": "Bad Request", "statusCode": 400})
        else:
            self._send(status, {"message": "Internal server error", "statusCode": status})
        return status

    @staticmethod
    def _retry_after(fault: Fault) -> dict[str, str]:
        if fault.retry_after is None:
            return {}
        if fault.retry_after == "date":
            return {"Retry-After": format_datetime(datetime.now(timezone.utc) + timedelta(seconds=1), usegmt=True)}
        return {"Retry-After": "Thursday, 99 Foo" if fault.retry_after == "absurd" else str(fault.retry_after)}

    def _spoil(self, fault: Fault, status: int, body: Any) -> int:
        data = json.dumps(body).encode()
        if fault.fault == "latency":
            time.sleep(fault.seconds)
            self._send(status, body)
        elif fault.fault == "garbage":
            self._send_bytes(status, b"\x00\xff<!-- {" + data[: len(data) // 3], "application/json")
        else:
            self._send_slowly(status, data, fault)
        return status

    def _send_slowly(self, status: int, data: bytes, fault: Fault) -> None:
        self._head(status, len(data), "application/json", {})
        half = max(1, len(data) // 2)
        self.wfile.write(data[:half])
        self.wfile.flush()
        if fault.fault == "truncate":
            self.close_connection = True
            return
        for start in range(half, len(data), max(1, half // 4)):
            time.sleep(fault.seconds / 4)
            self.wfile.write(data[start : start + max(1, half // 4)])
            self.wfile.flush()

    # --- sending ---

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send_bytes(status, json.dumps(body).encode(), "application/json; charset=utf-8", headers)

    def _send_bytes(self, status: int, data: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self._head(status, len(data), kind, headers or {})
        if self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    def _head(self, status: int, length: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date of an answer: by the simulator's clock, which tests may advance."""
        return super().date_time_string(self.server.api.store.now() if timestamp is None else timestamp)  # type: ignore[arg-type]

    def log_message(self, format: str, *args: Any) -> None:
        """The request log is read over HTTP; standard error stays quiet."""
