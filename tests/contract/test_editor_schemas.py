# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The editors' schemas take what a run takes and refuse what it refuses, judged by jsonschema."""

from __future__ import annotations

import importlib
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read
from ansible_collections.voiceops.vapi.tests.unit.plugins.module_utils.strategies import lines
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from tests.contract import harness
from tests.contract.test_org import CLINIC

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "tools")]
EDITOR = importlib.import_module("editor_schemas")
DOCUMENTS = {f"{name}.json": document for name, document in EDITOR.schemas().items()}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, DRAFT7.create_resource(document)) for name, document in DOCUMENTS.items()
)
VALIDATORS = {name: Draft7Validator(document, registry=REGISTRY) for name, document in DOCUMENTS.items()}
SCHEMAS = {"call_lines": LINE, "outbound_calls": CALL}

CALL_OF_ALL = {
    "name": "Welcome",
    "phone_number": "Main",
    "assistant": "Support Bot",
    "customer": {"number": "+14155550111"},
    "calling_hours": {"start": "09:00", "end": "17:00", "timezone": "Europe/Berlin", "days": ["monday", "friday"]},
    "schedule_plan": {"earliest_at": "2026-12-01T09:30:00Z"},
    "wait": True,
    "expect": {"outcome": ["ok"], "maximum_duration": 60, "transcript": "(?i)welcome"},
}


class Tags(yaml.SafeLoader):
    """YAML with Ansible's own tags."""


Tags.add_constructor("!vault", lambda loader, node: loader.construct_scalar(node))


def complaints(variable: str, items: Any) -> list[str]:
    """What the editor says about a list."""
    return [error.message for error in VALIDATORS[f"{variable}.json"].iter_errors(items)]


def told(schema: Schema, item: Any) -> list[str]:
    """What the run says about it."""
    problems: list[str] = []
    read(schema, item, problems)
    return problems


def verdicts(item: Any, variable: str = "call_lines") -> tuple[bool, bool]:
    """Whether the run and the editor take it."""
    return not told(SCHEMAS[variable], item), not complaints(variable, [item])


# --- what is written somewhere ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_schemas_are_schemas(name: str) -> None:
    Draft7Validator.check_schema(DOCUMENTS[name])


def test_there_is_one_for_each_list_and_one_for_a_vars_file() -> None:
    lists = {f"{EDITOR.file_of(name)}.json" for name in EDITOR.SCHEMAS}
    assert set(DOCUMENTS) == {*lists, "vars.json"}
    assert {"call_lines.json", "outbound_calls.json", *(f"org_{name}.json" for name in LISTS)} <= lists
    assert DOCUMENTS["vars.json"]["properties"].keys() >= EDITOR.SCHEMAS.keys()


@pytest.mark.parametrize(("variable", "noun"), [("call_lines", "line"), ("outbound_calls", "call")])
def test_they_have_the_options_of_the_argument_specs(variable: str, noun: str) -> None:
    specs = yaml.safe_load((ROOT / "roles" / variable / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    variables = specs["argument_specs"]["main"]["options"]
    options = options_in(DOCUMENTS[f"{variable}.json"]["definitions"], noun)
    assert options.keys() == variables[variable]["options"].keys()
    assert variables.keys() <= DOCUMENTS["vars.json"]["properties"].keys()
    assert "" not in {schema["description"] for schema in options.values()}


def options_in(definitions: dict[str, Any], noun: str) -> dict[str, Any]:
    """Every option of an object: those that all its variants have, and those with a definition of their own."""
    partly = {
        name.removeprefix(f"{noun}."): schema for name, schema in definitions.items() if name.startswith(f"{noun}.")
    }
    return {**definitions[noun].get("properties", {}), **partly}


OBJECTS = [(name, one) for name, objects in CLINIC.items() for one in objects]
OBJECTS.append(("files", {"name": "prices", "src": "files/prices.pdf", "definition": {"purpose": "assistants"}}))
BENT: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"state": "absent"}, True),
    ({"state": "gone"}, False),
    ({"definition": "{{ clinic }}"}, True),
    ({"definition": ["a", "list"]}, False),
    ({"name": "{{ name }}"}, True),
    ({"definitions": {}}, False),
    ({"update_secrets": "always"}, True),
    ({"update_secrets": "sometimes"}, False),
    ({"id": "no-uuid"}, False),
    ({"id": ""}, False),
    ({"prompt": "Be kind."}, False),
    ({"src": "a.txt"}, False),
]
"""What is added to an object of an org, and whether it stays right; a prompt and a src belong to one kind each."""


