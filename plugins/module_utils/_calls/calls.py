# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound calls: each placed once, awaited, cancelled or hung up; nobody is rung twice."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from functools import partial
from typing import Any

from .._errors import InvalidOptions, NotFound, Uncertain, VapiError, remedy
from .._http.client import Client, segment
from .._phone_numbers.hooks import number_of
from .._phone_numbers.lines import LOOKS
from .._resources.call import CALL, CALLEES, DAY, ENDED, LIVE, WAITING, outcome_of
from .._resources.phone_number import REFERENCES, SPEAKERS
from .._resources.references import References
from .._schema.convert import documented, to_api, to_options
from .._schema.redact import redact, secret_values
from .._schema.validate import FORMS
from .expectations import failed_expectations
from .gates import gates, moment

PATH = "/call"
CONCURRENT_CALLS = 10
"""Calls an org may have under way unless its limit was raised (documented)."""

CLOCK_MARGIN = 5
"""Seconds by which the service may date a call earlier than its own clock told before."""

ERASED = ("artifact", "messages", "customer", "analysis")
"""What an ended call loses when its data is erased: what was said, and by whom."""


def describe(options: Mapping[str, Any]) -> str:
    """How a call is called in sentences."""
    known = options.get("name") or options.get("id")
    return f"call {known!r}" if known else f"call to {', '.join(callees_of(options)) or 'nobody'}"


def callee(customer: Mapping[str, Any]) -> str:
    """Whom a customer record or option rings: the number, else the SIP URI."""
    return str(customer.get("number") or customer.get("sip_uri") or customer.get("sipUri") or "")


def callees_of(options: Mapping[str, Any]) -> list[str]:
    """Everybody this task would ring."""
    customers = options.get("customers") or [options.get("customer")]
    return [callee(customer) for customer in customers if isinstance(customer, Mapping)]


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call."""
    return _end(options, client) if options["state"] == "absent" else _place(options, client)


# --- placing --------------------------------------------------------------------------------------------------------


def _place(options: dict[str, Any], client: Client) -> dict[str, Any]:
    closed = list(gates(options, callees_of(options), time.time()))
    if closed:
        raise InvalidOptions(" ".join([*closed, "Nothing was dialled."]))
    payload = _payload(options, client)
    placed = _already_placed(options, payload, client)
    due = _still_due(options, placed)
    if not due:
        return _report(options, placed, False, [], client)
    due, postponed = _cut_to_free_slots(options, due, client)
    if not due:
        return _report(options, placed, False, postponed, client)
    fresh, refused = _dial({**payload, **due}, options, client)
    result = _report(options, [*placed, *fresh], True, postponed, client)
    return _with_refusals(options, result, refused, len(due.get("customers") or [due]))


def _payload(options: Mapping[str, Any], client: Client) -> dict[str, Any]:
    """The body of POST /call, with the line and the speaker as ids."""
    values = dict(options)
    if values.get("phone_number"):
        values["phone_number_id"] = number_of(values["phone_number"], client)["id"]
    references = References(client)
    for name in SPEAKERS:
        if values.get(name):
            values[REFERENCES[name]] = references.id_of(name, values[name])
    return _body(values)


def _body(values: Mapping[str, Any]) -> dict[str, Any]:
    return documented(CALL, to_api(CALL, values))


def _already_placed(options: Mapping[str, Any], payload: Mapping[str, Any], client: Client) -> list[dict[str, Any]]:
    """The calls of this name from this line within the window; calls without a name are never looked for."""
    line = payload.get("phoneNumberId")
    if not _is_unique(options) or (line and not FORMS["uuid"][0].fullmatch(line)):
        return []  # A line that an earlier task has yet to create (check mode) has no calls.
    return list(_named(options["name"], payload, client, service_time(client) - options["unique_within"]))


def _is_unique(options: Mapping[str, Any]) -> bool:
    """Whether this call can be told from others: by its name, within a window of more than no time."""
    return bool(options.get("name") and options["unique_within"])


def service_time(client: Client) -> float:
    """Seconds since 1970 by the service's clock, asked for where no answer has told it yet."""
    if not client.knows_the_time:
        client.get(PATH, limit=1)
    return client.now()


def _named(name: str, payload: Mapping[str, Any], client: Client, since: float) -> Iterable[dict[str, Any]]:
    calls = client.dated_pages(PATH, phoneNumberId=payload.get("phoneNumberId"), createdAtGe=stamp(since))
    # A scheduled call that was cancelled has rung nobody: its name is free again.
    return (
        call
        for call in calls
        if call.get("name") == name
        and call.get("endedReason") != "scheduled-call-deleted"
        and (_when(call.get("createdAt")) or since) >= since
    )


