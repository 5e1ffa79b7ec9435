# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""More than anybody has, stranger than anybody writes, and clocks and pages that do not stand still."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import BYO, SAY, TWILIO, record, task
from tests.faults.answers import Server
from tests.faults.figures import Figures
from tests.faults.operations import CALLEES, DIAL, doubled, line_to_call_from
from tests.faults.world import World

Result = dict[str, Any]
STRANGE = [
    "Zoë 電話 📞",
    "أهلا",
    "a\u202eb",
    "tab\tname",
    "red\x1b[31m",
    "\x1b]0;title\x07",
    "null\x00byte",
    "\x9b31m",
    "{{ 7 * 7 }}",
]


def own(number: int, **fields: Any) -> Result:
    """A number of one's own that is there already."""
    stamp = f"2026-02-01T00:00:00.{number // 4:03d}Z"
    made = record(provider="byo-phone-number", status="active", number=f"+1212555{number:04d}", createdAt=stamp)
    return {**made, "name": f"Own {number}", **fields}


def test_an_answer_of_fifty_megabytes() -> None:
    """A list of 50 MB is read whole, and the line is found in it."""
    numbers = [own(one, name=f"Big {one}", undocumentedBallast="x" * 50000) for one in range(1000)]
    page = {"results": numbers, "metadata": {"totalItems": 1000, "itemsPerPage": 1000}}
    data = json.dumps(page).encode()
    assert len(data) > 50_000_000
    with Server() as server:
        server.answer = lambda method, path: (200, {}, data)
        given = {"name": "Big 999", "api_key": "some-private-key", "api_url": server.url}
        result = execute(task("vapi_phone_number"), given, False, {})
    assert not result["failed"] and not result["changed"]
    assert result["phone_number"]["id"] == numbers[999]["id"]


def test_an_error_of_fifty_megabytes() -> None:
    """A refusal is one sentence, however much the service has to say."""
    for body in (json.dumps({"message": "x" * 50_000_000}).encode(), b"<html>" + b"x" * 50_000_000):
        with Server() as server:
            server.answer = lambda method, path, body=body: (400, {}, body)
            given = {"name": "Big", "api_key": "some-private-key", "api_url": server.url}
            result = execute(task("vapi_phone_number"), given, False, {})
        assert result["failed"] and len(result["msg"]) < 5000


def test_a_thousand_hooks(world: World) -> None:
    """They are written, found again, and one more is added among them."""
    filters = [[{"starts_with": [f"49{one:04d}"]}] for one in range(1000)]
    hooks = [{**SAY, "filters": one} for one in filters]
    for expected in (True, False):
        began = time.monotonic()
        result = world.run("vapi_phone_number", {**BYO, "hooks": hooks})
        assert not result["failed"], result["msg"]
        assert result["changed"] is expected
        assert time.monotonic() - began < 20
    result = world.run("vapi_phone_hook", {"phone_number": BYO["number"], **SAY, "position": 500})
    assert result["changed"] and len(world.numbers()[0]["hooks"]) == 1001


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_strange_names(name: str, world: World) -> None:
    """A name is kept as it is, and no control character of it reaches a terminal through a message."""
    line = {**BYO, "name": name}
    for expected in (True, False):
        result = world.run("vapi_phone_number", line)
        assert not result["failed"], result["msg"]
        assert result["changed"] is expected
    assert world.numbers()[0]["name"] == name
    fleet = world.run("vapi_call_lines", {"lines": [{**line, "number": "+14155550999", "provider": "twilio"}]})
    refused = world.run("vapi_phone_number", {**line, "provider": "twilio"})
    deleted = world.run("vapi_call_lines", {"lines": [{"name": name, "state": "absent"}]}, check=True)
    assert fleet["failed"] and refused["failed"] and not deleted["failed"], deleted
    shown = [fleet["msg"], refused["msg"], *deleted["warnings"], *(one["before_header"] for one in deleted["diff"])]
    for text in shown:
        assert all(character.isprintable() for character in text), ascii(text)


def test_strange_words_of_the_service() -> None:
    """The service's own words are shown, what would steer a terminal is not."""
    words = "bad \x1b[2J\x1b]8;;http://evil.example\x07 number\r\nsecond \u202e line \x00 \x9b"
    with Server() as server:
        server.answer = lambda method, path: (400, {}, json.dumps({"message": words}).encode())
        given = {"name": "Line", "api_key": "some-private-key", "api_url": server.url}
        result = execute(task("vapi_phone_number"), given, False, {})
    assert result["failed"] and result["msg"].isprintable(), ascii(result["msg"])
    assert "bad " in result["msg"] and "second" in result["msg"]


@pytest.mark.parametrize("skew", [-7200, 7200, 10 * 86400])
def test_clocks_that_differ(skew: float, world: World, figures: Figures) -> None:
    """Whether a call was placed within the window is decided by the service's clock."""
    world.reset(line_to_call_from())
    try:
        world.simulator.advance(skew)
        options = {**DIAL, "customer": {"number": CALLEES[0]}, "within": 600}
        first = world.run("vapi_call", options)
        world.simulator.fault("504", when="after", match={"method": "POST"}, nth=[1])
        second = world.run("vapi_call", options)
        assert first["changed"] and not second["failed"] and not second["changed"], second
        world.simulator.clear_faults()
        world.simulator.fault("504", when="after", match={"method": "POST"}, nth=[1])
        other = world.run("vapi_call", {**options, "name": "Another"})
        assert not other["failed"] and other["changed"], "found again although the answer was lost"
        figures.count("runs", 3)
        world.simulator.advance(601)
        assert world.run("vapi_call", options)["changed"], "a new window, a new call"
    finally:
        world.simulator.advance(-skew - 601)
    figures.check()


@pytest.mark.parametrize("size", [3, 7, 50])
def test_pages_that_move(size: int, world: World, figures: Figures) -> None:
    """Numbers come and go between two pages: ours are neither missed nor taken twice."""
    world.reset([own(one) for one in range(120)], page_size=size, page_shift=True)
    for _attempt in range(3):
        read = world.run("vapi_phone_number_info", {"provider": "byo-phone-number"})
        assert not read["failed"], read["msg"]
        names = [number["name"] for number in read["phone_numbers"] if number["name"].startswith("Own ")]
        assert sorted(names) == sorted(f"Own {one}" for one in range(120))
        figures.count("runs")
    lines = [{**BYO, "name": f"Own {one}", "number": f"+1212555{one:04d}", "credential": None} for one in range(120)]
    lines = [{name: value for name, value in line.items() if value is not None} for line in lines]
    fleet = world.run("vapi_call_lines", {"lines": lines})
    assert not fleet["failed"] and not fleet["changed"], fleet.get("msg")
    world.simulator.switch(page_shift=False)
    assert [text for text in doubled(world) if "just passing" not in text and text != "none"] == []


def test_a_redirect_never_carries_the_key(world: World, figures: Figures) -> None:
    """Whatever the service answers, another host sees neither the key nor a request."""
    with Server() as elsewhere:
        elsewhere.answer = lambda method, path: (200, {}, b"{}")
        for method in ("GET", "POST", "PATCH", "DELETE"):
            for host in (elsewhere.url, elsewhere.url.replace("127.0.0.1", "localhost")):
                world.reset()
                world.simulator.fault("redirect", match={"method": method}, location=f"{host}/phone-number")
                for options in (TWILIO, {**TWILIO, "name": "Renamed"}, {"number": TWILIO["number"], "state": "absent"}):
                    world.run("vapi_phone_number", options)
                    figures.count("runs")
        for request in elsewhere.requests:
            figures.fail("leaks", str(request))
    figures.check()
