# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loopback calls: one line of the org calls another, and both legs are looked at."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .._engine.outcome import attempt, failed
from .._errors import InvalidOptions, VapiError
from .._http.client import Client
from .._reports.summary import counted
from .._resources.answering import who_answers
from .._resources.call import CALL, EXPECTATION, customer_of
from .._resources.phone_number import SPEAKERS
from .._resources.references import References, number_of, only_one
from .._schema.fields import Field, Schema
from .._schema.hints import mutually_exclusive
from .._schema.spec import with_defaults
from .._schema.times import stamp
from .bulk import run, shortened
from .expectations import how_it_differs
from .identity import calls_of, service_time
from .job import CallJob
from .report import as_options, returned
from .wait import wait_for_all

LOOK_BACK = 60
"""Seconds before the first call in which a leg is looked for: whose are there already are not of this run."""

ANSWERED = {"outcome": ["ok"]}
"""What is expected of a leg of which nothing else is."""


def _check_loopback(loopback: dict[str, Any]) -> Iterator[str]:
    voices = [name for name in SPEAKERS if loopback.get(name)]
    yield from mutually_exclusive(voices)
    if not voices:
        yield "assistant: is missing; set who speaks as the caller (assistant or squad)."
    if loopback.get("caller") and loopback.get("caller") == loopback.get("line"):
        yield "caller: is the called line itself; use another line of the org."


LOOPBACK = Schema(
    "loopback call",
    (
        Field("name", format="handle", maximum=40, required=True, guard=True),
        Field("caller", format="phone", required=True, guard=True),
        Field("line", format="phone", required=True, guard=True),
        Field("assistant"),
        Field("squad"),
        Field("answered_by", guard=True),
        Field("expect", "dict", schema=EXPECTATION, guard=True),
        Field("expect_inbound", "dict", schema=EXPECTATION, guard=True),
        Field("wait_timeout", "float", minimum=0, default=300),
        Field("wait_interval", "float", minimum=0.1, default=2),
        Field("artifact_timeout", "float", minimum=0, default=180),
    ),
    check=_check_loopback,
)

LOOPBACKS = Schema(
    "list of loopback calls",
    (Field("loopbacks", "list", elements="dict", schema=LOOPBACK, required=True, local=True),),
)


@dataclass
class Proof:
    """One loopback call: what is declared, the two lines, both legs, and what they prove."""

    options: dict[str, Any]
    caller: dict[str, Any] = field(default_factory=dict)
    line: dict[str, Any] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)
    """Who has to answer, as kind and id."""
    outbound: CallJob | None = None
    inbound: CallJob | None = None
    checks: list[dict[str, Any]] = field(default_factory=list)
    error: VapiError | None = None

    @property
    def subject(self) -> str:
        """How the loopback call is called in sentences."""
        return f"loopback call {self.options['name']!r}"

    @property
    def failure(self) -> VapiError | None:
        """Why the proof did not pass: an error, else the checks that did not."""
        wrong = [check["found"] for check in self.checks if not check["passed"]]
        return self.error or (VapiError("; ".join(wrong)) if wrong else None)

    def result(self) -> dict[str, Any]:
        """``name``, ``changed``, ``passed`` (none: nothing was proven), ``checks``, both legs, ``error``."""
        error = self.failure
        fresh = self.outbound.fresh if self.outbound else []
        return {
            "name": self.options["name"],
            "changed": bool(fresh),
            "passed": not error if self.checks or error else None,
            "checks": self.checks,
            "outbound": returned(fresh[0], ()) if fresh else {},
            "inbound": returned(self.inbound.fresh[0], ()) if self.inbound else {},
            "error": error.about(self.subject).sentence if error else None,
        }


