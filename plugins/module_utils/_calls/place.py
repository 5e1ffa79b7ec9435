# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Placing calls: one POST each, never repeated while it is in doubt, and no more at once than the org may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._engine.settle import settle
from .._errors import Refused, Uncertain, VapiError
from .._http.client import Client
from .._refusals import remedy
from .._resources.call import CALLS, ENDED, LIVE, concurrency_told
from .._resources.ended_reason import CONCURRENCY, never_rang, why_ended
from .identity import CLOCK_MARGIN, Callee, Window, is_for, is_unique, name_of_callee, read_window
from .job import CallJob

CONCURRENT_CALLS = 10
"""Calls an org may have under way unless its limit was raised (documented)."""

LIMIT_REACHED = "Over Concurrency Limit (the org's limit of concurrent calls is reached)"


@dataclass
class Slots:
    """How many calls may still be begun: by option, by what the service's answers say, else by its documented limit."""

    running: int = 0
    limit: int = CONCURRENT_CALLS
    is_full: bool = False

    @classmethod
    def of(cls, window: Window) -> Slots:
        """The slots beside the calls that are under way."""
        running = sum(1 for call in window.records if call.get("status") in (*LIVE, "queued"))
        live = sum(1 for call in window.records if call.get("status") in LIVE)
        told = concurrency_told(window.records)
        if told:
            return cls(running, told)
        # More than the documented limit are live: this org's limit is another one, and one call more finds it out.
        return cls(running, running + 1 if live > CONCURRENT_CALLS else CONCURRENT_CALLS)

    def free(self, job: CallJob) -> int:
        """How many of a job's callees may be called now; all of them where respect_concurrency is off."""
        if not job.options["respect_concurrency"]:
            # One that waits is tried again when a call of this task has ended.
            return 0 if self.is_full and job.options["wait"] else len(job.due)
        limit = job.options.get("concurrency_limit") or self.limit
        return 0 if self.is_full else max(0, min(len(job.due), limit - self.running))

    def learn(self, answer: Mapping[str, Any], placed: int, is_full: bool) -> None:
        """Take in what an answer says of the limit, and what it has begun."""
        self.limit = concurrency_told([answer]) or self.limit
        self.running += placed
        self.is_full = self.is_full or is_full


def place_due(job: CallJob, slots: Slots, client: Client) -> None:
    """Call everybody who is due, as far as there are slots; what becomes of each is noted in the job."""
    while free := slots.free(job):
        callees, job.due = job.due[:free], job.due[free:]
        before = len(job.fresh)
        answer, blocked = _dial(job, callees, client)
        slots.learn(answer, len(job.fresh) - before, bool(blocked))
        _hold_back(job, blocked)
    _hold_back(job, job.due)
    job.due = []


def _hold_back(job: CallJob, callees: list[Callee]) -> None:
    """Keep these for a later run where concurrency is respected, else for when a call of this task has ended."""
    if job.options["respect_concurrency"]:
        job.postponed.extend(map(name_of_callee, callees))
    else:
        job.blocked.extend(callees)


def try_again(job: CallJob, slots: Slots, client: Client) -> None:
    """Call those whom the concurrency limit has kept from being called, now that a call has ended."""
    job.due, job.blocked = job.blocked, []
    slots.is_full = False
    place_due(job, slots, client)


def conclude(job: CallJob) -> None:
    """Fail a job some of whose calls were not placed, naming each with its reason."""
    refused = [*job.refused, *(f"{name}: {LIMIT_REACHED}" for name in map(name_of_callee, job.blocked))]
    if not refused:
        return
    asked = len(refused) + len(job.calls) + len(job.postponed)
    sentence = f"{len(refused)} of {asked} calls were not placed: {'; '.join(refused)}"
    others = "" if len(refused) == asked else "The others were placed. "
    again = "Fix the cause and run again; calls already placed are not repeated."
    job.fail(VapiError(sentence, hint=f"{remedy(sentence)} {others}{again}".strip()))


