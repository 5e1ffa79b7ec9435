# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an org differs from what is declared of it, objects and lines, as a run would change it; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ._carriers.info import ACCOUNTS, examined
from ._engine.drift import ERROR, STATES, WARNING, Finding, as_sentence, drift_counts, drifts, is_quiet
from ._engine.outcome import grouped
from ._engine.prune import RAILS
from ._errors import InvalidOptions
from ._http.client import Client
from ._org.drift import object_entries
from ._org.org import LISTS
from ._phone_numbers.drift import line_entries
from ._reports.summary import counted, entry_name, one_line, with_names
from ._resources.phone_number import LINE, MODES
from ._schema.fields import Field, Schema
from ._schema.hints import SHOWN
from ._schema.redact import without_url_secrets

DRIFT = Schema(
    "drift",
    (
        Field("lines", "list", elements="dict", schema=LINE, local=True),
        *(Field(name, "list", elements="dict", schema=kind.schema, local=True) for name, kind in LISTS.items()),
        Field("mode", local=True, choices=MODES),
        *RAILS,
        Field("carriers", "dict", schema=ACCOUNTS, local=True),
        Field("fail", "bool", local=True, default=False),
    ),
)

FIXES = {
    ("changed", "missing", "should_be_absent"): "Run voiceops.vapi.provision to apply the declaration (look first with "
    "--check --diff).",
    ("undeclared",): "Declare what is undeclared, delete it, or name it in drift_protected.",
    ("failed",): "Correct the declaration of what could not be compared.",
}
"""What helps, by the states that call for it."""


def drift_info(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_drift_info: ``lines`` and ``objects`` (declared ones first), ``summary``, ``drifted``.

    With no list at all every line is undeclared; of the other kinds only those are compared whose list is given.
    """
    objects, references = object_entries(options, client)
    with_objects = any(options.get(name) is not None for name in LISTS)
    with_lines = options.get("lines") is not None or not with_objects
    given = {**options, "lines": options.get("lines") or []}
    lines = line_entries(given, client, references) if with_lines else []
    warnings = _at_carriers(options["carriers"], lines, client) if options.get("carriers") else []
    every = [*lines, *objects]
    shown = {"objects": drift_summary(objects, "no objects")} if with_objects else {}
    shown.update({"lines": drift_summary(lines, "no lines")} if with_lines else {})
    result: dict[str, Any] = {
        "changed": False,
        "lines": without_url_secrets(lines),
        "objects": without_url_secrets(objects),
        "summary": drift_counts(every),
        "drifted": drifts(every),
        "warnings": warnings,
        "text": "; ".join(f"{name}: {text}" if with_objects else text for name, text in shown.items()),
    }
    return _judged(result, every, options["fail"]) if result["drifted"] else result


def _judged(result: dict[str, Any], every: Sequence[Mapping[str, Any]], fails: bool) -> dict[str, Any]:
    """The result of an org that drifts, with what helps; ``fails`` makes it a failure."""
    error = InvalidOptions(f"the org is not as declared: {result['text']}", hint=" ".join(_fixes(every)))
    if fails:
        # Ansible prints the whole result of a task that fails.
        first = {name: [one for one in result[name] if not is_quiet(one)][:SHOWN] for name in ("lines", "objects")}
        result.update(failed=True, failure=error.failure, **first)
        del result["text"]
    return {**result, "msg": error.sentence}


def _at_carriers(accounts: Mapping[str, Any], lines: Iterable[dict[str, Any]], client: Client) -> list[str]:
    """Add to each line what is wrong with it at its carrier; returns which accounts could not be read."""
    examined_lines, failures = examined(accounts, client)
    by_id = {line["id"]: line["findings"] for line in examined_lines}
    for entry in lines:
        for one in by_id.get(entry["id"], ()):
            severity = ERROR if one["severity"] == "silent" else WARNING
            finding = Finding(f"carrier-{one['code']}", as_sentence(f"{one['message']}."), one["fix"], severity)
            entry["findings"] = [*entry["findings"], finding._asdict()]
    return [f"accounts at carriers that could not be read: {grouped(failures)}"] if failures else []


def drift_summary(entries: Sequence[Mapping[str, Any]], otherwise: str) -> str:
    """How many are in each state, with the first names; then the findings by code; ``otherwise`` where none is."""
    by_state: dict[str, list[str]] = {state: [] for state in STATES}
    by_code: dict[str, list[str]] = {}
    for entry in entries:
        name = entry_name(entry)
        fields = ", ".join(change["field"] for change in entry["changes"])
        by_state[entry["drift"]].append(f"{name}: {fields}" if fields else name)
        for finding in entry["findings"]:
            by_code.setdefault(finding["code"], []).append(name)
    states = [
        f"{len(names)} {state}" if state == "same" else counted(state, names)
        for state, names in by_state.items()
        if names
    ]
    return one_line([*states, *(f"{code}: {with_names(names)}" for code, names in by_code.items())], otherwise)


def _fixes(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What helps: each sentence once, for states before findings."""
    every = list(entries)
    states = {entry["drift"] for entry in every}
    yield from (fix for some, fix in FIXES.items() if states.intersection(some))
    yield from dict.fromkeys(finding["fix"] for entry in every for finding in entry["findings"] if finding["fix"])
