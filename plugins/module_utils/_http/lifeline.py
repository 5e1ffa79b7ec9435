# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the run that this process works for still lives: once it is dead, nothing is written any more.

Ansible's workers have a session of their own, so a run that is cancelled, killed or hung up leaves them behind, with
the keys and half a fleet to go.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from .._errors import Cancelled

INTERVAL = 0.2
"""Seconds between two looks at the run."""


class Lifeline:
    """Asked before each write, and watched beside: the process ends with its run, after the writes under way.

    ``lives`` says whether the run is alive.
    """

    def __init__(self, lives: Callable[[], bool] = lambda: True) -> None:
        self._lives = lives
        self._is_cut = False
        self._under_way = 0
        self._last_acts: list[Callable[[], Any]] = []
        self._gate = threading.Condition()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around a write; raises Cancelled, before anything is sent, when the run is dead."""
        with self._gate:
            if self._is_cut or not self._lives():
                self._is_cut = True
                raise Cancelled("the run was cancelled, so nothing more was written", hint="Run again.")
            self._under_way += 1
        try:
            yield
        finally:
            with self._gate:
                self._under_way -= 1
                self._gate.notify_all()

    @contextmanager
    def at_end(self, act: Callable[[], Any]) -> Iterator[None]:
        """Have this done by the watcher if the process has to end meanwhile, after the writes under way."""
        self._last_acts.append(act)
        try:
            yield
        finally:
            self._last_acts.remove(act)

    def watch(self) -> Lifeline:
        """End this process soon after its run, or after SIGTERM or SIGINT; an answer under way is waited for."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._on_signal)
        threading.Thread(target=self._watch, name="vapi-lifeline", daemon=True).start()
        return self

    def _on_signal(self, _number: int, _frame: Any) -> None:
        # The interrupted code may hold any lock, so the watcher does the rest.
        self._is_cut = True

    def _watch(self) -> None:
        while not self._is_cut and self._lives():
            time.sleep(INTERVAL)
        self._is_cut = True
        with self._gate:
            self._gate.wait_for(lambda: not self._under_way)
            for act in tuple(self._last_acts):
                # No reader is left, and the process has to end.
                with suppress(Exception):
                    act()
            os._exit(1)


def start_of(pid: int) -> str | None:
    """When a process started, as /proc has it; empty for one that has ended, None where nothing can be read."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return "" if fields[0] in (b"Z", b"X") else fields[19].decode()


def is_running(pid: int, started: str | None) -> bool:
    """Whether the process with this id is still the one that started then."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # Another user's: it runs.
        pass
    now = start_of(pid)
    return now is None or not started or now == started
