# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation that writes: what is there before, what is asked for, and what must be there afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.contract.harness import BYO, HOOKS, SAY, SIP, TWILIO, VAPI, an_id, record
from tests.faults.org_operations import ORG_OPERATIONS, handles
from tests.faults.world import Numbers, Operation, World

Result = dict[str, Any]


def doubled(world: World) -> list[str]:
    """Numbers, names, calls and objects of the org that are there more than once."""
    numbers = world.numbers()
    rung = [f"{call.get('name')} {(call.get('customer') or {}).get('number')}" for call in world.calls()]
    numbers_there = [str(one.get("number") or one.get("sipUri")).lower() for one in numbers]
    names = [str(one.get("name")) for one in numbers]
    return [
        text
        for texts in (numbers_there, names, rung, handles(world))
        for text, times in Counter(texts).items()
        if times > 1
    ]


# --- lines ------------------------------------------------------------------------------------------------------------


def number(**fields: Any) -> Result:
    """A number that is there already."""
    return record(status="active", **fields)


OLD = {
    "provider": "twilio",
    "name": "Twilio Line",
    "number": TWILIO["number"],
    "twilioAccountSid": TWILIO["twilio_account_sid"],
}
HOOK = {"on": "call.ringing", "do": [{"type": "say", "exact": SAY["do"][0]["exact"]}]}  # type: ignore[index]
ENDING = {
    "on": "call.ending",
    "do": {"type": "transfer", "destination": {"type": "sip", "sipUri": "sip:n@example.com"}},
}


def exactly(*expected: Result) -> Callable[[World], list[str]]:
    """These numbers and no others, compared in the fields given."""

    def wrong(world: World) -> list[str]:
        there = {str(one.get("name")): one for one in world.numbers()}
        found = [f"{name} is there too" for name in there.keys() - {one["name"] for one in expected}]
        for wanted in expected:
            actual = there.get(wanted["name"], {})
            found += [f"{wanted['name']}: {key}" for key, value in wanted.items() if (actual.get(key) or None) != value]
        return found

    return wrong


BOT = an_id("Support Bot")

LINE_OPERATIONS = [
    Operation(
        "create bought",
        "vapi_phone_number",
        {**VAPI, "assistant": "Support Bot"},
        exactly({"name": "Bought Line", "provider": "vapi", "assistantId": BOT}),
        names=("Bought Line",),
    ),
    Operation(
        "create sip",
        "vapi_phone_number",
        {**SIP, "assistant": "Support Bot"},
        exactly({"name": "SIP Line", "sipUri": SIP["sip_uri"], "assistantId": BOT}),
        names=("SIP Line",),
    ),
    Operation(
        "create twilio",
        "vapi_phone_number",
        {**TWILIO, "assistant": "Support Bot"},
        exactly({"name": "Twilio Line", "number": TWILIO["number"], "assistantId": BOT}),
        names=("Twilio Line",),
    ),
    Operation(
        "create byo",
        "vapi_phone_number",
        {**BYO, "assistant": "Support Bot", "hooks": HOOKS},
        exactly({"name": "Own Line", "number": BYO["number"], "assistantId": BOT, "credentialId": an_id("Carrier")}),
        names=("Own Line",),
    ),
    Operation(
        "update",
        "vapi_phone_number",
        {"number": TWILIO["number"], "name": "Renamed", "squad": "Front Desk", "hooks": [SAY]},
        exactly({"name": "Renamed", "assistantId": None, "squadId": an_id("Front Desk"), "hooks": [HOOK]}),
        numbers=lambda: [number(**OLD, assistantId=BOT)],
        names=("Renamed", TWILIO["number"]),
    ),
    Operation(
        "delete",
        "vapi_phone_number",
        {"number": TWILIO["number"], "state": "absent"},
        exactly({"name": "Other", "number": "+14155550177"}),
        numbers=lambda: [number(**OLD), number(**{**OLD, "name": "Other", "number": "+14155550177"})],
        names=(TWILIO["number"],),
    ),
    Operation(
        "add hook",
        "vapi_phone_hook",
        {"phone_number": TWILIO["number"], **SAY},
        exactly({"name": "Twilio Line", "hooks": [ENDING, HOOK]}),
        numbers=lambda: [number(**OLD, hooks=[ENDING])],
        names=(TWILIO["number"],),
    ),
    Operation(
        "remove hook",
        "vapi_phone_hook",
        {"phone_number": TWILIO["number"], "event": "call.ringing", "state": "absent"},
        exactly({"name": "Twilio Line", "hooks": [ENDING]}),
        numbers=lambda: [number(**OLD, hooks=[HOOK, ENDING])],
        names=(TWILIO["number"],),
    ),
]

# --- calls ------------------------------------------------------------------------------------------------------------

CALLER = "6a1f4a9e-1111-4222-8333-444455556666"
CALL = "7b2f4a9e-1111-4222-8333-444455556666"
CALLEES = ["+14155550301", "+14155550302", "+14155550303"]
DIAL = {"name": "Reminder 17", "phone_number": TWILIO["number"], "assistant": "Support Bot"}


