# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site as a browser on a phone shows it. `make docs` builds what is looked at."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.support.browser import DESK, PHONE, launched

SITE = Path(__file__).resolve().parents[2] / ".cache" / "docs" / "html"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
SCREENSHOTS = SITE.parent / "screenshots"
# The theme hides what is too wide for the window, so the width of the page alone says nothing.
FACTS = """() => {
  const scrolls = one => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const sticksOut = one => one.getBoundingClientRect().right > window.innerWidth + 1 && !scrolls(one.parentElement);
  return {
    ids: [...document.querySelectorAll('[id], a[name]')].map(one => one.id || one.name),
    links: [...document.querySelectorAll('a[href]')].map(one => one.href),
    images: [...document.images].filter(one => one.naturalWidth === 0).map(one => one.src),
    wide: [...document.body.querySelectorAll('*')].filter(sticksOut).map(one => one.outerHTML.slice(0, 200)),
    title: document.title,
  };
}"""


@dataclass
class Seen:
    """What a browser has seen of a page: its HTTP status, what went wrong, and the facts above."""

    status: int
    facts: dict[str, Any]
    troubles: list[str] = field(default_factory=list)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:
        """No line for each request."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the site is served, on a free port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def site(address: str, browser: Browser) -> dict[str, Seen]:
    """Every page, seen once at a phone's width."""
    page = browser.new_page(viewport=PHONE)
    return {name: look(page, address, name) for name in PAGES}


def look(page: Page, address: str, name: str) -> Seen:
    """Open a page and note everything that goes wrong while it loads."""
    troubles: list[str] = []

    def failed(request: Request) -> None:
        # The browser itself gives up what is under way when it goes on to the next page.
        if request.failure != "net::ERR_ABORTED":
            troubles.append(f"{request.url} did not load")

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            troubles.append(f"{request.url} is not of this site")

    listeners: dict[str, Any] = {
        "console": lambda message: troubles.append(message.text) if message.type == "error" else None,
        "pageerror": lambda error: troubles.append(str(error)),
        "requestfailed": failed,
        "request": asked,
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    answer = page.goto(address + name, wait_until="load")
    assert answer is not None
    seen = Seen(answer.status, page.evaluate(FACTS), troubles)
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    return seen


def test_the_site_is_built() -> None:
    assert "index.html" in PAGES, "run: make docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_and_fits_on_a_phone(name: str, site: dict[str, Seen]) -> None:
    seen = site[name]
    assert seen.status == 200
    assert seen.troubles == []
    assert seen.facts["images"] == []
    assert seen.facts["title"]
    assert seen.facts["wide"] == [], "wider than the window"


@pytest.mark.parametrize("name", PAGES)
def test_links_within_the_site_lead_somewhere(name: str, site: dict[str, Seen], address: str) -> None:
    broken = []
    for link in site[name].facts["links"]:
        path, _separator, anchor = link.removeprefix(address).partition("#")
        if not link.startswith(address):
            continue
        target = site.get(path or "index.html")
        if target is None and not (SITE / path).is_file() or target and anchor and anchor not in target.facts["ids"]:
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize(("size", "viewport"), [("phone", PHONE), ("desk", DESK)])
def test_pictures_for_people(size: str, viewport: Any, browser: Browser, address: str) -> None:
    """Kept in .cache/docs/screenshots, to be looked at."""
    page = browser.new_page(viewport=viewport)
    for name in ("index", "collection/docsite/guide_quickstart", "collection/vapi_call_lines_module"):
        page.goto(f"{address}{name}.html", wait_until="load")
        picture = SCREENSHOTS / f"{name.rpartition('/')[2]}-{size}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000
