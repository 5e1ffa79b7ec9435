# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials, whose secrets are never read back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..definitions import definition, names
from ..refusals import Refusal, refuse
from ..serialize import without_secrets
from ..store import Record
from .defined import Defined

ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
NO_GATEWAY = "Couldn't validate SIP trunk credential. SIP gateway creation failed."


class Credentials(Defined):
    """/credential, which the public document does not name."""

    kind = "credential"

    def tables(self, body: Record, record: Record | None) -> str:
        """A table for each provider."""
        chosen = body.get("provider") if record is None else record.get("provider")
        if not isinstance(chosen, str) or chosen not in providers():
            raise Refusal(400, [f"provider must be one of the following values: {', '.join(providers())}"])
        return ("Create" if record is None else "Update") + providers()[chosen]

    def checked(self, body: Record, record: Record | None) -> Record:
        """A PATCH may name the provider, but not change it."""
        own = dict(body)
        if record is not None and "provider" in own:
            provider = own.pop("provider")
            same = provider == record.get("provider")
            refuse([] if same else [f"provider must be one of the following values: {record.get('provider')}"])
        if record is None or record.get("provider") in providers():
            super().checked(own, record)
        if any(map(_is_bad_gateway, own.get("gateways") or [])):
            raise Refusal(400, NO_GATEWAY)
        return own

    def serialize(self, record: Record) -> Record:
        """A credential without its secrets."""
        return without_secrets(super().serialize(record))


def _is_bad_gateway(gateway: dict[str, Any]) -> bool:
    """A gateway that takes calls, as it does unless told otherwise, has to be an IPv4 address."""
    return gateway.get("inboundEnabled") is not False and not ADDRESS.fullmatch(str(gateway.get("ip")))


@lru_cache(maxsize=1)
def providers() -> dict[str, str]:
    """The end of the table's name for each provider."""
    tables = [name for name in names() if name.startswith("Create") and name.endswith("CredentialDTO")]
    found = {}
    for name in tables:
        rule = definition(name).get("provider")
        if rule and rule.enum and f"Update{name[len('Create') :]}" in names():
            found[str(rule.enum[0])] = name[len("Create") :]
    return found
