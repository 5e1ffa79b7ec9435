# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source over HTTP, for tests."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
from ansible_collections.voiceops.vapi.extensions.eda.plugins.event_source import server_messages

from tests.eda.ports import free_port

SECRET = "a-secret-between-vapi-and-us-0001"
HEADERS = {"X-Vapi-Secret": SECRET}
HANG = {"message": {"type": "hang"}}


class Source:
    """A source that listens, and what it has put into the rulebook's queue."""

    def __init__(self, session: aiohttp.ClientSession, url: str, queue: asyncio.Queue[Any]) -> None:
        self.session = session
        self.url = url
        self.port = int(url.split(":")[2].partition("/")[0])
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
