# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds that official clients list, and that nothing here depends on: personalities, scenarios, evals, …"""

from __future__ import annotations

from ..store import Org
from .base import Answer, Request, Resource, Route

SLOTS, SLOTS_OF_ONE = 10, 2
"""Slots for calls of an org, and those of one simulation: it has two sides."""


class Personalities(Resource):
    """/eval/simulation/personality"""

    kind, path = "personality", "/eval/simulation/personality"


class Scenarios(Resource):
    """/eval/simulation/scenario"""

    kind, path = "scenario", "/eval/simulation/scenario"


class Suites(Resource):
    """/eval/simulation/suite"""

    kind, path = "suite", "/eval/simulation/suite"


class Simulations(Resource):
    """/eval/simulation"""

    kind, path = "simulation", "/eval/simulation"

    def routes(self) -> list[Route]:
        """Besides: how many simulations may run, and in which org."""
        return [Route("GET", f"{self.path}/concurrency", self.get_concurrency), *super().routes()]

    def get_concurrency(self, org: Org, _request: Request) -> Answer:
        """The limit of this org (document)."""
        dates = {"createdAt": None, "updatedAt": None}
        free = {"activeSimulations": 0, "availableToStart": SLOTS // SLOTS_OF_ONE}
        return Answer(200, {"orgId": org.id, "concurrencyLimit": SLOTS, **free, **dates, "isDefault": True})


class Evals(Resource):
    """/eval"""

    kind, path, paged = "eval", "/eval", True


class Scorecards(Resource):
    """/observability/scorecard"""

    kind, path, paged = "scorecard", "/observability/scorecard", True
