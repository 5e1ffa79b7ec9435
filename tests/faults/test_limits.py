# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""More than anybody has, stranger than anybody writes, and clocks and pages that do not stand still."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._http import responses
from ansible_collections.voiceops.vapi.plugins.module_utils._http.pagination import BARREN_PAGES
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import BYO, SAY, TWILIO, an_id, record, task
from tests.faults.answers import Server
from tests.faults.figures import Figures
from tests.faults.operations import CALLEES, DIAL, call, doubled, line_to_call_from
from tests.faults.playbooks import BIN, environment, recap, start
from tests.faults.world import World
from tests.support.usual import by_setting

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


def test_one_number_of_many_megabytes() -> None:
    """A single answer is read whole too."""
    number = own(1, undocumentedBallast="x" * by_setting(usual=10_000_000, all=50_000_000, nightly=50_000_000))
    with Server() as server:
        server.answer = lambda method, path: (200, {}, json.dumps(number).encode())
        given = {"id": number["id"], "state": "present", "api_key": "some-private-key", "api_url": server.url}
        result = execute(task("vapi_phone_number"), given, False, {})
    assert not result["failed"] and not result["changed"]


def test_reading_takes_a_bounded_memory() -> None:
    """What has been read of 50 MB takes a handful of times as much, and not more."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    test_an_answer_of_fifty_megabytes()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 600_000_000, "the server of this test is in the same process, with its copies"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_without_end(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a bound an answer is refused in a sentence, and not read on; a POST counts as in doubt."""
    monkeypatch.setattr(responses, "LARGEST_ANSWER", 1 << 20)
    read = {"results": [], "metadata": {"totalItems": 0, "itemsPerPage": 1000}}

    def answer(asked: str, path: str) -> tuple[int, dict[str, str], bytes]:
        return (200, {}, b"[" + b" " * 100_000_000 if asked == method else json.dumps(read).encode())

    with Server() as server:
        server.answer = answer
        given = {**TWILIO, "assistant": None, "api_key": "some-private-key", "api_url": server.url}
        began = time.monotonic()
        result = execute(task("vapi_phone_number"), given, False, {})
        posts = [one for one in server.requests if one[0] == "POST"]
    assert result["failed"] and "returned more than 1 MB" in result["msg"], result
    assert time.monotonic() - began < 5 and len(posts) == (method == "POST") * 2, "the service refuses a second import"


def test_an_error_of_fifty_megabytes() -> None:
    """A refusal is one sentence, however much the service has to say."""
    for body in (json.dumps({"message": "x" * 50_000_000}).encode(), b"<html>" + b"x" * 50_000_000):
        with Server() as server:
            server.answer = lambda method, path, body=body: (400, {}, body)
            given = {"name": "Big", "api_key": "some-private-key", "api_url": server.url}
            result = execute(task("vapi_phone_number"), given, False, {})
        assert result["failed"] and len(result["msg"]) < 5000


def test_a_thousand_hooks(world: World) -> None:
    """They are written, found again, one is changed among them, and one more is added."""
    filters = [[{"starts_with": [f"49{one:04d}"]}] for one in range(1000)]
    hooks = [{**SAY, "filters": one} for one in filters]
    for expected in (True, False):
        began = time.monotonic()
        result = world.run("vapi_phone_number", {**BYO, "hooks": hooks})
        assert not result["failed"], result["msg"]
        assert result["changed"] is expected
        assert time.monotonic() - began < 20
    world.simulator.clear_log()
    hooks[700] = {**hooks[700], "do": [{"type": "say", "exact": "Another sentence."}]}
    assert world.run("vapi_phone_number", {**BYO, "hooks": hooks})["changed"]
    (patch,) = world.simulator.writes()
    assert patch["method"] == "PATCH" and list(patch["body"]) == ["hooks"]
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


EVIL = "\x1b]0;title\x07 \x1b[31mred\x1b[2J"


