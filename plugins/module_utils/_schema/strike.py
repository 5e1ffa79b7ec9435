# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secret texts inside other texts, also where they stand encoded, or cut with a mark of it. Pure functions."""

from __future__ import annotations

import base64
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from html import unescape
from os.path import commonprefix
from typing import Any
from urllib.parse import quote_plus, unquote

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
SHORTEST_SECRET = 4
SHORTEST_CUT = 6
"""Characters that have to be left of a secret that is cut."""
CERTAIN_BASE64 = 12
"""Characters of base64 inside of something longer that are no chance."""
LONGEST_MARK = 4
_START = 8

_ESCAPED = re.compile(
    r"(?:\\+[nrt]|[^\S ])(?:\\+[nrt]|\s)*| (?:\\+[nrt]|\s)+|(?:%[0-9a-fA-F]{2})+|(?:\\+u[0-9a-fA-F]{4})+|\\+"
    r"|&(?:[a-z]{2,6}|#\d{1,6}|#x[0-9a-fA-F]{1,5});"
)
"""Whitespace, percent-encoding, JSON and its like, HTML."""
_IS_CUT = re.compile(r"[ '\"]?(?:…|\.{3}|\*{2})")

Span = tuple[int, int]


def with_texts(value: Any, changed: Callable[[str], Any]) -> Any:
    """The same data with every text that is no key as ``changed`` makes it."""
    if isinstance(value, str):
        return changed(value)
    if isinstance(value, Mapping):
        return {key: with_texts(item, changed) for key, item in value.items()}
    return [with_texts(item, changed) for item in value] if isinstance(value, (list, tuple)) else value


class Secrets:
    """Secrets in all their forms, found by their first characters: a fleet has some for each of its lines."""

    def __init__(self, secrets: Iterable[str]) -> None:
        long_enough = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
        self._forms = sorted({form for secret in long_enough for form in _forms(secret)})
        self._size = min([_START, *map(len, self._forms)])
        self._longest = max([0, *map(len, self._forms)]) + LONGEST_MARK
        self._starts = frozenset(form[: self._size] for form in self._forms)
        self._within: dict[str, str] = {}
        """The longest other form with which a form begins."""
        before = ""
        for form in self._forms:
            while not form.startswith(before):
                before = self._within[before]
            self._within[form] = before
            before = form

    def __bool__(self) -> bool:
        return bool(self._forms)

    def struck_from(self, text: str) -> str:
        """The text with the mask in the place of each."""
        size = self._size
        plain = _ESCAPED.sub(_decoded, text)
        found = {
            one for one in (text, plain) for at in range(len(one) - size + 1) if one[at : at + size] in self._starts
        }
        if not found:
            return text
        spans = list(self._spans(text))
        if plain in found - {text}:
            places = list(_places(text))
            spans += [(places[begin][0], places[end - 1][1]) for begin, end in self._spans(plain)]
        pieces, done = [], 0
        for begin, end in _merged(spans):
            pieces += [text[done:begin], MASK]
            done = end
        return "".join([*pieces, text[done:]])

    def _spans(self, text: str) -> Iterator[Span]:
        size = self._size
        may_be_cut = _IS_CUT.search(text) is not None
        for place in range(len(text) - size + 1):
            if text[place : place + size] in self._starts:
                rest = text[place : place + self._longest]
                length = max(len(self._whole(rest)), self._cut(rest) if may_be_cut else 0)
                if length:
                    yield place, place + length

    def _whole(self, rest: str) -> str:
        """The longest form with which a text begins; empty for none."""
        index = bisect_right(self._forms, rest)
        form = self._forms[index - 1] if index else ""
        while not rest.startswith(form):
            form = self._within[form]
        return form

    def _cut(self, rest: str) -> int:
        """Characters of a form with which a text begins, and that a mark ends; 0 for none."""
        index = bisect_right(self._forms, rest)
        length = max(len(commonprefix([rest, form])) for form in self._forms[max(0, index - 1) : index + 1])
        return length if length >= SHORTEST_CUT and _IS_CUT.match(rest, length) else 0


def _forms(secret: str) -> Iterator[str]:
    """A secret as it may stand in a text whose escapes are undone."""
    plain, as_form = (_ESCAPED.sub(_decoded, text) for text in (secret, quote_plus(secret, errors="replace")))
    yield from (
        text for text in (secret, secret.rstrip("="), plain, plain.strip(), as_form) if len(text) >= SHORTEST_SECRET
    )
    for shift in range(3):
        form = base64.b64encode(b"0" * shift + secret.encode(errors="replace")).decode().rstrip("=")
        # In the middle of something longer, the characters that depend on what stands beside it are left out.
        inner = form[4:-1] if shift else form
        if not shift or len(inner) >= CERTAIN_BASE64:
            yield inner


def _places(text: str) -> Iterator[Span]:
    """Where in the text each character of its plain form came from."""
    done = 0
    for found in _ESCAPED.finditer(text):
        yield from ((at, at + 1) for at in range(done, found.start()))
        yield from [found.span()] * len(_decoded(found))
        done = found.end()
    yield from ((at, at + 1) for at in range(done, len(text)))


def _decoded(found: re.Match[str]) -> str:
    """What an escape stands for; a single blank for whitespace."""
    escaped = found[0]
    if escaped[0] == "%":
        return " ".join(re.split(r"\s+", unquote(escaped)))
    if escaped[0] == "&":
        return unescape(escaped)
    units = re.findall("u(.{4})", escaped)
    if units:
        return bytes.fromhex("".join(units)).decode("utf-16-be", errors="replace")
    return " " if escaped.strip("\\") else ""


def _merged(spans: Collection[Span]) -> Iterator[Span]:
    """Spans in their order, those that overlap as one."""
    last: Span = (0, 0)
    for begin, end in sorted(spans):
        if begin < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last[1]:
            yield last
        last = (begin, end)
    if last[1]:
        yield last
