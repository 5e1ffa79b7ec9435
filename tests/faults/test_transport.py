# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that answers what it is told to: proxies, addresses, answers without end, other forms of refusals."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions, Refused, Unavailable
from ansible_collections.voiceops.vapi.plugins.module_utils._http import pagination
from ansible_collections.voiceops.vapi.plugins.module_utils._http.client import Client, segment
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import CONNECTION, base_url
from ansible_collections.voiceops.vapi.plugins.module_utils._http.environment import proxy_for
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.spec import with_defaults
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read

Members = Callable[[str, int], None]
KEY = "scripted-private-key-0001"
ID = "11111111-2222-4333-8444-555555555555"


class Scripted:
    """A server on a free port; ``answer`` gets each request's head and writes what it likes."""

    def __init__(self, answer: Callable[[str, socket.socket], None]) -> None:
        self.heads: list[str] = []
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            self.heads.append(head.decode())
            try:
                self._answer(head.decode(), connection)
            except OSError:
                return  # The client has gone, which is what is asked of it.

    def close(self) -> None:
        """No more requests: a connection is refused from now on."""
        with contextlib.suppress(OSError):
            # Else the thread that waits for a connection takes one more.
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def answer(body: Any, status: int = 200) -> bytes:
    """A whole answer with this JSON."""
    data = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n"
    return head.encode() + data


@pytest.fixture
def serve() -> Iterator[Callable[..., Scripted]]:
    """Starts servers; ends them with the test."""
    started: list[Scripted] = []

    def start(said: Callable[[str, socket.socket], None]) -> Scripted:
        started.append(Scripted(said))
        return started[-1]

    yield start
    for server in started:
        server.close()


def client(url: str, environment: dict[str, str] | None = None, **options: Any) -> Client:
    """A client of this address."""
    given = {"api_key": KEY, "api_url": url, "timeout": 0.5, "retries": 0, **options}
    problems: list[str] = []
    connection = read(CONNECTION, given, problems)
    if problems:
        raise InvalidOptions(" ".join(problems))
    return Client(with_defaults(CONNECTION, connection), environment or {})


def here(server: Scripted) -> str:
    """The server's address."""
    return f"http://127.0.0.1:{server.port}"


# --- proxies ----------------------------------------------------------------------------------------------------------

API = "https://api.example.invalid"
PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


PROXY_FAILS = {
    "407": "the proxy {} failed: it requires a user and a password (407).",
    "dead": "the proxy {} failed: connection refused or unknown host.",
    "socks": "the proxy {} failed: the Python library for SOCKS is missing.",
    "cut": f"{API} cannot be reached through the proxy {{}} (connection cut).",
}
"""What is wrong with a proxy, in the words for it."""


@pytest.mark.case(94)
@pytest.mark.spread("variable", "refusal")
@pytest.mark.parametrize("variable", PROXY_VARIABLES)
@pytest.mark.parametrize("refusal", PROXY_FAILS)
def test_a_proxy_that_fails_is_named_at_once(
    variable: str, refusal: str, serve: Callable[..., Scripted], members: Members
) -> None:
    """With the variable that names it, without its password, and not tried again."""
    said = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n" if refusal == "407" else b""
    proxy = serve(lambda head, connection: connection.sendall(said))
    scheme = "socks5" if refusal == "socks" else "http"
    if refusal == "dead":
        proxy.close()
    url = f"{scheme}://user:hidden-word@127.0.0.1:{proxy.port}"
    began = time.monotonic()
    with pytest.raises(Unavailable) as error:
        client(API, {variable: url}, retries=5).get("/phone-number/x")
    assert time.monotonic() - began < 3 and (len(proxy.heads) <= 1 or refusal == "cut")
    named = f"{scheme}://127.0.0.1:{proxy.port} ({variable})"
    assert error.value.sentence.startswith(PROXY_FAILS[refusal].format(named))
    assert "hidden-word" not in error.value.sentence and error.value.hint
    members("proxy variable", 1)


UNREACHED = {"refused": "http://127.0.0.1:{port}", "unknown host": "https://nowhere.invalid"}
"""Addresses to which no connection can be opened."""

REQUESTS: dict[str, Callable[[Client], Any]] = {
    "GET": lambda reader: reader.get("/phone-number"),
    "POST": lambda writer: writer.create("/phone-number", {"provider": "vapi"}, {}),
}


