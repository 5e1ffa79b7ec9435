# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users write, and the sentence that each fault gets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import CONNECTION
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.fleet import FLEET
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.hooks import HOOK_TASK
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALL, CUSTOMER
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.destination import DESTINATION
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.hook import HOOK
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema, camel
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import E164, misplaced, missing, read
from ansible_collections.voiceops.vapi.tests.unit.plugins.module_utils.strategies import JSON, lines
from hypothesis import given
from hypothesis import strategies as st

from tests.support.declarations import options

SHAPES = (LINE, CALL, HOOK, HOOK_TASK, FLEET, CONNECTION)
SAY = {"type": "say", "exact": "Hello"}


def faults(schema: Schema, given_: Any, path: str = "") -> list[str]:
    """The sentences about what a user wrote."""
    problems: list[str] = []
    read(schema, given_, problems, path)
    return problems


def taken(schema: Schema, given_: Any) -> dict[str, Any]:
    """What a user wrote, when it is right."""
    problems: list[str] = []
    values = read(schema, given_, problems)
    assert problems == []
    return values


# --- nothing is ever raised -------------------------------------------------------------------------------------------


NASTY = [
    None,
    "",
    "x",
    "call.ringing",
    "+",
    "(",
    0,
    -1,
    10**30,
    1.5,
    True,
    False,
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": None},
]


def like(schema: Schema, depth: int = 2) -> st.SearchStrategy[Any]:
    """Mappings with the right names and anything in them."""
    fields = {
        field.name: st.sampled_from([*NASTY, *field.choices])
        | (
            st.lists(like(field.schema, depth - 1), max_size=2) | like(field.schema, depth - 1)
            if _deep(field, depth)
            else JSON
        )
        for field in schema.fields
    }
    return st.fixed_dictionaries({}, optional=fields)


def _deep(field: Field, depth: int) -> bool:
    return field.schema is not None and depth > 0


LIKE = {schema.title: (schema, like(schema)) for schema in SHAPES}


@pytest.mark.parametrize("noun", LIKE)
@given(data=st.data())
def test_any_input_gives_sentences_and_no_exception(noun: str, data: st.DataObject) -> None:
    schema, inputs = LIKE[noun]
    wrong = data.draw(JSON | inputs)
    for sentence in faults(schema, wrong):
        assert re.match(r".*: .*[.?!]$", sentence, re.DOTALL), sentence


@given(lines())
def test_a_valid_line_has_no_fault_and_is_read_as_it_is(line: dict[str, Any]) -> None:
    assert taken(LINE, line) == line
    assert taken(FLEET, {"lines": [line]})["lines"] == [line]


@given(lines(), st.data())
def test_an_unknown_option_is_told_with_its_path_wherever_it_stands(line: dict[str, Any], data: st.DataObject) -> None:
    mappings = list(_mappings(line, "lines[0] " + repr(line["name"])))
    path, mapping = data.draw(st.sampled_from(mappings))
    mapping["no_such_option"] = 1
    told = faults(FLEET, {"lines": [line]})
    joined = f"{path} " if path.endswith("'") else f"{path}."
    assert len(told) == 1 and told[0].startswith(f"{joined}no_such_option: is not an option"), told


FREE = {"headers", "sip_headers", "spoken_message", "messages"}


def _mappings(value: Any, path: str) -> Any:
    yield path, value
    for name, item in value.items():
        below = f"{path} {name}" if path.endswith("'") else f"{path}.{name}"
        for place, inner in enumerate(item) if isinstance(item, list) else [(None, item)]:
            if isinstance(inner, dict) and name not in FREE:
                yield from _mappings(inner, below if place is None else f"{below}[{place}]")


