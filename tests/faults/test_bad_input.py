# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any JSON for any option, and any JSON for any field of any answer: always a sentence, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.harness import BYO, FULL_LINES, HOOKS, SAY, SQUADS, TWILIO, VAPI, an_id, record, task
from tests.faults.answers import Server
from tests.faults.figures import Figures

Result = dict[str, Any]
KEY = "bad-input-private-key"
MODULES = (
    "vapi_phone_number",
    "vapi_phone_number_info",
    "vapi_phone_hook",
    "vapi_call",
    "vapi_call_info",
    "vapi_outbound_calls",
    "vapi_call_lines",
)
CONNECTION = ("api_key", "api_url", "region", "timeout", "retries", "validate_certs")
NUMBER = record(
    provider="twilio",
    name="Twilio Line",
    number=TWILIO["number"],
    twilioAccountSid=TWILIO["twilio_account_sid"],
    status="active",
    assistantId=an_id("Support Bot"),
    hooks=[{"on": "call.ringing", "do": [{"type": "say", "exact": "Hello"}]}],
    server={"url": "https://example.com", "timeoutSeconds": 20},
)
CALL = record(
    name="Reminder",
    status="scheduled",
    phoneNumberId=NUMBER["id"],
    customer={"number": "+14155550301"},
    monitor={"controlUrl": "http://127.0.0.1:9/control", "listenUrl": "ws://127.0.0.1:9"},
    startedAt="2026-01-01T00:00:00.000Z",
    endedAt="2026-01-01T00:00:05.000Z",
    endedReason="customer-ended-call",
    artifact={"transcript": "Hello"},
    createdAt="2090-01-01T00:00:00.000Z",
)
DIAL = {"name": "Reminder", "phone_number": TWILIO["number"], "assistant": "Support Bot"}
TASKS: list[tuple[str, Result]] = [
    ("vapi_phone_number", FULL_LINES["twilio"]),
    ("vapi_phone_number", {**VAPI, "squad": SQUADS[0], "wait": True, "wait_timeout": 0.01}),
    ("vapi_phone_number", {**BYO, "verify": "fail"}),
    ("vapi_phone_number", {"id": NUMBER["id"], "hooks": HOOKS, "assistant": "Support Bot"}),
    ("vapi_phone_number", {"number": TWILIO["number"], "state": "absent"}),
    ("vapi_phone_number_info", {"answering": True}),
    ("vapi_phone_number_info", {"id": NUMBER["id"], "answering": True}),
    ("vapi_phone_hook", {"phone_number": TWILIO["number"], **SAY}),
    ("vapi_phone_hook", {"phone_number": NUMBER["id"], "event": "call.ringing", "state": "absent"}),
    ("vapi_call", {**DIAL, "customer": {"number": "+14155550302"}, "respect_concurrency": True}),
    ("vapi_call", {**DIAL, "customers": [{"number": "+14155550302"}], "wait": True, "wait_timeout": 0.01}),
    ("vapi_call", {"name": "Reminder", "phone_number": TWILIO["number"], "state": "absent", "erase": True}),
    ("vapi_call", {"id": CALL["id"], "state": "absent"}),
    ("vapi_call_info", {"phone_number": TWILIO["number"], "limit": 5}),
    ("vapi_outbound_calls", {"calls": [{**DIAL, "customer": {"number": "+14155550302"}}]}),
    ("vapi_call_lines", {"lines": [TWILIO, BYO, VAPI], "prune": True, "only": ["x*"]}),
]

texts = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "\x00",
        "\x1b[31m",
        "+14155550100",
        "sip:x@y",
        "call.ringing",
        "vapi",
        "\ud800",
        "{{ x }}",
        "1e999",
        "NaN",
        "ended",
    ]
)
plain = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=True, allow_infinity=True)
    | texts
    | st.sampled_from(
        [NUMBER["id"], CALL["id"], "2026-01-01T00:00:00Z", "queued", "in-progress", "https://example.com"]
    )
)
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)


def checked(result: Result, what: Any, figures: Figures) -> None:
    """A result is data, and a failure a sentence."""
    figures.count("cases")
    assert isinstance(result["failed"], bool) and isinstance(result["changed"], bool)
    if result["failed"]:
        sentence = result["msg"]
        assert "This is a bug of the collection" not in sentence, f"{sentence} {what}"
        assert "\n" not in sentence and sentence.strip(), what
        assert KEY not in json.dumps(result)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawn path is a path: what is written there stays out of the checkout."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A service of which anything has to be expected."""
    with Server() as running:
        yield running


def run(server: Server, module: str, options: Result, check: bool = False) -> Result:
    """A module's result with this service."""
    connection = {"api_key": KEY, "api_url": server.url, "timeout": 5, "retries": 1}
    server.requests.clear()
    return execute(task(module), {**options, **connection}, check, {})


