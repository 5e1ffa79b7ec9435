# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option with every type that YAML has: refused by name or read as it was meant, in process and as a module."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest
import yaml
from ansible.module_utils import basic
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute, run_module
from ansible_collections.voiceops.vapi.plugins.plugin_utils._plain import plain

from tests.support.declarations import Option, options, tasks

VALUES = {
    "octal": "0100",
    "integer": "4155550111",
    "number": "+14155550111",
    "float": "1.5",
    "sexagesimal": "9:30",
    "yes": "yes",
    "off": "off",
    "null": "null",
    "empty": "''",
    "blanks": "'  '",
    "date": "2026-12-01",
    "time": "2026-12-01T09:00:00Z",
    "local time": "2026-12-01 09:00:00",
    "binary": "!!binary aGVsbG8=",
    "set": "!!set {b, a}",
    "infinite": ".inf",
    "list": "[a]",
    "list of nothing": "[null]",
    "empty list": "[]",
    "mapping": "{a: 1}",
    "mapping with times": "{a: 2026-12-01T09:00:00Z, 7: !!set {b}}",
    "empty mapping": "{}",
    "text": "Main",
    "function": '"It is <function _now at 0x7f0000000000>"',
}
"""YAML by what it is."""

NOT_TEXTS = ("octal", "integer", "float", "sexagesimal", "yes", "off", "date", "time", "local time", "set", "function")
ALL = options()
SAMPLES = {"phone": "+14155550100", "uuid": "5f0c1d2e-0000-4000-8000-000000000001", "sip": "sip:a@example.com"}
SAMPLES |= {
    "url": "https://example.com",
    "time": "2026-12-01T09:00:00Z",
    "time_of_day": "09:00",
    "regex": "x",
    "account_sid": "AC1",
}
BESIDE: dict[str, dict[str, Any]] = {
    "line": {"name": "Main"},
    "hook": {"event": "call.ending"},
    "hook of a number": {"phone_number": "Main", "event": "call.ending"},
    "call": {"phone_number": "Main", "assistant": "Bot", "customer": {"number": "+14155550111"}},
    "customer": {"number": "+14155550111"},
    "SIP authentication": {"username": "front-desk-user-00001"},
    "destination": {"type": "number", "number": "+14155550100"},
    "loopback call": {"name": "Proof", "caller": "One", "line": "Two", "assistant": "Bot"},
}
"""What makes an object whole that says nothing else."""


def sample(schema: Schema) -> dict[str, Any]:
    """A whole object, as short as can be."""
    needed = {field.name: _sample(field) for field in schema.fields if field.required is True}
    return {**needed, **BESIDE.get(schema.title, {})}


def _sample(field: Field) -> Any:
    if field.type == "list":
        return []
    if field.schema:
        return sample(field.schema)
    return field.choices[0] if field.choices else SAMPLES.get(field.format, "x" if field.type == "str" else 1)


def given(option: Option, value: Any) -> dict[str, Any]:
    """A task's options: this one, and what makes the objects whole that it stands in."""
    inner: dict[str, Any] = {**sample(option.schema), option.field.name: value}
    schemas = [tasks()[option.module].schema, *(field.schema for field in option.way[:-1])]
    for schema, field in reversed(list(zip(schemas, option.way[:-1]))):
        assert schema is not None
        inner = {**sample(schema), field.name: [inner] if field.type == "list" else inner}
    return inner


def each() -> Iterator[Option]:
    """Every option once: those at the top of each module, and each nested object in the first module that has it."""
    seen: set[tuple[str, str]] = set()
    for option in ALL:
        key = (option.schema.title, option.field.name)
        if len(option.way) == 1 or key not in seen:
            seen.add(key)
            yield option


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


@pytest.mark.case(40)
@pytest.mark.parametrize(
    ("options_", "words"),
    [
        ({"number": 1000, "number_e164_check_enabled": False}, "number: is a number without quotes"),
        ({"number": 14155550111, "number_e164_check_enabled": "no"}, "number: is a number without quotes"),
        ({"number": 4155550111}, "number: is a number without quotes"),
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


# --- in process and as a module ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nobody() -> str:
    """An address at which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def as_module(module: str, arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a module prints when a process of its own runs it; the process alone is missing."""
    arguments = {**arguments, "_ansible_check_mode": True}
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
    if hasattr(basic, "_ANSIBLE_PROFILE"):
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy")
    printed = StringIO()
    with redirect_stdout(printed), pytest.raises(SystemExit):
        run_module(tasks()[module])
    return dict(json.loads(printed.getvalue()))


@pytest.mark.case(86, 91)
def test_both_ways_are_the_same(
    nobody: str, members: Callable[[str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = {"api_key": "a-key-of-nobody", "api_url": nobody, "retries": 0, "timeout": 1}
    compared = understood = 0
    for option in EACH:
        for name, text in VALUES.items():
            try:
                arguments = {**connection, **plain(given(option, yaml.safe_load(text)))}
            except InvalidOptions:
                continue  # Refused before either way begins.
            task = tasks()[option.module]
            inside = execute(task, arguments, True, {})
            if not task.problems(arguments):
                understood += 1
                outside = as_module(option.module, arguments, monkeypatch)
                same = {key: outside.get(key) for key in ("msg", "failure", "changed")}
                assert same == {key: inside.get(key) for key in same}, f"{option.module} {option.path}: {name}"
            compared += 1
    assert understood > len(EACH)
    members("option × YAML type", compared)
