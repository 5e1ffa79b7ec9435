# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a declaration says and does not mean: rules over read lines, without a look at the service. Pure functions.

The facts behind them are the service's documentation; where one is not documented, the rule's page says so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from .._engine.lint import lint_finding, reasonless
from .._errors import InvalidOptions
from .._http.connection import SIP_HOSTS
from .._resources.answering import is_route_unreachable
from .._resources.hook import ENDING, FIRST_ONLY, RINGING, idle_paths
from .._resources.phone_number import LINE, SPEAKERS, TWILIO, VAPI
from .._resources.retirement import RETIREMENTS
from .._schema.convert import to_api
from .._schema.patterns import comparable
from .lines import LINES
from .transfer_loops import looping_options, speaks, transfers

Line = Mapping[str, Any]
CARRIERS = ("twilio", "vonage", "telnyx")
"""Where a number belongs to a carrier, and only one org can import it."""

PERSONAL = re.compile(r"\S+@\S+\.\w|(?:\d[ ()./-]?){7,}")


@dataclass(frozen=True)
class Org:
    """What a rule may know beside the line: the org's region, how often addresses are declared, and transfers."""

    region: str
    addresses: Mapping[str, int]
    transfers: Mapping[str, set[str]]
    """The addresses that each declared line may hand a call to, by its own."""


