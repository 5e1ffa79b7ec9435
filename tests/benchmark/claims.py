# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cells are measured, what comes of them, and what is claimed of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from tests.benchmark.bench import Run
from tests.benchmark.scenes import (
    ACTIVATION,
    BOUGHT,
    CALLS,
    CHANGED,
    CREATE,
    EVERY,
    FAILING,
    INTERVAL,
    LINES,
    NOTHING,
    OBJECTS,
    ORGS,
    SITUATIONS,
    WAYS,
    Cell,
)

LOOPS = ("uri", "loop-module", "loop")
FLEETS = ("fleet-module", "fleet")
READERS = ("drift", "adopt", "compare", "lint")
WRITERS = ("mode", "restore", "rotate")
LATENCY = 50
"""The latency of every claim, in milliseconds."""
QUICK, SLOW = 2.0, 40.0
"""Seconds: what takes less is measured more often, what takes longer once."""


def cells(full: bool) -> Iterator[Cell]:
    """What is measured, from small to big."""
    for lines in (10, 100, 1000, 5000) if full else (100, 1000, 5000):
        for latency in (0, LATENCY, 150):
            of_size = list(_of_size(lines, latency, full))
            yield from of_size if len(of_size) > 1 else ()
    yield from _of_others()


def _of_size(lines: int, latency: int, full: bool) -> Iterator[Cell]:
    yield Cell("empty", lines, latency, NOTHING)
    for way in ("script", *LOOPS, *FLEETS, "provision"):
        for situation in (CREATE, NOTHING, CHANGED):
            if _worth_it(Cell(way, lines, latency, situation), full):
                yield Cell(way, lines, latency, situation)
    if (lines, latency) == (1000, LATENCY):
        yield Cell("check", lines, latency, CHANGED)
        yield from (Cell(way, lines, latency, NOTHING) for way in READERS)
        yield from (Cell(way, lines, latency, EVERY) for way in ("script", *WRITERS))
        yield Cell("provision", lines, latency, FAILING)


def _of_others() -> Iterator[Cell]:
    yield from (Cell(way, 100, LATENCY, NOTHING, ORGS) for way in ("empty", "debug", "provision"))
    yield from (Cell(way, 100, LATENCY, NOTHING, CALLS) for way in ("empty", "call"))
    yield Cell("empty", 24, LATENCY, NOTHING, BOUGHT)
    yield Cell("wait", 24, LATENCY, CREATE, BOUGHT)
    yield from (Cell(way, 220, LATENCY, NOTHING, OBJECTS) for way in ("empty", "objects"))
    yield from (Cell(way, 220, LATENCY, CREATE, OBJECTS) for way in ("script", "objects"))


def _worth_it(cell: Cell, full: bool) -> bool:
    """A loop over a thousand lines takes ten minutes as a module: once, at one latency, and only when all is wanted."""
    if cell.way in LOOPS and cell.count >= 1000:
        return full and cell.count == 1000 and cell.latency == LATENCY
    if full:
        return cell.situation != CHANGED or cell.count >= 100
    if cell.latency != LATENCY:
        return cell.way in ("script", "provision") and cell.count == 1000 and cell.situation == NOTHING
    if cell.count == 5000 or cell.way == "fleet-module":
        return cell.situation == NOTHING
    if cell.way == "fleet":
        return cell.count <= 1000 and cell.situation == NOTHING
    return cell.way not in LOOPS or cell.situation == CREATE or (cell.situation == NOTHING and cell.way != "uri")


@dataclass(frozen=True)
class Measured:
    """All runs of a cell."""

    cell: Cell
    runs: list[Run]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(run.seconds for run in self.runs)

    @property
    def requests(self) -> str:
        """Reads and writes; every run has the same."""
        counts = sorted({(run.reads, run.writes) for run in self.runs})
        return ", ".join(f"{reads} + {writes}" for reads, writes in counts)


