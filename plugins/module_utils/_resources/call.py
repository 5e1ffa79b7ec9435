# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declaration of an outbound call (OpenAPI: CreateCallDTO, CreateCustomerDTO, Call)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._schema.fields import UNDOCUMENTED, Field, Schema
from .._schema.hints import mutually_exclusive
from .._schema.patterns import comparable
from .._schema.times import moment_or_none
from .._schema.validate import phone_problem
from .._schema.values import as_mapping
from .destination import DESTINATION
from .ended_reason import WORDS
from .hook import HOOK
from .phone_number import TWILIO_SECRETS
from .server import SERVER

CALLS = "/call"
DAY = 86400

ENDED = "ended"
FINAL = (ENDED, "not-found", "deletion-failed")
"""Statuses after which a call changes no more (OpenAPI: Call.status)."""

WAITING = ("scheduled", "queued")
LIVE = ("ringing", "in-progress", "forwarding")
STATUSES = (*WAITING, *LIVE, *FINAL)

ASSISTANTS = ("assistant", "assistant_id", "assistant_definition")
SQUADS = ("squad", "squad_id", "squad_definition")
WORKFLOWS = ("workflow_id", "workflow")
LINES = ("phone_number", "phone_number_id", "phone_number_definition")
CALLEES = ("customer", "customers", "customer_id")


def _check_customer(customer: dict[str, Any]) -> Iterator[str]:
    if not (customer.get("number") or customer.get("sip_uri")):
        yield "number: is missing; add the number (or the sip_uri) to call."
    yield from phone_problem(customer)


