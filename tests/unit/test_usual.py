# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The usual share of a product has every value of every side."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from tests.support.usual import covering

PRODUCT = list(itertools.product(range(7), "abcdefghijk", (True, False)))


@pytest.mark.parametrize("each", [1, 3])
def test_every_value_of_every_side_is_met(each: int) -> None:
    taken = covering(PRODUCT, enumerate, each)
    met = Counter(pair for member in taken for pair in enumerate(member))
    assert set(met) == {pair for member in PRODUCT for pair in enumerate(member)} and min(met.values()) >= each
    assert len(taken) <= 11 * each + 2, "as few as the longest side needs, or nearly"
    assert taken == sorted(taken, key=PRODUCT.index) == covering(PRODUCT, enumerate, each)


def test_what_occurs_less_often_is_met_as_often_as_it_occurs() -> None:
    assert covering([("a", 1), ("a", 2), ("b", 1)], enumerate, 5) == [("a", 1), ("a", 2), ("b", 1)]
    assert covering([], enumerate) == []
