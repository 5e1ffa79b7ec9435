# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vapi's server messages as events of a rulebook.

ansible-rulebook runs this file alone, so that it can import nothing else of the collection.
"""

from __future__ import annotations

import ast
import asyncio
import fnmatch
import hashlib
import hmac
import json
import logging
import math
import re
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from aiohttp import web

DOCUMENTATION = r"""
---
short_description: Receive the server messages of Vapi
description:
  - Listens for the messages that Vapi sends to the C(server) of a line or an assistant, and makes an event of each.
  - An event has C(type), the message's type, such as V(end-of-call-report), and C(message), the message of Vapi.
    C(line) names the line in the words of an inventory, by number, SIP URI or name. It is the line's id where these
    would be read as a template or as a literal of Python, and empty where the message has no line.
    C(org) is the option's value.
  - Text of a message is data. A space follows each opening brace in texts and keys, so that no text can become a
    template of the rulebook or of the playbook that it runs.
  - Secrets, control characters, and the addresses to listen to a call or to control it are left out of events.
    Numbers that JSON parsers do not agree on become null, and keys that are empty are left out.
  - A message that Vapi repeats is one event. Of a call there is one V(end-of-call-report), one V(hang), and one
    V(status-update) for each status.
  - V(campaign.predial) is answered with C(eligible), see O(eligible). Every other message is answered at once with an
    empty object. Messages that need a real answer, such as V(assistant-request) and V(tool-calls), need a server of
    your own.
  - Vapi needs an https address that it can reach. Put a reverse proxy with a certificate in front.
requirements:
  - aiohttp, which ansible-rulebook brings along
options:
  secret:
    description:
      - The secret that Vapi sends with each message. Set it as a header of the C(server) of your lines, and keep it in
        a vault.
      - At least 16 characters. Requests without it are answered with 401. It is compared in constant time.
    type: str
    required: true
  scheme:
    description:
      - Where the secret is expected. V(header) is C(X-Vapi-Secret), V(bearer) is C(Authorization) with the word Bearer.
    type: str
    choices: [header, bearer]
    default: header
  host:
    description:
      - The address to listen at. The default can be reached by a proxy on the same machine only.
    type: str
    default: 127.0.0.1
  port:
    description:
      - The port to listen at, 1 to 65535.
    type: int
    default: 5055
  types:
    description:
      - Limit events to messages of these types; the others are answered and dropped (default, all types).
    type: list
    elements: str
  org:
    description:
      - The inventory host of the org whose messages arrive here. It is in every event as C(org).
    type: str
  max_size:
    description:
      - The largest message in bytes, 1024 to 67108864. Reports of long calls hold their whole transcript.
    type: int
    default: 4194304
  backlog:
    description:
      - How many messages may wait for the rulebook, 1 to 100000. Further ones are answered with 503, so that Vapi
        repeats them.
    type: int
    default: 1000
  backlog_size:
    description:
      - How many bytes of messages may wait for the rulebook, O(max_size) to 1073741824. Further ones are answered with
        503.
    type: int
    default: 67108864
  heartbeat:
    description:
      - Seconds between two events of the type V(heartbeat), 0 to 86400, with which a rule can show that the rulebook is
        alive. With V(0) there are none.
    type: int
    default: 0
  eligible:
    description:
      - Patterns of numbers that a campaign may call, such as V(+1415*) (default, all numbers). Digits are compared
        whatever separates them.
      - A campaign asks with V(campaign.predial) before each contact, and skips it unless the answer is yes.
    type: list
    elements: str
  not_eligible:
    description:
      - Patterns of numbers that a campaign must not call. They win over O(eligible).
    type: list
    elements: str
"""

EXAMPLES = r"""
- voiceops.vapi.server_messages:
    secret: "{{ server_secret }}"
    port: 5055
    types:
      - end-of-call-report
      - hang

- voiceops.vapi.server_messages:
    secret: "{{ server_secret }}"
    heartbeat: 300
    eligible:
      - "+1415*"
    not_eligible:
      - "+14155550199"
"""

SECRET_NAME = re.compile(
    r"secret|token|password|passwd|api_?key|authorization|headers"
    r"|monitor|listenurl|controlurl|private_?key|access_?key|webhookurl",
    re.IGNORECASE,
)
"""Keys of secrets: the collection's own pattern, and addresses that let their holder listen, control or post."""

