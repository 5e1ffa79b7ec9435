# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions: the second run has nothing to do, what is undeclared stays, and user data is nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.defaults import DEFAULTS
from ansible_collections.voiceops.vapi.plugins.module_utils._org.definitions import (
    masks_sent_back,
    merged,
    patch,
    prompt_of,
    references_of_definition,
    same_definition,
    with_prompt,
    with_references,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._org.keys import REFERENCES, USER_DATA
from ansible_collections.voiceops.vapi.plugins.module_utils._org.objects import TOOL
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.redact import (
    SECRETS,
    masked,
    secret_values,
    without_secrets,
)
from hypothesis import given
from hypothesis import strategies as st

ID = "5e000000-0000-4000-8000-000000000001"
KEYS = st.sampled_from(["model", "voice", "name", "toolIds", "server", "apiKey", "metadata", "enabled", "a", "b"])
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "x", "y", ID]))
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
DEFINITIONS = st.dictionaries(KEYS, JSON, max_size=4)


def answered(actual: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
    """What a service has after a PATCH: top-level fields replaced whole, nulls gone."""
    return {key: value for key, value in {**actual, **payload}.items() if value is not None}


@given(DEFINITIONS, DEFINITIONS)
def test_the_second_run_has_nothing_to_do(wanted: dict[str, Any], actual: dict[str, Any]) -> None:
    assert patch(wanted, answered(actual, patch(wanted, actual))) == {}


@given(DEFINITIONS, DEFINITIONS)
def test_a_patch_holds_declared_fields_only(wanted: dict[str, Any], actual: dict[str, Any]) -> None:
    assert patch(wanted, actual).keys() <= wanted.keys()


def test_what_a_dashboard_added_is_kept() -> None:
    actual = {"model": {"provider": "openai", "model": "gpt-4.1", "temperature": 0.3, "toolIds": [ID]}}
    assert patch({"model": {"provider": "openai", "model": "gpt-4.1"}}, actual) == {}
    changed = patch({"model": {"model": "gpt-5"}}, actual)
    assert changed == {"model": {"provider": "openai", "model": "gpt-5", "temperature": 0.3, "toolIds": [ID]}}


def test_null_removes_at_any_depth() -> None:
    actual = {"model": {"provider": "openai", "temperature": 0.3}, "voice": {"provider": "azure"}}
    assert patch({"model": {"temperature": None}, "voice": None}, actual) == {
        "model": {"provider": "openai"},
        "voice": None,
    }


@pytest.mark.parametrize("key", [key for key in REFERENCES if key.endswith("Ids")])
def test_lists_of_references_are_sets(key: str, members: Any) -> None:
    members("list of references")
    assert same_definition(["a", "b"], ["b", "a"], key) and not same_definition(["a", "b"], ["a"], key)


def test_other_lists_are_ordered_and_whole() -> None:
    assert not same_definition(["a", "b"], ["b", "a"], "keywords") and not same_definition(
        ["a"], ["a", "b"], "keywords"
    )
    assert same_definition([{"type": "x"}], [{"type": "x", "added": 1}], "tools")


@pytest.mark.parametrize("key", DEFAULTS)
def test_absent_is_the_documented_default(key: str, members: Any) -> None:
    members("documented default")
    assert same_definition(DEFAULTS[key], None, key) and same_definition(None, DEFAULTS[key], key)
    assert patch({"part": {key: DEFAULTS[key]}}, {}) == {}


def test_one_is_not_true() -> None:
    assert not same_definition({"a": True}, {"a": 1}) and same_definition({"a": 1}, {"a": 1.0})


def test_items_are_merged_with_the_same_item_only() -> None:
    actual = [{"type": "function", "name": "a", "server": {"secret": "s3cret"}}, {"type": "endCall"}]
    assert merged([{"type": "function", "name": "a"}, {"type": "dtmf"}], actual) == [actual[0], {"type": "dtmf"}]


# --- references -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", REFERENCES)
def test_every_reference_is_found_and_replaced(key: str, members: Any) -> None:
    members("reference")
    value: Any = ["Name", ID] if key.endswith("Ids") else "Name"
    definition = {"deep": [{key: value}], **{own: {key: value} for own in USER_DATA}}
    assert [(one.kind, one.name) for one in references_of_definition(definition)] == [(REFERENCES[key], "Name")]
    replaced = with_references(definition, lambda kind, text: f"{kind}:{text}")
    assert "Name" not in json.dumps(replaced["deep"]).replace(f"{REFERENCES[key]}:Name", "")
    assert {own: replaced[own] for own in USER_DATA} == {own: {key: value} for own in USER_DATA}


def test_a_reference_without_an_answer_is_left_out() -> None:
    definition = {"assistantId": "Gone", "toolIds": ["Gone", "there"], "squadId": None}
    found = with_references(definition, lambda kind, text: None if text == "Gone" else text)
    assert found == {"toolIds": ["there"], "squadId": None}


# --- secrets -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(SECRETS))
def test_a_secret_is_neither_compared_nor_shown(key: str, members: Any) -> None:
    members("secret key")
    definition = {"model": {"tools": [{"server": {key: "canary-5f0c1d2e"}}]}}
    assert "canary" not in json.dumps([without_secrets(definition), masked(definition)])
    assert same_definition(definition, {"model": {"tools": [{"server": {key: "something else"}}]}})


@pytest.mark.parametrize("key", sorted(SECRETS))
def test_a_schema_that_describes_a_secret_is_compared_and_shown(key: str, members: Any) -> None:
    """A tool's parameter may be called ``token``: what the caller says there is no secret of the declaration."""
    members("secret key as a parameter")
    described = {"type": "string", "description": f"The {key} that the caller has been given."}
    tool = {"function": {"parameters": {"type": "object", "properties": {key: described}}}}
    other = {"function": {"parameters": {"type": "object", "properties": {key: {"type": "string"}}}}}
    assert not same_definition(tool, other) and same_definition(tool, tool)
    assert masked(tool) == without_secrets(tool) == tool
    assert list(secret_values(TOOL.schema, {"definition": tool})) == []


@pytest.mark.parametrize("key", sorted(SECRETS))
def test_a_schema_that_fixes_a_secret_is_one(key: str, members: Any) -> None:
    members("secret key with a fixed value")
    name = "Authorization" if key == "headers" else key
    schema = {"type": "object", "properties": {name: {"type": "string", "value": "canary-5f0c1d2e"}}}
    tool = {key: schema} if key == "headers" else {"parameters": schema}
    assert "canary" not in json.dumps([without_secrets(tool), masked(tool)])
    assert list(secret_values(TOOL.schema, {"definition": tool})) == ["canary-5f0c1d2e"]


def test_headers_described_by_a_schema_are_compared() -> None:
    headers = {"headers": {"type": "object", "properties": {"X-Env": {"type": "string", "value": "prod"}}}}
    assert not same_definition(headers, {"headers": {"type": "object", "properties": {"X-Env": {"value": "test"}}}})


def test_undeclared_secrets_that_go_back_are_named() -> None:
    actual = {"model": {"tools": [{"type": "function", "server": {"secret": "x", "url": "u"}}], "temperature": 1}}
    wanted = {"model": {"temperature": 2}}
    assert list(masks_sent_back(patch(wanted, actual), wanted)) == ["model.tools[0].server.secret"]


# --- prompts -----------------------------------------------------------------------------------------------


def test_a_prompt_is_the_system_message_and_other_messages_stay() -> None:
    actual = {"model": {"messages": [{"role": "system", "content": "old"}, {"role": "assistant", "content": "hi"}]}}
    wanted = with_prompt({"model": {"provider": "openai"}}, "new", actual)
    assert wanted["model"]["messages"] == [
        {"role": "system", "content": "new"},
        {"role": "assistant", "content": "hi"},
    ]
    assert prompt_of(wanted) == "new" and prompt_of({}) is None
