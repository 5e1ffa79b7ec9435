# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with many items of a list in one way is one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read, together

from tests.support.declarations import options, tasks

WRONG = {"no_such_option": 1}


@pytest.mark.case(12, 63)
def test_every_list_of_mappings_names_a_problem_of_all_items_once(members: Callable[[str, int], None]) -> None:
    tested = [option for option in options() if option.field.type == "list" and option.field.schema]
    for option in tested:
        problems: list[str] = []
        several: list[dict[str, Any]] = [{**WRONG, "name": f"It's '{index}'"} for index in range(30)]
        read(tasks()[option.module].schema, option.given(several), problems)
        assert sum("no_such_option: is not an option" in problem for problem in problems) == 30
        text = together(problems)
        assert text.count("no_such_option: is not an option") == 1, f"{option.module} {option.path}: {text}"
        assert " and 25 more" in text and len(text) < len(" ".join(problems)) / 5
    assert len(tested) > 50
    members("list whose items are wrong in one way", len(tested))


def test_what_differs_stays_apart() -> None:
    several = [
        "lines[0] 'A' number: is 1.",
        "lines[1] number: is 2.",
        "calls[1] number: is 1.",
        "lines[2] number: is 1.",
    ]
    assert together(several) == (
        "lines[0] 'A', lines[2] number: is 1. lines[1] number: is 2. calls[1] number: is 1."
    ), json.dumps(several)
    assert together(["prune: is wrong.", "prune: is wrong, too."]) == "prune: is wrong. prune: is wrong, too."
