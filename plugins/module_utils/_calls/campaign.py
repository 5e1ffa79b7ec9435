# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A declared campaign: sent once, in one campaign of the service for each window, followed up, awaited, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress
from typing import Any

from .._engine.outcome import attempt, failed
from .._engine.settle import post_once
from .._errors import InvalidOptions, Refused, VapiError
from .._http.client import Client, segment
from .._reports.summary import amount, with_names
from .._resources.call import CALLS, concurrency_told
from .._resources.campaign import CAMPAIGN, CANCELLED, OVER
from .._resources.phone_number import SPEAKERS, VAPI
from .._resources.references import References
from .._schema.convert import documented, to_api
from .._schema.redact import secret_values
from .._schema.times import moment, moment_or_none
from .._schema.validate import is_id
from .campaign_run import Run, how_far, result_of
from .contacts import Contact, contacts_of
from .identity import service_time
from .job import line_of, speaker_ids
from .place import CONCURRENT_CALLS
from .standing import about_generation, campaigns_named, read_standing
from .waves import Wave, callable_ones, closed_to, is_to_call, waves

Progress = Callable[..., None]

RECENT_CALLS = 100
"""Calls in which the org's own limit is looked for, as the second generation has no default."""


def run_campaign(options: dict[str, Any], client: Client, progress: Progress | None = None) -> dict[str, Any]:
    """The use case of vapi_campaign. Raises VapiError where it failed before anything was sent."""
    run = Run(options, client)
    carry_out_campaign(run, progress)
    result = result_of(run)
    if run.failures:
        result.update(failed(run.failures, f"{amount(len(run.failures), 'campaign')} failed; {result['text']}."))
    return result


def carry_out_campaign(run: Run, progress: Progress | None) -> None:
    """Send or cancel what is declared, and wait for it; failures are noted in the run.

    Raises VapiError where it failed before anything was sent.
    """
    options, client = run.options, run.client
    if options["state"] == "absent":
        _cancel(run)
        return
    run.contacts = contacts_of(options)
    run.payload = _payload(run)
    now = service_time(client)
    known = campaigns_named(options["name"], options["generation"], client)
    run.standing = read_standing(known, options["generation"], client)
    due = _due(run, now)
    _send(run, waves(options, run.standing, due, now, run.skipped))
    if options["wait"] and not client.check_mode and not run.failures:
        _wait(run, due, progress)


# --- before anything is sent ------------------------------------------------------------------------------------------


def _payload(run: Run) -> dict[str, Any]:
    """The body of POST but for name, contacts and times. Raises InvalidOptions where a name means nothing."""
    line = line_of(run.options, run.client)
    if line.get("provider") == VAPI:
        name = line.get("name") or line.get("number") or line["id"]
        raise InvalidOptions(
            f"phone_number: {name!r} is a free Vapi number, which campaigns do not accept. Use an imported number."
        )
    ids = speaker_ids(run.options, References(run.client, run.options["unresolved"]))
    return documented(CAMPAIGN, to_api(CAMPAIGN, {**run.options, "phone_number_id": line["id"], **ids}))


def _due(run: Run, now: float) -> list[Contact]:
    """Who may be called, now or while the run waits.

    Gates judge who is due now. Raises InvalidOptions where one is closed.
    """
    reached = run.standing.calls
    is_due = [is_to_call(run.options, reached.get(contact.key, ())) for contact in run.contacts]
    allowed = callable_ones(run.options, compress(run.contacts, is_due), run.skipped)
    earlier = [contact for contact, due in zip(run.contacts, is_due) if not due]
    closed = closed_to(run.options, earlier)
    for gate, contacts in closed.items():
        open_ones = [one.number for one in contacts if reached[one.key][-1].status == "scheduled"]
        if open_ones:
            run.warnings.append(
                f"{gate}: {with_names(open_ones)} will still be called by a campaign that was sent before. "
                "To prevent this, cancel that campaign (state: absent)."
            )
    run.warnings.extend(_passed(run.options, now, allowed))
    stopped = [str(one.get("name")) for one in run.standing.campaigns if one.get("status") in OVER[1:]]
    if stopped:
        run.warnings.append(
            f"{with_names(stopped)}: was cancelled and is not sent again. To call these contacts, use another name."
        )
    run.warnings.extend(_differing(run))
    out = {contact.key for contacts in closed.values() for contact in contacts}
    return [*allowed, *(contact for contact in earlier if contact.key not in out)]


def _differing(run: Run) -> Iterator[str]:
    """What was sent under this name with something else than is declared now: the service changes no campaign."""
    for key, what in (("phoneNumberId", "line"), *((f"{kind}Id", kind) for kind in SPEAKERS)):
        wanted = run.payload.get(key)
        others = [str(one.get("name")) for one in run.campaigns if is_id(str(wanted)) and one.get(key) != wanted]
        if others:
            names = with_names(others)
            yield f"{names}: was sent with another {what} and is not changed. To use this {what}, use another name."
    if run.options.get("calling_hours") is None:
        yield from _moved(run)


