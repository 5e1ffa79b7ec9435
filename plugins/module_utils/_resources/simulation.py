# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declaration of a simulation suite's run (OpenAPI: CreateSimulationRunDTO, SimulationRun, SimulationRunItem)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._schema.fields import Field, Schema
from .._schema.hints import mutually_exclusive
from .phone_number import SPEAKERS

SUITES = "/eval/simulation/suite"
RUNS = "/eval/simulation/run"

ENDED = "ended"
PASSED = "passed"
"""Status of a run that is over, and of an item whose required evaluations held."""


def _simulation_problems(simulation: dict[str, Any]) -> Iterator[str]:
    yield from mutually_exclusive([kind for kind in SPEAKERS if simulation.get(kind)])


SIMULATION = Schema(
    "simulation",
    (
        Field("suite", required=True, guard=True),
        Field("assistant", guard=True),
        Field("squad", guard=True),
        Field("iterations", "int", minimum=1, maximum=10, default=1),
        Field("transport", choices=("vapi.websocket", "vapi.webchat")),
        Field("wait_timeout", "float", minimum=0, default=1800),
        Field("wait_interval", "float", minimum=0.1, default=5),
    ),
    check=_simulation_problems,
)