def customer_of(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The customer of a call's record; empty where an answer has none, or no object in its place."""
    return as_mapping(record.get("customer"))


def callee(customer: Mapping[str, Any]) -> str:
    """Whom a customer (record or options) is called at: the number, else the SIP URI; empty where there is neither."""
    return str(customer.get("number") or customer.get("sip_uri") or customer.get("sipUri") or "")


def same_callee(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two customers (records or options) are called at one place; extensions count where both have one."""
    extensions = {str(customer["extension"]) for customer in (one, other) if customer.get("extension")}
    return comparable(callee(one)) == comparable(callee(other)) and len(extensions) < 2


CUSTOMER = Schema(
    "customer",
    (
        Field("number", format="phone", minimum=3, maximum=40),
        Field("number_e164_check_enabled", "bool", service_default=True),
        Field("extension", maximum=10),
        Field("sip_uri", format="sip"),
        Field("name", maximum=40),
        Field("email", maximum=40),
        Field("external_id", maximum=40),
        Field("assistant_overrides", "dict", passthrough=True),
        Field("squad_overrides", "dict", passthrough=True),
        Field("timezone", local=True, guard=True),
    ),
    check=_check_customer,
)


def _check_schedule(plan: dict[str, Any]) -> Iterator[str]:
    earliest, latest = (moment_or_none(plan.get(name)) for name in ("earliest_at", "latest_at"))
    if earliest is not None and latest is not None and latest < earliest:
        yield "latest_at: is before earliest_at; no call could ever be placed. Swap or correct them."


SCHEDULE_PLAN = Schema(
    "schedule plan",
    (
        Field("earliest_at", required=True, format="time"),
        Field("latest_at", format="time", guard=True),
    ),
    check=_check_schedule,
)

TRANSIENT_NUMBER = Schema(
    "transient phone number",
    (
        Field("twilio_phone_number", format="phone", required=True),
        Field("twilio_account_sid", format="account_sid", required=True),
        *(Field(name, format="token", secret=True) for name in TWILIO_SECRETS),
        Field("sms_enabled", "bool"),
        Field("name", maximum=40),
        Field("assistant_id", format="uuid"),
        Field("squad_id", format="uuid"),
        Field("workflow_id", format="uuid"),
        Field("server", "dict", schema=SERVER),
        Field("fallback_destination", "dict", schema=DESTINATION),
        Field("hooks", "list", elements="dict", schema=HOOK),
    ),
)

EXPECTATION = Schema(
    "expectation",
    (
        Field("ended_reason", "list", elements="str", guard=True),
        Field("outcome", "list", elements="str", choices=WORDS, guard=True),
        Field("status", choices=STATUSES, guard=True),
        Field("minimum_duration", "float", minimum=0, guard=True),
        Field("maximum_duration", "float", minimum=0, guard=True),
        Field("maximum_cost", "float", minimum=0, guard=True),
        Field("transcript", format="regex", guard=True),
    ),
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

CUSTOMER_ZONE = "customer"
"""The time zone of calling hours that stands for each customer's own."""

CALLING_HOURS = Schema(
    "calling hours",
    (
        Field("start", required=True, format="time_of_day"),
        Field("end", required=True, format="time_of_day"),
        Field("timezone", required=True),
        Field("days", "list", elements="str", choices=WEEKDAYS, guard=True),
    ),
)


GATES = (
    Field("allowed_numbers", "list", elements="str", format="match", local=True, guard=True),
    Field("do_not_call", "list", elements="str", format="match", local=True, guard=True),
    Field("do_not_call_files", "list", elements="path", local=True, guard=True),
    Field("calling_hours", "dict", local=True, schema=CALLING_HOURS, guard=True),
)
"""What narrows whom may be called and when, for calls and campaigns."""


def _call_problems(call: dict[str, Any]) -> Iterator[str]:
    yield from _check_end(call) if call.get("state") == "absent" else _check_start(call)


def _check_end(call: dict[str, Any]) -> Iterator[str]:
    if not (call.get("id") or call.get("name")):
        yield "name: is missing; add the name or id of the call."
    elif call.get("unique_within") == 0 and not call.get("id"):
        yield "unique_within: 0 matches no call, so none can be ended; raise it, or add the id."


def _check_start(call: dict[str, Any]) -> Iterator[str]:
    for group, noun in ((LINES, "the line to call from"), (CALLEES, "whom to call")):
        yield from one_of(call, group, noun)
    targets = [name for name in (*ASSISTANTS, *SQUADS, *WORKFLOWS) if call.get(name)]
    yield from mutually_exclusive(targets)
    if not targets:
        yield "assistant: is missing; set who speaks (assistant, squad, or their ids or definitions)."
    if call.get("assistant_version") and not (call.get("assistant") or call.get("assistant_id")):
        yield "assistant_version: is only valid with assistant or assistant_id; remove it."
    if call.get("expect") and not call.get("wait"):
        yield "expect: is checked when the call ends; add wait: true."
    yield from _same_callees(call.get("customers") or [])


def _same_callees(customers: list[dict[str, Any]]) -> Iterator[str]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, customer in enumerate(customers):
        for first in places[comparable(callee(customer))]:
            if callee(customer) and same_callee(customers[first], customer):
                yield f"customers: customers[{first}] and customers[{index}] are both {callee(customer)}; keep one."
                break
        places[comparable(callee(customer))].append(index)


def one_of(call: Mapping[str, Any], names: Sequence[str], noun: str) -> Iterator[str]:
    """A sentence unless exactly one of these options is given; ``noun`` says what for."""
    # An empty list of customers is an answer: no call is placed.
    given = [name for name in names if call.get(name) or (name == "customers" and call.get(name) == [])]
    yield from mutually_exclusive(given)
    if not given:
        yield f"{names[0]}: is missing; set {noun}."


ARTIFACTS = ("transcript", "messages", "artifact", "analysis", "cost_breakdown", "costs", "compliance")
"""Parts of a result that hold what was said, or are long: returned on request only."""

_READ_BACK = (
    "type",
    "status",
    "ended_reason",
    "ended_message",
    "phone_call_provider",
    "phone_call_provider_id",
    "phone_call_transport",
    "destination",
    "org_id",
    "created_at",
    "updated_at",
    "started_at",
    "ended_at",
    "cost",
    "cost_breakdown",
    "costs",
    "messages",
    "artifact",
    "artifact_plan",
    "analysis",
    "compliance",
    "campaign_id",
    "subscription_limits",
)

CALL = Schema(
    "call",
    (
        Field("id", format="uuid", local=True, guard=True),
        Field("name", format="handle", maximum=40, guard=True),
        Field("phone_number", format="phone", local=True),
        Field("phone_number_id", format="uuid", by_name="phone_number"),
        Field("phone_number_definition", "dict", api="phoneNumber", schema=TRANSIENT_NUMBER),
        Field("customer", "dict", schema=CUSTOMER),
        Field("customers", "list", elements="dict", schema=CUSTOMER),
        Field("customer_id"),
        Field("assistant", local=True),
        Field("assistant_id", format="uuid", by_name="assistant"),
        Field("assistant_definition", "dict", api="assistant", passthrough=True),
        Field("assistant_overrides", "dict", passthrough=True),
        Field("assistant_version"),
        Field("squad", local=True),
        Field("squad_id", format="uuid", by_name="squad"),
        # Known to the official SDK 3.0.0; the OpenAPI document of August 2026 does not have it yet.
        Field("squad_version"),
        Field("squad_definition", "dict", api="squad", passthrough=True),
        Field("squad_overrides", "dict", passthrough=True),
        Field("workflow_id", format="uuid"),
        Field("workflow", "dict", passthrough=True),
        Field("workflow_overrides", "dict", passthrough=True),
        Field("transport", "dict", passthrough=True),
        Field("schedule_plan", "dict", schema=SCHEDULE_PLAN, guard=True),
        Field("state", local=True, choices=("present", "absent"), default="present"),
        Field("unresolved", local=True, choices=("fail", "warn"), default="fail"),
        Field("unique_within", "float", local=True, minimum=0, default=DAY, guard=True),
        Field("wait", "bool", local=True, default=False),
        Field("wait_for", local=True, choices=(ENDED, "in-progress"), default=ENDED),
        Field("wait_timeout", "float", local=True, minimum=0, default=600),
        Field("wait_interval", "float", local=True, minimum=0.1, default=2),
        Field("expect", "dict", local=True, schema=EXPECTATION, guard=True),
        Field("erase", "bool", local=True, default=False),
        Field("artifacts", "list", elements="str", local=True, choices=ARTIFACTS),
        Field("artifact_timeout", "float", local=True, minimum=0, default=180),
        Field("respect_concurrency", "bool", local=True, default=False, guard=True),
        Field("concurrency_limit", "int", local=True, minimum=1, guard=True),
        *GATES,
        Field("max_calls", "int", local=True, minimum=0, guard=True),
        Field("monitor", "dict", read_only=True, secret=True),
        *(Field(name, "raw", read_only=True) for name in _READ_BACK),
        Field(UNDOCUMENTED, "dict", read_only=True),
    ),
    check=_call_problems,
)


def concurrency_told(answers: Iterable[Mapping[str, Any]]) -> int | None:
    """How many calls the org may have at once, as the newest of these answers tells; none where none does."""
    for answer in sorted(answers, key=lambda one: str(one.get("createdAt")), reverse=True):
        limit = (answer.get("subscriptionLimits") or {}).get("concurrencyLimit")
        if isinstance(limit, (int, float)) and not isinstance(limit, bool) and limit >= 1:
            return int(limit)
    return None
