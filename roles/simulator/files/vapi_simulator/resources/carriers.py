# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Twilio, Telnyx and Vonage tell of an account, below /carriers/. No request changes anything here.

What an account holds is a seed's ``carriers`` or a PUT to the control plane; what is left out is healthy.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from ..store import Record
from .base import Answer, Request, Resource, Route

TWILIO_NUMBER: Record = {
    "voice_url": "https://api.vapi.ai/twilio/inbound_call",
    "voice_application_sid": "",
    "trunk_sid": None,
    "sms_url": "https://api.vapi.ai/twilio/sms",
    "sms_application_sid": "",
    "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
    "status": "in-use",
}
TELNYX_NUMBER: Record = {"status": "active", "connection_id": "vapi"}
TELNYX_APPLICATION: Record = {
    "active": True,
    "webhook_event_url": "https://api.vapi.ai/telnyx/inbound_call",
    "outbound": {"outbound_voice_profile_id": "vapi"},
}
TELNYX_PROFILE: Record = {"enabled": True, "whitelisted_destinations": ["US", "CA"]}
VONAGE_NUMBER: Record = {"country": "US", "features": ["VOICE", "SMS"], "app_id": "vapi"}
VONAGE_APPLICATION: Record = {
    "name": "Vapi",
    "capabilities": {"voice": {"webhooks": {"answer_url": {"address": "https://api.vapi.ai/vonage/inbound_call"}}}},
}
HOME = ("US", "CA")
"""Countries that a new Twilio account may dial."""


