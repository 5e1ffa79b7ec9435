# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests are under way at once, and how they step back."""

from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.throttle import Throttle


def most_at_once(throttle: Throttle, requests: int, seconds: float = 0.02) -> int:
    """Run requests side by side; returns how many were under way at once at most."""
    under_way = most = 0
    lock = threading.Lock()

    def request() -> None:
        nonlocal under_way, most
        with throttle:
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(seconds)
            with lock:
                under_way -= 1

    threads = [threading.Thread(target=request) for _time in range(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    return most


@pytest.mark.parametrize("concurrency", [1, 3, 8])
def test_never_more_at_once_than_asked_for(concurrency: int) -> None:
    assert most_at_once(Throttle(concurrency), 20) == concurrency


def test_a_wave_that_is_turned_away_halves_the_pace_once() -> None:
    throttle = Throttle(8)
    for _answer in range(8):
        throttle.on_429(0.05)
    assert 3 <= most_at_once(throttle, 12) <= 5


def test_nobody_starts_before_it_is_time() -> None:
    throttle = Throttle(4)
    throttle.on_429(0.2)
    began = time.monotonic()
    with throttle:
        assert time.monotonic() - began >= 0.19


def test_the_pace_never_falls_below_one_and_comes_back() -> None:
    throttle = Throttle(4)
    for _time in range(10):
        throttle.on_429(0)
    assert most_at_once(throttle, 3, 0.005) == 1
    for _time in range(200):
        with throttle:
            pass
    assert most_at_once(throttle, 12) == 4


def test_an_exception_gives_the_place_back() -> None:
    throttle = Throttle(1)
    for _time in range(3):
        with pytest.raises(ValueError), throttle:
            raise ValueError
    assert most_at_once(throttle, 2) == 1