def stamp(seconds: float) -> str:
    """Seconds since 1970 as the service writes and filters times."""
    return (
        datetime.fromtimestamp(max(seconds, 0), timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def _still_due(options: Mapping[str, Any], placed: list[dict[str, Any]]) -> dict[str, Any]:
    """Whom this task has yet to ring, as the part of the payload that says so; nothing when all were rung."""
    if not options.get("customers"):
        return {} if placed else _body({name: options[name] for name in CALLEES if options.get(name)})
    rung = {callee(call.get("customer") or {}) for call in placed}
    return _batch([customer for customer in options["customers"] if callee(customer) not in rung])


def _batch(customers: list[dict[str, Any]]) -> dict[str, Any]:
    return _body({"customers": customers}) if customers else {}


def _cut_to_free_slots(
    options: Mapping[str, Any], due: dict[str, Any], client: Client
) -> tuple[dict[str, Any], list[str]]:
    """With ``respect_concurrency``: as many customers as calls are free now, and those who have to wait."""
    if not options["respect_concurrency"]:
        return due, []
    calls = client.dated_pages(PATH, createdAtGe=stamp(service_time(client) - DAY))
    running = sum(1 for call in calls if call.get("status") in (*LIVE, "queued"))
    free = max(0, CONCURRENT_CALLS - running)
    if "customers" not in due:
        return (due, []) if free else ({}, callees_of(options))
    customers = due["customers"]
    kept = {"customers": customers[:free]} if free else {}
    return kept, [callee(customer) for customer in customers[free:]]


def _dial(
    payload: dict[str, Any], options: Mapping[str, Any], client: Client
) -> tuple[list[dict[str, Any]], list[str]]:
    """POST once. In doubt, look whether the phone rang before anything else; it is never tried again."""
    began = client.now()
    try:
        answer = client.create(PATH, payload, _prediction(payload))
    except Uncertain as doubt:
        found = _look(payload, options, client, began)
        if found:
            return found, []
        raise Uncertain(
            f"{doubt.message}; the call is not to be seen, and it was not tried again so that nobody is rung twice",
            doubt.status,
            "Look at the line's calls, then run again.",
        ) from None
    if "results" in answer:
        return list(answer["results"]), [
            f"{callee(error.get('customer') or {})}: {error.get('error')}" for error in answer.get("errors") or []
        ]
    return [answer], ["the org's concurrency limit keeps it from being dialled"] if _is_blocked(answer) else []


def _is_blocked(answer: Mapping[str, Any]) -> bool:
    return bool((answer.get("subscriptionLimits") or {}).get("concurrencyBlocked"))


def _prediction(payload: Mapping[str, Any]) -> dict[str, Any]:
    status = "scheduled" if payload.get("schedulePlan") else "queued"
    common = {name: value for name, value in payload.items() if name != "customers"}
    common.update(type="outboundPhoneCall", status=status)
    if "customers" not in payload:
        return common
    return {"results": [{**common, "customer": customer} for customer in payload["customers"]]}


def _look(payload: Mapping[str, Any], options: Mapping[str, Any], client: Client, began: float) -> list[dict[str, Any]]:
    """The calls that a POST without an answer has placed, if they can be told from others by their name."""
    if not _is_unique(options):
        return []
    since = began - min(CLOCK_MARGIN, options["unique_within"])
    expected = len(payload.get("customers") or [None])
    found: list[dict[str, Any]] = []
    for seconds in LOOKS:
        time.sleep(seconds)
        found = list(_named(options["name"], payload, client, since))
        if len(found) >= expected:
            break
    return found


def _with_refusals(
    options: Mapping[str, Any], result: dict[str, Any], refused: list[str], asked: int
) -> dict[str, Any]:
    if not refused:
        return result
    sentence = f"{len(refused)} of {asked} calls were not placed: {'; '.join(refused)}"
    others = "" if len(refused) == asked else "The others were placed. "
    hint = f"{remedy(sentence)} {others}Run again when it is mended: nobody is rung twice.".strip()
    return _failed(options, result, VapiError(sentence, hint=hint))


# --- ending ---------------------------------------------------------------------------------------------------------


def _end(options: Mapping[str, Any], client: Client) -> dict[str, Any]:
    """Cancel what has not rung, hang up what is live, and erase what has ended only when asked to."""
    calls = _to_end(options, client)
    changed = False
    for index, call in enumerate(calls):
        calls[index], acted = _end_one(call, options, client)
        changed = changed or acted
    return _report(options, calls, changed, [], client)


def _to_end(options: Mapping[str, Any], client: Client) -> list[dict[str, Any]]:
    if options.get("id"):
        try:
            return [client.get(f"{PATH}/{segment(options['id'])}")]
        except NotFound:
            return []
    line = {}
    if options.get("phone_number") or options.get("phone_number_id"):
        number = options.get("phone_number_id") or number_of(options["phone_number"], client)["id"]
        line = {"phoneNumberId": number}
    return list(_named(options["name"], line, client, service_time(client) - options["unique_within"]))


def _end_one(call: dict[str, Any], options: Mapping[str, Any], client: Client) -> tuple[dict[str, Any], bool]:
    status = call.get("status")
    if status in LIVE:
        return _hang_up(call, client), True
    if status in WAITING or (status == ENDED and options["erase"] and not _is_erased(call)):
        return _delete(call, client), True
    return call, False


def _is_erased(call: Mapping[str, Any]) -> bool:
    return not (call.get("artifact") or call.get("messages"))


def _hang_up(call: dict[str, Any], client: Client) -> dict[str, Any]:
    # A list may leave out the control URL; the call itself has it.
    monitor = client.get(f"{PATH}/{segment(call['id'])}").get("monitor") or {}
    if not monitor.get("controlUrl"):
        raise VapiError(
            f"the live call {call['id']} has no control URL, so it cannot be hung up from here",
            hint="Its assistant needs monitorPlan.controlEnabled.",
        )
    client.post_control_url(monitor["controlUrl"], {"type": "end-call"})
    return {**call, "status": ENDED, "endedReason": "manually-canceled"}


def _delete(call: dict[str, Any], client: Client) -> dict[str, Any]:
    """Cancel a waiting call or erase an ended one.

    Not repeated blindly: the same request cancels a call that waits and erases the data of one that has ended.
    """
    gone = (
        {**call, "status": ENDED, "endedReason": "scheduled-call-deleted"}
        if call["status"] in WAITING
        else {name: value for name, value in call.items() if name not in ERASED}
    )
    path = f"{PATH}/{segment(call['id'])}"
    try:
        return client.delete(path, gone, once=True)
    except Uncertain as doubt:
        latest = client.get(path)
        if latest.get("status") != call["status"]:
            return dict(latest)
        raise VapiError(doubt.message, doubt.status, "Nothing was changed; run again.") from None


# --- waiting and reporting ------------------------------------------------------------------------------------------


def _report(
    options: Mapping[str, Any], calls: list[dict[str, Any]], changed: bool, postponed: list[str], client: Client
) -> dict[str, Any]:
    doubt = _await(calls, options, client) if options["wait"] and options["state"] == "present" else None
    shown = [as_options(call) for call in calls]
    result = {
        "changed": changed,
        "call": shown[0] if shown else {},
        "calls": shown,
        "postponed": postponed,
        "diff": {"before": {}, "after": {}},
    }
    if changed:
        result["diff"] = _diff(options, shown)
    if doubt:
        return _failed(options, result, doubt)
    return _judged(options, result) if options.get("expect") else result


def _failed(options: Mapping[str, Any], result: dict[str, Any], error: VapiError) -> dict[str, Any]:
    """A result that has failed and still tells which calls there are."""
    # Before a sentence is made of it: that joins lines, which a secret may hold.
    error.message = redact(error.message, secret_values(CALL, options))
    error = error.about(describe(options))
    return {**result, "failed": True, "msg": error.sentence, "failure": error.failure}


def _diff(options: Mapping[str, Any], shown: list[dict[str, Any]]) -> dict[str, Any]:
    calls = [{name: call[name] for name in ("name", "customer", "schedule_plan") if name in call} for call in shown]
    return (
        {"before": {}, "after": {"calls": calls}}
        if options["state"] == "present"
        else {"before": {"calls": calls}, "after": {}}
    )


def _await(calls: list[dict[str, Any]], options: Mapping[str, Any], client: Client) -> VapiError | None:
    """Each call in its place as it is once it has ended (or is in progress), and why one did not come to that.

    A status nobody knows means: keep asking.
    """
    goals = (ENDED,) if options["wait_for"] == ENDED else (ENDED, "in-progress", "forwarding")
    try:
        for index, call in enumerate(calls):
            last = calls[index] = client.poll(
                call,
                # What check mode foretells has no id, and is never asked for.
                read=partial(client.get, f"{PATH}/{segment(str(call.get('id')))}"),
                done=lambda current: current.get("status") in goals,
                timeout=options["wait_timeout"],
                interval=options["wait_interval"],
            )
            if last.get("status") not in goals and last.get("id"):
                return VapiError(
                    f"the call {last['id']} is still {last.get('status')} after {options['wait_timeout']:g} seconds",
                    hint="It goes on; run again to wait further (a call with a name is not placed twice).",
                )
    except VapiError as error:
        return error
    return None


def _judged(options: Mapping[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    for call in result["calls"]:
        differing = list(failed_expectations(options["expect"], call)) if call.get("status") == ENDED else []
        if differing:
            sentence = f"the call {call['id']} is not as expected: {'; '.join(differing)}"
            return _failed(options, result, VapiError(sentence))
    return result


def _when(text: Any) -> float | None:
    """A time the service wrote, as seconds since 1970; none where it cannot be read."""
    with suppress(ValueError):
        return moment(str(text))
    return None


def as_options(call: Mapping[str, Any]) -> dict[str, Any]:
    """A call as people see it: in snake_case, without control and listen URLs, with duration, outcome, transcript."""
    options = to_options(CALL, call)
    started, ended = _when(call.get("startedAt")), _when(call.get("endedAt"))
    if started is not None and ended is not None:
        options["duration"] = round(ended - started, 3)
    transcript = (call.get("artifact") or {}).get("transcript")
    if transcript:
        options["transcript"] = transcript
    if call.get("endedReason"):
        options["outcome"] = outcome_of(str(call["endedReason"]))
    return options
