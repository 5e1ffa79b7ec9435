# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many failures in one text, and a POST in doubt: what the engine tells, whatever the kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._engine import settle as settling
from ansible_collections.voiceops.vapi.plugins.module_utils._engine.outcome import attempt, failed, grouped
from ansible_collections.voiceops.vapi.plugins.module_utils._engine.settle import settle
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import Refused, Unavailable, Uncertain, VapiError
from hypothesis import given
from hypothesis import strategies as st

WORDS = st.text("abcdefg 0123456789'-", min_size=1, max_size=1500)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=300))
def test_never_longer_than_a_screen(failures: list[tuple[str, str]]) -> None:
    text = grouped([(f"line {name!r}", VapiError(message)) for name, message in failures])
    longest = max(len(name) for name, _message in failures)
    assert len(text) <= 1600 + 5 * longest


@pytest.mark.case(63)
@pytest.mark.parametrize("count", [1, 2, 5, 6, 1000])
def test_one_kind_is_one_sentence(count: int) -> None:
    failures = [
        (f"line 'Line {n}'", Refused(f"Existing Phone Number {n:08x}-0000-4000-8000-000000000000 for 'Line {n}'", 400))
        for n in range(count)
    ]
    text = grouped(failures)
    assert text.count("Existing Phone Number") == 1 and "line 'Line 0'" in text
    assert (f" and {count - 5} more: " in text) == (count > 5)


@pytest.mark.parametrize("kinds", [1, 3, 200])
def test_what_ansible_prints_of_a_failure_fits_a_terminal(kinds: int) -> None:
    """The sentence as an error, then the result with ``msg`` and ``failure``."""
    words = [f"{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyz'[n // 100]} " * 60 for n in range(kinds)]
    failures = [(f"line 'Line {n}'", Refused(words[n % kinds], 400)) for n in range(1000)]
    result = failed(failures, "1000 of 1000 lines failed; the others succeeded.")
    assert len(result["msg"]) + len(json.dumps(result)) < 4096 - 700


def test_other_kinds_have_their_own_sentence() -> None:
    text = grouped(
        [("line 'A'", VapiError("no assistant is named 'X'")), ("line 'B'", VapiError("no assistant is 'Y'"))]
    )
    assert "'X'" in text and "'Y'" in text
    result = failed([("line 'A'", Refused("no", 400, "Do this."))], "1 of 2 lines failed.")
    assert result["failure"] == {"status": 400, "message": "line 'A': no.", "hint": "Do this."}
    assert result["msg"].startswith("1 of 2 lines failed. line 'A'")


def test_an_attempt_strikes_secrets_and_names_the_place_of_a_surprise() -> None:
    def refuse() -> None:
        raise Refused("the token hunter2-hunter2 is wrong", 400)

    def surprise() -> None:
        raise KeyError("hunter2-hunter2")

    for act in (refuse, surprise):
        value, error = attempt(act, lambda: ["hunter2-hunter2"])
        assert value is None and error is not None and "hunter2" not in error.sentence
    assert attempt(lambda: 42, lambda: []) == (42, None)


# --- a POST in doubt --------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling.time, "sleep", lambda seconds: None)


def looks(*answers: Any) -> Callable[[], Any]:
    given_answers: Iterator[Any] = iter(answers)

    def look() -> Any:
        answer = next(given_answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return look


DOUBT = Uncertain("POST /x got no answer (timed out)", 504)


@pytest.mark.parametrize("answers", [[{"id": 1}], [None, {"id": 1}], [None, None, {"id": 1}]])
def test_what_is_seen_late_is_found(answers: list[Any]) -> None:
    assert settle(DOUBT, looks(*answers)) == {"id": 1}


def test_what_is_not_seen_is_none() -> None:
    assert settle(DOUBT, looks(None, None, None)) is None


def test_a_part_is_returned_when_the_rest_never_comes() -> None:
    assert settle(DOUBT, looks([], [1], [1]), is_found=lambda found: len(found) == 2) == [1]


@pytest.mark.case(112)
@pytest.mark.parametrize("before", [0, 1, 2])
def test_the_doubt_stays(before: int) -> None:
    with pytest.raises(Uncertain) as raised:
        settle(DOUBT, looks(*[None] * before, Unavailable("the service answered 503", 503)))
    assert raised.value.status == 504
    assert "timed out" in raised.value.message and "this could not be checked: the service answered 503" in str(
        raised.value
    )
