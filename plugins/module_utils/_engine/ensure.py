# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared object on its way to the service: find, plan, write, settle a lost answer. For any kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from .._errors import InvalidOptions, NotFound, Refused, Uncertain, VapiError
from .._http.client import Client
from .._resources.kind import Kind
from .._resources.references import References
from .._schema.diff import Plan
from .._schema.validate import blank_ends
from .identity import find, identity, refuse_unknown_id
from .job import Job
from .settle import settle

# --- find -------------------------------------------------------------------------------------------------------------


def read_one(kind: Kind, wanted: str, client: Client) -> dict[str, Any]:
    """The record of an id. Raises NotFound, and Unavailable when the answer is another object's."""
    record: dict[str, Any] = client.get(kind.path_of({"id": wanted}))
    return record


def locate(kind: Kind, declared: Mapping[str, Any], client: Client) -> dict[str, Any] | None:
    """The record behind a declaration, asked of the service; in a loop, of what was read for its first item.

    Raises VapiError when several match, or when one to keep or change is given by an id that is not there.
    """
    known = kind.cached(client) if client.remembers else {}
    if not declared.get("id"):
        return find(kind, declared, known.values() if client.remembers else kind.search(declared, client))
    if declared["id"] in known:
        return dict(known[declared["id"]])
    try:
        return read_one(kind, declared["id"], client)
    except NotFound:
        refuse_unknown_id(kind, declared)
        return None


# --- plan -------------------------------------------------------------------------------------------------------------


def plan(kind: Kind, declared: Mapping[str, Any], wanted: Mapping[str, Any], record: dict[str, Any] | None) -> Plan:
    """What has to happen. Raises VapiError for what the service could never do."""
    if declared["state"] == "absent":
        return kind.to_delete(record) if record else Plan("unchanged")
    if record is None:
        for sentence in blank_ends(declared) if identity(kind, declared)[0] == "name" else ():
            raise InvalidOptions(sentence)
        return kind.to_create(declared, wanted)
    intended = kind.to_update(declared, wanted, record)
    half_made = kind.incomplete(record)
    if half_made:
        raise half_made
    return intended


def plan_job(job: Job, records: Iterable[dict[str, Any]] | None, references: References, create: bool = True) -> None:
    """Find the record among these (or ask for it) and plan what to do. Raises VapiError where that cannot be."""
    client, declared = references.client, job.declared
    job.record = locate(job.kind, declared, client) if records is None else find(job.kind, declared, records)
    job.is_missing = job.record is None and job.is_present and not create
    if job.is_missing:
        return
    if job.record is None and job.kind.may_be_created_before(declared) and client.check_mode:
        job.warnings.append("does not exist yet; if an earlier task creates it, this task may change it.")
        return
    plan_found(job, references)


def plan_found(job: Job, references: References) -> None:
    """Plan what to do with the record that was found, or with none. Raises VapiError where that cannot be."""
    kind = job.kind
    if job.is_present:
        job.wanted = kind.wanted(job.declared, references)
        job.record = job.record and kind.complete(job.declared, job.record, references.client)
    intended = plan(kind, job.declared, job.wanted, job.record)
    kind.refuse_plan(job.declared, job.wanted, intended, references)
    job.plan = kind.with_names(intended, references)


# --- write ------------------------------------------------------------------------------------------------------------


def write(job: Job, client: Client) -> None:
    """Carry out the plan of a job: one write, or none. Raises VapiError; what follows in a loop sees the result.

    A POST is sent once. When its answer is lost, or it is refused because the object exists, the service is read
    before anything else.
    """
    try:
        _write(job, client)
    except VapiError:
        client.forget(job.kind.listed_at)
        raise
    if job.plan.action == "delete":
        client.forget(job.kind.listed_at, job.plan.predicted["id"])
    elif job.record and job.record.get("id"):
        client.remember(job.kind.listed_at, job.record)


def _write(job: Job, client: Client) -> None:
    job.warnings.extend(job.kind.warnings(job.declared, job.plan, job.record or {}))
    if job.plan.action == "delete":
        job.record = client.delete(job.kind.path_of(job.plan.predicted), job.plan.predicted)
    elif job.plan.action == "create":
        job.record = _create(job, client)
    elif job.plan.action == "update":
        job.record = _update_once_more(job, client)
    if job.plan.action in ("create", "update"):
        _verify(job)


def _update_once_more(job: Job, client: Client) -> dict[str, Any]:
    """Update; where another writer came between, on top of what is there now, once."""
    kind = job.kind
    try:
        return kind.patch(client, job.plan)
    except Refused as refusal:
        if not kind.is_write_conflict(refusal):
            raise
    latest = read_one(kind, str(job.plan.predicted["id"]), client)
    again = kind.to_update(job.declared, job.wanted, latest)
    return kind.patch(client, again) if again.changed else latest


def _create(job: Job, client: Client) -> dict[str, Any]:
    kind = job.kind
    try:
        written = kind.post(client, job.plan)
    except Uncertain as doubt:
        found = settle(doubt, lambda: _look(kind, job.declared, client))
        if found is not None:
            return _adopt(job, found, client)
        if kind.may_be_sent_again(job.declared):
            return kind.post(client, job.plan)
        raise Uncertain(
            f"{doubt.message}; no such {kind.noun} is listed yet; the POST was not retried, to avoid a second one",
            doubt.status,
            "Run again to find or create it.",
        ) from None
    except Refused as refusal:
        existing = kind.existing_id(refusal.message)
        found = None if existing is None else _look(kind, job.declared, client, existing)
        if found is None:
            raise
        return _adopt(job, found, client)
    half_made = kind.incomplete(written)
    if half_made:
        raise half_made
    return written


def _look(kind: Kind, declared: Mapping[str, Any], client: Client, wanted: str = "") -> dict[str, Any] | None:
    """The object if it is there: by the id the service names, as its lists may not show it yet, else in the list."""
    unknown = {**declared, "id": None}
    if wanted:
        with suppress(NotFound):
            return find(kind, unknown, [read_one(kind, wanted, client)])
    return find(kind, unknown, kind.all(client))


def _adopt(job: Job, found: dict[str, Any], client: Client) -> dict[str, Any]:
    """Take over what is there, and bring it to the declaration if it differs."""
    rest = plan(job.kind, job.declared, job.plan.payload, found)
    return job.kind.patch(client, rest) if rest.changed else found


def _verify(job: Job) -> None:
    """Compare the answer with what was sent, as the option ``verify`` asks."""
    verify = job.declared.get("verify", "warn")
    lost = list(job.kind.not_kept(job.plan, job.record or {})) if verify != "off" else []
    if not lost:
        return
    sentence = f"the service did not keep {', '.join(lost)} as declared"
    if verify == "fail":
        raise VapiError(sentence, hint="Compare the declaration with what the service shows, or set verify: warn.")
    job.warnings.append(f"{sentence}.")


def refuse_double(kind: Kind, declared: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> None:
    """Raise VapiError, naming the ids, when another controller has created the same in the same moment."""
    try:
        find(kind, {**declared, "id": None}, records)
    except InvalidOptions as error:
        raise VapiError(
            f"it was created a second time by another run: {error.message}",
            hint="Delete the one you do not need (state: absent with its id); until then this one fails.",
        ) from None
