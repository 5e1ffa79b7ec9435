# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator that outlives the command that started it, found again by its ready file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PATIENCE = 20.0
"""Seconds to wait for a start or a stop."""


def start(ready: str, words: list[str], dry: bool = False) -> int:
    """Start unless it runs already; prints ``{url, control_url, pid, started}``.

    A dry run only says whether it would start.
    """
    path = Path(ready)
    if not _is_own(path.parent):
        print(f"{path.parent} belongs to somebody else or others may write there; use another folder", file=sys.stderr)
        return 1
    running = _running(path)
    if running is None and dry:
        print(json.dumps({"url": None, "control_url": None, "pid": None, "started": True}))
        return 0
    if running is None:
        path.unlink(missing_ok=True)
        command = [sys.executable, "-m", __package__, *(word for word in words if word != "--detach")]
        errors = path.with_suffix(".err")
        with errors.open("wb") as stderr:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, start_new_session=True
            )
        deadline = time.monotonic() + PATIENCE
        while not path.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                print(errors.read_text(encoding="utf-8", errors="replace"), file=sys.stderr)
                return 1
            time.sleep(0.01)
    print(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "started": running is None}))
    return 0


def stop(ready: str, dry: bool = False) -> int:
    """Stop it if it runs; prints ``{stopped}``. A dry run only says whether it would stop."""
    path = Path(ready)
    running = _running(path)
    if running is not None and not dry:
        _ask(running["control_url"], "POST", "stop")
        deadline = time.monotonic() + PATIENCE
        while _alive(running["pid"]) and time.monotonic() < deadline:
            time.sleep(0.01)
    if not dry:
        path.unlink(missing_ok=True)
    print(json.dumps({"stopped": running is not None}))
    return 0


def _is_own(folder: Path) -> bool:
    """Whether no other user can put files into a folder."""
    try:
        found = folder.stat()
    except OSError:
        return True  # The start fails with its own words.
    return found.st_uid == os.getuid() and not found.st_mode & 0o022


def _running(path: Path) -> dict[str, Any] | None:
    """What the ready file says, if a simulator really answers there."""
    try:
        ready = json.loads(path.read_text(encoding="utf-8"))
        _ask(ready["control_url"], "GET", "switches")
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        return None
    return dict(ready)


def _ask(url: str, method: str, what: str) -> None:
    # Without the proxies of the environment: they do not reach this machine's loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(f"{url}/{what}", method=method), timeout=5):
        pass


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
