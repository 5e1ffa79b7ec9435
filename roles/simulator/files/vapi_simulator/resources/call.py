# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: what may be dialled, and what may be done with a call."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from ..refusals import DIALS, Refusal, refuse
from ..schema import moment
from ..serialize import with_secrets
from ..store import Org, Record
from ..tables import TABLES
from .answering import answered_by
from .base import Answer, Request, Resource, Route, World
from .call_life import NO_TRANSPORT, OVER_LIMIT, RUNNING, TARGETS, CallLife
from .phone_number import check_twilio

SPEAKERS = ("assistantId", "assistant", "squadId", "squad")
NO_SPEAKER = "Couldn't Get Assistant. Need Either `assistant`, `assistantId`, `squad`, Or `squadId`"
NO_NUMBER = "Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`"
NO_CUSTOMER = "Couldn't Get Customer. Need Either `customer`, `customerId` Or `customers`"
INTERNATIONAL = "Couldn't start call. Free Vapi numbers do not support international calls."
DAILY = (
    "Couldn't Start Call. Numbers Bought On Vapi Have A Daily Outbound Call Limit. "
    "Import Your Own Twilio Numbers To Scale Without Limits."
)
WEB = {"assistantId", "assistant", "assistantOverrides", "squadId", "squad", "squadOverrides"}
ERASED = ("artifact", "messages", "transcript", "customer", "analysis")