def _dial(job: CallJob, callees: list[Callee], client: Client) -> tuple[dict[str, Any], list[Callee]]:
    """POST once: the answer, and whom the concurrency limit blocks.

    In doubt, look whether the phone rang before anything else; it is never tried again.
    """
    body = job.body(callees)
    began = client.now()
    try:
        answer = client.create(CALLS, body, _prediction(body))
    except Uncertain as doubt:
        return {}, _settle(job, callees, client, began, doubt)
    except Refused as refusal:
        if CONCURRENCY.search(refusal.message) and (job.options["respect_concurrency"] or job.options["wait"]):
            return {}, callees
        raise
    return answer, _sort(job, callees, answer, answer.get("results", [answer]))


def _prediction(body: Mapping[str, Any]) -> dict[str, Any]:
    status = "scheduled" if body.get("schedulePlan") else "queued"
    common = {name: value for name, value in body.items() if name != "customers"}
    common.update(type="outboundPhoneCall", status=status)
    if "customers" not in body:
        return common
    return {"results": [{**common, "customer": customer} for customer in body["customers"]]}


def _sort(
    job: CallJob, callees: list[Callee], answer: Mapping[str, Any], records: list[dict[str, Any]]
) -> list[Callee]:
    """Note who is called and who was refused; returns whom the concurrency limit blocks."""
    errors = answer.get("errors") or []
    blocked = [one for record in records for one in _sort_record(job, callees, record)]
    blocked += [one for error in errors for one in _sort_error(job, callees, error)]
    missing = _not_in([*records, *errors], callees) if "results" in answer else []
    if _says_blocked(answer):
        return [*blocked, *missing]
    nothing = "the answer has neither a call nor an error for it"
    job.refused.extend(f"{name_of_callee(one)}: {nothing}" for one in missing)
    return blocked


def _sort_record(job: CallJob, callees: list[Callee], record: dict[str, Any]) -> list[Callee]:
    ended = record.get("status") == ENDED
    if ended and (_says_blocked(record) or CONCURRENCY.search(str(record.get("endedReason")))):
        return [one for one in callees if is_for(one, record)]
    if never_rang(record):
        job.refused.append(f"{name_of_callee(record) or record['id']}: it never rang: {why_ended(record)}")
    else:
        # With concurrencyBlocked and not ended, it is dialled as soon as a slot is free: it is placed.
        job.fresh.append(record)
    return []


def _sort_error(job: CallJob, callees: list[Callee], error: Mapping[str, Any]) -> list[Callee]:
    text = str(error.get("error"))
    meant = [one for one in callees if error.get("customer") and is_for(one, error)]
    if meant and CONCURRENCY.search(text):
        return meant
    job.refused.append(f"{name_of_callee(error)}: {text}")
    return []


def _says_blocked(answer: Mapping[str, Any]) -> bool:
    return bool((answer.get("subscriptionLimits") or {}).get("concurrencyBlocked"))


# --- a POST in doubt --------------------------------------------------------------------------------------------------


def _settle(job: CallJob, callees: list[Callee], client: Client, began: float, doubt: Uncertain) -> list[Callee]:
    """Note what a POST without an answer has placed, as ``_sort`` does. Raises Uncertain where that cannot be told."""
    look = partial(_look, job, callees, client, began)
    made = "the call may have been placed"
    # Without a name there is nothing that tells this call from others.
    found = settle(doubt, look, lambda seen: not _not_in(seen, callees), made) if is_unique(job.options) else None
    why = f"{doubt.message}; no matching call found; not retried, to avoid calling twice"
    if not found:
        raise Uncertain(why, doubt.status, "Check the line's calls, then run again.") from None
    missing = _not_in(found, callees)
    blocked = _sort(job, [one for one in callees if one not in missing], {}, found)
    job.refused.extend(f"{name_of_callee(one)}: {why}" for one in missing)
    return blocked


def _look(job: CallJob, callees: list[Callee], client: Client, began: float) -> list[dict[str, Any]]:
    """The calls of this job since the POST, by their name."""
    since = began - min(CLOCK_MARGIN, job.options["unique_within"])
    line = job.payload.get("phoneNumberId")
    calls = read_window(client, {line}, since).named(job.options["name"], line, since)
    fresh = [record for record in calls if record["id"] not in job.known]
    return [record for record in fresh if any(is_for(one, record) for one in callees)]


def _not_in(records: Sequence[Mapping[str, Any]], callees: list[Callee]) -> list[Callee]:
    """The callees that none of these records is for."""
    return [one for one in callees if not any(is_for(one, record) for record in records)]
