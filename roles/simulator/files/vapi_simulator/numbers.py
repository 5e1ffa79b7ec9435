# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Phone numbers: what the service accepts, refuses, assigns and activates."""

from __future__ import annotations

from typing import Any

from .schema import CARRIERS, complaints, creation_table, update_table
from .store import Org, Record, Refusal, Store
from .switches import Switches

READ_ONLY_AT_BIRTH = {"status": "active"}
REFERENCES = (("assistantId", "assistant"), ("squadId", "squad"), ("credentialId", "credential"))
NEARBY = "562, 662, 716"


class Numbers:
    """The rules of /phone-number."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches

    def create(self, org: Org, body: Record) -> Record:
        """POST /phone-number."""
        provider = body.get("provider")
        if provider not in CARRIERS:
            raise Refusal(400, [f"provider must be one of the following values: {', '.join(CARRIERS)}"])
        _refuse(list(complaints(creation_table(provider), body)))
        self._check_references(org, body)
        if provider == "vapi":
            body = {**body, **self._bought(org, body)}
        else:
            self._check_holder(org, body)
        return self._store.make(org, "phone-number", {**_kept(body, self._switches), "status": self._status(body)})

    def update(self, org: Org, number_id: str, body: Record) -> Record:
        """PATCH /phone-number/{id}: partial at the top, whole below."""
        record = org.get("phone-number", number_id)
        with_provider = self._switches.provider_in_patch == "accept"
        body = self._emptied(body)
        _refuse(list(complaints(update_table(record["provider"], with_provider), body)))
        self._check_references(org, body)
        self._check_change_of_number(record, body)
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

    def _status(self, body: Record) -> str:
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
        self._check_stock(org, area)
        bought: Record = {"number": self._free_number(area)}
        if self._switches.activation_seconds:
            bought["_activeAt"] = self._store.now() + self._switches.activation_seconds
        return bought

    def _check_stock(self, org: Org, area: str) -> None:
        stock = self._switches.area_codes
        if stock and area not in stock:
            hint = ", ".join(stock[:3])
            raise Refusal(400, f"This area code is currently not available. Hint: Try one of {hint}.")
        if area == "000":
            raise Refusal(400, f"This area code is currently not available. Hint: Try one of {NEARBY}.")
        owned = sum(1 for one in org.things["phone-number"].values() if one["provider"] == "vapi" and one.get("number"))
        if owned >= self._switches.free_number_limit:
            # The real wording is not known; this one names the documented limit.
            limit = self._switches.free_number_limit
            raise Refusal(400, f"You can have up to {limit} free Vapi numbers. Import your own to add more.")

    def _free_number(self, area: str) -> str:
        serial = 0
        while self._store.holder(f"+1{area}555{serial:04d}"):
            serial += 1
        return f"+1{area}555{serial:04d}"

    def _check_holder(self, org: Org, body: Record) -> None:
        held = self._store.holder(body.get("number"))
        if held is None:
            return
        holder, number_id = held
        if holder is not org or self._switches.identical_wording == "other_org":
            raise Refusal(400, f"Phone number {body['number']} already in use by another org.")
        if body["provider"] == "twilio":
            raise Refusal(
                400,
                f"Existing Phone Number {number_id} Has Identical `twilioAccountSid` "
                f"{body['twilioAccountSid']} and `number` {body['number']}",
            )
        raise Refusal(400, f"Existing Phone Number {number_id} Has Identical `number` {body['number']}")

    def _check_change_of_number(self, record: Record, body: Record) -> None:
        for name in ("number", "sipUri"):
            held = self._store.holder(body.get(name))
            if held and held[1] != record["id"]:
                raise Refusal(400, f"Existing Phone Number {held[1]} Has Identical `{name}` {body[name]}")

    def _check_references(self, org: Org, body: Record) -> None:
        for field, kind in REFERENCES:
            wanted = body.get(field)
            if wanted and wanted not in org.things[kind]:
                raise Refusal(400, f"Couldn't Get {kind.capitalize()}. `{field}` {wanted} Does Not Exist.")


def _kept(body: Record, switches: Switches) -> Record:
    return {name: value for name, value in body.items() if name not in switches.dropped_fields}


def _refuse(sentences: list[Any]) -> None:
    if sentences:
        raise Refusal(400, sentences)
