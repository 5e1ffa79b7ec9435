# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One line on its way from declaration to a number that answers: find, plan, apply."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from .._engine.identity import find, refuse_unknown_id
from .._errors import InvalidOptions, NotFound, Refused, Uncertain, VapiError
from .._http.client import Client, segment
from .._resources.hook import idle_actions
from .._resources.phone_number import LINE, REFERENCES, ROUTE_IDS, TWILIO, VAPI
from .._resources.references import References
from .._schema.convert import to_api, to_options
from .._schema.diff import Plan, not_kept, plan_create, plan_delete, plan_update, secrets_lost
from .._schema.validate import misplaced, missing
from .modes import in_mode, mode_of, problems

PATH = "/phone-number"
LIST = "/v2/phone-number"
FREE_NUMBERS = 5
"""Numbers an account gets from Vapi itself (documented)."""

LOOKS = (0.0, 1.0, 3.0)
"""Seconds before each look for what a POST without an answer may have created."""

ALREADY_THERE = re.compile(r"Existing Phone Number (?P<id>[0-9a-f-]{36})?|already in use", re.IGNORECASE)


@dataclass
class Outcome:
    """What became of a line: the plan that was carried out, the record afterwards, and what people should know."""

    plan: Plan
    record: dict[str, Any]
    warnings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether something was (in check mode: would be) written."""
        return self.plan.changed


# --- find -----------------------------------------------------------------------------------------------------------


def locate(line: Mapping[str, Any], client: Client) -> dict[str, Any] | None:
    """The record behind a line, asked of the service; ``None`` when there is none.

    Raises VapiError when several match, or when a line that shall be there is given by an id that is not.
    """
    if line.get("id"):
        try:
            return dict(client.get(f"{PATH}/{segment(line['id'])}"))
        except NotFound:
            refuse_unknown_id(line)
            return None
    wanted = str(line.get("number") or line.get("sip_uri") or line.get("name"))
    # The search is partial and takes 100 characters at most; find() is exact.
    return find(line, client.numbered_pages(LIST, search=wanted[:100]))


def _recall(line: Mapping[str, Any], client: Client) -> dict[str, Any] | None:
    """The record behind an item of a loop: the numbers are listed once for all items."""
    known = client.cached(LIST, client.numbered_pages)
    return locate(line, client) if line.get("id") and line["id"] not in known else find(line, known.values())


# --- plan -----------------------------------------------------------------------------------------------------------


def wanted_of(line: Mapping[str, Any], references: References) -> dict[str, Any]:
    """The payload a line asks for in its mode, with names resolved to ids and ``route`` spelled out."""
    values = in_mode(line)
    for kind, name in references_in(values):
        values[REFERENCES[kind]] = references.id_of(kind, name)
    if values.get("route"):
        values.update(dict.fromkeys(ROUTE_IDS))
    return to_api(LINE, values)


def references_in(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a line says by name: kind and name."""
    return ((kind, values[kind]) for kind in REFERENCES if values.get(kind))


def plan(line: Mapping[str, Any], wanted: Mapping[str, Any], record: Mapping[str, Any] | None) -> Plan:
    """What has to happen to a line. Raises InvalidOptions for what the service could never do."""
    if line["state"] == "absent":
        return plan_delete(LINE, record) if record else Plan("unchanged")
    _refuse(problems(line, record or {}))
    if record is None:
        _refuse(_problems_to_create(line, wanted))
        _refuse(_without_password(wanted))
        return _with_mode_change(line, plan_create(LINE, wanted, {"status": _first_status(line)}), {})
    _refuse(_problems_to_update(line, record))
    if is_incomplete(record):
        raise incomplete(record)
    planned = plan_update(LINE, wanted, record, secrets=line["update_secrets"] == "always")
    _refuse(_without_password(planned.payload))
    return _with_mode_change(line, planned, record)


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


def _without_password(payload: Mapping[str, Any]) -> Iterator[str]:
    """The service replaces authentication whole: without its password a change would take it away."""
    if payload.get("authentication") and not payload["authentication"].get("password"):
        yield "authentication.password: is required to write authentication; add it."


def _refuse(sentences: Iterator[str]) -> None:
    found = list(sentences)
    if found:
        raise InvalidOptions(" ".join(found))


