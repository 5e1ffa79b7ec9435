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

from .api import Api
from .control import ROOT, Control
from .faults import Fault
from .refusals import Refusal
from .resources.base import NOT_JSON, Answer, Request
from .store import Store
from .switches import Switches

HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
OWN_HOSTS = ("127.0.0.1", "localhost")
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
        self.lock = threading.RLock()

    @property
    def control_url(self) -> str:
        """Where the control plane is; whoever knows it steers the simulator."""
        return f"{self.url}{ROOT}{self.control.token}"

    def server_bind(self) -> None:
        """Bind without asking the name service who 127.0.0.1 is, which may take seconds."""
        TCPServer.server_bind(self)

    def service_actions(self) -> None:
        """Called between requests: end after so long without a request, if it was told to."""
        if self.idle and time.monotonic() - self.asked_at > self.idle:
            self.idle = 0
            threading.Thread(target=self.shutdown).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no event."""


def _own_fault() -> Answer:
    """A fault of the simulator itself has to look like one, and not like a cut connection."""
    traceback.print_exc()
    return Answer(500, {"message": "The simulator failed; its standard error says why.", "statusCode": 500})


def _status_of(fault: Fault, answer: Answer | None) -> int | None:
    """The status with which a fault answers, if it answers."""
    if fault.fault in ANSWERED_FIRST:
        assert answer is not None
        return answer.status
    if fault.fault in ("kill", "cut"):
        return None
    return 302 if fault.fault == "redirect" else int(fault.fault)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Simulator
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # Buffered: headers and body leave in one packet.

    def _serve(self) -> None:
        request = self._read()
        if self._is_web_page(request.headers):
            self._send(403, {"message": "Web pages are not answered.", "error": "Forbidden", "statusCode": 403})
            return
        self.server.asked_at = time.monotonic()
        if request.path.startswith(ROOT):
            with self.server.lock:
                answer = self._answer_control(request)
            self._send_answer(answer)
            if answer.status == 200 and request.path.endswith("/stop"):
                threading.Thread(target=self.server.shutdown).start()
        else:
            self._serve_api(request)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = do_HEAD = do_OPTIONS = _serve  # noqa: N815

    @staticmethod
    def _is_web_page(headers: dict[str, str]) -> bool:
        """Whether a browser asks for a page of somebody else, under whatever name it found this machine."""
        host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        return host not in OWN_HOSTS or "origin" in headers or headers.get("sec-fetch-site", "none") != "none"

    def _read(self) -> Request:
        parts = urlsplit(self.path)
        raw = self._body()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = NOT_JSON
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return Request(self.command, parts.path, query, headers, body, raw)

    def _body(self) -> bytes:
        """The body, however it is framed."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            length = int(self.headers.get("Content-Length") or 0)
            return self.rfile.read(length) if length else b""
        chunks = []
        while size := int(self.rfile.readline(32).partition(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline(2)
        while self.rfile.readline(1024).strip():
            pass
        return b"".join(chunks)

    def _serve_api(self, request: Request) -> None:
        api = self.server.api
        if api.switches.latency:
            time.sleep(api.switches.latency / 1000)
        if request.headers.get("user-agent", "").startswith(BLOCKED_AGENT):
            self._send_bytes(403, b"error code: 1010", "text/plain")
            return
        with self.server.lock:
            org = api.store.orgs.get(request.headers.get("authorization", "").partition(" ")[2])
            fault = api.faults.of(request.method, request.path, org.index if org else None)
            entry = self.server.control.log(request, org.index if org else None, fault)
            if fault and fault.when == "before" and fault.fault not in ANSWERED_FIRST:
                answer: Answer | None = None
            else:
                answer = self._answer(request)
            # Before it leaves: who has the answer may read the log at once.
            entry["status"] = _status_of(fault, answer) if fault else answer and answer.status
        if fault is None:
            assert answer is not None
            self._send_answer(answer)
        else:
            self._inject_fault(fault, answer)

    def _answer(self, request: Request) -> Answer:
        try:
            return self.server.api.answer(request)
        except Refusal as refusal:
            if self.server.api.switches.error_bodies == "problem":
                return Answer(refusal.status, refusal.problem(), {"Content-Type": "application/problem+json"})
            return Answer(refusal.status, refusal.body)
        except Exception:  # pylint: disable=broad-exception-caught
            return _own_fault()

    def _answer_control(self, request: Request) -> Answer:
        try:
            return Answer(*self.server.control.answer(request))
        except Exception:  # pylint: disable=broad-exception-caught
            return _own_fault()

    # --- faults ---

    def _inject_fault(self, fault: Fault, answer: Answer | None) -> None:
        kind, status = fault.fault, _status_of(fault, answer)
        if kind == "kill":
            os._exit(137)
        if status is None:
            self.close_connection = True
        elif kind in ANSWERED_FIRST:
            assert answer is not None
            self._spoil(fault, answer)
        elif kind == "redirect":
            self._send(status, {}, {"Location": fault.location})
        elif status == 502:
            self._send_bytes(status, HTML, "text/html")
        elif status == 429:
            self._send(status, {"message": "Too Many Requests", "statusCode": status}, self._retry_after(fault))
        elif status == 400:
            self._send(status, {"message": fault.message, "error": "Bad Request", "statusCode": status})
        else:
            self._send(status, {"message": "Internal server error", "statusCode": status})

    @staticmethod
    def _retry_after(fault: Fault) -> dict[str, str]:
        if fault.retry_after is None:
            return {}
        if fault.retry_after == "date":
            return {"Retry-After": format_datetime(datetime.now(timezone.utc) + timedelta(seconds=1), usegmt=True)}
        return {"Retry-After": "Thursday, 99 Foo" if fault.retry_after == "absurd" else str(fault.retry_after)}

    def _spoil(self, fault: Fault, answer: Answer) -> None:
        data = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        if fault.fault == "latency":
            time.sleep(fault.seconds)
            self._send_answer(answer)
        elif fault.fault == "garbage":
            self._send_bytes(answer.status, b"\x00\xff<!-- {" + data[: len(data) // 3], "application/json")
        else:
            self._send_slowly(answer.status, data, fault)

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

    def _send_answer(self, answer: Answer) -> None:
        if isinstance(answer.body, bytes):
            self._send_bytes(answer.status, answer.body, "application/octet-stream", answer.headers)
        else:
            self._send(answer.status, answer.body, answer.headers)

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
