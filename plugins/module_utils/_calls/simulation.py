# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulation suites as proofs: each is run once against its assistant or squad, awaited, and judged by its items.

A POST in doubt is looked up, and never sent again: a run costs calls.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .._engine.outcome import Failure, attempt, failed
from .._engine.settle import post_once
from .._errors import InvalidOptions, Refused, VapiError
from .._http.client import Client, segment
from .._http.pagination import items_of
from .._resources.listing import read_once
from .._resources.phone_number import SPEAKERS
from .._resources.references import References, only_one
from .._resources.simulation import ENDED, PASSED, RUNS, SIMULATION, SUITES
from .._schema.convert import snake_keys
from .._schema.hints import SHOWN, first_names
from .._schema.spec import with_defaults
from .._schema.times import stamp
from .._schema.values import mappings
from .identity import CLOCK_MARGIN, service_time

PAYMENT_REQUIRED = 402
KEPT = ("id", "status", "callId", "iterationNumber", "failureReason")
"""Fields of an item that a result shows."""

REASONS = {
    "wallet_missing": "Add a wallet in Vapi's dashboard.",
    "subscription_frozen": "Resolve the problem of the subscription in Vapi's dashboard.",
    "payment_method_missing": "Add a payment method in Vapi's dashboard.",
    "insufficient_credits": "Add credits in Vapi's dashboard.",
    "billing_limit": "Raise the billing limit in Vapi's dashboard.",
    "initial_payment_missing": "Make the first payment in Vapi's dashboard.",
}
"""What helps, by the reason of a 402 (OpenAPI: SimulationRunPaymentRequiredResponse)."""

Result = dict[str, Any]


@dataclass
class Simulation:
    """One suite on its way: what is sent, the run at the service, and its items."""

    options: Result
    suite: Result = field(default_factory=dict)
    target: Result = field(default_factory=dict)
    run: Result = field(default_factory=dict)
    items: list[Result] = field(default_factory=list)
    error: VapiError | None = None

    @property
    def body(self) -> Result:
        """What a POST asks for."""
        transport = self.options.get("transport")
        return {
            "simulations": [{"type": "simulationSuite", "simulationSuiteId": self.suite["id"]}],
            "target": self.target,
            "iterations": self.options["iterations"],
            **({"transport": {"provider": transport}} if transport else {}),
        }

    def is_run_of(self, record: Mapping[str, Any]) -> bool:
        """Whether a run at the service is of this suite, against this target, as often."""
        suites = [one.get("simulationSuiteId") for one in mappings(record.get("simulations"))]
        target = record.get("target") or {}
        has_target = all(target.get(key) == value for key, value in self.target.items())
        return suites == [self.suite["id"]] and has_target and record.get("iterations", 1) == self.options["iterations"]


def simulation_results(options: Mapping[str, Any], client: Client) -> Result:
    """``changed``, ``results`` and, where a suite did not pass, the failure; all are begun before one is awaited."""
    simulations = [Simulation(with_defaults(SIMULATION, one)) for one in options["simulations"]]
    _try(simulations, _resolve, client)
    if not any(one.error for one in simulations):
        _try(simulations, _begin, client)
        if not client.check_mode:
            _try(simulations, _finish, client)
    failures: list[Failure] = [(f"simulation {one.options['suite']!r}", one.error) for one in simulations if one.error]
    result = {
        "changed": any(one.run for one in simulations),
        "results": [_result(one, client.check_mode) for one in simulations],
    }
    if failures:
        return {**result, **failed(failures, f"{len(failures)} of {len(simulations)} simulations failed.")}
    return result


def _try(simulations: Iterable[Simulation], act: Callable[[Simulation, Client], None], client: Client) -> None:
    for one in simulations:
        if one.error is None:
            _done, one.error = attempt(partial(act, one, client), tuple)


# --- before anything is sent ------------------------------------------------------------------------------------------


def _resolve(one: Simulation, client: Client) -> None:
    """Find the suite by its name or id, and whom it talks to. Raises InvalidOptions."""
    wanted = one.options["suite"]
    suites = list(read_once(client, SUITES).values())
    named = [suite for suite in suites if wanted in (suite["id"], suite.get("name"))]
    found = only_one(named, f"suites are named {wanted!r}")
    if found is None:
        names = sorted(str(suite["name"]) for suite in suites if suite.get("name"))
        near = difflib.get_close_matches(wanted, names, n=2) or names[:SHOWN]
        hint = f"Name one that exists: {', '.join(near)}." if near else "Create it in Vapi's dashboard."
        raise InvalidOptions(f"this org has no simulation suite of this name or id; it has {len(names)}", hint=hint)
    one.suite = found
    one.target = _target(one, References(client))


def _target(one: Simulation, references: References) -> Result:
    """The assistant or squad: the one that is named, else the only one that the suite is assigned to."""
    for kind in SPEAKERS:
        if one.options.get(kind):
            return {"type": kind, f"{kind}Id": references.id_of(kind, one.options[kind])}
    assigned = mappings(one.suite.get("targetAssignments"))
    if len(assigned) != 1:
        raise InvalidOptions(
            f"the suite is assigned to {len(assigned)} assistants and squads",
            hint="Set assistant or squad to the one that has to pass.",
        )
    kind, wanted = str(assigned[0].get("targetType")), str(assigned[0].get("targetId"))
    if kind not in SPEAKERS:
        raise InvalidOptions(f"the suite is assigned to a {kind}", hint="Set assistant or squad.")
    return {"type": kind, f"{kind}Id": wanted}


