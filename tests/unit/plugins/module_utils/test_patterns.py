# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of names and numbers: one reader, every form, every option that takes some."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.patterns import fits, select
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read
from hypothesis import given
from hypothesis import strategies as st

from tests.support.declarations import options, tasks

ROOT = Path(__file__).resolve().parents[4]
ID = "5F0C1D2E-0000-4000-8000-00000000000A"
MATCHES = [
    ("+14155550101", "+14155550101"),
    ("+1 (415) 555-0101", "+14155550101"),
    ("+1.415.555.0101", "+14155550101"),
    ("(+1) 415 555 0101", "+14155550101"),
    ("1 415 555 0101", "+14155550101"),
    ("+14155550101", "14155550101"),
    (14155550101, "+14155550101"),
    ("+1415*", "+14155550101"),
    ("+1 (415) *", "+14155550101"),
    ("+1415555010?", "+14155550101"),
    ("+1415555010[12]", "+14155550101"),
    ("Support [EU]", "Support [EU]"),
    ("Support*", "Support [EU]"),
    ("[Ss]upport*", "Support [EU]"),
    ("Who? *", "Who? *"),
    (" Main ", "Main"),
    ("Main", " Main\t"),
    ("Main *", "Main line "),
    ("sip:Desk@Example.com", "sip:desk@example.COM"),
    ("SIP:*@EXAMPLE.com", "sip:desk@example.com"),
    ("*@EXAMPLE.com", "sip:desk@example.com"),
    (ID.lower(), ID),
    ("*", ID),
    ("Mu\u0308nchen", "M\u00fcnchen"),
    ("*", "anything"),
    ("1000", "1000"),
]
DIFFERS = [
    ("+14155550101", "+14155550102"),
    ("4155550101", "+14155550101"),
    ("1415*", "+14155550101"),
    ("main", "Main"),
    ("Support [EU", "Support E"),
    ("sip:desk@example.com", "sip:desk@example.org"),
    ("2", "Line 2"),
    ("", "Main"),
    ("100", "+1000"),
    ("5*", ID),
    ("5f0c1d2e-*", ID),
    ("?*", ID),
    ("[0-9a-f]*", ID.lower()),
    ("A*", ID.replace("5F", "AF")),
]


@pytest.mark.case(1)
@pytest.mark.parametrize(("pattern", "text"), MATCHES)
def test_what_fits(pattern: Any, text: str) -> None:
    assert fits(text, [pattern])
    assert not fits(text, ["no such line", "+19999999999"])


@pytest.mark.case(1)
@pytest.mark.parametrize(("pattern", "text"), DIFFERS)
def test_what_does_not_fit(pattern: Any, text: str) -> None:
    assert not fits(text, [pattern])


def test_a_whole_text_is_no_glob_for_others() -> None:
    names = [["Support [EU]"], ["Support E"], ["Support U"]]
    assert select(["Support [EU]"], names).chosen == {0}
    assert select(["Support [EU]"], names[1:]).chosen == {0, 1}


def test_patterns_that_fit_nothing_are_told() -> None:
    assert select(["a", "z*", " b "], [["a"], ["b"]]) == (frozenset({0, 1}), ["z*"])


@given(st.lists(st.text(min_size=1), min_size=1))
def test_every_whole_text_fits_itself(texts: list[str]) -> None:
    named = [[text] for text in texts if text.strip()]
    assert select([text for (text,) in named], named).chosen == set(range(len(named)))


@pytest.mark.case(1, 82)
def test_every_pattern_option_is_read_in_one_way(members: Callable[[str, int], None]) -> None:
    """Texts, unquoted numbers and texts with commas; an integer that has lost its zeros is refused."""
    tested = [option for option in options() if option.field.format == "match"]
    for option in tested:
        schema = tasks()[option.module].schema
        for given_, meant in (
            ([14155550101], ["+14155550101"]),
            ([" +1 (415) 555-0101 "], ["+1 (415) 555-0101"]),
            ("Zzz*, Second\nThird", ["Zzz*", "Second", "Third"]),
            (14155550101, ["+14155550101"]),
        ):
            values: Any = read(schema, option.given(given_), [])
            for field in option.way:
                values = values[field.name]
                values = values[0] if field.schema and isinstance(values, list) else values
            assert values == meant, f"{option.module} {option.path}"
        for wrong in (64, 4155550101, True, 1.5):
            problems: list[str] = []
            read(schema, option.given([wrong]), problems)
            assert any(f"{option.field.name}[0]: " in one and "quotes" in one for one in problems), wrong
    assert {option.field.name for option in tested} >= {"protected", "only", "allowed_numbers", "names", "numbers"}
    members("pattern option", len(tested))


def test_nothing_else_reads_globs() -> None:
    files = [path for path in (ROOT / "plugins").rglob("*.py") if path.name != "patterns.py"]
    assert files and not [path for path in files if re.search(r"\bfnmatch", path.read_text(encoding="utf-8"))]
