# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edge between assistants and structured outputs, which both ends name."""

from __future__ import annotations

from ..store import Org, Record, Store


def mirror_assistant(store: Store, org: Org, assistant: Record) -> None:
    """Structured outputs name the assistants that name them."""
    named = outputs_of(assistant)
    for output in list(org.records["structured-output"].values()):
        ids = _with(output.get("assistantIds"), assistant["id"], output["id"] in named)
        if ids != (output.get("assistantIds") or []):
            store.put(org, "structured-output", {**output, "assistantIds": ids})


def mirror_output(store: Store, org: Org, output: Record) -> None:
    """Assistants name the structured outputs that name them."""
    for assistant in list(org.records["assistant"].values()):
        named = outputs_of(assistant)
        ids = _with(named, output["id"], assistant["id"] in (output.get("assistantIds") or []))
        if ids != named:
            plan = {**(assistant.get("artifactPlan") or {}), "structuredOutputIds": ids}
            store.put(org, "assistant", {**assistant, "artifactPlan": plan})


def leave_outputs(store: Store, org: Org, assistant_id: str) -> None:
    """An assistant that is gone is named nowhere."""
    mirror_assistant(store, org, {"id": assistant_id})


def outputs_of(assistant: Record) -> list[str]:
    """The structured outputs that an assistant names."""
    return list((assistant.get("artifactPlan") or {}).get("structuredOutputIds") or [])


def _with(ids: list[str] | None, one: str, wanted: bool) -> list[str]:
    kept = list(ids or [])
    if wanted and one not in kept:
        return [*kept, one]
    return kept if wanted else [other for other in kept if other != one]
