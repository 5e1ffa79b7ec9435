# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models that the service retires: a warning before the day, a reason for not answering from the day on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.contract.harness import TWILIO, Org, an_id

Members = Callable[[str, int], None]


def day(offset: int) -> str:
    """A day in UTC, so many days from now."""
    return (datetime.now(timezone.utc) + timedelta(days=offset)).date().isoformat()


SOON, TODAY, GONE = day(20), day(0), day(-3)
OLD = {"provider": "openai", "model": "gpt-4", "deprecationDate": "2026-01-01"}
VOICE = {"provider": "playht", "model": "PlayHT2.0", "deprecationDate": "2026-01-01"}


@pytest.fixture
def retiring(org: Org) -> Iterator[Callable[..., None]]:
    """Retire gpt-4 (with a replacement) and a voice (without one) on a day."""

    def retire(when: str) -> None:
        models = [{**OLD, "retirementDate": when, "replacementModel": "gpt-5"}, {**VOICE, "retirementDate": when}]
        org.simulator.put_retirements(models)

    yield retire
    org.simulator.put_retirements([])


def gpt4(**more: Any) -> dict[str, Any]:
    """A definition of an assistant with the old model."""
    return {"model": {"provider": "openai", "model": "gpt-4", **more}}


def with_line(org: Org, **route: str) -> None:
    """One number in the org with this route."""
    org.add("phone-number", name="Main", provider="twilio", number="+14155550100", status="active", **route)


LINE = {**TWILIO, "name": "Main"}
WARNS = f"assistant 'Old Bot': openai gpt-4 (model) retires on {SOON}. Use gpt-5."
READERS: dict[str, dict[str, Any]] = {
    "vapi_org_info": {},
    "vapi_call_lines_info": {},
    "vapi_phone_number_info": {"answering": True},
    "vapi_assistant": {"name": "Old Bot", "definition": {"firstMessage": "Hello."}},
    "vapi_org": {"assistants": [{"name": "Old Bot", "definition": {"firstMessage": "Hello."}}]},
    "vapi_call_lines": {"lines": [{**LINE, "assistant": "Old Bot"}], "answering": True},
}
"""Everything that reads an assistant, alone or as the one that answers a line."""


@pytest.mark.parametrize("module", READERS)
@pytest.mark.parametrize("check", [True, False])
def test_a_model_that_will_be_retired_is_a_warning_with_date_and_replacement(
    module: str, check: bool, org: Org, retiring: Callable[[str], None], members: Members
) -> None:
    old = org.add("assistant", name="Old Bot", **gpt4())
    with_line(org, assistantId=old)
    retiring(SOON)
    result = org.run(module, check, **READERS[module])
    assert not result["failed"] and WARNS in result["warnings"]
    assert len(result["warnings"]) == len(set(result["warnings"]))
    assert result.get("not_answering", []) == []
    members("reader of an assistant", 1)


def test_objects_and_lines_in_one_task_warn_once(org: Org, retiring: Callable[[str], None]) -> None:
    retiring(SOON)
    assistants = [{"name": "Old Bot", "definition": gpt4()}]
    result = org.run("vapi_org", assistants=assistants, call_lines={**READERS["vapi_call_lines"]})
    assert not result["failed"] and result["warnings"].count(WARNS) == 1
    again = org.run("vapi_org", assistants=assistants, call_lines={**READERS["vapi_call_lines"]})
    assert not again["changed"] and again["warnings"].count(WARNS) == 1


def test_the_change_that_solves_it_ends_the_warning(org: Org, retiring: Callable[[str], None]) -> None:
    retiring(SOON)
    org.add("assistant", name="Old Bot", **gpt4(temperature=0.2))
    definition = {"model": {"model": "gpt-5"}}
    for check in (True, False):
        result = org.run("vapi_assistant", check, name="Old Bot", definition=definition)
        assert result["changed"] and result["warnings"] == [] and "model_deprecations" not in result["assistant"]
    assert org.run("vapi_org_info")["warnings"] == []


@pytest.mark.parametrize("module", ["vapi_assistant", "vapi_org"])
def test_what_is_deleted_is_no_warning(module: str, org: Org, retiring: Callable[[str], None]) -> None:
    retiring(SOON)
    org.add("assistant", name="Old Bot", **gpt4())
    gone = {"name": "Old Bot", "state": "absent"}
    assert org.run(module, **(gone if module == "vapi_assistant" else {"assistants": [gone]}))["warnings"] == []


@pytest.mark.parametrize(("when", "code"), [(SOON, "retiring-model"), (GONE, "retired-model")])
def test_drift_names_it_and_drifts_from_the_day_on(
    when: str, code: str, org: Org, retiring: Callable[[str], None]
) -> None:
    retiring(when)
    with_line(org, assistantId=org.add("assistant", name="Old Bot", **gpt4()))
    declared = {"lines": [{"name": "Main", "assistant": "Old Bot"}], "assistants": [{"name": "Old Bot"}]}
    result = org.run("vapi_drift_info", **declared)
    for entry in (result["lines"][0], next(one for one in result["objects"] if one["name"] == "Old Bot")):
        (finding,) = [one for one in entry["findings"] if one["code"].endswith("-model")]
        assert finding["code"] == code and when in finding["message"] and "openai gpt-4 (model)" in finding["message"]
        assert "gpt-5" in finding["message"] + finding["fix"] and entry["drift"] == "same"
        assert finding["severity"] == ("error" if when == GONE else "warning")
    alone = org.run("vapi_drift_info", lines=declared["lines"])
    assert alone["drifted"] is (when == GONE)


