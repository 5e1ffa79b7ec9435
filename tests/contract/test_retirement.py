# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models that the service retires: a warning before the day, a reason for not answering from the day on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.retirement import unsolved_notices

from tests.contract.harness import TWILIO, Org, an_id
from tests.contract.test_playbook_kinds import Place

Members = Callable[[str, int], None]


def day(offset: int) -> str:
    """A day in UTC, so many days from now."""
    return (datetime.now(timezone.utc) + timedelta(days=offset)).date().isoformat()


SOON, GONE = day(20), day(-3)
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


@pytest.mark.parametrize(("offset", "answers"), [(1, True), (0, False), (-3, False)])
def test_the_day_itself_is_over(offset: int, answers: bool, org: Org, retiring: Callable[[str], None]) -> None:
    retiring(day(offset))
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


# --- linted -----------------------------------------------------------------------------------------------------------

DESK = {"members": [{"assistantId": "Support Bot"}, {"assistantId": "Old Bot"}]}
USES = f"assistant 'Old Bot' uses openai gpt-4 (model), which retires on {SOON}."
LINTED: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "declared": (
        {"assistants": [{"name": "Old Bot"}]},
        [("assistant 'Old Bot'", "model", f"openai gpt-4 (model) retires on {SOON}.")],
    ),
    "declared by its id": (
        {"assistants": [{"id": "OLD"}]},
        [("assistant 'OLD'", "model", f"openai gpt-4 (model) retires on {SOON}.")],
    ),
    "declared with another prompt": (
        {"assistants": [{"name": "Old Bot", "prompt": "Be brief."}]},
        [("assistant 'Old Bot'", "model", f"openai gpt-4 (model) retires on {SOON}.")],
    ),
    "declared with another model": ({"assistants": [{"name": "Old Bot", "definition": {"model": {"model": "m"}}}]}, []),
    "declared to go": ({"assistants": [{"name": "Old Bot", "state": "absent"}]}, []),
    "declared and not there yet": ({"assistants": [{"name": "New Bot", "definition": gpt4()}]}, []),
    "named by a line": ({"lines": [{"name": "Main", "assistant": "Old Bot"}]}, [("line 'Main'", "assistant", USES)]),
    "a line's by id": ({"lines": [{"name": "Main", "assistant_id": "OLD"}]}, [("line 'Main'", "assistant", USES)]),
    "a line's that is closed": (
        {"lines": [{"name": "Main", "assistant": "Old Bot", "mode": "closed"}]},
        [("line 'Main'", "assistant", USES)],
    ),
    "a line's that goes": ({"lines": [{"name": "Main", "assistant": "Old Bot", "state": "absent"}]}, []),
    "a line's whose bot is declared": (
        {"lines": [{"name": "Main", "assistant": "Old Bot"}], "assistants": [{"name": "Old Bot"}]},
        [("assistant 'Old Bot'", "model", f"openai gpt-4 (model) retires on {SOON}.")],
    ),
    "a line's whose bot gets another model": (
        {
            "lines": [{"name": "Main", "assistant": "Old Bot"}],
            "assistants": [{"name": "Old Bot", "definition": {"model": {"model": "m"}}}],
        },
        [],
    ),
    "a member of a line's squad": ({"lines": [{"name": "Main", "squad": "Desk"}]}, [("line 'Main'", "squad", USES)]),
    "a member of a squad by id": ({"lines": [{"name": "Main", "squad_id": "DESK"}]}, [("line 'Main'", "squad", USES)]),
    "a member of a declared squad": ({"squads": [{"name": "Desk"}]}, [("squad 'Desk'", "members", USES)]),
    "a member of a squad to come": (
        {"squads": [{"name": "New Desk", "definition": DESK}]},
        [("squad 'New Desk'", "members", USES)],
    ),
    "no member any more": (
        {"squads": [{"name": "Desk", "definition": {"members": [{"assistantId": "Support Bot"}]}}]},
        [],
    ),
    "a declared member of a line's squad": (
        {
            "lines": [{"name": "Main", "squad": "Desk"}],
            "assistants": [{"name": "Old Bot", "definition": {"model": {"model": "m"}}}],
        },
        [],
    ),
    "what no line names": ({"lines": [{"name": "Main", "assistant": "Support Bot"}]}, []),
    "a name that means nothing": ({"lines": [{"name": "Main", "assistant": "No Bot"}]}, []),
}
"""What is declared, and what is found: where, at which option, and what is said."""


