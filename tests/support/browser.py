# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headless Chromium for tests that look at pages; they are skipped where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
OWN = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
"""Where Playwright keeps the browsers that it has downloaded itself, which takes no root."""
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None) or next(
    (str(path) for path in sorted(OWN.glob("chromium-*/chrome-linux*/chrome"))), None
)
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium; skips the tests that need it where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium (`make browser` downloads one, without root)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, file: Path, **view: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page of one file, and what the browser complained of; the page may load nothing else."""
    page = browser.new_page(**view)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.extend([] if request.url.startswith("file:") else [request.url]))
    page.goto(file.as_uri())
    try:
        yield page, complaints
    finally:
        page.close()
