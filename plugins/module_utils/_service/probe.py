# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trying a service out: one free SIP line of a random name, made, asked and deleted. No purchase and no call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from .._errors import Cancelled, NotFound, VapiError
from .._http.client import Client
from .._reports.files import file_name, folder, write_all
from .._reports.summary import acted, amount
from .._schema.fields import Field, Schema
from .bench import Bench, leftovers
from .experiments import ON_THE_RECORD, ON_THE_REST, ON_THE_SERVICE, Experiment, Record
from .facts import FACTS, as_result

PROBE = Schema(
    "probe",
    (
        Field("confirm", "bool", default=False),
        Field("cleanup", "bool", default=False),
        Field("report_dir", guard=True),
        Field("org", default="org", guard=True),
    ),
)

PRIVATE = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\+\d{3,}|sips?:\S+|https?://\S+")
"""What the service's words may repeat of an org: ids, numbers, addresses."""


def probe(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_probe."""
    if not options["confirm"]:
        return _nothing("nothing was done: set confirm: true to make one free SIP line, try it and delete it")
    if options["cleanup"]:
        return _clean_up(client)
    if client.check_mode:
        client.refuse_other_org()
        return _nothing("would make one free SIP line, try the service on it and delete it")
    report = folder(options["report_dir"]) / f"{file_name(options['org'])}.json" if options.get("report_dir") else None
    result = _probe(client)
    if report:
        told = {name: result[name] for name in ("switches", "facts")}
        write_all({report: json.dumps(told, indent=2, ensure_ascii=False) + "\n"}, client.check_mode)
    return result


def _nothing(text: str, **more: Any) -> dict[str, Any]:
    return {"changed": False, "facts": [], "switches": {}, "removed": [], "text": text, **more}


def _clean_up(client: Client) -> dict[str, Any]:
    """Delete what a probe has left behind that was killed."""
    found = sorted(leftovers(client), key=lambda record: str(record["id"]))
    for record in found:
        client.delete(f"/phone-number/{record['id']}", record)
    called = [str(record.get("sipUri") or record.get("name")).partition("@")[0] for record in found]
    names = [name.replace("sip:", "").strip() for name in called]
    return _nothing(
        acted("deleted", f"{amount(len(names), 'line')} of earlier probes", client.check_mode),
        changed=bool(names),
        removed=names,
    )


def _probe(client: Client) -> dict[str, Any]:
    bench = Bench(client)
    found: dict[str, dict[str, Any]] = {}
    with client.lifeline.at_end(bench.remove):
        try:
            record = bench.make(bench.body)
            found.update(_first_look(bench, record))
            found.update(_all(ON_THE_SERVICE, bench, record))
        finally:
            bench.remove()
    if bench.left:
        raise VapiError(
            f"the line {bench.name!r} of this probe could not be deleted: {scrubbed(bench.left[0])}",
            hint="Run vapi_probe with confirm: true and cleanup: true.",
        )
    found.update(_all(ON_THE_REST, bench, record))
    return _result([found[fact.name] for fact in FACTS if fact.name in found], bench.name)


def _first_look(bench: Bench, made: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    """The facts that the new line shows, read by its id."""
    record, seen = made, "not_found"
    with suppress(NotFound):
        record, seen = bench.read(made), "at_once"
    yield "read_after_write", as_result("read_after_write", seen)
    yield from _all(ON_THE_RECORD, bench, record)


def _all(experiments: Mapping[str, Experiment], bench: Bench, record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    """The results of experiments by fact; one that cannot be tried says why. Raises Cancelled."""
    for name, experiment in experiments.items():
        try:
            yield name, as_result(name, experiment(bench, record))
        except Cancelled:
            raise
        except VapiError as error:
            yield name, as_result(name, None, scrubbed(error.message))


def scrubbed(text: str) -> str:
    """The service's words without what they repeat of an org."""
    return PRIVATE.sub("…", text)


def _result(facts: list[dict[str, Any]], name: str) -> dict[str, Any]:
    tried = [fact for fact in facts if fact["tried"]]
    other = [fact["fact"] for fact in tried if fact["seen"] != fact["expected"]]
    broken = [fact for fact in facts if fact["contradicts"]]
    text = f"{len(tried)} of {len(facts)} facts found, line {name} made and deleted; "
    text += f"not as expected: {', '.join(other)}" if other else "all as expected"
    result = {
        "changed": False,
        "facts": facts,
        "switches": {fact["switch"]: fact["seen"] for fact in tried if fact["switch"]},
        "removed": [name],
        "text": text,
    }
    if not broken:
        return result
    first = broken[0]
    message = " ".join(
        f"{fact['fact']}: expected {fact['expected']}, seen {fact['seen']}, which contradicts the rule "
        f"{fact['contradicts']!r}."
        for fact in broken
    )
    hint = "Do not use this collection with this service before the rule is settled: report the facts."
    failure = {"status": None, "message": f"{first['fact']} contradicts a rule", "hint": hint}
    return {**result, "failed": True, "msg": f"{message} {hint}", "failure": failure}
