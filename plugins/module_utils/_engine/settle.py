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

MAY_BE_MADE = "it may have been created"

LOOKS = (0.0, 1.0, 3.0)
"""Seconds before each look for what a POST without an answer may have created."""


def post_once(post: Callable[[], T], look: Callable[[], T | None], made: str, unseen: str, hint: str) -> T:
    """What ``post`` returns or, where its answer is lost, what ``look`` finds; it is never sent again.

    Raises Uncertain with ``unseen`` and ``hint`` where nothing is found, and with ``made`` where looking failed.
    """
    try:
        return post()
    except Uncertain as doubt:
        found = settle(doubt, look, made=made)
        if found:
            return found
        raise Uncertain(f"{doubt.message}; {unseen}", doubt.status, hint) from None


def settle(
    doubt: Uncertain,
    look: Callable[[], T],
    is_found: Callable[[T], bool] = bool,
    made: str = MAY_BE_MADE,
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
