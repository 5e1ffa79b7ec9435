# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every suite gets: the collection importable from the checkout, and a simulator."""

from __future__ import annotations

import importlib.util
import sys
import types
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Test machines are busy: how long a drawing takes says nothing.
settings.register_profile("any machine", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def _register_collection() -> None:
    """Make ``ansible_collections.voiceops.vapi`` this checkout, where Ansible's own loader has not done it already."""
    if importlib.util.find_spec("ansible_collections") is not None:
        return
    for name, path in (
        ("ansible_collections", None),
        ("ansible_collections.voiceops", None),
        ("ansible_collections.voiceops.vapi", ROOT),
    ):
        package = types.ModuleType(name)
        package.__path__ = [str(path)] if path else []
        sys.modules[name] = package


_register_collection()

from tests.support.simulator import Simulator  # noqa: E402


@pytest.fixture(scope="session")
def shared_simulator() -> Iterator[Simulator]:
    """One simulator process for a whole worker."""
    with Simulator() as running:
        yield running


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Iterator[Simulator]:
    """The simulator, empty and with every switch as at first."""
    before = shared_simulator.switches()
    shared_simulator.put_state({})
    shared_simulator.clear_log()
    yield shared_simulator
    shared_simulator.clear_faults()
    shared_simulator.reset_switches(before)


@pytest.fixture
def members(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """Count members of a kind (a guard, a text option, …) that this test ran over: ``members("guard", 3)``."""

    def count(kind: str, number: int = 1) -> None:
        request.node.user_properties.append(("members", (kind, number)))

    return count


def pytest_configure(config: pytest.Config) -> None:
    """``case`` names the rows of what people met that a test stands for."""
    config.addinivalue_line("markers", "case(*rows): the numbered reports from users that this test reproduces")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hand the rows over to the process that prints them."""
    for marker in item.iter_markers("case"):
        item.user_properties.append(("case", marker.args))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many members of each kind were tested, and which reported cases, all green."""
    kinds: Counter[str] = Counter()
    cases: set[int] = set()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", []) if report.when == "call" else []:
            if name == "members":
                kinds[value[0]] += value[1]
            elif name == "case":
                cases.update(value)
    if kinds:
        terminalreporter.write_line(
            "kinds: " + ", ".join(f"{number} × {kind}" for kind, number in sorted(kinds.items()))
        )
    if cases:
        terminalreporter.write_line(f"cases: {len(cases)} ({' '.join(map(str, sorted(cases)))})")
