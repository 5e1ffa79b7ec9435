# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that can be broken on purpose, and the collection's tasks run against it over HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import ASSISTANTS, CREDENTIALS, SQUADS, an_id, record, task
from tests.support.simulator import Simulator

Result = dict[str, Any]
Numbers = list[Result]


class World:
    """A simulator with one org. When a fault kills it, it is started again with its state."""

    def __init__(self, journal: Path, key: str = "") -> None:
        self.simulator = Simulator(keys=[key] if key else None, state=journal)
        self._ended = threading.Event()
        self._guard = threading.Thread(target=self._revive, daemon=True)
        self._normal: Result = {}

    def __enter__(self) -> World:
        self.simulator.start()
        self._normal = self.simulator.switches()
        self._guard.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._ended.set()
        self._guard.join(10)
        self.simulator.stop()

    def _revive(self) -> None:
        while not self._ended.wait(0.005):
            process = self.simulator._process
            if process is not None and process.poll() is not None and not self._ended.is_set():
                self.simulator.start()

    @property
    def environment(self) -> dict[str, str]:
        """Key and address, as a user has them in the environment."""
        return {"VAPI_API_KEY": self.simulator.key, "VAPI_API_URL": self.simulator.url}

    def reset(
        self,
        numbers: list[Result] | None = None,
        calls: list[Result] | None = None,
        objects: Mapping[str, Numbers] | None = None,
        **switches: Any,
    ) -> None:
        """A healthy service with a furnished org."""
        self.heal()
        talk = {"call_queue_seconds": 0.0, "call_ring_seconds": 0.0, "call_talk_seconds": 1e6}
        self.simulator.switch(**{**self._normal, **talk, "free_number_limit": 1000, **switches})
        kinds = {"assistant": ASSISTANTS, "squad": SQUADS, "credential": CREDENTIALS}
        state = {kind: [record(name=name, id=an_id(name)) for name in names] for kind, names in kinds.items()}
        for kind, records in (objects or {}).items():
            state[kind] = [*state.get(kind, []), *records]
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        calls = json.loads(json.dumps(calls or []).replace("{now}", now).replace("{url}", self.simulator.url))
        self.simulator.put_state({self.simulator.key: {**state, "phone-number": numbers or [], "call": calls}})
        self.simulator.clear_log()

    def heal(self) -> int:
        """No faults any more, and a process that lives; returns how many faults struck."""
        deadline = time.monotonic() + 20
        while True:
            try:
                struck = sum(rule["struck"] for rule in self.simulator.faults())
                self.simulator.clear_faults()
                return struck
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def run(self, module: str, options: Result, check: bool = False) -> Result:
        """A module's result."""
        return execute(task(module), json.loads(json.dumps(options)), check, self.environment)

    def numbers(self) -> list[Result]:
        """The numbers the service has."""
        return list(self.simulator.state()[self.simulator.key]["phone-number"])

    def calls(self) -> list[Result]:
        """The calls the service has."""
        return list(self.simulator.state()[self.simulator.key]["call"])

    def objects(self, kind: str) -> Numbers:
        """What the service has of a kind."""
        return list(self.simulator.state()[self.simulator.key].get(kind, []))


@dataclass(frozen=True)
class Operation:
    """``wrong`` says what differs from the declaration; ``doubled`` what is there twice or rang twice."""

    name: str
    module: str
    options: Result
    wrong: Callable[[World], list[str]]
    numbers: Callable[[], Numbers] = list
    calls: Callable[[], Numbers] = list
    names: tuple[str, ...] = ()
    """One of these stands in a failure's sentence; a fleet that could not even be read has none to name."""
    objects: Callable[[], Mapping[str, Numbers]] = dict
    """Objects of the org by kind, besides those that every org has."""
    switches: Result = field(default_factory=dict)

    def prepare(self, world: World) -> None:
        """The state before."""
        world.reset(self.numbers(), self.calls(), self.objects(), **self.switches)
