# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a record of a call is for, whatever stands in its place."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.identity import is_for, name_of_callee

ANN = {"customer": {"number": "+14155550111"}}


@pytest.mark.parametrize("customer", [7, "+14155550111", [{"number": "+14155550111"}], True, {}, None])
def test_a_customer_that_is_no_object_is_none(customer: Any) -> None:
    assert name_of_callee({"customer": customer}) == ""
    # As one whose data was erased it counts for every callee: no call is placed twice.
    assert is_for(ANN, {"customer": customer})


def test_a_customer_is_known_by_number_or_id() -> None:
    assert name_of_callee(ANN) == "+14155550111" and name_of_callee({"customerId": "id"}) == "id"
    assert is_for(ANN, {"customer": {"number": "+1 415 555 0111"}})
    assert not is_for(ANN, {"customer": {"number": "+14155550112"}})
