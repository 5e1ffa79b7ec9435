# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every documented option reaches the wire, under the service's name and with the user's value.

The options come from the modules' argument specs, the service's names from the official SDK: neither from the table by
which the collection renames them. An option that is documented, not sent and not listed as local fails here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as File
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import CONNECTION

from tests.contract import authority
from tests.contract.authority import CARRIERS, Model
from tests.contract.harness import CREDENTIALS, LINES, PASSWORD, SAY, Org, an_id, record, task
from tests.support.simulator import Simulator

Path = tuple[str, ...]

LOCAL = {
    "vapi_phone_number": {
        "id": "test_lines::test_a_line_is_found_by_id",
        "state": "test_lines::test_life_of_a_line",
        "assistant": "test_lines::test_names_stand_for_ids",
        "squad": "test_lines::test_names_stand_for_ids",
        "credential": "test_lines::test_names_stand_for_ids",
        "route": "test_lines::test_route_none_clears_every_route",
        "mode": "test_modes::test_there_and_back",
        "closed_message": "test_modes::test_the_sentence_of_a_closed_line",
        "failover_destination": "test_modes::test_there_and_back",
        "unresolved": "test_lines::test_check_mode_goes_on_without_what_another_task_creates",
        "silent_reason": "test_line_cases::test_a_line_that_is_silent_on_purpose",
        "lint_ignore": "test_fleet::test_a_fleet_is_linted_before_anything_is_read",
        "update_secrets": "test_lines::test_secrets_go_out_again_only_when_asked",
        "verify": "test_lines::test_what_the_service_does_not_keep_is_reported",
        "wait": "test_lines::test_wait_until_active",
        "wait_timeout": "test_lines::test_waiting_ends",
        "wait_interval": "test_lines::test_wait_until_active",
    },
    "vapi_phone_hook": {
        "phone_number": "test_hooks::test_the_number_is_given_in_four_ways",
        "state": "test_hooks::test_the_others_stay",
        "position": "test_hooks::test_position_of_a_new_hook",
    },
    "vapi_call": {
        "id": "test_calls::test_end_by_id",
        "phone_number": "test_calls::test_a_call_is_placed_once",
        "assistant": "test_calls::test_a_call_is_placed_once",
        "squad": "test_calls::test_squad_by_name",
        "state": "test_calls::test_cancel_a_scheduled_call",
        "unique_within": "test_calls::test_the_window_of_a_name",
        "wait": "test_calls::test_wait_until_the_end",
        "wait_for": "test_calls::test_wait_until_in_progress",
        "wait_timeout": "test_calls::test_waiting_for_a_call_ends",
        "wait_interval": "test_calls::test_wait_until_the_end",
        "expect": "test_calls::test_expectations",
        "erase": "test_calls::test_erasing_needs_to_be_asked_for",
        "respect_concurrency": "test_calls::test_a_batch_is_cut_to_the_free_slots",
        "concurrency_limit": "test_call_limits::test_the_orgs_own_limit_as_an_option",
        "unresolved": "test_calls::test_a_line_that_an_earlier_task_would_create",
        "artifacts": "test_call_ends::test_what_was_said_is_returned_on_request",
        "artifact_timeout": "test_call_ends::test_a_cost_that_never_comes_does_not_pass",
        "allowed_numbers": "test_calls::test_closed_gates_dial_nobody",
        "calling_hours": "test_calls::test_closed_gates_dial_nobody",
        "max_calls": "test_calls::test_closed_gates_dial_nobody",
        "do_not_call": "test_calls::test_closed_gates_dial_nobody",
        "do_not_call_files": "test_calls::test_closed_gates_dial_nobody",
        "customer.timezone": "test_calls::test_closed_gates_dial_nobody",
        "customers.timezone": "test_calls::test_closed_gates_dial_nobody",
    },
}
"""Options that are never sent, and the test that shows what they do instead."""

OTHER_NAMES = {
    "spoken_message": "message",
    "event": "on",
    "assistant_definition": "assistant",
    "squad_definition": "squad",
    "phone_number_definition": "phoneNumber",
}
"""Options whose name is not the service's in snake_case (DESIGN.md, Names a user meets)."""

# --- from options to cases --------------------------------------------------------------------------------------------


def paths(spec: Mapping[str, Any], above: Path = ()) -> Iterator[Path]:
    """Every option without sub-options, as the way to it."""
    for name, argument in spec.items():
        if argument.get("options"):
            yield from paths(argument["options"], (*above, name))
        else:
            yield (*above, name)