def test_terminal(world: World, tmp_path: Path) -> None:
    """A whole play over lines with such names: results, diffs, errors, host names, warnings, progress."""
    numbers = [own(one, name=f"{EVIL} {one}") for one in range(6)]
    assistants = [record(name=f"Bot {EVIL}", id=an_id("evil"))] * 2
    world.reset(numbers)
    state = world.simulator.state()
    state[world.simulator.key]["assistant"] += [{**one, "id": an_id(f"{n}")} for n, one in enumerate(assistants)]
    world.simulator.put_state(state)
    line = {**BYO, "name": f"new {EVIL}", "hooks": [{**SAY, "do": [{"type": "say", "exact": f"Hi {EVIL}"}]}]}
    tasks = [
        {"vapi_phone_number": line},
        {"vapi_phone_number": {**line, "name": f"newer {EVIL}"}, "check_mode": True},
        {"vapi_phone_number": {**line, "assistant": f"Bot {EVIL}"}},
        {"vapi_phone_number": {**line, "squad": f"None {EVIL}"}, "check_mode": True},
        {"vapi_phone_number_info": {}},
        {"vapi_call_lines": {"lines": [{**line, "name": EVIL}], "prune": True, "max_deletions": 0}},
        {"vapi_call_lines": {"lines": [{**line, "name": EVIL}], "prune": True, "max_deletions": 50}},
    ]
    found = [
        {**{f"voiceops.vapi.{k}" if k.startswith("vapi") else k: v for k, v in one.items()}, "ignore_errors": True}
        for one in tasks
    ]
    play = {"hosts": "localhost", "gather_facts": False, "tasks": found}
    book = tmp_path / "play.yml"
    book.write_text(yaml.safe_dump([play]), encoding="utf-8")
    (tmp_path / "lines.vapi.yml").write_text("plugin: voiceops.vapi.lines\n", encoding="utf-8")
    variables = environment(world, tmp_path, ANSIBLE_NOCOLOR="1")
    shown = [
        subprocess.run(
            [str(BIN / "ansible"), "-i", "lines.vapi.yml", "all", "-c", "local", "-m", "ansible.builtin.debug"],
            env=variables,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    ]
    output = start(book, variables, "-v", "--diff").communicate(timeout=120)[0]
    assert recap(output)["ignored"] >= 2 and recap(output)["changed"] >= 2, output
    for text in (*shown, output):
        assert "title" in text and not set(text) & set("\x1b\x07\x00\x9b"), ascii(text)


@pytest.mark.parametrize("skew", [-7200, 7200, 10 * 86400])
def test_clocks_that_differ(skew: float, world: World, figures: Figures) -> None:
    """Whether a call was placed within the window is decided by the service's clock."""
    world.reset(line_to_call_from())
    try:
        world.simulator.advance(skew)
        options = {**DIAL, "customer": {"number": CALLEES[0]}, "unique_within": 600}
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


@pytest.mark.parametrize(("given_again", "requests"), [(3, BARREN_PAGES + 2), (0, 1)], ids=["the same page", "nothing"])
def test_a_list_that_promises_more_than_it_gives(given_again: int, requests: int) -> None:
    """It is neither taken for whole nor asked for ever."""
    page = {"results": [own(0) for _one in range(given_again)], "metadata": {"totalItems": 300, "itemsPerPage": 3}}
    with Server() as server:
        server.answer = lambda method, path: (200, {}, json.dumps(page).encode())
        given = {"api_key": "some-private-key", "api_url": server.url}
        result = execute(task("vapi_phone_number_info"), given, False, {})
        assert result["failed"] and "ended before all 300 items were returned" in result["msg"]
        assert len(server.requests) == requests


SIZE = 7


def placed(number: int, instant: int) -> Result:
    """A call that was placed a while ago."""
    made = {**call("ended", endedReason="customer-ended-call"), "id": an_id(f"call {number}"), "name": f"Call {number}"}
    return {**made, "createdAt": f"2026-02-01T00:{instant // 60:02d}:{instant % 60:02d}.000Z"}


@pytest.mark.parametrize("order", ["newest", "oldest", "shuffled"])
def test_dated_lists_whatever_their_order(order: str, world: World) -> None:
    """A list without page numbers and without a documented order has every item once."""
    world.reset(line_to_call_from(), [placed(one, one // 3) for one in range(100)], page_size=SIZE, list_order=order)
    read = world.run("vapi_call_info", {})
    assert not read["failed"], read["msg"]
    assert sorted(one["id"] for one in read["calls"]) == sorted(an_id(f"call {one}") for one in range(100))


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("crowd", [range(SIZE + 2), range(40, 41 + SIZE), range(100 - SIZE, 100), range(100)], ids=str)
def test_a_list_that_cannot_be_read_is_no_short_list(crowd: range, order: str, world: World) -> None:
    """More calls of one instant than a page holds: an error, and nobody is rung on the strength of half a list."""
    calls = [placed(one, crowd.start if one in crowd else one) for one in range(100)]
    world.reset(line_to_call_from(), calls, page_size=SIZE, list_order=order)
    read = world.run("vapi_call_info", {})
    if not read["failed"]:
        assert len(crowd) == 100, "what one page shows may be all there is, unless something lies beyond it"
        return
    assert "cannot be read completely" in read["msg"] and "one instant (2026-02-01T" in read["msg"]
    world.simulator.clear_log()
    options = {**DIAL, "customer": {"number": CALLEES[0]}, "unique_within": 1e9}
    dialled = world.run("vapi_call", options)
    assert dialled["failed"] and world.simulator.writes() == []


def moving(calls: list[Result], change: Callable[[int, list[Result]], None]) -> Callable[[str, str], Any]:
    """A service whose calls come and go between two pages; pages hold few, newest first."""
    asked = 0

    def answer(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        nonlocal asked
        asked += 1
        query = dict(parse_qsl(urlsplit(path).query))
        fits = [
            one for one in calls if query.get("createdAtGe", "") <= one["createdAt"] <= query.get("createdAtLe", "9")
        ]
        page = sorted(fits, key=lambda one: one["createdAt"], reverse=True)[:SIZE]
        change(asked, calls)
        return 200, {}, json.dumps(page).encode()

    return answer


@pytest.mark.parametrize("comes", [True, False])
def test_dated_pages_that_move(comes: bool) -> None:
    """Calls end up before and behind the reader: those that stay are read once, all of them."""
    passing = [placed(1000 + one, 2 * one) for one in range(60)]
    staying = [placed(one, 2 * one + 1) for one in range(60)]
    calls = [*staying, *([] if comes else passing)]

    def change(asked: int, there: list[Result]) -> None:
        # The newest first: these stand on pages that are read already.
        for one in passing[::-1][4 * asked - 4 : 4 * asked]:
            (there.append if comes else there.remove)(one)

    with Server() as server:
        server.answer = moving(calls, change)
        result = execute(task("vapi_call_info"), {"api_key": "some-private-key", "api_url": server.url}, False, {})
    names = [one["name"] for one in result["calls"]]
    assert len(names) == len(set(names)) and {one["name"] for one in staying} <= set(names)


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
