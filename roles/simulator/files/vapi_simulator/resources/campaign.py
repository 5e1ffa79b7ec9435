# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Campaigns: a POST starts them, nothing changes them, and they can be cancelled."""

from __future__ import annotations

from collections.abc import Callable

from ..lists import numbered_page
from ..refusals import Refusal, refuse
from ..schema import moment
from ..store import Org, Record
from .base import Answer, Request, Resource, Route
from .call import Calls

MOST_CUSTOMERS = 10000
FREE = "Couldn't Create Campaign. Free Vapi Numbers Cannot Be Used For Campaigns."
STATES = {"scheduled": "pending", "queued": "dispatched", "ringing": "dispatched", "in-progress": "dispatched"}
NEEDED = ("customers", "phoneNumberId", "maxConcurrency")
OVER = ("ended", "cancelled", "archived")


class Campaigns(Resource):
    """/campaign, and the second generation below /v2, which not every org has."""

    kind = "campaign"
    paged = True
    equal = ("id", "status")

    def routes(self) -> list[Route]:
        """The same requests below both paths, and the contacts of the second."""
        first = super().routes()
        second = [route._replace(pattern="/v2" + route.pattern, handler=self._second(route)) for route in first]
        return [*first, *second, Route("GET", "/v2/campaign/([^/]+)/contacts", self.contacts)]

    def _second(self, route: Route) -> Callable[..., Answer]:
        def handler(org: Org, request: Request, *groups: str) -> Answer:
            self._require_second()
            if request.method == "POST":
                missing = [
                    name for name in ("customers", "phoneNumberId", "maxConcurrency") if not request.json.get(name)
                ]
                refuse([f"{name} should not be empty" for name in missing])
            return route.handler(org, request, *groups)

        return handler

    def _require_second(self) -> None:
        if self.switches.campaign_v2 == "refuse":
            raise Refusal(403, "Campaigns V2 Is Not Enabled For This Organization.")

    def create(self, org: Org, request: Request) -> Record:
        """Check a campaign and begin it."""
        body = request.json
        refuse(list(self.world.validator().defined("CreateCampaignDTO", body)))
        customers = body.get("customers") or []
        if len(customers) > MOST_CUSTOMERS:
            refuse([f"customers must contain no more than {MOST_CUSTOMERS} elements"])
        number = org.records["phone-number"].get(str(body.get("phoneNumberId")))
        if body.get("phoneNumberId") and number is None:
            raise Refusal(400, f"Couldn't Get Phone Number. `phoneNumberId` {body['phoneNumberId']} Does Not Exist.")
        if number and number.get("provider") == "vapi":
            raise Refusal(400, FREE)
        campaign = self.store.make(org, self.kind, {**body, "status": "scheduled"})
        self._dial_all(org, campaign, number or {})
        return self.present(org, campaign)

    def _dial_all(self, org: Org, campaign: Record, number: Record) -> None:
        """Place every call at its time: as many at once as the campaign may have."""
        calls = self.world.resources["call"]
        assert isinstance(calls, Calls)
        plan = campaign.get("schedulePlan") or {}
        # A moment later, so that no call counts against the limit of what is dialled now.
        begin = max(self.store.now() + 0.001, moment(str(plan.get("earliestAt"))) or 0.0)
        switches = self.switches
        length = switches.call_queue_seconds + switches.call_ring_seconds + switches.call_talk_seconds
        common = {name: campaign[name] for name in COMMON if name in campaign}
        for index, customer in enumerate(campaign.get("customers") or []):
            wave = index // int(campaign.get("maxConcurrency") or switches.concurrency_limit)
            body = {**common, "customer": customer, "campaignId": campaign["id"]}
            calls.dial(org, body, number, begin + wave * length)

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """Only a cancellation is taken."""
        body = request.json
        refuse(list(self.world.validator().defined("UpdateCampaignDTO", body)))
        if body != {"status": "cancelled"}:
            raise Refusal(400, "Couldn't Update Campaign. Only `status` Can Be Set To `cancelled`.")
        if record["status"] in OVER:
            raise Refusal(400, f"Couldn't Cancel Campaign. It Is {record['status']}.")
        return self._cancelled(org, record)

    def _cancelled(self, org: Org, record: Record) -> Record:
        calls = self.world.resources["call"]
        for call in self._calls(org, record):
            if call["status"] == "scheduled":
                calls.remove(org, call)
        return self.keep(org, record, {"status": "cancelled"})

    def remove(self, org: Org, record: Record) -> Record:
        """Archive a campaign, which is cancelled before if it still goes on."""
        if record["status"] not in OVER:
            record = self._cancelled(org, record)
        return self.keep(org, record, {"status": "archived"})

    def _calls(self, org: Org, record: Record) -> list[Record]:
        calls = self.world.resources["call"]
        mine = [one for one in org.records["call"].values() if one.get("campaignId") == record["id"]]
        return [calls.present(org, one) for one in mine]

    def present(self, org: Org, record: Record) -> Record:
        """A campaign with its counters; it has ended when its last call has."""
        calls = self._calls(org, record)
        if record["status"] not in OVER and calls:
            waiting = all(call["status"] == "scheduled" for call in calls)
            ended = all(call["status"] == "ended" for call in calls)
            record = {**record, "status": "ended" if ended else "scheduled" if waiting else "in-progress"}
        counts = {state: sum(call["status"] == state for call in calls) for state in COUNTERS}
        return {
            **record,
            **{COUNTERS[state]: count for state, count in counts.items()},
            "callsCounterEndedVoicemail": 0,
        }

    def serialize(self, record: Record) -> Record:
        """A campaign; its calls are named by their customers only."""
        return {"calls": {}, **super().serialize(record)}

    def contacts(self, org: Org, request: Request, campaign_id: str) -> Answer:
        """What became of each contact."""
        self._require_second()
        calls = self._calls(org, org.get(self.kind, campaign_id))
        page = numbered_page([_contact(call) for call in calls], request.query, self.switches)
        return Answer(200, page)


COMMON = ("assistantId", "squadId", "phoneNumberId", "assistantOverrides", "squadOverrides")
COUNTERS = {
    "scheduled": "callsCounterScheduled",
    "queued": "callsCounterQueued",
    "in-progress": "callsCounterInProgress",
    "ended": "callsCounterEnded",
}


def _contact(call: Record) -> Record:
    customer = call.get("customer") or {}
    reason = call.get("endedReason")
    status = STATES.get(call["status"]) or ("completed" if call.get("startedAt") else "failed")
    found = {"id": call["id"], "callId": call["id"], "status": status, "createdAt": call["createdAt"]}
    return {**found, "number": customer.get("number"), "name": customer.get("name"), "endedReason": reason}