def sent_options(module: str) -> list[Path]:
    """The options of a module that must reach the wire."""
    return [
        path
        for path in paths(task(module).argument_spec)
        if path[0] not in CONNECTION.by_name and not LOCAL[module].keys() & {path[0], ".".join(path)}
    ]


def argument_of(module: str, path: Path) -> dict[str, Any]:
    """The documented argument at a path."""
    spec: dict[str, Any] = task(module).argument_spec
    for name in path[:-1]:
        spec = spec[name]["options"]
    return dict(spec[path[-1]])


VALUES: dict[str, Any] = {
    "provider": None,  # the line's own
    "number": "+14155550142",
    "twilio_phone_number": "+14155550143",
    "twilio_account_sid": "ACfedcba9876543210fedcba9876543210",
    "number_desired_area_code": "628",
    "sip_uri": "sip:lobby@example.com",
    "username": "another-user-name-001",
    "password": PASSWORD,
    "extension": "42",
    "url": "https://example.com/hook",
    "hold_audio_url": "https://example.com/hold.mp3",
    "transfer_complete_audio_url": "https://example.com/done.mp3",
    "earliest_at": "2031-01-01T09:00:00Z",
    "latest_at": "2031-01-01T10:00:00Z",
    "assistant_id": an_id("Night Bot"),
    "squad_id": an_id("Back Office"),
    "workflow_id": an_id("some workflow"),
    "credential_id": an_id(CREDENTIALS[1]),
    "starts_with": ["44", "1415"],
    "one_of": ["assistant-request-returned-error"],
    "excluded_status_codes": [404, 502],
    "sms_enabled": False,
    "number_e164_check_enabled": False,
    "enabled": False,
    "end_call_enabled": False,
    "sip_verb": "dial",
    # The first of two, so that the object around needs no other property.
    ("destination", "type"): "number",
    ("fallback_destination", "type"): "number",
    ("do", "type"): "say",
    ("filters", "type"): "startsWith",
    ("filters", "key"): "number",
    "event": "call.ringing",
}

BY_TYPE: dict[str, Any] = {
    "bool": True,
    "float": 7,
    "int": 7,
    "dict": {"Some_Key": {"innerKey": ["kept", {"As_it_is": 1}]}},
    "raw": {"type": "custom-message", "content": "As it is"},
    "list": ["first", "second"],
}


def distinctive(path: Path, argument: Mapping[str, Any]) -> Any:
    """A valid value that nothing else has and that is nobody's default."""
    for known in (path[-2:], path[-1]):
        if known in VALUES:
            return VALUES[known]
    if argument.get("choices"):
        return argument["choices"][-1]
    if argument["type"] == "list" and argument.get("elements") == "dict":
        return [BY_TYPE["dict"]]
    return BY_TYPE.get(argument["type"], f"a {path[-1]}")


def around(container: str, inner: Path, event: str) -> dict[str, Any]:
    """What an object needs besides the option at ``inner`` to be valid."""
    if container == "hooks":
        return hook_around(inner, event)
    by_leaf = {
        "destination": {"sip_uri": A_SIP_DESTINATION, "sip_headers": A_SIP_DESTINATION},
        "fallback_destination": {"sip_uri": A_SIP_DESTINATION, "sip_headers": A_SIP_DESTINATION},
        "do": {"destination": {"type": "transfer"}},
        "filters": {"one_of": {}},
        "context_engineering_plan": {"max_messages": {"type": "lastNMessages"}},
    }
    return by_leaf.get(container, {}).get(inner[0], AROUND.get(container, {}))


A_SIP_DESTINATION = {"type": "sip", "sip_uri": "sip:desk@example.com"}

AROUND: dict[str, dict[str, Any]] = {
    "destination": {"type": "number", "number": "+14155550198"},
    "fallback_destination": {"type": "number", "number": "+14155550198"},
    "do": {"type": "say", "exact": "Hello"},
    "filters": {"starts_with": ["91"]},
    "context_engineering_plan": {"type": "all"},
    "backoff_plan": {"type": "exponential", "max_retries": 1, "base_delay_seconds": 1},
    "authentication": {"username": "front-desk-user-00001", "password": "sip-password-0000000001"},
    "transfer_plan": {"mode": "blind-transfer"},
    "fallback_plan": {"spoken_message": "Sorry."},
    "customer": {"number": "+14155550190"},
    "customers": {"number": "+14155550190"},
    "schedule_plan": {"earliest_at": "2030-06-01T09:00:00Z"},
    "phone_number_definition": {
        "twilio_phone_number": "+14155550191",
        "twilio_account_sid": "AC0123456789abcdef0123456789abcdef",
    },
}


