# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every suite gets: the collection importable from the checkout, and a simulator."""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Iterator
from pathlib import Path

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
