# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of one task together: references and earlier calls read once, each call placed once, then one wait for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._engine.outcome import failed, failed_first
from .._errors import VapiError
from .._http.client import Client
from .._refusals import remedy
from .._reports.summary import by_action, counted, one_line
from .._resources.call import CALL, ENDED, FINAL, callee
from .._resources.ended_reason import never_rang, why_ended
from .._schema.fields import Field, Schema
from .._schema.hints import SHOWN
from .._schema.patterns import comparable
from .._schema.spec import with_defaults
from .end import end
from .expectations import how_it_differs
from .job import CallJob
from .place import Slots, conclude, place_due, try_again
from .plan import plan_calls, refuse_twins, resolve, window_of
from .report import as_options, brief, returned
from .wait import wait_for_all


def _call_list_problems(options: dict[str, Any]) -> Iterator[str]:
    first: dict[tuple[Any, ...], int] = {}
    ends: dict[Any, int] = {}
    for index, call in enumerate(options.get("calls") or []):
        name = call.get("name")
        if not name:
            continue
        if call.get("state") == "absent":
            ends.setdefault(name, index)
        for key, known in _keys(call):
            if first.setdefault(key, index) != index:
                yield f"calls: calls[{first[key]}] and calls[{index}] are the same call ({known}); keep one."
    for (name, *_rest), index in first.items():
        if name in ends and ends[name] != index:
            yield f"calls: calls[{ends[name]}] ends the calls {name!r} and calls[{index}] places one; keep one."


