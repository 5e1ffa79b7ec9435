# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding out what a list of calls has to do: references, earlier calls, gates. Reads only, each list once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from .._errors import InvalidOptions, VapiError
from .._http.client import Client
from .._resources.call import DAY
from .._resources.ended_reason import never_rang
from .._resources.listing import NUMBERS, read_once
from .._resources.phone_number import SPEAKERS, VAPI, speaker_of
from .._resources.references import References
from .._schema.patterns import comparable
from .._schema.times import moment, moment_or_none
from .._schema.validate import is_id
from .gates import gates
from .identity import Callee, Window, is_for, is_unique, name_of_callee, read_window, service_time
from .job import CallJob, line_of, payload_of, speaker_ids, wanted_callees


def resolve(jobs: list[CallJob], client: Client) -> None:
    """Put line, assistant and squad as ids into every job's payload; a job that cannot be resolved fails."""
    by_strictness = {name: References(client, name) for name in ("fail", "warn")}
    references = by_strictness["fail"]
    placing = [job for job in jobs if not job.ends]
    named = [(kind, job.options[kind]) for job in placing for kind in SPEAKERS if job.options.get(kind)]
    with references.prefetch(named):
        # First, as it tells that this service keeps the limit of a page: each dated list is then one request.
        from_line = [job for job in jobs if job.options.get("phone_number") or job.options.get("phone_number_id")]
        shared(from_line, partial(read_once, client, NUMBERS))
    for kind in SPEAKERS:
        shared([job for job in placing if job.to_do and job.options.get(kind)], partial(references.all, kind))
    for job in jobs:
        if job.to_do:
            job.attempt(_resolve_one, by_strictness[job.options["unresolved"]], client)


def shared(jobs: list[CallJob], read: Callable[[], Any]) -> Any:
    """What one reading for many jobs returns, none without jobs; where it fails, each fails with the same error."""
    try:
        return read() if jobs else None
    except VapiError as error:
        for job in jobs:
            job.fail(error)
        return None


def _resolve_one(job: CallJob, references: References, client: Client) -> None:
    job.line = line_of(job.options, client)
    if not job.ends:
        line = {"phone_number_id": job.line["id"]} if job.line else {}
        job.payload = payload_of({**job.options, **line, **speaker_ids(job.options, references)})


def window_of(jobs: list[CallJob], client: Client) -> Window:
    """The calls of the longest window that any job looks back, in one reading; each that needs them fails without."""
    looking = [job for job in jobs if _looks_back(job)]
    return shared(looking, partial(_read_back, looking, client)) or Window()


def _read_back(jobs: list[CallJob], client: Client) -> Window:
    since = service_time(client) - max(map(_looks_back, jobs))
    counts_all = any(job.options["respect_concurrency"] for job in jobs)
    return read_window(client, {None} if counts_all else {job.line.get("id") for job in jobs}, since)


def _looks_back(job: CallJob) -> float:
    """Seconds; 0 for a job that looks for no call, as one that has failed already."""
    if not job.to_do or job.options.get("id"):
        return 0.0
    window = float(job.options["unique_within"]) if is_unique(job.options) else 0.0
    return max(window, float(DAY)) if job.options["respect_concurrency"] and not job.ends else window


def plan_calls(job: CallJob, window: Window, client: Client) -> None:
    """Who of a job has been called and who is due. Raises InvalidOptions when a gate is closed for one who is due."""
    now = client.now()
    earlier = _earlier(job, window, now)
    for one in wanted_callees(job.options):
        found = [record for record in earlier if is_for(one, record)]
        if found:
            latest = max(found, key=lambda record: str(record.get("createdAt") or ""))
            job.earlier.append(latest)
            job.warnings.extend(_contradictions(job, one, latest))
        else:
            job.due.append(one)
    if job.due:
        _refuse(job, now)


