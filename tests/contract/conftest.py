# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the contract tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.contract.harness import Org
from tests.support.browser import launched
from tests.support.simulator import Simulator


@pytest.fixture
def org(simulator: Simulator) -> Org:
    """A furnished org without numbers."""
    made = Org(simulator)
    made.furnish()
    return made


@pytest.fixture
def empty(org: Org) -> Org:
    """An org without anything."""
    org.simulator.put_state({org.key: {}})
    return org


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the tests of a file."""
    with launched() as running:
        yield running
