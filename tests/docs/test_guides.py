# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every guide, and the README, does what it says when somebody follows it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.guides import AGAIN, ROOT, blocks, follow
from tests.support.warm import commands

GUIDES = ROOT / "docs" / "docsite" / "rst"
TRANSLATED = GUIDES / "guide_quickstart_zh.rst"
"""Has the blocks of its original, which is followed in its place."""
PAGES = [ROOT / "README.md", *(page for page in sorted(GUIDES.glob("guide_*.rst")) if page != TRANSLATED)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path: Ansible puts a socket there, whose path may have 107 characters."""
    with tempfile.TemporaryDirectory(prefix="guide-") as path:
        yield Path(path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_reader_who_follows_the_page_gets_there(page: Path, folder: Path) -> None:
    assert follow(page, folder), f"{page.name} has no command to run"


def test_the_chinese_quick_start_says_the_same() -> None:
    english, chinese = (
        [(block.language, block.file, block.text) for block in blocks(page)]
        for page in (GUIDES / "guide_quickstart.rst", TRANSLATED)
    )
    assert english == chinese


def test_a_page_that_begins_again_does_so_in_an_empty_folder(folder: Path) -> None:
    page = folder / "page.rst"
    block = ".. code-block:: shell\n\n   test ! -e left\n   touch left\n\n"
    page.write_text(f"A page\n======\n\n{block}{AGAIN}\n\n{block}", encoding="utf-8")
    assert follow(page, folder) == 2
    page.write_text(f"A page\n======\n\n{block}{block}", encoding="utf-8")
    with pytest.raises(AssertionError, match="exit status 1"):
        follow(page, folder / "without")


@pytest.mark.parametrize("own", ["ansible.cfg", "ANSIBLE_TIMEOUT"])
def test_a_command_with_settings_of_its_own_has_them(folder: Path, own: str) -> None:
    """Also where ``ansible`` comes from a process that has imported Ansible with other settings."""
    given = {**os.environ, "ANSIBLE_LOCALHOST_WARNING": "false"}
    if own == "ansible.cfg":
        (folder / own).write_text("[defaults]\ntimeout = 77\n", encoding="utf-8")
    with commands(given) as programs:
        words = [
            programs / "ansible",
            "localhost",
            "-m",
            "debug",
            "-a",
            "msg={{ lookup('config', 'DEFAULT_TIMEOUT') }}",
        ]
        here = given if own == "ansible.cfg" else {**given, own: "77"}
        run = subprocess.run(words, cwd=folder, env=here, capture_output=True, text=True, check=False)
    assert run.returncode == 0 and '"msg": 77' in run.stdout, run.stdout + run.stderr


def test_a_difference_is_shown_whole(folder: Path) -> None:
    page = folder / "page.rst"
    commands = "A page\n======\n\n.. code-block:: shell\n\n   echo {\n   echo +a\n   echo }\n\n.. code-block:: diff\n\n"
    page.write_text(f"{commands}   {{\n   +a\n   }}\n", encoding="utf-8")
    assert follow(page, folder / "whole") == 1
    page.write_text(f"{commands}   {{\n   }}\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="not the difference that was printed"):
        follow(page, folder / "cut")


def test_the_landing_page_shows_what_the_readme_shows() -> None:
    """The README is followed; what it declares and prints stands on the site's first screen too."""
    pages = (ROOT / "README.md", ROOT / "docs" / "site" / "index.rst")
    declared = [yaml.safe_load(block.text) for page in pages for block in blocks(page) if block.language == "yaml"]
    printed = [block.text.strip() for page in pages for block in blocks(page) if block.language == "diff"]
    assert len(declared) == len(printed) == 2
    assert declared[0] == declared[1] and printed[0] == printed[1]


PAGE = """
A page
======

1. Write a file:

   ``deep/greeting.yml``

   .. code-block:: yaml

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
def test_what_a_page_says_wrongly_is_told(folder: Path, command: str, printed: str, complaint: str | None) -> None:
    page = folder / "page.rst"
    page.write_text(PAGE.format(command=command, printed=printed), encoding="utf-8")
    if complaint is None:
        assert follow(page, folder) == 2
    else:
        with pytest.raises(AssertionError, match=complaint):
            follow(page, folder)
