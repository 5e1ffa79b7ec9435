# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: what may be dialled, the statuses a call walks through, and its end."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from .schema import TABLES, complaints
from .store import Org, Record, Refusal, Store
from .switches import Switches

SPEAKERS = ("assistantId", "assistant", "squadId", "squad")
RUNNING = ("queued", "ringing", "in-progress", "forwarding")
NO_SPEAKER = "Couldn't Get Assistant. Need Either `assistant`, `assistantId`, `squad`, Or `squadId`"
NO_NUMBER = "Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`"
INTERNATIONAL = "Couldn't start call. Free Vapi numbers do not support international calls."
DAILY = (
    "Couldn't Start Call. Numbers Bought On Vapi Have A Daily Outbound Call Limit. "
    "Import Your Own Twilio Numbers To Scale Without Limits."
)


class Calls:
    """The rules of /call. A call's times are fixed when it is placed; its status follows from the clock."""

    def __init__(self, store: Store, switches: Switches, base_url: str) -> None:
        self._store = store
        self._switches = switches
        self._base_url = base_url

    def create(self, org: Org, body: Record) -> Record:
        """POST /call: one call, or ``{results, errors}`` for customers."""
        sentences = list(complaints(TABLES["CreateCallDTO"], body))
        if sentences:
            raise Refusal(400, sentences)
        number = self._line(org, body)
        self._check_speaker(org, body)
        if "customers" in body:
            return self._batch(org, body, number)
        if not (body.get("customer") or body.get("customerId")):
            raise Refusal(400, "Couldn't Start Call. Need Either `customer`, `customerId` Or `customers`.")
        call = self._dial(org, body, number)
        return {**call, "subscriptionLimits": self._limits(org)}

    def _batch(self, org: Org, body: Record, number: Record) -> Record:
        common = {name: value for name, value in body.items() if name != "customers"}
        results, errors = [], []
        for customer in body["customers"]:
            try:
                results.append(self._dial(org, {**common, "customer": customer}, number))
            except Refusal as refusal:
                errors.append({"customer": customer, "error": refusal.body["message"]})
        return {"results": results, "errors": errors, "subscriptionLimits": self._limits(org)}

    def _line(self, org: Org, body: Record) -> Record:
        if body.get("phoneNumber"):
            return {"provider": "twilio", "number": body["phoneNumber"]["twilioPhoneNumber"]}
        wanted = body.get("phoneNumberId")
        if not wanted:
            raise Refusal(400, NO_NUMBER)
        if wanted not in org.things["phone-number"]:
            raise Refusal(400, f"Couldn't Get Phone Number. `phoneNumberId` {wanted} Does Not Exist.")
        number = org.things["phone-number"][wanted]
        if number.get("status") != "active":
            raise Refusal(400, f"Couldn't Start Call. Phone Number {wanted} Is Not Active.")
        return number

    def _check_speaker(self, org: Org, body: Record) -> None:
        if not any(body.get(name) for name in SPEAKERS):
            raise Refusal(400, NO_SPEAKER)
        for field, kind in (("assistantId", "assistant"), ("squadId", "squad")):
            wanted = body.get(field)
            if wanted and wanted not in org.things[kind]:
                raise Refusal(400, f"Couldn't Get {kind.capitalize()}. `{field}` {wanted} Does Not Exist.")

    def _dial(self, org: Org, body: Record, number: Record) -> Record:
        callee = str((body.get("customer") or {}).get("number") or "")
        if number.get("provider") == "vapi":
            self._check_free_number(org, number, callee)
        if len(self._running(org)) >= self._switches.concurrency_limit and "schedulePlan" not in body:
            raise Refusal(400, "Over Concurrency Limit. Wait For Running Calls To End Or Raise The Limit.")
        begin = self._store.now()
        if body.get("schedulePlan"):
            begin = max(begin, _seconds(body["schedulePlan"]["earliestAt"]))
        call = self._store.make(
            org,
            "call",
            {
                **body,
                "type": "outboundPhoneCall",
                "status": "scheduled" if begin > self._store.now() else "queued",
                "_times": self._times(begin),
                "_outcome": self._outcome(org, body, callee),
            },
        )
        self._give_control(org, call)
        if self._store.holder(callee):
            self.inbound(callee, str(number.get("number") or "+10000000000"), begin)
        return call

    def _check_free_number(self, org: Org, number: Record, callee: str) -> None:
        if callee and not callee.startswith("+1"):
            raise Refusal(400, INTERNATIONAL)
        today = self._store.stamp()[:10]
        placed = [
            call
            for call in org.things["call"].values()
            if call.get("phoneNumberId") == number["id"] and call["createdAt"].startswith(today)
        ]
        if len(placed) >= self._switches.daily_outbound_limit:
            raise Refusal(400, DAILY)

    def _outcome(self, org: Org, body: Record, callee: str) -> str:
        if callee in self._switches.call_outcomes:
            return str(self._switches.call_outcomes[callee])
        assistant = org.things["assistant"].get(str(body.get("assistantId"))) or {}
        return str(assistant.get("_failing") or self._switches.call_outcome)

    def _times(self, begin: float) -> dict[str, float]:
        ringing = begin + self._switches.call_queue_seconds
        talking = ringing + self._switches.call_ring_seconds
        return {
            "queued": begin,
            "ringing": ringing,
            "in-progress": talking,
            "ended": talking + self._switches.call_talk_seconds,
        }

    def _give_control(self, org: Org, call: Record) -> None:
        token = call["id"].replace("-", "")[::-1]
        control = f"{self._base_url}/control/{org.index}/{call['id']}/{token}"
        call["monitor"] = {"listenUrl": control.replace("http", "ws", 1) + "/listen", "controlUrl": control}
        self._store.put(org, "call", call)

    def _running(self, org: Org) -> list[Record]:
        return [call for call in org.things["call"].values() if self.present(org, call)["status"] in RUNNING]

    def _limits(self, org: Org) -> Record:
        limit = self._switches.concurrency_limit
        remaining = max(0, limit - len(self._running(org)))
        return {"concurrencyBlocked": False, "concurrencyLimit": limit, "remainingConcurrentCalls": remaining}

    # --- the life of a call ---

    def present(self, org: Org, call: Record) -> Record:
        """The call as it is at this moment."""
        if call["status"] == "ended" or "_times" not in call:
            return call
        now, times = self._store.now(), call["_times"]
        reached = [status for status in ("queued", "ringing", "in-progress", "ended") if now >= times[status]]
        status = reached[-1] if reached else "scheduled"
        if status == call["status"]:
            return call
        changed = {**call, "status": status, "updatedAt": self._store.stamp()}
        if status in ("in-progress", "ended") and _is_answered(call["_outcome"]):
            changed["startedAt"] = self._store.stamp(times["in-progress"])
        if status == "ended":
            changed = self._ended(changed, call["_outcome"], times["ended"])
        self._store.put(org, "call", changed)
        return changed

    def _ended(self, call: Record, reason: str, when: float) -> Record:
        seconds = when - _seconds(call["startedAt"]) if call.get("startedAt") else 0.0
        answered = bool(call.get("startedAt"))
        transcript = "AI: Hello, how can I help you?\nUser: Just testing. Good bye." if answered else ""
        return {
            **call,
            "status": "ended",
            "endedReason": reason,
            "endedAt": self._store.stamp(when),
            "cost": round(0.05 * max(seconds, 0) / 60, 4),
            "artifact": {"transcript": transcript, "messages": []} if answered else {},
        }

    def update(self, org: Org, call_id: str, body: Record) -> Record:
        """PATCH /call/{id}: the name, nothing else."""
        sentences = list(complaints(TABLES["UpdateCallDTO"], body))
        if sentences:
            raise Refusal(400, sentences)
        changed = {**org.get("call", call_id), **body, "updatedAt": self._store.stamp()}
        self._store.put(org, "call", changed)
        return changed

    def delete(self, org: Org, call_id: str) -> Record:
        """DELETE /call/{id}: cancels what has not rung, erases the data of what has ended."""
        call = self.present(org, org.get("call", call_id))
        if call["status"] in ("scheduled", "queued"):
            changed = {
                **call,
                "status": "ended",
                "endedReason": "scheduled-call-deleted",
                "endedAt": self._store.stamp(),
            }
        elif call["status"] == "ended":
            erased = ("artifact", "messages", "transcript", "customer", "analysis")
            changed = {name: value for name, value in call.items() if name not in erased}
        else:
            raise Refusal(400, "Couldn't Delete Call. The Call Is Still Live.")
        self._store.put(org, "call", {**changed, "updatedAt": self._store.stamp()})
        return changed

    def control(self, path: str, body: Record) -> Record:
        """POST to a control URL: whoever knows it may end the call."""
        match = re.fullmatch(r"/control/(\d+)/([0-9a-f-]+)/(\w+)", path)
        org = (
            list(self._store.orgs.values())[int(match[1])] if match and int(match[1]) < len(self._store.orgs) else None
        )
        if match is None or org is None or match[3] != match[2].replace("-", "")[::-1]:
            raise Refusal(404, "Not Found")
        call = self.present(org, org.get("call", match[2]))
        if body.get("type") != "end-call" or call["status"] not in RUNNING:
            raise Refusal(400, "Couldn't Control Call.")
        self._store.put(org, "call", self._ended(call, "manually-canceled", self._store.now()))
        return {}

    # --- inbound legs ---

    def inbound(self, number: str, caller: str, begin: float | None = None) -> Record:
        """Somebody calls a line of this simulator: the leg that its route, hooks and fallback make of it."""
        held = self._store.holder(number)
        if held is None:
            raise Refusal(404, f"{number} is nobody's line here")
        org, number_id = held
        record = org.things["phone-number"][number_id]
        reason, extra = self._answer(org, record, caller)
        times = self._times(self._store.now() if begin is None else begin)
        leg = {
            "type": "inboundPhoneCall",
            "status": "queued",
            "phoneNumberId": number_id,
            "customer": {"number": caller},
        }
        return self._store.make(org, "call", {**leg, **extra, "_times": times, "_outcome": reason})

    def _answer(self, org: Org, record: Record, caller: str) -> tuple[str, Record]:
        for hook in record.get("hooks") or []:
            if hook["on"] == "call.ringing" and _passes(hook, caller):
                action = hook["do"][0]
                return f"call.ringing.hook-executed-{action['type']}", {"destination": action.get("destination")}
        for field, kind in (("assistantId", "assistant"), ("squadId", "squad")):
            target = record.get(field)
            if target and target in org.things[kind]:
                return self._outcome(org, {field: target}, ""), {field: target}
            if target:
                return f"{kind}-not-found", {}
        return self._without_route(record)

    def _without_route(self, record: Record) -> tuple[str, Record]:
        reason = "assistant-request-failed"
        for hook in record.get("hooks") or []:
            wanted = [name for one in hook.get("filters") or [] for name in one.get("oneOf", [])]
            if hook["on"] == "call.ending" and hook.get("do") and (not wanted or reason in wanted):
                action = hook["do"]
                return f"call.ending.hook-executed-{action['type']}", {"destination": action.get("destination")}
        if record.get("fallbackDestination"):
            return "assistant-forwarded-call", {"destination": record["fallbackDestination"]}
        return reason, {}


def _passes(hook: Record, caller: str) -> bool:
    prefixes = [prefix for one in hook.get("filters") or [] for prefix in one.get("startsWith", [])]
    return not prefixes or any(caller.lstrip("+").startswith(prefix) for prefix in prefixes)


def _is_answered(reason: str) -> bool:
    return reason not in ("customer-busy", "customer-did-not-answer") and "failed-to-connect" not in reason


def _seconds(stamp: Any) -> float:
    return datetime.fromisoformat(str(stamp).replace("Z", "+00:00")).timestamp()