@pytest.mark.case(94)
@pytest.mark.parametrize("ask", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("address", UNREACHED)
def test_an_address_that_never_answered_is_given_up_soon(
    address: str, ask: Callable[[Client], Any], serve: Callable[..., Scripted], waits: list[float]
) -> None:
    """After three retries instead of a hundred: a network that is down, or a wrong api_url."""
    server = serve(lambda head, connection: None)
    server.close()
    with pytest.raises(Unavailable) as error:
        ask(client(UNREACHED[address].format(port=server.port), retries=100))
    assert "cannot be reached (connection refused or unknown host)" in error.value.message
    assert len(waits) == 3


def test_an_address_that_has_answered_is_tried_as_often_as_set(
    serve: Callable[..., Scripted], waits: list[float]
) -> None:
    """An interruption in the middle of a run passes more often than not."""
    server = serve(lambda head, connection: connection.sendall(answer({"id": ID})))
    reached = client(here(server), retries=5)
    reached.get(f"/phone-number/{ID}")
    server.close()
    with pytest.raises(Unavailable):
        reached.get(f"/phone-number/{ID}")
    assert len(waits) == 5


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that are waited between attempts."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


@pytest.mark.case(140)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1.2.3"])
def test_loopback_goes_through_no_proxy(host: str) -> None:
    """The key would go there in clear."""
    everything = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", *PROXY_VARIABLES), "http://127.0.0.1:9")
    assert proxy_for("http", host, 8080, everything) is None
    assert proxy_for("https", "api.vapi.ai", None, everything) is not None


@pytest.mark.case(85)
@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:1"}, "http://a:1"),
        ({"https_proxy": "", "HTTPS_PROXY": "http://b:1"}, None),
        ({"ALL_PROXY": "http://b:1"}, "http://b:1"),
        ({"http_proxy": "http://b:1"}, None),
        ({"https_proxy": "http://a:1", "no_proxy": "vapi.ai"}, None),
        ({"https_proxy": "http://a:1", "NO_PROXY": ".vapi.ai"}, None),
        ({"https_proxy": "http://a:1", "no_proxy": "*"}, None),
        ({"https_proxy": "http://a:1", "no_proxy": "other.example, 10.0.0.0/8"}, "http://a:1"),
    ],
)
def test_variables_count_as_they_do_for_requests(environment: dict[str, str], expected: str | None) -> None:
    """The same rules, held against requests itself."""
    import requests.utils

    found = proxy_for("https", "api.vapi.ai", None, environment)
    assert (found.url if found else None) == expected
    with pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        theirs = requests.utils.get_environ_proxies("https://api.vapi.ai/call")
    assert requests.utils.select_proxy("https://api.vapi.ai/call", theirs) == expected


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.case(141)
@pytest.mark.parametrize(
    "url",
    [
        "https://user:hidden-word@api.vapi.ai",
        "https://hidden-word@api.vapi.ai",
        "https://api.vapi.ai?hidden-word",
        "https://api.vapi.ai/#hidden-word",
        "http://evil.example\\@127.0.0.1/",
        "https://evil.example\\@api.vapi.ai/",
        "http://127.0.0.1@evil.example/",
        "http://evil.example",
        "https://[",
        "https://[::1",
        "https://",
        "ftp://api.vapi.ai",
        "api.vapi.ai",
        "https://api vapi.ai",
        "https://api.vapi.ai\n",
        "https://api.vapi.ai:99999",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused_by_name(url: str, members: Members) -> None:
    with pytest.raises(InvalidOptions) as error:
        client(url)
    assert error.value.message.startswith("api_url: ") and "hidden-word" not in error.value.sentence
    members("refused address", 1)


def test_an_address_may_have_a_path() -> None:
    assert base_url({"api_url": "https://gateway.example/vapi/"}) == "https://gateway.example/vapi"
    client("https://gateway.example/vapi/")


@pytest.mark.case(145)
@pytest.mark.parametrize("value", ["", ".", "..", " ", "...", ". ."])
def test_an_id_is_no_way_to_another_path(value: str) -> None:
    with pytest.raises(InvalidOptions):
        segment(value)
    assert segment("a/../b") == "a%2F..%2Fb"


# --- answers without end ----------------------------------------------------------------------------------------------


def _drip(pieces: bytes) -> Callable[[str, socket.socket], None]:
    def say(_head: str, connection: socket.socket) -> None:
        for _page in range(200):
            connection.sendall(pieces)
            time.sleep(0.05)

    return say


def _late_body(_head: str, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
    _drip(b" ")("", connection)


ENDLESS: dict[str, Callable[[str, socket.socket], None]] = {
    "a header that drips": _drip(b"X"),
    "headers that drip": lambda head, connection: (
        connection.sendall(b"HTTP/1.1 200 OK\r\n"),
        _drip(b"X: y\r\n")(head, connection),
    )[1],
    "100 Continue without end": _drip(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body that drips": _late_body,
}


@pytest.mark.case(143)
@pytest.mark.parametrize("what", ENDLESS)
def test_the_timeout_holds_for_the_whole_answer(what: str, serve: Callable[..., Scripted], members: Members) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable) as error:
        client(here(serve(ENDLESS[what]))).get("/phone-number/x")
    assert time.monotonic() - began < 2 and "timed out" in error.value.message
    members("endless answer", 1)


# --- lists ------------------------------------------------------------------------------------------------------------


def _items(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": f"id-{one}", "createdAt": f"2026-01-01T00:00:{one:02d}.000Z"} for one in numbers]


def _pages(items: list[dict[str, Any]], **metadata: Any) -> Callable[[str, socket.socket], None]:
    said = answer({"results": items, "metadata": {"itemsPerPage": 1000, "totalItems": len(items), **metadata}})
    return lambda _head, connection: connection.sendall(said)


BROKEN_LISTS = {
    "more promised than given": _pages(_items(1, 2, 3), totalItems=5),
    "fewer promised than given": _pages(_items(1, 2, 3), totalItems=0),
    "another page that is empty": _pages([], totalItems=0, hasNextPage=True),
    "one id twice in a page": _pages(_items(1, 1, 2)),
}


@pytest.mark.case(142)
@pytest.mark.parametrize("what", BROKEN_LISTS)
def test_a_list_that_is_not_whole_is_not_believed(what: str, serve: Callable[..., Scripted], members: Members) -> None:
    with pytest.raises(Unavailable):
        list(client(here(serve(BROKEN_LISTS[what]))).numbered_pages("/v2/phone-number"))
    members("broken list", 1)


@pytest.mark.case(142)
def test_fewer_after_a_deletion_are_read_again(serve: Callable[..., Scripted]) -> None:
    """Something was deleted between two pages: the promise of a second reading is kept."""
    asked: list[str] = []

    def say(head: str, connection: socket.socket) -> None:
        asked.append(head)
        total = 4 if len(asked) == 1 else 3
        _pages(_items(1, 2, 3)[-1 if len(asked) == 2 else 0 :], totalItems=1 if len(asked) == 2 else total)(
            head, connection
        )

    found = list(client(here(serve(say))).numbered_pages("/v2/phone-number"))
    assert [item["id"] for item in found] == ["id-1", "id-2", "id-3"] and len(asked) == 3


@pytest.mark.case(142)
def test_one_item_a_page_is_seen(serve: Callable[..., Scripted]) -> None:
    """A list that gives the newest item only, whatever is asked: the rest is noticed."""

    def say(head: str, connection: socket.socket) -> None:
        connection.sendall(answer(_items(1) if "createdAtLt=" in head else _items(2)))

    with pytest.raises(Unavailable, match="cannot be read completely"):
        list(client(here(serve(say))).dated_pages("/assistant"))


@pytest.mark.case(142)
def test_fresh_pages_without_end_have_a_ceiling(
    serve: Callable[..., Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "LARGEST_LIST", 50)
    # Where nobody says stop, the server breaks off.
    fresh = iter(range(4000))

    def say(head: str, connection: socket.socket) -> None:
        page = [
            {"id": f"id-{next(fresh)}", "createdAt": f"2026-01-01T00:00:00.{next(fresh):06d}Z"} for _item in range(9)
        ]
        numbered = {"results": page, "metadata": {"itemsPerPage": 9, "totalItems": 10**6}}
        connection.sendall(answer(numbered if "/v2/" in head else page))

    url = here(serve(say))
    for reading in (client(url).numbered_pages("/v2/phone-number"), client(url).dated_pages("/assistant")):
        with pytest.raises(Unavailable, match="does not end"):
            list(reading)


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.case(117)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"type": "about:blank", "title": "Not allowed", "detail": "The plan has no credentials."}, "The plan has no"),
        ({"type": "about:blank", "title": "Not allowed"}, "Not allowed"),
        ({"errors": [{"message": "One"}, {"detail": "Two"}]}, "One; Two"),
        ({"message": ["a", "b"], "error": "Bad Request"}, "a; b"),
        ({}, "HTTP 403 to GET /credential/x"),
        ("<html>", "HTTP 403 to GET /credential/x"),
    ],
)
def test_refusals_of_every_form_are_repeated(body: Any, said: str, serve: Callable[..., Scripted]) -> None:
    with pytest.raises(Refused) as error:
        client(here(serve(lambda _head, connection: connection.sendall(answer(body, 403))))).get("/credential/x")
    assert said in error.value.message and error.value.status == 403


@pytest.mark.case(118)
def test_another_object_is_refused(serve: Callable[..., Scripted]) -> None:
    with pytest.raises(Unavailable, match="another phone-number"):
        client(here(serve(lambda _head, it: it.sendall(answer({"id": "B"}))))).get("/phone-number/A")


def _wants(name: str, bodies: list[dict[str, Any]]) -> Callable[[str, socket.socket], None]:
    def say(head: str, connection: socket.socket) -> None:
        length = int(
            next(line for line in head.splitlines() if line.lower().startswith("content-length")).split(":")[1]
        )
        body = head.encode().partition(b"\r\n\r\n")[2]
        while len(body) < length:
            body += connection.recv(65536)
        bodies.append(json.loads(body))
        refusal = {"message": [f"{name} must be one of the following values: vapi, twilio"], "statusCode": 400}
        connection.sendall(answer({"id": ID}) if name in bodies[-1] else answer(refusal, 400))

    return say


@pytest.mark.case(113)
@pytest.mark.parametrize("name", ["provider", "type"])
def test_a_service_that_wants_the_variant_gets_it(name: str, serve: Callable[..., Scripted]) -> None:
    """Without it first, and from then on with it, for every object of the kind."""
    bodies: list[dict[str, Any]] = []
    session = client(here(serve(_wants(name, bodies))))
    for title in ("A", "B"):
        session.update(f"/phone-number/{ID}", {"name": title}, {"id": ID, name: "twilio", "name": title})
    assert bodies == [{"name": "A"}, {name: "twilio", "name": "A"}, {name: "twilio", "name": "B"}]


@pytest.mark.case(113)
@pytest.mark.parametrize("words", ["property provider should not exist", "name is too long", "server.provider is bad"])
def test_other_refusals_are_not_answered(words: str, serve: Callable[..., Scripted]) -> None:
    server = serve(lambda _head, connection: connection.sendall(answer({"message": [words]}, 400)))
    with pytest.raises(Refused):
        client(here(server)).update(f"/phone-number/{ID}", {"name": "A"}, {"id": ID, "provider": "twilio"})
    assert len(server.heads) == 1


@pytest.mark.case(113)
@pytest.mark.parametrize(
    ("status", "words", "asked"),
    [
        (400, "Body cannot be empty when content-type is set to 'application/json'", 2),
        (415, "Unsupported content type", 2),
        (411, "a body is required", 2),
        (400, "Couldn't Delete Call. It Is In Progress.", 1),
        (403, "no body may do that", 1),
    ],
)
@pytest.mark.parametrize("path", [f"/call/{ID}", f"/phone-number/{ID}"])
def test_a_delete_that_wants_a_body_gets_an_empty_object(
    path: str, status: int, words: str, asked: int, serve: Callable[..., Scripted]
) -> None:
    """Without one first; official clients send an empty object along."""

    def say(head: str, connection: socket.socket) -> None:
        has_body = head.partition("\r\n\r\n")[2] == "{}" or "content-length: 2" in head.lower()
        connection.sendall(answer({"id": ID}) if has_body else answer({"message": words}, status))

    server = serve(say)
    if asked == 1:
        with pytest.raises(Refused):
            client(here(server)).delete(path, {"id": ID})
    else:
        assert client(here(server)).delete(path, {"id": ID}) == {"id": ID}
    assert len(server.heads) == asked