# --- one sentence for each kind of fault ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "wrong", "sentence"),
    [
        (LINE, "text", "line: must be a mapping, not text; write its keys indented below it."),
        (LINE, [1], "line: must be a mapping, not a list; write its keys indented below it."),
        (LINE, {"name": "x", "sever": {}}, "sever: is not an option; did you mean server?"),
        (
            HOOK,
            {"event": "call.ringing", "do": SAY, "xyz": 1},
            "xyz: is not an option of a hook; its options are do, event, filters.",
        ),
        (
            LINE,
            {"name": "x", "server": "text"},
            "server: must be a mapping, not text; write its keys indented below it.",
        ),
        (
            LINE,
            {"name": "x", "server": {"timeout_seconds": "soon"}},
            "server.timeout_seconds: must be a number, not text; write digits without quotes.",
        ),
        (
            LINE,
            {"name": "x", "server": {"timeout_seconds": True}},
            "server.timeout_seconds: must be a number, not true or false; write digits without quotes.",
        ),
        (
            CONNECTION,
            {"api_key": "k", "retries": [2**63, None, None]},
            "retries: must be a whole number, not a list; write digits without quotes.",
        ),
        (CONNECTION, {"api_key": "k", "timeout": 10**400}, "timeout: is not a finite number; correct it."),
        (
            LINE,
            {"name": "x", "sms_enabled": "perhaps"},
            "sms_enabled: must be true or false, not text; write one of them without quotes.",
        ),
        (
            LINE,
            {"name": "x", "assistant": {"customer": None}},
            "assistant: must be text, not a mapping; write it in quotes.",
        ),
        (
            FLEET,
            {"lines": [], "snapshot_dir": {"a": 1}},
            "snapshot_dir: must be text, not a mapping; write it in quotes.",
        ),
        (
            LINE,
            {"name": "x", "hooks": [7]},
            "hooks[0]: must be a mapping, not a number; write its keys indented below it.",
        ),
        (
            LINE,
            {"name": "x", "provider": "plivo"},
            "provider: must be one of vapi, twilio, vonage, telnyx, byo-phone-number, not 'plivo'.",
        ),
        (
            LINE,
            {"name": "x", "assistant_id": "Bot"},
            "assistant_id: is not an id (a UUID). Write a name in assistant.",
        ),
        (LINE, {"name": "x", "sip_uri": "desk@x"}, "sip_uri: is not a SIP URI; it begins with sip: and has no spaces."),
        (LINE, {"name": "x", "server": {"url": "example.com"}}, "server.url: is not a URL; it begins with https://."),
        (LINE, {"sms_enabled": True}, "name: is missing; add a name (or id, number, sip_uri) to identify the line."),
        (
            LINE,
            {"name": "x", "provider": "telnyx", "sms_enabled": False},
            "sms_enabled: belongs to provider twilio, and this line is telnyx; remove it.",
        ),
        (
            HOOK,
            {"event": "call.ringing", "on": "call.ringing", "do": SAY},
            "event: event and on are names of one option; keep one.",
        ),
        (
            HOOK,
            {"on": "call.ringing", "event": "call.ringing", "do": SAY},
            "event: event and on are names of one option; keep one.",
        ),
        (HOOK, {"do": SAY}, "event: is required for a hook; add it."),
        (
            HOOK,
            {"event": "call.ringing", "do": [{"type": "say"}]},
            "do[0].exact: is required for a hook action with type say; add it.",
        ),
        (
            HOOK,
            {"event": "call.ringing", "do": SAY, "filters": [{"starts_with": ["1" * 21]}]},
            "filters[0].starts_with[0]: is 21 characters long; the service takes at most 20.",
        ),
        (CALL, {"state": "absent"}, "name: is missing; add the name or id of the call."),
        (
            CONNECTION,
            {"api_key": "a key"},
            "api_key: contains whitespace or non-ASCII characters; copy it again (vapi_api_key in inventory).",
        ),
    ],
)
def test_one_sentence_with_the_path(schema: Schema, wrong: Any, sentence: str) -> None:
    assert faults(schema, wrong) == [sentence]


def test_every_fault_is_told() -> None:
    told = faults(FLEET, {"lines": [{"name": "A", "sever": {}}, {"name": "n" * 41}, {"name": "C", "hooks": [{}]}]})
    assert [sentence.partition(":")[0] for sentence in told] == [
        "lines[0] 'A' sever",
        f"lines[1] '{'n' * 41}' name",
        "lines[2] 'C' hooks[0].event",
    ]


def test_a_value_that_may_be_a_secret_is_not_repeated() -> None:
    told = faults(CONNECTION, {"api_key": "a s3cret key", "timeout": "s3cret"})
    told += faults(
        LINE, {"name": "x", "server": "s3cret", "authentication": {"username": "s3cret", "password": "s3cret"}}
    )
    assert told and "s3cret" not in " ".join(told)


# --- limits -----------------------------------------------------------------------------------------------------------


def bounded(schema: Schema, path: tuple[Field, ...] = ()) -> Any:
    """Every field with a bound, with the way to it."""
    for field in schema.fields:
        if field.minimum is not None or field.maximum is not None:
            yield pytest.param(field, id=f"{schema.title} {field.name}")
        if field.schema:
            yield from bounded(field.schema)


@pytest.mark.parametrize("field", [*bounded(LINE), *bounded(CALL), *bounded(FLEET), *bounded(CONNECTION)])
def test_limits_at_the_boundary(field: Field) -> None:
    alone = Schema("thing", (replace(field, format="", required=False, variants=()),))

    def sized(size: float) -> Any:
        return [_sized(field.elements, size)] if field.type == "list" else _sized(field.type, size)

    for bound, beyond in ((field.maximum, 1), (field.minimum, -1)):
        if bound is None:
            continue
        assert faults(alone, {field.name: sized(bound)}) == []
        if bound + beyond > 0 or not isinstance(sized(1), (str, list)):
            assert len(faults(alone, {field.name: sized(bound + beyond)})) == 1


