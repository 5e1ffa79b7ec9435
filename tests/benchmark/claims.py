# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cells are measured, what comes of them, and what is claimed of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from tests.benchmark.bench import CHANGED, CREATE, NOTHING, SITUATIONS, WAYS, Cell, Run

LOOPS = ("uri", "loop-module", "loop")
FLEETS = ("fleet-module", "fleet")
LATENCY = 50
"""The latency of every claim, in milliseconds."""
QUICK, SLOW = 2.0, 40.0
"""Seconds: what takes less is measured more often, what takes longer once."""


def cells(full: bool) -> Iterator[Cell]:
    """What is measured, from small to big."""
    for lines in (10, 100, 1000, 5000):
        for latency in (0, LATENCY, 150):
            of_size = list(_of_size(lines, latency, full))
            yield from of_size if len(of_size) > 1 else ()


def _of_size(lines: int, latency: int, full: bool) -> Iterator[Cell]:
    yield Cell("empty", lines, latency, NOTHING)
    for way in ("script", *LOOPS, *FLEETS):
        for situation in SITUATIONS:
            if _worth_it(Cell(way, lines, latency, situation), full):
                yield Cell(way, lines, latency, situation)


def _worth_it(cell: Cell, full: bool) -> bool:
    """A loop over a thousand lines takes ten minutes as a module: once, at one latency, and only when all is wanted."""
    if cell.way in LOOPS and cell.lines >= 1000:
        return full and cell.lines == 1000 and cell.latency == LATENCY
    if full:
        return cell.situation != CHANGED or cell.lines >= 100
    if cell.latency != LATENCY:
        return cell.way in ("script", "fleet") and 100 <= cell.lines <= 1000
    if cell.lines == 5000 or cell.way == "fleet-module":
        return cell.situation == NOTHING
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

    def of(self, way: str, lines: int, situation: str = NOTHING, latency: int = LATENCY) -> Measured:
        """One cell; raises KeyError when it was not measured."""
        return self._by_cell[Cell(way, lines, latency, situation)]

    def seconds(self, way: str, lines: int, situation: str = NOTHING) -> float:
        """Its median at the latency of the claims."""
        return self.of(way, lines, situation).seconds

    def empty(self, cell: Cell) -> float:
        """The empty playbook beside a cell."""
        return self.of("empty", cell.lines, NOTHING, cell.latency).seconds


@dataclass(frozen=True)
class Claim:
    """A sentence about ratios, the number behind it, and the bound it keeps."""

    sentence: str
    value: Callable[[Results], float]
    bound: float
    at_least: bool = False

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


def _uri(results: Results) -> float:
    """A thousand lines by `uri`; where only a hundred were measured, ten times the time beyond its start."""
    try:
        return results.seconds("uri", 1000, CREATE)
    except KeyError:
        empty = results.seconds("empty", 100)
        return empty + 10 * (results.seconds("uri", 100, CREATE) - empty)


def _most_reads(results: Results) -> float:
    return max(run.reads for run in results.of("fleet", 1000).runs)


def _writes(results: Results, situation: str) -> float:
    return results.of("fleet", 1000, situation).runs[0].writes


def _memory(results: Results, way: str) -> float:
    most, empty = (
        max(run.megabytes for run in results.of(name, 5000, situation).runs)
        for name, situation in ((way, NOTHING), ("empty", NOTHING))
    )
    return most - empty


CLAIMS = (
    Claim(
        "1,000 lines created, over empty playbook and script together",
        lambda r: r.seconds("fleet", 1000, CREATE) / (r.seconds("empty", 1000) + r.seconds("script", 1000, CREATE)),
        1.2,
    ),
    Claim(
        "1,000 lines, nothing to do, over the empty playbook",
        lambda r: r.seconds("fleet", 1000) / r.seconds("empty", 1000),
        2.5,
    ),
    Claim("1,000 lines, nothing to do, requests", _most_reads, 3),
    Claim("1,000 lines, nothing to do, writes", lambda r: _writes(r, NOTHING), 0),
    Claim("1,000 lines, 1 % changed, writes", lambda r: _writes(r, CHANGED), 10),
    Claim(
        "100 lines, nothing to do, over the empty playbook",
        lambda r: r.seconds("fleet", 100) / r.seconds("empty", 100),
        1.4,
    ),
    Claim(
        "5,000 lines, nothing to do, over 1,000 lines",
        lambda r: r.seconds("fleet", 5000) / r.seconds("fleet", 1000),
        6,
    ),
    Claim(
        "the same as a module",
        lambda r: r.seconds("fleet-module", 5000) / r.seconds("fleet-module", 1000),
        6,
    ),
    Claim("5,000 lines, megabytes beyond the empty playbook", lambda r: _memory(r, "fleet"), 300),
    Claim("the same as a module, megabytes", lambda r: _memory(r, "fleet-module"), 300),
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
        "1,000 lines created, the `uri` playbook over the fleet",
        lambda r: _uri(r) / r.seconds("fleet", 1000, CREATE),
        25,
        at_least=True,
    ),
)

__all__ = ["CLAIMS", "QUICK", "SLOW", "WAYS", "Claim", "Measured", "Results", "cells"]