def place_loopbacks(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_loopback_calls: each line is called once at a time; the task fails when one did not pass."""
    return shortened(loopback_results(options, client))


def loopback_results(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The same with the result of every proof, also after a failure: for who writes reports of it."""
    references = References(client)
    proofs = [Proof(with_defaults(LOOPBACK, loopback)) for loopback in options["loopbacks"]]
    for proof in proofs:
        _done, proof.error = attempt(partial(_resolve, proof, references, client), tuple)
    for together in _rounds(proof for proof in proofs if not proof.error):
        _run_together(together, references, client)
    results = [proof.result() for proof in proofs]
    passed = [one["name"] for one in results if one["passed"]]
    result: dict[str, Any] = {
        "changed": any(one["changed"] for one in results),
        "results": results,
        "text": counted("passed", passed) if passed else f"{len(results)} not proven",
    }
    failures = [(proof.subject, proof.failure) for proof in proofs if proof.failure]
    if failures:
        result.update(failed(failures, f"{len(failures)} of {len(results)} loopback calls did not pass."))
    return result


def _resolve(proof: Proof, references: References, client: Client) -> None:
    proof.caller, proof.line = (number_of(proof.options[name], client, name) for name in ("caller", "line"))
    proof.expected = _expected_route(proof.options, proof.line, references)


def _rounds(proofs: Iterable[Proof]) -> list[list[Proof]]:
    """Proofs that can run at the same time: no line is called twice, so that each inbound leg has one cause."""
    rounds: list[list[Proof]] = []
    for proof in proofs:
        free = (one for one in rounds if all(each.line["id"] != proof.line["id"] for each in one))
        together = next(free, None)
        if together is None:
            rounds.append(together := [])
        together.append(proof)
    return rounds


def _run_together(proofs: list[Proof], references: References, client: Client) -> None:
    """Place the calls, wait for both legs of all of them and look at them."""
    try:
        since = stamp(service_time(client) - LOOK_BACK)
        earlier = {leg["id"] for leg in _legs(proofs, since, client)}
        jobs = run([_outbound(proof) for proof in proofs], client, judged=False)
        for proof, job in zip(proofs, jobs):
            proof.outbound, proof.error = job, job.error
        # Check mode foretells a call without id.
        placed = [proof for proof, job in zip(proofs, jobs) if not job.error and job.fresh and job.fresh[0].get("id")]
        _find_inbound(placed, earlier, since, client)
        wait_for_all([proof.inbound for proof in placed if proof.inbound], client, list)
        for proof in placed:
            proof.checks = list(_checks(proof, references))
            proof.error = proof.inbound.error if proof.inbound else None
    except VapiError as error:
        for proof in proofs:
            proof.error = proof.error or error


def _outbound(proof: Proof) -> dict[str, Any]:
    """The call as vapi_call takes it. Every proof is a new call, as one from before a change says nothing."""
    line = proof.line
    callee = {"number": line["number"]} if line.get("number") else {"sip_uri": line.get("sipUri")}
    if line.get("numberE164CheckEnabled") is False:
        callee["number_e164_check_enabled"] = False
    wanted = {name: proof.options[name] for name in ("name", *SPEAKERS) if proof.options.get(name)}
    return _awaited(proof, "expect", {**wanted, "phone_number_id": proof.caller["id"], "customer": callee})


def _awaited(proof: Proof, expect: str, values: Mapping[str, Any]) -> dict[str, Any]:
    waits = {name: proof.options[name] for name in ("wait_timeout", "wait_interval", "artifact_timeout")}
    expected = proof.options.get(expect) or ANSWERED
    return with_defaults(CALL, {**values, **waits, "wait": True, "unique_within": 0, "expect": expected})


def _legs(proofs: list[Proof], since: str, client: Client) -> Iterator[dict[str, Any]]:
    """The inbound calls of the lines that are called, in one reading."""
    # A line that an earlier task has yet to create (check mode) was never called.
    lines = {proof.line["id"] for proof in proofs if proof.line.get("createdAt")}
    for call in calls_of(lines, client, createdAtGe=since) if lines else ():
        if call.get("type") == "inboundPhoneCall" and call.get("phoneNumberId") in lines:
            yield call


def _find_inbound(proofs: list[Proof], earlier: set[str], since: str, client: Client) -> None:
    """Look until each line has got its call, or its proof has waited long enough."""
    began = time.monotonic()

    def missing() -> list[Proof]:
        elapsed = time.monotonic() - began
        return [proof for proof in proofs if not proof.inbound and elapsed < proof.options["wait_timeout"]]

    def look() -> None:
        legs = [leg for leg in _legs(proofs, since, client) if leg["id"] not in earlier]
        for proof in missing():
            leg = next((one for one in legs if _is_of(one, proof)), None)
            if leg:
                proof.inbound = CallJob(_awaited(proof, "expect_inbound", {"name": proof.options["name"]}), fresh=[leg])

    if proofs:
        look()
        interval = min(proof.options["wait_interval"] for proof in proofs)
        client.poll(look, lambda: not missing(), float("inf"), interval)


def _is_of(leg: Mapping[str, Any], proof: Proof) -> bool:
    """Whether this inbound call is the other leg: on the line, and from the caller where its number is known."""
    number = customer_of(leg).get("number")
    return leg["phoneNumberId"] == proof.line["id"] and proof.caller.get("number") in (None, number)


def _expected_route(loopback: Mapping[str, Any], line: Mapping[str, Any], references: References) -> dict[str, str]:
    """Who has to answer, as kind and id: what ``answered_by`` names, else the line's own route; empty for a server."""
    wanted = loopback.get("answered_by")
    if not wanted:
        answer = who_answers(line)
        return {answer.kind: answer.what} if answer.kind in SPEAKERS else {}
    for kind in SPEAKERS:
        named = [item for item in references.all(kind) if wanted in (item["id"], item.get("name"))]
        found = only_one(named, f"{kind}s are named {wanted!r}", "answered_by")
        if found:
            return {kind: str(found["id"])}
    raise InvalidOptions(f"answered_by: no assistant and no squad of this org is named {wanted!r}")


def _checks(proof: Proof, references: References) -> Iterator[dict[str, Any]]:
    """What was looked at: ``check``, ``passed`` and ``found``."""
    if proof.outbound:
        yield _check_leg("outbound", proof.outbound)
    line = proof.options["line"]
    arrived = f"an inbound call arrived on {line!r}" if proof.inbound else f"no inbound call arrived on {line!r}"
    yield {"check": f"the call arrived on line {line!r}", "passed": bool(proof.inbound), "found": arrived}
    if not proof.inbound:
        return
    for kind, wanted in proof.expected.items():
        actual = proof.inbound.fresh[0].get(f"{kind}Id")
        yield {
            "check": f"the {kind} of the line answered",
            "passed": actual == wanted,
            "found": f"answered by {_with_name(kind, actual, references)}, "
            f"expected {_with_name(kind, wanted, references)}",
        }
    yield _check_leg("inbound", proof.inbound)


def _check_leg(name: str, job: CallJob) -> dict[str, Any]:
    leg = as_options(job.fresh[0])
    wrong = how_it_differs(job.options["expect"], leg)
    found = f"{name} {wrong or 'outcome is ' + str(leg.get('outcome'))}"
    return {"check": f"the {name} leg ended as expected", "passed": not wrong, "found": found}


def _with_name(kind: str, wanted: str | None, references: References) -> str:
    """An assistant or squad by name, else by id."""
    return f"{kind} {references.name_of(kind, wanted) or wanted!r}" if wanted else f"no {kind}"