class Calls(Resource):
    """/call"""

    kind = "call"
    queries = equal = ("id", "assistantId", "phoneNumberId")

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.life = CallLife(world)

    def routes(self) -> list[Route]:
        """Besides: the paths of older clients, and the control URL, whose holder needs no key."""
        return [
            Route("POST", "/call/phone", self.post),
            Route("POST", "/call/web", self.post_web),
            *super().routes(),
            Route("POST", r"/control/(\d+)/([^/]+)/[^/]+", self.control, public=True),
        ]

    def create(self, org: Org, request: Request) -> Record:
        """One call, or ``{results, errors}`` for customers."""
        body = request.json
        refuse(list(self.world.validator().complaints(TABLES["CreateCallDTO"], body)))
        if str((body.get("transport") or {}).get("provider")) == "vapi.websocket":
            return self._websocket(org, body)
        number = self._line(org, body)
        self._check_speaker(org, body)
        if body.get("customers") is not None:
            return self._batch(org, body, number)
        if not (body.get("customer") or body.get("customerId")):
            raise Refusal(400, NO_CUSTOMER)
        call = self.dial(org, body, number)
        return {**call, "subscriptionLimits": self.life.limits(org, _is_blocked(call))}

    def post_web(self, org: Org, request: Request) -> Answer:
        """A call from a browser: it rings no phone, and is joined at its URL."""
        refuse([f"property {name} should not exist" for name in request.json if name not in WEB])
        self._check_speaker(org, request.json)
        room = f"https://vapi.daily.co/{secrets.token_hex(10)}"
        extra = {"type": "webCall", "webCallUrl": room, "transport": {"provider": "daily", "callUrl": room}}
        return Answer(201, self.serialize(self._new(org, {**request.json, **extra}, self.store.now(), "")))

    def _websocket(self, org: Org, body: Record) -> Record:
        self._check_speaker(org, body)
        socket = self.world.base_url.replace("http", "ws", 1) + f"/transport/{secrets.token_hex(16)}"
        transport = {**body["transport"], "websocketCallUrl": socket}
        fields = {**body, "transport": transport, "type": "vapi.websocketCall"}
        return self._new(org, fields, self.store.now(), "")

    def _batch(self, org: Org, body: Record, number: Record) -> Record:
        common = {name: value for name, value in body.items() if name != "customers"}
        results, errors = [], []
        for customer in body["customers"]:
            try:
                results.append(self.dial(org, {**common, "customer": customer}, number))
            except Refusal as refusal:
                errors.append({"customer": customer, "error": refusal.body["message"]})
        limits = self.life.limits(org, any(map(_is_blocked, results)))
        return {"results": results, "errors": errors, "subscriptionLimits": limits}

    def _line(self, org: Org, body: Record) -> Record:
        if body.get("phoneNumber"):
            check_twilio(body["phoneNumber"])
            return {"provider": "twilio", "number": body["phoneNumber"]["twilioPhoneNumber"]}
        wanted = body.get("phoneNumberId")
        if not wanted:
            raise Refusal(400, NO_NUMBER)
        if wanted not in org.records["phone-number"]:
            raise Refusal(400, f"Couldn't Get Phone Number. `phoneNumberId` {wanted} Does Not Exist.")
        number = self.world.resources["phone-number"].present(org, org.records["phone-number"][wanted])
        if number.get("status") != "active":
            raise Refusal(400, f"Couldn't Start Call. Phone Number {wanted} Is Not Active.")
        return number

    def _check_speaker(self, org: Org, body: Record) -> None:
        if not any(body.get(name) for name in SPEAKERS):
            raise Refusal(400, NO_SPEAKER)
        for field, kind in TARGETS:
            wanted = body.get(field)
            if wanted and wanted not in org.records[kind]:
                raise Refusal(400, f"Couldn't Get {kind.capitalize()}. `{field}` {wanted} Does Not Exist.")

    def dial(self, org: Org, body: Record, number: Record, begin: float = 0.0) -> Record:
        """One call to one customer, now, at its plan's time or at ``begin`` (seconds since 1970)."""
        callee = str((body.get("customer") or {}).get("number") or "")
        if self.switches.outbound_refusal != "none":
            raise Refusal(400, DIALS[self.switches.outbound_refusal].format(number=callee))
        if number.get("provider") == "vapi" and number.get("number"):
            self._check_free_number(org, number, callee)
        begin = max(begin, self.store.now())
        if body.get("schedulePlan"):
            begin = max(begin, moment(body["schedulePlan"]["earliestAt"]) or begin)
        if begin <= self.store.now() and len(self.life.running(org)) >= self.switches.concurrency_limit:
            return self._blocked(org, body, callee)
        inbound_only = number.get("provider") == "vapi" and not number.get("number")
        call = self._new(org, body, begin, callee, NO_TRANSPORT if inbound_only else "")
        if self.store.holder(callee):
            self.inbound(callee, str(number.get("number") or "+10000000000"), begin)
        return call

    def _new(self, org: Org, body: Record, begin: float, callee: str, reason: str = "") -> Record:
        outcome = reason or self._outcome(org, body, callee)
        status = "scheduled" if begin > self.store.now() else "queued"
        fields = {"type": "outboundPhoneCall", "status": status, **body, "_outcome": outcome}
        call = self.store.make(org, "call", {**fields, "_times": self.life.times(begin, outcome)})
        # Whoever knows this URL may end the call, so it is not to be guessed.
        control = f"{self.world.base_url}/control/{org.index}/{call['id']}/{secrets.token_hex(16)}"
        call["monitor"] = {"listenUrl": control.replace("http", "ws", 1) + "/listen", "controlUrl": control}
        self.store.put(org, "call", call)
        return call

    def _blocked(self, org: Org, body: Record, callee: str) -> Record:
        """More calls than the org may have at once: a refusal, a call that never begins, or one that waits its turn."""
        if self.switches.over_concurrency == "refuse":
            raise Refusal(400, "Over Concurrency Limit. Wait For Running Calls To End Or Raise The Limit.")
        call = {**body, "type": "outboundPhoneCall"}
        if self.switches.over_concurrency == "queue":
            waiting = {"status": "queued", "_waiting": True, "_outcome": self._outcome(org, body, callee)}
            return self.store.make(org, "call", {**call, **waiting})
        ended = {"status": "ended", "endedReason": OVER_LIMIT, "endedAt": self.store.stamp(), "cost": 0}
        return self.store.make(org, "call", {**call, **ended})

    def _check_free_number(self, org: Org, number: Record, callee: str) -> None:
        if callee and not callee.startswith("+1"):
            raise Refusal(400, INTERNATIONAL)
        today = self.store.stamp()[:10]
        placed = [
            call
            for call in org.records["call"].values()
            if call.get("phoneNumberId") == number["id"] and call["createdAt"].startswith(today)
        ]
        if len(placed) >= self.switches.daily_outbound_limit:
            raise Refusal(400, DAILY)

    def _outcome(self, org: Org, body: Record, callee: str) -> str:
        if callee in self.switches.call_outcomes:
            return str(self.switches.call_outcomes[callee])
        assistant = org.records["assistant"].get(str(body.get("assistantId"))) or {}
        return str(assistant.get("_failing") or self.switches.call_outcome)

    # --- one call ---

    def present(self, org: Org, record: Record) -> Record:
        """The call as it is at this moment."""
        return self.life.present(org, record)

    def serialize(self, record: Record) -> Record:
        """A call, or a batch of calls; a carrier's token in it is shown as the switch says."""
        if "results" in record and "id" not in record:
            return {**record, "results": [self.serialize(one) for one in record["results"]]}
        shown = {name: value for name, value in record.items() if not name.startswith("_")}
        if shown.get("phoneNumber"):
            number = with_secrets(shown["phoneNumber"], self.switches)
            shown["phoneNumber"] = {name: value for name, value in number.items() if value is not None}
        return shown

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """The name, nothing else."""
        refuse(list(self.world.validator().complaints(TABLES["UpdateCallDTO"], request.json)))
        return self.keep(org, record, request.json)

    def remove(self, org: Org, record: Record) -> Record:
        """Cancels what has not rung, erases the data of what has ended."""
        if record["status"] in ("scheduled", "queued"):
            changes = {"status": "ended", "endedReason": "scheduled-call-deleted", "endedAt": self.store.stamp()}
            record = {name: value for name, value in record.items() if name != "_waiting"}
        elif record["status"] in RUNNING:
            raise Refusal(400, "Couldn't Delete Call. The Call Is Still Live.")
        else:
            changes = {"_erased": "yes"}
            record = {name: value for name, value in record.items() if name not in ERASED}
        return self.keep(org, record, changes)

    def control(self, request: Request, index: str, call_id: str) -> Answer:
        """POST to a control URL: whoever knows it may end the call."""
        org, call = self._controlled(request.path, int(index), call_id)
        if request.json.get("type") != "end-call" or call["status"] not in RUNNING:
            raise Refusal(400, "Couldn't Control Call.")
        self.store.put(org, "call", self.life.ended(call, "manually-canceled", self.store.now()))
        return Answer(200, {})

    def _controlled(self, path: str, index: int, call_id: str) -> tuple[Org, Record]:
        orgs = list(self.store.orgs.values())
        call = orgs[index].records["call"].get(call_id) if index < len(orgs) else None
        if call is None or urlsplit(call.get("monitor", {}).get("controlUrl", "")).path != path:
            raise Refusal(404, "Not Found")
        return orgs[index], self.present(orgs[index], call)

    def inbound(self, number: str, caller: str, begin: float | None = None) -> Record:
        """Somebody calls a line of this simulator: the leg that its route, hooks and fallback make of it."""
        held = self.store.holder(number)
        if held is None:
            raise Refusal(404, f"{number} is no line of this simulator")
        org, number_id = held
        record = self.world.resources["phone-number"].present(org, org.records["phone-number"][number_id])
        target, reason, destination = answered_by(org, record, caller, self.switches)
        outcome = reason or self._outcome(org, target, caller)
        leg = {
            "type": "inboundPhoneCall",
            "status": "queued",
            "phoneNumberId": number_id,
            "customer": {"number": caller},
            "_times": self.life.times(self.store.now() if begin is None else begin, outcome),
            "_outcome": outcome,
        }
        extra = {"destination": destination} if destination else {}
        return self.store.make(org, "call", {**leg, **target, **extra})


def _is_blocked(call: Record) -> bool:
    """Whether the concurrency limit has kept a call from beginning: it has no times to walk through."""
    return "_times" not in call
