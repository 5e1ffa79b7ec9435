# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source over HTTP: what it takes, what it refuses, and what becomes of a message."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import yaml
from ansible_collections.voiceops.vapi.extensions.eda.plugins.event_source import server_messages
from ansible_collections.voiceops.vapi.plugins.module_utils._schema import redact

from tests.eda.source import HANG, HEADERS, SECRET, Source, event_of, listening, run, statuses

# --- who may speak ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        ("header", {}),
        ("header", {"X-Vapi-Secret": ""}),
        ("header", {"X-Vapi-Secret": "not-the-secret-of-both-of-us-0001"}),
        ("header", {"X-Vapi-Secret": SECRET[:-1]}),
        ("header", {"X-Vapi-Secret": f"{SECRET}1"}),
        ("header", {"X-Vapi-Secret": "gehe\u00efm"}),
        ("header", {"Authorization": f"Bearer {SECRET}"}),
        ("bearer", {"X-Vapi-Secret": SECRET}),
        ("bearer", {"Authorization": f"Basic {SECRET}"}),
        ("bearer", {"Authorization": "Bearer"}),
        ("bearer", {"Authorization": SECRET}),
    ],
)
def test_without_the_secret_nothing_is_heard(scheme: str, headers: dict[str, str]) -> None:
    assert statuses((HANG, headers), scheme=scheme) == ([401], 0)


def test_a_refusal_does_not_say_why() -> None:
    async def scenario(source: Source) -> set[str]:
        bodies = set()
        for headers in ({}, {"X-Vapi-Secret": "wrong"}, {"X-Vapi-Secret": SECRET[:-1]}):
            async with source.session.post(source.url, data=b"no JSON", headers=headers) as answer:
                bodies.add(await answer.text())
        return bodies

    assert run(scenario) == {"401: Unauthorized"}


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        ("header", {"x-vapi-secret": SECRET}),
        ("bearer", {"Authorization": f"Bearer {SECRET}"}),
        ("bearer", {"authorization": f"bearer {SECRET}"}),
    ],
)
def test_with_the_secret_a_message_is_an_event(scheme: str, headers: dict[str, str]) -> None:
    assert statuses((HANG, headers), scheme=scheme) == ([200], 1)


# --- what is no message -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"message": {"type": "hang", "cost": NaN}}',
        b"[]",
        b'"message"',
        b"{}",
        b'{"message": "hang"}',
        b'{"message": {}}',
        b'{"message": {"type": 5}}',
        b'{"message": {"type": "hang", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"message": {"type": "hang", "a": ' + b"[" * 101 + b"]" * 101 + b"}}",
        b'{"message": {"type": "hang", "a": ' + b"9" * 10_000 + b"}}",
    ],
    ids=lambda body: str(body[:45]),
)
def test_what_is_no_message_is_a_bad_request(body: bytes) -> None:
    assert statuses((body, None), (HANG, None)) == ([400, 200], 1)


def test_what_is_too_big_is_refused_and_the_next_one_taken() -> None:
    big = {"message": {"type": "hang", "text": "x" * 3000}}
    assert statuses((big, None), (HANG, None), max_size=2000) == ([413, 200], 1)


def test_what_is_too_big_is_refused_without_a_length_as_well() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _piece in range(30):
            yield b" " * 100

    async def scenario(source: Source) -> int:
        async with source.session.post(source.url, data=pieces(), headers=HEADERS) as answer:
            return answer.status

    assert run(scenario, max_size=2000) == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_there_is_nothing_but_post(method: str) -> None:
    async def scenario(source: Source) -> int:
        async with source.session.request(method, source.url, headers=HEADERS) as answer:
            return answer.status

    assert run(scenario) == 405


def test_when_the_rulebook_is_slow_vapi_is_told_to_come_again() -> None:
    async def whole() -> list[int]:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        async with listening(queue, backlog=2) as source:
            # One in the queue, one on its way there, two in the backlog.
            answers = [await source.post(HANG) for _message in range(4)]
            async with source.session.post(source.url, json=HANG, headers=HEADERS) as refused:
                assert int(refused.headers["Retry-After"]) > 0
                answers.append(refused.status)
            for _event in range(4):
                await source.event()
            return [*answers, await source.post(HANG)]

    assert asyncio.run(whole()) == [200, 200, 200, 200, 503, 200]