@pytest.fixture
def old(org: Org, retiring: Callable[[str], None]) -> dict[str, str]:
    """An org with an assistant whose model is retired soon, and a squad of it; their ids."""
    retiring(SOON)
    bot = org.add("assistant", name="Old Bot", **gpt4(temperature=0.2))
    members = [{"assistantId": an_id("Support Bot")}, {"assistantId": bot}]
    return {"OLD": bot, "DESK": org.add("squad", name="Desk", members=members)}


def filled_in(value: Any, ids: dict[str, str]) -> Any:
    """The same with ids in place of their marks."""
    text = json.dumps(value)
    for mark, record_id in ids.items():
        text = text.replace(f'"{mark}"', f'"{record_id}"').replace(f"'{mark}'", f"'{record_id}'")
    return json.loads(text)


def linted(org: Org, **options: Any) -> list[dict[str, Any]]:
    """The findings about models."""
    result, writes = org.writes("vapi_call_lines_lint", **options)
    assert not result["failed"] and writes == []
    return [one for one in result["findings"] if one["code"].endswith("-model")]


@pytest.mark.parametrize("case", LINTED)
def test_the_lint_finds_it_where_it_is_asked_to(case: str, org: Org, old: dict[str, str], members: Members) -> None:
    declared, expected = filled_in(LINTED[case], old)
    found = linted(org, retirement=True, **declared)
    assert [[one["object"], one["option"], one["message"]] for one in found] == expected
    assert {(one["code"], one["fix"]) for one in found} <= {("retiring-model", "Use gpt-5.")}
    org.simulator.clear_log()
    assert linted(org, **declared) == linted(org, retirement=False, **declared) == []
    assert org.simulator.log() == [], "without the option nothing is asked"
    members("way to a retired model", 1)


@pytest.mark.parametrize(("when", "code"), [(SOON, "retiring-model"), (GONE, "retired-model")])
@pytest.mark.parametrize("at", ["ignore", "lint_ignore", "nowhere"])
def test_its_codes_are_ignored_like_every_other(
    when: str, code: str, at: str, org: Org, old: dict[str, str], retiring: Callable[[str], None]
) -> None:
    retiring(when)
    reasons = {code: "It moves in December."}
    line = {"name": "Main", "assistant": "Old Bot", **({"lint_ignore": reasons} if at == "lint_ignore" else {})}
    options = {"lines": [line], "retirement": True, "fail": True, **({"ignore": reasons} if at == "ignore" else {})}
    result = org.run("vapi_call_lines_lint", **options)
    told = result["findings" if at == "nowhere" else "ignored"]
    assert result["failed"] == (at == "nowhere") and [one["code"] for one in told] == [code]
    assert at != "nowhere" or f"{code}: line 'Main': assistant 'Old Bot' uses" in result["msg"]


def test_models_that_differ_are_told_one_by_one(org: Org, old: dict[str, str]) -> None:
    org.add("assistant", name="Old Voice", voice={"provider": "playht", "model": "PlayHT2.0"})
    lines = [{"name": "A", "assistant": "Old Bot"}, {"name": "B", "assistant": "Old Bot"}]
    text = org.run("vapi_call_lines_lint", lines=[*lines, {"name": "C", "assistant": "Old Voice"}], retirement=True)[
        "text"
    ]
    assert f"retiring-model: line 'A', line 'B': {USES} Use gpt-5." in text
    assert "retiring-model: line 'C': assistant 'Old Voice' uses playht PlayHT2.0 (voice)" in text


def test_the_lint_reads_each_kind_once_and_needs_a_key_only_then(org: Org, old: dict[str, str]) -> None:
    org.simulator.clear_log()
    declared = {"assistants": [{"name": "Old Bot"}], "squads": [{"name": "Desk"}]}
    org.run("vapi_call_lines_lint", **declared, lines=[{"name": "Main", "squad": "Desk"}], retirement=True)
    paths = [entry["path"] for entry in org.simulator.log()]
    assert sorted(paths) == ["/assistant", "/squad", "/structured-output"]
    org.environment = {}
    assert not org.run("vapi_call_lines_lint", **declared)["failed"]
    assert "api_key: is missing" in org.run("vapi_call_lines_lint", **declared, retirement=True)["msg"]


