# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trying a service out: one free SIP line of a random name, made, asked and deleted. No purchase and no call."""

from __future__ import annotations

import re
from typing import Any

from .._errors import Cancelled, VapiError
from .._http.client import Client
from .._reports.files import as_json, file_name, folder, write_all
from .._reports.summary import acted, amount
from .._schema.fields import Field, Schema
from .bench import Bench, leftovers
from .experiments import ON_THE_RECORD, ON_THE_REST, ON_THE_SERVICE, Record
from .facts import Fact

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
        return _result(
            "nothing was done. Set confirm: true (variable probe_confirm) to create one free SIP line, test the "
            "service on it and delete it."
        )
    if options["cleanup"]:
        return _clean_up(client)
    if client.check_mode:
        client.refuse_other_org()
        return _result("would create one free SIP line, test the service on it and delete it")
    report = folder(options["report_dir"]) / f"{file_name(options['org'])}.json" if options.get("report_dir") else None
    result = _probe(client)
    if report:
        told = {name: result[name] for name in ("switches", "facts")}
        write_all({report: as_json(told)}, client.check_mode)
    return result


def _result(text: str, **more: Any) -> dict[str, Any]:
    return {"changed": False, "facts": [], "switches": {}, "removed": [], "text": text, **more}


def _clean_up(client: Client) -> dict[str, Any]:
    """Delete what a probe has left behind that was killed."""
    found = sorted(leftovers(client), key=lambda record: str(record["id"]))
    for record in found:
        client.delete(f"/phone-number/{record['id']}", record)
    called = [str(record.get("sipUri") or record.get("name")).partition("@")[0] for record in found]
    names = [name.replace("sip:", "").strip() for name in called]
    return _result(
        acted("deleted", f"{amount(len(names), 'line')} of earlier probes", client.check_mode),
        changed=bool(names),
        removed=names,
    )


def _probe(client: Client) -> dict[str, Any]:
    bench = Bench(client)
    with client.lifeline.at_end(bench.remove):
        try:
            record = bench.first_look()
            found = [_found(fact, bench, record) for fact in (*ON_THE_RECORD, *ON_THE_SERVICE)]
        finally:
            bench.remove()
    if bench.left:
        raise VapiError(
            f"the line {bench.name!r} of this probe could not be deleted: {scrubbed(bench.left[0])}",
            hint="Run vapi_probe with confirm: true and cleanup: true.",
        )
    found += [_found(fact, bench, record) for fact in ON_THE_REST]
    return _judged(found, bench.name)


def _found(fact: Fact, bench: Bench, record: Record) -> dict[str, Any]:
    """A fact as the service shows it; one that cannot be tried says why. Raises Cancelled."""
    try:
        return fact.result(fact.find(bench, record))
    except Cancelled:
        raise
    except VapiError as error:
        return fact.result(None, scrubbed(error.message))


def scrubbed(text: str) -> str:
    """The service's words without what they repeat of an org."""
    return PRIVATE.sub("…", text)


def _judged(facts: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The result of a probe, which fails where a fact contradicts a rule."""
    tried = [fact for fact in facts if fact["tried"]]
    other = [fact["fact"] for fact in tried if fact["seen"] != fact["expected"]]
    text = f"{len(tried)} of {len(facts)} facts found, line {name} made and deleted; "
    text += f"not as expected: {', '.join(other)}" if other else "all as expected"
    switches = {fact["switch"]: fact["seen"] for fact in tried if fact["switch"]}
    result = _result(text, facts=facts, switches=switches, removed=[name])
    broken = [
        f"{fact['fact']}: expected {fact['expected']}, seen {fact['seen']}, which contradicts the rule "
        f"{fact['contradicts']!r}."
        for fact in facts
        if fact["contradicts"]
    ]
    if not broken:
        return result
    hint = "Do not use this collection with this service until the rule is confirmed. Report the facts."
    error = VapiError(" ".join(broken), hint=hint)
    return {**result, "failed": True, "msg": error.sentence, "failure": error.failure}
