# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links of the pages that people read in the repository, and the way from the README to every guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.support.guides import ROOT

PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("roles/*/README.md")})
GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("guide_*.rst"))
REPOSITORY = re.compile(r"https://github\.com/voiceops/vapi-ansible/blob/main/([^>#\s]+)")


def targets(page: Path) -> Iterator[str]:
    """Where the links and images of a Markdown page lead, within the repository."""
    tokens: list[Token] = MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))
    for token in (inner for outer in tokens for inner in outer.children or ()):
        target = str(token.attrs.get("href") or token.attrs.get("src") or "")
        if target and not re.match(r"https?:|mailto:", target):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_and_headings(page: Path) -> None:
    broken = [target for target in targets(page) if not leads_somewhere(page, target)]
    assert broken == []


def leads_somewhere(page: Path, target: str) -> bool:
    """Whether there is such a file, and in it such a heading."""
    path, _separator, anchor = target.partition("#")
    file = page.parent / path if path else page
    return file.exists() and (not anchor or anchor in headings(file))


def headings(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a Markdown page."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_is_one_click_away_from_the_readme(guide: Path) -> None:
    assert guide.relative_to(ROOT).as_posix() in set(targets(ROOT / "README.md"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_names_files_that_the_repository_has(guide: Path) -> None:
    named = REPOSITORY.findall(guide.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []
