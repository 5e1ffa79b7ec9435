# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's tables against the official SDK and, where it is at hand, the OpenAPI document: in both directions.

The simulator refuses what its tables do not name, so a property that is missing there would be a false alarm, and one
too many would hide a request that the service refuses.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.authority import CARRIERS, Model, Property, document, document_line, sdk_call, sdk_line
from tests.support.needs import DOCUMENT, NO_DOCUMENT
from tests.support.simulator import FILES
from tests.tools.simulator_definitions import document_tables

sys.path.insert(0, str(FILES))

from vapi_simulator.definitions import definition, names  # noqa: E402
from vapi_simulator.resources.phone_number import DEFAULTS, NESTED_DEFAULTS  # noqa: E402
from vapi_simulator.tables import TABLES, UNIONS, Rule, creation_table, update_table  # noqa: E402

Table = dict[str, Rule]

needs_document = pytest.mark.skipif(not DOCUMENT.exists(), reason=NO_DOCUMENT)


def line_table(provider: str, operation: str) -> Table:
    """The simulator's table of POST or PATCH /phone-number."""
    return creation_table(provider) if operation == "create" else update_table(provider, True)


def differences(table: Table, model: Model, path: str = "") -> Iterator[str]:
    """What the simulator and an authority say differently about an object."""
    for name in table.keys() ^ model.properties.keys():
        yield f"{path}{name} is only in {'the simulator' if name in table else model.name}"
    for name in table.keys() & model.properties.keys():
        yield from about(table[name], model.properties[name], path + name)


def about(rule: Rule, declared: Property, path: str) -> Iterator[str]:
    """What they say differently about a property."""
    if rule.required != declared.required:
        yield f"{path} is {'' if rule.required else 'not '}required in the simulator"
    if rule.kind in ("tables", "strings", "list") and not declared.many:
        yield f"{path} is a list in the simulator"
    if declared.choices and rule.kind != "table" and set(rule.enum) != set(declared.choices):
        yield f"{path} is one of {rule.enum} in the simulator, {declared.choices} elsewhere"
    for ours, theirs in ((rule.low, declared.low), (rule.high, declared.high)):
        if theirs is not None and ours != theirs and not rule.enum:
            yield f"{path} is bounded by {ours} in the simulator, {theirs} elsewhere"
    if rule.of:
        yield from nested(rule.of, declared, path)


def nested(name: str, declared: Property, path: str) -> Iterator[str]:
    """What they say differently about an object in an object, in each of its forms."""
    if name not in UNIONS:
        (model,) = declared.models
        yield from differences(TABLES[name], model, f"{path}.")
        return
    selector, forms = UNIONS[name]
    theirs = {value: model for model in declared.models for value in model.properties[selector].choices}
    for value in forms.keys() ^ theirs.keys():
        yield f"{path} as {value} is only in {'the simulator' if value in forms else 'the authority'}"
    for value in forms.keys() & theirs.keys():
        yield from differences(TABLES[forms[value]], theirs[value], f"{path}<{value}>.")


@needs_document
@pytest.mark.parametrize("operation", ["create", "update"])
@pytest.mark.parametrize("provider", CARRIERS)
def test_lines_as_in_the_document(provider: str, operation: str) -> None:
    found = differences(line_table(provider, operation), document_line(provider, operation))
    assert [one for one in found if not ONLY_IN_THE_SDK.search(one)] == []


# What tells the forms of an object apart has a default in the SDK, so nobody has to give it there.
OF_THE_SDK = re.compile(r"(^|[.>])(on|type|provider) is required in the simulator$")
# The SDK knows these and the document does not; the simulator takes them, so that what the SDK sends is taken.
ONLY_IN_THE_SDK = re.compile(
    r"((fallbackDestination|destination)<(number|sip)>\.name|^squadVersion) is only in the simulator$"
)


@pytest.mark.parametrize("operation", ["create", "update"])
@pytest.mark.parametrize("provider", CARRIERS)
def test_lines_as_in_the_sdk(provider: str, operation: str) -> None:
    found = list(differences(line_table(provider, operation), sdk_line(provider, operation)))
    assert [one for one in found if not OF_THE_SDK.search(one)] == []


def test_calls_as_in_the_sdk() -> None:
    model, table = sdk_call(), TABLES["CreateCallDTO"]
    assert table.keys() == model.properties.keys()
    found = [
        one for name in ("customer", "schedulePlan") for one in nested(table[name].of, model.properties[name], name)
    ]
    assert found == []


@needs_document
def test_definitions_as_in_the_document(members: Any) -> None:
    """What the SDK alone knows is taken besides, whatever it holds."""
    expected = document_tables()
    assert expected.keys() == set(names())
    for name, table in expected.items():
        written = definition(name)
        assert {key: written[key] for key in table} == table, name
        assert {rule.kind for key, rule in written.items() if key not in table} <= {"any"}, name
    members("table of definitions", len(expected))


NAMES = [
    *("CreateCallDTO", "UpdateCallDTO", "CreateCustomerDTO", "SchedulePlan", "ImportTwilioPhoneNumberDTO"),
    *("CustomMessage", "TextContent"),
]


@needs_document
@pytest.mark.parametrize("name", NAMES)
def test_tables_as_in_the_document(name: str) -> None:
    assert [one for one in differences(TABLES[name], document(name)) if not ONLY_IN_THE_SDK.search(one)] == []


@needs_document
def test_defaults_as_in_the_document() -> None:
    for provider, defaults in DEFAULTS.items():
        properties = document_line(provider, "create").properties
        assert {name: properties[name].default for name in defaults} == defaults
    assert set(NESTED_DEFAULTS) == {"server", "authentication"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"foo": Rule("string")}, "foo is only in the simulator"),
        ({"name": None}, "name is only in CreatePhoneNumbersRequest_Twilio"),
        ({"number": Rule("string")}, "number is not required in the simulator"),
        ({"hooks": Rule("tables", of="TransferDestination")}, "hooks"),
        ({"server": Rule("table", of="BackoffPlan")}, "server.url is only in Server"),
    ],
)
def test_a_wrong_table_would_be_noticed(change: dict[str, Any], said: str) -> None:
    table = {name: rule for name, rule in {**creation_table("twilio"), **change}.items() if rule is not None}
    try:
        found = list(differences(table, sdk_line("twilio", "create")))
    except KeyError as error:
        found = [f"hooks has no {error}"]
    assert any(said in one for one in found), found
