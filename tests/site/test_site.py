# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site as a browser on a phone shows it. `make docs` builds what is looked at."""

from __future__ import annotations

import functools
import http.server
import re
import runpy
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.support.browser import DESK, PHONE, launched
from tests.support.forge import html
from tests.support.usual import spread

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / ".cache" / "docs" / "html"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
REFERENCE = re.compile(r"collection/.*_([a-z]+)\.html")
LOOKED_AT = spread(
    PAGES, lambda name: [kind[1] if (kind := REFERENCE.fullmatch(name)) and "docsite" not in name else name]
)
"""In the usual run one page of each kind of the reference, which are made by the same templates."""
SCREENSHOTS = SITE.parent / "screenshots"
# The theme hides what is too wide for the window, so the width of the page alone says nothing.
FACTS = """() => {
  const scrolls = one => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  // The theme's drawers wait beside the window.
  const waits = one => one && (getComputedStyle(one).position === 'fixed' || waits(one.parentElement));
  const isOut = one => one.getBoundingClientRect().right > window.innerWidth + 1;
  const sticksOut = one => isOut(one) && !scrolls(one.parentElement) && !waits(one);
  return {
    links: [...document.querySelectorAll('a[href]')].map(one => one.href),
    images: [...document.images].filter(one => one.naturalWidth === 0).map(one => one.src),
    wide: [...document.body.querySelectorAll('*')].filter(sticksOut).map(one => one.outerHTML.slice(0, 200)),
    title: document.title,
    broken: [...document.querySelectorAll('.contents, .system-message, .problematic')].map(one => one.outerHTML),
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

    def do_GET(self) -> None:
        """A page of its own, such as a report, has no icon: browsers ask for one all the same."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

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
    """Every page that is looked at, seen once at a phone's width."""
    page = browser.new_page(viewport=PHONE)
    return {name: look(page, address, name) for name in LOOKED_AT}


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


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_loads_and_fits_on_a_phone(name: str, site: dict[str, Seen]) -> None:
    seen = site[name]
    assert seen.status == 200
    assert seen.troubles == []
    assert seen.facts["images"] == []
    assert seen.facts["title"]
    assert seen.facts["wide"] == [], "wider than the window"
    assert seen.facts["broken"] == [], "what the theme or docutils shows as an error"


@pytest.mark.parametrize("name", LOOKED_AT)
def test_links_within_the_site_lead_somewhere(name: str, site: dict[str, Seen], address: str) -> None:
    broken = []
    for link in site[name].facts["links"]:
        path, _separator, anchor = link.removeprefix(address).partition("#")
        if not link.startswith(address):
            continue
        if not (SITE / (path or "index.html")).is_file() or anchor and anchor not in anchors(path or "index.html"):
            broken.append(link)
    assert broken == []


@functools.cache
def anchors(name: str) -> set[str]:
    """What a link may lead to on a page, whether it is looked at or not."""
    return set(re.findall(r"""(?:\sid|<a name)=["']?([^"'\s>]+)""", (SITE / name).read_text(encoding="utf-8")))


VIEWS = {"light": (DESK, "light"), "dark": (DESK, "dark"), "phone": (PHONE, "light"), "phone-dark": (PHONE, "dark")}
PICTURED = ("index", "collection/docsite/guide_change", "collection/vapi_call_lines_module", "drift-example")


@pytest.mark.parametrize("view", VIEWS)
def test_pictures_for_people(view: str, browser: Browser, address: str) -> None:
    """The first screens, kept in .cache/docs/screenshots to be looked at; the theme follows the reader's."""
    viewport, scheme = VIEWS[view]
    page = browser.new_page(viewport=viewport, color_scheme=scheme)
    for name in PICTURED:
        page.goto(f"{address}{name}.html", wait_until="load")
        darkness = sum(
            map(int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3])
        )
        assert (darkness < 150) == (scheme == "dark")
        picture = SCREENSHOTS / f"{name.rpartition('/')[2]}-{view}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000
    page.close()


ON_THE_FORGE = {
    "README.md": "ansible-playbook voiceops.vapi.demo",
    "docs/docsite/rst/guide_quickstart.rst": "Install",
}
"""Pages that a forge shows, each with what its first screen has to show."""


@pytest.mark.parametrize("path", ON_THE_FORGE)
@pytest.mark.parametrize("view", VIEWS)
def test_the_first_screen_in_the_repository(view: str, path: str, browser: Browser) -> None:
    """As a forge shows it, near enough: it fits, and what a reader came for stands on it."""
    viewport, scheme = VIEWS[view]
    page = browser.new_page(viewport=viewport, color_scheme=scheme)
    content = html(ROOT / path)
    page.set_content(f'<meta name="viewport" content="width=device-width"><style>{FORGE}</style><main>{content}</main>')
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shown = page.get_by_text(ON_THE_FORGE[path], exact=True).bounding_box()
    assert shown and shown["y"] + shown["height"] < viewport["height"]
    page.screenshot(path=SCREENSHOTS / f"{Path(path).stem.lower()}-{view}.png")
    page.close()


def test_search_finds_a_guide(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(f"{address}search.html?q=cutting+over", wait_until="load")
    page.wait_for_selector("#search-results li a")
    assert "guide_change" in " ".join(page.locator("#search-results a").evaluate_all("all => all.map(one => one.href)"))
    page.close()


def test_the_landing_page_shows_the_diff_the_report_and_every_guide(site: dict[str, Seen], address: str) -> None:
    text = (SITE / "index.html").read_text(encoding="utf-8")
    assert "highlight-diff" in text and "drift-light.png" in text and "drift-dark.png" in text
    guides = {name for name in PAGES if name.startswith("collection/docsite/guide_")}
    linked = {link.removeprefix(address).partition("#")[0] for link in site["index.html"].facts["links"]}
    assert len(guides) > 10 and guides <= linked


def test_the_pictures_are_of_today_s_report() -> None:
    sys.path.insert(0, str(ROOT / "tests" / "tools"))
    tool = runpy.run_path(str(ROOT / "tests" / "tools" / "example_report.py"))
    recorded = (ROOT / "docs" / "site" / "pictures" / "drift.sha256").read_text(encoding="utf-8").strip()
    assert recorded == tool["digest"](), "run: make pictures"


FORGE = """
:root { color-scheme: light dark; } body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: break-word; }
pre { background: #8881; padding: 1rem; border-radius: .4rem; overflow-x: auto; font-size: .85rem; }
code, tt { font-family: monospace; overflow-wrap: anywhere; } pre code { overflow-wrap: normal; }
table { display: block; max-width: 100%; overflow-x: auto; border-collapse: collapse; }
td, th { border: 1px solid #8884; padding: .4rem .8rem; text-align: left; } h1, h2 { border-bottom: 1px solid #8884; }
"""
"""What forges have in common when they show a README."""
