# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ending calls: cancel what has not rung, hang up what is live, erase what has ended only when asked to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._errors import NotFound, Refused, Unavailable, Uncertain, VapiError
from .._http.client import Client, segment
from .._resources.call import CALLS, ENDED, LIVE, WAITING
from .._resources.ended_reason import never_rang
from .identity import Window, is_for
from .job import CallJob, wanted_callees

ERASED = ("artifact", "messages", "customer", "analysis")
"""What an ended call loses when its data is erased: what was said, and by whom."""

CANCELLED = "scheduled-call-deleted"
"""Why a call ended that never rang, by its deletion."""


def end(job: CallJob, window: Window, client: Client) -> None:
    """End every call that a job means: by id, else by name and, where given, line and callee."""
    for call in _to_end(job, window, client):
        ended = _end_one(call, job.options, client)
        (job.earlier if ended is None else job.fresh).append(call if ended is None else ended)


def _to_end(job: CallJob, window: Window, client: Client) -> list[dict[str, Any]]:
    if job.options.get("id"):
        try:
            return [client.get(f"{CALLS}/{segment(job.options['id'])}")]
        except NotFound:
            return []
    since = client.now() - job.options["unique_within"]
    named = window.named(job.options["name"], job.line.get("id"), since)
    callees = wanted_callees(job.options)
    rang = [call for call in named if not never_rang(call)]
    return [call for call in rang if not callees or any(is_for(one, call) for one in callees)]


def _end_one(call: dict[str, Any], options: Mapping[str, Any], client: Client) -> dict[str, Any] | None:
    """The call as it is after it was ended; none where there was nothing to do."""
    if call.get("status") in (*WAITING, *LIVE):
        # Since the list was read it may ring or have ended; nor may a list have the control URL.
        _update(call, client)
    status = call.get("status")
    if status in LIVE:
        return _hang_up(call, client)
    if status in WAITING:
        return _cancel(call, client)
    if options["erase"] and status in (ENDED, "deletion-failed") and not _is_erased(call):
        return _delete(call, client)
    return None


def _is_erased(call: Mapping[str, Any]) -> bool:
    return not (call.get("artifact") or call.get("messages"))


def _hang_up(call: dict[str, Any], client: Client) -> dict[str, Any] | None:
    """The call as hung up; none where it ended before that."""
    url = (call.get("monitor") or {}).get("controlUrl")
    if not url:
        raise VapiError(
            f"the live call {call['id']} has no control URL, so it cannot be hung up",
            hint="Set monitorPlan.controlEnabled in its assistant.",
        )
    try:
        client.post_control_url(url, {"type": "end-call"})
    except (Refused, Unavailable):
        if _update(call, client)["status"] != ENDED:
            raise
        return None
    except Uncertain as doubt:
        latest = _read_again(call, client, doubt)
        if latest.get("status") != ENDED:
            raise
        return latest
    return {**call, "status": ENDED, "endedReason": "manually-canceled"}


def _update(call: dict[str, Any], client: Client) -> dict[str, Any]:
    """The call as it is now."""
    call.update(client.get(f"{CALLS}/{segment(call['id'])}"))
    return call


def _cancel(call: dict[str, Any], client: Client) -> dict[str, Any] | None:
    """The call as cancelled; as hung up where it began to ring, and none where it ended before that."""
    try:
        return _delete(call, client)
    except Refused:
        status = _update(call, client)["status"]
        if status in LIVE:
            return _hang_up(call, client)
        if status != ENDED:
            raise
        return call if call.get("endedReason") == CANCELLED else None


def _delete(call: dict[str, Any], client: Client) -> dict[str, Any]:
    """Cancel a waiting call or erase an ended one.

    Not repeated blindly: the same request cancels a call that waits and erases the data of one that has ended.
    """
    gone = (
        {**call, "status": ENDED, "endedReason": CANCELLED}
        if call["status"] in WAITING
        else {name: value for name, value in call.items() if name not in ERASED}
    )
    try:
        return client.delete(f"{CALLS}/{segment(call['id'])}", gone, once=True)
    except Uncertain as doubt:
        latest = _read_again(call, client, doubt)
        if latest.get("status") != call["status"] or _is_erased(latest) != _is_erased(call):
            return latest
        raise VapiError(doubt.message, doubt.status, "Nothing was changed; run again.") from None


def _read_again(call: Mapping[str, Any], client: Client, doubt: Uncertain) -> dict[str, Any]:
    """The call after a request that may have ended it; raises Uncertain where it cannot be read."""
    try:
        return dict(client.get(f"{CALLS}/{segment(call['id'])}"))
    except VapiError as error:
        raise Uncertain(
            f"{doubt.message}; the call {call['id']} may have been ended, and its state could not be read: "
            f"{error.message}",
            doubt.status,
            "Run again.",
        ) from None
