# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a call: its times are fixed when it begins, and its status follows from the clock."""

from __future__ import annotations

from ..schema import moment
from ..store import Org, Record
from .base import World

STATUSES = ("queued", "ringing", "in-progress", "ended")
RUNNING = ("queued", "ringing", "in-progress", "forwarding")
TARGETS = (("assistantId", "assistant"), ("squadId", "squad"))
OVER_LIMIT = "call.start.error-subscription-concurrency-limit-reached"
NO_TRANSPORT = "call.start.error-get-transport"
NEVER_RANG = ("call.start.", "assistant-not-found", "assistant-request-")
NEVER_ANSWERED = (
    "customer-busy",
    "customer-did-not-answer",
    "call.in-progress.error-sip-outbound-call-failed-to-connect",
    "call.ringing.hook-executed-",
)
MESSAGES = {NO_TRANSPORT: "Vapi Numbers Can't Dial Outbound Yet."}
TRANSCRIPT = "AI: Hello, how can I help you?\nUser: Just testing. Good bye."


class CallLife:
    """What becomes of the calls of an org as time passes."""

    def __init__(self, world: World) -> None:
        self._store = world.store
        self._switches = world.switches

    def times(self, begin: float, outcome: str) -> dict[str, float]:
        """When each status begins, in seconds since 1970; what does not happen is not in it."""
        ringing = begin + self._switches.call_queue_seconds
        if outcome.startswith(NEVER_RANG):
            return {"queued": begin, "ended": ringing}
        talking = ringing + self._switches.call_ring_seconds
        if outcome.startswith(NEVER_ANSWERED):
            return {"queued": begin, "ringing": ringing, "ended": talking}
        ended = talking + self._switches.call_talk_seconds
        return {"queued": begin, "ringing": ringing, "in-progress": talking, "ended": ended}

    def running(self, org: Org) -> list[Record]:
        """The calls that take one of the org's slots."""
        live = [org.records["call"][call_id] for call_id in list(org.live)]
        shown = [self._present(org, call) for call in live if "_times" in call]
        return [call for call in shown if call["status"] in RUNNING]

    def limits(self, org: Org, blocked: bool = False) -> Record:
        """``subscriptionLimits`` of an answer."""
        limit = self._switches.concurrency_limit
        remaining = max(0, limit - len(self.running(org)))
        return {"concurrencyBlocked": blocked, "concurrencyLimit": limit, "remainingConcurrentCalls": remaining}

    def present(self, org: Org, call: Record) -> Record:
        """The call as it is at this moment; what waited for a slot begins when one is free."""
        if "_waiting" in call:
            self._start_waiting(org)
            call = org.records["call"].get(call["id"], call)
        return self._present(org, call)

    def _start_waiting(self, org: Org) -> None:
        waiting = [org.records["call"][one] for one in org.live if "_waiting" in org.records["call"][one]]
        free = max(0, self._switches.concurrency_limit - len(self.running(org))) if waiting else 0
        for call in sorted(waiting, key=lambda one: str(one["createdAt"]))[:free]:
            begun = {name: value for name, value in call.items() if name != "_waiting"}
            times = self.times(self._store.now(), call["_outcome"])
            self._store.put(org, "call", {**begun, "_times": times})

    def _present(self, org: Org, call: Record) -> Record:
        if "_late" in call:
            return self._with_artifacts(org, call)
        if call["status"] == "ended" or "_times" not in call:
            return call
        now = self._store.now()
        if call["status"] == "scheduled" and now >= call["_times"]["queued"]:
            call = self._read_again(org, call)
        times = call["_times"]
        reached = [status for status in STATUSES if now >= times.get(status, now + 1)]
        status = reached[-1] if reached else "scheduled"
        if status == call["status"]:
            return call
        changed = {**call, "status": status, "updatedAt": self._store.stamp()}
        if "in-progress" in reached:
            changed["startedAt"] = self._store.stamp(times["in-progress"])
        if status == "ended":
            changed = self.ended(changed, call["_outcome"], times["ended"])
        self._put(org, changed)
        return self._with_artifacts(org, changed) if "_late" in changed else changed

    def _put(self, org: Org, call: Record) -> None:
        """Keep what has changed, unless the call has gone or a list that lags shows it once more."""
        if org.records["call"].get(call["id"], {}).get("updatedAt", "") <= call["updatedAt"]:
            self._store.put(org, "call", call)

    def _with_artifacts(self, org: Org, call: Record) -> Record:
        """Cost and transcript come some time after the end (recorded: updatedAt is later than endedAt)."""
        due = (moment(call["endedAt"]) or 0.0) + self._switches.artifact_delay_seconds
        if self._store.now() < due:
            return call
        changed = {name: value for name, value in call.items() if name != "_late"}
        changed.update({**call["_late"], "updatedAt": self._store.stamp(due)})
        self._store.put(org, "call", changed)
        return changed

    def _read_again(self, org: Org, call: Record) -> Record:
        """Assistant and number of a scheduled call are read when it is due; what has gone since is its end."""
        reason = _gone(org, call)
        if reason is None:
            return call
        return {**call, "_outcome": reason, "_times": self.times(call["_times"]["queued"], reason)}

    def ended(self, call: Record, reason: str, when: float) -> Record:
        """A call that is over, with its cost and transcript, which may come late."""
        seconds = when - (moment(call["startedAt"]) or when) if call.get("startedAt") else 0.0
        answered = bool(call.get("startedAt"))
        artifacts = {
            "cost": round(0.05 * max(seconds, 0) / 60, 4),
            "artifact": {"transcript": TRANSCRIPT, "messages": []} if answered else {},
        }
        message = self._switches.call_ended_messages.get(reason, MESSAGES.get(reason))
        return {
            **call,
            "status": self._switches.call_final_status,
            "endedReason": reason,
            "endedAt": self._store.stamp(when),
            **({"endedMessage": message} if message else {}),
            **({"_late": artifacts} if self._switches.artifact_delay_seconds else artifacts),
        }


def _gone(org: Org, call: Record) -> str | None:
    if call.get("phoneNumberId") and call["phoneNumberId"] not in org.records["phone-number"]:
        return "call.start.error-get-phone-number"
    missing = any(call.get(field) and call[field] not in org.records[kind] for field, kind in TARGETS)
    return "call.start.error-get-assistant" if missing else None
