# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of all reports, as a browser shows them: one look, 1,000 entries, hostile names, paper and phones."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.prove_report import proof_page as proofs
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.compare_report import (
    comparison_page as comparison,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.drift_report import drift_page as drift
from ansible_collections.voiceops.vapi.plugins.module_utils._reports.look import POLICY, SCRIPT, STYLE
from playwright.sync_api import Browser

from tests.support.browser import DESK, PHONE, opened

SCREENSHOTS = Path(__file__).resolve().parents[2] / ".cache" / "screenshots"
HOSTILE = (
    '"><script>document.title="stolen"</script><img src=x onerror="document.title=1"><style>*{display:none}</style>'
)
LONG = "https://calls.example.com/" + "a" * 200
WIDE = "Telefonzentralenvermittlungsgruppe" * 6
RIGHT_TO_LEFT = "خط الاستقبال الرئيسي 24/7"
LINES = 1000


def compared(name: str, lines: int) -> str:
    """A comparison of so many lines, one in ten of which differs; the name is that of the first."""
    names = [name, *(f"Branch {number}" for number in range(1, lines))]
    fields = [
        {"field": "assistant", "here": "Night Bot", "there": name},
        {"field": "server.url", "here": LONG, "there": None},
    ]
    return comparison(
        {
            "here": "staging" if len(name) < 50 else name,
            "there": "production",
            "different": [{"name": one, "fields": fields} for one in names[::10]],
            "only_here": ["New line"],
            "only_there": [],
            "not_compared": [],
            "same": [one for index, one in enumerate(names) if index % 10],
        }
    )


def proven(name: str, lines: int) -> str:
    """So many proofs, one in ten of which failed."""
    call = {"ended_reason": "customer-ended-call", "duration": 12.4}
    check = {"check": "the call arrived on line 'Main'", "passed": False}
    results = [
        {
            "name": f"{number} answers" if number else name,
            "error": f"loopback {name!r}: the call never arrived. Check the line." if number % 10 == 0 else None,
            "passed": number % 10 != 0,
            "checks": [check] if number % 10 == 0 else [],
            "outbound": call,
            "inbound": {},
        }
        for number in range(lines)
    ]
    return proofs("acme", {"suites": {"smoke calls": [], "loopback calls": results}})


def drifting(name: str, lines: int) -> str:
    """The drift of so many lines, one in ten of which is changed, and of an object whose prompt is."""
    change = {"field": "assistant", "actual": "Sales Bot", "declared": name}
    address = {"field": "server.url", "actual": LONG, "declared": None}
    listed = [
        {
            "name": f"Branch {number}" if number else name,
            "number": f"+1415555{number:04d}",
            "provider": "twilio",
            "route": f"assistant {name}",
            "drift": "same" if number % 10 else "changed",
            "changes": [] if number % 10 else [change, address],
            "findings": [],
        }
        for number in range(lines)
    ]
    return drift({"acme": {"error": None, "lines": listed, "objects": []}, "down": {"error": name, "lines": []}}, None)


PAGES: dict[str, Callable[[str, int], str]] = {"compare": compared, "prove": proven, "drift": drifting}


class Attributes(HTMLParser):
    """The names of all elements and of all their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note them."""
        self.elements.append(tag)
        self.attributes.update(name for name, _value in attrs)


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_has_the_one_look_and_nothing_of_data_in_style_or_script(kind: str) -> None:
    text = PAGES[kind](HOSTILE, 3)
    seen = Attributes(text)
    assert seen.elements.count("script") == seen.elements.count("style") == 1 and "img" not in seen.elements
    assert STYLE in text and SCRIPT in text and POLICY in text
    assert not [name for name in seen.attributes if name in ("src", "href", "style") or name.startswith("on")]
    assert not re.search(r"url\(|@import|https?:", STYLE + SCRIPT)


@pytest.mark.parametrize("kind", PAGES)
def test_a_hostile_name_is_a_text(browser: Browser, kind: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGES[kind](HOSTILE, 3), encoding="utf-8")
    with opened(browser, file, viewport=DESK) as (page, complaints):
        assert page.title() != "stolen" and complaints == []
        assert page.locator("img").count() == 0 and page.locator("style").count() == 1
        assert page.get_by_text(HOSTILE, exact=False).first.is_visible()


@pytest.mark.parametrize("kind", PAGES)
def test_the_policy_stops_what_escaping_would_miss(browser: Browser, kind: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    slipped = PAGES[kind]("Main", 3).replace(
        "<h1>", "<script>document.title = 'stolen'</script><h1 style='color: red'>"
    )
    file.write_text(slipped, encoding="utf-8")
    with opened(browser, file, viewport=DESK) as (page, complaints):
        assert page.title() != "stolen" and len(complaints) == 2


@pytest.mark.parametrize("kind", PAGES)
def test_a_thousand_entries_stay_usable(browser: Browser, kind: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGES[kind]("Main", LINES), encoding="utf-8")
    with opened(browser, file, viewport=DESK) as (page, complaints):
        everything = page.locator("tbody tr").count()
        assert page.inner_text("#count") == f"{everything} of {everything}"
        # What differs is open, the rest is folded.
        assert page.locator("tbody tr:visible").count() == everything - 900
        began = time.monotonic()
        page.fill("#search", "777")
        assert page.locator("tbody tr:visible").count() == 1 and page.inner_text("#count") == f"1 of {everything}"
        assert time.monotonic() - began < 2
        page.fill("#search", "no such line")
        assert page.locator("#nothing").is_visible()
        page.fill("#search", "")
        assert page.locator("tbody tr:visible").count() == everything - 900
        page.locator("button.figure:not([disabled])").first.click()
        assert page.inner_text("#count") == f"100 of {everything}"
        page.locator("button.figure:not([disabled])").first.click()
        page.select_option("#order", "name")
        names = page.locator("section table").first.locator("tbody tr td:first-child b").all_inner_texts()
        # Numbers are sorted as numbers.
        assert names[:2] in (["Branch 10", "Branch 20"], ["10 answers", "20 answers"])
        assert complaints == []


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("name", [HOSTILE, WIDE, RIGHT_TO_LEFT], ids=["markup", "wide", "right-to-left"])
def test_no_name_leaves_the_window(browser: Browser, kind: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGES[kind](name, 30), encoding="utf-8")
    for view in (DESK, PHONE, TABLET):
        with opened(browser, file, viewport=view) as (page, complaints):
            assert page.evaluate(STICKS_OUT) == [] and complaints == []


TABLET = {"width": 850, "height": 900}
STICKS_OUT = """() => [...document.body.querySelectorAll("*")]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 99))"""


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("width", [718, 794], ids=["with-margins", "without-margins"])
def test_on_paper_no_word_is_cut(browser: Browser, kind: str, width: int, tmp_path: Path) -> None:
    """On A4; what is wider than a line, such as an address, may be cut."""
    file = tmp_path / "page.html"
    longest_state = re.sub(r'(class="mark \w+">)[^<]+', r"\1should be absent", PAGES[kind]("Support Bot", 30))
    file.write_text(longest_state, encoding="utf-8")
    with opened(browser, file, viewport={"width": width, "height": 1000}) as (page, _complaints):
        page.emulate_media(media="print")
        assert page.locator("thead:visible").count()
        assert page.evaluate(CUT_WORDS) == []


CUT_WORDS = """() => [...document.querySelectorAll("th, td:not(:last-child), .mark, h1, h2, .figure span")]
  .filter(one => one.checkVisibility()).flatMap(one => {
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), cut = [], range = document.createRange();
    while (texts.nextNode())
      for (const word of texts.currentNode.data.matchAll(/[\\w]+/g)) {
        range.setStart(texts.currentNode, word.index); range.setEnd(texts.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(one => one.top)).size > 1) cut.push(word[0]);
      }
    return cut;
  })"""


def test_every_state_of_a_comparison_is_counted_at_the_top() -> None:
    names = {"only_here": ["A"], "only_there": ["B"], "not_compared": ["C", "D"], "same": ["E"], "different": []}
    text = comparison({"here": "staging", "there": "production", **names})
    states = re.findall(r'<tr data-state="([^"]+)"', text)
    figures = re.findall(r'<button[^>]* data-state="([^"]+)"[^>]*><b>(\d+)</b>', text)
    assert {state: int(number) for state, number in figures if number != "0"} == Counter(states)


@pytest.mark.parametrize(("title", "text"), [("drift", drift({}, None)), ("prove", proofs("acme", {"suites": {}}))])
def test_a_page_without_anything_says_so(browser: Browser, title: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / f"{title}.html"
    file.write_text(text, encoding="utf-8")
    with opened(browser, file, viewport=DESK) as (page, complaints):
        assert page.get_by_text("Nothing to report.").is_visible() and complaints == []
        assert not page.locator(".tools").is_visible() and not page.locator("#nothing").is_visible()


def test_an_org_is_found_by_its_name_and_a_folded_change_by_its_text(browser: Browser, tmp_path: Path) -> None:
    changes = [{"field": f"field_{number}", "actual": number, "declared": f"value {number}"} for number in range(5)]
    line = {"name": "Main", "route": None, "drift": "changed", "changes": changes, "findings": []}
    good = {"error": None, "lines": [line], "objects": []}
    file = tmp_path / "page.html"
    orgs = {"acme": good, "globex": good, "initech": {"error": "the key is wrong", "lines": []}}
    file.write_text(drift(orgs, None), encoding="utf-8")
    with opened(browser, file, viewport=DESK) as (page, complaints):
        found = page.locator("section:visible h2")
        page.fill("#search", "globex")
        assert found.all_inner_texts() == ["globex1 line"] and page.inner_text("#count") == "1 of 2"
        page.fill("#search", "initech")
        assert found.all_inner_texts() == ["initech"] and not page.locator("#nothing").is_visible()
        page.fill("#search", "acme field_4")
        assert page.get_by_text("value 4").first.is_visible()
        page.fill("#search", "")
        assert found.count() == 3 and not page.get_by_text("value 4").first.is_visible() and complaints == []


@pytest.mark.parametrize("kind", PAGES)
def test_it_prints_whole_and_without_its_tools(browser: Browser, kind: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGES[kind]("Main", 30), encoding="utf-8")
    with opened(browser, file, viewport=DESK, color_scheme="dark") as (page, complaints):
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert not page.locator(".tools").is_visible()
        assert page.locator("tbody tr:visible").count() == page.locator("tbody tr").count()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        assert page.locator("tbody tr:visible").count() < page.locator("tbody tr").count()


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_fits_and_can_be_read(
    browser: Browser, kind: str, size: dict[str, int], scheme: str, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGES[kind]("Main line", 30), encoding="utf-8")
    with opened(browser, file, viewport=size, color_scheme=scheme) as (page, complaints):
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert min(page.evaluate(CONTRASTS)) >= 4.5 and complaints == []
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = false)")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{kind}-{size['width']}-{scheme}.png")


CONTRASTS = """() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = rgb => [.2126, .7152, .0722].reduce((sum, share, i) => sum + share * linear(rgb[i] / 255), 0);
  const behind = one => {
    for (; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const texts = "h1, h2, .lead, .mark, td, small, summary, .side i, .side span, .figure:not(.none) *";
  return [...document.querySelectorAll(texts)].map(one => {
    const [a, b] = [light(parts(getComputedStyle(one).color)), light(behind(one))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  });
}"""
"""How much each text stands out from what is behind it; 4.5 is what the WCAG ask for."""