SECRET_IN_URL = re.compile(
    r"(://)[^/?#@\s]{1,200}(?=@)|([?&][^=&#?\s]{0,40}(?:secret|token|passw|key|auth|sig)[^=&#?\s]{0,40}=)[^&#\s\"']+",
    re.IGNORECASE,
)
"""User information of a URL, and query parameters with a secret."""

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What terminals, logs and encodings stumble over; line breaks and tabs are text."""

MARKUP = re.compile(r"\{(?! )|\}(?=\})|#(?=jinja2:)|\$(?=ANSIBLE_VAULT)")
"""What would make a template of a text, or an encrypted value: these get a space behind them."""

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

LINE_KEYS = ("number", "sipUri", "name", "id")
"""By what an inventory declares a line, the first that a message has; a bought number stands in no inventory."""

LONGEST_LINE = 200
DEEPEST = 100
"""Levels of a message; what evaluates the rules must not choke on one."""

LARGEST_INTEGER = 2**63 - 1

ONCE = {"end-of-call-report", "hang", "status-update", "call.deleted", "call.delete.failed"}
"""Types that a call has once, or once for each status; others are repeats only when they are the same to the byte."""

REMEMBERED = 10_000
"""Messages that a repeat is recognised of."""

AGAIN_LATER = {"Retry-After": "5"}
DEADLINE = 20.0
"""Seconds for a connection, from its first byte to its answer."""
CONNECTIONS = 128
"""Open connections; another one takes the place of the oldest."""

REPORT_INTERVAL = 60.0

LOG = logging.getLogger("voiceops.vapi.server_messages")

HEADER, BEARER = "header", "bearer"
SHORTEST_SECRET = 16
HEARTBEAT = "heartbeat"
PREDIAL = "campaign.predial"
BOUNDS = {
    "port": (1, 65_535),
    "max_size": (2**10, 2**26),
    "backlog": (1, 100_000),
    "backlog_size": (2**10, 2**30),
    "heartbeat": (0, 86_400),
}
GUARDS = ("eligible", "not_eligible")
"""A guard that is given and blank is an error: it would let everybody through."""
LISTS = ("types", *GUARDS)


@dataclass(frozen=True)
class Options:
    """The source's options."""

    secret: str
    scheme: str = HEADER
    host: str = "127.0.0.1"
    port: int = 5055
    types: tuple[str, ...] = ()
    org: str = ""
    max_size: int = 2**22
    backlog: int = 1000
    backlog_size: int = 2**26
    heartbeat: int = 0
    eligible: tuple[str, ...] = ()
    not_eligible: tuple[str, ...] = ()


def options_of(args: dict[str, Any]) -> Options:
    """A rulebook's options with plain types. Raises ValueError with a sentence about the first that is wrong."""
    known = [field.name for field in fields(Options)]
    for name in args:
        if name not in known:
            raise ValueError(f"{name}: unknown option. Use one of {', '.join(known)}.")
    given = {name: _plain(name, value) for name, value in args.items() if name in GUARDS or value not in (None, "")}
    if len(given.get("secret", "")) < SHORTEST_SECRET:
        raise ValueError(f"secret: missing or too short. Use at least {SHORTEST_SECRET} characters.")
    if given.get("scheme", HEADER) not in (HEADER, BEARER):
        raise ValueError(f"scheme: must be {HEADER} or {BEARER}.")
    options = Options(**given)
    if options.backlog_size < options.max_size:
        raise ValueError(f"backlog_size: must be at least max_size, {options.max_size}.")
    return options


def _plain(name: str, value: Any) -> Any:
    """A rulebook's templates make texts of numbers."""
    if name in LISTS:
        texts = value if isinstance(value, list) else []
        if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
            raise ValueError(f"{name}: must be a list of texts, none of them empty. Leave it out for the default.")
        return tuple(text.strip() for text in texts)
    if name not in BOUNDS:
        if not isinstance(value, str):
            raise ValueError(f"{name}: must be a text. Write it in quotes.")
        return value
    smallest, largest = BOUNDS[name]
    number = int(value) if isinstance(value, (int, str)) and re.fullmatch("[0-9]{1,12}", str(value)) else -1
    if not smallest <= number <= largest:
        raise ValueError(f"{name}: must be a whole number from {smallest} to {largest}.")
    return number


