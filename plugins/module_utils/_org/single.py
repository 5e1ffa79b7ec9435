# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One object of an org in one task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._engine.bulk import ensure, report_one
from .._http.client import Client
from .._resources.references import References
from .._resources.retirement import day_of, warnings
from .objects import Objects


def ensure_object(kind: Objects) -> Callable[[dict[str, Any], Client], dict[str, Any]]:
    """The use case of a module of one kind: the object under the kind's name, and what became of it."""

    def use_case(options: dict[str, Any], client: Client) -> dict[str, Any]:
        job = ensure(kind, options, client, References(client))
        retiring = warnings(job.describe, job.record or {}, day_of(client.now()))
        job.warnings.extend(retiring if job.is_present else ())
        return report_one(job, kind.result)

    return use_case