def _sized(kind: str, size: float) -> Any:
    return "x" * int(size) if kind == "str" else size


# --- emptiness --------------------------------------------------------------------------------------------------------

CLEARABLE = ("name", "assistant_id", "squad_id", "workflow_id", "server", "fallback_destination", "authentication")


@pytest.mark.parametrize("emptiness", [None, ""])
@pytest.mark.parametrize("option", CLEARABLE)
def test_null_and_empty_clear_and_omitted_stays_away(option: str, emptiness: Any) -> None:
    given_ = {"id": "5f0c1d2e-0000-4000-8000-000000000001"}
    assert taken(LINE, given_) == given_
    assert taken(LINE, {**given_, option: emptiness}) == {**given_, option: None}


@pytest.mark.parametrize("emptiness", [None, "", []])
def test_hooks_are_cleared_by_an_empty_list(emptiness: Any) -> None:
    assert taken(LINE, {"name": "x", "hooks": emptiness})["hooks"] == []


@pytest.mark.parametrize("option", ["state", "mode", "route", "wait_timeout", "verify"])
def test_a_local_option_of_null_is_as_if_left_out(option: str) -> None:
    assert taken(LINE, {"name": "x", option: None}) == {"name": "x"}


def test_what_the_service_said_is_passed_over() -> None:
    said = {
        "name": "x",
        "status": "active",
        "org_id": "o",
        "created_at": "t",
        "updated_at": "t",
        "undocumented": {"a": 1},
    }
    assert taken(LINE, said) == {"name": "x"}


# --- traps of YAML ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [True, "true", "on", "event"])
def test_an_unquoted_on(key: Any) -> None:
    assert taken(HOOK, {key: "call.ringing", "do": [SAY]}) == {"event": "call.ringing", "do": [SAY]}


def test_a_hook_with_true_as_its_event() -> None:
    assert len(faults(HOOK, {"event": True, "do": [SAY]})) >= 1


@pytest.mark.parametrize("number", [14155550100, "+14155550100", " +14155550100 "])
def test_an_unquoted_number(number: Any) -> None:
    assert taken(LINE, {"number": number})["number"] == "+14155550100"
    assert taken(CUSTOMER, {"number": number}) == {"number": "+14155550100"}


@pytest.mark.parametrize(
    "number", ["4155550100", "+0155550100", "+1415", "+1415555010012345", "+1 415 555 0100", "14155550100", True]
)
def test_numbers_that_are_none(number: Any) -> None:
    assert len(faults(LINE, {"name": "x", "number": number})) >= 1


@given(st.text())
def test_the_check_of_a_number_can_be_switched_off(number: str) -> None:
    told = faults(
        LINE, {"name": "x", "provider": "byo-phone-number", "number": number, "number_e164_check_enabled": False}
    )
    fits = re.fullmatch(r"\+?[a-zA-Z0-9]{1,40}", number.strip()) and 3 <= len(number.strip()) <= 40
    assert not told or not fits


@given(st.from_regex(E164, fullmatch=True))
def test_every_e164_number_is_taken(number: str) -> None:
    assert taken(LINE, {"number": number}) == {"number": number}


@pytest.mark.parametrize(
    ("given_", "read_"),
    [("yes", True), ("off", False), (1, True), (0, False), ("True", True), (False, False)],
)
def test_booleans_as_ansible_takes_them(given_: Any, read_: bool) -> None:
    assert taken(LINE, {"name": "x", "sms_enabled": given_})["sms_enabled"] is read_


@pytest.mark.parametrize(("given_", "read_"), [("20", 20), (20.0, 20), ("1.5", 1.5), (20, 20)])
def test_numbers_as_text(given_: Any, read_: float) -> None:
    timeout = taken(LINE, {"name": "x", "server": {"timeout_seconds": given_}})["server"]["timeout_seconds"]
    assert timeout == read_ and isinstance(timeout, type(read_))


@pytest.mark.parametrize("given_", [SAY, [SAY]])
def test_one_object_where_a_list_belongs(given_: Any) -> None:
    assert taken(HOOK, {"event": "call.ending", "do": given_})["do"] == [SAY]


@pytest.mark.parametrize("infinite", [float("inf"), float("nan"), "inf", "nan", "1e400"])
def test_a_number_without_a_value_is_a_fault(infinite: Any) -> None:
    assert len(faults(LINE, {"name": "x", "server": {"timeout_seconds": infinite}})) == 1