class Receiver:
    """Takes messages over HTTP and keeps them until the rulebook has time."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.report = Report()
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(options.backlog)
        self._size = 0
        self._seen: dict[tuple[str, ...], None] = {}

    async def event(self) -> Any:
        """The next event, once there is one; while it waits only its text is kept."""
        text = await self._waiting.get()
        self._size -= len(text)
        return json.loads(text)

    async def receive(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one message: 200, or 400, 401, 405, 413, 503 without a word about why; then close the connection."""
        try:
            answer = await self._answer(request)
        except web.HTTPException as refusal:
            self.report.tell(f"{refusal.status} {refusal.reason}")
            refusal.force_close()
            raise
        answer.force_close()
        return answer

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if request.method != "POST":
            raise web.HTTPMethodNotAllowed(request.method, ["POST"])
        if not self._may_speak(request):
            raise web.HTTPUnauthorized
        body = await request.read()
        try:
            message = message_of(body)
            event = self.event_of(message)
        # A body can be nested deeper than Python reads.
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        kept = self._keep(event, once_key(message, body))
        if event["type"] == PREDIAL:
            return web.json_response({"eligible": is_eligible(number_of(message), self.options)})
        if not kept:
            raise web.HTTPServiceUnavailable(headers=AGAIN_LATER)
        return web.json_response({})

    def _may_speak(self, request: web.BaseRequest) -> bool:
        said = request.headers.get("X-Vapi-Secret", "")
        if self.options.scheme == BEARER:
            scheme, _space, said = request.headers.get("Authorization", "").partition(" ")
            said = said if scheme.lower() == BEARER else ""
        return hmac.compare_digest(said.encode("utf-8", "surrogateescape"), self.options.secret.encode())

    def event_of(self, message: dict[str, Any]) -> dict[str, Any]:
        """The event of a message. Raises ValueError when it is nested too deep."""
        event = {"type": message["type"], "line": line_of(message), "org": self.options.org, "message": message}
        cleaned: dict[str, Any] = clean(event, self.options.secret)
        return cleaned

    def _keep(self, event: dict[str, Any], key: tuple[str, ...] | None) -> bool:
        """Whether the event waits for the rulebook now, or need not: a repeat, or of a type that was not asked for."""
        if (self.options.types and event["type"] not in self.options.types) or key in self._seen:
            return True
        text = json.dumps(event, ensure_ascii=False).encode()
        if self._waiting.full() or (self._size and self._size + len(text) > self.options.backlog_size):
            return False
        self._size += len(text)
        self._waiting.put_nowait(text)
        if key is not None:
            self._seen[key] = None
            if len(self._seen) > REMEMBERED:
                del self._seen[next(iter(self._seen))]
        return True


class Report:
    """Counts what is refused or cannot be read, and logs one line a minute at most: the port is open to anybody."""

    def __init__(self) -> None:
        self._count = 0
        self._next = -math.inf

    def tell(self, what: str) -> None:
        """Count a request; ``what`` holds nothing that the request said."""
        self._count += 1
        now = time.monotonic()
        if now >= self._next:
            LOG.warning("requests refused since the last report: %d, the last one with: %s", self._count, what)
            self._count, self._next = 0, now + REPORT_INTERVAL


class Connection(web.RequestHandler):
    """A connection with a deadline, so that half a message does not stay."""

    __slots__ = ("_deadline", "_report")

    def __init__(self, server: web.Server, report: Report, **kwargs: Any) -> None:
        super().__init__(server, **kwargs)
        self._report = report

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._deadline = asyncio.get_running_loop().call_later(DEADLINE, self.abort)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Stop the clock."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def abort(self) -> None:
        """Close without a word."""
        if self.transport is not None:
            self.transport.abort()

    def is_open(self) -> bool:
        """Whether it counts among the open connections."""
        return self.transport is not None and not self.transport.is_closing()

    def log_exception(self, *_args: Any, exc_info: Any = None, **_kw: Any) -> None:
        """What aiohttp would print with a traceback for each request."""
        self._report.tell(type(exc_info).__name__)


class Server(web.Server):
    """A server with a limit of connections: whoever waits longest makes room for the newest."""

    def __init__(self, receiver: Receiver) -> None:
        super().__init__(receiver.receive, request_factory=self._request)
        self._receiver = receiver

    def __call__(self) -> web.RequestHandler:
        """Another connection."""
        open_ones = [one for one in self.connections if isinstance(one, Connection) and one.is_open()]
        for oldest in open_ones[: len(open_ones) - CONNECTIONS + 1]:
            oldest.abort()
        return Connection(self, self._receiver.report, loop=asyncio.get_running_loop(), access_log=None)

    def _request(self, message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        loop, size = asyncio.get_running_loop(), self._receiver.options.max_size
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=size)