def hook_around(inner: Path, event: str) -> dict[str, Any]:
    """A hook whose event fits the option within it."""
    return {**SAY, "event": "call.ending" if inner[-1] == "one_of" else event}


LISTS = ("hooks", "filters", "do", "customers")


def nested(path: Path, value: Any, event: str = "call.ringing") -> Any:
    """The value below its path, within objects that are valid otherwise."""
    if len(path) == 1:
        return {path[0]: value}
    inner = {**around(path[0], path[1:], event), **nested(path[1:], value, event)}
    return {path[0]: [inner] if path[0] in LISTS else inner}


def api_path(models: tuple[Model, ...], path: Path) -> Path | None:
    """The service's names for a way of options, or nothing where the SDK has none."""
    names: list[str] = []
    for name in path:
        known = [model.property(OTHER_NAMES.get(name, name)) for model in models]
        found = [one for one in known if one is not None]
        if not found:
            return None
        names.append(found[0].name)
        models = tuple(model for one in found for model in one.models)
    return tuple(names)


def dug(body: Any, path: Path) -> Any:
    """What stands at a path of a body, in the first element of each list."""
    for name in path:
        body = (body[0] if isinstance(body, list) else body)[name]
    return body


@pytest.fixture
def org(shared_simulator: Simulator) -> Org:
    """An org that each test furnishes by itself: with so many tests every request counts."""
    return Org(shared_simulator)


# --- lines ------------------------------------------------------------------------------------------------------------

BASES = {
    **{provider: LINES[provider] for provider in ("vapi", "twilio", "vonage", "telnyx")},
    "byo-phone-number": LINES["byo"],
}
LINE_OPTIONS = sent_options("vapi_phone_number")
ENDING_OPTIONS = [path for path in LINE_OPTIONS if path[:2] == ("hooks", "do")]
"""The actions of call.ending go out as one object, those of call.ringing as a list."""

CASES = [
    *((provider, path, "call.ringing") for provider in CARRIERS for path in LINE_OPTIONS),
    *((provider, path, "call.ending") for provider in CARRIERS for path in ENDING_OPTIONS),
]


def named(part: str | Path) -> str:
    """How a part of a case is called in pytest's output."""
    return part if isinstance(part, str) else ".".join(part)


def line_of(provider: str, path: Path, event: str) -> tuple[dict[str, Any], Any]:
    """A minimal line of a carrier with one option more, and that option's value."""
    value = provider if path == ("provider",) else distinctive(path, argument_of("vapi_phone_number", path))
    base = dict(BASES[provider])
    if path[0] == "sip_uri":
        base.pop("number_desired_area_code", None)
    if path[0] == "credential_id":
        base.pop("credential", None)
    if path[0].startswith("twilio_api"):
        base.update(twilio_api_key="a twilio key", twilio_api_secret="a twilio secret")
    return {**base, **nested(path, value, event)}, value


@pytest.mark.spread("provider", "path", "event")
@pytest.mark.parametrize(("provider", "path", "event"), CASES, ids=named)
def test_option_of_a_line_reaches_post(org: Org, provider: str, path: Path, event: str) -> None:
    line, value = line_of(provider, path, event)
    org.furnish()
    expected = api_path((authority.sdk_line(provider, "create"),), path)
    result, writes = org.writes("vapi_phone_number", **line)
    if expected is None:
        assert result["failed"] and path[0] in result["msg"] and writes == []
    else:
        assert not result["failed"], result["msg"]
        assert [write["method"] for write in writes] == ["POST"]
        assert dug(writes[0]["body"], expected) == value


@pytest.mark.spread("provider", "path", "event")
@pytest.mark.parametrize(("provider", "path", "event"), CASES, ids=named)
def test_option_of_a_line_reaches_patch(org: Org, provider: str, path: Path, event: str) -> None:
    expected = api_path((authority.sdk_line(provider, "update"),), path)
    org.furnish([EXISTING[provider]])
    _line, value = line_of(provider, path, event)
    secret = argument_of("vapi_phone_number", path)["no_log"]
    options = {
        "id": EXISTING[provider]["id"],
        **nested(path, value, event),
        "update_secrets": "always" if secret else "on_create",
    }
    if path[0].startswith("twilio_api"):
        options = {"twilio_api_key": "a twilio key", "twilio_api_secret": "a twilio secret", **options}
    result, writes = org.writes("vapi_phone_number", **options)
    if path == ("provider",):
        assert not result["changed"] and writes == []
    elif expected is None:
        assert writes == []
        assert not result["changed"]
    else:
        assert not result["failed"], result["msg"]
        assert [write["method"] for write in writes] == ["PATCH"]
        assert dug(writes[0]["body"], expected) == value
        # A key has no effect beside a token, so the token goes.
        together = {"twilioApiKey", "twilioApiSecret", *({"twilioAuthToken"} if "twilio_api_key" in options else ())}
        assert set(writes[0]["body"]) <= {expected[0], *together}


