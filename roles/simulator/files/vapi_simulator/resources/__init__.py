# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of the service, a file each. A new kind is a new file and a line here."""

from __future__ import annotations

from .assistant import Assistants
from .base import Resource, World
from .call import Calls
from .campaign import Campaigns
from .carriers import Carriers
from .credential import Credentials
from .evaluation import Evals, Personalities, Scenarios, Scorecards, Simulations, Suites
from .file import Files
from .phone_number import Numbers
from .recording import Recordings
from .simulation import Runs
from .squad import Squads
from .structured_output import StructuredOutputs
from .tool import Tools

KINDS: tuple[type[Resource], ...] = (
    *(Numbers, Calls, Assistants, Squads, Tools, StructuredOutputs, Credentials, Files, Campaigns),
    *(Personalities, Scenarios, Suites, Runs, Simulations, Evals, Scorecards),
)


def all_resources(world: World) -> list[Resource]:
    """Every kind, known to the others by its name."""
    world.resources.update({kind.kind: kind(world) for kind in KINDS})
    return [Recordings(world), Carriers(world), *world.resources.values()]