class Carriers(Resource):
    """The reading side of three carriers."""

    kind = "carriers"

    def routes(self) -> list[Route]:
        """Only GET; each carrier signs in in its own way."""
        twilio, telnyx, vonage = "/carriers/twilio", "/carriers/telnyx", "/carriers/vonage"
        account = f"{twilio}/2010-04-01/Accounts/([^/]+?)"
        found: list[tuple[str, Callable[..., Answer]]] = [
            (rf"{account}\.json", self.twilio_account),
            (rf"{account}/IncomingPhoneNumbers\.json", self.twilio_numbers),
            (f"{twilio}/v1/DialingPermissions/Countries/([^/]+)", self.twilio_country),
            (f"{telnyx}/v2/phone_numbers", self.telnyx_numbers),
            (f"{telnyx}/v2/call_control_applications/([^/]+)", self.telnyx_application),
            (f"{telnyx}/v2/outbound_voice_profiles/([^/]+)", self.telnyx_profile),
            (f"{vonage}/account/numbers", self.vonage_numbers),
            (f"{vonage}/v2/applications/([^/]+)", self.vonage_application),
        ]
        return [Route("GET", pattern, handler, public=True) for pattern, handler in found]

    # --- Twilio ---

    def twilio_account(self, request: Request, sid: str) -> Answer:
        """The account and its status."""
        account = self._twilio(request, sid)
        if account is None:
            return TWILIO_STRANGER
        return Answer(200, {"sid": sid, "friendly_name": "Main", "status": account.get("status", "active")})

    def twilio_numbers(self, request: Request, sid: str) -> Answer:
        """The account's numbers, a page of them."""
        account = self._twilio(request, sid)
        if account is None:
            return TWILIO_STRANGER
        wanted = request.query.get("PhoneNumber", "")
        held = [{**TWILIO_NUMBER, **one} for one in account.get("numbers", ()) if wanted in str(one["phone_number"])]
        page, size = _whole(request, "Page", 0), _whole(request, "PageSize", 50)
        # Twilio takes no page numbers of one's own choice: each page gives the token of the next one.
        if page and request.query.get("PageToken") != f"PA{page}":
            return Answer(400, {"code": 20001, "message": "Page number out of range", "status": 400})
        more = (page + 1) * size < len(held)
        following = f"PageSize={size}&Page={page + 1}&PageToken=PA{page + 1}"
        path = f"/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json?{following}"
        shown = held[page * size : (page + 1) * size]
        body = {"incoming_phone_numbers": shown, "page": page, "page_size": size}
        return Answer(200, {**body, "next_page_uri": path if more else None})

    def twilio_country(self, request: Request, country: str) -> Answer:
        """Whether the account may dial a country."""
        account = self._twilio(request)
        if account is None:
            return TWILIO_STRANGER
        allowed = account.get("countries", {}).get(country, country in HOME)
        return Answer(200, {"iso_code": country, "low_risk_numbers_enabled": allowed})

    def _twilio(self, request: Request, sid: str = "") -> Record | None:
        """The account that signs in, by its token or one of its keys; nothing where the words are wrong."""
        user, secret = _basic(request)
        accounts = self.store.carriers.get("twilio", {})
        for name, account in accounts.items():
            pairs = {**account.get("api_keys", {}), name: account.get("auth_token")}
            if secret and pairs.get(user) == secret and sid in ("", name):
                return dict(account)
        return None

    # --- Telnyx ---

    def telnyx_numbers(self, request: Request) -> Answer:
        """The account's numbers, a page of them."""
        account = self._telnyx(request)
        if account is None:
            return TELNYX_STRANGER
        wanted = request.query.get("filter[phone_number]", "")
        held = [{**TELNYX_NUMBER, **one} for one in account.get("numbers", ()) if wanted in str(one["phone_number"])]
        page, size = _whole(request, "page[number]", 1), min(_whole(request, "page[size]", 20), 250)
        meta = {
            "total_pages": -(-len(held) // size),
            "total_results": len(held),
            "page_number": page,
            "page_size": size,
        }
        return Answer(200, {"data": held[(page - 1) * size : page * size], "meta": meta})

    def telnyx_application(self, request: Request, application_id: str) -> Answer:
        """A call-control application."""
        return self._telnyx_object(request, "applications", application_id, TELNYX_APPLICATION)

    def telnyx_profile(self, request: Request, profile_id: str) -> Answer:
        """An outbound voice profile."""
        return self._telnyx_object(request, "profiles", profile_id, TELNYX_PROFILE)

    def _telnyx_object(self, request: Request, kind: str, object_id: str, healthy: Record) -> Answer:
        account = self._telnyx(request)
        if account is None:
            return TELNYX_STRANGER
        found = {"vapi": {}, **account.get(kind, {})}.get(object_id)
        if found is None:
            return Answer(404, {"errors": [{"code": "10005", "title": "Resource not found"}]})
        return Answer(200, {"data": {**healthy, "id": object_id, **found}})

    def _telnyx(self, request: Request) -> Record | None:
        scheme, _space, key = request.headers.get("authorization", "").partition(" ")
        return self.store.carriers.get("telnyx", {}).get(key) if scheme == "Bearer" else None

    # --- Vonage ---

    def vonage_numbers(self, request: Request) -> Answer:
        """The account's numbers, a page of them; an account without any has no such key."""
        account = self._vonage(request)
        if account is None:
            return VONAGE_STRANGER
        wanted = request.query.get("pattern", "")
        held = [{**VONAGE_NUMBER, **one} for one in account.get("numbers", ()) if wanted in str(one["msisdn"])]
        index, size = _whole(request, "index", 1), min(_whole(request, "size", 10), 100)
        shown = held[(index - 1) * size : index * size]
        return Answer(200, {"count": len(held), "numbers": shown} if held else {})

    def vonage_application(self, request: Request, application_id: str) -> Answer:
        """An application."""
        account = self._vonage(request)
        if account is None:
            return VONAGE_STRANGER
        found = {"vapi": {}, **account.get("applications", {})}.get(application_id)
        if found is None:
            return Answer(404, {"title": "Not Found", "detail": "Application not found"})
        return Answer(200, {**VONAGE_APPLICATION, "id": application_id, **found})

    def _vonage(self, request: Request) -> Record | None:
        user, secret = _basic(request)
        account = self.store.carriers.get("vonage", {}).get(user)
        return account if account and secret and account.get("api_secret") == secret else None


TWILIO_STRANGER = Answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
TELNYX_STRANGER = Answer(401, {"errors": [{"code": "10009", "title": "Authentication failed"}]})
VONAGE_STRANGER = Answer(401, {"title": "Unauthorized", "detail": "You did not provide correct credentials."})


def _basic(request: Request) -> tuple[str, str]:
    scheme, _space, words = request.headers.get("authorization", "").partition(" ")
    try:
        user, _colon, secret = base64.b64decode(words if scheme == "Basic" else "").decode().partition(":")
    except ValueError:
        return "", ""
    return user, secret


def _whole(request: Request, name: str, default: int) -> int:
    text: Any = request.query.get(name, "")
    return max(int(text), default and 1) if text.isdecimal() else default
