# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to change: compared by rule, the smallest patch, the predicted record, and nothing twice."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lines import LINES
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE, PROVIDERS, ROUTE_IDS
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.convert import to_api
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.diff import (
    Plan,
    not_kept,
    plan_create,
    plan_delete,
    plan_update,
    same,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.spec import with_defaults
from ansible_collections.voiceops.vapi.tests.unit.plugins.module_utils.strategies import JSON, lines, record_of
from hypothesis import given
from hypothesis import strategies as st

# --- how the service may show a record --------------------------------------------------------------------------------

SECRETS = ("twilioAuthToken", "twilioApiKey", "twilioApiSecret", "password", "headers")
DEFAULTS = {
    "server": {"timeoutSeconds": 20, "staticIpAddressesEnabled": False},
    "authentication": {},
    "transferPlan": {"timeout": 60, "sipVerb": "refer", "dialTimeout": 60},
}


@st.composite
def answers(draw: st.DrawFn, record: dict[str, Any]) -> dict[str, Any]:
    """The same record as any service may show it."""
    how = draw(st.sampled_from(("omit", "mask", "echo")))
    defaults, nulls, backwards, extra = (draw(st.booleans()) for _time in range(4))
    shown = _shown("", deepcopy(record), how, defaults, backwards)
    if nulls:
        shown = {**dict.fromkeys(field.api_name for field in LINE.fields if not field.local), **shown}
    return {**shown, "providerResourceId": "PN1", "useClusterSip": True} if extra else shown


def _shown(name: str, value: Any, secrets: str, defaults: bool, backwards: bool) -> Any:
    if isinstance(value, list):
        return [_shown("", item, secrets, defaults, backwards) for item in value]
    if not isinstance(value, dict):
        return value
    filled = {**(DEFAULTS.get(name, {}) if defaults else {}), **value}
    inner = {
        key: {"mask": "********", "echo": item}.get(secrets)
        if key in SECRETS
        else _shown(key, item, secrets, defaults, backwards)
        for key, item in (reversed(list(filled.items())) if backwards else filled.items())
    }
    return {key: item for key, item in inner.items() if item is not None}


# --- nothing twice ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS)
@given(data=st.data())
def test_what_was_created_is_unchanged(provider: str, data: st.DataObject) -> None:
    wanted = to_api(LINE, data.draw(lines(provider)))
    created = plan_create(LINE, wanted, {"status": "active"})
    record = data.draw(answers(record_of(created.payload)))
    again = plan_update(LINE, wanted, record)
    assert not again.changed and again.payload == {} and again.before == again.after
    assert list(not_kept(LINE, created.payload, record)) == []


@pytest.mark.parametrize("provider", PROVIDERS)
@given(data=st.data())
def test_what_was_updated_is_unchanged(provider: str, data: st.DataObject) -> None:
    """From any line of a carrier to any other: the prediction fulfils the wish, under any answer."""
    before = record_of(to_api(LINE, data.draw(lines(provider))))
    wanted = to_api(LINE, data.draw(lines(provider)))
    planned = plan_update(LINE, wanted, data.draw(answers(before)))
    after = {**before, **planned.payload}
    again = plan_update(LINE, wanted, data.draw(answers(after)))
    assert not again.changed, (planned.payload, again.payload)
    assert plan_update(LINE, wanted, planned.predicted).payload == {}


@given(lines(), st.sampled_from(PROVIDERS))
def test_a_patch_has_nothing_that_never_changes(line: dict[str, Any], provider: str) -> None:
    patch = plan_update(LINE, to_api(LINE, line), {"id": "x", "provider": provider, "number": "+14155550111"}).payload
    assert {"provider", "id", "status", "orgId"}.isdisjoint(patch)


def test_the_area_code_of_a_bought_number_is_never_sent_again() -> None:
    record = {"id": "x", "provider": "vapi", "name": "old", "number": "+14155550111"}
    declared = with_defaults(LINE, {"id": "x", "name": "new", "number_desired_area_code": "212"})
    planned = LINES.to_update(declared, to_api(LINE, declared), record)
    assert planned.payload == {"name": "new"}
    bought = LINES.to_create({**declared, "provider": "vapi"}, to_api(LINE, declared))
    assert bought.payload["numberDesiredAreaCode"] == "212"
    assert list(LINES.not_kept(bought, {**record, "name": "new"})) == []


@pytest.mark.parametrize("number", [None, "+14155550111"])
def test_a_number_that_the_service_assigned_is_never_sent(number: str | None) -> None:
    record = {"id": "x", "provider": "vapi", "name": "old", "number": "+14155550111"}
    declared = with_defaults(LINE, {"id": "x", "name": "new", "number": number})
    planned = LINES.to_update(declared, to_api(LINE, declared), record)
    assert planned.payload == {"name": "new"}


@pytest.mark.parametrize("switch", [True, False, None])
def test_a_number_goes_out_with_the_switch_it_is_checked_by(switch: bool | None) -> None:
    record = {"id": "x", "provider": "byo-phone-number", "number": "+14155550111", "numberE164CheckEnabled": switch}
    declared = with_defaults(LINE, {"id": "x", "number": "+14155550112"})
    planned = LINES.to_update(declared, to_api(LINE, declared), record)
    along = {} if switch is None else {"numberE164CheckEnabled": switch}
    assert planned.payload == {"number": "+14155550112", **along} and planned.fields == ("number",)


@given(lines())
def test_omitted_means_untouched(line: dict[str, Any]) -> None:
    record = record_of(to_api(LINE, line))
    planned = plan_update(LINE, {}, record)
    assert not planned.changed and planned.predicted == record


@given(lines(), st.data())
def test_one_field_changed_is_one_field_sent(line: dict[str, Any], data: st.DataObject) -> None:
    record = record_of(to_api(LINE, line))
    field, value = data.draw(
        st.sampled_from([("name", "Another"), ("fallbackDestination", None), ("hooks", []), ("server", None)])
    )
    planned = plan_update(LINE, {**to_api(LINE, line), field: value}, record)
    assert set(planned.payload) == ({field} if record.get(field) not in (value, None, []) else set())
    assert planned.fields == tuple(LINE.by_api_name[name].name for name in planned.payload)


@given(lines())
def test_no_diff_shows_a_secret(line: dict[str, Any]) -> None:
    marked = json.loads(json.dumps(to_api(LINE, line)))
    for holder in (marked, marked.get("authentication", {}), marked.get("server", {})):
        holder.update({name: {"x": "s3cret"} if name == "headers" else "s3cret" for name in SECRETS if name in holder})
    record = record_of(marked)
    plans = [
        plan_create(LINE, marked, {}),
        plan_update(LINE, marked, {**record, "name": "other", "server": None}, secrets=True),
        plan_delete(LINE, record),
    ]
    assert "s3cret" not in json.dumps([[planned.before, planned.after] for planned in plans])


@given(lines())
def test_no_diff_shows_a_date(line: dict[str, Any]) -> None:
    record = record_of(to_api(LINE, line), status="active", orgId="o")
    for planned in (plan_delete(LINE, record), plan_update(LINE, {"name": "x"}, record)):
        assert {"created_at", "updated_at", "status", "org_id", "undocumented"}.isdisjoint(
            {*planned.before, *planned.after}
        )


# --- comparison -------------------------------------------------------------------------------------------------------

NESTED = Schema(
    "thing",
    (
        Field("text"),
        Field("secret", secret=True),
        Field("number", "float", service_default=20),
        Field("inner", "dict", schema=Schema("inner thing", (Field("text"),))),
    ),
)
OBJECT = Field("thing", "dict", schema=NESTED)
COMPLETE = Field(
    "thing", "dict", schema=Schema("thing", (Field("text"), Field("list", "list", elements="str")), complete=True)
)
SET = Field("things", "list", elements="str", unordered=True)
LIST = Field("things", "list", elements="dict", schema=NESTED)


@pytest.mark.parametrize(
    ("declared", "wanted", "actual", "equal"),
    [
        (Field("name"), "a", "a", True),
        (Field("name"), "a", "A", False),
        (Field("name"), None, None, True),
        (Field("name"), "", None, True),
        (Field("name"), "a", None, False),
        (Field("name"), None, "a", False),
        (Field("uri", format="sip"), "sip:A@b", "SIP:a@B", True),
        (Field("flag", "bool", service_default=True), True, None, True),
        (Field("flag", "bool", service_default=True), None, True, True),
        (Field("flag", "bool", service_default=True), False, None, False),
        (Field("flag", "bool", service_default=False), False, None, True),
        (Field("flag", "bool", service_default=False), True, False, False),
        (Field("flag", "bool"), False, None, False),
        (Field("count", "float"), 0, None, False),
        (Field("count", "float", service_default=20), 20.0, None, True),
        (Field("token", secret=True), "a", "b", True),
        (Field("token", secret=True), "a", None, True),
        (SET, ["a", "b"], ["b", "a"], True),
        (SET, ["a", "b"], ["a"], False),
        (SET, ["a", "a"], ["a"], False),
        (SET, [], None, True),
        (OBJECT, {"text": "a"}, {"text": "a", "number": 33, "other": 1}, True),
        (OBJECT, {"text": "a"}, {"number": 33}, False),
        (OBJECT, {"text": "a", "number": 20}, {"text": "a"}, True),
        (COMPLETE, {"text": "a"}, {"text": "a", "list": ["x"]}, False),
        (COMPLETE, {"text": "a"}, {"text": "a", "list": [], "other": 1}, True),
        (OBJECT, {"text": "a", "secret": "x"}, {"text": "a", "secret": "****"}, True),
        (OBJECT, {"inner": {"text": "a"}}, {"inner": {"text": "a", "more": 1}}, True),
        (OBJECT, {"text": "a"}, "text", False),
        (OBJECT, {}, None, True),
        (OBJECT, {"secret": "x", "number": 20}, {}, True),
        (OBJECT, {"secret": "x"}, None, False),
        (OBJECT, {"text": "a"}, {}, False),
        (LIST, [{"text": "a"}, {"text": "b"}], [{"text": "b"}, {"text": "a"}], False),
        (LIST, [{"text": "a"}], [{"text": "a", "number": 1}], True),
        (LIST, [{"text": "a"}], [{"text": "a"}, {"text": "b"}], False),
        (LIST, [{"text": "a"}], {"text": "a"}, False),
        (Field("free", "dict", passthrough=True), {"a": 1}, {"a": 1, "b": 2}, False),
        (Field("message", "raw"), {"type": "x"}, {"type": "x", "id": 1}, True),
    ],
)
def test_same(declared: Field, wanted: Any, actual: Any, equal: bool) -> None:
    assert same(declared, wanted, actual) is equal


@given(JSON, JSON)
def test_any_two_values_can_be_compared(wanted: Any, actual: Any) -> None:
    for declared in (Field("x", "raw"), Field("x", format="sip"), Field("x", "list", unordered=True)):
        assert same(declared, wanted, wanted)
        assert same(declared, wanted, actual) in (True, False)


# --- routes and secrets -----------------------------------------------------------------------------------------------

IDS = {"assistantId": "a", "squadId": "s", "workflowId": "w"}


@pytest.mark.parametrize("route", IDS)
def test_one_route_clears_the_others_in_the_same_patch(route: str) -> None:
    record = {"provider": "twilio", **IDS}
    planned = plan_update(LINE, {route: "new"}, record)
    assert planned.payload == {**dict.fromkeys(IDS), route: "new"}
    assert planned.predicted == {"provider": "twilio", route: "new"}


def test_only_rivals_that_are_there_are_cleared() -> None:
    assert plan_update(LINE, {"squadId": "s"}, {"provider": "twilio", "assistantId": None}).payload == {"squadId": "s"}
    assert not plan_update(LINE, {"squadId": "s"}, {"provider": "twilio", "squadId": "s"}).changed


def test_a_route_that_was_added_by_hand_is_cleared() -> None:
    record = {"provider": "twilio", "squadId": "s", "assistantId": "a"}
    assert plan_update(LINE, {"squadId": "s"}, record).payload == {"assistantId": None}


def test_every_route_can_be_cleared() -> None:
    assert tuple(LINE.exclusive) == ROUTE_IDS
    assert plan_update(LINE, dict.fromkeys(IDS), {"provider": "vapi", **IDS}).payload == dict.fromkeys(IDS)


def test_secrets_go_out_only_when_asked() -> None:
    wanted = {"twilioAuthToken": "t", "server": {"url": "https://x", "headers": {"a": "b"}}, "name": "x"}
    record = {"provider": "twilio", "name": "x", "server": {"url": "https://x"}}
    assert not plan_update(LINE, wanted, record).changed
    planned = plan_update(LINE, wanted, record, secrets=True)
    assert planned.payload == {name: wanted[name] for name in ("twilioAuthToken", "server")}
    assert planned.after["secrets_sent"] == ["server", "twilio_auth_token"]


def test_clearing_a_secret_that_was_never_sent_writes_nothing() -> None:
    assert not plan_update(LINE, {"twilioAuthToken": None}, {"provider": "twilio"}, secrets=True).changed


# --- creating, deleting, reading back ---------------------------------------------------------------------------------


def test_an_empty_object_inside_of_another_clears_once() -> None:
    desk = {"type": "number", "number": "+14155550199"}
    plan = {"mode": "blind-transfer", "summaryPlan": {"enabled": False}}
    wanted = {"fallbackDestination": {**desk, "transferPlan": {"mode": "blind-transfer", "summaryPlan": {}}}}
    first = plan_update(LINE, wanted, {"provider": "telnyx", "fallbackDestination": {**desk, "transferPlan": plan}})
    assert first.payload == wanted
    assert not plan_update(LINE, wanted, first.predicted).changed


def test_a_create_sends_no_null() -> None:
    wanted = {"provider": "vapi", "name": "x", "number": None, "squadId": None, "numberDesiredAreaCode": "415"}
    planned = plan_create(LINE, wanted, {"status": "active"})
    assert planned.payload == {"provider": "vapi", "name": "x", "numberDesiredAreaCode": "415"}
    assert planned.predicted == {"status": "active", **planned.payload}
    assert planned.before == {} and planned.after["name"] == "x"


def test_a_delete_shows_what_goes() -> None:
    planned = plan_delete(
        LINE, {"id": "i", "provider": "vapi", "name": "x", "authentication": {"username": "u", "password": "p"}}
    )
    assert planned.before == {"id": "i", "provider": "vapi", "name": "x", "authentication": {"username": "u"}}
    assert planned.after == {} and planned.changed and planned.payload == {}


def test_what_was_not_kept_is_named() -> None:
    sent = {
        "name": "x",
        "server": {"url": "https://x"},
        "numberDesiredAreaCode": "415",
        "twilioAuthToken": "t",
        "hooks": [],
    }
    assert list(LINES.not_kept(Plan("create", sent), {"name": "y"})) == ["name", "server"]
    assert list(LINES.not_kept(Plan("create", sent), sent)) == []
