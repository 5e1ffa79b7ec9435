# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loopback calls: one line of the org calls another, and both legs are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._errors import InvalidOptions, VapiError, bug
from .._http.client import Client
from .._phone_numbers.hooks import number_of
from .._resources.call import CALL, ENDED, EXPECTATION
from .._resources.phone_number import SPEAKERS, speaker_of
from .._resources.references import References
from .._schema.fields import Field, Schema
from .._schema.spec import with_defaults
from .calls import PATH, as_options, service_time, stamp
from .calls import manage as manage_call
from .expectations import failed_expectations

ANSWERED = {"outcome": ["ok"]}
"""What is expected of a leg of which nothing else is."""


def _check_loopback(loopback: dict[str, Any]) -> Iterator[str]:
    voices = [name for name in SPEAKERS if loopback.get(name)]
    if len(voices) > 1:
        yield "squad: a call has one voice, and this one names assistant and squad; keep one."
    if not voices:
        yield "assistant: is missing; say who speaks as the caller (assistant or squad)."
    if loopback.get("caller") and loopback.get("caller") == loopback.get("line"):
        yield "caller: is the line that is called; name another line of the org."


LOOPBACK = Schema(
    "loopback call",
    (
        Field("name", maximum=40, required=True, guard=True),
        Field("caller", format="phone", required=True, guard=True),
        Field("line", format="phone", required=True, guard=True),
        Field("assistant"),
        Field("squad"),
        Field("answered_by", guard=True),
        Field("expect", "dict", schema=EXPECTATION, guard=True),
        Field("expect_inbound", "dict", schema=EXPECTATION, guard=True),
        Field("wait_timeout", "float", minimum=0, default=300),
        Field("wait_interval", "float", minimum=0.1, default=2),
    ),
    check=_check_loopback,
)

LOOPBACKS = Schema(
    "list of loopback calls",
    (Field("loopbacks", "list", elements="dict", schema=LOOPBACK, required=True, local=True),),
)


