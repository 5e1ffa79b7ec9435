# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of definitions that nothing documents, and that could be taken for what they are not. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._schema.redact import NOT_SECRETS, SECRETS, is_secret
from .keys import NOT_REFERENCES, REFERENCES, USER_DATA


def undecided_keys(value: Any, path: str = "") -> Iterator[str]:
    """Paths in a definition whose keys look like a reference or a secret, and are decided as neither.

    Definitions pass through whole, so that only such a key could be taken for something that it is not.
    """
    if isinstance(value, list):
        for item in value:
            yield from undecided_keys(item, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            here = f"{path}.{key}" if path else str(key)
            if _is_undecided(str(key), item):
                yield here
            if key not in USER_DATA:
                yield from undecided_keys(item, f"{here}[]" if isinstance(item, list) else here)


def _is_undecided(key: str, value: Any) -> bool:
    if key.endswith(("Id", "Ids")) and key not in REFERENCES and key not in NOT_REFERENCES:
        return True
    is_decided = key in SECRETS or key in NOT_SECRETS or key in USER_DATA
    return isinstance(value, (str, Mapping)) and is_secret(key, value) and not is_decided
