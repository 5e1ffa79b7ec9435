# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task returns about the objects of an org: one list, counts, differences, one line for people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from .._engine.bulk import RESULTS, report
from .._http.client import Client
from .._reports.summary import by_action
from .._resources.retirement import day_of, warnings
from .declared import Object


def report_of_org(objects: Sequence[Object], client: Client, ignored: Collection[str]) -> dict[str, Any]:
    """``objects``, ``summary``, ``diff``, ``warnings``, ``text``, and the failures as one sentence.

    Models that are or will be retired are warnings, but for codes in ``ignored``.
    """
    check = client.check_mode
    result = report(objects, "objects", lambda made: ", ".join(by_action(made["objects"], OTHERS, check)))
    text = ", ".join(by_action(result["objects"], RESULTS, check)) or "0 unchanged"
    return {**result, "text": text, "warnings": [*result["warnings"], *_retiring(objects, client, ignored)]}


OTHERS = tuple(action for action in RESULTS if action != "failed")
"""What is said beside the failures, which are named anyway."""


def _retiring(objects: Sequence[Object], client: Client, ignored: Collection[str]) -> Iterator[str]:
    today = day_of(client.now())
    for one in objects:
        if one.is_present:
            record = one.plan.predicted if client.check_mode and one.is_written else one.record
            yield from warnings(one.describe, record or {}, today, ignored)
