# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two kinds of list: limits, filters, pages, search, and the switches about them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.conftest import Api, Body

LISTS = ("phone-number", "call", "assistant", "squad", "tool", "credential")
START = 1767225600


def stamp(second: int) -> str:
    """A moment, the first one being the second 0."""
    return f"2026-01-01T00:{second // 60:02d}:{second % 60:02d}.000Z"


def fill(api: Api, kind: str, count: int, **fields: Any) -> list[Body]:
    """Put so many things into the org, one a second."""
    things = [
        {"id": f"{n:08d}-0000-4000-8000-000000000000", "createdAt": stamp(n), "updatedAt": stamp(count - n), **fields}
        for n in range(count)
    ]
    if kind == "phone-number":
        things = [
            {**one, "provider": "twilio", "status": "active", "number": f"+1415{n:07d}"} for n, one in enumerate(things)
        ]
    if kind == "call":
        things = [{**one, "status": "ended"} for one in things]
    api.simulator.put_state({api.simulator.key: {kind: things}})
    return things


@pytest.mark.parametrize("kind", LISTS)
def test_limit(api: Api, kind: str) -> None:
    fill(api, kind, 120)
    assert len(api.get(f"/{kind}")) == 100
    assert len(api.get(f"/{kind}", limit=1000)) == 120
    assert api.get(f"/{kind}", limit=0) == []
    assert api.refused("GET", f"/{kind}?limit=1001") == ["limit must not be greater than 1000"]
    for wrong in ("x", "-1", "1.5"):
        assert api.refused("GET", f"/{kind}?limit={wrong}")[0].startswith("limit must be a number")


@pytest.mark.parametrize("kind", LISTS)
def test_dates(api: Api, kind: str) -> None:
    fill(api, kind, 10)
    for bound, count in (("Gt", 6), ("Ge", 7), ("Lt", 3), ("Le", 4)):
        assert len(api.get(f"/{kind}", **{f"createdAt{bound}": stamp(3)})) == count
    assert len(api.get(f"/{kind}", createdAtGe="2026-01-01T00:00:03Z", createdAtLt="2026-01-01T01:00:05+01:00")) == 2
    assert [one["createdAt"] for one in api.get(f"/{kind}", updatedAtGe=stamp(10))] == [stamp(0)]
    for wrong in ("yesterday", "2026-13-01", ""):
        sentence = "createdAtGt must be a valid ISO 8601 date string"
        assert api.refused("GET", f"/{kind}?createdAtGt={wrong}") == [sentence]


@pytest.mark.parametrize("path", [f"/{kind}" for kind in LISTS] + ["/v2/phone-number"])
def test_undocumented_parameters(api: Api, path: str) -> None:
    assert api.refused("GET", f"{path}?name=x") == ["property name should not exist"]
    api.simulator.switch(unknown_query="ignore")
    api.get(path, name="x")


def test_calls_are_filtered_by_three_ids(api: Api) -> None:
    first, *_others = fill(api, "call", 3, assistantId="a", phoneNumberId="p")
    assert len(api.get("/call", assistantId="a", phoneNumberId="p")) == 3
    assert [one["id"] for one in api.get("/call", id=first["id"])] == [first["id"]]
    assert api.get("/call", assistantId="b") == []
    assert api.refused("GET", "/call?status=ended") == ["property status should not exist"]


def test_numbered_pages(api: Api) -> None:
    made = fill(api, "phone-number", 25)
    newest = [one["id"] for one in reversed(made)]
    first = api.get("/v2/phone-number", limit=10)
    assert [one["id"] for one in first["results"]] == newest[:10]
    assert first["metadata"] == {
        "itemsPerPage": 10,
        "totalItems": 25,
        "currentPage": 1,
        "totalPages": 3,
        "hasNextPage": True,
        "sortOrder": "DESC",
    }
    last = api.get("/v2/phone-number", limit=10, page=3, sortOrder="ASC", sortBy="createdAt")
    assert [one["id"] for one in last["results"]] == newest[::-1][20:] and not last["metadata"]["hasNextPage"]
    assert api.get("/v2/phone-number", page=9)["results"] == []
    assert len(api.get("/v2/phone-number", createdAtGe=stamp(20))["results"]) == 5
    for wrong in ("page=0", "page=x", "sortOrder=UP", "sortBy=name", "limit=1001"):
        name, _equals, _value = wrong.partition("=")
        assert api.refused("GET", f"/v2/phone-number?{wrong}")[0].startswith(f"{name} must ")


def test_search(api: Api) -> None:
    line = api.line(name="Main Support Line")
    sip = api.make("phone-number", provider="vapi", sipUri="sip:Night@sip.vapi.ai", name="Other")
    for text, found in (("support", line), ("5550100", line), ("NIGHT", sip), ("oth", sip)):
        assert [one["id"] for one in api.get("/v2/phone-number", search=text)["results"]] == [found["id"]]
    assert api.get("/v2/phone-number", search="twilio")["results"] == []
    assert api.get("/v2/phone-number", search="")["metadata"]["totalItems"] == 2


def test_order(api: Api) -> None:
    made = [one["id"] for one in fill(api, "phone-number", 30)]
    orders = {}
    for order in ("newest", "oldest", "shuffled"):
        api.simulator.switch(list_order=order)
        orders[order] = [one["id"] for one in api.get("/phone-number")]
        assert sorted(orders[order]) == made
    assert orders["newest"] == made[::-1] and orders["oldest"] == made
    assert orders["shuffled"] not in (made, made[::-1])


def test_small_pages(api: Api) -> None:
    fill(api, "phone-number", 10)
    api.simulator.switch(page_size=3)
    assert len(api.get("/phone-number", limit=1000)) == 3
    page = api.get("/v2/phone-number", limit=1000, page=4)
    assert len(page["results"]) == 1 and page["metadata"]["itemsPerPage"] == 3
    fill(api, "call", 5)
    assert len(api.get("/call")) == 3


def test_a_page_may_shift(api: Api) -> None:
    made = fill(api, "phone-number", 4)
    api.simulator.switch(page_shift=True)
    pages = [api.get("/v2/phone-number", limit=2, page=page)["results"] for page in (1, 2)]
    seen = [one["id"] for page in pages for one in page]
    assert len(seen) > len(set(seen)) and made[0]["id"] not in seen


def test_stale_lists_show_what_was_there_before(api: Api) -> None:
    kept, gone = api.line(name="Before"), api.line(number="+14155550101")
    api.simulator.switch(stale_list_seconds=30)
    api.patch("phone-number", kept, name="Between")
    api.patch("phone-number", kept, name="After")
    api.ask("DELETE", f"/phone-number/{gone['id']}")
    new = api.line(number="+14155550102")
    api.patch("phone-number", new, name="New")
    for listed in (api.get("/phone-number"), api.get("/v2/phone-number")["results"]):
        assert {one["id"]: one.get("name") for one in listed} == {kept["id"]: "Before", gone["id"]: None}
    assert api.get(f"/phone-number/{kept['id']}")["name"] == "After", "a single number is never stale"
    api.refused("GET", f"/phone-number/{gone['id']}", status=404)
    api.simulator.advance(31)
    assert {one["name"] for one in api.get("/phone-number")} == {"After", "New"}
