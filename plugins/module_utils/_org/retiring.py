# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models that the service retires and that a declared org will still use: the part of the lint that asks the service.

A finding stands at what is declared: at the object that uses the model or, where that is not declared, at the line or
squad that leads to it. A model that the declaration replaces is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._engine.lint import lint_finding
from .._http.client import Client
from .._resources.answering import described, speakers
from .._resources.phone_number import SPEAKERS
from .._resources.references import References, name_in
from .._resources.retirement import day_of, retirements
from .declared import Object
from .org import plan_objects, read_for

Line = Mapping[str, Any]

Use = tuple[str, str, Mapping[str, Any]]
"""An option, who uses a model there, and the record; both texts are empty for the models of the object itself."""


def findings(
    objects: Sequence[Object], lines: Sequence[tuple[str, Line]], client: Client, ignore: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """``{code, object, option, message, fix, reason}`` of each model; one read a kind that is declared or needed.

    Each line comes with how it is called.
    """
    named = {kind for _where, line in lines for kind in SPEAKERS if _route(line, kind)}
    members = {"assistant"} if "squad" in named or any(one.kind.key == "squad" for one in objects) else set()
    references = read_for(objects, client, named | members)
    plan_objects(objects, references)
    declared = {one.record_id for one in objects if one.record_id}
    today = day_of(client.now())
    for one in objects:
        yield from _told(one.describe, _of_object(one, declared, references), today, ignore)
    for where, line in lines:
        reasons = {**ignore, **(line.get("lint_ignore") or {})}
        yield from _told(where, _of_line(line, declared, references), today, reasons)


def _told(where: str, uses: Iterable[Use], today: str, reasons: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for option, user, record in uses:
        for retired in retirements(record):
            what = f"{user} uses {retired.what}, which" if user else retired.what
            message = f"{what} {retired.when(today)}."
            yield lint_finding(retired.code(today), where, option or retired.slot, message, retired.fix, reasons)


def _of_object(one: Object, declared: set[str], references: References) -> Iterator[Use]:
    """Its own models as they will be, and those of a squad's members that are not declared."""
    record = one.plan.predicted or one.record or {}
    for kind, other in speakers(one.kind.key, record, references) if one.is_present else ():
        if other is record:
            yield "", "", record
        elif other["id"] not in declared:
            yield "members", described(kind, other), other


def _of_line(line: Line, declared: set[str], references: References) -> Iterator[Use]:
    """The models of whoever a line names, in any mode, where that is not declared."""
    for kind in SPEAKERS if line["state"] == "present" else ():
        route = _route(line, kind)
        for record in references.all(kind) if route else ():
            if route in (record["id"], name_in(record)) and record["id"] not in declared:
                for speaker, other in speakers(kind, record, references):
                    if other["id"] not in declared:
                        yield kind, described(speaker, other), other


def _route(line: Line, kind: str) -> str:
    """The name or id of the assistant or squad that a line names; empty where it names none."""
    return str(line.get(kind) or line.get(f"{kind}_id") or "")
