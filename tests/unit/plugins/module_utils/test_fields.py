# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, payloads, results and masks, all derived from one declaration."""

from __future__ import annotations

import base64
import html
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import CONNECTION
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.fleet import FLEET
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.hook import HOOK
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.server import SERVER
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.convert import (
    documented,
    snake_keys,
    to_api,
    to_options,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.diff import plan_create, plan_update
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import (
    UNDOCUMENTED,
    Field,
    Schema,
    camel,
    snake,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.redact import MASK, mask, redact, secret_values
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.spec import argument_spec, with_defaults
from ansible_collections.voiceops.vapi.tests.unit.plugins.module_utils.strategies import (
    JSON,
    lines,
    options_of,
    record_of,
)
from hypothesis import given
from hypothesis import strategies as st

RESOURCES = (LINE, CALL, HOOK, FLEET, CONNECTION)


def all_fields(schema: Schema) -> Iterator[Field]:
    """A shape's fields and those within."""
    for field in schema.fields:
        yield field
        if field.schema:
            yield from all_fields(field.schema)


FIELDS = list({(field.name, field.api_name): field for schema in RESOURCES for field in all_fields(schema)}.values())


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_name_survives_the_round_trip(field: Field) -> None:
    assert snake(camel(field.name)) == field.name
    assert field.api or camel(snake(field.api_name)) == field.api_name


@pytest.mark.parametrize(
    ("option", "api"),
    [
        ("number_e164_check_enabled", "numberE164CheckEnabled"),
        ("sip_headers_in_refer_to_enabled", "sipHeadersInReferToEnabled"),
        ("static_ip_addresses_enabled", "staticIpAddressesEnabled"),
        ("hold_audio_url", "holdAudioUrl"),
        ("twilio_account_sid", "twilioAccountSid"),
        ("url", "url"),
    ],
)
def test_names_that_others_get_wrong(option: str, api: str) -> None:
    assert camel(option) == api and snake(api) == option


@pytest.mark.parametrize("schema", RESOURCES, ids=lambda schema: schema.title)
def test_no_two_fields_share_a_name(schema: Schema) -> None:
    names = [name for field in schema.fields for name in (field.name, *field.aliases)]
    sent = [field.api_name for field in schema.fields if not field.local]
    assert len(names) == len(set(names)) and len(sent) == len(set(sent))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_declaration_makes_sense(field: Field) -> None:
    assert not (field.local and field.required is not True and field.required), "a local field is required or not"
    assert not (field.secret and field.service_default is not None)
    assert field.elements or field.type != "list"
    assert not field.choices or field.default in (None, *field.choices)
    assert not field.read_only or field.default is None


# --- argument specs ---------------------------------------------------------------------------------------------------


def test_every_argument_says_whether_it_is_a_secret() -> None:
    def arguments(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, argument in spec.items():
            yield name, argument
            yield from arguments(argument.get("options", {}))

    secrets = {name for name, argument in arguments(argument_spec([*LINE.fields, *CALL.fields])) if argument["no_log"]}
    assert secrets == {"twilio_auth_token", "twilio_api_key", "twilio_api_secret", "password", "headers"}
    assert argument_spec(CONNECTION.fields)["api_key"]["no_log"]


def test_read_only_fields_are_no_arguments() -> None:
    assert {"status", "org_id", "created_at", UNDOCUMENTED}.isdisjoint(argument_spec(LINE.fields))


def test_defaults_fill_in_only_what_is_left_out() -> None:
    filled = with_defaults(LINE, {"verify": "off", "name": None})
    assert filled["verify"] == "off" and filled["state"] == "present" and filled["name"] is None
    assert "assistant_id" not in filled


# --- payloads and results ---------------------------------------------------------------------------------------------


@given(lines())
def test_a_line_comes_back_as_it_went_out_but_for_its_secrets(line: dict[str, Any]) -> None:
    payload = to_api(LINE, line)
    options = to_options(LINE, payload)
    again = to_api(LINE, options)
    assert again == documented(LINE, without_secrets(LINE, payload))


def without_secrets(schema: Schema, record: dict[str, Any]) -> dict[str, Any]:
    """A record without what the declaration calls a secret."""
    fields = schema.by_api_name
    return {name: _inner(fields[name], value) for name, value in record.items() if not fields[name].secret}


def _inner(field: Field, value: Any) -> Any:
    if field.schema and isinstance(value, list):
        return [without_secrets(field.schema, item) for item in value]
    return without_secrets(field.schema, value) if field.schema else value


@given(lines())
def test_no_secret_survives(line: dict[str, Any]) -> None:
    secrets = {"twilio_auth_token": "s3cret-token", "twilio_api_key": "s3cret-key", "twilio_api_secret": "s3cret-api"}
    line = {**line, **{name: value for name, value in secrets.items() if name in line}}
    line["server"] = {
        "url": "https://example.com",
        "headers": {"Authorization": "s3cret-header", "x": {"y": "s3cret-z"}},
    }
    if "authentication" in line:
        line["authentication"]["password"] = "s3cret-password"
    record = record_of(to_api(LINE, line), someApiKey="s3cret-1", list=[{"accessToken": "s3cret-2"}])
    assert "s3cret" not in json.dumps([to_options(LINE, record), mask(LINE, line)])
    told = json.dumps(redact({"said": [str(line), record]}, [*secret_values(LINE, line), "s3cret-1", "s3cret-2"]))
    assert "s3cret" not in told


@given(st.text(min_size=4), st.text(), st.text())
def test_a_secret_is_struck_wherever_it_stands(secret: str, before: str, after: str) -> None:
    shown = redact({"msg": f"{before}{secret}{after}", "list": [secret, {"deep": secret}]}, [secret])
    assert secret not in shown["list"][0] or secret in MASK
    assert shown["list"] == [MASK, {"deep": MASK}]


def test_a_secret_within_another_is_struck_whole() -> None:
    assert redact("token token-long", ["token", "token-long"]) == f"{MASK} {MASK}"


def test_many_secrets_cost_what_one_does() -> None:
    """A fleet has a token for each line: each is struck wherever it stands, and the work grows with the texts only."""
    tokens = [f"token-{number:05}" for number in range(20_000)]
    texts = [f"line {number} says {token}, {token}" for number, token in enumerate(tokens)]
    began = time.process_time()
    assert redact(texts, tokens) == [f"line {number} says {MASK}, {MASK}" for number in range(20_000)]
    # Each token held against each text would take minutes.
    assert time.process_time() - began < 10


CANARIES = ['canary "quoted" \\ + ä 😀 <b>&', "canary-Key+0a1b2c/3d4e==", "canary two  blanks\tand\na line\n"]
ENCODED: dict[str, Callable[[str], str]] = {
    "percent": lambda text: quote(text, safe=""),
    "path": quote,
    "form": quote_plus,
    "small percent": lambda text: re.sub("%..", lambda found: found[0].lower(), quote(text, safe="")),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON with slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "repr": lambda text: repr(text)[1:-1],
    "HTML": html.escape,
    "one line": lambda text: " ".join(text.split()),
    "base64": lambda text: base64.b64encode(text.encode()).decode().rstrip("="),
}


@pytest.mark.parametrize("form", ENCODED)
def test_encoded_secrets_are_struck(form: str) -> None:
    for canary in CANARIES:
        said = ENCODED[form](canary).strip()
        shown = redact(f"you sent '{said}', and more", CANARIES)
        assert shown.replace("=", "").replace("\\n", "") == f"you sent '{MASK}', and more"


def test_a_secret_in_the_base64_of_something_longer() -> None:
    for user in ("AC1:", "AC12:", "AC123:"):
        shown = redact(base64.b64encode(f"{user}{CANARIES[1]}".encode()).decode(), CANARIES)
        assert MASK in shown and len(shown.replace(MASK, "")) < 16


def test_a_cut_secret_is_struck_as_far_as_it_is_shown() -> None:
    for mark in ("…", "...", "****", " …"):
        assert redact(f"key {CANARIES[1][:9]}{mark} is wrong", CANARIES) == f"key {MASK}{mark} is wrong"
    # A word that a secret begins with, too.
    assert redact("canary-Key is a line", CANARIES) == "canary-Key is a line"


def test_what_follows_the_scheme_of_a_header_is_a_secret_alone() -> None:
    line = {"server": {"url": "https://example.com", "headers": {"Authorization": "Bearer abcdef-0123"}}}
    assert redact("token abcdef-0123 for a Bearer", secret_values(LINE, line)) == f"token {MASK} for a Bearer"
    # The words of a header that is none by its name are words.
    line["server"]["headers"] = {"X-Purpose": "Telephone configuration"}
    assert redact("configuration refused", secret_values(LINE, line)) == "configuration refused"


@given(JSON)
def test_results_are_plain_for_any_record(value: Any) -> None:
    record = {"id": "x", "provider": "vapi", "hooks": value, "server": value, "name": value, "surprise": value}
    options = to_options(LINE, record)
    assert json.loads(json.dumps(options)) == options
    assert json.dumps(snake_keys(value))


def test_undocumented_keys_are_kept_apart() -> None:
    record = {"provider": "vapi", "name": "x", "providerResourceId": "PN1", "smsEnabled": True, "someToken": "s"}
    assert to_options(LINE, record) == {
        "provider": "vapi",
        "name": "x",
        "undocumented": {"provider_resource_id": "PN1", "sms_enabled": True},
    }


def test_only_what_is_documented_is_sent_back() -> None:
    hook = {"on": "call.ringing", "do": [{"type": "say", "exact": "x", "id": 1}], "createdAt": "y", "filters": None}
    assert documented(HOOK, hook) == {"on": "call.ringing", "do": [{"type": "say", "exact": "x"}]}


def test_free_parts_keep_their_keys() -> None:
    own = {"variable_values": {"First_Name": 1, "camelCase": [{"snake_case": None}]}}
    assert to_api(CALL, {"assistant_overrides": own}) == {"assistantOverrides": own}
    assert to_options(CALL, {"assistantOverrides": own}) == {"assistant_overrides": own}


def test_nulls_go_out_at_the_top_only() -> None:
    wanted = to_api(LINE, {"name": None, "server": {"url": "https://x", "timeout_seconds": None}})
    record = {"provider": "twilio", "name": "Old", "server": {"url": "https://x", "timeoutSeconds": 30}}
    assert plan_update(LINE, wanted, record).payload == {"name": None, "server": {"url": "https://x"}}
    assert plan_create(LINE, wanted, {}).payload == {"server": {"url": "https://x"}}


def test_nothing_local_goes_out() -> None:
    assert to_api(LINE, with_defaults(LINE, {"id": "x", "assistant": "Bot", "route": "none"})) == {}
    assert to_api(CALL, {"expect": {"status": "ended"}, "unique_within": 1}) == {}


@given(options_of(SERVER))
def test_masking_keeps_the_shape(server: dict[str, Any]) -> None:
    shown = mask(LINE, {"server": server, "name": None})
    assert shown["server"].keys() == server.keys() and shown["name"] is None
    assert mask(CALL, {"expect": {"status": "ended"}}) == {"expect": {"status": "ended"}}
