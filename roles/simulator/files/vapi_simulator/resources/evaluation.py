# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds that official clients list, and that nothing here depends on: personalities, scenarios, evals, …"""

from __future__ import annotations

from .base import Resource


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


class Evals(Resource):
    """/eval"""

    kind, path, paged = "eval", "/eval", True


class Scorecards(Resource):
    """/observability/scorecard"""

    kind, path, paged = "scorecard", "/observability/scorecard", True
