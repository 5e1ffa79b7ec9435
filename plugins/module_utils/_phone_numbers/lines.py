# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line as a kind: what phone numbers do otherwise than other kinds, from the purchase to the wait for activation."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .._engine.bulk import ensure, report_one
from .._errors import InvalidOptions, Refused, VapiError
from .._http.client import Client
from .._resources.answering import is_incomplete
from .._resources.exported import Exported
from .._resources.hook import idle_actions
from .._resources.kind import Kind
from .._resources.phone_number import AREA_CODE, ASSIGNED, LINE, REFERENCES, ROUTE_IDS, TWILIO, TWILIO_SECRETS, VAPI
from .._resources.references import References
from .._schema.convert import to_api
from .._schema.diff import Plan, plan_create, plan_update, secrets_lost, undocumented_in
from .._schema.fields import camel
from .._schema.patterns import same_text
from .._schema.validate import E164_SWITCH
from .declaration import FILTERS, declare_line
from .modes import in_mode, mode_of, mode_problems
from .problems import foreign_credential, free_limit_warning, problems_to_create, problems_to_update, without_password
from .uses import warnings_of

KEPT_RAW = "has no option; it is sent back as read, because its object is replaced as a whole."

SWITCH = camel(E164_SWITCH)
TWILIO_SID = "twilioAccountSid"

ALREADY_THERE = re.compile(r"Existing Phone Number (?P<id>[0-9a-f-]{36})?|already in use", re.IGNORECASE)

SETTLED = ("active", "blocked")
"""What a number's status can end as; any other one, also one that no document names, means: keep asking."""


