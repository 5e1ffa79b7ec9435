# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Task arguments as JSON: what a use case gets in process is what a process gets."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Set
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.values import Time

try:
    from ansible.parsing.vault import EncryptedString as Encrypted
except ImportError:
    # ansible-core 2.18
    from ansible.parsing.yaml.objects import AnsibleVaultEncryptedUnicode as Encrypted  # type: ignore[no-redef]


def plain(value: Any, path: str = "", omit: Any = None) -> Any:
    """The value with plain types: untagged, decrypted, times as ISO 8601, sets as sorted lists, keys as texts.

    ``omit`` is what Ansible has in the place of an omitted value: below 2.19 it leaves it standing in lists.
    Raises InvalidOptions, with the place, for what JSON cannot hold.
    """
    if isinstance(value, Mapping):
        return {
            _key(key, path): plain(item, f"{path}.{key}" if path else str(key), omit) for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        kept = [item for item in value if not (isinstance(item, str) and item == omit)]
        return [plain(item, f"{path}[{index}]", omit) for index, item in enumerate(kept)]
    if isinstance(value, Set):
        return sorted((plain(item, path) for item in value), key=str)
    return _scalar(value, path)


def _scalar(value: Any, path: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (str, Encrypted)):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return Time(value.isoformat())
    raise InvalidOptions(f"{path}: is {_noun(value)}, which JSON cannot hold", hint="Write it as text, in quotes.")


def _noun(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        return "binary data (!!binary)"
    return "not a finite number" if isinstance(value, float) else f"a value of type {type(value).__name__}"


def _key(key: Any, path: str) -> str:
    """A key as JSON writes it: YAML makes an unquoted ``on`` the boolean true."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(_scalar(key, f"{path} key"))
