# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places of secrets in declarations: the variables of a vault that stand there, and its skeleton. Pure functions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._resources.exported import Exported
from .._schema.fields import snake
from .inventory_text import slug

WORD = re.compile(r"[A-Za-z0-9]+")
STEP = re.compile(r"[^.\[\]]+")
COMMENT = re.compile(r"[^\w .,:+@'()/-]+")
HEADER = """# Secrets of this org's lines and objects. Fill in those that are needed, then encrypt this file:
# ansible-vault encrypt vault.yml
# An empty one changes nothing as long as its line or object exists and its secret is not sent again.
---
"""


def fill(
    exported: Sequence[Exported],
    template: Callable[[str], str] = str,
    shared: Callable[[Exported, str], str] = lambda _one, _path: "",
) -> Iterator[tuple[Exported, str, str]]:
    """Put the name of a variable where a secret belongs; yields whose it is, its place and the variable.

    ``template`` makes what is put there of its text; ``shared`` is who has the secret where it is the same for several,
    and empty where it is not.
    """
    stems = Counter(_stem(one) for one in exported if one.declared)
    for one in exported:
        for path in dict.fromkeys(one.secrets) if one.declared else ():
            owner = shared(one, path) or _owner(one, stems)
            variable = f"vault_{owner}_{slug(WORD.sub(lambda word: snake(word[0]), path))}"
            _put(one.body, path, template(f"{{{{ {variable} }}}}"))
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


def vault_text(secrets: Iterable[Mapping[str, str]]) -> str:
    """The skeleton of a vault: every variable once, empty, with the lines and objects it is for."""
    by_variable: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for secret in secrets:
        by_variable[secret["variable"]].append(secret)
    return HEADER + "".join(_entry(variable, several) for variable, several in sorted(by_variable.items()))


def _entry(variable: str, secrets: Sequence[Mapping[str, str]]) -> str:
    first = secrets[0]
    more = f" and {len(secrets) - 1} more" if len(secrets) > 1 else ""
    place, owner = first.get("option") or first["path"], first.get("line") or first["object"]
    form = ": a mapping, such as {X-Api-Key: secret}" if place.endswith("headers") else ""
    # A name may hold anything, and a comment ends with its line.
    return f'# {place} of {COMMENT.sub(" ", owner)}{more}{form}\n{variable}: ""\n\n'
