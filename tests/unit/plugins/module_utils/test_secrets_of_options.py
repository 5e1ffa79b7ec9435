# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is a secret is struck out everywhere, and what is none stays to be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import VapiError
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.convert import to_options
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.redact import (
    MASK,
    SECRETS,
    is_secret,
    mask,
    redact_error,
    secret_values,
    without_secrets,
)

from tests.support.declarations import options, tasks

SECRET = "s3cret-0123456789-abcdef"
COUNTS = (
    "llmPromptTokens",
    "llm_prompt_tokens",
    "promptTokens",
    "completionTokens",
    "maxTokens",
    "max_tokens",
    "tokens",
)


@pytest.mark.case(45)
@pytest.mark.parametrize("name", [*COUNTS, "isServerUrlSecretSet", "tokenCount", "api_key_present"])
@pytest.mark.parametrize("value", [0, 7, 1.5, True, False])
def test_counts_and_switches_are_no_secrets(name: str, value: Any) -> None:
    assert not is_secret(name, value)
    assert without_secrets({"deep": [{name: value}]}) == {"deep": [{name: value}]}


@pytest.mark.case(45)
@pytest.mark.parametrize("name", COUNTS)
def test_a_count_that_a_template_made_a_text_is_no_secret(name: str) -> None:
    assert without_secrets({"deep": [{name: "250"}]}) == {"deep": [{name: "250"}]}


@pytest.mark.case(45)
def test_costs_of_a_call_come_back_whole() -> None:
    costs = [{"type": "model", "promptTokens": 10, "completionTokens": 5, "cost": 0.1}]
    record = {"id": "1", "costs": costs, "costBreakdown": {"llmPromptTokens": 10, "llmCompletionTokens": 5}}
    options_ = to_options(CALL, record)
    assert options_["costs"] == [{"type": "model", "prompt_tokens": 10, "completion_tokens": 5, "cost": 0.1}]
    assert options_["cost_breakdown"] == {"llm_prompt_tokens": 10, "llm_completion_tokens": 5}


@pytest.mark.parametrize("name", ["authToken", "api_key", "apiKey", "secret", "password", "headers", "Authorization"])
def test_texts_under_such_names_are(name: str) -> None:
    assert is_secret(name, SECRET) and without_secrets({"deep": [{name: SECRET}]}) == {"deep": [{}]}


@pytest.mark.case(46)
@pytest.mark.parametrize(
    ("header", "value", "struck"),
    [
        ("X-Env", "production", False),
        ("Accept", "application/json", False),
        ("X-Env", "production desk", False),
        ("X-Vapi-Secret", "production", False),  # the line is called so
        ("X-Vapi-Secret", "abc12", True),
        ("Authorization", "Bearer 0123", True),
        ("X-Anything", SECRET, True),
    ],
)
def test_a_header_is_a_secret_by_name_or_length_and_not_where_it_is_a_word(
    header: str, value: str, struck: bool
) -> None:
    server = {"url": "https://example.com/application/json", "headers": {header: value}}
    line = {"name": "production desk", "server": server}
    assert (value in list(secret_values(LINE, line))) is struck
    overrides = {"assistant_overrides": {"server": {"headers": {header: value}}, "type": "application/json"}}
    assert (value in list(secret_values(CALL, {"name": "production desk", **overrides}))) is struck


@pytest.mark.case(46)
def test_every_secret_option_is_struck_out(members: Callable[[str, int], None]) -> None:
    secret = [option for option in options() if option.field.secret]
    for option in secret:
        value: Any = {"X-Anything": SECRET} if option.field.type == "dict" else SECRET
        assert SECRET in list(secret_values(tasks()[option.module].schema, option.given(value))), option.path
    members("secret option", len(secret))


def test_no_secret_in_the_users_own_data_is_echoed(members: Callable[[str, int], None]) -> None:
    """With ANSIBLE_INJECT_INVOCATION or at -vvv Ansible shows what a task was given."""
    own = [option for option in options() if option.field.passthrough]
    for option in own:
        for key in SECRETS:
            data: Any = {"deep": [{key: SECRET, "kept": "word"}]}
            data = [data] if option.field.type == "list" else data
            shown = str(mask(tasks()[option.module].schema, option.given(data)))
            assert SECRET not in shown, f"{option.module} {option.path}: {key}"
            assert option.field.secret or "word" in shown, f"{option.module} {option.path}"
    members("option of the user's own data", len(own))


def test_an_error_keeps_no_secret() -> None:
    error = redact_error(VapiError(f"refused {SECRET}", hint=f"not {SECRET}"), [SECRET])
    assert error.sentence == f"refused {MASK}. not {MASK}"