@pytest.mark.parametrize("asked", [True, False, None, ""])
def test_the_playbook_reads_the_org_only_when_it_is_asked_to(
    asked: Any, org: Org, old: dict[str, str], tmp_path: Path
) -> None:
    host = {"call_lines": [{"name": "Main", "assistant": "Old Bot"}]}
    # Without the look a key that cannot be had, as from a vault without its password, is not missed.
    host["vapi_api_key"] = org.key if asked else "{{ undefined_key }}"
    org.simulator.clear_log()
    given = {} if asked is None else {"vapi_lint_retirement": asked}
    status, output = Place(tmp_path, org.simulator).play("lint", {"acme": host}, **given)
    assert bool(status) == bool(asked) and (USES in " ".join(output.split())) == bool(asked), output
    assert bool(org.simulator.log()) == bool(asked)


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("module", ["vapi_call_lines", "vapi_org", "vapi_org with objects"])
def test_the_lint_of_a_run_knows_it_too(
    module: str, check: bool, org: Org, retiring: Callable[[str], None], members: Members
) -> None:
    retiring(SOON)
    org.add("assistant", name="Old Bot", **gpt4())
    reasons = {"retiring-model": "It moves in December."}

    def run(
        objects: dict[str, Any] | None = None, ignored: dict[str, str] | None = None, **lines: Any
    ) -> dict[str, Any]:
        fleet = {
            "lines": [{**LINE, "assistant": "Old Bot"}],
            "answering": True,
            "lint_ignore": {"sms-webhook": "x"},
            **lines,
        }
        if module == "vapi_call_lines":
            return org.run(module, check, **fleet)
        own = {"assistants": [objects or {"name": "Old Bot"}]} if module.endswith("objects") else {}
        return org.run("vapi_org", check, **own, **({"lint_ignore": ignored} if ignored else {}), call_lines=fleet)

    refused = run(lint="fail")
    assert refused["failed"] and WARNS in refused["msg"] and "Nothing was written." in refused["msg"]
    assert org.simulator.writes() == []
    assert run(lint="fail", answering=False)["failed"] is False, "the assistants are not read then"
    kept = {"sms-webhook": "x", **reasons}
    if module.endswith("objects"):
        assert run(ignored=reasons)["warnings"] == run(ignored=reasons, lint="fail")["warnings"] == []
        better = run({"name": "Old Bot", "definition": {"model": {"model": "gpt-5"}}}, lint="fail")
        assert not better["failed"] and better["warnings"] == []
    else:
        assert run(lint_ignore=kept)["warnings"] == run(lint_ignore=kept, lint="fail")["warnings"] == []
        line = {**LINE, "assistant": "Old Bot", "lint_ignore": kept}
        assert run(lines=[line])["warnings"] == run(lines=[line], lint="fail")["warnings"] == []
    members("run with a lint", 1)


@pytest.mark.parametrize(
    ("slot", "change", "solved"),
    [
        ("model", {"model": {"provider": "openai", "model": "gpt-4", "temperature": 1}}, False),
        ("model", {"model": {"provider": "openai", "model": "gpt-5"}}, True),
        ("model", {"voice": {"provider": "x"}}, False),
        ("model.fallbackModels[0]", {"model": {"provider": "openai", "model": "gpt-5"}}, True),
        ("model.fallbackModels[1]", {"model": {"fallbackModels": [{"provider": "a"}, {"model": "b"}]}}, True),
        ("members[0].assistantOverrides.model", {"members": [{"assistantOverrides": {"model": {"model": "b"}}}]}, True),
        ("members[0].assistantOverrides.model", {"members": []}, True),
    ],
)
def test_only_another_model_in_the_slot_solves_it(slot: str, change: dict[str, Any], solved: bool) -> None:
    old_one = {"provider": "openai", "model": "gpt-4"}
    record = {
        **{"modelDeprecations": [{"slot": slot, **old_one}], "members": [{"assistantOverrides": {"model": old_one}}]},
        "model": {**old_one, "fallbackModels": [old_one, old_one]},
    }
    assert (unsolved_notices(record, change) is None) == solved