@pytest.mark.parametrize(("list_name", "declared"), OBJECTS, ids=[f"{name} {one['name']}" for name, one in OBJECTS])
def test_objects_of_an_org(list_name: str, declared: dict[str, Any], members: Callable[[str, int], None]) -> None:
    """The editor takes and refuses what the run does, for every kind."""
    members("object × change", len(BENT))
    for change, is_right in BENT:
        item = {**declared, **change}
        own = {"assistants": "prompt", "files": "src"}.get(list_name)
        expected = is_right or change.keys() == {own}
        if "{{" not in str(change):
            assert (not told(LISTS[list_name].schema, item)) == expected, change
        assert (not complaints(f"org_{list_name}", [item])) == expected, change


VARS_FILES = sorted(path for path in ROOT.glob("examples/inventory/*_vars/*/*.yml") if path.name != "vault.yml")


@pytest.mark.parametrize("path", VARS_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_example_inventory(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not list(VALIDATORS["vars.json"].iter_errors(yaml.safe_load(text)))
    named = re.search(r"^# yaml-language-server: \$schema=(\S+)$", text, re.MULTILINE)
    assert named and (path.parent / named[1]).resolve() == ROOT / "schemas" / "vars.json"


GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("guide_*.rst"))
BLOCK = re.compile(r"^\.\. code-block:: yaml\n(?: +:\w.*\n)*\n((?:(?: +.*)?\n)+)", re.MULTILINE)


def mappings_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping at any depth."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from mappings_in(inner)


def test_what_the_guides_declare() -> None:
    documents = [
        yaml.load(textwrap.dedent(block), Tags)  # noqa: S506 - a safe loader
        for guide in GUIDES
        for block in BLOCK.findall(guide.read_text(encoding="utf-8"))
    ]
    declared = [mapping for mapping in mappings_in(documents) if mapping.keys() & SCHEMAS.keys()]
    assert len(declared) > 3
    for mapping in declared:
        assert not list(VALIDATORS["vars.json"].iter_errors(mapping)), mapping


EXAMPLES = {
    "vapi_phone_number": ("call_lines", None),
    "vapi_call_lines": ("call_lines", "lines"),
    "vapi_call": ("outbound_calls", None),
    "vapi_outbound_calls": ("outbound_calls", "calls"),
}
CONNECTION = ("api_key", "api_url", "region")


@pytest.mark.parametrize("module", EXAMPLES)
def test_the_modules_examples(module: str) -> None:
    variable, option = EXAMPLES[module]
    loaded = importlib.import_module(f"ansible_collections.voiceops.vapi.plugins.modules.{module}")
    for task in yaml.safe_load(loaded.EXAMPLES):
        options = {
            name: value for name, value in task[f"voiceops.vapi.{module}"].items() if option or name not in CONNECTION
        }
        assert complaints(variable, options.get(option, []) if option else [options]) == []


# --- the run and the editor agree -------------------------------------------------------------------------------------


@given(lines())
def test_a_valid_line_is_valid_in_both(line: dict[str, Any]) -> None:
    assert verdicts(line) == (True, True), complaints("call_lines", [line])


@pytest.mark.parametrize("carrier", harness.FULL_LINES)
def test_every_carriers_line_with_all_it_can_have(carrier: str) -> None:
    assert verdicts(harness.FULL_LINES[carrier]) == (True, True)


def test_a_call() -> None:
    assert verdicts(CALL_OF_ALL, "outbound_calls") == (True, True)


def places(schema: Schema, values: dict[str, Any]) -> Iterator[tuple[Schema, Field, dict[str, Any]]]:
    """Every option that is written, with its shape and the mapping it stands in."""
    for name, value in values.items():
        field = schema.by_name[name]
        yield schema, field, values
        for inner in value if isinstance(value, list) else [value]:
            if field.schema and isinstance(inner, dict):
                yield from places(field.schema, inner)


PAIRED = ("name", "provider", "twilio_api_key", "twilio_api_secret")
"""Options whose absence contradicts another one's presence."""


def spellings(schema: Schema, field: Field, value: Any) -> Iterator[Any]:
    """Other ways to write the same value, or to leave it away."""
    if schema is LINE and field.name not in PAIRED and not field.guard:
        yield from (None, "")
    if field.type == "bool":
        yield from ("yes", "Off", "TRUE", 1, 0)
    if field.type in ("int", "float"):
        yield from (str(value), f" {value}")
    if field.format == "phone" and re.fullmatch(r"\+[1-9]\d+", value):
        yield f" {value} "
    if field.format == "phone" and re.fullmatch(r"\+[1-9]\d{10,14}", value):
        yield int(value)
    if field.type == "list" and len(value) == 1:
        yield value[0]


def mistakes(field: Field) -> Iterator[Any]:
    """Values that the field cannot have."""
    if field.choices:
        yield ["no-such-choice"] if field.type == "list" else "no-such-choice"
    if field.schema:
        yield from ({"no_such_option": 1}, [7])
    if field.type == "bool":
        yield from ("perhaps", 2)
    if field.type in ("int", "float"):
        yield from ("soon", True)
    if field.type in ("int", "float") and field.maximum is not None:
        yield from (field.maximum + 1, (field.minimum or 0) - 1)
    if field.type == "str" and field.maximum is not None:
        yield "x" * (int(field.maximum) + 1)
    if field.format in ("uuid", "sip", "url", "area_code", "time", "time_of_day"):
        yield "n o"


@given(lines(), st.data())
def test_other_ways_to_write_a_value_are_taken_by_both(line: dict[str, Any], data: st.DataObject) -> None:
    ways = [
        (field, values, way)
        for schema, field, values in places(LINE, line)
        for way in spellings(schema, field, values[field.name])
    ]
    field, values, way = data.draw(st.sampled_from(ways))
    values[field.name] = way
    assert verdicts(line) == (True, True), (field.name, way)


@given(lines(), st.data())
def test_mistakes_are_refused_by_both(line: dict[str, Any], data: st.DataObject) -> None:
    wrong = [(field, values, mistake) for _shape, field, values in places(LINE, line) for mistake in mistakes(field)]
    field, values, mistake = data.draw(st.sampled_from(wrong))
    values[field.name] = mistake
    assert verdicts(line) == (False, False), (field.name, mistake)


@given(lines(), st.data())
def test_unknown_options_are_refused_by_both(line: dict[str, Any], data: st.DataObject) -> None:
    mappings = [line, *(values for _shape, _field, values in places(LINE, line))]
    data.draw(st.sampled_from(mappings))["no_such_option"] = 1
    assert verdicts(line) == (False, False)


@given(lines(), st.data())
def test_options_of_another_variant_are_refused_by_both(line: dict[str, Any], data: st.DataObject) -> None:
    foreign = [
        (other, values)
        for schema, field, values in places(LINE, line)
        if field.name == schema.selector
        for other in schema.fields
        if not other.exists_for(values[field.name])
    ]
    other, values = data.draw(st.sampled_from(foreign))
    values[other.name] = None
    is_taken = not other.guard
    assert verdicts(line) == (is_taken, is_taken), "nothing is nothing, for every carrier, but for a guard"
    values[other.name] = VALUES[other.type]
    assert verdicts(line) == (False, False)


VALUES = {"str": "+14155550100", "bool": True, "dict": {}, "float": 1, "list": []}


@given(lines(), st.data())
def test_what_is_required_is_required_by_both(line: dict[str, Any], data: st.DataObject) -> None:
    needed = [
        (field, values)
        for schema, field, values in places(LINE, line)
        if not schema.partial and field.required_for(values.get(schema.selector))
    ]
    if not needed:
        return
    field, values = data.draw(st.sampled_from(needed))
    if data.draw(st.booleans()):
        del values[field.name]
    else:
        values[field.name] = None
    assert verdicts(line) == (False, False), field.name


@pytest.mark.parametrize(
    ("variable", "change"),
    [
        ("call_lines", {"number": "4155550100"}),
        ("call_lines", {"number": "not a number", "number_e164_check_enabled": False}),
        ("call_lines", {"hooks": [{"on": "call.ending", "event": "call.ending"}]}),
        ("outbound_calls", {"calling_hours": {**CALL_OF_ALL["calling_hours"], "start": "25:00"}}),
        ("outbound_calls", {"calling_hours": {**CALL_OF_ALL["calling_hours"], "days": ["funday"]}}),
        ("outbound_calls", {"customer": {"number": "110"}}),
        ("outbound_calls", {"schedule_plan": {"earliest_at": "tomorrow"}}),
        ("outbound_calls", {"expect": {"transcript": "("}}),
    ],
)
def test_refused_by_both(variable: str, change: dict[str, Any]) -> None:
    item = CALL_OF_ALL if variable == "outbound_calls" else {"name": "Main", "provider": "byo-phone-number"}
    taken_by_run, taken_by_editor = verdicts({**item, **change}, variable)
    assert not taken_by_run
    # What is a regular expression is only known where it is run.
    assert not taken_by_editor or "transcript" in str(change)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1000", "number_e164_check_enabled": False},
        {"number": 14155550100},
        {"hooks": {"on": "call.ending"}},
        {"status": "active", "created_at": "2026-01-01T00:00:00.000Z", "undocumented": {"a": 1}},
    ],
)
def test_taken_by_both(change: dict[str, Any]) -> None:
    assert verdicts({"name": "Main", "provider": "byo-phone-number", **change}) == (True, True)


