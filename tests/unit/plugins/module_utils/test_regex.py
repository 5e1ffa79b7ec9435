# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions of users end: the certain ones are refused, all others are given up after a while."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.expectations import failed_expectations
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.regex import PATIENCE, is_found, problems_of_regex
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read

from tests.support.declarations import options

Members = Callable[[str, int], None]

TWICE = [
    "(a+)+$",
    "(a*)*b",
    r"(\w+)*!",
    "([^]]+)+x",
    "((a+))+",
    "(?:a+)+",
    "(?P<x>a+)*",
    "(.*)*x",
    "(a{2,})+",
    "(a+?)+",
]
PLAIN = [r"(yes|no)+", r"(\w+ )+booked", r"\(a+\)+", "[(]a+[)]+", "(a+)?", "(a+){2,5}", "a+b*c?", "((a+)b)+"]
ENDLESS = ["(a|a)*b", "(a|aa)+$", "a*a*a*a*b", "(x+x+)+y", ".*.*.*.*="]
LONG = "a" * 20_000 + "!" + "x" * 3_000


@pytest.mark.case(145)
@pytest.mark.parametrize("pattern", TWICE)
def test_a_repeated_repetition_is_refused_by_every_option(pattern: str, members: Members) -> None:
    taking = [option for option in options() if option.field.format == "regex"]
    assert taking
    for option in taking:
        problems: list[str] = []
        read(option.schema, {option.field.name: pattern}, problems)
        assert any("nests repetitions" in sentence for sentence in problems), option.path
    members("option with a regular expression", len(taking))


@pytest.mark.parametrize("pattern", PLAIN)
def test_others_are_taken(pattern: str) -> None:
    assert list(problems_of_regex(pattern)) == []


@pytest.mark.case(145)
@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_search_ends_and_is_no_success(pattern: str) -> None:
    began = time.process_time()
    (sentence,) = failed_expectations({"transcript": pattern}, {"transcript": LONG})
    assert "takes too long" in sentence and pattern in sentence
    assert time.process_time() - began < 3 * PATIENCE
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL


def test_what_is_there_is_found() -> None:
    assert is_found(r"booked for \w+day", "AI: You are booked for Monday.") and not is_found("Tuesday", LONG)
