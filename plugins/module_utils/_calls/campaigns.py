# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The campaigns of an org in one task, one after another; one that fails does not keep the others from being sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._engine.outcome import Failure, attempt, failed
from .._errors import VapiError
from .._http.client import Client
from .._reports.summary import one_line
from .._resources.campaign import CAMPAIGN
from .._schema.fields import Field, Schema
from .._schema.redact import secret_values
from .._schema.spec import with_defaults
from .campaign import Progress, run_campaign
from .campaign_report import NOTHING


def _campaign_list_problems(options: dict[str, Any]) -> Iterator[str]:
    first: dict[str, int] = {}
    for index, one in enumerate(options.get("campaigns") or []):
        name = str(one.get("name") or "")
        if name and first.setdefault(name, index) != index:
            yield f"campaigns: campaigns[{first[name]}] and campaigns[{index}] are both named {name!r}; keep one."


CAMPAIGNS = Schema(
    "list of campaigns",
    (Field("campaigns", "list", elements="dict", schema=CAMPAIGN, required=True, local=True),),
    check=_campaign_list_problems,
)


def run_campaigns(options: dict[str, Any], client: Client, progress: Progress | None = None) -> dict[str, Any]:
    """The use case of vapi_campaigns: ``results``, one for each campaign in its order; failures at the end."""
    results: list[dict[str, Any]] = []
    failures: list[Failure] = []
    for declared in options["campaigns"]:
        one = with_defaults(CAMPAIGN, declared)
        result, error = _sent(one, client, progress)
        results.append({"name": one["name"], **result, "error": error.sentence if error else None})
        if error:
            failures.append((f"campaign {one['name']!r}", error))
    shown = [{key: one[key] for key in one if key not in ("diff", "warnings")} for one in results]
    whole: dict[str, Any] = {
        "changed": any(one["changed"] for one in results),
        "results": shown,
        "diff": [one["diff"] for one in results if one["diff"]["before"] != one["diff"]["after"]],
        "text": one_line((f"{one['name']}: {one['text']}" for one in results), "no campaigns declared"),
        "warnings": [f"campaign {one['name']!r}: {text}" for one in results for text in one["warnings"]],
    }
    if not failures:
        return whole
    sent = len(results) - len(failures)
    head = f"{len(failures)} of {len(results)} campaigns failed{f'; {sent} succeeded' if sent else ''}."
    return {**whole, "results": [one for one in shown if one["error"]], **failed(failures, head)}


def _sent(one: dict[str, Any], client: Client, progress: Progress | None) -> tuple[dict[str, Any], VapiError | None]:
    """What vapi_campaign returns of one campaign, and why it failed."""
    result, error = attempt(lambda: run_campaign(one, client, progress), lambda: secret_values(CAMPAIGN, one))
    whole = {**NOTHING, **(result or {})}
    if whole.pop("failed", False):
        del whole["msg"]
        failure = whole.pop("failure")
        # Who reports it puts the name in front; of a window or a follow-up the rest of its name is told too.
        message = failure["message"].removeprefix(f"campaign {one['name']!r}: ")
        error = VapiError(**{**failure, "message": message})
    return {**whole, **({"text": "failed"} if error else {})}, error