Look = Callable[[Line, Org], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """What is wrong, what to do, and where: ``look`` yields the options at fault, each as a path."""

    code: str
    message: str
    fix: str
    look: Look
    import_only: bool = False
    """Whether it is about what an import does; a line that exists has that behind it."""


# --- rules ------------------------------------------------------------------------------------------------------------


RULES: list[Rule] = []


def _rule(code: str, message: str, fix: str, import_only: bool = False) -> Callable[[Look], Rule]:
    """Makes a rule of a function, in the order in which they stand here."""

    def made(look: Look) -> Rule:
        RULES.append(Rule(code, message, fix, look, import_only))
        return RULES[-1]

    return made


@_rule(
    "idle-fallback",
    "the fallback never acts, as the line has an assistant or squad.",
    "Remove fallback_destination, or let a server answer (route: server).",
)
def _idle_fallback(line: Line, org: Org) -> Iterator[str]:
    if line.get("fallback_destination") and speaks(line):
        yield "fallback_destination"


def lacks_net(line: Line) -> bool:
    """Whether nothing catches the callers of a line when its server fails."""
    asks_a_server = not speaks(line) and (line.get("server") or {}).get("url")
    return bool(asks_a_server) and not any(
        hook["event"] == ENDING and hook.get("do") for hook in line.get("hooks") or []
    )


@_rule(
    "no-safety-net",
    "when the server fails, callers are dropped: the fallback does not act on an answer of 5xx.",
    "Add a call.ending hook for the assistant-request-… reasons that transfers the call.",
)
def no_net(line: Line, org: Org) -> Iterator[str]:
    """The hooks that would catch callers."""
    if lacks_net(line):
        yield "hooks"


@_rule(
    "unreachable-route",
    "a call.ringing hook without filters takes every call, so the route is never reached (a say ends the call).",
    "Add filters to the hook, remove it, or remove the route; a greeting is the assistant's first message.",
)
def unreachable_route(line: Line, org: Org) -> Iterator[str]:
    """The hook that takes every call."""
    named = {f"{kind}Id": line[kind] for kind in SPEAKERS if line.get(kind)}
    if is_route_unreachable({**to_api(LINE, line), **named}):
        yield "hooks"


@_rule("idle-action", FIRST_ONLY, "Keep one action for each call.ringing hook.")
def _idle_action(line: Line, org: Org) -> Iterator[str]:
    return idle_paths(line.get("hooks") or [])


@_rule(
    "prefix-plus",
    "callers' numbers are compared without a plus, so this prefix matches none.",
    "Write the prefix without the plus.",
)
def _prefix_plus(line: Line, org: Org) -> Iterator[str]:
    for index, hook in enumerate(line.get("hooks") or []):
        for place, condition in enumerate(hook.get("filters") or []):
            if any(prefix.startswith("+") for prefix in condition.get("starts_with") or []):
                yield f"hooks[{index}].filters[{place}].starts_with"


@_rule(
    "sip-region",
    "the SIP host belongs to another region, so callers reach another org or no line.",
    "Use sip.vapi.ai in the US and sip.eu.vapi.ai in the EU, or set region.",
)
def _sip_region(line: Line, org: Org) -> Iterator[str]:
    others = [host for region, host in SIP_HOSTS.items() if region != org.region]
    host = str(line.get("sip_uri") or "").lower().rpartition("@")[2]
    if host.partition(":")[0].partition(";")[0] in others:
        yield "sip_uri"


@_rule(
    "open-sip",
    "anyone who knows the SIP URI can call it, at your cost.",
    "Add authentication, or give the reason in lint_ignore.",
)
def _open_sip(line: Line, org: Org) -> Iterator[str]:
    if line.get("sip_uri") and line.get("provider") in (None, VAPI) and not line.get("authentication"):
        yield "authentication"


@_rule(
    "idle-api-key",
    "the service ignores the API key of a line that has an auth token.",
    "Set twilio_auth_token, or twilio_api_key and twilio_api_secret.",
)
def _idle_api_key(line: Line, org: Org) -> Iterator[str]:
    if line.get("twilio_auth_token") and line.get("twilio_api_key"):
        yield "twilio_api_key"


@_rule(
    "sms-webhook",
    "an import rewrites the number's messaging webhook at Twilio unless sms_enabled is false.",
    "Set sms_enabled: false to keep your webhook, or true to route messages to Vapi.",
    import_only=True,
)
def _sms_webhook(line: Line, org: Org) -> Iterator[str]:
    if line.get("provider") == TWILIO and line.get("sms_enabled") is None:
        yield "sms_enabled"


@_rule(
    "personal-name",
    "the name looks like an e-mail address or a phone number, and names appear in logs.",
    "Name the line after its purpose.",
)
def _personal_name(line: Line, org: Org) -> Iterator[str]:
    if PERSONAL.search(str(line.get("name") or "")):
        yield "name"


@_rule(
    "shadowed-hook",
    "an earlier hook covers the same calls, and which one acts is not documented.",
    "Remove one of them, or give them filters that exclude each other.",
)
def _shadowed_hook(line: Line, org: Org) -> Iterator[str]:
    for index, ours, earlier in _with_earlier(line):
        if all(_covered(condition, earlier) for condition in ours):
            yield f"hooks[{index}]"


@_rule(
    "overlapping-hooks",
    "an earlier hook covers some of the same calls, and which one acts is not documented.",
    "Give them filters that exclude each other.",
)
def _overlapping_hooks(line: Line, org: Org) -> Iterator[str]:
    for index, ours, earlier in _with_earlier(line):
        # One for everybody after one for some is how an exception is written.
        meets = ours != [""] and any(
            _covered(one, earlier) or any(_covered(two, [one]) for two in earlier) for one in ours
        )
        if meets and not all(_covered(condition, earlier) for condition in ours):
            yield f"hooks[{index}]"


def _with_earlier(line: Line) -> Iterator[tuple[int, list[str], list[str]]]:
    """Every hook's conditions, with those of all hooks of the same event before it."""
    earlier: dict[str, list[str]] = defaultdict(list)
    for index, hook in enumerate(line.get("hooks") or []):
        conditions = _conditions(hook)
        yield index, conditions, list(earlier[hook["event"]])
        earlier[hook["event"]].extend(conditions)


def _conditions(hook: Line) -> list[str]:
    """The prefixes or reasons that a hook is for; an empty text is everything."""
    name = "starts_with" if hook["event"] == RINGING else "one_of"
    return [text for condition in hook.get("filters") or [] for text in condition.get(name) or []] or [""]


def _covered(condition: str, others: Iterable[str]) -> bool:
    """Whether all that fits a condition fits another; no reason of an ending is the beginning of another one."""
    return any(condition.startswith(other) for other in others)


@_rule(
    "duplicate-number",
    "the number is declared more than once, and only one org can hold it.",
    "Keep it where it belongs.",
)
def _duplicate_number(line: Line, org: Org) -> Iterator[str]:
    for name in ("number", "sip_uri"):
        if org.addresses.get(comparable(line.get(name) or ""), 0) > 1:
            yield name


@_rule(
    "transfer-loop",
    "the transfer leads back to this line, directly or through others, and every round is another paid call.",
    "Transfer to a number outside this loop.",
)
def _transfer_loop(line: Line, org: Org) -> Iterator[str]:
    return looping_options(line, org.transfers)


@_rule(
    "retired-workflow",
    "workflows were retired by the service, so the line does not answer.",
    "Route the line to an assistant, a squad or a server.",
)
def _retired_workflow(line: Line, org: Org) -> Iterator[str]:
    if line.get("workflow_id"):
        yield "workflow_id"


CODES = (*(rule.code for rule in RULES), *RETIREMENTS)
IMPORT_RULES = tuple(rule for rule in RULES if rule.import_only)
OTHER_RULES = tuple(rule for rule in RULES if not rule.import_only)


# --- findings ---------------------------------------------------------------------------------------------------------


def line_findings(
    lines: Iterable[Line],
    region: str,
    other_orgs: Mapping[str, Iterable[Any]] | None = None,
    ignore: Mapping[str, Any] | None = None,
    rules: Iterable[Rule] = RULES,
    codes: Sequence[str] = CODES,
) -> list[dict[str, Any]]:
    """``{code, object, option, message, fix, reason}`` of everything found; ``reason`` says why it is ignored.

    ``other_orgs`` has the numbers and SIP URIs of other orgs by org, ``ignore`` reasons by code. Raises InvalidOptions
    for a code that does not exist (``codes`` of ``ignore``), and for a reason that says nothing.
    """
    declared = list(lines)
    org = Org(region, _declared_addresses(declared, other_orgs or {}), transfers(declared))
    problems = list(reasonless(ignore or {}, "ignore", codes))
    found: list[dict[str, Any]] = []
    for line in declared:
        reasons = {**(ignore or {}), **(line.get("lint_ignore") or {})}
        problems += [
            f"{LINES.describe(line)}: {text}"
            for text in reasonless(line.get("lint_ignore") or {}, "lint_ignore", CODES)
        ]
        found += _of_line(line, org, rules, reasons)
    if problems:
        raise InvalidOptions(" ".join(problems))
    return found


def _of_line(line: Line, org: Org, rules: Iterable[Rule], reasons: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if line.get("state") == "absent":
        return
    for rule in rules:
        for option in rule.look(line, org):
            yield lint_finding(rule.code, LINES.describe(line), option, rule.message, rule.fix, reasons)


def _declared_addresses(lines: Iterable[Line], other_orgs: Mapping[str, Iterable[Any]]) -> Counter[str]:
    """How often each number and SIP URI is declared, by this org's lines and by others."""
    own = (line.get(name) for line in lines for name in ("number", "sip_uri"))
    return Counter(comparable(address) for address in chain(own, *other_orgs.values()) if address)


def shared_numbers(orgs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Numbers of carriers that several orgs declare, each with those orgs; ``orgs`` has the lines as people wrote them.

    Only one org can hold such a number (recorded: "already in use by another org").
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for org, lines in orgs.items():
        # YAML drops the plus of an unquoted one.
        for number in {comparable(line["number"]) for line in lines if _is_held(line)}:
            owners[f"+{number}"].append(org)
    return {number: several for number, several in owners.items() if len(several) > 1}


def _is_held(line: Any) -> bool:
    """Whether a line says that its org holds the number of a carrier."""
    is_line = isinstance(line, Mapping) and line.get("provider") in CARRIERS and line.get("state") != "absent"
    return is_line and bool(line.get("number")) and "{" not in str(line["number"])