def healthy(method: str, path: str) -> tuple[int, Any]:
    """What a service in its right mind answers."""
    kind, _slash, thing = path.partition("?")[0].removeprefix("/v2").strip("/").partition("/")
    if kind == "phone-number":
        page = {"results": [NUMBER], "metadata": {"totalItems": 1, "itemsPerPage": 100}}
        return (201, NUMBER) if method == "POST" else (200, NUMBER if thing else page)
    if kind == "call":
        return (201, CALL) if method == "POST" else (200, CALL if thing else [CALL])
    name = {"assistant": "Support Bot", "squad": SQUADS[0], "credential": "Carrier"}.get(kind, "")
    return 200, [record(name=name, id=an_id(name))]


def nested(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a value, as container and key."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        yield value, key
        yield from nested(item)


@pytest.mark.parametrize("module", MODULES)
def test_any_json_for_any_option(module: str, server: Server, figures: Figures) -> None:
    """What cannot be read is named, and nothing is sent; what can be read ends in a result."""
    server.answer = _serve(healthy)
    names = sorted(set(task(module).argument_spec) - set(CONNECTION))
    options = st.dictionaries(st.sampled_from(names) | texts, anything, max_size=5)
    bases = st.sampled_from([given for name, given in TASKS if name == module])

    @given(bases, options, st.data(), st.booleans())
    def holds(base: Result, drawn: Result, data: st.DataObject, check: bool) -> None:
        given_options = {**json.loads(json.dumps(base)), **drawn}
        places = list(nested(given_options))
        if data.draw(st.booleans()) and places:
            container, key = data.draw(st.sampled_from(places))
            container[key] = data.draw(anything)
        for name in ("wait_timeout", "wait"):
            given_options.pop(name, None)
        try:
            task(module).read({**given_options, "api_key": KEY}, {})
            readable = True
        except InvalidOptions:
            readable = False
        result = run(server, module, given_options, check)
        checked(result, given_options, figures)
        assert readable or (result["failed"] and server.requests == [])
        assert not check or all(method == "GET" for method, *_rest in server.requests)

    holds()


@pytest.mark.parametrize("number", range(len(TASKS)))
def test_any_json_in_any_answer(number: int, server: Server, figures: Figures) -> None:
    """One answer of the service has something else in one of its fields, or is something else altogether."""
    module, options = TASKS[number]

    @given(st.data(), st.integers(0, 5), st.booleans())
    def holds(data: st.DataObject, which: int, persistent: bool) -> None:
        asked = 0
        status = data.draw(
            st.sampled_from([None, None, None, 200, 201, 204, 301, 304, 400, 401, 404, 409, 422, 500, 503])
        )
        value = data.draw(anything)
        choice = data.draw(st.integers(0, 40))
        extra = data.draw(st.dictionaries(texts, anything, max_size=2))

        def answer(method: str, path: str) -> tuple[int, Any]:
            nonlocal asked
            asked += 1
            right, body = healthy(method, path)
            if asked - 1 < which or (asked - 1 > which and not persistent):
                return right, body
            body = json.loads(json.dumps(body))
            places = list(nested(body))
            if choice < len(places):
                container, key = places[choice]
                container[key] = value
            else:
                body = value
            if isinstance(body, dict):
                body.update(extra)
            return status or right, body

        server.answer = _serve(answer)
        result = run(server, module, options)
        checked(result, (which, status, choice, value, extra), figures)
        posts = [path for method, path, *_rest in server.requests if method == "POST"]
        if module == "vapi_call":
            assert len(posts) <= 1, "nobody is rung twice"

    holds()


def test_half_a_character(server: Server, figures: Figures) -> None:
    """YAML can write what UTF-8 cannot."""
    for module, options in TASKS:
        name = next(iter(options))
        given_options = {**options, "phone_number" if "phone_number" in options else name: "\ud800"}
        result = run(server, module, given_options)
        checked(result, given_options, figures)


def test_any_bytes_as_answer(server: Server, figures: Figures) -> None:
    """Not even JSON."""

    @given(
        st.sampled_from(TASKS), st.binary(max_size=60) | st.sampled_from([b"[" * 100000, b'{"a":' * 50000, b"1" * 5000])
    )
    def holds(chosen: tuple[str, Result], data: bytes) -> None:
        server.answer = lambda method, path: (201 if method == "POST" else 200, {}, data)
        checked(run(server, *chosen), data[:80], figures)

    holds()


def _serve(answer: Any) -> Any:
    def serve(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        status, body = answer(method, path)
        return status, {"Content-Type": "application/json"}, json.dumps(body).encode("utf-8", "surrogatepass")

    return serve