class Results:
    """What was measured, by cell."""

    def __init__(self, measured: Iterable[Measured]) -> None:
        self._by_cell = {one.cell: one for one in measured}

    def __iter__(self) -> Iterator[Measured]:
        return iter(self._by_cell.values())

    def of(self, way: str, count: int, situation: str = NOTHING, of: str = LINES) -> Measured:
        """One cell at the latency of the claims; raises KeyError when it was not measured."""
        return self._by_cell[Cell(way, count, LATENCY, situation, of)]

    def seconds(self, way: str, count: int, situation: str = NOTHING, of: str = LINES) -> float:
        """Its median."""
        return self.of(way, count, situation, of).seconds

    def empty(self, cell: Cell) -> float | None:
        """The empty playbook beside a cell, where it was measured."""
        found = self._by_cell.get(Cell("empty", cell.count, cell.latency, NOTHING, cell.of))
        return found.seconds if found else None


@dataclass(frozen=True)
class Claim:
    """A sentence about a figure, the figure, and the bound it keeps.

    ``ours`` says that it does not depend on the machine: a count of requests, bytes or lines.
    """

    sentence: str
    value: Callable[[Results], float]
    bound: float
    at_least: bool = False
    ours: bool = False

    def verdict(self, results: Results) -> tuple[float, bool] | None:
        """The number and whether it keeps the bound; nothing when its cells were not measured."""
        try:
            value = self.value(results)
        except KeyError:
            return None
        return value, (value >= self.bound if self.at_least else value <= self.bound)

    @property
    def limit(self) -> str:
        """The bound in words."""
        return f"{'at least' if self.at_least else 'at most'} {self.bound:g}"


# --- figures ----------------------------------------------------------------------------------------------------------


def _over_empty(way: str, count: int = 1000, of: str = LINES) -> Callable[[Results], float]:
    return lambda r: r.seconds(way, count, NOTHING, of) / r.seconds("empty", count, NOTHING, of)


def _over_script(way: str, situation: str, count: int = 1000, of: str = LINES) -> Callable[[Results], float]:
    """A run that writes, over an empty playbook and the script together."""
    return lambda r: (
        r.seconds(way, count, situation, of)
        / (r.seconds("empty", count, NOTHING, of) + r.seconds("script", count, situation, of))
    )


def _uri(results: Results) -> float:
    """A thousand lines by `uri`; where only a hundred were measured, ten times the time beyond its start."""
    try:
        return results.seconds("uri", 1000, CREATE)
    except KeyError:
        empty = results.seconds("empty", 100)
        return empty + 10 * (results.seconds("uri", 100, CREATE) - empty)


def _requests(way: str, count: int, situation: str = NOTHING, of: str = LINES) -> Callable[[Results], float]:
    return lambda r: max(run.reads + run.writes for run in r.of(way, count, situation, of).runs)


def _writes(situation: str) -> Callable[[Results], float]:
    return lambda r: max(run.writes for run in r.of("provision", 1000, situation).runs)


def _beside_task(results: Results) -> float:
    """Requests of the playbook beyond those of its task alone."""
    return _requests("provision", 1000)(results) - _requests("fleet", 1000)(results)


def _memory(way: str) -> Callable[[Results], float]:
    def beyond(results: Results) -> float:
        most, empty = (max(run.megabytes for run in results.of(name, 5000).runs) for name in (way, "empty"))
        return most - empty

    return beyond


def _bytes(way: str, count: int, situation: str, of: str = LINES) -> Callable[[Results], float]:
    return lambda r: max(len(run.output.encode()) for run in r.of(way, count, situation, of).runs)


def _summaries(results: Results) -> float:
    """The most lines of output that name one org, its recap aside."""
    outputs = [run.output.partition("PLAY RECAP")[0] for run in results.of("provision", 100, NOTHING, ORGS).runs]
    return max(output.count("org-007: ") for output in outputs)


def _lines_shown(results: Results) -> float:
    """Lines of which a check run shows a difference."""
    (output,) = {run.output for run in results.of("check", 1000, CHANGED).runs[:1]}
    return len(set(re.findall(r"^\+\+\+ after: .*?(Line \d+)", output, re.MULTILINE)))