def manage(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_loopback_calls: one after another; the task fails at its end when one did not pass."""
    references = References(client)
    results = [_one(with_defaults(LOOPBACK, loopback), references, client) for loopback in options["loopbacks"]]
    result: dict[str, Any] = {"changed": any(one["changed"] for one in results), "results": results}
    failures = [one["error"] for one in results if one["error"]]
    if failures:
        sentence = f"{len(failures)} of {len(results)} loopback calls did not pass. {' '.join(failures)}"
        result.update(failed=True, msg=sentence, failure={"status": None, "message": sentence, "hint": ""})
    return result


def _one(loopback: dict[str, Any], references: References, client: Client) -> dict[str, Any]:
    """What became of one: ``name``, ``changed``, ``passed`` (none: not placed), ``checks``, both legs, ``error``."""
    result: dict[str, Any] = {"name": loopback["name"], "changed": False, "passed": False, "checks": [], "error": None}
    try:
        result.update(_call(loopback, references, client))
        wrong = [check["found"] for check in result["checks"] if not check["passed"]]
        if wrong:
            result["error"] = f"{_subject(loopback)}: {'; '.join(wrong)}."
        result["passed"] = not result["error"] if result["checks"] or result["error"] else None
    except VapiError as error:
        result["error"] = error.about(_subject(loopback)).sentence
    except Exception as error:  # noqa: BLE001 - one call's surprise must not hide what became of the others
        result["error"] = bug(error).about(_subject(loopback)).sentence
    return result


def _subject(loopback: Mapping[str, Any]) -> str:
    return f"loopback call {loopback['name']!r}"


def _call(loopback: Mapping[str, Any], references: References, client: Client) -> dict[str, Any]:
    """Place the call, wait for both legs and look at them: ``changed``, ``outbound``, ``inbound``, ``checks``."""
    caller, line = (number_of(loopback[name], client, name) for name in ("caller", "line"))
    expected = _expected_route(loopback, line, references)
    since = stamp(service_time(client) - 60)
    earlier = {leg["id"] for leg in _legs(caller, line, since, client)}
    placed = manage_call(_options(loopback, caller, line), client)
    outbound = placed["call"]
    if placed.get("failed"):
        return {"changed": True, "outbound": outbound, "inbound": {}, "error": placed["msg"]}
    if not outbound.get("id"):
        return {"changed": placed["changed"], "outbound": outbound, "inbound": {}}
    leg = client.poll(
        {},
        read=lambda: next((one for one in _legs(caller, line, since, client) if one["id"] not in earlier), {}),
        done=lambda current: current.get("status") == ENDED,
        timeout=loopback["wait_timeout"],
        interval=loopback["wait_interval"],
    )
    checks = [
        _check_leg("outbound", loopback.get("expect") or ANSWERED, outbound),
        *_check_inbound(loopback, leg, expected, references),
    ]
    return {"changed": True, "outbound": outbound, "inbound": as_options(leg), "checks": checks}


def _options(loopback: Mapping[str, Any], caller: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, Any]:
    """The call as vapi_call takes it. Every proof is a new call, as one from before a change says nothing."""
    callee = {"number": line["number"]} if line.get("number") else {"sip_uri": line.get("sipUri")}
    same = {name: loopback[name] for name in ("name", *SPEAKERS, "wait_timeout", "wait_interval") if loopback.get(name)}
    return with_defaults(
        CALL, {**same, "phone_number_id": caller["id"], "customer": callee, "wait": True, "unique_within": 0}
    )


def _legs(caller: Mapping[str, Any], line: Mapping[str, Any], since: str, client: Client) -> Iterator[dict[str, Any]]:
    """The inbound calls of the line, from the caller where its number is known; a SIP line has none."""
    if not line.get("createdAt"):
        return  # A line that an earlier task has yet to create (check mode) was never called.
    for call in client.dated_pages(PATH, phoneNumberId=line["id"], createdAtGe=since):
        number = (call.get("customer") or {}).get("number")
        if call.get("type") == "inboundPhoneCall" and (not caller.get("number") or number == caller["number"]):
            yield call


def _expected_route(loopback: Mapping[str, Any], line: Mapping[str, Any], references: References) -> dict[str, str]:
    """Who shall answer, as kind and id: what ``answered_by`` names, else the line's own route; empty for a server."""
    wanted = loopback.get("answered_by")
    if not wanted:
        speaker = speaker_of(line)
        return dict([speaker]) if speaker else {}
    for kind in SPEAKERS:
        found = [str(item["id"]) for item in references.all(kind) if wanted in (item["id"], item.get("name"))]
        if len(found) == 1:
            return {kind: found[0]}
        if found:
            raise InvalidOptions(f"answered_by: {len(found)} {kind}s are named {wanted!r} ({', '.join(sorted(found))})")
    raise InvalidOptions(f"answered_by: no assistant and no squad of this org is named {wanted!r}")


def _check_leg(name: str, expect: Mapping[str, Any], leg: Mapping[str, Any]) -> dict[str, Any]:
    wrong = "; ".join(failed_expectations(expect, leg))
    return {
        "check": f"the {name} leg ended as expected",
        "passed": not wrong,
        "found": f"{name} {wrong or 'outcome is ' + str(leg.get('outcome'))}",
    }


def _check_inbound(
    loopback: Mapping[str, Any], leg: Mapping[str, Any], expected: Mapping[str, str], references: References
) -> Iterator[dict[str, Any]]:
    arrived = {"check": f"the call arrived on line {loopback['line']!r}", "passed": bool(leg)}
    yield {**arrived, "found": "an inbound call arrived" if leg else f"no inbound call arrived on {loopback['line']!r}"}
    if not leg:
        return
    for kind, wanted in expected.items():
        actual = leg.get(f"{kind}Id")
        yield {
            "check": f"the {kind} of the line answered",
            "passed": actual == wanted,
            "found": f"answered by {_called(kind, actual, references)}, expected {_called(kind, wanted, references)}",
        }
    yield _check_leg("inbound", loopback.get("expect_inbound") or ANSWERED, as_options(leg))


def _called(kind: str, wanted: str | None, references: References) -> str:
    """An assistant or squad by name, else by id."""
    return f"{kind} {references.name_of(kind, wanted) or wanted!r}" if wanted else f"no {kind}"
