# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator process for a test: started on a free port, stopped by its own process id."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

FILES = Path(__file__).resolve().parents[2] / "roles" / "simulator" / "files"
KEY = "simulator-private-key-0001"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Without the proxies of the environment, which do not reach the loopback address."""


class Simulator:
    """A running simulator; use it as a context. Every method is one request to its control plane.

    A thread keeps its connection, as a test makes dozens of these requests.
    """

    def __init__(
        self,
        keys: list[str] | None = None,
        switches: dict[str, Any] | None = None,
        seed: dict[str, Any] | None = None,
        state: str | Path | None = None,
    ) -> None:
        self.keys = keys or [KEY]
        self.url = self.control_url = ""
        self._switches = switches or {}
        self._seed = seed
        self._state = state
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._kept = threading.local()
        self._folder = tempfile.TemporaryDirectory(prefix="vapi-simulator-")

    @property
    def key(self) -> str:
        """The first org's key."""
        return self.keys[0]

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Simulator:
        return self.start()

    def __exit__(self, *_: Any) -> None:
        self.stop()
        self._folder.cleanup()

    def start(self) -> Simulator:
        """Start the process and wait until it listens."""
        ready = Path(self._folder.name) / "ready.json"
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "vapi_simulator", "--port", str(self._port), "--ready", str(ready)]
        keys = Path(self._folder.name) / "keys.json"
        keys.write_text(json.dumps(self.keys), encoding="utf-8")
        command += ["--keys", str(keys)]
        command += [
            word for name, value in self._switches.items() for word in ("--switch", f"{name}={json.dumps(value)}")
        ]
        if self._state:
            command += ["--state", str(self._state)]
        if self._seed:
            seed = Path(self._folder.name) / "seed.json"
            seed.write_text(json.dumps(self._seed), encoding="utf-8")
            command += ["--seed", str(seed)]
        self._process = subprocess.Popen(command, cwd=FILES, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError("the simulator did not start")
            time.sleep(0.01)
        announced = json.loads(ready.read_text(encoding="utf-8"))
        self.url, self.control_url = announced["url"], announced["control_url"]
        self._port = int(self.url.rpartition(":")[2])
        self._kept = threading.local()
        return self

    def stop(self) -> None:
        """Ask the process to end, and wait for it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """End the process hard."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def restart(self) -> Simulator:
        """The same port, keys and state file again."""
        if self._process is not None and self._process.poll() is None:
            self.stop()
        return self.start()

    def wait(self) -> int:
        """The exit status of a process that ends by itself (the fault ``kill``)."""
        assert self._process is not None
        return self._process.wait(20)

    # --- control plane ---

    def log(self) -> list[dict[str, Any]]:
        """Every request so far: method, path, query, body, org, status, fault."""
        return list(self._ask("GET", "log"))

    def writes(self) -> list[dict[str, Any]]:
        """The requests that may have changed something."""
        return [entry for entry in self.log() if entry["method"] != "GET"]

    def clear_log(self) -> None:
        """Begin the log anew."""
        self._ask("DELETE", "log")

    def switch(self, **values: Any) -> None:
        """Set switches."""
        self._ask("PATCH", "switches", values)

    def switches(self) -> dict[str, Any]:
        """Every switch and its value."""
        return dict(self._ask("GET", "switches"))

    def fault(self, fault: str, **rule: Any) -> None:
        """Add a rule: ``match={"method", "path"}``, ``when``, ``nth``, ``skip``, ``first``, ``retry_after``, …"""
        self._ask("POST", "faults", {"fault": fault, **rule})

    def faults(self) -> list[dict[str, Any]]:
        """The rules and how often each struck."""
        return list(self._ask("GET", "faults"))

    def clear_faults(self) -> None:
        """No faults any more."""
        self._ask("DELETE", "faults")

    def state(self) -> dict[str, Any]:
        """Everything, by key and kind."""
        return dict(self._ask("GET", "state"))

    def put_state(self, state: dict[str, Any]) -> None:
        """Another state in place of this one."""
        self._ask("PUT", "state", state)

    def put_carriers(self, carriers: dict[str, Any]) -> None:
        """Other accounts at Twilio, Telnyx and Vonage in place of these."""
        self._ask("PUT", "carriers", carriers)

    def put_retirements(self, retirements: list[dict[str, Any]]) -> None:
        """Models that the service retires, in place of these."""
        self._ask("PUT", "retirements", retirements)

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self._ask("POST", "advance", {"seconds": seconds})

    def reset(self) -> None:
        """Empty, at the time of day and with every switch as at first."""
        self._ask("POST", "reset")

    def inbound(self, number: str, caller: str = "+14155550199") -> dict[str, Any]:
        """Somebody calls a line."""
        return dict(self._ask("POST", "inbound", {"number": number, "from": caller}))

    def _ask(self, method: str, what: str, body: Any = None) -> Any:
        url = urlsplit(f"{self.control_url}/{what}")
        if not hasattr(self._kept, "connection"):
            self._kept.connection = HTTPConnection(url.netloc, timeout=30)
        connection: HTTPConnection = self._kept.connection
        try:
            connection.request(method, url.path, None if body is None else json.dumps(body).encode())
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            # The process was killed: the next request connects anew.
            connection.close()
            raise
        if answer.status >= 400:
            raise HTTPError(url.geturl(), answer.status, answer.reason, answer.headers, None)
        return json.loads(text)
