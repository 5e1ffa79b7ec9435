# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Phone numbers: what the service accepts, refuses, assigns and activates."""

from __future__ import annotations

from typing import Any

from ..lists import check_query, numbered_page
from ..refusals import IMPORTS, Refusal, refuse
from ..serialize import with_secrets
from ..store import Org, Record
from ..switches import Switches
from ..tables import CARRIERS, creation_table, update_table
from .base import Answer, Request, Resource, Route, World

REFERENCES = (("assistantId", "assistant"), ("squadId", "squad"), ("credentialId", "credential"))
NEARBY = ("562", "662", "716")
SURELY_CLEARED = ("assistantId", "squadId", "fallbackDestination", "hooks")
FOREVER = float("inf")
CLEARABLE = ("name", "assistantId", "squadId", "workflowId", "server", "fallbackDestination", "authentication")
DEFAULTS: dict[str, dict[str, Any]] = {
    "twilio": {"smsEnabled": True},
    "byo-phone-number": {"numberE164CheckEnabled": True},
}
NESTED_DEFAULTS: dict[str, dict[str, Any]] = {
    "server": {"timeoutSeconds": 20, "staticIpAddressesEnabled": False},
    "authentication": {"realm": "sip.vapi.ai"},
}


class Numbers(Resource):
    """/phone-number, and its list in pages below /v2."""

    kind = "phone-number"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._serials: dict[str, int] = {}
        self._gone: dict[str, Record] = {}

    def routes(self) -> list[Route]:
        """Besides: the list in pages."""
        return [*super().routes(), Route("GET", "/v2/phone-number", self.get_pages)]

    def get_pages(self, org: Org, request: Request) -> Answer:
        """GET /v2/phone-number."""
        check_query(request.query, ("search", "page", "sortOrder", "sortBy"), self.switches)
        page = numbered_page(self.found(org, request.query), request.query, self.switches)
        self._shift(org)
        return Answer(200, {**page, "results": [self.serialize(one) for one in page["results"]]})

    def _shift(self, org: Org) -> None:
        """Between two pages somebody else adds a number and takes the one of before away."""
        if not self.switches.page_shift:
            return
        passing = [one for one in org.records[self.kind].values() if one.get("name") == "just passing"]
        for record in passing[:-1]:
            self.store.drop(org, self.kind, record["id"])
        body = {"provider": "byo-phone-number", "name": "just passing", "status": "active"}
        self.store.make(org, self.kind, body)

    def create(self, org: Org, request: Request) -> Record:
        """POST /phone-number."""
        return self.add(org, request.json)

    def add(self, org: Org, body: Record) -> Record:
        """A number that is bought or imported."""
        provider = body.get("provider")
        if not isinstance(provider, str) or provider not in CARRIERS:
            raise Refusal(400, [f"provider must be one of the following values: {', '.join(CARRIERS)}"])
        refuse(list(self.world.validator().complaints(creation_table(provider), body, name="PhoneNumber")))
        self._check_references(org, body)
        if provider == "vapi":
            body = {**body, **self._bought(org, body)}
        else:
            self._check_import(org, body)
        return self.store.make(org, self.kind, {**_kept(body, self.switches), "status": self._status(body)})

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """PATCH /phone-number/{id}."""
        provider = self.switches.provider_in_patch
        if provider == "require" and "provider" not in request.json:
            raise Refusal(400, [f"provider must be one of the following values: {', '.join(CARRIERS)}"])
        body = self._nulls_taken(self._emptied(request.json))
        table = update_table(record["provider"], provider != "refuse")
        refuse(list(self.world.validator().complaints(table, body, name="PhoneNumber")))
        self._check_references(org, body)
        self._check_change_of_number(org, record, body)
        changes = _kept(body, self.switches)
        is_idle = all(name in record and record[name] == value for name, value in changes.items())
        return record if is_idle and self.switches.empty_patch == "keep" else self.keep(org, record, changes)

    def delete(self, org: Org, request: Request, record_id: str) -> Answer:
        """Whether a second one finds anything is a switch."""
        is_gone = record_id not in org.records[self.kind] and record_id in self._gone
        if is_gone and self.switches.second_delete == "accept":
            return Answer(200, self._gone[record_id])
        answer = super().delete(org, request, record_id)
        self._gone[record_id] = answer.body
        return answer

    def present(self, org: Org, record: Record) -> Record:
        """The record at this moment: a bought number becomes active (or blocked) when its time has come."""
        if record.get("status") != "activating" or self.store.now() < record.get("_activeAt", FOREVER):
            return record
        number = {"number": record["_number"]} if "_number" in record else {}
        active = {**record, **number, "status": self.switches.activation_result}
        active.pop("_number", None)
        # A list that lags shows a record of before, which must not come back.
        if org.records[self.kind].get(record["id"]) is record:
            self.store.put(org, self.kind, active)
        return active

    def serialize(self, record: Record) -> Record:
        """A number as it is read back; most of it is not known, so most of it is switches."""
        keep = self.switches.nulls == "keep"
        shown = {name: value for name, value in record.items() if not name.startswith("_")}
        result = {
            name: value for name, value in with_secrets(shown, self.switches).items() if value is not None or keep
        }
        if keep:
            result.update({name: None for name in CLEARABLE if name not in result})
        if self.switches.defaults == "inject":
            _inject_defaults(result)
        if self.switches.extra_fields:
            result.update({"providerResourceId": f"PN{record['id'][:8]}", "useClusterSip": True})
            result.setdefault("smsEnabled", True)
        return result

    def _emptied(self, body: Record) -> Record:
        if self.switches.empty_string_ids == "refuse":
            return body
        return {name: None if value == "" and name.endswith("Id") else value for name, value in body.items()}

    def _nulls_taken(self, body: Record) -> Record:
        """Of some fields it is not known what null does to them."""
        unsure = [name for name, value in body.items() if value is None and name not in SURELY_CLEARED]
        if self.switches.null_clears == "refuse":
            refuse([f"{name} should not be null or undefined" for name in unsure])
        if self.switches.null_clears == "ignore":
            return {name: value for name, value in body.items() if name not in unsure}
        return body

    @staticmethod
    def _status(body: Record) -> str:
        return "activating" if "_activeAt" in body else "active"

    def _bought(self, org: Org, body: Record) -> Record:
        uri, area = body.get("sipUri"), body.get("numberDesiredAreaCode")
        if self.switches.incomplete:
            return {"sipUri": None}
        if uri:
            if self.store.holder(uri) and self.switches.duplicate_sip_uri == "refuse":
                raise Refusal(400, f"SIP URI {uri} is already in use.")
            return {}
        if not area:
            raise Refusal(400, "Couldn't Create Phone Number. Need Either `numberDesiredAreaCode` Or `sipUri`.")
        self._check_stock(area)
        self._check_free_limit(org)
        later = self.switches.number_assigned == "when_active" and self.switches.activation_seconds
        bought: Record = {"_number" if later else "number": self._free_number(area)}
        if self.switches.activation_seconds:
            bought["_activeAt"] = self.store.now() + self.switches.activation_seconds
        return bought

    def _check_stock(self, area: str) -> None:
        if not (area.isascii() and area.isdecimal()):
            raise Refusal(400, ["numberDesiredAreaCode must be a valid area code"])
        stock = self.switches.area_codes
        if self.switches.stock == "none" or area == "000" or (stock and area not in stock):
            hint = ", ".join((stock or NEARBY)[:3])
            raise Refusal(400, f"This area code is currently not available. Hint: Try one of {hint}.")

    def _check_free_limit(self, org: Org) -> None:
        limit = self.switches.free_number_limit
        if len(org.bought) < limit:
            return
        numbers = org.records[self.kind]
        counted = [one for one in org.bought if self.switches.free_limit_scope == "all" or numbers[one].get("number")]
        if len(counted) >= limit:
            # The real wording is not known; this one names the documented limit.
            raise Refusal(400, f"You can have up to {limit} free Vapi numbers. Import your own to add more.")

    def _free_number(self, area: str) -> str:
        prefix = f"+1{area}555"
        serial = self._serials.get(area, 0) if self.store.holder(f"{prefix}0000") else 0
        while self.store.holder(f"{prefix}{serial:04d}"):
            serial += 1
        self._serials[area] = serial
        return f"{prefix}{serial:04d}"

    def _check_import(self, org: Org, body: Record) -> None:
        if body["provider"] == "twilio":
            check_twilio(body)
        reason = self.switches.import_refusal
        if reason != "none" and (reason == "telnyx") == (body["provider"] == "telnyx"):
            raise Refusal(400, IMPORTS[reason])
        held = self.store.holder(body.get("number"))
        if held is None:
            return
        if held[0] is not org or self.switches.identical_wording == "other_org":
            raise Refusal(400, f"Phone number {body['number']} already in use by another org.")
        account = f"`twilioAccountSid` {body['twilioAccountSid']} and " if body["provider"] == "twilio" else ""
        raise Refusal(400, f"Existing Phone Number {held[1]} Has Identical {account}`number` {body['number']}")

    def _check_change_of_number(self, org: Org, record: Record, body: Record) -> None:
        for name in ("number", "sipUri"):
            held = self.store.holder(body.get(name))
            if held and held[0] is not org:
                raise Refusal(400, f"Phone number {body[name]} already in use by another org.")
            if held and held[1] != record["id"]:
                raise Refusal(400, f"Existing Phone Number {held[1]} Has Identical `{name}` {body[name]}")

    def _check_references(self, org: Org, body: Record) -> None:
        for field, kind in REFERENCES:
            wanted = body.get(field)
            if wanted and wanted not in org.records[kind]:
                raise Refusal(400, f"Couldn't Get {kind.capitalize()}. `{field}` {wanted} Does Not Exist.")


def check_twilio(body: Record) -> None:
    """Either way of signing in at Twilio has to be complete. The real wording is not known."""
    if not (body.get("twilioAuthToken") or (body.get("twilioApiKey") and body.get("twilioApiSecret"))):
        raise Refusal(400, "Need Either `twilioAuthToken` Or Both `twilioApiKey` And `twilioApiSecret`.")


def _kept(body: Record, switches: Switches) -> Record:
    if switches.names == "trimmed" and isinstance(body.get("name"), str):
        body = {**body, "name": body["name"].strip()}
    return {name: value for name, value in body.items() if name not in switches.dropped_fields}


def _inject_defaults(result: Record) -> None:
    for name, value in DEFAULTS.get(str(result.get("provider")), {}).items():
        result.setdefault(name, value)
    for name, defaults in NESTED_DEFAULTS.items():
        if isinstance(result.get(name), dict):
            result[name] = {**defaults, **result[name]}
