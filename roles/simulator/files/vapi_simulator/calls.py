# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: what may be dialled, the statuses a call walks through, and its end."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from .inbound import answered_by
from .numbers import Numbers, check_twilio
from .schema import complaints, moment
from .store import Org, Record, Refusal, Store
from .switches import Switches
from .tables import TABLES

SPEAKERS = ("assistantId", "assistant", "squadId", "squad")
TARGETS = (("assistantId", "assistant"), ("squadId", "squad"))
OVER_LIMIT = "call.start.error-subscription-concurrency-limit-reached"
STATUSES = ("queued", "ringing", "in-progress", "ended")
NEVER_RANG = ("call.start.", "assistant-not-found", "assistant-request-")
NEVER_ANSWERED = (
    "customer-busy",
    "customer-did-not-answer",
    "call.in-progress.error-sip-outbound-call-failed-to-connect",
)
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

    def __init__(self, store: Store, switches: Switches, numbers: Numbers, base_url: str) -> None:
        self._store = store
        self._numbers = numbers
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
        return {**call, "subscriptionLimits": self._limits(org, self._is_blocked(call))}

    def _batch(self, org: Org, body: Record, number: Record) -> Record:
        common = {name: value for name, value in body.items() if name != "customers"}
        results, errors = [], []
        for customer in body["customers"]:
            try:
                results.append(self._dial(org, {**common, "customer": customer}, number))
            except Refusal as refusal:
                errors.append({"customer": customer, "error": refusal.body["message"]})
        limits = self._limits(org, any(map(self._is_blocked, results)))
        return {"results": results, "errors": errors, "subscriptionLimits": limits}

    @staticmethod
    def _is_blocked(call: Record) -> bool:
        """Whether the concurrency limit has kept a call from beginning: it has no times to walk through."""
        return "_times" not in call

    def _line(self, org: Org, body: Record) -> Record:
        if body.get("phoneNumber"):
            check_twilio(body["phoneNumber"])
            return {"provider": "twilio", "number": body["phoneNumber"]["twilioPhoneNumber"]}
        wanted = body.get("phoneNumberId")
        if not wanted:
            raise Refusal(400, NO_NUMBER)
        if wanted not in org.things["phone-number"]:
            raise Refusal(400, f"Couldn't Get Phone Number. `phoneNumberId` {wanted} Does Not Exist.")
        number = self._numbers.present(org, org.things["phone-number"][wanted])
        if number.get("status") != "active":
            raise Refusal(400, f"Couldn't Start Call. Phone Number {wanted} Is Not Active.")
        return number

    def _check_speaker(self, org: Org, body: Record) -> None:
        if not any(body.get(name) for name in SPEAKERS):
            raise Refusal(400, NO_SPEAKER)
        for field, kind in TARGETS:
            wanted = body.get(field)
            if wanted and wanted not in org.things[kind]:
                raise Refusal(400, f"Couldn't Get {kind.capitalize()}. `{field}` {wanted} Does Not Exist.")

    def _dial(self, org: Org, body: Record, number: Record) -> Record:
        callee = str((body.get("customer") or {}).get("number") or "")
        if number.get("provider") == "vapi":
            self._check_free_number(org, number, callee)
        begin = self._store.now()
        if body.get("schedulePlan"):
            begin = max(begin, moment(body["schedulePlan"]["earliestAt"]) or begin)
        elif len(self._running(org)) >= self._switches.concurrency_limit:
            return self._blocked(org, body)
        call = self._new(org, body, "scheduled" if begin > self._store.now() else "queued", begin, callee)
        if self._store.holder(callee):
            self.inbound(callee, str(number.get("number") or "+10000000000"), begin)
        return call

    def _new(self, org: Org, body: Record, status: str, begin: float, callee: str) -> Record:
        outcome = self._outcome(org, body, callee)
        fields = {"type": "outboundPhoneCall", "status": status, "_times": self._times(begin, outcome)}
        call = self._store.make(org, "call", {**body, **fields, "_outcome": outcome})
        # Whoever knows this URL may end the call, so it is not to be guessed.
        control = f"{self._base_url}/control/{org.index}/{call['id']}/{secrets.token_hex(16)}"
        call["monitor"] = {"listenUrl": control.replace("http", "ws", 1) + "/listen", "controlUrl": control}
        self._store.put(org, "call", call)
        return call

    def _blocked(self, org: Org, body: Record) -> Record:
        """More calls than the org may have at once: a refusal, a call that never begins, or one that waits its turn."""
        if self._switches.over_concurrency == "refuse":
            raise Refusal(400, "Over Concurrency Limit. Wait For Running Calls To End Or Raise The Limit.")
        if self._switches.over_concurrency == "queue":
            return self._store.make(org, "call", {**body, "type": "outboundPhoneCall", "status": "queued"})
        call = {**body, "type": "outboundPhoneCall", "status": "ended", "endedReason": OVER_LIMIT}
        return self._store.make(org, "call", {**call, "endedAt": self._store.stamp(), "cost": 0})

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

    def _times(self, begin: float, outcome: str) -> dict[str, float]:
        """When each status begins; what does not happen is not in it."""
        ringing = begin + self._switches.call_queue_seconds
        if outcome.startswith(NEVER_RANG):
            return {"queued": begin, "ended": ringing}
        talking = ringing + self._switches.call_ring_seconds
        if outcome.startswith(NEVER_ANSWERED):
            return {"queued": begin, "ringing": ringing, "ended": talking}
        return {
            "queued": begin,
            "ringing": ringing,
            "in-progress": talking,
            "ended": talking + self._switches.call_talk_seconds,
        }

    def _running(self, org: Org) -> list[Record]:
        live = [self.present(org, org.things["call"][call_id]) for call_id in list(org.live)]
        return [call for call in live if call["status"] in RUNNING]

    def _limits(self, org: Org, blocked: bool = False) -> Record:
        limit = self._switches.concurrency_limit
        remaining = max(0, limit - len(self._running(org)))
        return {"concurrencyBlocked": blocked, "concurrencyLimit": limit, "remainingConcurrentCalls": remaining}

    # --- the life of a call ---

    def present(self, org: Org, call: Record) -> Record:
        """The call as it is at this moment."""
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
            changed = self._ended(changed, call["_outcome"], times["ended"])
        self._store.put(org, "call", changed)
        return self._with_artifacts(org, changed) if "_late" in changed else changed

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
        return {**call, "_outcome": reason, "_times": self._times(call["_times"]["queued"], reason)}

    def _ended(self, call: Record, reason: str, when: float) -> Record:
        seconds = when - (moment(call["startedAt"]) or when) if call.get("startedAt") else 0.0
        answered = bool(call.get("startedAt"))
        transcript = "AI: Hello, how can I help you?\nUser: Just testing. Good bye." if answered else ""
        artifacts = {
            "cost": round(0.05 * max(seconds, 0) / 60, 4),
            "artifact": {"transcript": transcript, "messages": []} if answered else {},
        }
        message = self._switches.call_ended_messages.get(reason)
        return {
            **call,
            "status": "ended",
            "endedReason": reason,
            "endedAt": self._store.stamp(when),
            **({"endedMessage": message} if message else {}),
            **({"_late": artifacts} if self._switches.artifact_delay_seconds else artifacts),
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
        org, call = self._controlled(path)
        if body.get("type") != "end-call" or call["status"] not in RUNNING:
            raise Refusal(400, "Couldn't Control Call.")
        self._store.put(org, "call", self._ended(call, "manually-canceled", self._store.now()))
        return {}

    def _controlled(self, path: str) -> tuple[Org, Record]:
        orgs = list(self._store.orgs.values())
        _control, index, call_id = path.strip("/").split("/")[:3] if path.count("/") == 4 else ("", "", "")
        if index.isdigit() and int(index) < len(orgs) and call_id in orgs[int(index)].things["call"]:
            org = orgs[int(index)]
            call = org.things["call"][call_id]
            if urlsplit(call.get("monitor", {}).get("controlUrl", "")).path == path:
                return org, self.present(org, call)
        raise Refusal(404, "Not Found")

    def inbound(self, number: str, caller: str, begin: float | None = None) -> Record:
        """Somebody calls a line of this simulator: the leg that its route, hooks and fallback make of it."""
        held = self._store.holder(number)
        if held is None:
            raise Refusal(404, f"{number} is no line of this simulator")
        org, number_id = held
        record = self._numbers.present(org, org.things["phone-number"][number_id])
        target, reason, destination = answered_by(org, record, caller, self._switches)
        outcome = reason or self._outcome(org, target, caller)
        leg = {
            "type": "inboundPhoneCall",
            "status": "queued",
            "phoneNumberId": number_id,
            "customer": {"number": caller},
            "_times": self._times(self._store.now() if begin is None else begin, outcome),
            "_outcome": outcome,
        }
        extra = {"destination": destination} if destination else {}
        return self._store.make(org, "call", {**leg, **target, **extra})


def _gone(org: Org, call: Record) -> str | None:
    if call.get("phoneNumberId") and call["phoneNumberId"] not in org.things["phone-number"]:
        return "call.start.error-get-phone-number"
    missing = any(call.get(field) and call[field] not in org.things[kind] for field, kind in TARGETS)
    return "call.start.error-get-assistant" if missing else None
