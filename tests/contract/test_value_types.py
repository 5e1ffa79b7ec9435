# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option with every type that YAML has: refused by name or read as it was meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read
from ansible_collections.voiceops.vapi.plugins.plugin_utils._plain import plain

from tests.support.declarations import Option, tasks
from tests.support.samples import VALUES, each, given

NOT_TEXTS = ("octal", "integer", "float", "sexagesimal", "yes", "off", "date", "time", "local time", "set", "function")
EACH = list(each())


def told(option: Option, value: Any) -> list[str]:
    """The sentences about an option and what is in it."""
    problems: list[str] = []
    try:
        read(tasks()[option.module].schema, plain(given(option, value)), problems)
    except InvalidOptions as error:
        return [error.sentence]
    return [one for one in problems if option.field.name in one.partition(": ")[0]]


def is_text(field: Field) -> bool:
    """Whether the option is one text whose form is free."""
    return field.type in ("str", "path") and field.format not in ("phone", "time", "match") and not field.choices


@pytest.mark.case(40, 41, 86)
def test_a_text_is_made_of_nothing_else(members: Callable[[str, int], None]) -> None:
    texts = [option for option in EACH if is_text(option.field)]
    for option in texts:
        for name in NOT_TEXTS:
            sentences = told(option, yaml.safe_load(VALUES[name]))
            assert sentences, f"{option.module} {option.path} takes {name}"
            assert name in ("set", "function") or "quotes" in " ".join(sentences), sentences
        assert "!unsafe" in " ".join(told(option, yaml.safe_load(VALUES["function"])))
    members("text option", len(texts))


def test_a_text_or_a_mapping_is_no_list(members: Callable[[str, int], None]) -> None:
    messages = [option for option in EACH if option.field.type == "raw"]
    for option in messages:
        for value in ([], [""], ["Hello."], [{"type": "custom-message"}]):
            sentences = " ".join(told(option, value))
            assert "must be text or a mapping, not a list" in sentences, f"{option.module} {option.path} takes {value}"
    members("option that is a text or a mapping", len(messages))


def test_the_case_of_an_id_is_none(members: Callable[[str, int], None]) -> None:
    ids = [option for option in EACH if option.field.format == "uuid" and option.field.type == "str"]
    for option in ids:
        values: Any = read(tasks()[option.module].schema, given(option, "5F0C1D2E-0000-4000-8000-00000000000A"), [])
        for field in option.way:
            values = values[field.name]
            values = values[0] if isinstance(values, list) else values
        assert values == "5f0c1d2e-0000-4000-8000-00000000000a", option.path
    members("option that is an id", len(ids))


@pytest.mark.case(40)
@pytest.mark.parametrize(
    ("options_", "words"),
    [
        ({"number": 1000, "number_e164_check_enabled": False}, "number: is an unquoted number"),
        ({"number": 14155550111, "number_e164_check_enabled": "no"}, "number: is an unquoted number"),
        ({"number": 4155550111}, "number: is an unquoted number"),
        ({"hooks": [{"on": "call.ringing", "filters": [{"starts_with": [36]}]}]}, "starts_with[0]: is a number"),
        ({"fallback_destination": {"type": "number", "number": "+14155550100", "extension": 7}}, "extension: is a num"),
        (
            {"hooks": [{"on": "call.ringing", "do": [{"type": "say", "exact": True}]}]},
            "exact: is true or false, not text",
        ),
    ],
)
def test_what_yaml_has_changed_is_refused(options_: dict[str, Any], words: str) -> None:
    problems: list[str] = []
    read(tasks()["vapi_phone_number"].schema, {"name": "Main", **options_}, problems)
    assert any(words in one and "quotes" in one for one in problems), problems


@pytest.mark.case(86)
def test_a_time_without_quotes_is_one(members: Callable[[str, int], None]) -> None:
    times = [option for option in EACH if option.field.format == "time"]
    for option in times:
        assert not told(option, yaml.safe_load(VALUES["time"])), option.path
        assert "not a time with its zone" in " ".join(told(option, yaml.safe_load(VALUES["date"])))
    members("time option", len(times))


@pytest.mark.case(86)
def test_the_users_own_data_is_json(members: Callable[[str, int], None]) -> None:
    own = [option for option in EACH if option.field.passthrough and option.field.type == "dict"]
    for option in own:
        value = yaml.safe_load("{a: 2026-12-01T09:00:00Z, b: !!set {y, x}, c: 2026-12-01, 7: [1, 1.5, true, null]}")
        values: Any = read(tasks()[option.module].schema, plain(given(option, value)), [])
        for field in option.way:
            values = values[field.name]
            values = values[0] if field.type == "list" else values
        assert json.loads(json.dumps(values)) == values
        assert values == {
            "a": "2026-12-01T09:00:00+00:00",
            "b": ["x", "y"],
            "c": "2026-12-01",
            "7": [1, 1.5, True, None],
        }
        assert "binary" in " ".join(told(option, {"deep": [yaml.safe_load(VALUES["binary"])]}))
        assert "!unsafe" in " ".join(told(option, {"deep": yaml.safe_load(VALUES["function"])}))
    members("mapping of the user's own", len(own))


def test_what_is_omitted_is_no_item_of_a_list() -> None:
    """Below 2.19 Ansible leaves a placeholder standing in lists; one that a user writes has another token."""
    omitted = "__omit_place_holder__0123"
    given_ = {"toolIds": ["a", omitted, [omitted], {"b": omitted + "4"}]}
    assert plain(given_, omit=omitted) == {"toolIds": ["a", [], {"b": omitted + "4"}]}
