# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines are picked by whatever people call them, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.filter.lines_called import lines_called

LINE_ID = "11111111-1111-4111-8111-111111111111"
LINES: list[dict[str, Any]] = [
    {"name": "Support", "number": "+14155550100"},
    {"name": "Sales", "number": 14155550101, "state": "present"},
    {"name": "Desk", "sip_uri": "sip:Desk@sip.vapi.ai"},
    {"name": "support", "id": LINE_ID},
    {"name": "Former", "number": "+14155550109", "state": "absent"},
]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("Support", [0]),
        (["Sales", "Support"], [0, 1]),
        ("+14155550101", [1]),
        (14155550100, [0]),
        ("14155550101", [1]),
        ("sip:desk@SIP.vapi.ai", [2]),
        (LINE_ID, [3]),
        ("Former", []),
        ("+14155550109", []),
        ("Sup", []),
    ],
)
def test_by_what_they_are_called(names: Any, found: list[int]) -> None:
    assert lines_called(LINES, names) == [LINES[index] for index in found]


def test_all_of_them() -> None:
    assert lines_called(LINES) == LINES[:4]


@pytest.mark.case(132)
@pytest.mark.parametrize("blank", [None, "", [], ()])
def test_blank_names_are_an_error(blank: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="names are empty"):
        lines_called(LINES, blank)


@pytest.mark.parametrize("wrong", [None, "Support", {"name": "Support"}, ["Support"]])
def test_anything_else_is_refused(wrong: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="takes the list of lines"):
        lines_called(wrong, "Support")