# --- what only an editor sees -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["{{ vault_of_mine }}", "{% if x %}a{% endif %}", "$ANSIBLE_VAULT;1.1;AES256\n30343134"]
)
@pytest.mark.parametrize("variable", SCHEMAS)
def test_a_template_may_stand_everywhere(variable: str, text: str) -> None:
    definitions = DOCUMENTS[f"{variable}.json"]["definitions"]
    assert complaints(variable, text) == [] and complaints(variable, [text]) == []
    for noun in definitions:
        for name, schema in options_in(definitions, noun).items():
            whole = {**schema, "definitions": definitions}
            assert Draft7Validator(whole).is_valid(text), f"{noun}.{name}"


def test_a_password_in_the_vault_may_be_longer_than_the_password() -> None:
    text = (
        "call_lines:\n- name: Main\n  authentication:\n    username: a-user-of-twenty-signs\n    password: !vault |\n"
    )
    text += "      $ANSIBLE_VAULT;1.1;AES256\n      3034313464376433336636\n"
    assert not list(VALIDATORS["vars.json"].iter_errors(yaml.load(text, Tags)))  # noqa: S506 - a safe loader


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"call_lines": [{"name": "Main", "sever": {}}]}, "sever"),
        ({"call_lines_concurrency": "many"}, "many"),
        ({"call_lines_on_error": "panic"}, "panic"),
        ({"vapi_api_key": ["a"]}, "a"),
        ({"prove_calls": [{"costumer": {}}]}, "costumer"),
        ({"prove_loopbacks": [{"name": "Ring", "colour": "red"}]}, "colour"),
    ],
)
def test_a_vars_file_is_checked_and_may_hold_anything_else(wrong: dict[str, Any], name: str) -> None:
    validator = VALIDATORS["vars.json"]
    assert not list(validator.iter_errors({"greeting": {}, "vapi_api_key": "{{ key }}", "call_lines_prune": "yes"}))
    assert name in str(list(validator.iter_errors(wrong)))
