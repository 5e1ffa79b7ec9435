# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fault suite shares: its figures, a simulator that survives its own death, waiting made short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._engine import settle
from ansible_collections.voiceops.vapi.plugins.module_utils._http import retry

from tests.faults.figures import Figures, total
from tests.faults.world import World


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    """Counts of this test; what was found makes it fail at its end."""
    counted = Figures()
    request.node.user_properties.append(("figures", counted.counts))
    return counted


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures of the whole session, from every process."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    counts = [
        value
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "figures"
    ]
    if counts:
        summed = total(counts)
        terminalreporter.write_line("faults: " + ", ".join(f"{number} {name}" for name, number in summed.items()))


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out, only the seconds are smaller: waiting is no part of what is tested here."""
    monkeypatch.setattr(retry, "LONGEST_WAIT", 0.03)
    monkeypatch.setattr(retry, "SHORTEST_WAIT", 0.01)
    monkeypatch.setattr(settle, "LOOKS", (0.0, 0.02, 0.05))


@pytest.fixture(scope="session")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One service for a whole worker, with its state in a file."""
    folder: Path = tmp_path_factory.mktemp("world")
    with World(folder / "state.jsonl") as world:
        yield world


@pytest.fixture
def world(shared_world: World) -> World:
    """The service, empty and healthy."""
    shared_world.reset()
    return shared_world