def _keys(call: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """By what the calls of an item are known: name, line and callee, with how that reads."""
    if call.get("state") == "absent" or call.get("unique_within") == 0:
        return
    line = call.get("phone_number") or call.get("phone_number_id")
    for customer in call.get("customers") or [call.get("customer") or {"number": call.get("customer_id")}]:
        if callee(customer):
            key = (call["name"], line, comparable(callee(customer)), customer.get("extension"))
            yield key, f"name {call['name']!r} to {callee(customer)}"


SHOWN_RESULTS = 8
"""Results of a failed list that are printed."""

DIFFERENCE = ("name", "customer", "schedule_plan")
"""What a difference shows of a call."""

OUTBOUND = Schema(
    "list of calls",
    (Field("calls", "list", elements="dict", schema=CALL, required=True, local=True),),
    check=_call_list_problems,
)


# --- the use cases ----------------------------------------------------------------------------------------------------


def place_call(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call: a list of one. Raises VapiError where it failed before there was any call."""
    (job,) = run([options], client)
    if job.error and not (job.calls or job.postponed):
        raise job.error
    shown = _shown(job)
    result: dict[str, Any] = {
        "changed": bool(job.fresh),
        "call": shown[0] if shown else {},
        "calls": shown,
        "postponed": job.postponed,
        "diff": _difference(job),
        "text": summary([job], client),
        "warnings": job.warnings,
    }
    if job.error:
        error = job.error.about(job.subject)
        result.update(failed=True, msg=error.sentence, failure=error.failure)
    return result


def place_calls(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_outbound_calls: every call is tried; the task fails at its end when one failed."""
    return shortened(call_results(options, client))


def call_results(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The same with the result of every call, also after a failure: for who writes reports of it."""
    jobs = run([with_defaults(CALL, call) for call in options["calls"]], client)
    broken = [job for job in jobs if job.error]
    results = [_result(job, bool(broken)) for job in jobs]
    result: dict[str, Any] = {
        "changed": any(one["changed"] for one in results),
        "results": results,
        "calls": [call for one in results for call in one["calls"]],
        "diff": [_difference(job) for job in jobs if job.fresh],
        "text": summary(jobs, client),
        "warnings": [sentence for job in jobs for sentence in job.warnings],
    }
    if broken:
        others = f"; {summary([job for job in jobs if job.to_do], client)}" if len(broken) < len(jobs) else ""
        errors = [(job.subject, job.error) for job in broken if job.error]
        result.update(failed(errors, f"{len(broken)} of {len(jobs)} calls failed{others}."))
    return result


def shortened(result: dict[str, Any]) -> dict[str, Any]:
    """A failed result with no more than some results, failures before others: Ansible prints the whole of it."""
    if not result.get("failed"):
        return result
    shown = failed_first(result["results"], lambda one: bool(one["error"]), SHOWN_RESULTS)
    # Their calls stand in the results.
    return {**{name: value for name, value in result.items() if name not in ("calls", "text")}, "results": shown}


def run(calls: Iterable[dict[str, Any]], client: Client, judged: bool = True) -> list[CallJob]:
    """What becomes of calls (read options with defaults), in their order; failures are noted in the jobs.

    Calls are ended before others are placed, and all are placed before any is waited for. ``judged``: a call that was
    waited for and has not ended as expected is a failure.
    """
    jobs = [CallJob(options) for options in calls]
    resolve(jobs, client)
    window = window_of(jobs, client)
    for job in _to_do(jobs, ends=True):
        job.attempt(end, window, client)
    refuse_twins(list(_to_do(jobs)))
    slots = Slots.of(window)
    for job in _to_do(jobs):
        job.attempt(plan_calls, window, client)
    for job in _to_do(jobs):
        job.attempt(place_due, slots, client)
    if not client.check_mode:
        wait_for_all(_to_do(jobs), client, lambda: _placed_again(jobs, slots, client))
    for job in jobs:
        conclude(job)
        if judged and job.to_do and job.options["wait"] and not job.ends:
            _judge(job)
    return jobs


def _to_do(jobs: Iterable[CallJob], ends: bool = False) -> Iterator[CallJob]:
    return (job for job in jobs if job.to_do and job.ends == ends)


def _placed_again(jobs: list[CallJob], slots: Slots, client: Client) -> list[CallJob]:
    """The jobs that have placed calls now that others have ended; none is tried after one that finds no place."""
    again = []
    for job in jobs:
        if job.blocked and job.to_do:
            job.attempt(try_again, slots, client)
            again.append(job)
            if job.blocked:
                break
    return again


def _judge(job: CallJob) -> None:
    """Fail a job that has waited and whose calls did not come to the end that is expected."""
    found = [(why_ended(record), sentence) for record in job.calls if (sentence := _unexpected(job, record))]
    if not found:
        return
    sentences = [sentence for _why, sentence in found]
    text = (
        sentences[0] if len(found) == 1 else f"{len(found)} of {len(job.calls)} calls: {'; '.join(sentences[:SHOWN])}"
    )
    job.fail(VapiError(text, hint=remedy(found[0][0])))


def _unexpected(job: CallJob, record: Mapping[str, Any]) -> str:
    """How a call's end differs from what is expected of it, as a sentence; empty where it does not."""
    status, why = record.get("status"), why_ended(record)
    if status in FINAL and status != ENDED:
        return f"the call {record['id']} has the status {status} and cannot be tracked further"
    if status != ENDED:
        return ""
    if not job.options.get("expect"):
        return f"the call {record['id']} never rang: {why}" if never_rang(record) else ""
    wrong = how_it_differs(job.options["expect"], as_options(record))
    return f"the call {record['id']} is not as expected: {wrong}" if wrong else ""


# --- results ----------------------------------------------------------------------------------------------------------


def _shown(job: CallJob) -> list[dict[str, Any]]:
    return [returned(call, job.options.get("artifacts") or ()) for call in job.calls]


def _difference(job: CallJob) -> dict[str, Any]:
    """Name, customer and schedule of the calls that were placed or ended, as ``before`` and ``after``."""
    calls = [{name: call[name] for name in DIFFERENCE if name in call} for call in map(as_options, job.fresh)]
    shown = {"calls": calls} if calls else {}
    return {"before": shown, "after": {}} if job.ends else {"before": {}, "after": shown}


def _result(job: CallJob, has_failed: bool) -> dict[str, Any]:
    """What became of one call: ``name``, ``changed``, ``calls``, ``postponed``, ``error`` (a sentence or nothing)."""
    shown = _shown(job)
    return {
        "name": job.options.get("name"),
        "changed": bool(job.fresh),
        # A failed task is printed whole: of those that did not fail it tells no more than which they are.
        "calls": [brief(call) for call in shown] if has_failed and not job.error else shown,
        "postponed": job.postponed,
        "error": job.error.about(job.subject).sentence if job.error else None,
    }


def summary(jobs: list[CallJob], client: Client) -> str:
    """One line for people: what was done, by name, and how much of the rest there is."""
    done = [{"action": "ended" if job.ends else "placed", "name": job.label(one)} for job in jobs for one in job.fresh]
    postponed = [name for job in jobs for name in job.postponed]
    already = sum(len(job.earlier) for job in jobs if not job.ends)
    parts = by_action(done, ("ended", "placed"), client.check_mode)
    parts.append(f"{already} already placed" if already else "")
    parts.append(counted("postponed", postponed) if postponed else "")
    return one_line([*parts, _how_they_ended(jobs)], "no calls")


def _how_they_ended(jobs: list[CallJob]) -> str:
    """The ended reasons of the calls that were waited for, the most frequent first."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for job in jobs:
        for record in job.calls if job.options["wait"] and not job.ends else ():
            if record.get("endedReason"):
                by_reason[str(record["endedReason"])].append(job.label(record))
    several = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    return f"ended: {', '.join(counted(*one) for one in several)}" if several else ""