# --- variants ---------------------------------------------------------------------------------------------------------


def test_required_and_misplaced_fields_follow_the_carrier() -> None:
    assert [sentence.partition(":")[0] for sentence in missing(LINE, {}, "twilio")] == ["number", "twilio_account_sid"]
    assert [sentence.partition(":")[0] for sentence in missing(LINE, {}, "vonage")] == ["number", "credential_id"]
    assert list(missing(LINE, {}, "vapi")) == []
    assert len(list(misplaced(LINE, {"sip_uri": "sip:a@b", "sms_enabled": True, "name": "x"}, "vonage"))) == 2
    assert list(misplaced(LINE, {"sip_uri": None}, "vonage")) == []


@pytest.mark.case(43)
@pytest.mark.parametrize("sid", [" AC0123", "AC0123\n", "SK0123", "AC 0123", "ac0123", "AC", "0123"])
def test_an_account_sid_has_its_form(sid: str) -> None:
    told = faults(LINE, {"name": "x", "provider": "twilio", "number": "+14155550100", "twilio_account_sid": sid})
    assert len(told) == 1 and told[0].startswith("twilio_account_sid: is not an account SID"), told


@pytest.mark.case(43)
@pytest.mark.parametrize(
    "token", ["s3cret\n", " s3cret", "s3\ncret", "s3cret\u00a0", "s3\tcret", "s3\x00cret", "s3\r\ncret"]
)
@pytest.mark.parametrize("option", ["twilio_auth_token", "twilio_api_key", "twilio_api_secret"])
def test_a_carriers_secret_has_no_blanks(option: str, token: str) -> None:
    both = {"twilio_api_key": "k", "twilio_api_secret": "k"} if "api" in option else {}
    told = faults(LINE, {"name": "x", **both, option: token})
    assert told == [
        f"{option}: contains a line break or a control character, or a blank at its ends; copy it again."
    ], told


@pytest.mark.case(49)
@pytest.mark.parametrize(
    ("schema", "wrong", "option"),
    [
        (LINE, {"assistantId": "x"}, "assistantId: is not an option; write assistant_id."),
        (LINE, {"serverUrl": "x"}, "serverUrl: is not an option; write server: {url: …}."),
        (LINE, {"server_url": "x"}, "server_url: is not an option; write server: {url: …}."),
        (LINE, {"webhook_url": "x"}, "webhook_url: is not an option; write server: {url: …}."),
        (
            LINE,
            {"serverUrlSecret": "x"},
            "serverUrlSecret: is not an option; write server: {headers: {X-Vapi-Secret: …}}.",
        ),
        (LINE, {"server": {"secret": "x"}}, "server.secret: is not an option; write headers: {X-Vapi-Secret: …}."),
        (LINE, {"type": "twilio"}, "type: is not an option; write provider."),
        (
            LINE,
            {"numberDesiredAreaCode": "415"},
            "numberDesiredAreaCode: is not an option; write number_desired_area_code.",
        ),
        (CALL, {"metadata": {}}, "metadata: is not an option; write assistant_overrides: {metadata: {…}}."),
        (CALL, {"maxDurationSeconds": 9}, "maxDurationSeconds: is not an option; write assistant_overrides: {maxDur"),
        (
            CALL,
            {"phone_number_id": "+14155550100"},
            "phone_number_id: is not an id (a UUID). Write a name in phone_nu",
        ),
    ],
)
def test_old_and_pasted_names_lead_to_the_option(schema: Schema, wrong: Any, option: str) -> None:
    assert any(sentence.startswith(option) for sentence in faults(schema, {"name": "x", **wrong}))


@pytest.mark.case(70)
def test_an_option_has_one_name(members: Callable[[str, int], None]) -> None:
    """Another name is refused with the one to write; only a hook's ``on``, which YAML makes true, is taken besides."""
    tested = list(options())
    assert {name for option in tested for name in option.field.aliases} == {"on"}
    told = faults(DESTINATION, {"type": "number", "number": "+14155550100", "message": "One moment."})
    assert told == ["message: is not an option; write spoken_message."]
    members("option with one name", len(tested))


@pytest.mark.case(49)
def test_the_apis_spelling_of_every_option_is_known(members: Callable[[str, int], None]) -> None:
    tested = [option for option in options() if camel(option.field.name) != option.field.name]
    for option in tested:
        for spelling in (option.field.api_name, camel(option.field.name), option.field.name.replace("_", "-")):
            if spelling not in option.schema.by_name:
                told = faults(option.schema, {spelling: None})
                assert any("is not an option; write " in sentence for sentence in told), f"{option.path}: {spelling}"
    members("spelling of the API", len(tested))
