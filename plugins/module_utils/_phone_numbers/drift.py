# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an org has and what its inventory declares: compared line by line, and never written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from .._engine.bulk import plan_all
from .._engine.drift import ERROR, Entry, Finding, as_sentence, compare, without_secrets_sent
from .._http.client import Client
from .._resources.answering import (
    is_route_gone,
    is_route_unreachable,
    retirement_warnings,
    route_of,
    who_answers,
    why_not_answering,
)
from .._resources.phone_number import SPEAKERS
from .._resources.references import References
from .._resources.retirement import RETIRED, RETIRING
from .fleet import declared_lines
from .lines import LINES
from .lint import lacks_net, no_net, unreachable_route

GIVE_A_ROUTE = "Give the lines whose route is gone an assistant or squad that exists."


def line_entries(options: Mapping[str, Any], client: Client, references: References) -> list[Entry]:
    """An entry for each line: declared ones first, in their order; names are looked up in ``references``."""
    declared = [without_secrets_sent(line) for line in declared_lines(options)]
    with references.prefetch(name for line in declared for name in LINES.references(line)):
        records = list(LINES.all(client))
    jobs = plan_all(LINES, declared, records, references)
    return compare(LINES, jobs, records, options, partial(_described, references), references)


def _described(references: References, line: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """A line as a report shows it: as it is, or as it is declared where it is not there."""
    shown = record or line
    return {
        "name": shown.get("name"),
        "id": record.get("id"),
        "number": record.get("number") or record.get("sipUri") or line.get("number") or line.get("sip_uri"),
        "provider": shown.get("provider"),
        "status": record.get("status"),
        "route": _route(record, references) if record else None,
        "hooks": len(record.get("hooks") or []),
        "findings": list(_findings(record, line, references)) if record else [],
    }


def _route(record: Mapping[str, Any], references: References) -> str | None:
    """Who answers, by name where there is one."""
    route = route_of(record)
    if not route.kind:
        return None
    name = references.name_of(route.kind, route.what) if route.kind in SPEAKERS else None
    return f"{route.kind} {name or route.what}"


def _findings(record: Mapping[str, Any], line: Mapping[str, Any], references: References) -> Iterator[Finding]:
    reason = why_not_answering(record, references)
    if reason and not line.get("silent_reason"):
        message = f"It does not answer: {reason}."
        # A route that is gone was not declared so; a line without one may have been.
        if is_route_gone(record, references):
            yield Finding("dangling-route", message, GIVE_A_ROUTE, ERROR)
        elif who_answers(record).kind:
            yield Finding(RETIRED, message, severity=ERROR)
        else:
            yield Finding("silent", message)
    elif is_route_unreachable(record) and not line.get("silent_reason"):
        yield Finding(unreachable_route.code, as_sentence(unreachable_route.message))
    if not reason:
        yield from (Finding(RETIRING, as_sentence(text)) for text in retirement_warnings([record], references))
    if lacks_net(LINES.as_options(record)):
        yield Finding(no_net.code, as_sentence(no_net.message))