def _waiting(results: Results) -> float:
    """Seconds beyond the empty playbook and the writes, two at a time."""
    writes = 24 / 2 * LATENCY / 1000
    return results.seconds("wait", 24, CREATE, BOUGHT) - results.seconds("empty", 24, NOTHING, BOUGHT) - writes


CLAIMS = (
    Claim("`provision`, 1,000 lines, nothing to do, over the empty playbook", _over_empty("provision"), 1.8),
    Claim("the same: requests beyond those of the task alone", _beside_task, 0, ours=True),
    Claim("the same: requests", _requests("provision", 1000), 3, ours=True),
    Claim(
        "`provision`, 1,000 lines created, over empty playbook and script together",
        _over_script("provision", CREATE),
        1.15,
    ),
    Claim("`provision`, 1,000 lines, 1 % changed: writes", _writes(CHANGED), 10, ours=True),
    Claim("`provision`, 1,000 lines, nothing to do: writes", _writes(NOTHING), 0, ours=True),
    Claim("`provision`, 100 lines, nothing to do, over the empty playbook", _over_empty("provision", 100), 1.8),
    Claim(
        "`provision`, 5,000 lines, nothing to do, over 1,000 lines",
        lambda r: r.seconds("provision", 5000) / r.seconds("provision", 1000),
        5.5,
    ),
    Claim("the same: megabytes beyond the empty playbook", _memory("provision"), 100),
    Claim("the same as a module: megabytes", _memory("fleet-module"), 150),
    Claim(
        "a fleet as a module, 5,000 lines over 1,000",
        lambda r: r.seconds("fleet-module", 5000) / r.seconds("fleet-module", 1000),
        6,
    ),
    *(Claim(f"{WAYS[way]}, 1,000 lines, over the empty playbook", _over_empty(way), 3) for way in READERS),
    *(
        Claim(f"{WAYS[way]}, 1,000 writes, over empty playbook and script together", _over_script(way, EVERY), 1.3)
        for way in WRITERS
    ),
    Claim(
        "`provision`, 100 orgs of 10 lines, nothing to do, over one `debug` task, the same forks",
        lambda r: r.seconds("provision", 100, NOTHING, ORGS) / r.seconds("debug", 100, NOTHING, ORGS),
        2.5,
    ),
    Claim("the same: sentences an org", _summaries, 1, ours=True),
    Claim("100 calls that are placed: requests", _requests("call", 100, NOTHING, CALLS), 4, ours=True),
    Claim(
        "24 bought lines that wait, `concurrency: 2`: seconds beyond the writes",
        _waiting,
        ACTIVATION + 2 * INTERVAL,
    ),
    Claim(
        "1,000 lines that all fail for one reason: bytes printed", _bytes("provision", 1000, FAILING), 4096, ours=True
    ),
    Claim("`provision --check --diff`, 10 changes among 1,000: lines shown", _lines_shown, 10, ours=True),
    Claim("the same, at least", _lines_shown, 10, at_least=True, ours=True),
    Claim("`vapi_org`, 220 objects, nothing to do, over the empty playbook", _over_empty("objects", 220, OBJECTS), 2),
    Claim(
        "`vapi_org`, 220 objects created, over empty playbook and script together",
        _over_script("objects", CREATE, 220, OBJECTS),
        1.2,
    ),
    Claim(
        "a loop of 100 created, as a module over in process",
        lambda r: r.seconds("loop-module", 100, CREATE) / r.seconds("loop", 100, CREATE),
        6,
        at_least=True,
    ),
    Claim(
        "a loop of 100, nothing to do, as a module over in process",
        lambda r: r.seconds("loop-module", 100) / r.seconds("loop", 100),
        10,
        at_least=True,
    ),
    Claim(
        "1,000 lines created, the `uri` playbook over `provision`",
        lambda r: _uri(r) / r.seconds("provision", 1000, CREATE),
        25,
        at_least=True,
    ),
)

__all__ = ["CLAIMS", "QUICK", "SITUATIONS", "SLOW", "WAYS", "Claim", "Measured", "Results", "cells"]
