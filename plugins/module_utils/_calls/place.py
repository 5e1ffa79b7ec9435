# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Placing calls: one POST each, never repeated while it is in doubt, and no more at once than the org may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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

    def learn(self, answer: Mapping[str, Any], placed: int, blocked: int) -> None:
        """Take in what an answer says of the limit, and what it has begun."""
        self.limit = concurrency_told([answer]) or self.limit
        self.running += placed
        self.is_full = self.is_full or bool(blocked)


@dataclass
class Dialled:
    """What an answer says of each callee."""

    placed: list[dict[str, Any]] = field(default_factory=list)
    blocked: list[Callee] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answer: Mapping[str, Any] = field(default_factory=dict)


def place_due(job: CallJob, slots: Slots, client: Client) -> None:
    """Call everybody who is due, as far as there are slots; what becomes of each is noted in the job."""
    while free := slots.free(job):
        callees, job.due = job.due[:free], job.due[free:]
        dialled = _dial(job, callees, client)
        job.fresh.extend(dialled.placed)
        job.refused.extend(dialled.refused)
        slots.learn(dialled.answer, len(dialled.placed), len(dialled.blocked))
        _hold_back(job, dialled.blocked)
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


def _dial(job: CallJob, callees: list[Callee], client: Client) -> Dialled:
    """POST once. In doubt, look whether the phone rang before anything else; it is never tried again."""
    body = job.body(callees)
    began = client.now()
    try:
        answer: Mapping[str, Any] = client.create(CALLS, body, _prediction(body))
    except Uncertain as doubt:
        return _settled(job, callees, client, began, doubt)
    except Refused as refusal:
        if CONCURRENCY.search(refusal.message) and (job.options["respect_concurrency"] or job.options["wait"]):
            return Dialled(blocked=callees)
        raise
    return _sorted(answer, callees, list(answer["results"]) if "results" in answer else [dict(answer)])


def _prediction(body: Mapping[str, Any]) -> dict[str, Any]:
    status = "scheduled" if body.get("schedulePlan") else "queued"
    common = {name: value for name, value in body.items() if name != "customers"}
    common.update(type="outboundPhoneCall", status=status)
    if "customers" not in body:
        return common
    return {"results": [{**common, "customer": customer} for customer in body["customers"]]}


def _sorted(answer: Mapping[str, Any], callees: list[Callee], records: list[dict[str, Any]]) -> Dialled:
    """Which callees are called, which were refused and which are blocked by the concurrency limit."""
    dialled = Dialled(answer=answer)
    errors = answer.get("errors") or []
    for record in records:
        _sort_record(dialled, callees, record)
    for error in errors:
        _sort_error(dialled, callees, error)
    missing = _not_in([*records, *errors], callees) if "results" in answer else []
    if _says_blocked(answer):
        dialled.blocked.extend(missing)
    else:
        nothing = "the answer has neither a call nor an error for it"
        dialled.refused.extend(f"{name_of_callee(one)}: {nothing}" for one in missing)
    return dialled


def _sort_record(dialled: Dialled, callees: list[Callee], record: dict[str, Any]) -> None:
    ended = record.get("status") == ENDED
    if ended and (_says_blocked(record) or CONCURRENCY.search(str(record.get("endedReason")))):
        dialled.blocked.extend(one for one in callees if is_for(one, record))
    elif never_rang(record):
        dialled.refused.append(f"{name_of_callee(record) or record['id']}: it never rang: {why_ended(record)}")
    else:
        # With concurrencyBlocked and not ended, it is dialled as soon as a slot is free: it is placed.
        dialled.placed.append(record)


def _sort_error(dialled: Dialled, callees: list[Callee], error: Mapping[str, Any]) -> None:
    text = str(error.get("error"))
    meant = [one for one in callees if error.get("customer") and is_for(one, error)]
    if meant and CONCURRENCY.search(text):
        dialled.blocked.extend(meant)
    else:
        dialled.refused.append(f"{name_of_callee(error)}: {text}")


def _says_blocked(answer: Mapping[str, Any]) -> bool:
    return bool((answer.get("subscriptionLimits") or {}).get("concurrencyBlocked"))


# --- a POST in doubt --------------------------------------------------------------------------------------------------


def _settled(job: CallJob, callees: list[Callee], client: Client, began: float, doubt: Uncertain) -> Dialled:
    """What a POST without an answer has placed. Raises Uncertain where that cannot be told."""
    look = partial(_look, job, callees, client, began)
    made = "the call may have been placed"
    # Without a name there is nothing that tells this call from others.
    found = settle(doubt, look, lambda seen: not _not_in(seen, callees), made) if is_unique(job.options) else None
    missing = _not_in(found or [], callees)
    why = f"{doubt.message}; no matching call found; not retried, to avoid calling twice"
    if not found:
        raise Uncertain(why, doubt.status, "Check the line's calls, then run again.") from None
    dialled = _sorted({}, [one for one in callees if one not in missing], found)
    dialled.refused.extend(f"{name_of_callee(one)}: {why}" for one in missing)
    return dialled


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