# --- what an event holds ----------------------------------------------------------------------------------------------


def test_every_type_becomes_an_event_also_one_that_nobody_knows_yet() -> None:
    types = ["status-update", "end-of-call-report", "hang", "assistant-request", "call.endpointing.request", "new-one"]

    async def scenario(source: Source) -> list[str]:
        for name in types:
            assert await source.post({"message": {"type": name}}) == 200
        return [(await source.event())["type"] for _type in types]

    assert run(scenario) == types


def test_only_the_types_that_were_asked_for() -> None:
    messages = [({"message": {"type": name}}, None) for name in ("speech-update", "hang", "status-update")]
    assert statuses(*messages, types=["hang"]) == ([200, 200, 200], 1)


def test_an_event_is_the_message_and_what_finds_its_line() -> None:
    message = {"type": "status-update", "status": "ended", "phoneNumber": {"number": "+14155550100"}, "cost": 0.5}
    event = event_of(message, org="my-org")
    assert event == {"type": "status-update", "line": "+14155550100", "org": "my-org", "message": message}


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ({"phoneNumber": {"provider": "telnyx", "number": "+14155550100", "name": "Main", "id": "i"}}, "+14155550100"),
        ({"phoneNumber": {"provider": "vapi", "number": "+14155550100", "name": "Main", "id": "i"}}, "Main"),
        (
            {"phoneNumber": {"provider": "vapi", "sipUri": "sip:main@sip.vapi.ai", "name": "Main"}},
            "sip:main@sip.vapi.ai",
        ),
        ({"phoneNumber": {"id": "i"}}, "i"),
        ({"call": {"phoneNumber": {"number": "+14155550100"}, "phoneNumberId": "i"}}, "+14155550100"),
        ({"call": {"phoneNumberId": "i"}}, "i"),
        ({"phoneNumber": None, "call": None}, ""),
        ({"phoneNumber": "text", "call": ["list"]}, ""),
        ({"phoneNumber": {"number": 5, "name": ""}}, ""),
        ({}, ""),
    ],
)
def test_a_line_is_called_as_an_inventory_declares_it(message: dict[str, Any], line: str) -> None:
    assert event_of({"type": "hang", **message})["line"] == line