def message_of(body: bytes) -> dict[str, Any]:
    """The message in a request's body. Raises ValueError when there is none."""
    content = json.loads(body, parse_constant=_refuse)
    message = content.get("message") if isinstance(content, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ValueError("no message with a type")
    return message


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def once_key(message: dict[str, Any], body: bytes) -> tuple[str, ...] | None:
    """By what a repeat of a message is recognised; nothing where it belongs to no call."""
    call, kind = _mapping(message.get("call")).get("id"), message["type"]
    if not isinstance(call, str) or not call:
        return None
    if kind not in ONCE:
        return call, kind, hashlib.sha256(body).hexdigest()
    return call, kind, str(message.get("status")) if kind == "status-update" else ""


def line_of(message: dict[str, Any]) -> str:
    """The line of a message in the words of an inventory, else its id; an empty text where there is neither."""
    call = _mapping(message.get("call"))
    number = _mapping(message.get("phoneNumber")) or _mapping(call.get("phoneNumber"))
    keys = LINE_KEYS[1:] if number.get("provider") == "vapi" else LINE_KEYS
    names = [(key, number.get(key)) for key in keys] + [("id", call.get("phoneNumberId"))]
    return next((name for key, name in names if isinstance(name, str) and is_plain(key, name)), "")


def is_plain(key: str, text: str) -> bool:
    """Whether a text stays itself in a rulebook, which evaluates what its templates return as a literal of Python."""
    if (
        not text.strip()
        or not text.isprintable()
        or len(text) > LONGEST_LINE
        or re.search(r"[{}]|\$ANSIBLE_VAULT", text)
    ):
        return False
    if key == "number" and re.fullmatch(r"\+?[1-9][0-9]*", text):
        return True
    if key == "id" and not re.fullmatch(r"[\w-]+", text):
        return False
    return not text.startswith("#") and not _is_literal(text.strip())


def _is_literal(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return False
    # What makes the parser itself fail is as little a name.
    except (TypeError, MemoryError, RecursionError):
        return True
    return True


def number_of(message: dict[str, Any]) -> str:
    """The number that a campaign is about to call; an empty text where there is none."""
    numbers = (_mapping(message.get(key)).get("number") for key in ("contact", "customer"))
    return next((number for number in numbers if isinstance(number, str)), "")


def is_eligible(number: str, options: Options) -> bool:
    """Whether a campaign may call a number."""
    if any(_fits(number, pattern) for pattern in options.not_eligible):
        return False
    return not options.eligible or any(_fits(number, pattern) for pattern in options.eligible)


def _fits(number: str, pattern: str) -> bool:
    text, wanted = _digits(number), _digits(pattern)
    return bool(text) and (text == wanted or fnmatch.fnmatchcase(text, wanted))


def _digits(text: str) -> str:
    """A number or its pattern without what separates digits; ranges in brackets stay."""
    return re.sub(r"(\[[^\]]*\])|[\s()./+-]", r"\1", text)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def clean(value: Any, secret: str, levels: int = DEEPEST) -> Any:
    """The same data as plain data: without secrets, control characters, and what parsers or templates would act on.

    Raises ValueError for data that are nested deeper than so many levels.
    """
    if levels < 0:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        return dict(_cleaned(value, secret, levels))
    if isinstance(value, list):
        return [clean(item, secret, levels - 1) for item in value]
    if isinstance(value, str):
        text = CONTROL.sub("", value).replace(secret, MASK)
        return MARKUP.sub(r"\g<0> ", SECRET_IN_URL.sub(rf"\1\2{MASK}", text))
    too_large = isinstance(value, float) and not math.isfinite(value)
    return None if too_large or (isinstance(value, int) and abs(value) > LARGEST_INTEGER) else value


def _cleaned(mapping: dict[str, Any], secret: str, levels: int) -> Iterator[tuple[str, Any]]:
    """Entries with a key that is left; a number is no secret, as in ``promptTokens``."""
    for name, item in mapping.items():
        key = clean(name, secret)
        if key.strip() and (isinstance(item, (int, float)) or not SECRET_NAME.search(key)):
            yield key, clean(item, secret, levels - 1)


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Listen until cancelled. Raises ValueError for options that are wrong and OSError for a port that is taken."""
    options = options_of(args)
    receiver = Receiver(options)
    runner = web.ServerRunner(Server(receiver), shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, options.host, options.port).start()
        await asyncio.gather(_deliver(queue, receiver), _beat(queue, options))
    finally:
        await runner.cleanup()


async def _deliver(queue: asyncio.Queue[Any], receiver: Receiver) -> None:
    while True:
        await queue.put(await receiver.event())


async def _beat(queue: asyncio.Queue[Any], options: Options) -> None:
    while options.heartbeat:
        await queue.put({"type": HEARTBEAT, "line": "", "org": options.org, "message": {}})
        await asyncio.sleep(options.heartbeat)
