# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others write or send is data: no template, no literal, no endless event, no flood."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.extensions.eda.plugins.event_source import server_messages
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from jinja2.nativetypes import NativeEnvironment

from tests.eda.source import HANG, HEADERS, SECRET, Source, event_of, listening, run, statuses

COMMAND = "lookup('pipe','touch canary')"
TEMPLATES = [
    "{{" + COMMAND + "}}",
    "{{ " + COMMAND + " }}",
    "{%set x=" + COMMAND + "%}",
    "{% if " + COMMAND + " %}",
    "{#x#}{{" + COMMAND + "}}",
    "{{{" + COMMAND + "}}}",
    "{\x00{" + COMMAND + "}\x1b}",
    "{" + SECRET[:5] + "\x00" + SECRET[5:] + "{x}}",
    "#jinja2:variable_start_string:'[%',variable_end_string:'%]'\n[%" + COMMAND + "%]",
    "#jin\x00ja2:variable_start_string:'[%'\n[%" + COMMAND + "%]",
    "Main {{ x }} line",
    "{{",
    "{%",
    "{",
]
LITERALS = [
    *(
        "[]",
        "{}",
        "()",
        "None",
        "True",
        "False",
        "...",
        "[1, 2]",
        "[] # Main",
        "[ ]",
        "('x')",
        "{'a': 1}",
        "{1}",
        "{[]}",
    ),
    *(
        "'Main'",
        '"Main"',
        "b'x'",
        "'''x'''",
        "'a' 'b'",
        "42",
        "-5",
        "+1",
        "0x10",
        "1_000",
        "1e999",
        "1e5",
        "1j",
        "1+2j",
    ),
    *("(" * 150 + ")" * 150, "['Main']\n", " []", "[] ", "\t[]"),
]
OTHERS = ["$ANSIBLE_VAULT;1.1;AES256", "a\nb", "Main\u202e", " ", "x" * 201, "#jinja2:", "#x"]
ID = "5f0c1d2e-0000-4000-8000-000000000001"
OPENERS = ("{{", "{%", "{#", "#jinja2:", "$ANSIBLE_VAULT")


