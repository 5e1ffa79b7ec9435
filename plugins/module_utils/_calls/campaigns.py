# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The campaigns of an org in one task, one after another; one that fails does not keep the others from being sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from .._engine.outcome import attempt, failed, grouped
from .._http.client import Client
from .._reports.summary import one_line
from .._resources.campaign import CAMPAIGN
from .._schema.fields import Field, Schema
from .._schema.hints import repeated
from .._schema.redact import secret_values
from .._schema.spec import with_defaults
from .campaign import Progress, carry_out_campaign
from .campaign_run import Run, result_of


def _campaign_list_problems(options: dict[str, Any]) -> Iterator[str]:
    named = ((one.get("name"), f"campaigns[{index}]") for index, one in enumerate(options.get("campaigns") or []))
    for name, several in repeated(named):
        if name:
            yield f"campaigns: {' and '.join(several)} are the same campaign (name {name!r}); keep one."


CAMPAIGNS = Schema(
    "list of campaigns",
    (Field("campaigns", "list", elements="dict", schema=CAMPAIGN, required=True, local=True),),
    check=_campaign_list_problems,
)


def run_campaigns(options: dict[str, Any], client: Client, progress: Progress | None = None) -> dict[str, Any]:
    """The use case of vapi_campaigns: ``results``, one for each campaign in its order; failures at the end."""
    runs = [Run(with_defaults(CAMPAIGN, declared), client) for declared in options["campaigns"]]
    for run in runs:
        carry_out = partial(carry_out_campaign, run, progress)
        _done, error = attempt(carry_out, partial(secret_values, CAMPAIGN, run.options))
        run.failures.extend([(run.subject, error)] if error else [])
    results = [_result(run) for run in runs]
    shown = [{key: one[key] for key in one if key not in ("diff", "warnings")} for one in results]
    whole: dict[str, Any] = {
        "changed": any(one["changed"] for one in results),
        "results": shown,
        "diff": [one["diff"] for one in results if one["diff"]["before"] != one["diff"]["after"]],
        "text": one_line((f"{one['name']}: {one['text']}" for one in results), "no campaigns declared"),
        "warnings": [f"campaign {one['name']!r}: {text}" for one in results for text in one["warnings"]],
    }
    broken = [one for one in shown if one["error"]]
    if not broken:
        return whole
    sent = len(results) - len(broken)
    head = f"{len(broken)} of {len(results)} campaigns failed{f'; {sent} succeeded' if sent else ''}."
    return {**whole, "results": broken, **failed([failure for run in runs for failure in run.failures], head)}


def _result(run: Run) -> dict[str, Any]:
    """What vapi_campaign returns of one campaign, and why it failed."""
    about = {"error": grouped(run.failures), "text": "failed"} if run.failures else {"error": None}
    return {"name": run.options["name"], **result_of(run), **about}