class Lines(Kind):
    """Phone numbers, as people declare them."""

    def search(self, declared: Mapping[str, Any], client: Client) -> Iterator[dict[str, Any]]:
        """The service searches name, number and SIP URI for 100 characters at most; the comparison is exact."""
        wanted = str(declared.get("number") or declared.get("sip_uri") or declared.get("name"))
        return self.all(client, search=wanted[:100])

    def is_same(self, declared: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
        """Of one name there may be lines of several carriers, and a SIP line beside a number."""
        if declared.get("provider") not in (None, record.get("provider")):
            return False
        by_sip_only = record.get("sipUri") and not record.get("number")
        return not (declared.get("number_desired_area_code") and by_sip_only)

    def references(self, declared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What a line gives by name in its mode."""
        values = in_mode(declared) if declared["state"] == "present" else {}
        return ((kind, values[kind]) for kind in REFERENCES if values.get(kind))

    def wanted(self, declared: Mapping[str, Any], references: References) -> dict[str, Any]:
        """The payload a line asks for in its mode, with names resolved to ids and ``route`` spelled out."""
        values = in_mode(declared)
        for kind, option in REFERENCES.items():
            if values.get(kind):
                values[option] = references.id_of(kind, values[kind])
        if values.get("route"):
            values.update(dict.fromkeys(ROUTE_IDS))
        return to_api(LINE, values)

    def to_create(self, declared: Mapping[str, Any], wanted: Mapping[str, Any]) -> Plan:
        """A purchase or an import."""
        _refuse(mode_problems(declared, {}))
        _refuse(problems_to_create(declared, wanted))
        _refuse(without_password(wanted))
        return _with_mode_change(declared, plan_create(LINE, wanted, {"status": _first_status(declared)}), {})

    def to_update(self, declared: Mapping[str, Any], wanted: Mapping[str, Any], record: Mapping[str, Any]) -> Plan:
        """The smallest patch."""
        _refuse(mode_problems(declared, record))
        _refuse(problems_to_update(declared, record))
        settled = (camel(AREA_CODE), ASSIGNED.get(record.get("provider", "")))
        wanted = {name: value for name, value in wanted.items() if name not in settled}
        wanted, resend = _with_account(wanted, record, declared["update_secrets"] == "always")
        planned = plan_update(LINE, wanted, record, declared["update_secrets"] == "always", resend)
        planned = _with_switch(planned, {**record, **wanted})
        _refuse(without_password(planned.payload))
        return _with_mode_change(declared, planned, record)

    def refuse_plan(
        self, declared: Mapping[str, Any], wanted: Mapping[str, Any], intended: Plan, references: References
    ) -> None:
        """A credential of another carrier, given by name or by id; read where a write of it is due, or it is known."""
        record_id = str(wanted.get("credentialId") or "")
        if record_id and ("credentialId" in intended.payload or references.has_read("credential")):
            provider = declared.get("provider") or intended.predicted.get("provider")
            _refuse(foreign_credential({**declared, "provider": provider}, _credential_of(record_id, references)))

    def may_be_created_before(self, declared: Mapping[str, Any]) -> bool:
        """Without a provider a line can only be changed."""
        return declared["state"] == "present" and not declared.get("provider")

    def warnings(self, declared: Mapping[str, Any], intended: Plan, record: Mapping[str, Any]) -> Iterator[str]:
        """Actions that never run, and secrets that a patch takes away."""
        yield from idle_actions(declared.get("hooks") or [])
        for path in secrets_lost(LINE, intended.payload, record) if intended.action == "update" else ():
            owner = path.partition(".")[0]
            yield (
                f"{path}: is not declared and is lost with this change, because {owner} is replaced as a whole; "
                "declare it too."
            )
        for path in undocumented_in(LINE, intended.payload) if intended.action == "update" else ():
            yield f"{path}: {KEPT_RAW}"

    def before_create(
        self, plans: Collection[Plan], records: Callable[[], Iterable[Mapping[str, Any]]]
    ) -> Iterator[str]:
        """A warning when the org has used up the numbers it gets from Vapi itself."""
        if any(self.may_double(intended) for intended in plans):
            # Deletions come first.
            gone = {intended.predicted["id"] for intended in plans if intended.action == "delete"}
            yield from free_limit_warning(record for record in records() if record["id"] not in gone)

    def before_delete(self, plans: Collection[Plan], client: Client) -> Mapping[str, str]:
        """Calls and campaigns that use a line which is deleted."""
        return warnings_of([str(intended.predicted["id"]) for intended in plans if intended.action == "delete"], client)

    def incomplete(self, record: Mapping[str, Any]) -> VapiError | None:
        """The service now and then leaves a record without number and SIP URI: it counts as no line."""
        if not is_incomplete(record):
            return None
        return VapiError(
            f"the service created the record {record['id']} without number and SIP URI",
            hint=f"It can never answer: delete it (state: absent, id: {record['id']}) and run again.",
        )

    def may_be_sent_again(self, declared: Mapping[str, Any]) -> bool:
        """The service refuses a second import of a Twilio number."""
        return bool(declared.get("provider") == TWILIO)

    def existing_id(self, refusal: str) -> str | None:
        """The refusal of a number that exists names its id, or says only that it is in use."""
        there = ALREADY_THERE.search(refusal)
        return (there["id"] or "") if there else None

    def may_double(self, intended: Plan) -> bool:
        """Nothing at the service keeps two controllers from buying the same line."""
        return intended.action == "create" and camel(AREA_CODE) in intended.payload

    def not_kept(self, intended: Plan, written: Mapping[str, Any]) -> Iterable[str]:
        """The service need not show the area code that a number was bought by."""
        name = camel(AREA_CODE)
        kept = {**written, name: written.get(name) or intended.payload.get(name)}
        return super().not_kept(intended, kept)

    def is_settled(self, record: Mapping[str, Any]) -> bool:
        """A bought number takes some minutes to become active (documented)."""
        return record.get("status", "active") in SETTLED

    def unsettled(self, record: Mapping[str, Any], seconds: float) -> VapiError | None:
        """A number that is blocked, or still not active."""
        status = record.get("status", "active")
        if status == "active":
            return None
        if status == "blocked":
            return VapiError("the number is blocked by the service", hint=f"Ask Vapi's support why: {record['id']}.")
        return VapiError(
            f"the number is still {status} after {seconds:g} seconds",
            hint="Run again, it is not bought twice; or raise wait_timeout.",
        )

    def refers_to(self, record: Mapping[str, Any]) -> Iterator[str]:
        """The kinds that can be given by name."""
        return (kind for kind, option in REFERENCES.items() if record.get(camel(option)))

    def declare(self, one: Exported, by_id: bool = False) -> None:
        """The options in the order in which people read them, with names for ids."""
        declare_line(one, by_id)

    def summary(self, declared: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
        """How a line is told in the result of a fleet."""
        return {
            **super().summary(declared, record),
            "number": record.get("number") or record.get("sipUri") or declared.get("number"),
            "provider": record.get("provider") or declared.get("provider"),
            "status": record.get("status"),
        }


LINES = Lines(
    noun="phone number",
    title="line",
    schema=LINE,
    path="/phone-number",
    identity={"id": "id", "number": "number", "sip_uri": "sipUri", "name": "name"},
    handles=("name", "number", "sip_uri", "id"),
    filters=FILTERS,
)


def is_called(line: Mapping[str, Any], name: Any) -> bool:
    """Whether a declared line that is to exist has this name, number, SIP URI or id."""
    return line.get("state") != "absent" and any(same_text(one, str(name)) for one in LINES.declared_names(line))


def _with_switch(planned: Plan, known: Mapping[str, Any]) -> Plan:
    """The service checks a number by the switch in the same request: it goes along, changed or not."""
    if "number" not in planned.payload or known.get(SWITCH) is None:
        return planned
    return replace(planned, payload={SWITCH: known[SWITCH], **planned.payload})


def _with_account(
    wanted: Mapping[str, Any], record: Mapping[str, Any], secrets: bool
) -> tuple[dict[str, Any], frozenset[str]]:
    """What is wanted of a Twilio account, and what has to go out together: the account and what opens it.

    The service ignores an API key beside a token (documented): where the line moves to a key, the token is cleared.
    """
    opens = {name: wanted.get(name) for name in map(camel, TWILIO_SECRETS)}
    moves_account = wanted.get(TWILIO_SID) not in (None, record.get(TWILIO_SID))
    by_key = opens["twilioApiKey"] is not None and opens["twilioAuthToken"] is None
    # Only where the service shows one of them can be told that it has the other one not.
    moves_to_key = by_key and bool(record.get("twilioAuthToken"))
    moves_to_token = opens["twilioAuthToken"] is not None and bool(
        record.get("twilioApiKey") and not record.get("twilioAuthToken")
    )
    if not (moves_account or moves_to_key or moves_to_token or (secrets and by_key)):
        return dict(wanted), frozenset()
    cleared = {"twilioAuthToken": None} if by_key else {}
    together = {name for name, value in opens.items() if value is not None}
    return {**wanted, **cleared}, frozenset({*together, *cleared, *({TWILIO_SID} & wanted.keys())})


def _credential_of(record_id: str, references: References) -> Mapping[str, Any]:
    """The credential as it is or will be; empty where nothing is known of it."""
    try:
        return references.by_id("credential", record_id) or {}
    except Refused:
        # Not every key may read credentials; then the service alone knows it.
        return {}


def _first_status(line: Mapping[str, Any]) -> str:
    """What a new line's status is when the task ends: a bought number takes some minutes (documented)."""
    bought = line.get("provider") == VAPI and line.get("number_desired_area_code")
    return "activating" if bought and not line["wait"] else "active"


def _with_mode_change(line: Mapping[str, Any], planned: Plan, record: Mapping[str, Any]) -> Plan:
    """The plan with the mode that the line changes to and, where there is a line, the one it comes from."""
    if not (line.get("mode") and planned.changed):
        return planned
    before = {**planned.before, "mode": mode_of(record)} if record else planned.before
    return replace(planned, before=before, after={**planned.after, "mode": line["mode"]})


def _refuse(sentences: Iterator[str]) -> None:
    found = list(sentences)
    if found:
        raise InvalidOptions(" ".join(found))


def ensure_line(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_phone_number: one line, and what became of it."""
    job = ensure(LINES, options, client, References(client, options["unresolved"]))
    return report_one(job, "phone_number")
