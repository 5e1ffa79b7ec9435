# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vapi's server messages as events of a rulebook.

ansible-rulebook runs this file by itself, so that it can import nothing else of the collection.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from dataclasses import dataclass, fields
from typing import Any

from aiohttp import web

DOCUMENTATION = r"""
---
short_description: Receive the server messages of Vapi
description:
  - Listens for the messages that Vapi sends to the C(server) of a line or an assistant, and makes an event of each.
  - An event has C(type), the message's type, such as V(end-of-call-report), and C(message), what Vapi has sent.
    C(line) says which line it is in the words of an inventory, by number, SIP URI or name, else by id.
    C(org) is the option's value.
  - What looks like a secret is left out of events. So are control characters, and the addresses by which anybody could
    listen to a call or steer it.
  - Every message is answered at once with an empty object. Messages that want a real answer, such as
    V(assistant-request) and V(tool-calls), get none; let a server of your own have those.
  - Vapi needs an https address that it can reach. Put a reverse proxy with a certificate in front.
requirements:
  - aiohttp, which ansible-rulebook brings along
options:
  secret:
    description:
      - What Vapi has to say to be heard. Set it as a header of the C(server) of your lines, and keep it in a vault.
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
      - The address to listen at. The default is heard by a proxy on the same machine only.
    type: str
    default: 127.0.0.1
  port:
    description:
      - The port to listen at.
    type: int
    default: 5055
  types:
    description:
      - Only messages of these types become events; the others are answered and dropped. Without it all of them do.
    type: list
    elements: str
  org:
    description:
      - The inventory host of the org whose messages arrive here. It is in every event as C(org).
    type: str
  max_size:
    description:
      - The size in bytes of the biggest message that is taken. Reports of long calls hold their whole transcript.
    type: int
    default: 4194304
  backlog:
    description:
      - How many messages may wait for the rulebook. When there are more, Vapi is told with 503 to come again.
    type: int
    default: 1000
"""

EXAMPLES = r"""
- voiceops.vapi.server_messages:
    secret: "{{ server_secret }}"
    port: 5055
    types:
      - end-of-call-report
      - hang
"""

SECRET_NAME = re.compile(r"secret|token|password|passwd|api_?key|authorization|headers|monitor", re.IGNORECASE)
"""Keys whose values are nobody's business: the collection's own pattern, and the addresses that listen to a call."""

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What terminals, logs and encodings stumble over; line breaks and tabs are text."""

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

LINE_KEYS = ("number", "sipUri", "name", "id")
"""By what an inventory declares a line, the first that a message has; a bought number stands in no inventory."""

DEEPEST = 100
"""Levels of a message; what evaluates the rules must not choke on one."""

AGAIN_LATER = {"Retry-After": "5"}

HEADER, BEARER = "header", "bearer"

SHORTEST_SECRET = 16


@dataclass(frozen=True)
class Options:
    """The source's options."""

    secret: str
    scheme: str = HEADER
    host: str = "127.0.0.1"
    port: int = 5055
    types: tuple[str, ...] = ()
    org: str = ""
    max_size: int = 4 * 2**20
    backlog: int = 1000


def options_of(args: dict[str, Any]) -> Options:
    """What a rulebook says, with plain types. Raises ValueError with a sentence about what is wrong."""
    known = [field.name for field in fields(Options)]
    for name in args:
        if name not in known:
            raise ValueError(f"{name}: is not an option; there are {', '.join(known)}.")
    given = {name: _plain(name, value) for name, value in args.items() if value not in (None, "", [])}
    if len(given.get("secret", "")) < SHORTEST_SECRET:
        raise ValueError(f"secret: is missing or too short; take at least {SHORTEST_SECRET} characters.")
    if given.get("scheme", HEADER) not in (HEADER, BEARER):
        raise ValueError(f"scheme: must be {HEADER} or {BEARER}.")
    return Options(**given)


def _plain(name: str, value: Any) -> Any:
    """A rulebook's templates make texts of numbers."""
    if name == "types":
        if not isinstance(value, list):
            raise ValueError("types: must be a list.")
        return tuple(map(str, value))
    if name not in ("port", "max_size", "backlog"):
        return str(value)
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: must be a whole number.") from None


class Receiver:
    """Takes messages over HTTP and keeps them until the rulebook has time."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue(options.backlog)

    def application(self) -> web.Application:
        """The web application: one POST, at any path."""
        application = web.Application(client_max_size=self.options.max_size)
        application.router.add_post("/{path:.*}", self.receive)
        return application

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one message: 200, or 400, 401, 413, 503 without a word about why."""
        if not self._may_speak(request):
            raise web.HTTPUnauthorized
        try:
            event = self.event_of(await request.read())
        # A body can be nested deeper than Python reads.
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        if not self.options.types or event["type"] in self.options.types:
            try:
                self.events.put_nowait(event)
            except asyncio.QueueFull:
                raise web.HTTPServiceUnavailable(headers=AGAIN_LATER) from None
        return web.json_response({})

    def _may_speak(self, request: web.Request) -> bool:
        said = request.headers.get("X-Vapi-Secret", "")
        if self.options.scheme == BEARER:
            scheme, _space, said = request.headers.get("Authorization", "").partition(" ")
            said = said if scheme.lower() == BEARER else ""
        return hmac.compare_digest(said.encode("utf-8", "surrogateescape"), self.options.secret.encode())

    def event_of(self, body: bytes) -> dict[str, Any]:
        """The event that a request's body makes. Raises ValueError when it holds no message."""
        message = message_of(body)
        event = {"type": message["type"], "line": line_of(message), "org": self.options.org, "message": message}
        cleaned: dict[str, Any] = clean(event, self.options.secret)
        return cleaned


def message_of(body: bytes) -> dict[str, Any]:
    """The message in a request's body. Raises ValueError when there is none."""
    content = json.loads(body, parse_constant=_refuse)
    message = content.get("message") if isinstance(content, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ValueError("there is no message with a type")
    return message


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def line_of(message: dict[str, Any]) -> str:
    """By what the line of a message is called; an empty text where it names none."""
    call = _mapping(message.get("call"))
    number = _mapping(message.get("phoneNumber")) or _mapping(call.get("phoneNumber"))
    keys = LINE_KEYS[1:] if number.get("provider") == "vapi" else LINE_KEYS
    names = (*(number.get(key) for key in keys), call.get("phoneNumberId"))
    return next((name for name in names if isinstance(name, str) and name), "")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def clean(value: Any, secret: str, levels: int = DEEPEST) -> Any:
    """The same data without control characters and without what is, or looks like, a secret.

    Raises ValueError for data that are nested deeper than so many levels.
    """
    if levels < 0:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        named = {clean(key, secret): item for key, item in value.items()}
        return {key: clean(item, secret, levels - 1) for key, item in named.items() if not SECRET_NAME.search(key)}
    if isinstance(value, list):
        return [clean(item, secret, levels - 1) for item in value]
    return CONTROL.sub("", value).replace(secret, MASK) if isinstance(value, str) else value


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Listen until cancelled. Raises ValueError for options that are wrong and OSError for a port that is taken."""
    receiver = Receiver(options_of(args))
    # An access log would be a second place for what callers say.
    runner = web.AppRunner(receiver.application(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, receiver.options.host, receiver.options.port).start()
        while True:
            await queue.put(await receiver.events.get())
    finally:
        await runner.cleanup()
