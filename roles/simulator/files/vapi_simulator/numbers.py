# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Phone numbers: what the service accepts, refuses, assigns and activates."""

from __future__ import annotations

from typing import Any

from .schema import complaints
from .store import Org, Record, Refusal, Store
from .switches import Switches
from .tables import CARRIERS, creation_table, update_table

REFERENCES = (("assistantId", "assistant"), ("squadId", "squad"), ("credentialId", "credential"))
NEARBY = ("562", "662", "716")
SURELY_CLEARED = ("assistantId", "squadId", "fallbackDestination", "hooks")


class Numbers:
    """The rules of /phone-number."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches
        self._serials: dict[str, int] = {}

    def create(self, org: Org, body: Record) -> Record:
        """POST /phone-number."""
        provider = body.get("provider")
        if not isinstance(provider, str) or provider not in CARRIERS:
            raise Refusal(400, [f"provider must be one of the following values: {', '.join(CARRIERS)}"])
        _refuse(list(complaints(creation_table(provider), body)))
        self._check_references(org, body)
        if provider == "vapi":
            body = {**body, **self._bought(org, body)}
        else:
            self._check_import(org, body)
        return self._store.make(org, "phone-number", {**_kept(body, self._switches), "status": self._status(body)})

    def update(self, org: Org, number_id: str, body: Record) -> Record:
        """PATCH /phone-number/{id}: partial at the top, whole below."""
        record = org.get("phone-number", number_id)
        with_provider = self._switches.provider_in_patch == "accept"
        body = self._nulls_taken(self._emptied(body))
        _refuse(list(complaints(update_table(record["provider"], with_provider), body)))
        self._check_references(org, body)
        self._check_change_of_number(org, record, body)
        changed = {**record, **_kept(body, self._switches), "updatedAt": self._store.stamp()}
        self._store.put(org, "phone-number", changed)
        return changed

    def present(self, org: Org, record: Record) -> Record:
        """The record at this moment: a bought number becomes active (or blocked) when its time has come."""
        if record.get("status") == "activating" and self._store.now() >= record["_activeAt"]:
            record = {**record, "status": self._switches.activation_result}
            self._store.put(org, "phone-number", record)
        return record

    def _emptied(self, body: Record) -> Record:
        if self._switches.empty_string_ids == "refuse":
            return body
        return {name: None if value == "" and name.endswith("Id") else value for name, value in body.items()}

    def _nulls_taken(self, body: Record) -> Record:
        """Of some fields it is not known what null does to them."""
        unsure = [name for name, value in body.items() if value is None and name not in SURELY_CLEARED]
        if self._switches.null_clears == "refuse":
            _refuse([f"{name} should not be null or undefined" for name in unsure])
        if self._switches.null_clears == "ignore":
            return {name: value for name, value in body.items() if name not in unsure}
        return body

    @staticmethod
    def _status(body: Record) -> str:
        return "activating" if "_activeAt" in body else "active"

    def _bought(self, org: Org, body: Record) -> Record:
        uri, area = body.get("sipUri"), body.get("numberDesiredAreaCode")
        if self._switches.half_made:
            return {"sipUri": None}
        if uri:
            if self._store.holder(uri):
                raise Refusal(400, f"SIP URI {uri} is already in use.")
            return {}
        if not area:
            raise Refusal(400, "Couldn't Create Phone Number. Need Either `numberDesiredAreaCode` Or `sipUri`.")
        self._check_stock(area)
        self._check_free_limit(org)
        bought: Record = {"number": self._free_number(area)}
        if self._switches.activation_seconds:
            bought["_activeAt"] = self._store.now() + self._switches.activation_seconds
        return bought

    def _check_stock(self, area: str) -> None:
        stock = self._switches.area_codes
        if self._switches.stock == "none" or area == "000" or (stock and area not in stock):
            hint = ", ".join((stock or NEARBY)[:3])
            raise Refusal(400, f"This area code is currently not available. Hint: Try one of {hint}.")

    def _check_free_limit(self, org: Org) -> None:
        limit = self._switches.free_number_limit
        if len(org.bought) < limit:
            return
        numbers = org.things["phone-number"]
        counted = [one for one in org.bought if self._switches.free_limit_scope == "all" or numbers[one].get("number")]
        if len(counted) >= limit:
            # The real wording is not known; this one names the documented limit.
            raise Refusal(400, f"You can have up to {limit} free Vapi numbers. Import your own to add more.")

    def _free_number(self, area: str) -> str:
        prefix = f"+1{area}555"
        serial = self._serials.get(area, 0) if self._store.holder(f"{prefix}0000") else 0
        while self._store.holder(f"{prefix}{serial:04d}"):
            serial += 1
        self._serials[area] = serial
        return f"{prefix}{serial:04d}"

    def _check_import(self, org: Org, body: Record) -> None:
        if body["provider"] == "twilio":
            check_twilio(body)
        held = self._store.holder(body.get("number"))
        if held is None:
            return
        if held[0] is not org or self._switches.identical_wording == "other_org":
            raise Refusal(400, f"Phone number {body['number']} already in use by another org.")
        account = f"`twilioAccountSid` {body['twilioAccountSid']} and " if body["provider"] == "twilio" else ""
        raise Refusal(400, f"Existing Phone Number {held[1]} Has Identical {account}`number` {body['number']}")

    def _check_change_of_number(self, org: Org, record: Record, body: Record) -> None:
        for name in ("number", "sipUri"):
            held = self._store.holder(body.get(name))
            if held and held[0] is not org:
                raise Refusal(400, f"Phone number {body[name]} already in use by another org.")
            if held and held[1] != record["id"]:
                raise Refusal(400, f"Existing Phone Number {held[1]} Has Identical `{name}` {body[name]}")

    def _check_references(self, org: Org, body: Record) -> None:
        for field, kind in REFERENCES:
            wanted = body.get(field)
            if wanted and wanted not in org.things[kind]:
                raise Refusal(400, f"Couldn't Get {kind.capitalize()}. `{field}` {wanted} Does Not Exist.")


def check_twilio(body: Record) -> None:
    """Either way of signing in at Twilio has to be complete. The real wording is not known."""
    if not (body.get("twilioAuthToken") or (body.get("twilioApiKey") and body.get("twilioApiSecret"))):
        raise Refusal(400, "Need Either `twilioAuthToken` Or Both `twilioApiKey` And `twilioApiSecret`.")


def _kept(body: Record, switches: Switches) -> Record:
    return {name: value for name, value in body.items() if name not in switches.dropped_fields}


def _refuse(sentences: list[Any]) -> None:
    if sentences:
        raise Refusal(400, sentences)
