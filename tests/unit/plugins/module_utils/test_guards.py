# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guard that is given and blank is an error in every module; a name that is blank means what its id means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import BLANK_GUARD, read

from tests.support.declarations import Option, options, tasks

ALL = options()
GUARDS = [option for option in ALL if option.field.guard]
LISTS = [option for option in ALL if option.field.type == "list" and option.field.elements != "dict"]
NAMES = [option for option in ALL if option.field.by_name]
BLANKS: list[Any] = [None, "", "  ", "\n", [], {}, set(), ()]
EXPECTED = {
    "vapi_call_lines": {
        "protected",
        "only",
        "max_deletions",
        "snapshot_dir",
        "lines.id",
        "lines.number",
        "lines.sip_uri",
    },
    "vapi_drift_info": {"protected", "only", "lines.id"},
    "vapi_call_lines_info": {"names", "numbers", "providers"},
    "vapi_call": {
        *("id", "name", "allowed_numbers", "calling_hours", "calling_hours.days", "max_calls", "expect"),
        *("schedule_plan", "schedule_plan.latest_at", "expect.transcript", "unique_within", "respect_concurrency"),
        *("do_not_call", "do_not_call_files"),
    },
    "vapi_campaign": {"name", "allowed_numbers", "calling_hours", "do_not_call", "do_not_call_files", "max_contacts"},
    "vapi_org": {"protected", "only", "max_deletions", "assistants.id", "assistants.name"},
    "vapi_call_artifacts": {"call_ids", "phone_number", "kinds", "created_at_ge", "newer_than", "older_than"},
    "vapi_call_lines_adopt": {"names", "numbers", "providers"},
    "vapi_call_lines_restore": {"snapshot", "snapshot_dir"},
    "vapi_call_lines_rotate": {"twilio_account_sid", "twilio_auth_token"},
    "vapi_outbound_calls": {"calls.name", "calls.allowed_numbers", "calls.max_calls", "calls.calling_hours.days"},
    "vapi_loopback_calls": {"loopbacks.name", "loopbacks.expect", "loopbacks.answered_by"},
    "vapi_phone_number": {"id", "number", "sip_uri"},
    "vapi_phone_number_info": {"id", "number", "sip_uri", "name", "created_at_ge"},
    "vapi_call_info": {"id", "customer", "status", "phone_number", "assistant"},
    "vapi_phone_hook": {"phone_number", "filters"},
}
"""Some that have to be among them, so that one cannot be lost without a word."""


def told(option: Option, value: Any, **beside: Any) -> list[str]:
    """The sentences about one option of a task."""
    problems: list[str] = []
    read(tasks()[option.module].schema, option.given(value, **beside), problems)
    return problems


@pytest.mark.case(81, 82, 132)
def test_a_guard_that_is_blank_is_an_error(members: Callable[[str, int], None]) -> None:
    for option in GUARDS:
        for blank in BLANKS:
            sentences = [one for one in told(option, blank) if f"{option.field.name}: {BLANK_GUARD}" in one]
            assert len(sentences) == 1, f"{option.module} {option.path}: {blank!r} is taken"
    members("guard", len(GUARDS))


@pytest.mark.case(81)
@pytest.mark.parametrize("option", ["id", "number", "sip_uri", "name"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_blank_identity_buys_nothing(option: str, blank: Any) -> None:
    line = {"provider": "vapi", "number_desired_area_code": "415", "name": "Main", option: blank}
    problems: list[str] = []
    read(tasks()["vapi_phone_number"].schema, line, problems)
    assert problems and problems[0].startswith(f"{option}: ")


def test_the_guards_that_people_rely_on_are_some() -> None:
    marked = {(option.module, option.path) for option in GUARDS}
    assert {(module, path) for module, paths in EXPECTED.items() for path in paths} <= marked


@pytest.mark.case(82)
def test_a_blank_item_is_an_error_in_every_list(members: Callable[[str, int], None]) -> None:
    for option in LISTS:
        for blank in (None, "", "  "):
            place = f"{option.field.name}[1]: is empty"
            assert any(place in one for one in told(option, ["x", blank])), f"{option.module} {option.path}: {blank!r}"
    members("list", len(LISTS))


@pytest.mark.case(82)
def test_a_list_may_be_a_text(members: Callable[[str, int], None]) -> None:
    """With commas, line breaks or as JSON, as surveys and -e give it."""
    forms = {"a,b": ["a", "b"], "a\nb\n": ["a", "b"], " a , b ": ["a", "b"], '["a", "b"]': ["a", "b"], "a": ["a"]}
    texts = [option for option in LISTS if option.field.elements == "str" and not option.field.choices]
    for option in texts:
        for given, meant in forms.items():
            problems: list[str] = []
            values: Any = read(tasks()[option.module].schema, option.given(given), problems)
            for field in option.way:
                values = values[field.name]
                values = values[0] if field.type == "list" and field.schema else values
            assert values == meant, f"{option.module} {option.path}: {given!r} became {values!r}"
    members("list of texts", len(texts))


@pytest.mark.case(92)
def test_lists_of_mappings_are_read_from_json(members: Callable[[str, int], None]) -> None:
    lists = [option for option in ALL if option.field.elements == "dict" and option.field.schema]
    for option in lists:
        assert not [one for one in told(option, '[{"name": "x"}]') if "must be" in one]
        (sentence,) = [one for one in told(option, "[{name: x}]") if "must be a list" in one]
        assert '[{"name"' in sentence
        (sentence,) = [one for one in told(option, {"Main": {}, "Sales": {}}) if "is a mapping" in one]
        assert "(Main, Sales); write a list" in sentence
    members("list of mappings", len(lists))


@pytest.mark.case(4)
def test_a_name_that_is_blank_means_what_its_id_means(members: Callable[[str, int], None]) -> None:
    tested = [option for option in NAMES if not option.schema.by_name[option.field.by_name].guard]
    assert {option.field.by_name for option in tested} >= {"assistant", "squad", "credential", "phone_number"}
    for option in tested:
        schema, name = option.schema, option.field.by_name
        for blank in (None, ""):
            by_id, by_name = read(schema, {option.field.name: blank}, []), read(schema, {name: blank}, [])
            assert by_name == by_id == {option.field.name: None}, f"{option.module} {option.path}"
            ours = read(schema, {name: blank, option.field.name: "x"}, [])
            assert name not in ours, "an id beside it counts"
    members("name", len(tested))


def test_every_name_that_stands_beside_an_id_is_one() -> None:
    for option in ALL:
        name = option.field.name.removesuffix("_id")
        if option.field.format == "uuid" and name != option.field.name and name in option.schema.by_name:
            named = option.schema.by_name[name]
            assert option.field.by_name == name or named.guard or named.passthrough, f"{option.module} {option.path}"
