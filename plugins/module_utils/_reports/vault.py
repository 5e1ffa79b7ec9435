# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places of secrets in declarations: the variables of a vault that stand there. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .._resources.exported import Exported
from .._schema.fields import snake
from .inventory_text import slug

WORD = re.compile(r"[A-Za-z0-9]+")
STEP = re.compile(r"[^.\[\]]+")


def fill(
    exported: Sequence[Exported], shared: Callable[[Exported, str], str] = lambda _one, _path: ""
) -> Iterator[tuple[Exported, str, str]]:
    """Put the name of a variable where a secret belongs; yields whose it is, its place and the variable.

    ``shared`` is who has the secret where it is the same for several, and empty where it is not.
    """
    stems = Counter(_stem(one) for one in exported if one.declared)
    for one in exported:
        for path in dict.fromkeys(one.secrets) if one.declared else ():
            owner = shared(one, path) or _owner(one, stems)
            variable = f"vault_{owner}_{slug(WORD.sub(lambda word: snake(word[0]), path))}"
            _put(one.body, path, f"{{{{ {variable} }}}}")
            yield one, path, variable


def _stem(one: Exported) -> str:
    """The part of a variable's name that tells one from the others."""
    return "_".join(filter(None, (one.kind.result, slug(one.name))))


def _owner(one: Exported, stems: Counter[str]) -> str:
    stem = _stem(one)
    if stem and stems[stem] == 1:
        return stem
    return f"{stem}_{slug(one.handle)}" if stem else slug(one.handle)


def _put(body: Any, path: str, text: str) -> None:
    """Write a text to a place such as ``model.tools[0].server.secret``; what does not exist on the way is made."""
    steps = [int(step) if step.isdigit() else step for step in STEP.findall(path)]
    for step in steps[:-1]:
        body = body[step] if isinstance(step, int) else body.setdefault(step, {})
    body[steps[-1]] = text
