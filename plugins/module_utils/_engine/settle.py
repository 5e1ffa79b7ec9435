# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A POST in doubt: look for what it may have made before anything else, and keep the doubt where it stays unknown."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from .._errors import Uncertain, VapiError

T = TypeVar("T")

LOOKS = (0.0, 1.0, 3.0)
"""Seconds before each look for what a POST without an answer may have created."""


def settle(
    doubt: Uncertain,
    look: Callable[[], T],
    is_found: Callable[[T], bool] = bool,
    made: str = "it may have been created",
) -> T | None:
    """What a POST without an answer has made, as ``look`` finds it; ``None`` when it was not seen after the last look.

    Raises Uncertain when this could not be checked: it may have been created.
    """
    found: T | None = None
    for seconds in LOOKS:
        time.sleep(seconds)
        try:
            found = look()
        except VapiError as error:
            raise Uncertain(
                f"{doubt.message}; {made}, and this could not be checked: {error.message.rstrip('.')}",
                doubt.status,
                "Run again when the API answers; an object that was created is found, not created again.",
            ) from None
        if is_found(found):
            return found
    return found if found else None
