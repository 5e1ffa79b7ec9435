# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of the lint: a line that has what it finds, and one beside it that has not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._engine.lint import summaries
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lint import (
    CODES,
    RULES,
    line_findings,
    shared_numbers,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read
from ansible_collections.voiceops.vapi.tests.unit.plugins.module_utils.strategies import lines
from hypothesis import given

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "docsite" / "rst" / "guide_check.rst"
UUID = "9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11"
NUMBER = {"name": "Main", "number": "+14155550100"}
SIP = {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai"}
AUTHENTICATION = {"username": "a" * 20, "password": "p" * 20}
TWILIO = {**NUMBER, "provider": "twilio", "twilio_account_sid": "AC1", "twilio_auth_token": "t", "sms_enabled": False}
FALLBACK = {"type": "number", "number": "+14155550177"}
SERVER = {"url": "https://example.com"}
SAY = {"type": "say", "exact": "Hello"}
TRANSFER = {"type": "transfer", "destination": FALLBACK}


def ringing(*prefixes: str, actions: int = 1) -> dict[str, Any]:
    """A hook for callers whose number begins so; for everybody without."""
    filters = {"filters": [{"starts_with": list(prefixes)}]} if prefixes else {}
    return {"event": "call.ringing", "do": [SAY] * actions, **filters}


def ending(*reasons: str) -> dict[str, Any]:
    """A safety net for these reasons; for all without."""
    filters = {"filters": [{"one_of": [f"assistant-request-{reason}" for reason in reasons]}]} if reasons else {}
    return {"event": "call.ending", "do": [TRANSFER], **filters}


def to(address: str, *prefixes: str, event: str = "call.ringing") -> dict[str, Any]:
    """A hook that transfers to this number or SIP URI."""
    kind, name = ("sip", "sip_uri") if address.startswith("sip:") else ("number", "number")
    filters = {"filters": [{"starts_with": list(prefixes)}]} if prefixes else {}
    return {"event": event, "do": [{"type": "transfer", "destination": {"type": kind, name: address}}], **filters}


CASES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "idle-fallback": (
        [{**NUMBER, "fallback_destination": FALLBACK, route: "Bot"} for route in ("assistant", "squad")],
        [{**NUMBER, "fallback_destination": FALLBACK}, {**NUMBER, "assistant": "Bot", "fallback_destination": None}],
    ),
    "no-safety-net": (
        [{**NUMBER, "server": SERVER}, {**NUMBER, "server": SERVER, "hooks": [ringing(), {"event": "call.ending"}]}],
        [{**NUMBER, "server": SERVER, "hooks": [ending()]}, {**NUMBER, "server": SERVER, "squad_id": UUID}, NUMBER],
    ),
    "idle-action": ([{**NUMBER, "hooks": [ringing(actions=2)]}], [{**NUMBER, "hooks": [ringing(), ending()]}]),
    "prefix-plus": (
        [{**NUMBER, "hooks": [ringing("1415", "+44")]}],
        [{**NUMBER, "hooks": [ringing("1415"), ending()]}],
    ),
    "sip-region": (
        [{**SIP, "sip_uri": f"sip:desk@SIP.EU.vapi.ai{end}"} for end in ("", ":5060", ";transport=tls")],
        [SIP, {**SIP, "sip_uri": "sip:desk@pbx.example.com"}, NUMBER],
    ),
    "open-sip": ([SIP, {**SIP, "provider": None}], [{**SIP, "authentication": AUTHENTICATION}, NUMBER]),
    "idle-api-key": ([{**TWILIO, "twilio_api_key": "k", "twilio_api_secret": "s"}], [TWILIO]),
    "sms-webhook": ([{**TWILIO, "sms_enabled": None}], [TWILIO, {**TWILIO, "sms_enabled": True}, NUMBER]),
    "personal-name": (
        [{**NUMBER, "name": name} for name in ("ada@example.com", "Line +1 (415) 555-0100", "4155550100")],
        [{**NUMBER, "name": name} for name in ("Main 24/7", "Room 1000", "São Paulo 2")],
    ),
    "shadowed-hook": (
        [
            {**NUMBER, "hooks": [ringing(), ringing("1")]},
            {**NUMBER, "hooks": [ringing("1"), ringing("1415", "1212")]},
            {**NUMBER, "hooks": [ringing("44", "1"), ringing("49"), ringing("1415", "442")]},
            {**NUMBER, "hooks": [ending("failed"), ending("failed")]},
        ],
        [
            {**NUMBER, "hooks": [ringing("1"), ringing()]},
            {**NUMBER, "hooks": [ringing("1"), ending()]},
            {**NUMBER, "hooks": [ringing("1"), ringing("44")]},
            {**NUMBER, "hooks": [ending("failed"), ending("returned-error")]},
        ],
    ),
    "overlapping-hooks": (
        [
            {**NUMBER, "hooks": [ringing("1415"), ringing("1")]},
            {**NUMBER, "hooks": [ringing("1"), ringing("1415", "44")]},
            {**NUMBER, "hooks": [ending("failed"), ending("failed", "returned-error")]},
        ],
        [
            {**NUMBER, "hooks": [ringing("1415"), ringing()]},
            {**NUMBER, "hooks": [ringing(), ringing("1")]},
            {**NUMBER, "hooks": [ringing("1"), ringing("44"), ending()]},
        ],
    ),
    "unreachable-route": (
        [
            {**NUMBER, "assistant": "Bot", "hooks": [ringing()]},
            {**NUMBER, "assistant_id": UUID, "hooks": [ringing("1"), ringing()]},
            {**NUMBER, "squad": "Desk", "hooks": [ending("failed"), ringing()]},
            {**NUMBER, "server": {"url": "https://example.com"}, "hooks": [ringing()]},
        ],
        [
            {**NUMBER, "assistant": "Bot", "hooks": [ringing("1")]},
            {**NUMBER, "assistant": "Bot", "hooks": [ending()]},
            {**NUMBER, "hooks": [ringing()]},
            {**NUMBER, "assistant": "Bot"},
        ],
    ),
    "transfer-loop": (
        [
            {**NUMBER, "hooks": [to("+14155550100")]},
            {**NUMBER, "number": 14155550100, "hooks": [to("+14155550100", event="call.ending")]},
            {**NUMBER, "hooks": [to("+14155550100", "49")]},
            {**NUMBER, "fallback_destination": {"type": "number", "number": "+14155550100", "extension": "42"}},
            {**NUMBER, "failover_destination": {"type": "number", "number": "+14155550100"}},
            {**SIP, "hooks": [to("sip:Desk@SIP.vapi.ai:5060;transport=tls")]},
        ],
        [
            {**NUMBER, "hooks": [to("+14155550177")]},
            {**NUMBER, "assistant": "Bot", "fallback_destination": {"type": "number", "number": "+14155550100"}},
            {**NUMBER, "hooks": [{**ringing(), "do": [SAY, *to("+14155550100")["do"]]}]},
            {**NUMBER, "state": "absent", "hooks": [to("+14155550100")]},
            {**SIP, "hooks": [to("sip:desk@sip.vapi.ai.example.com")]},
        ],
    ),
    "retired-workflow": ([{**NUMBER, "workflow_id": UUID}], [{**NUMBER, "workflow_id": None}]),
}


@pytest.mark.case(52)
def test_a_loop_of_several_lines_names_each_of_them() -> None:
    """A to B to C to A; D leads into the loop and is not in it, and E is away."""
    numbers = {name: f"+1415555010{index}" for index, name in enumerate("ABCDE")}
    next_of = {"A": "B", "B": "C", "C": "A", "D": "A", "E": "E"}
    declared = [{"name": name, "number": numbers[name], "hooks": [to(numbers[next_of[name]])]} for name in numbers]
    declared[4]["state"] = "absent"
    read_lines = [read(LINE, line, []) for line in declared]
    found = [one for one in line_findings(read_lines, "us") if one["code"] == "transfer-loop"]
    assert [(one["object"], one["option"]) for one in found] == [
        (f"line '{name}'", "hooks[0].do[0].destination") for name in "ABC"
    ]
    read_lines[2]["hooks"] = []
    assert not [one for one in line_findings(read_lines, "us") if one["code"] == "transfer-loop"]


def codes(*declared: dict[str, Any], region: str = "us", **more: Any) -> list[str]:
    """The codes of what is found in lines that a user wrote."""
    problems: list[str] = []
    taken = [read(LINE, dict(line), problems) for line in declared]
    assert problems == []
    return [finding["code"] for finding in line_findings(taken, region, **more)]


@pytest.mark.parametrize(("code", "line"), [(code, line) for code, (wrong, _right) in CASES.items() for line in wrong])
def test_found(code: str, line: dict[str, Any]) -> None:
    assert codes(line).count(code) == 1


@pytest.mark.parametrize(("code", "line"), [(code, line) for code, (_wrong, right) in CASES.items() for line in right])
def test_not_found(code: str, line: dict[str, Any]) -> None:
    assert code not in codes(line)


def test_every_rule_has_its_cases() -> None:
    assert {*CASES, "duplicate-number"} == {rule.code for rule in RULES}
    assert len(CODES) == len(set(CODES))


def test_the_region_decides_about_sip_hosts() -> None:
    assert "sip-region" in codes(SIP, region="eu")
    assert "sip-region" not in codes({**SIP, "sip_uri": "sip:desk@sip.eu.vapi.ai"}, region="eu")


def test_a_number_is_declared_once_among_all_orgs() -> None:
    other = {**NUMBER, "id": UUID, "name": "Again"}
    assert codes(NUMBER, other).count("duplicate-number") == 2
    assert codes(NUMBER, other_orgs={"globex": ["+14155550101"]}) == []
    assert codes(NUMBER, other_orgs={"globex": ["+14155550100"]}) == ["duplicate-number"]
    # An unquoted number of another org's YAML.
    assert codes(NUMBER, other_orgs={"globex": [14155550100]}) == ["duplicate-number"]
    assert "duplicate-number" in codes(SIP, other_orgs={"globex": ["SIP:Desk@sip.vapi.ai"]})


def test_a_line_to_be_deleted_is_left_alone() -> None:
    assert codes({**SIP, "state": "absent"}) == []


def test_a_reason_switches_a_code_off() -> None:
    line = {**SIP, "lint_ignore": {"open-sip": "Only our own network reaches it."}}
    found = line_findings([line], "us")
    assert [(finding["code"], finding["reason"]) for finding in found] == [
        ("open-sip", "Only our own network reaches it.")
    ]
    assert list(summaries(found)) == []
    assert list(summaries(line_findings([SIP], "us", ignore={"open-sip": "A test."}))) == []


@pytest.mark.parametrize(
    ("ignored", "sentence"),
    [
        ({"open_sip": "x"}, "lint_ignore: open_sip is not a rule; did you mean open-sip?"),
        ({"zzz": "x"}, "lint_ignore: zzz is not a rule; the rules are idle-fallback,"),
        ({"open-sip": " "}, "lint_ignore.open-sip: is empty; give the reason why the rule does not apply here."),
        ({"open-sip": None}, "lint_ignore.open-sip: is empty; give the reason why the rule does not apply here."),
    ],
)
def test_a_wrong_code_or_no_reason_is_told(ignored: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidOptions) as told:
        line_findings([{**SIP, "lint_ignore": ignored}], "us")
    assert f"line 'Desk': {sentence}" in str(told.value.message)


def test_a_summary_names_five_lines() -> None:
    several = [{**SIP, "name": f"Desk {place}", "sip_uri": f"sip:{place}@sip.vapi.ai"} for place in range(7)]
    (sentence,) = summaries(line_findings(several, "us"))
    assert sentence.startswith("open-sip: line 'Desk 0', line 'Desk 1',")
    assert "line 'Desk 4' and 2 more: anyone who knows" in sentence


@given(lines())
def test_any_line_can_be_looked_at(line: dict[str, Any]) -> None:
    for finding in line_findings([line], "us"):
        assert finding["code"] in CODES and finding["message"].endswith(".") and finding["fix"].endswith(".")


def test_the_guide_has_every_rule_in_its_words() -> None:
    text = re.sub(r"\s+", " ", GUIDE.read_text(encoding="utf-8"))
    for rule in RULES:
        assert f"``{rule.code}``" in text and rule.message in text and rule.fix in text, rule.code


@pytest.mark.parametrize("carrier", ["twilio", "vonage", "telnyx"])
def test_numbers_that_several_orgs_declare(carrier: str) -> None:
    line = {"provider": carrier, "number": "+14155550100"}
    assert shared_numbers({"a": [line], "b": [{**line, "number": 14155550100}]}) == {"+14155550100": ["a", "b"]}
    for other in ({"state": "absent"}, {"provider": "byo-phone-number"}, {"provider": "vapi"}, {"number": "{{ n }}"}):
        assert shared_numbers({"a": [line], "b": [{**line, **other}, "no line"]}) == {}


def test_extensions_are_told_apart_by_their_letters() -> None:
    """A number that is none, such as an extension of a trunk of one's own, is no other with the same digits."""
    own = {"provider": "byo-phone-number", "number_e164_check_enabled": False, "hooks": []}
    desk, lab = ({**own, "name": name, "number": name} for name in ("desk42", "lab42"))
    transfer = {"type": "transfer", "destination": {"type": "number", "number": "lab42"}}
    desk["hooks"] = [{"event": "call.ringing", "do": [transfer]}]
    lab["hooks"] = [{"event": "call.ringing", "do": [{**transfer, "destination": {"type": "number", "number": "42"}}]}]
    assert [finding for finding in line_findings([desk, lab], "us") if finding["code"] in FOUND_BY_ADDRESS] == []
    twice = [finding["code"] for finding in line_findings([desk, {**desk, "name": "again"}], "us")]
    assert twice.count("duplicate-number") == 2


FOUND_BY_ADDRESS = ("duplicate-number", "transfer-loop")