# --- from the day on --------------------------------------------------------------------------------------------------

ROUTES: dict[str, tuple[dict[str, Any], dict[str, Any] | None, str]] = {
    "model": (gpt4(), None, "assistant 'Old Bot' uses openai gpt-4 (model)"),
    "voice": ({"voice": {"provider": "playht", "model": "PlayHT2.0"}}, None, "uses playht PlayHT2.0 (voice)"),
    "transcriber": ({"transcriber": {"provider": "openai", "model": "gpt-4"}}, None, "gpt-4 (transcriber)"),
    "fallback model": (
        {"model": {"provider": "x", "model": "y", "fallbackModels": [{"provider": "openai", "model": "gpt-4"}]}},
        None,
        "",
    ),
    "analysis": ({"analysisPlan": {"summaryPlan": {"provider": "openai", "model": "gpt-4"}}}, None, ""),
    "first member": (gpt4(), {"members": [{"assistantId": "old"}]}, "assistant 'Old Bot' uses openai gpt-4 (model)"),
    "another member": (gpt4(), {"members": [{"assistantId": "new"}, {"assistantId": "old"}]}, ""),
    "first member, overridden": (
        gpt4(),
        {"members": [{"assistantId": "old", "assistantOverrides": {"model": {"provider": "x", "model": "y"}}}]},
        "",
    ),
    "overridden by a retired one": (
        {},
        {"members": [{"assistantId": "new", "assistantOverrides": gpt4()}]},
        "squad 'Desk' uses openai gpt-4 (members[0].assistantOverrides.model)",
    ),
    "overridden for all": (gpt4(), {"members": [{"assistantId": "old"}], "membersOverrides": {"model": {}}}, ""),
}
"""What the assistant is made of, the squad before it, and why the line does not answer (empty: it does)."""


@pytest.mark.parametrize("case", ROUTES)
def test_after_the_day_it_is_a_reason_for_not_answering(
    case: str, org: Org, retiring: Callable[[str], None], members: Members
) -> None:
    definition, squad, reason = ROUTES[case]
    retiring(GONE)
    ids = {"old": org.add("assistant", name="Old Bot", **definition), "new": an_id("Support Bot")}
    route = {"assistantId": ids["old"]}
    if squad:
        named = [{**one, "assistantId": ids[one["assistantId"]]} for one in squad["members"]]
        route = {"squadId": org.add("squad", name="Desk", **{**squad, "members": named})}
    with_line(org, **route)
    (number,) = org.run("vapi_phone_number_info", answering=True)["phone_numbers"]
    assert number["answering"] == (not reason) and reason in number["not_answering_reason"]
    if reason:
        assert f"was retired on {GONE}" in number["not_answering_reason"]
    silent = org.run("vapi_call_lines", lines=[LINE], create=False, answering=True)["not_answering"]
    assert [one["reason"] for one in silent] == [number["not_answering_reason"]] * bool(reason)
    assert [line["reason"] for line in org.run("vapi_service_info")["not_answering"]] == [
        number["not_answering_reason"]
    ] * bool(reason)
    members("place of a retired model", 1)


@pytest.mark.parametrize(("when", "answers"), [(day(1), True), (TODAY, False), (GONE, False)])
def test_the_day_itself_is_over(when: str, answers: bool, org: Org, retiring: Callable[[str], None]) -> None:
    retiring(when)
    with_line(org, assistantId=org.add("assistant", name="Old Bot", **gpt4()))
    (number,) = org.run("vapi_phone_number_info", answering=True)["phone_numbers"]
    assert number["answering"] is answers
    if number["not_answering_reason"]:
        assert number["not_answering_reason"].endswith("use gpt-5")


def test_it_costs_no_request(org: Org, retiring: Callable[[str], None]) -> None:
    with_line(org, assistantId=org.add("assistant", name="Old Bot", **gpt4()))
    retiring(SOON)
    org.simulator.clear_log()
    line = {"name": "Main", "assistant": "Old Bot"}
    assert WARNS in org.run("vapi_call_lines", lines=[line], answering=True)["warnings"]
    paths = [entry["path"] for entry in org.simulator.log()]
    assert sorted(paths) == ["/assistant", "/v2/phone-number"]


def test_a_notice_in_its_older_form_and_one_without_a_day(org: Org) -> None:
    notices = [{"path": "voice", "provider": "playht", "model": "PlayHT2.0"}, "not a notice"]
    org.add("assistant", name="Old Bot", modelDeprecations=notices)
    assert org.run("vapi_org_info")["warnings"] == [
        "assistant 'Old Bot': playht PlayHT2.0 (voice) is deprecated. Choose another model."
    ]
    assert "modelDeprecations" not in json.dumps(org.run("vapi_org_info")["assistants"])
