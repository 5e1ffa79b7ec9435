# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that people read in the repository render there, lead somewhere, and are reached from the README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.forge import anchors, complaints, links
from tests.support.guides import ROOT, blocks

GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("roles/*/README.md"), *GUIDES})
REPOSITORY = re.compile(r"https://github\.com/voiceops/vapi-ansible/(?:blob|tree)/main/([^>#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_and_headings(page: Path) -> None:
    assert [link for link in links(page) if not leads_somewhere(page, link)] == []


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether there is such a file, and in it such a heading."""
    path, _separator, anchor = link.partition("#")
    file = page.parent / path if path else page
    return file.exists() and (not anchor or anchor in anchors(file))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_renders_in_the_repository(guide: Path) -> None:
    assert complaints(guide.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        ":ref:`a page <label>`",
        ":ansplugin:`voiceops.vapi.vapi_call#module`",
        ".. toctree::\n\n   page",
        ".. code-block:: yaml\n   :caption: inventory.yml\n\n   all:",
        "A *broken emphasis",
        "Twice\n=====\n\nTwice\n=====\n",
    ],
)
def test_what_only_sphinx_understands_is_reported(text: str) -> None:
    assert complaints(text)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_is_one_click_away_from_the_readme(guide: Path) -> None:
    assert guide.relative_to(ROOT).as_posix() in set(links(ROOT / "README.md"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_names_files_that_the_repository_has(guide: Path) -> None:
    named = REPOSITORY.findall(guide.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_guides_show_files_by_name() -> None:
    assert sum(bool(block.file) for guide in GUIDES for block in blocks(guide)) > 60
