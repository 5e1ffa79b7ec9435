# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets a call of a line: the one place that decides it, over records of the service.

The order: ringing hooks by their filters, the route (assistant or squad), the server, the ending hooks when the server
fails. A ``say`` of a ringing hook ends the call (documented: ended reason ``call.ringing.hook-executed-say``), so that
without filters nothing after it is reached; a ``transfer`` answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any, NamedTuple

from .._schema.values import mappings
from .hook import RINGING
from .phone_number import SPEAKERS, VAPI, speaker_of
from .references import References, name_in
from .retirement import Retirement, day_of, retirements, warnings

Record = Mapping[str, Any]


class Answer(NamedTuple):
    """Who answers: ``hook``, ``assistant``, ``squad`` or ``server``, and which; or none (both empty), and why."""

    kind: str
    what: str
    reason: str = ""


def is_incomplete(record: Record) -> bool:
    """Whether this is one of the records the service now and then leaves without number and SIP URI."""
    # While it is activating, a bought number may not be known yet (number is optional in the document).
    is_done = bool(record.get("id")) and record.get("status") != "activating"
    return record.get("provider") == VAPI and is_done and not (record.get("number") or record.get("sipUri"))


def who_answers(record: Record) -> Answer:
    """Who gets a call of this line from anybody, as far as the record alone tells; else the reason why none does."""
    if is_incomplete(record):
        return Answer("", "", "it has neither number nor SIP URI")
    if record.get("status", "active") != "active":
        return Answer("", "", f"it is {record['status']}")
    action = unfiltered_action(record)
    if action.get("type") == "say":
        behind = route_of(record).kind
        end = f" and the call ends before it reaches the {behind}" if behind else ""
        return Answer("", "", f"it is closed, callers hear a sentence{end}")
    if action.get("type") == "transfer":
        return Answer("hook", "transfer")
    return route_of(record)


def unfiltered_action(record: Record) -> Record:
    """The action that every call meets while it rings; empty where each hook has filters or there is none.

    Of the actions of a ringing hook the first runs (documented); of several hooks the first that fits.
    """
    for hook in record.get("hooks") or []:
        if hook.get("on") == RINGING and not hook.get("filters"):
            actions = hook.get("do") or []
            first = actions[0] if isinstance(actions, list) and actions else actions
            if isinstance(first, Mapping):
                return first
    return {}


def route_of(record: Record) -> Answer:
    """What a call is routed to once no ringing hook has taken it: assistant or squad, else the server."""
    speaker = speaker_of(record)
    if speaker:
        return Answer(*speaker)
    if record.get("workflowId"):
        return Answer("", "", "it is routed to a workflow, and workflows were retired")
    url = (record.get("server") or {}).get("url") or record.get("serverUrl")
    if url:
        return Answer("server", str(url))
    idle = "; its fallback acts only when a server fails" if record.get("fallbackDestination") else ""
    return Answer("", "", f"it has no assistant, squad or server{idle}")


def why_not_answering(record: Record, references: References) -> str:
    """Why a line answers no call; an empty text when it does answer."""
    answer = who_answers(record)
    if answer.kind not in SPEAKERS:
        return answer.reason
    if is_route_gone(record, references):
        return f"its {answer.kind} {answer.what} does not exist"
    today = day_of(references.client.now())
    for describe, retired in _needed_models(answer, references):
        if retired.is_over(today):
            instead = f"; use {retired.replacement}" if retired.replacement else ""
            return f"its {describe} uses {retired.what}, which {retired.when(today)}{instead}"
    return ""


def is_route_gone(record: Record, references: References) -> bool:
    """Whether a line is routed to an assistant or squad that does not exist."""
    answer = who_answers(record)
    return answer.kind in SPEAKERS and references.by_id(answer.kind, answer.what) is None


def retirement_warnings(
    lines: Iterable[Record], references: References, ignored: Iterable[Collection[str]] = repeat(())
) -> list[str]:
    """A sentence for each model that is or will be retired and that answers these lines; each one once.

    ``ignored`` are the codes that do not count, for each line. A squad answers with all its members, so that lines with
    squads make the assistants be read.
    """
    answers = {(who_answers(line), frozenset(codes)): None for line, codes in zip(lines, ignored)}
    today = day_of(references.client.now())
    told = (
        text
        for answer, codes in answers
        if answer.kind in SPEAKERS
        for kind, one in speakers(answer.kind, references.by_id(answer.kind, answer.what) or {}, references)
        for text in warnings(described(kind, one), one, today, codes)
    )
    return list(dict.fromkeys(told))


def speakers(kind: str, record: Record, references: References) -> Iterator[tuple[str, Record]]:
    """Who may speak for an assistant or a squad, as kind and record: itself, and then a squad's members."""
    yield kind, record
    for member in mappings(record.get("members")):
        assistant = references.by_id("assistant", str(member["assistantId"])) if member.get("assistantId") else None
        if assistant:
            yield "assistant", assistant


def _needed_models(answer: Answer, references: References) -> Iterator[tuple[str, Retirement]]:
    """Retired and retiring models without which a call is not answered: the assistant's, or the first member's.

    What a squad overrides of its member counts instead of what the member has.
    """
    record = references.by_id(answer.kind, answer.what) or {}
    yield from ((described(answer.kind, record), one) for one in retirements(record) if one.first_slot)
    first = next(iter(mappings(record.get("members"))), {})
    assistant = references.by_id("assistant", str(first["assistantId"])) if first.get("assistantId") else None
    overridden = {*(first.get("assistantOverrides") or {}), *(record.get("membersOverrides") or {})}
    for one in retirements(assistant or {}):
        if one.first_slot and one.first_slot not in overridden:
            yield described("assistant", assistant or {}), one


def described(kind: str, record: Record) -> str:
    """A record of a kind in a sentence, by its name or else its id."""
    return f"{kind} {(name_in(record) or str(record.get('id')))!r}"


def is_route_unreachable(record: Record) -> bool:
    """Whether a ringing hook without filters takes every call before the route that the line has."""
    return bool(unfiltered_action(record)) and bool(route_of(record).kind)
