# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies and CA bundles of a task's environment, wherever it is written, in process and as a module.

The proxy is a program of this test that refuses to connect, and no address is ever looked up: nothing leaves here.
"""

from __future__ import annotations

import json
import os
import re
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._http.environment import CA_BUNDLES

from tests.support.simulator import Simulator
from tests.support.usual import spread
from tests.support.warm import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
API = "https://api.example.invalid"
PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
IGNORED = ("http_proxy", "HTTP_PROXY")
LEVELS = ("task", "block", "play", "role")
HERE = {"hosts": "localhost", "gather_facts": False, "connection": "local"}
WAYS = {"in process": True, "as a module": False}


class Refusing(socketserver.StreamRequestHandler):
    """A proxy that wants a password."""

    def handle(self) -> None:
        """Read the head, refuse."""
        while self.rfile.readline().strip():
            pass
        self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    """The proxy's address."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _read(url: str, register: str) -> dict[str, Any]:
    options = {"api_url": url, "api_key": "environment-key-0001", "retries": 0, "timeout": 5}
    return {"voiceops.vapi.vapi_phone_number_info": options, "register": register, "ignore_errors": True}


def _play(level: str, environment: dict[str, str], task: dict[str, Any]) -> dict[str, Any]:
    """A play whose one task has this environment from this level."""
    if level == "play":
        return {**HERE, "environment": environment, "tasks": [task]}
    if level == "block":
        return {**HERE, "tasks": [{"block": [task], "environment": environment}]}
    if level == "role":
        included = {"name": "reader", "tasks_from": task["register"], "apply": {"environment": environment}}
        return {**HERE, "tasks": [{"ansible.builtin.include_role": included}]}
    return {**HERE, "tasks": [{**task, "environment": environment}]}


def _run(folder: Path, plays: list[dict[str, Any]], names: list[str], **variables: Any) -> dict[str, Any]:
    """What each task came to."""
    out = folder / "results.json"
    results = ", ".join(f"'{name}': {name}" for name in names)
    copy = {"content": f"{{{{ {{{results}}} | to_json }}}}", "dest": str(out), "mode": "0600"}
    plays = [*plays, {**HERE, "tasks": [{"ansible.builtin.copy": copy}]}]
    (folder / "play.yml").write_text(yaml.safe_dump(plays))
    kept = {
        name: value for name, value in os.environ.items() if not re.search("proxy|BUNDLE|^ANSIBLE|^VAPI", name, re.I)
    }
    own = {
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
    }
    words = ["-i", "localhost,", "-e", json.dumps(variables), folder / "play.yml"]
    process = ansible_playbook(words, {**kept, **own}, folder)
    assert out.exists(), process.stdout[-3000:] + process.stderr[-2000:]
    found: dict[str, Any] = json.loads(out.read_text())
    return found


@pytest.mark.case(60, 85, 140)
@pytest.mark.parametrize("way", WAYS)
def test_every_variable_counts_at_every_level(
    way: str, proxy: str, tmp_path: Path, members: Callable[[str, int, int], None]
) -> None:
    """The message names the variable, which shows that it was used; loopback goes through no proxy."""
    tasks: dict[str, tuple[str, str, str]] = {}
    for level in LEVELS:
        for variable in (*PROXIES, *CA_BUNDLES):
            tasks[f"{level}_{variable}"] = level, variable, API
        for variable in (*PROXIES, *IGNORED):
            tasks[f"{level}_{variable}_loopback"] = level, variable, "SIMULATOR"
    every = len(tasks)
    tasks = dict(spread(list(tasks.items()), lambda task: [task[1][0], task[1][1:]]))
    with Simulator(keys=["environment-key-0001"]) as simulator:
        plays = []
        roles = tmp_path / "roles" / "reader" / "tasks"
        roles.mkdir(parents=True)
        for name, (level, variable, url) in tasks.items():
            value = "/nonexistent/ca.pem" if variable in CA_BUNDLES else proxy
            task = _read(url.replace("SIMULATOR", simulator.url), name)
            plays.append(_play(level, {variable: value}, task))
            (roles / f"{name}.yml").write_text(yaml.safe_dump([task]))
        results = _run(tmp_path, plays, list(tasks), vapi_in_process=WAYS[way])
    for name, (_level, variable, url) in tasks.items():
        if url == API:
            assert variable in results[name]["msg"], (name, results[name]["msg"])
        else:
            assert not results[name]["failed"], (name, results[name])
    members(f"environment variable × level, {way}", len(tasks), every)