# --- running ----------------------------------------------------------------------------------------------------------


def _begin(one: Simulation, client: Client) -> None:
    """POST once. In doubt, look for the run that it made; it is never sent again."""
    began = service_time(client)
    # A run that was there before proves nothing about what is there now.
    known = [] if client.check_mode else [run["id"] for run in _runs(one, client, began)]
    try:
        one.run = post_once(
            lambda: client.create(RUNS, one.body, {**one.body, "status": "queued"}),
            lambda: next((run for run in reversed(_runs(one, client, began)) if run["id"] not in known), None),
            "the run may have been started",
            "no run of this suite is listed; not retried, as each run costs calls",
            "Check the org's simulation runs, then run again.",
        )
    except Refused as refusal:
        raise _about_payment(refusal) from None


def _about_payment(refusal: Refused) -> Refused:
    if refusal.status != PAYMENT_REQUIRED:
        return refusal
    body = refusal.body if isinstance(refusal.body, Mapping) else {}
    reason = str(body.get("reason") or "")
    why = f"{refusal.message.rstrip('.')}{f' ({reason})' if reason else ''}"
    hint = REASONS.get(reason, "Check billing in Vapi's dashboard.")
    return Refused(f"the org may not run simulations: {why}", PAYMENT_REQUIRED, hint)


def _runs(one: Simulation, client: Client, began: float) -> list[Result]:
    """Runs of this suite since a moment, the newest last. The list is an array or a page (OpenAPI: one of both)."""
    answer = client.get(RUNS, createdAtGe=stamp(began - CLOCK_MARGIN), limit=1000)
    records = items_of(answer.get("results") if isinstance(answer, Mapping) else answer, RUNS)
    return sorted(filter(one.is_run_of, records), key=lambda record: str(record.get("createdAt")))


def _finish(one: Simulation, client: Client) -> None:
    """Await the end of the run and judge it. Raises VapiError for one that did not pass."""
    path = f"{RUNS}/{segment(str(one.run['id']))}"
    seconds = one.options["wait_timeout"]

    def look() -> None:
        one.run = client.get(path)

    client.poll(look, lambda: one.run.get("status") == ENDED, seconds, one.options["wait_interval"])
    if one.run.get("status") != ENDED:
        raise VapiError(
            f"the run {one.run['id']} is still {one.run.get('status')} after {seconds:g} seconds",
            hint="The run continues. Check it in Vapi's dashboard, or raise wait_timeout.",
        )
    one.items = list(client.dated_pages(f"{path}/item"))
    wrong = [item for item in one.items if item.get("status") != PASSED]
    if wrong:
        shown = first_names(list(map(_difference, wrong)), "; ")
        raise VapiError(f"{len(wrong)} of {len(one.items)} did not pass: {shown}")
    if not one.items:
        why = one.run.get("endedReason")
        raise VapiError(f"the run {one.run['id']} ended without a conversation{f': {why}' if why else ''}")


def _difference(item: Mapping[str, Any]) -> str:
    """What differed in one conversation: each required evaluation that did not hold, else why it failed."""
    evaluations = [_evaluation(one) for one in _evaluations(item) if not one.get("passed") and one.get("required")]
    why = ", ".join(evaluations) or str(item.get("failureReason") or item.get("status"))
    return f"{_name(item)!r}: {why}"


def _evaluations(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in mappings((item.get("results") or {}).get("evaluations")) if not one.get("isSkipped")]


def _evaluation(one: Mapping[str, Any]) -> str:
    what = ".".join(str(one[key]) for key in ("name", "path") if one.get(key))
    found = one.get("error") or f"was {one.get('extractedValue')!r}"
    return f"{what} should be {one.get('comparator', '=')} {one.get('expectedValue')!r} and {found}"


def _name(item: Mapping[str, Any]) -> str:
    """What a conversation is called: its simulation's name as it was when the run began, else its id."""
    kept = (item.get("metadata") or {}).get("simulation") or {}
    return str(kept.get("name") or item.get("simulationId"))


def _result(one: Simulation, check_mode: bool) -> Result:
    """One simulation as people see it; ``passed`` is none where it was not judged."""
    passed = None if check_mode and one.error is None else one.error is None
    kind = one.target.get("type")
    return {
        "name": one.options["suite"],
        "id": one.run.get("id"),
        "target": f"{kind} {one.options.get(kind) or one.target[f'{kind}Id']}" if kind else None,
        "passed": passed,
        "items": [_item(item) for item in one.items],
        "checks": list(_checks(one.items)),
        "error": one.error.sentence if one.error else None,
    }


def _item(item: Mapping[str, Any]) -> Result:
    known = {key: item[key] for key in KEPT if item.get(key) is not None}
    return {"name": _name(item), **snake_keys(known)}


def _checks(items: Sequence[Mapping[str, Any]]) -> Iterator[Result]:
    """Each evaluation of each conversation: ``check``, ``passed``, ``found``."""
    for item in items:
        for one in _evaluations(item):
            yield {
                "check": f"{_name(item)}: {one.get('name')}",
                "passed": bool(one.get("passed")),
                "found": _evaluation(one),
            }
