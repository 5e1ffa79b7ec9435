# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at an org: whether it answers, whether its lists can be read to their ends, and what stands in them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from .._engine.identity import org_of
from .._errors import NotFound, Unavailable, VapiError
from .._http.client import Client
from .._http.pagination import page_of
from .._org.org import LISTS
from .._org.undecided import undecided_keys
from .._resources.answering import unfiltered_action, why_not_answering
from .._resources.call import CALL, CALLS, concurrency_told
from .._resources.campaign import CAMPAIGNS
from .._resources.listing import NUMBERS, read_list, read_once
from .._resources.phone_number import LINE
from .._resources.references import References, name_in
from .._resources.retirement import day_of, retirements
from .._schema.convert import unknown_fields
from .._schema.times import stamp
from .checks import OK, PROBLEM, SKIPPED, WARNING, Check, failed_check

KINDS = {
    "phone numbers": NUMBERS,
    **{f"{kind.noun}s": kind.listed_at for kind in LISTS.values()},
    "campaigns": CAMPAIGNS["v1"],
}
"""Every list that the collection reads whole, by what it holds."""

RECENT = 86400
"""Seconds of calls that are looked at: an org may have millions of them."""

RECENT_CALLS = "recent calls"
"""The kind of these calls in counts and findings."""

LARGEST_OFFSET = 30.0
"""Seconds by which this machine's clock may differ: times of calls and of snapshots are compared with the service's."""

SHOWN = 8
"""Findings of one kind that are told one by one."""

Records = list[dict[str, Any]]


def first_answer(client: Client) -> Iterator[Check]:
    """Whether the service answers at all, knows the key and tells the same time; raises VapiError when it does not."""
    began = time.monotonic()
    page_of(client.get(NUMBERS, limit=1, page=1), NUMBERS, 1)
    yield Check("service", OK, f"answered in {1000 * (time.monotonic() - began):.0f} ms")
    yield Check("key accepted", OK, "private key of this region")
    offset = client.exchange.clock_offset
    if abs(offset) > LARGEST_OFFSET:
        fix = "Synchronize this machine's clock (NTP)."
        yield Check("clock", WARNING, f"{abs(offset):.0f} s {'behind' if offset > 0 else 'ahead of'} the service", fix)
    else:
        yield Check("clock", OK, "agrees with the service")