def _moved(run: Run) -> Iterator[str]:
    wanted = (run.options.get("schedule_plan") or {}).get("earliest_at")
    for one in run.campaigns:
        at = (one.get("schedulePlan") or {}).get("earliestAt")
        is_own = one.get("name") == run.options["name"] and one.get("status") == "scheduled"
        if is_own and moment_or_none(at) != moment_or_none(wanted):
            how = "Cancel it (state: absent), and use another name."
            yield f"{one['name']}: is scheduled for {at} and was not moved. {how}"


def _passed(options: Mapping[str, Any], now: float, contacts: list[Contact]) -> Iterator[str]:
    earliest = (options.get("schedule_plan") or {}).get("earliest_at")
    if contacts and earliest and moment(earliest) < now:
        yield f"schedule_plan.earliest_at: {earliest} has passed, so calling starts at once."


# --- sending ----------------------------------------------------------------------------------------------------------


def _send(run: Run, planned: Sequence[Wave]) -> None:
    """Send campaigns; what fails is noted."""
    if planned and run.options["generation"] == "v2" and not run.payload.get("maxConcurrency"):
        told = concurrency_told(run.client.whole_list(CALLS, limit=RECENT_CALLS))
        run.payload["maxConcurrency"] = told or CONCURRENT_CALLS
    for wave in planned:
        record, error = attempt(partial(_post, run, wave), partial(secret_values, CAMPAIGN, run.options))
        if error:
            run.failures.append((f"campaign {wave.name!r}", error))
        elif record:
            run.fresh.append((wave, record))


def _post(run: Run, wave: Wave) -> dict[str, Any]:
    """POST once. In doubt, look for what it made; it is never sent again."""
    overrides = "squadOverrides" if run.payload.get("squadId") else "assistantOverrides"
    body = {**run.payload, "name": wave.name, "customers": [one.body(overrides) for one in wave.contacts]}
    if wave.schedule:
        body["schedulePlan"] = wave.schedule
    known = {one.get("id") for one in run.campaigns}

    def look() -> dict[str, Any] | None:
        listed = campaigns_named(run.options["name"], run.options["generation"], run.client)
        return next((one for one in listed if one.get("name") == wave.name and one["id"] not in known), None)

    try:
        return post_once(
            lambda: run.client.create(run.path, body, {**body, "status": "scheduled"}),
            look,
            "the campaign may have been started",
            "no campaign of this name is listed; not retried, to avoid calling everybody twice",
            "Check the org's campaigns, then run again.",
        )
    except Refused as refusal:
        raise about_generation(refusal, run.options["generation"]) from None


def _cancel(run: Run) -> None:
    for campaign in campaigns_named(run.options["name"], run.options["generation"], run.client):
        if campaign.get("status") in OVER:
            continue
        was_open, error = attempt(partial(_cancel_one, run, campaign), tuple)
        if error:
            run.failures.append((f"campaign {campaign['name']!r}", error))
        elif was_open:
            run.cancelled.append({**campaign, "status": CANCELLED})


def _cancel_one(run: Run, campaign: dict[str, Any]) -> bool:
    """Cancel one campaign; False where it ended before the request arrived."""
    path = f"{run.path}/{segment(str(campaign['id']))}"
    try:
        run.client.update(path, {"status": CANCELLED}, {**campaign, "status": CANCELLED})
    except Refused:
        if run.client.get(path).get("status") not in OVER:
            raise
        return False
    return True


# --- waiting ----------------------------------------------------------------------------------------------------------


def _wait(run: Run, due: list[Contact], progress: Progress | None) -> None:
    """Wait for the end of every campaign and of the follow-ups that come due meanwhile."""

    def step() -> None:
        _refresh(run)
        counts = run.counts()
        if progress:
            progress(counts["called"], 0, counts["contacts"], text=f"campaign: {how_far(counts)}")
        if not run.is_open:
            # Whom a list does not show yet may have been called.
            again = [contact for contact in due if contact.key in run.standing.calls]
            _send(run, waves(run.options, run.standing, again, run.client.now(), {}))

    _refresh(run)
    run.client.poll(step, lambda: not run.is_open, run.options["wait_timeout"], run.options["wait_interval"])
    if run.is_open:
        counts = run.counts()
        error = VapiError(
            f"{counts['called']} of {counts['contacts']} contacts were called after {run.options['wait_timeout']:g} "
            "seconds",
            hint="The campaign continues. Run again to keep waiting; no contact is called twice.",
        )
        run.failures.append((run.subject, error))


def _refresh(run: Run) -> None:
    """Read again the campaigns that were known or sent; a list that does not show one yet says nothing of it."""
    records = [
        one if one.get("status") in OVER else run.client.get(f"{run.path}/{segment(str(one['id']))}")
        for one in run.campaigns
    ]
    run.standing = read_standing(records, run.options["generation"], run.client)
