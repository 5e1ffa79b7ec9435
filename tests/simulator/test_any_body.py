# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is sent, the answer is a success or a refusal, as the service gives it, and never a fault of its own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulator.conftest import CARRIERS, NOBODY, SAY, SIP, TRANSFER, TRUNK, Api

FIELDS = [
    *("provider", "number", "name", "assistantId", "squadId", "server", "fallbackDestination", "hooks", "sipUri"),
    *("authentication", "credentialId", "twilioAccountSid", "twilioAuthToken", "numberDesiredAreaCode", "smsEnabled"),
    *("customer", "customers", "phoneNumberId", "phoneNumber", "schedulePlan", "assistant", "type", "on", "do"),
    *("model", "members", "function", "schema", "gateways", "toolIds", "artifactPlan", "voice", "type", "status"),
    *("filters", "startsWith", "oneOf", "destination", "transferPlan", "url", "headers", "backoffPlan", "earliestAt"),
]
WORDS = (*CARRIERS, NOBODY, "", "+14155550100", "call.ringing", "call.ending", "say", "sip")
VALUES = st.sampled_from([*WORDS, TRANSFER, SAY])
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=5) | VALUES
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6)
OTHERS = [{"members": [{}]}, {"type": "function", "function": {"name": "x"}}, {"name": "x", "schema": {}}, TRUNK]
BASES = st.sampled_from([{}, CARRIERS["twilio"], CARRIERS["vapi"], SIP, *OTHERS])


KINDS = [
    *("phone-number", "call", "assistant", "squad", "tool", "structured-output", "credential", "file", "campaign"),
    "eval/simulation",
]


@pytest.mark.parametrize("kind", KINDS)
@given(base=BASES, body=BODIES, patch=ANYTHING)
def test_any_body(api: Api, kind: str, base: dict[str, Any], body: dict[str, Any], patch: Any) -> None:
    made = api.ask("POST", f"/{kind}", {**base, **body})
    assert made.status in (201, 400), made
    if made.status == 201:
        path = f"/{kind}/{made.body['id']}"
        assert api.ask("PATCH", path, patch).status in (200, 400)
        assert api.get(path)["id"] == made.body["id"]
        if "number" in made.body:
            api.raw("POST", "/_simulator/inbound", json={"number": made.body["number"]})
        assert api.ask("GET", "/call").status == 200
        assert api.ask("DELETE", path).status in (200, 400)


@given(
    query=st.dictionaries(
        st.sampled_from(["limit", "page", "sortBy", "sortOrder", "search", "createdAtGt", "updatedAtLe", "id", "x"]),
        st.text(max_size=8) | st.sampled_from(["1", "0", "-1", "9" * 30, "²", "2026-01-01", "2026-99-99T99:99Z"]),
    )
)
def test_any_query(api: Api, query: dict[str, str]) -> None:
    for path in ("/phone-number", "/v2/phone-number", "/call", "/structured-output", "/campaign", "/tool", "/file"):
        assert api.ask("GET", path, params=query).status in (200, 400)
