# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far one option walks from a task to the wire and back: no further than the page for developers says."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import TOKEN, Org, task

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "development.md"
FIGURES = re.compile(r"takes (\d+) calls,\s+with (\d+) changes of file and (\d+) of package")
GENERATOR = 0x20

LINE = {"name": "Main", "provider": "twilio", "number": "+14155550100", "twilio_account_sid": "AC" + "0" * 32}


@contextmanager
def calls_of_ours() -> Iterator[list[Path]]:
    """The file of each call of our functions; comprehensions, lambdas and resumed generators are left out."""
    seen: list[Path] = []

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        is_resumed = bool(code.co_flags & GENERATOR) and frame.f_lasti > 5
        if event == "call" and "/plugins/" in code.co_filename and not (code.co_name.startswith("<") or is_resumed):
            file = Path(code.co_filename).resolve()
            if ROOT / "plugins" in file.parents:
                seen.append(file.relative_to(ROOT / "plugins"))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


def walk(org: Org) -> tuple[int, int, int]:
    """Calls, changes of file and changes of package of one update."""
    made = org.run("vapi_phone_number", **LINE, twilio_auth_token=TOKEN)
    assert made["changed"]
    for enabled in (False, True):
        # The first update fills what is computed once.
        with calls_of_ours() as seen:
            given = {"number": LINE["number"], "sms_enabled": enabled}
            result = execute(task("vapi_phone_number"), given, False, org.environment)
        assert result["changed"], result
    files = [file for file, _calls in groupby(seen)]
    packages = [package for package, _files in groupby(file.parts[1] for file in files)]
    return len(seen), len(files), len(packages)


def test_one_option_walks_as_far_as_the_page_says(org: Org) -> None:
    said = FIGURES.search(PAGE.read_text(encoding="utf-8"))
    assert said
    found = walk(org)
    # How many pieces an answer comes in is the network's choice.
    assert all(counted <= int(figure) + 10 for counted, figure in zip(found, said.groups())), found
    assert all(counted >= int(figure) - 30 for counted, figure in zip(found, said.groups())), f"{PAGE}: {found}"
