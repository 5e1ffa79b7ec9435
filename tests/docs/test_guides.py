# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every guide, and the README, does what it says when somebody follows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guides import ROOT, follow

GUIDES = ROOT / "docs" / "docsite" / "rst"
PAGES = [ROOT / "README.md", *sorted(GUIDES.glob("guide_*.rst"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_reader_who_follows_the_page_gets_there(page: Path, tmp_path: Path) -> None:
    assert follow(page, tmp_path), f"{page.name} has no command to run"


PAGE = """
A page
======

1. Write a file:

   .. code-block:: yaml
      :caption: deep/greeting.yml

      greeting: hello

.. code-block:: shell

   export WHO=world
   cd deep

.. code-block:: yaml

   only: an illustration

.. code-block:: shell

   echo "$(cat greeting.yml), $WHO"
   {command}

.. code-block:: text

   {printed}
"""


@pytest.mark.parametrize(
    ("command", "printed", "complaint"),
    [
        ("true", "greeting: …, world", None),
        ("! false", "hello, world", None),
        ("true", "goodbye", "'goodbye' was not printed"),
        ("false", "hello", "exit status 1"),
        ("! true", "hello", "exit status 1"),
        ("! true\n   true", "hello", "has to be the last one"),
        ("exit 3", "hello", "exit status 3"),
    ],
)
def test_what_a_page_says_wrongly_is_told(tmp_path: Path, command: str, printed: str, complaint: str | None) -> None:
    page = tmp_path / "page.rst"
    page.write_text(PAGE.format(command=command, printed=printed), encoding="utf-8")
    (tmp_path / "run").mkdir()
    if complaint is None:
        assert follow(page, tmp_path / "run") == 2
    else:
        with pytest.raises(AssertionError, match=complaint):
            follow(page, tmp_path / "run")