def test_no_secret_is_in_an_event(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    message = {
        "type": "end-of-call-report",
        "call": {"monitor": {"listenUrl": "wss://hidden", "controlUrl": "https://hidden"}, "id": "c"},
        "assistant": {
            "server": {"url": "https://a.example", "secret": "hidden", "headers": {"X-Vapi-Secret": "hidden"}}
        },
        "phoneNumber": {"number": "+14155550100", "twilioAuthToken": "hidden", "sec\x00ret": "hidden"},
        "transcript": f"AI: the password is {SECRET}. And split: {SECRET[:5]}\x00{SECRET[5:]}",
        SECRET: "a key",
    }
    event = event_of(message)
    assert event["message"]["call"] == {"id": "c"} and event["message"]["assistant"]["server"] == {
        "url": "https://a.example"
    }
    for text in (json.dumps(event), caplog.text):
        assert "hidden" not in text and SECRET not in text


def test_no_control_character_is_in_an_event() -> None:
    said = "One\ttwo\nthree \u00e4\u6c34\U0001f600"
    dirt = "\x00\x1b[2J\r\x7f\x9b\u2028\u202e\u2066\ud800"
    event = event_of(
        {"type": "hang\x1b", "transcript": f"{said}{dirt}", f"key{dirt}": [dirt], "n": 1, "b": True, "z": None}
    )
    assert event["type"] == "hang"
    assert event["message"] == {
        "type": "hang",
        "transcript": f"{said}[2J",
        "key[2J": ["[2J"],
        "n": 1,
        "b": True,
        "z": None,
    }


def test_what_is_nested_as_deep_as_it_may_be_is_an_event() -> None:
    nested: Any = "x"
    for _level in range(server_messages.DEEPEST - 2):
        nested = [nested]
    assert event_of({"type": "hang", "a": nested})["message"]["a"] == nested


def test_what_looks_like_a_secret_does_so_everywhere() -> None:
    pattern = server_messages.SECRET_NAME.pattern
    assert pattern.startswith(redact._SECRET_NAME.pattern) and server_messages.MASK == redact.MASK


# --- options ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({}, "secret: missing or too short. Use at least 16 characters."),
        ({"secret": ""}, "secret: missing or too short. Use at least 16 characters."),
        ({"secret": "short"}, "secret: missing or too short. Use at least 16 characters."),
        ({"secret": SECRET, "scheme": "basic"}, "scheme: must be header or bearer."),
        ({"secret": SECRET, "host": 5}, "host: must be a text. Write it in quotes."),
        ({"secret": SECRET, "max_size": 2048, "backlog_size": 2047}, "backlog_size: must be at least max_size, 2048."),
        (
            {"secret": SECRET, "token": "x"},
            "token: unknown option. Use one of secret, scheme, host, port, types, org, max_size, backlog, "
            "backlog_size, heartbeat, eligible, not_eligible.",
        ),
    ],
)
def test_wrong_options_get_a_sentence(args: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as wrong:
        asyncio.run(server_messages.main(asyncio.Queue(), args))
    assert str(wrong.value) == sentence


@pytest.mark.parametrize("name", server_messages.BOUNDS)
def test_numbers_have_bounds(name: str) -> None:
    smallest, largest = server_messages.BOUNDS[name]
    ends = {"backlog_size": (2**22, largest), "max_size": (smallest, 2**26)}.get(name, (smallest, largest))
    for value in ends:
        for form in (value, str(value)):
            assert getattr(server_messages.options_of({"secret": SECRET, name: form}), name) == value
    for wrong in (smallest - 1, largest + 1, -1, "many", [], {}, True, 20.5, "1e3", float("nan"), " ", 10**400):
        with pytest.raises(ValueError, match=rf"^{name}: must be a whole number from {smallest} to {largest}\.$"):
            server_messages.options_of({"secret": SECRET, name: wrong})


@pytest.mark.parametrize("name", server_messages.LISTS)
def test_lists_are_not_empty(name: str) -> None:
    assert getattr(server_messages.options_of({"secret": SECRET, name: [" +1* "]}), name) == ("+1*",)
    for wrong in ([], ["+1*", ""], [" "], "+1*", {"+1*": 1}, [1415], [None]):
        with pytest.raises(ValueError, match=f"^{name}: must be a list of texts"):
            server_messages.options_of({"secret": SECRET, name: wrong})


def test_an_option_without_a_value_has_its_default() -> None:
    for blank in (None, ""):
        given = {
            name: blank for name in server_messages.Options.__dataclass_fields__ if name not in server_messages.GUARDS
        }
        assert server_messages.options_of({**given, "secret": SECRET}) == server_messages.options_of({"secret": SECRET})


@pytest.mark.case(81)
@pytest.mark.parametrize("name", server_messages.GUARDS)
@pytest.mark.parametrize("blank", [None, "", [], [""], " ", {}])
def test_a_guard_that_is_blank_is_an_error(name: str, blank: Any) -> None:
    with pytest.raises(ValueError, match=f"^{name}: must be a list of texts"):
        server_messages.options_of({"secret": SECRET, name: blank})


def test_options_are_documented_as_they_are() -> None:
    documented = yaml.safe_load(server_messages.DOCUMENTATION)["options"]
    defaults = server_messages.options_of({"secret": SECRET})
    assert list(documented) == list(server_messages.Options.__dataclass_fields__)
    for name, option in documented.items():
        expected = option.get("default", {"str": "", "list": ()}[option["type"]] if "default" not in option else None)
        assert option.get("required") or getattr(defaults, name) == expected, name
    for example in yaml.safe_load(server_messages.EXAMPLES):
        server_messages.options_of({**example["voiceops.vapi.server_messages"], "secret": SECRET})


def test_a_port_that_is_taken_is_an_error() -> None:
    async def scenario(source: Source) -> None:
        await server_messages.main(asyncio.Queue(), {"secret": SECRET, "port": source.port})

    with pytest.raises(OSError, match="in use"):
        run(scenario)


def test_a_source_that_is_stopped_frees_its_port() -> None:
    async def whole() -> None:
        async with listening(asyncio.Queue()) as source:
            url = source.url
        async with aiohttp.ClientSession() as session, session.post(url):
            pass

    with pytest.raises(aiohttp.ClientConnectionError):
        asyncio.run(whole())
