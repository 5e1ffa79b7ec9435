# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a line cannot become as declared, or will not work: sentences, each beginning with an option. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._resources.phone_number import BYO, LINE, TELNYX, TWILIO, VAPI, VONAGE
from .._schema.validate import misplaced, missing

CARRIER_OF = {VONAGE: "vonage", TELNYX: "telnyx", BYO: "byo-sip-trunk"}
"""The provider of the credential that a line needs."""

FREE_NUMBERS = 5
"""Numbers an account gets from Vapi itself (documented)."""


def foreign_credential(line: Mapping[str, Any], credential: Mapping[str, Any]) -> Iterator[str]:
    """A credential of another carrier is accepted by the service, and the line never rings.

    ``credential`` is what is known of the one that the line gives: as the service has it, or as it is declared.
    """
    wanted, actual = CARRIER_OF.get(str(line.get("provider"))), credential.get("provider")
    option = "credential" if line.get("credential") else "credential_id"
    if wanted and actual not in (None, wanted):
        given = line.get(option)
        yield f"{option}: {given!r} belongs to {actual}, but this line needs a credential of {wanted}; use another one."


def without_password(payload: Mapping[str, Any]) -> Iterator[str]:
    """The service replaces authentication whole: without its password a change would take it away."""
    if payload.get("authentication") and not payload["authentication"].get("password"):
        yield "authentication.password: is required to write authentication; add it."


def problems_to_create(line: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """What keeps a line that is not there from being bought or imported."""
    provider = line.get("provider")
    if provider is None:
        yield "provider: is missing, and this line does not exist yet; add one to create it."
        return
    yield from missing(LINE, {**line, **({"credential_id": "given"} if wanted.get("credentialId") else {})}, provider)
    if provider == TWILIO and not (line.get("twilio_auth_token") or line.get("twilio_api_key")):
        yield "twilio_auth_token: is required for a line with provider twilio; add it (or an API key and its secret)."
    if provider == VAPI:
        yield from _problems_to_buy(line)
    if line.get("route") == "server" and not line.get("server"):
        yield "server: is required for route: server; add its url."


def _problems_to_buy(line: Mapping[str, Any]) -> Iterator[str]:
    if line.get("number"):
        yield f"number: Vapi assigns it, and this org has no {line['number']}; remove it to buy another."
    elif not (line.get("number_desired_area_code") or line.get("sip_uri")):
        yield "number_desired_area_code: is required to buy a Vapi number (or sip_uri for a SIP line); add it."
    elif not line.get("name"):
        yield "name: is required for a Vapi line, which cannot be found again without it; add it."


def problems_to_update(line: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    """What keeps a line that is there from becoming as declared."""
    provider = record.get("provider")
    if line.get("provider") not in (None, provider):
        yield (
            f"provider: cannot change from {provider} to {line['provider']}; "
            "delete the line first (state: absent), or declare it as it is."
        )
        return
    yield from misplaced(LINE, line, provider)
    if provider == VAPI and line.get("number") not in (None, record.get("number")):
        yield f"number: the service assigned {record.get('number')} and it cannot change; remove number."


def free_limit_warning(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A warning when the org has used up the numbers it gets from Vapi itself."""
    bought = sum(1 for record in records if record.get("provider") == VAPI and record.get("number"))
    if bought >= FREE_NUMBERS:
        yield (
            f"this org has {bought} free Vapi numbers and an account may have {FREE_NUMBERS}: "
            "the service may refuse another; import your own instead."
        )
