# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings of a lint, whatever they are about: summed up, and ignored with a reason. Pure functions.

A finding is ``{code, object, option, message, fix, reason}``; ``reason`` says why it is ignored.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._schema.hints import first_names


def lint_finding(
    code: str, where: str, option: str, message: str, fix: str, reasons: Mapping[str, Any]
) -> dict[str, Any]:
    """A finding about an option of an object, as sentences call it; ``reasons`` say by code why one is ignored."""
    told = {"code": code, "object": where, "option": option, "message": message, "fix": fix}
    return {**told, "reason": reasons.get(code)}


def summaries(found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One sentence for each thing that was found and not ignored, with the objects it was found on."""
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for finding in found:
        if not finding.get("reason"):
            alike[finding["code"], finding["message"], finding["fix"]].append(finding)
    for (code, *_words), several in sorted(alike.items()):
        names = list(dict.fromkeys(finding["object"] for finding in several))
        yield f"{code}: {first_names(names)}: {several[0]['message']} {several[0]['fix']}"


def reasonless(ignored: Mapping[str, Any], option: str, codes: Sequence[str]) -> Iterator[str]:
    """What is wrong with reasons by code: a code that does not exist, and a reason that says nothing."""
    for code, reason in ignored.items():
        if code not in codes:
            near = difflib.get_close_matches(str(code), codes, n=1)
            known = f"did you mean {near[0]}?" if near else f"the rules are {', '.join(codes)}."
            yield f"{option}: {code} is not a rule; {known}"
        elif not str(reason or "").strip():
            yield f"{option}.{code}: is empty; give the reason why the rule does not apply here."
