# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of definitions that nothing documents, and that could be taken for what they are not. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._schema.redact import NOT_SECRETS, SECRETS, is_secret
from .definitions import entries_in, is_users_own
from .keys import NOT_REFERENCES, REFERENCES, USER_DATA


def undecided_keys(definition: Any) -> list[str]:
    """Paths in a definition, each once, whose keys look like a reference or a secret, and are decided as neither.

    Definitions pass through whole, so that only such a key could be taken for something that it is not.
    """
    places = (place for place, key, holder in entries_in(definition, is_users_own) if _is_undecided(key, holder[key]))
    return list(dict.fromkeys(re.sub(r"\[\d+\]", "[]", place) for place in places))


def _is_undecided(key: str, value: Any) -> bool:
    if key.endswith(("Id", "Ids")) and key not in REFERENCES and key not in NOT_REFERENCES:
        return True
    is_decided = key in SECRETS or key in NOT_SECRETS or key in USER_DATA
    return isinstance(value, (str, Mapping)) and is_secret(key, value) and not is_decided
