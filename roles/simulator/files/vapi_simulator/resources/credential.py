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
from ..tables import NAME, TEXT, Rule, constant
from .defined import Defined

ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
TELNYX = {"provider": constant("telnyx"), "apiKey": Rule("string", True), "publicKey": TEXT, "name": NAME}
"""The dashboard and the guides make such credentials; no document has their table."""
NO_GATEWAY = "Couldn't validate SIP trunk credential. SIP gateway creation failed."


class Credentials(Defined):
    """/credential, which the public document does not name."""

    kind = "credential"

    def checked(self, body: Record, record: Record | None) -> Record:
        """A PATCH may name the provider, but not change it."""
        own = dict(body)
        if record is not None and "provider" in own:
            provider = own.pop("provider")
            same = provider == record.get("provider")
            refuse([] if same else [f"provider must be one of the following values: {record.get('provider')}"])
        chosen = str(body.get("provider") if record is None else record.get("provider"))
        if chosen not in providers():
            raise Refusal(400, [f"provider must be one of the following values: {', '.join(providers())}"])
        table = providers()[chosen]
        if record is not None:
            table = {name: rule._replace(required=False) for name, rule in table.items()}
        refuse(list(self.world.validator().complaints(table, own)))
        if any(map(_is_bad_gateway, own.get("gateways") or [])):
            raise Refusal(400, NO_GATEWAY)
        return own

    def serialize(self, record: Record) -> Record:
        """A credential without its secrets."""
        return without_secrets(super().serialize(record))


def _is_bad_gateway(gateway: dict[str, Any]) -> bool:
    """A gateway that takes calls, as it does by default, has to be an IPv4 address."""
    return gateway.get("inboundEnabled") is not False and not ADDRESS.fullmatch(str(gateway.get("ip")))


@lru_cache(maxsize=1)
def providers() -> dict[str, dict[str, Rule]]:
    """The table of each provider."""
    tables = [definition(name) for name in names() if name.startswith("Create") and name.endswith("CredentialDTO")]
    return {**{str(table["provider"].enum[0]): table for table in tables}, "telnyx": TELNYX}