def texts_in(value: Any) -> Iterator[str]:
    """Every text and every key in data."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, str):
        yield value


def assert_plain(event: dict[str, Any]) -> int:
    """No text, and no two texts beside each other, hold what begins a template; returns how many texts were read."""
    texts = list(texts_in(event))
    for text in [*texts, *map("".join, itertools.pairwise(texts)), json.dumps(event), str(event)]:
        assert not [opener for opener in OPENERS if opener in text], text
    for text in texts:
        assert Environment(keep_trailing_newline=True).from_string(text).render() == text
    return len(texts)


# --- texts are data ---------------------------------------------------------------------------------------------------


@pytest.mark.case(130)
@pytest.mark.parametrize("text", TEMPLATES, ids=repr)
def test_no_text_of_an_event_is_a_template(text: str) -> None:
    line = {"provider": "vapi", "name": text, "number": text, "sipUri": text, "id": text, text: {text: text}}
    message = {
        "type": text,
        "phoneNumber": line,
        "call": {"id": text, "phoneNumberId": text, "phoneNumber": line},
        "artifact": {"messages": [{"role": "user", "message": text}, [text, [text]]], "transcript": text},
        "server": {"url": f"https://a.example/?x={text}"},
        text: text,
    }
    event = event_of(message)
    assert event["line"] == ""
    assert assert_plain(event) > 20


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("{}%#a \x00$ANSIBLE_VAULT;'[]jinja2:\n"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("{%#} a\x00", max_size=5), inner, max_size=4),
    max_leaves=15,
)


@pytest.mark.case(130)
@given(json_values)
def test_no_data_of_any_kind_become_a_template(value: Any) -> None:
    event = server_messages.clean({"message": value}, SECRET)
    assert_plain(event)
    json.loads(json.dumps(event), parse_constant=server_messages._refuse)
    assert "" not in list(keys_in(event))


def keys_in(value: Any) -> Iterator[str]:
    """Every key in data."""
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys_in(item)
    if isinstance(value, dict):
        yield from value


@pytest.mark.case(130)
@pytest.mark.parametrize("key", ["name", "sipUri", "number"])
@pytest.mark.parametrize("text", [*TEMPLATES, *LITERALS, *OTHERS], ids=repr)
def test_a_line_that_a_rulebook_would_evaluate_is_named_by_its_id(text: str, key: str) -> None:
    if key == "number" and text in ("42", "+1"):
        return
    event = event_of({"type": "hang", "phoneNumber": {key: text, "id": ID}})
    assert event["line"] == ID
    assert event_of({"type": "hang", "call": {"phoneNumber": {key: text}, "phoneNumberId": ID}})["line"] == ID


@pytest.mark.case(130, 145)
@pytest.mark.parametrize("text", [*TEMPLATES, *LITERALS, *OTHERS, "..", "../x", "a b"], ids=repr)
def test_an_id_is_no_way_round(text: str) -> None:
    assert event_of({"type": "hang", "phoneNumber": {"name": text, "id": text}})["line"] in ("", text)
    assert event_of({"type": "hang", "phoneNumber": {"id": text}})["line"] == ""


@pytest.mark.case(130)
@pytest.mark.parametrize(
    ("key", "text"),
    [
        *(
            ("name", name)
            for name in ("Support [EU]", "O'Brien", "Main (1)", "Line 5", "a, b", "München 1", "5a", "1-2")
        ),
        *(("number", number) for number in ("+14155550100", "1000", "0100", "18336840100", "42", "desk7")),
        *(("sipUri", uri) for uri in ("sip:main@sip.vapi.ai",)),
    ],
)
def test_a_line_that_stays_itself_keeps_its_name(key: str, text: str) -> None:
    line = event_of({"type": "hang", "phoneNumber": {key: text, "id": ID}})["line"]
    assert line == text
    rendered = NativeEnvironment().from_string("{{ line }}").render(line=line)
    # A number becomes an integer, in which mode finds the number again.
    assert str(rendered) == (text.lstrip("+") if key == "number" else text)


@pytest.mark.case(145)
def test_no_secret_of_an_address_is_in_an_event() -> None:
    urls = [
        "https://user:hidden@a.example/x",
        "see https://a.example/x?a=1&token=hidden&b=2.",
        "https://a.example/?api_key=hidden",
        "https://s3.example/r.wav?X-Amz-Signature=hidden&x=1",
    ]
    event = event_of(
        {"type": "hang", "urls": urls, "webhookUrl": "hidden", "privateKey": "hidden", "listenUrl": "hidden"}
    )
    assert "hidden" not in json.dumps(event)
    assert event["message"]["urls"][1] == f"see https://a.example/x?a=1&token={server_messages.MASK}&b=2."


@pytest.mark.case(45)
def test_counts_are_no_secrets() -> None:
    costs = {"llmPromptTokens": 12, "maxTokens": 0.5, "authToken": "hidden"}
    assert event_of({"type": "hang", "costs": costs})["message"]["costs"] == {"llmPromptTokens": 12, "maxTokens": 0.5}


def test_long_texts_are_cleaned_in_time() -> None:
    size = 2**20
    began = time.process_time()
    for text in (
        "?key" * (size // 4),
        "{" * size,
        "://" * (size // 3),
        "&" * size,
        "https://a.example/?" + "key" * size,
    ):
        server_messages.clean(text, SECRET)
    assert time.process_time() - began < 10


# --- data that parsers do not agree on --------------------------------------------------------------------------------


@pytest.mark.case(134)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"": 1, "a": 2}', {"a": 2}),
        ('{"\\u0000": 1, " ": 2, "\\u202e\\u001b": {"": 3}, "a": {"": {"b": 1}}}', {"a": {}}),
        ("[1e999, -1e999, 1e308]", [None, None, 1e308]),
        (f"[{10**30}, {-(10**30)}, {2**63}, {2**63 - 1}]", [None, None, None, 2**63 - 1]),
    ],
)
def test_what_would_end_a_rulebook_is_dropped(text: str, value: Any) -> None:
    body = f'{{"message": {{"type": "hang", "x": {text}}}}}'.encode()

    async def scenario(source: Source) -> Any:
        assert await source.post(body) == 200
        return (await source.event())["message"]["x"]

    assert run(scenario) == value


# --- repeats ----------------------------------------------------------------------------------------------------------


def report(call: str | None, kind: str = "end-of-call-report", **more: Any) -> dict[str, Any]:
    """A message about a call."""
    return {"message": {"type": kind, **({"call": {"id": call}} if call else {}), **more}}


@pytest.mark.case(135)
@pytest.mark.parametrize(
    ("messages", "events"),
    [
        ([report("a", timestamp=1), report("a", timestamp=2), report("a", timestamp=3)], 1),
        ([report("a"), report("b"), report("a", "hang")], 3),
        ([report("a", "hang", timestamp=1), report("a", "hang", timestamp=2)], 1),
        ([report("a", "status-update", status=one) for one in ("ringing", "ended", "ended")], 2),
        ([report("a", "transcript", text=one) for one in ("x", "y", "y")], 2),
        ([report(None), report(None)], 2),
        ([{"message": {"type": "hang", "call": {"id": 5}}}] * 2, 2),
    ],
    ids=["end-of-call-report", "others", "hang", "status-update", "transcript", "no call", "no text"],
)
def test_a_repeat_is_no_second_event(messages: list[Any], events: int) -> None:
    assert statuses(*((message, None) for message in messages)) == ([200] * len(messages), events)


@pytest.mark.case(135)
def test_what_was_turned_away_is_no_repeat_when_it_comes_again() -> None:
    async def whole() -> list[int]:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        async with listening(queue, backlog=1) as source:
            answers = [await source.post(report(f"call {number}")) for number in range(4)]
            for _event in range(3):
                await source.event()
            answers.append(await source.post(report("call 3")))
            assert (await source.event())["message"]["call"]["id"] == "call 3"
            return answers

    assert asyncio.run(whole()) == [200, 200, 200, 503, 200]


@pytest.mark.case(135)
def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_messages, "REMEMBERED", 2)
    assert statuses(*((report(call), None) for call in "abcaa")) == ([200] * 5, 4)


# --- floods -----------------------------------------------------------------------------------------------------------


@pytest.mark.case(136)
def test_connections_without_a_message_do_not_keep_others_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_messages, "DEADLINE", 1.0)

    async def scenario(source: Source) -> tuple[int, int, int]:
        port = source.port
        idle = []
        for _connection in range(375):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /vapi HTTP/1.1\r\nHost: a\r\nX-Vapi-")
            idle.append((reader, writer))
        status = await source.post(HANG)
        await asyncio.sleep(0.2)
        cut = [reader.at_eof() or reader.exception() is not None for reader, _writer in idle]
        await asyncio.sleep(1.2)
        late = [reader.at_eof() or reader.exception() is not None for reader, _writer in idle]
        for _reader, writer in idle:
            writer.close()
        return status, len(cut) - sum(cut), sum(late)

    status, still_open, closed = run(scenario)
    assert status == 200 and 0 < still_open <= server_messages.CONNECTIONS and closed == 375


@pytest.mark.case(136)
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /",
        b"POST / HTTP/1.1\r\nHost: a\r\nX-Vapi-Secret: " + SECRET.encode() + b"\r\nContent-Length: 9\r\n\r\n{",
    ],
    ids=["nothing", "half a line", "half a body"],
)
def test_a_connection_has_a_deadline(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(server_messages, "DEADLINE", 0.3)

    async def scenario(source: Source) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", source.port)
        writer.write(sent)
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(reader.read(), 3)
        return b""

    assert run(scenario) == b""


@pytest.mark.case(136)
def test_what_waits_is_bounded_in_bytes() -> None:
    big = {"message": {"type": "hang", "text": "x" * 9_000}}

    async def whole() -> list[int]:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        async with listening(queue, max_size=10_000, backlog_size=20_000) as source:
            # One in the queue, one on its way there, two that fit.
            answers = [await source.post(big) for _message in range(5)]
            for _event in range(4):
                await source.event()
            return [*answers, await source.post(big)]

    assert asyncio.run(whole()) == [200, 200, 200, 200, 503, 200]


@pytest.mark.case(136)
def test_bad_requests_are_one_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    async def scenario(source: Source) -> None:
        for bad in (b"\x16\x03\x01hello\r\n\r\n", b"POST / HTTP/9\r\n\r\n", b"POST / HTTP/1.1\r\nA\r\n\r\n") * 20:
            reader, writer = await asyncio.open_connection("127.0.0.1", source.port)
            writer.write(bad)
            await reader.read()
            writer.close()
        for _request in range(20):
            assert await source.post(HANG, {"X-Vapi-Secret": "canary-of-a-caller"}) == 401
            assert await source.post(b"canary") == 400

    run(scenario)
    assert len(caplog.records) == 1 and len(caplog.text) < 300
    assert "Traceback" not in caplog.text and "canary" not in caplog.text


def test_a_connection_serves_one_message() -> None:
    async def scenario(source: Source) -> list[str | None]:
        closes = []
        for headers in (HEADERS, {}):
            async with source.session.post(source.url, json=HANG, headers=headers) as answer:
                closes.append(answer.headers.get("Connection"))
        return closes

    assert run(scenario) == ["close", "close"]


# --- answers and signs of life ----------------------------------------------------------------------------------------


def eligible(message: dict[str, Any], **args: Any) -> Any:
    """The answer to a campaign's question about a contact."""

    async def scenario(source: Source) -> Any:
        body = {"message": {"type": "campaign.predial", "campaignId": "c", **message}}
        async with source.session.post(source.url, json=body, headers=HEADERS) as answer:
            return answer.status, await answer.json()

    return run(scenario, **args)


