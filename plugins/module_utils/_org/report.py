# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task returns about the objects of an org: one list, counts, differences, one line for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .._engine.bulk import RESULTS
from .._engine.bulk import report as report_kind
from .._engine.outcome import failed
from .._reports.summary import VERBS, acted, counted
from .._resources.retirement import warnings
from .declared import Object


def report_of_org(objects: Sequence[Object], check: bool, today: str) -> dict[str, Any]:
    """``objects``, ``summary``, ``diff``, ``warnings``, ``text``, and the failures as one sentence.

    ``today`` (``YYYY-MM-DD``) tells which models are retired and which will be.
    """
    parts = [report_kind(one.kind, [one.job], "objects") for one in objects]
    results = [result for part in parts for result in part["objects"]]
    actions = [result["action"] for result in results]
    merged: dict[str, Any] = {
        "changed": any(part["changed"] for part in parts),
        "objects": results,
        "summary": {action: actions.count(action) for action in RESULTS},
        "diff": [diff for part in parts for diff in part["diff"]],
        "warnings": [*(text for part in parts for text in part["warnings"]), *_retiring(objects, today)],
    }
    merged["text"] = _text(results, merged["summary"], check)
    failures = [(one.kind.describe(one.job.line), one.job.error) for one in objects if one.job.error is not None]
    if not failures:
        return merged
    rest = [result for result in results if result["action"] != "failed"]
    others = f"; {_text(rest, merged['summary'], check)}" if rest else ""
    return {**merged, **failed(failures, f"{len(failures)} of {len(objects)} objects failed{others}.")}


def _retiring(objects: Sequence[Object], today: str) -> Iterator[str]:
    for one in objects:
        if one.is_present:
            yield from warnings(one.kind.describe(one.job.line), one.job.record or {}, today)


def _text(results: Sequence[dict[str, Any]], summary: dict[str, int], check: bool) -> str:
    parts = []
    for action in RESULTS:
        names = [f"{one['kind'].replace('_', ' ')} {one['name']}" for one in results if one["action"] == action]
        if names and action in VERBS:
            parts.append(acted(action, str(len(names)), check, names))
        elif names and action != "unchanged":
            parts.append(counted(action, names))
    return ", ".join([*parts, *[f"{summary['unchanged']} unchanged"] * bool(summary["unchanged"] or not parts)])
