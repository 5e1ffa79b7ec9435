# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declared object on its way to the service: find, plan, write, settle a lost answer. For any kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .._errors import InvalidOptions, NotFound, Refused, Unavailable, Uncertain, VapiError
from .._http.client import Client, segment
from .._resources.kind import Kind
from .._resources.references import References
from .._schema.diff import Plan
from .identity import find, refuse_unknown_id
from .settle import settle

ACTIONS = {"create": "created", "update": "updated", "delete": "deleted"}


@dataclass
class Job:
    """One declared object: what is there, what has to happen, and what came of it."""

    line: dict[str, Any]
    """What is declared, as read options with defaults."""
    record: dict[str, Any] | None = None
    plan: Plan = field(default_factory=lambda: Plan("unchanged"))
    wanted: dict[str, Any] = field(default_factory=dict)
    """What is declared in the service's names, with ids for names."""
    error: VapiError | None = None
    skipped: bool = False
    is_missing: bool = False
    """It is not there, and is not to be created."""
    warnings: list[str] = field(default_factory=list)

    @property
    def record_id(self) -> str:
        """The id of the record."""
        return str((self.record or {}).get("id", ""))

    @property
    def action(self) -> str:
        """What became of it, in one word."""
        if self.error is not None:
            return "failed"
        if self.skipped or self.is_missing:
            return "skipped"
        return ACTIONS.get(self.plan.action, "unchanged")

    @property
    def is_written(self) -> bool:
        """Whether something was (in check mode: would be) written."""
        return self.plan.changed and self.error is None and not self.skipped


# --- find -------------------------------------------------------------------------------------------------------------


def read_one(kind: Kind, wanted: str, client: Client) -> dict[str, Any]:
    """The record of an id. Raises NotFound, and Unavailable when the answer is another object's."""
    return _same_id(wanted, client.get(f"{kind.path}/{segment(wanted)}"))


def _same_id(wanted: str, answer: dict[str, Any]) -> dict[str, Any]:
    if str(answer.get("id", "")).lower() != wanted.lower():
        raise Unavailable(
            f"the answer about {wanted} is about {answer.get('id')}",
            hint="Nothing is done with another object; check that api_url leads to the Vapi API and to no cache.",
        )
    return answer


def locate(kind: Kind, declared: Mapping[str, Any], client: Client) -> dict[str, Any] | None:
    """The record behind a declaration, asked of the service; in a loop, of what was read for its first item.

    Raises VapiError when several match, or when one to keep or change is given by an id that is not there.
    """
    if not declared.get("id"):
        records = client.cached(kind.listed_at, kind.pages(client)).values() if client.remembers else None
        return find(kind, declared, kind.search(declared, client) if records is None else records)
    if client.remembers and declared["id"] in client.cached(kind.listed_at, kind.pages(client)):
        return dict(client.cached(kind.listed_at, kind.pages(client))[declared["id"]])
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
        return kind.to_create(declared, wanted)
    intended = kind.to_update(declared, wanted, record)
    half_made = kind.incomplete(record)
    if half_made:
        raise half_made
    return intended


def plan_job(
    kind: Kind, job: Job, records: Iterable[dict[str, Any]] | None, references: References, create: bool = True
) -> None:
    """Find the record among these (or ask for it) and plan what to do. Raises VapiError where that cannot be."""
    job.record = find(kind, job.line, records) if records is not None else locate(kind, job.line, references.client)
    job.is_missing = job.record is None and job.line["state"] == "present" and not create
    if job.is_missing:
        return
    if job.record is None and kind.may_be_created_before(job.line) and references.client.check_mode:
        job.warnings.append("does not exist yet; if an earlier task creates it, this task may change it.")
        return
    job.wanted = kind.wanted(job.line, references) if job.line["state"] == "present" else {}
    job.plan = kind.with_names(plan(kind, job.line, job.wanted, job.record), references)


# --- write ------------------------------------------------------------------------------------------------------------


def write(kind: Kind, job: Job, client: Client) -> None:
    """Carry out the plan of a job: one write, or none. Raises VapiError; what follows in a loop sees the result.

    A POST is sent once. When its answer is lost, or it is refused because the object exists, the service is read
    before anything else.
    """
    try:
        _write(kind, job, client)
    except VapiError:
        client.forget(kind.listed_at)
        raise
    if job.plan.action == "delete":
        client.forget(kind.listed_at, job.plan.predicted["id"])
    elif job.record and job.record.get("id"):
        client.remember(kind.listed_at, job.record)


def _write(kind: Kind, job: Job, client: Client) -> None:
    job.warnings.extend(kind.warnings(job.line, job.plan, job.record or {}))
    if job.plan.action == "delete":
        job.record = client.delete(kind.path_of(job.plan.predicted), job.plan.predicted)
    elif job.plan.action == "create":
        job.record = _create(kind, job, client)
    elif job.plan.action == "update":
        job.record = _update_once_more(kind, job, client)
    if job.plan.action in ("create", "update"):
        _verify(kind, job)


def _update_once_more(kind: Kind, job: Job, client: Client) -> dict[str, Any]:
    """Update; where another writer came between, on top of what is there now, once."""
    try:
        return _update(kind, job.plan, client)
    except Refused as refusal:
        if not kind.is_write_conflict(refusal):
            raise
    latest = read_one(kind, str(job.plan.predicted["id"]), client)
    again = kind.to_update(job.line, job.wanted, latest)
    return _update(kind, again, client) if again.changed else latest


def _update(kind: Kind, intended: Plan, client: Client) -> dict[str, Any]:
    written = kind.patch(client, intended)
    return written if kind.replaces(intended) else _same_id(str(intended.predicted["id"]), written)


def _create(kind: Kind, job: Job, client: Client) -> dict[str, Any]:
    try:
        written = kind.post(client, job.plan)
    except Uncertain as doubt:
        found = settle(doubt, lambda: _look(kind, job.line, client))
        if found is not None:
            return _adopt(kind, job, found, client)
        if kind.may_be_sent_again(job.line):
            return kind.post(client, job.plan)
        raise Uncertain(
            f"{doubt.message}; no such {kind.noun} is listed yet; the POST was not retried, to avoid a second one",
            doubt.status,
            "Run again: it is found then, or created.",
        ) from None
    except Refused as refusal:
        existing = kind.existing_id(refusal.message)
        found = None if existing is None else _look(kind, job.line, client, existing)
        if found is None:
            raise
        return _adopt(kind, job, found, client)
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


def _adopt(kind: Kind, job: Job, found: dict[str, Any], client: Client) -> dict[str, Any]:
    """Take over what is there, and bring it to the declaration if it differs."""
    rest = plan(kind, job.line, job.plan.payload, found)
    return _update(kind, rest, client) if rest.changed else found


def _verify(kind: Kind, job: Job) -> None:
    """Compare the answer with what was sent, as the option ``verify`` asks."""
    verify = job.line.get("verify", "warn")
    lost = list(kind.not_kept(job.plan, job.record or {})) if verify != "off" else []
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
