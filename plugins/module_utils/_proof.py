# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proofs that lines answer: at their carriers, by simulations and calls, lines that call each other; their reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ._calls.bulk import call_results
from ._calls.loopback import LOOPBACK, loopback_results
from ._calls.prove_report import NAMELESS, REPORTS
from ._calls.simulation import simulation_results
from ._carriers.info import ACCOUNTS, UNSEEN, examined, faults
from ._engine.outcome import Failure, failed, failed_together
from ._errors import InvalidOptions, VapiError
from ._http.client import Client
from ._reports.files import file_name, folder, write_all
from ._reports.summary import acted
from ._resources.call import CALL
from ._resources.listing import NUMBERS, read_once
from ._resources.references import find_number
from ._resources.simulation import SIMULATION
from ._schema.fields import Field, Schema
from ._schema.hints import SHOWN
from ._schema.redact import without_url_secrets

FRESH: dict[str, Any] = {"wait": True, "unique_within": 0, "expect": {"outcome": ["ok"]}}
"""A proof is a new call each time, and is judged by its end."""


def _fresh(options: dict[str, Any]) -> dict[str, Any]:
    """The options with what every smoke call is by default, before they are read: an expectation needs ``wait``."""
    calls = options.get("calls")
    if not isinstance(calls, list):
        return options
    return {**options, "calls": [{**FRESH, **call} if isinstance(call, Mapping) else call for call in calls]}


PROOF = Schema(
    "proof",
    (
        Field("org", required=True, local=True),
        Field("calls", "list", elements="dict", schema=CALL, local=True),
        Field("loopbacks", "list", elements="dict", schema=LOOPBACK, local=True),
        Field("simulations", "list", elements="dict", schema=SIMULATION, local=True),
        Field("planned", "list", elements="dict", local=True, passthrough=True),
        Field("report_dir", "path", local=True),
        Field("carriers", "dict", schema=ACCOUNTS, local=True),
    ),
    prepare=_fresh,
)

BY_CALLS: dict[str, tuple[str, Callable[..., dict[str, Any]]]] = {
    "simulations": ("simulations", simulation_results),
    "smoke calls": ("calls", call_results),
    "loopback calls": ("loopbacks", loopback_results),
}
"""By suite the option that declares its proofs, and what makes them."""

Suites = Mapping[str, Sequence[Mapping[str, Any]]]


def prove_all(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_prove: every proof is made; the task fails at its end naming those that did not hold."""
    name = file_name(options["org"]) if options.get("report_dir") else ""
    made = {"carriers": _at_carriers(options["carriers"], client)} if options.get("carriers") else {}
    if client.check_mode and options.get("planned") is not None:
        _refuse_unknown_lines(options, client)
    for suite, (option, results_of) in BY_CALLS.items():
        made[suite] = results_of(options, client) if options.get(option) else {}
    suites = {suite: one.get("results", []) for suite, one in made.items()}
    errors = [str(one["msg"]) for one in made.values() if one.get("failed")]
    proven = {"passed": not errors, "errors": errors, "suites": suites}
    reports = _reported(proven, options, name, client.check_mode)
    result = {
        "changed": bool(reports) or any(one.get("changed") for one in made.values()),
        **proven,
        "reports": reports,
        "warnings": [text for one in made.values() for text in one.get("warnings", [])],
    }
    if errors:
        first = {suite: [one for one in results if one["error"]][:SHOWN] for suite, results in suites.items()}
        return {**result, "suites": first, **failed_together(made.values())}
    return {**result, "text": _summary(suites, client.check_mode)}


def _refuse_unknown_lines(options: Mapping[str, Any], client: Client) -> None:
    """Raise InvalidOptions for proofs with a line that is neither in the org nor about to be created."""
    known = list(read_once(client, NUMBERS).values())
    planned = [
        {"id": line.get("id"), "name": line.get("name"), "number": line.get("number"), "sipUri": line.get("sip_uri")}
        for line in options["planned"]
        if line.get("state") != "absent"
    ]
    unknown = [
        f"{subject}: {option}: neither this org nor its declaration has a line {text!r}."
        for subject, option, text in _lines_in(options)
        if not (find_number(text, known, option) or find_number(text, planned, option))
    ]
    if unknown:
        raise InvalidOptions(" ".join(unknown), hint="Check the name or number.")


def _lines_in(options: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every line that a proof names: which proof, by which option, and how."""
    for kind, proofs, names in (
        ("call", options.get("calls"), ("phone_number",)),
        ("loopback", options.get("loopbacks"), ("caller", "line")),
    ):
        for proof in proofs or ():
            for name in names:
                if proof.get(name):
                    yield f"{kind} {proof.get('name') or 'without a name'!r}", name, str(proof[name])


def _summary(suites: Suites, check: bool) -> str:
    names = [str(one.get("name") or NAMELESS) for results in suites.values() for one in results]
    return acted("proven", str(len(names)), check, names) if names else "no proofs declared"


def _reported(proven: Mapping[str, Any], options: Mapping[str, Any], name: str, check: bool) -> list[str]:
    if not options.get("report_dir"):
        return []
    place, shown = folder(options["report_dir"]), without_url_secrets(proven)
    texts = {place / f"{name}.{suffix}": report(options["org"], shown) for suffix, report in REPORTS.items()}
    return write_all(texts, check)


def _at_carriers(accounts: Mapping[str, Any], client: Client) -> dict[str, Any]:
    """A proof for each line of these accounts: it holds where nothing at the carrier keeps calls from coming in."""
    lines, failures = examined(accounts, client)
    known = [line for line in lines if not any(one["code"] in UNSEEN for one in line["findings"])]
    results = []
    for line in known:
        broken: list[Failure] = faults([line], "silent")
        error = " ".join(one.sentence for _subject, one in broken) or None
        results.append({"name": line["name"] or line["number"], "passed": error is None, "error": error})
        failures.extend(broken)
    if not known and not failures:
        nothing = VapiError("no line of the org uses a number of these accounts", hint="Set the accounts of its lines.")
        failures.append(("carriers", nothing))
    result: dict[str, Any] = {"results": results}
    return {**result, **failed(failures, "Problems were found at the carriers.")} if failures else result