def line_to_call_from() -> Numbers:
    """The line of every call."""
    return [number(**OLD, id=CALLER)]


def call(status: str, **fields: Any) -> Result:
    """A call that was placed a moment ago."""
    token = CALL.replace("-", "")[::-1]
    monitor = {"controlUrl": f"{{url}}/control/0/{CALL}/{token}", "listenUrl": "ws://127.0.0.1/listen"}
    made = record(id=CALL, name="Reminder 17", phoneNumberId=CALLER, status=status, monitor=monitor, **fields)
    return {**made, "customer": {"number": CALLEES[0]}, "createdAt": "{now}", "type": "outboundPhoneCall"}


def rung(*callees: str) -> Callable[[World], list[str]]:
    """Exactly these phones rang."""

    def wrong(world: World) -> list[str]:
        dialled = sorted(str(one["customer"]["number"]) for one in world.calls())
        return [] if dialled == sorted(callees) else [f"rang {dialled}, not {sorted(callees)}"]

    return wrong


def ended(reason: str) -> Callable[[World], list[str]]:
    """The one call has ended so."""

    def wrong(world: World) -> list[str]:
        return [f"{one['status']}" for one in world.calls() if one.get("endedReason") != reason]

    return wrong


CALL_OPERATIONS = [
    Operation(
        "place",
        "vapi_call",
        {**DIAL, "customer": {"number": CALLEES[0]}},
        rung(CALLEES[0]),
        line_to_call_from,
        names=("Reminder 17",),
    ),
    Operation(
        "place batch",
        "vapi_call",
        {**DIAL, "customers": [{"number": one} for one in CALLEES]},
        rung(*CALLEES),
        line_to_call_from,
        names=("Reminder 17",),
    ),
    Operation(
        "place list",
        "vapi_outbound_calls",
        {"calls": [{**DIAL, "name": f"Reminder {one}", "customer": {"number": one}} for one in CALLEES]},
        rung(*CALLEES),
        line_to_call_from,
        names=("Reminder ",),
    ),
    Operation(
        "cancel",
        "vapi_call",
        {"name": "Reminder 17", "phone_number": TWILIO["number"], "state": "absent"},
        ended("scheduled-call-deleted"),
        line_to_call_from,
        lambda: [call("scheduled")],
        names=("Reminder 17",),
    ),
    Operation(
        "hang up",
        "vapi_call",
        {"name": "Reminder 17", "phone_number": TWILIO["number"], "state": "absent"},
        ended("manually-canceled"),
        line_to_call_from,
        lambda: [call("in-progress")],
        names=("Reminder 17",),
    ),
]

# --- fleet ------------------------------------------------------------------------------------------------------------

FLEET: list[Result] = [
    *(
        {**TWILIO, "name": f"Twilio {one}", "number": f"+1415555020{one}", "assistant": "Support Bot"}
        for one in range(4)
    ),
    *({**BYO, "name": f"Own {one}", "number": f"+1415555021{one}", "assistant": "Night Bot"} for one in range(4)),
    *({**VAPI, "name": f"Bought {one}", "squad": "Front Desk"} for one in range(3)),
    {**SIP, "name": "SIP 0", "hooks": [SAY]},
]


def fleet_wanted() -> list[Result]:
    """The declared fleet, as the service holds it."""
    return [
        {
            "name": line["name"],
            "provider": line["provider"],
            **({"assistantId": an_id(line["assistant"])} if line.get("assistant") else {}),
            **({"squadId": an_id(line["squad"])} if line.get("squad") else {}),
            **({"number": line["number"]} if line.get("number") else {}),
        }
        for line in FLEET
    ]


def fleet_before() -> Numbers:
    """The same lines with other routes, and three of which nobody knows."""
    there = []
    for index, wanted in enumerate(fleet_wanted()):
        found = number(**{**wanted, "assistantId": None, "squadId": an_id("Back Office")})
        found.update({"sipUri": SIP["sip_uri"]} if wanted["name"] == "SIP 0" else {})
        if wanted["name"].startswith("Bought"):
            found["number"] = f"+1415777{index:04d}"
        there.append(found)
    strangers = [number(**{**OLD, "name": f"Stranger {i}", "number": f"+1415555022{i}"}) for i in range(3)]
    return [*there, *strangers]


FLEET_NAMES = ("Twilio ", "Own ", "Bought ", "SIP 0", "Stranger", "GET /", "cannot be reached")

FLEET_OPERATIONS = [
    Operation(
        "fleet create",
        "vapi_call_lines",
        {"lines": FLEET, "concurrency": 4},
        exactly(*fleet_wanted()),
        names=FLEET_NAMES,
    ),
    Operation(
        "fleet update and prune",
        "vapi_call_lines",
        {"lines": FLEET, "concurrency": 4, "prune": True},
        exactly(*fleet_wanted()),
        numbers=fleet_before,
        names=FLEET_NAMES,
    ),
]

OPERATIONS = {one.name: one for one in (*LINE_OPERATIONS, *CALL_OPERATIONS, *FLEET_OPERATIONS, *ORG_OPERATIONS)}
