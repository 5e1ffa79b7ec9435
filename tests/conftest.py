# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every suite gets: the collection importable from the checkout, a simulator, and its share of the members."""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

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
from tests.support.usual import IS_USUAL, by_setting, covering  # noqa: E402

# Test machines are busy: how long a drawing takes says nothing.
settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=by_setting(usual=25, all=100, nightly=600),
)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def shared_simulator() -> Iterator[Simulator]:
    """One simulator process for a whole worker."""
    with Simulator() as running:
        yield running


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Simulator:
    """The simulator, empty, at the time of day and with every switch as at first."""
    shared_simulator.reset()
    return shared_simulator


@pytest.fixture
def members(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Count members of a kind (a guard, a text option, …) that this test ran over: ``members("guard", 3)``.

    ``of`` is how many there are where the usual setting takes only some.
    """

    def count(kind: str, number: int = 1, of: int | None = None) -> None:
        request.node.user_properties.append(("members", (kind, number, of or number)))

    return count


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers."""
    config.addinivalue_line("markers", "case(*rows): the numbered reports from users that this test reproduces")
    config.addinivalue_line(
        "markers", "spread(*names, each=1): the usual setting takes so many that each value of these parameters occurs"
    )
    config.addinivalue_line(
        "markers",
        "whole: not in the usual setting: something cheaper fails for the same cause, or a gate of its own runs it",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the usual setting does not take; a test that is asked for by its whole name is taken."""
    kinds: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("spread"):
            kinds.setdefault(item.nodeid.partition("[")[0], []).append(item)
    left_out = {item for item in items if item.get_closest_marker("whole")} if IS_USUAL else set()
    for item in left_out:
        if item.get_closest_marker("case"):
            raise pytest.UsageError(f"{item.nodeid}: what stands for a reported case is in every setting")
    for kind in kinds.values():
        taken = _taken(kind)
        left_out.update(set(kind) - set(taken))
        if len(taken) < len(kind):
            name = kind[0].name.partition("[")[0].removeprefix("test_").replace("_", " ")
            for item in taken:
                item.user_properties.append(("members", (name, 1, len(kind) / len(taken))))
    left_out = {item for item in left_out if item.nodeid not in config.args}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _taken(kind: list[pytest.Item]) -> list[pytest.Item]:
    """The tests of one function that are run."""
    if not IS_USUAL:
        return kind
    (marker,) = kind[0].iter_markers("spread")

    def values(item: pytest.Item) -> Iterator[tuple[str, Any]]:
        yield from ((name, repr(item.callspec.params[name])) for name in marker.args)  # type: ignore[attr-defined]
        yield from (("case", row) for case in item.iter_markers("case") for row in case.args)

    return covering(kind, values, marker.kwargs.get("each", 1))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hand the rows over to the process that prints them."""
    for marker in item.iter_markers("case"):
        item.user_properties.append(("case", marker.args))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many members of each kind were tested, and which reported cases, all green."""
    kinds: dict[str, list[float]] = {}
    cases: set[int] = set()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", []) if report.when == "call" else []:
            if name == "members":
                kind, *numbers = value
                kinds[kind] = [sum(pair) for pair in zip(kinds.get(kind, (0, 0)), numbers)]
            elif name == "case":
                cases.update(value)
    if kinds:
        terminalreporter.write_line("kinds: " + ", ".join(_counted(kind, *kinds[kind]) for kind in sorted(kinds)))
    if cases:
        terminalreporter.write_line(f"cases: {len(cases)} ({' '.join(map(str, sorted(cases)))})")
    if IS_USUAL:
        terminalreporter.write_line("the usual share of the tests; TESTS=all runs all of them")


def _counted(kind: str, number: float, there: float) -> str:
    """``3 × guard``, or ``3 of 40 × …`` where some were left out."""
    return f"{number:.0f} × {kind}" if round(there) <= number else f"{number:.0f} of {there:.0f} × {kind}"