class Survey:
    """Every list of an org, read once, and what is found in them."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.records: dict[str, Records] = {}
        self._is_silent = False

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind that could be read."""
        return {kind: len(records) for kind, records in self.records.items()}

    @property
    def org_id(self) -> str | None:
        """The id of the org; none where no record tells it."""
        return org_of(chain.from_iterable(self.records.values()))

    def read(self) -> Iterator[Check]:
        """Read all lists; a finding for each."""
        for kind, path in KINDS.items():
            yield self._list(kind, path, {})
        yield self._list(RECENT_CALLS, CALLS, {"createdAtGe": stamp(self.client.now() - RECENT)})

    def _list(self, kind: str, path: str, query: Mapping[str, Any]) -> Check:
        if self._is_silent:
            return Check(kind, SKIPPED, "the service has stopped answering")
        try:
            read = read_list(self.client, path, **query) if query else read_once(self.client, path).values()
            self.records[kind] = list(read)
        except NotFound as error:
            return Check(kind, WARNING, f"GET {path} answers 404", error.hint or "Do not use what needs this list.")
        except VapiError as error:
            # Without a status nothing was answered at all, several times over.
            self._is_silent = isinstance(error, Unavailable) and error.status is None and "reached" in error.message
            return failed_check(kind, error)
        return Check(kind, OK, f"{len(self.records[kind])}, read completely")

    # --- what stands in them ---

    def findings(self) -> Iterator[Check]:
        """Everything that the lists tell beside their counts."""
        for name, found in (
            ("duplicate names", list(self._twins())),
            ("answering", [check for check, _line in self.not_answering()]),
            ("retiring models", [check for check, _model in self.retiring()]),
            ("unknown fields", list(self._unknown())),
        ):
            yield from found[:SHOWN]
            if len(found) > SHOWN:
                level = PROBLEM if any(check.level == PROBLEM for check in found[SHOWN:]) else WARNING
                yield Check(
                    name, level, f"and {len(found) - SHOWN} more", "See the result of the task for all of them."
                )
            if not found:
                yield Check(name, OK, "none" if name != "answering" else "all lines answer")
        providers = ", ".join(f"{number} {provider}" for provider, number in self.credentials.items())
        yield Check("carriers", OK, providers or "none")
        yield Check(
            "limits", OK, ", ".join(f"{name} {value}" for name, value in self.limits.items()) or "none reported"
        )

    def _twins(self) -> Iterator[Check]:
        for kind, records in self.records.items():
            if kind == RECENT_CALLS:
                continue
            names = Counter(name_in(record) for record in records if name_in(record))
            for name, number in sorted(names.items()):
                if number > 1:
                    fix = "Rename the others, or refer to them by id."
                    yield Check("duplicate names", WARNING, f"{number} {kind} are named {name!r}", fix)

    def not_answering(self) -> Iterator[tuple[Check, dict[str, Any]]]:
        """Lines that take no call: the finding, and name, number, id, reason, and whether it is closed on purpose."""
        is_known = {"phone numbers", "assistants", "squads"} <= self.records.keys()
        references = References(self.client)
        for record in self.records["phone numbers"] if is_known else ():
            reason = why_not_answering(record, references)
            if not reason:
                continue
            closed = unfiltered_action(record).get("type") == "say" or record.get("status") == "activating"
            line = {"name": record.get("name"), "number": record.get("number") or record.get("sipUri")}
            called = line["name"] or line["number"] or record["id"]
            fix = "" if closed else "Set assistant, squad or server of the line, or delete it."
            detail = f"line {called!r} answers no call: {reason}"
            check = Check("answering", WARNING if closed else PROBLEM, detail, fix)
            yield check, {**line, "id": record["id"], "reason": reason, "on_purpose": closed}

    def retiring(self) -> Iterator[tuple[Check, dict[str, Any]]]:
        """Models that the service retires: the finding, and who uses it, where, until when, and what replaces it."""
        today = day_of(self.client.now())
        for kind, record in self._of("assistants", "squads", "structured outputs", "tools"):
            user = {"kind": kind, "name": name_in(record) or str(record["id"])}
            for one in retirements(record):
                detail = f"{kind}: {user['name']!r} uses {one.what}, which {one.when(today)}"
                check = Check("retiring models", PROBLEM if one.is_over(today) else WARNING, detail, one.fix)
                model = {"model": one.model, "retired_at": one.day, "replacement": one.replacement}
                yield check, {**user, "path": one.slot, **model}

    @property
    def unknown(self) -> list[str]:
        """Paths of fields that the collection does not know."""
        paths: set[str] = set()
        for kind, schema in (("phone numbers", LINE), (RECENT_CALLS, CALL)):
            for _kind, record in self._of(kind):
                paths.update(f"{kind}: {path}" for path in unknown_fields(schema, record))
        for kind, record in self._of("assistants", "squads", "tools", "credentials", "structured outputs"):
            paths.update(f"{kind}: {path}" for path in undecided_keys(record))
        return sorted(paths)

    def _of(self, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The records of these kinds, as far as they could be read, each with its kind."""
        return ((kind, record) for kind in kinds for record in self.records.get(kind, ()))

    def _unknown(self) -> Iterator[Check]:
        if self.unknown:
            fix = "Harmless. Report these paths in an issue of the collection."
            yield Check("unknown fields", WARNING, ", ".join(self.unknown), fix)

    @property
    def credentials(self) -> dict[str, int]:
        """How many credentials there are of each carrier or provider."""
        providers = Counter(str(record.get("provider")) for _kind, record in self._of("credentials"))
        return dict(sorted(providers.items()))

    @property
    def limits(self) -> dict[str, Any]:
        """Limits as far as answers told them: of calls at once, and headers about requests."""
        told = concurrency_told(self.records.get(RECENT_CALLS, []))
        return {
            **({"concurrent calls": told} if told else {}),
            **dict(sorted(self.client.exchange.rate_limits.items())),
        }