def refuse_twins(jobs: list[CallJob]) -> None:
    """Fail each job that calls somebody whom another one calls under the same name from the same line.

    What is written alike was refused before; here the line of one may be its name, and of the other its number.
    """
    called: dict[tuple[Any, ...], list[tuple[CallJob, Callee]]] = defaultdict(list)
    for job in jobs:
        for one in wanted_callees(job.options) if job.to_do and is_unique(job.options) else ():
            known = called[job.options["name"], job.line.get("id"), comparable(name_of_callee(one))]
            if any(is_for(one, other) for before, other in known if before is not job):
                who = name_of_callee(one)
                sentence = f"{who} is called under this name by another call of the list, from the same line"
                job.fail(InvalidOptions(sentence, hint="Keep one of them."))
                break
            known.append((job, one))


def _earlier(job: CallJob, window: Window, now: float) -> list[dict[str, Any]]:
    if not is_unique(job.options):
        return []
    since = now - job.options["unique_within"]
    named = list(window.named(job.options["name"], job.payload.get("phoneNumberId"), since))
    job.known = {record["id"] for record in named}
    # A call that never rang was no call: its name is free again.
    return [record for record in named if not never_rang(record)]


def _refuse(job: CallJob, now: float) -> None:
    closed = list(gates(job.options, [name_of_callee(one) for one in job.due], now))
    closed.extend(_unfit_line(job))
    schedule = job.options.get("schedule_plan") or {}
    if schedule.get("latest_at") and moment(schedule["latest_at"]) < now:
        closed.append(f"schedule_plan.latest_at: {schedule['latest_at']} has passed; set a later time.")
    elif schedule and moment(schedule["earliest_at"]) < now:
        job.warnings.append(
            f"{job.subject}: schedule_plan.earliest_at: {schedule['earliest_at']} has passed, so the call is placed "
            "at once."
        )
    if closed:
        raise InvalidOptions(" ".join([*closed, "No call was placed."]))


def _unfit_line(job: CallJob) -> Iterator[str]:
    """SIP lines of Vapi are inbound only (documented); the service says so only after the call was placed."""
    if job.line.get("provider") == VAPI and job.line.get("sipUri") and not job.line.get("number"):
        name = job.line.get("name") or job.line["sipUri"]
        yield f"phone_number: {name!r} is a SIP line of Vapi, which only receives calls; use a line with a number."


# --- the same call, declared differently ------------------------------------------------------------------------------


def _contradictions(job: CallJob, one: Callee, record: Mapping[str, Any]) -> Iterator[str]:
    """Warnings about a call that is there already and is not what is declared now: it does not change any more."""
    about = f"{job.subject} to {name_of_callee(one)}"
    speaker = " ".join(speaker_of(record) or ("another definition",))
    for kind in SPEAKERS:
        wanted, actual = job.payload.get(f"{kind}Id"), record.get(f"{kind}Id")
        if wanted and is_id(wanted) and wanted != actual:
            yield (
                f"{about}: it was placed with {speaker} and is not placed again with {kind} {wanted}. "
                "Give the other call another name, or end this one first (state: absent)."
            )
    wanted_at, actual_at = (_schedule(of) for of in (job.payload, record))
    if wanted_at != actual_at and (record.get("status") == "scheduled" or job.payload.get("schedulePlan")):
        yield f"{about}: {_moved(record)}"


def _moved(record: Mapping[str, Any]) -> str:
    if record.get("status") == "scheduled":
        at = (record.get("schedulePlan") or {}).get("earliestAt")
        return f"it is scheduled for {at} and was not moved. To move it, end it (state: absent), then run this again."
    return (
        f"it was placed already ({record.get('status')}) and is not placed again at another time. "
        "To place it again, give it another name or a shorter unique_within."
    )


def _schedule(of: Mapping[str, Any]) -> list[float | None]:
    schedule = of.get("schedulePlan") or {}
    return [moment_or_none(schedule.get(name)) for name in ("earliestAt", "latestAt")]
