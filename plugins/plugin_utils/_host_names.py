# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts for lines: plain, each for one line, and never a name that Ansible uses for something else."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import count, repeat
from typing import Any

from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lines import LINES

RESERVED = {"all", "ungrouped", "localhost", "127.0.0.1", "::1"}
OWN_GROUPS = "vapi_"
"""How the groups of the inventory plugin begin."""


def host_names(
    lines: Sequence[Mapping[str, Any]], taken: Collection[str], wanted: Sequence[str | None] | None = None
) -> list[str]:
    """A host name for each line: the wanted one, else name, number, SIP URI or id, the first that is free.

    What two lines would be named by names neither, so that the order of the lines does not matter. ``taken`` are names
    of groups and of hosts that are there already.
    """
    candidates = [
        list(dict.fromkeys(map(plain, (asked, *LINES.declared_names(line)))))
        for asked, line in zip(wanted or repeat(None), lines, strict=False)
    ]
    owners = Counter(name.lower() for names in candidates for name in names)
    reserved = {*RESERVED, *(name.lower() for name in taken)}
    used: set[str] = set()
    names = []
    for line, choices in zip(lines, candidates, strict=True):
        free = (one for one in choices if owners[one.lower()] == 1 and _is_usable(one, reserved))
        names.append(next(free, "") or _numbered(plain(line["id"]), {*reserved, *used, *owners}))
        used.add(names[-1].lower())
    return names


def plain(text: Any) -> str:
    """A text in characters that neither patterns of hosts, nor paths, nor templates give a meaning.

    Accents are dropped and other characters become underscores; a text of nothing else becomes empty.
    """
    if not isinstance(text, str):
        return ""
    bare = unicodedata.normalize("NFKD", re.sub("^sips?:", "", text.strip(), flags=re.IGNORECASE))
    words = re.sub(r"[^A-Za-z0-9+@._-]+", "_", "".join(one for one in bare if not unicodedata.combining(one)))
    # A name that begins with an option's dash, a file's @ or a hidden file's dot would be read as one.
    name = re.sub(r"\.{2,}", "_", words).lstrip("._-@").rstrip("._-")
    return name if re.search("[A-Za-z0-9]", name) else ""


def _is_usable(name: str, reserved: Collection[str]) -> bool:
    return bool(name) and name.lower() not in reserved and not name.lower().startswith(OWN_GROUPS)


def _numbered(name: str, used: Collection[str]) -> str:
    """A name that nothing else has."""
    numbered = (f"line-{name}-{number}" for number in count(1))
    return next(one for one in numbered if one.lower() not in used)