EXISTING = {
    "vapi": record(provider="vapi", name="Bought", number="+14155550100", status="active"),
    "twilio": record(
        provider="twilio",
        name="T",
        number="+14155550100",
        twilioAccountSid="AC0123456789abcdef0123456789abcdef",
        status="active",
    ),
    **{
        provider: record(
            provider=provider, name="C", number="+14155550100", credentialId=an_id("Carrier"), status="active"
        )
        for provider in ("vonage", "telnyx", "byo-phone-number")
    },
}


def test_a_fleet_takes_the_options_of_a_line() -> None:
    fleet = task("vapi_call_lines").argument_spec["lines"]["options"]
    line = task("vapi_phone_number").argument_spec
    assert fleet == {name: argument for name, argument in line.items() if name not in CONNECTION.by_name}


# --- hooks ------------------------------------------------------------------------------------------------------------

HOOK_OPTIONS = sent_options("vapi_phone_hook")


HOOK_CASES = [
    (path, event)
    for event in ("call.ringing", "call.ending")
    for path in HOOK_OPTIONS
    # Filters belong to one event each.
    if path[0] != "filters" or (event == "call.ending") == (path[-1] == "one_of")
]


@pytest.mark.parametrize(("path", "event"), HOOK_CASES, ids=named)
def test_option_of_a_hook_reaches_the_wire(org: Org, path: Path, event: str) -> None:
    org.furnish([EXISTING["vapi"]])
    value = event if path == ("event",) else distinctive(path, argument_of("vapi_phone_hook", path))
    options = nested(("hooks", *path), value, event)["hooks"][0]
    result, writes = org.writes("vapi_phone_hook", phone_number="Bought", **options)
    assert not result["failed"], result["msg"]
    expected = api_path((authority.sdk_line("vapi", "update"),), ("hooks", *path))
    assert expected is not None
    assert [write["method"] for write in writes] == ["PATCH"]
    assert dug(writes[0]["body"], expected) == value


# --- calls ------------------------------------------------------------------------------------------------------------

CALL_OPTIONS = sent_options("vapi_call")
SPEAKERS = {"assistant_definition", "squad_definition", "squad_id", "workflow_id", "workflow"}
CALLEES = {"customers", "customer_id"}


@pytest.mark.parametrize("path", CALL_OPTIONS, ids=".".join)
def test_option_of_a_call_reaches_the_wire(org: Org, path: Path) -> None:
    org.furnish([EXISTING["twilio"]])
    number = EXISTING["twilio"]["id"]
    value = number if path == ("phone_number_id",) else distinctive(path, argument_of("vapi_call", path))
    base: dict[str, Any] = {
        "phone_number_id": number,
        "assistant_id": an_id("Support Bot"),
        "customer": {"number": "+14155550190"},
    }
    for name, rivals in (
        ("assistant_id", SPEAKERS),
        ("customer", CALLEES),
        ("phone_number_id", {"phone_number_definition"}),
    ):
        if path[0] in rivals:
            del base[name]
    _result, writes = org.writes("vapi_call", **{**base, **nested(path, value)})
    expected = api_path((authority.sdk_call(),), path)
    assert expected is not None, "the SDK has no such field"
    # Workflows were retired: the simulator refuses them. What counts here is the request.
    assert [write["method"] for write in writes] == ["POST"]
    assert dug(writes[0]["body"], expected) == value


@pytest.mark.parametrize(
    "name", [path[0] for path in CALL_OPTIONS if len(path) == 1 and argument_of("vapi_call", path)["type"] == "dict"]
)
def test_free_parts_of_a_call_stay_as_they_are(org: Org, name: str) -> None:
    assert argument_of("vapi_call", (name,)).get("options") is None


# --- the list of exceptions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", LOCAL)
def test_local_options_are_shown_elsewhere(module: str) -> None:
    """Each option that is never sent exists, and so does the test that shows its effect."""
    nested = {".".join(path) for path in paths(task(module).argument_spec)}
    assert set(LOCAL[module]) <= {*task(module).argument_spec, *nested}
    for place in LOCAL[module].values():
        suite, _colons, name = place.partition("::")
        source = (File(__file__).parent / f"{suite}.py").read_text(encoding="utf-8")
        assert f"def {name}(" in source, place
