# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source over HTTP: what it takes, what it refuses, and what becomes of a message."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import yaml
from ansible_collections.voiceops.vapi.extensions.eda.plugins.event_source import server_messages
from ansible_collections.voiceops.vapi.plugins.module_utils._schema import redact

from tests.eda.ports import free_port

SECRET = "a-secret-between-vapi-and-us-0001"
HEADERS = {"X-Vapi-Secret": SECRET}
HANG = {"message": {"type": "hang"}}


class Source:
    """A source that listens, and what it has put into the rulebook's queue."""

    def __init__(self, session: aiohttp.ClientSession, url: str, queue: asyncio.Queue[Any]) -> None:
        self.session = session
        self.url = url
        self.queue = queue

    async def post(self, body: Any, headers: dict[str, str] | None = None) -> int:
        """Send a message, or these bytes; returns the status."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.session.post(self.url, data=data, headers=HEADERS if headers is None else headers) as answer:
            await answer.read()
            return answer.status

    async def event(self) -> dict[str, Any]:
        """The next event."""
        event: dict[str, Any] = await asyncio.wait_for(self.queue.get(), 10)
        return event


@contextlib.asynccontextmanager
async def listening(queue: asyncio.Queue[Any], **args: Any) -> AsyncIterator[Source]:
    """A source on a free port."""
    port = free_port()
    task = asyncio.create_task(server_messages.main(queue, {"secret": SECRET, "port": port, **args}))
    try:
        async with aiohttp.ClientSession() as session:
            source = Source(session, f"http://127.0.0.1:{port}/vapi", queue)
            for _attempt in range(100):
                with contextlib.suppress(aiohttp.ClientConnectionError):
                    await source.post(b"", {})
                    break
                await asyncio.sleep(0.02)
            yield source
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def run(scenario: Callable[[Source], Awaitable[Any]], **args: Any) -> Any:
    """What a scenario returns, with a source of these options."""

    async def whole() -> Any:
        async with listening(asyncio.Queue(), **args) as source:
            return await scenario(source)

    return asyncio.run(whole())


def statuses(*requests: tuple[Any, dict[str, str] | None], **args: Any) -> tuple[list[int], int]:
    """The status of each request, and how many events there are in the end."""

    async def scenario(source: Source) -> tuple[list[int], int]:
        answers = [await source.post(*request) for request in requests]
        return answers, source.queue.qsize()

    answer: tuple[list[int], int] = run(scenario, **args)
    return answer


def event_of(message: dict[str, Any], **args: Any) -> dict[str, Any]:
    """The event that a message makes."""

    async def scenario(source: Source) -> dict[str, Any]:
        assert await source.post({"message": message}) == 200
        return await source.event()

    event: dict[str, Any] = run(scenario, **args)
    return event


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
        ({}, "secret: is missing or too short; take at least 16 characters."),
        ({"secret": ""}, "secret: is missing or too short; take at least 16 characters."),
        ({"secret": "short"}, "secret: is missing or too short; take at least 16 characters."),
        ({"secret": SECRET, "scheme": "basic"}, "scheme: must be header or bearer."),
        ({"secret": SECRET, "port": "many"}, "port: must be a whole number."),
        ({"secret": SECRET, "max_size": []}, None),
        ({"secret": SECRET, "backlog": {}}, "backlog: must be a whole number."),
        ({"secret": SECRET, "types": "hang"}, "types: must be a list."),
        (
            {"secret": SECRET, "token": "x"},
            "token: is not an option; there are secret, scheme, host, port, types, org, max_size, backlog.",
        ),
    ],
)
def test_wrong_options_get_a_sentence(args: dict[str, Any], sentence: str | None) -> None:
    if sentence is None:
        assert server_messages.options_of(args) == server_messages.options_of({"secret": SECRET})
        return
    with pytest.raises(ValueError) as wrong:
        asyncio.run(server_messages.main(asyncio.Queue(), args))
    assert str(wrong.value) == sentence


def test_templates_make_texts_of_numbers() -> None:
    options = server_messages.options_of({"secret": SECRET, "port": "8080", "max_size": "10", "org": None})
    assert (options.port, options.max_size, options.org) == (8080, 10, "")


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
        port = int(source.url.split(":")[2].partition("/")[0])
        await server_messages.main(asyncio.Queue(), {"secret": SECRET, "port": port})

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