@pytest.mark.parametrize(
    ("message", "args", "expected"),
    [
        ({"contact": {"number": "+14155550111"}}, {}, True),
        ({}, {}, True),
        ({"contact": {"number": "+14155550111"}}, {"types": ["hang"]}, True),
        ({"contact": {"number": "+14155550111"}}, {"eligible": ["+1415*"]}, True),
        ({"contact": {"number": "+14155550111"}}, {"eligible": ["+1 (415) 555-01*"]}, True),
        ({"contact": {"number": "+14155550111"}}, {"eligible": ["+1415555011[0-5]"]}, True),
        ({"contact": {"number": "+14155550119"}}, {"eligible": ["+1415555011[0-5]"]}, False),
        ({"customer": {"number": "+1 415 555 0111"}}, {"eligible": ["+14155550111"]}, True),
        ({"contact": {"number": "+442079460000"}}, {"eligible": ["+1415*", "+1628*"]}, False),
        ({"contact": {"number": "+14155550111"}}, {"eligible": ["+1415*"], "not_eligible": ["1-415-555-0111"]}, False),
        ({"contact": {"number": "+14155550112"}}, {"not_eligible": ["+14155550111"]}, True),
        ({"contact": {"number": ""}}, {"eligible": ["*"]}, False),
        ({"contact": "text", "customer": {"number": 5}}, {"eligible": ["*"]}, False),
    ],
)
def test_a_campaign_is_told_who_is_eligible(message: dict[str, Any], args: dict[str, Any], expected: bool) -> None:
    assert eligible(message, **args) == (200, {"eligible": expected})


def test_a_campaign_is_answered_when_the_rulebook_is_slow() -> None:
    async def whole() -> list[int]:
        async with listening(asyncio.Queue(1), backlog=1) as source:
            body = {"message": {"type": "campaign.predial", "contact": {"number": "+14155550111"}}}
            return [await source.post(body) for _message in range(6)] + [await source.post(HANG)]

    assert asyncio.run(whole()) == [200] * 6 + [503]


def test_a_heartbeat_is_an_event_of_its_own() -> None:
    async def scenario(source: Source) -> list[Any]:
        return [await source.event(), await source.event()]

    beat = {"type": "heartbeat", "line": "", "org": "my-org", "message": {}}
    assert run(scenario, heartbeat=1, org="my-org") == [beat, beat]