def _problems_to_create(line: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
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
        yield f"number: Vapi assigns it, and this org has no {line['number']}; leave it out to buy another."
    elif not (line.get("number_desired_area_code") or line.get("sip_uri")):
        yield "number_desired_area_code: is required to buy a Vapi number (or sip_uri for a SIP line); add it."
    elif not line.get("name"):
        yield "name: is required for a Vapi line, as nothing else finds it again; add it."


def _problems_to_update(line: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    provider = record.get("provider")
    if line.get("provider") not in (None, provider):
        yield (
            f"provider: cannot change from {provider} to {line['provider']}; "
            "delete the line first (state: absent), or declare it as it is."
        )
        return
    yield from misplaced(LINE, line, provider)
    if provider == VAPI and line.get("number") not in (None, record.get("number")):
        yield f"number: the service assigned {record.get('number')} and it cannot change; leave number out."


def is_incomplete(record: Mapping[str, Any]) -> bool:
    """Whether this is one of the records the service now and then leaves without number and SIP URI."""
    return (
        record.get("provider") == VAPI and bool(record.get("id")) and not (record.get("number") or record.get("sipUri"))
    )


def incomplete(record: Mapping[str, Any]) -> VapiError:
    """The error about such a record: it counts as no line, and is never bought again beside itself."""
    return VapiError(
        f"the service made the record {record['id']} without number and SIP URI",
        hint=f"It can never answer: delete it (state: absent, id: {record['id']}) and run again.",
    )


# --- apply ----------------------------------------------------------------------------------------------------------


def ensure(line: Mapping[str, Any], client: Client, references: References) -> Outcome:
    """One line from its declaration (read options with defaults) to the service."""
    record = _recall(line, client) if client.remembers else locate(line, client)
    wanted = wanted_of(line, references) if line["state"] == "present" else {}
    intended = references.with_names(plan(line, wanted, record))
    if not is_purchase(intended):
        return _apply_and_cache(line, intended, record, client)
    warnings = list(free_limit_warning(client.cached(LIST, client.numbered_pages).values()))
    outcome = _apply_and_cache(line, intended, record, client)
    outcome.warnings[:0] = warnings
    refuse_second_purchase(line, client.numbered_pages(LIST, search=line["name"]))
    return outcome


def is_purchase(intended: Plan) -> bool:
    """Whether a number is bought: nothing at the service keeps two controllers from buying the same line."""
    return intended.action == "create" and "numberDesiredAreaCode" in intended.payload


def refuse_second_purchase(line: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> None:
    """Raise VapiError, naming the ids, when somebody else has bought this line in the same moment."""
    try:
        find(line, records)
    except InvalidOptions as error:
        raise VapiError(
            f"somebody else bought this line at the same time: {error.message}",
            hint="Delete the one you do not need (state: absent with its id); until then this line fails.",
        ) from None


def _apply_and_cache(
    line: Mapping[str, Any], intended: Plan, record: Mapping[str, Any] | None, client: Client
) -> Outcome:
    """Carry out a plan, and let the items of a loop that follow know what came of it."""
    try:
        outcome = apply(line, intended, record, client)
    except VapiError:
        client.forget(LIST)
        raise
    if intended.action == "delete":
        client.forget(LIST, intended.predicted["id"])
    elif outcome.record:
        client.remember(LIST, outcome.record)
    return outcome


def apply(line: Mapping[str, Any], intended: Plan, record: Mapping[str, Any] | None, client: Client) -> Outcome:
    """Carry out a plan: at most one write, then read-back and waiting as the line asks."""
    warnings = list(idle_actions(line.get("hooks") or []))
    if intended.action == "delete":
        return Outcome(intended, client.delete(_path(intended.predicted), intended.predicted), warnings)
    if intended.action == "create":
        written, intended = _create(line, intended, client)
    elif intended.action == "update":
        warnings.extend(_losses(intended, record or {}))
        written = _update(intended, client)
    else:
        return Outcome(intended, _awaited(line, dict(record or {}), client), warnings)
    warnings.extend(_read_back(line, intended, written))
    return Outcome(intended, _awaited(line, written, client), warnings)


def _losses(intended: Plan, record: Mapping[str, Any]) -> Iterator[str]:
    for path in secrets_lost(LINE, intended.payload, record):
        owner = path.partition(".")[0]
        yield f"{path}: is not declared and goes with this change, as {owner} is replaced whole; declare it too."


def _path(record: Mapping[str, Any]) -> str:
    return f"{PATH}/{segment(record['id'])}"


def _update(intended: Plan, client: Client) -> dict[str, Any]:
    return client.update(_path(intended.predicted), intended.payload, intended.predicted)


def _create(line: Mapping[str, Any], intended: Plan, client: Client) -> tuple[dict[str, Any], Plan]:
    """POST once. When it is in doubt, or refused because the number is there already, look before anything else."""
    try:
        written = client.create(PATH, intended.payload, intended.predicted)
    except Uncertain as doubt:
        return _settle(line, intended, client, doubt)
    except Refused as refusal:
        there = ALREADY_THERE.search(refusal.message)
        found = _look(line, client, there["id"]) if there else None
        if found is None:
            raise
        return _adopt(line, intended, found, client)
    if is_incomplete(written):
        raise incomplete(written)
    return written, intended


def _settle(line: Mapping[str, Any], intended: Plan, client: Client, doubt: Uncertain) -> tuple[dict[str, Any], Plan]:
    for seconds in LOOKS:
        time.sleep(seconds)
        found = _look(line, client)
        if found is not None:
            return _adopt(line, intended, found, client)
    if line.get("provider") == TWILIO:
        # The service itself refuses a second import of a Twilio number, so a second POST cannot double it.
        return client.create(PATH, intended.payload, intended.predicted), intended
    raise Uncertain(
        f"{doubt.message}; the line is not to be seen yet, and it was not tried again so that it is never made twice",
        doubt.status,
        "Run again: it is found then, or made.",
    )


def _look(line: Mapping[str, Any], client: Client, number_id: str | None = None) -> dict[str, Any] | None:
    """The line if it is there: by the id the service names, as its lists may not show it yet, else in the list."""
    if number_id:
        with suppress(NotFound):
            return find({**line, "id": None}, [client.get(f"{PATH}/{segment(number_id)}")])
    return find({**line, "id": None}, client.numbered_pages(LIST))


def _adopt(
    line: Mapping[str, Any], intended: Plan, found: Mapping[str, Any], client: Client
) -> tuple[dict[str, Any], Plan]:
    """Take over what is there, and bring it to the declaration if it differs."""
    rest = plan(line, intended.payload, found)
    if not rest.changed:
        return dict(found), intended
    return _update(rest, client), intended


def _read_back(line: Mapping[str, Any], intended: Plan, written: Mapping[str, Any]) -> Iterator[str]:
    if line["verify"] == "off":
        return
    lost = list(not_kept(LINE, intended.payload, written))
    if not lost:
        return
    sentence = f"the service did not keep {', '.join(lost)} as declared"
    if line["verify"] == "fail":
        raise VapiError(sentence, hint="Compare the declaration with what the service shows, or set verify: warn.")
    yield f"{sentence}."


def _awaited(line: Mapping[str, Any], record: dict[str, Any], client: Client) -> dict[str, Any]:
    """The record once it is active, when the line asks to wait."""
    if not line["wait"] or line["state"] == "absent":
        return record
    last = client.poll(
        record,
        read=lambda: client.get(_path(record)),
        done=lambda current: current.get("status") != "activating",
        timeout=line["wait_timeout"],
        interval=line["wait_interval"],
    )
    if last.get("status") == "blocked":
        raise VapiError("the number is blocked by the service", hint="Ask Vapi's support why; its id is " + last["id"])
    if last.get("status") == "activating":
        raise VapiError(
            f"the number is still activating after {line['wait_timeout']:g} seconds",
            hint="Run again, it is not bought twice; or raise wait_timeout.",
        )
    return last


def free_limit_warning(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A warning when the org has used up the numbers it gets from Vapi itself."""
    bought = sum(1 for record in records if record.get("provider") == VAPI and record.get("number"))
    if bought >= FREE_NUMBERS:
        yield (
            f"this org has {bought} free Vapi numbers and an account gets {FREE_NUMBERS}: "
            "the service may refuse another; import your own instead."
        )


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_phone_number: one line, and what became of it."""
    outcome = ensure(options, client, References(client))
    return {
        "changed": outcome.changed,
        "phone_number": as_options(outcome.record),
        "diff": {"before": outcome.plan.before, "after": outcome.plan.after},
        "warnings": outcome.warnings,
    }


# --- report ---------------------------------------------------------------------------------------------------------


def as_options(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as an info module returns it, fit to be handed in again as options."""
    return to_options(LINE, record)
