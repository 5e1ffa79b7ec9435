# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one reader of patterns of names and numbers, for every option that takes some. Pure functions.

A pattern is a whole text first, and a glob (``*``, ``?``, ``[…]``) only where no text is equal to it: the brackets of
an exact name are no set of characters. Numbers compare by their digits, SIP URIs and ids without case, names with it;
blanks at both ends say nothing. An id is matched whole, or by ``*`` alone: ``a*`` means names, and one id in sixteen
begins with that letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from .._errors import InvalidOptions

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CASELESS = re.compile(rf"sips?:.*|{_ID.pattern}", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"\(?\+?[\d\s().\-/]*\d[\d\s().\-/]*")
_NUMBERS = re.compile(r"\+?[\d\s().\-/*?]*\d[\d\s().\-/*?]*")
"""A glob over numbers, such as ``+1 (415) *``."""


class Selection(NamedTuple):
    """Positions of the subjects that fit a pattern, and the patterns that fit none."""

    chosen: frozenset[int]
    unmatched: list[str]


def select(patterns: Iterable[Any], subjects: Sequence[Iterable[str]]) -> Selection:
    """Which subjects fit; a subject is all the texts it is known by (name, number, SIP URI, id)."""
    texts = [[_plain(text) for text in subject] for subject in subjects]
    wholes = [set(map(comparable, several)) for several in texts]
    chosen: set[int] = set()
    unmatched = []
    for pattern in map(_plain, patterns):
        equal = [index for index, whole in enumerate(wholes) if comparable(pattern) in whole]
        found = equal or [index for index, parts in enumerate(texts) if any(_globs(text, pattern) for text in parts)]
        chosen.update(found)
        if not found:
            unmatched.append(pattern)
    return Selection(frozenset(chosen), unmatched)


def select_each(option: str, patterns: Iterable[Any], subjects: Sequence[Iterable[str]], what: str) -> frozenset[int]:
    """Positions of the subjects that fit; raises InvalidOptions for a pattern that fits none, naming the option."""
    chosen, unmatched = select(patterns, subjects)
    if unmatched:
        raise InvalidOptions(
            f"{option}: {', '.join(map(repr, unmatched))} fits no {what}",
            hint="Nothing was written. Correct the pattern, or remove it.",
        )
    return chosen


def fits(text: Any, patterns: Iterable[Any]) -> bool:
    """Whether one text fits one of the patterns."""
    return bool(select(patterns, [[str(text)]]).chosen)


def same_text(one: str, other: str) -> bool:
    """Whether two names, numbers or SIP URIs are the same: numbers by digits, SIP URIs and ids without case."""
    return comparable(one) == comparable(other)


def comparable(value: Any) -> str:
    """A name, number, SIP URI or id in the one form in which it is compared: of a number the digits."""
    text = str(value).strip()
    if _NUMBER.fullmatch(text):
        return digits(text)
    return text.lower() if _CASELESS.fullmatch(text) else text


def digits(text: str) -> str:
    """The digits of a number, however it is grouped."""
    return re.sub(r"\D", "", text)


def _globs(text: str, pattern: str) -> bool:
    if _ID.fullmatch(text):
        return not pattern.strip("*")
    if _CASELESS.fullmatch(text):
        text, pattern = text.lower(), pattern.lower()
    if fnmatchcase(text, pattern):
        return True
    grouped = _NUMBERS.fullmatch(pattern) and _NUMBER.fullmatch(text)
    return bool(grouped) and fnmatchcase(_ungrouped(text), _ungrouped(pattern))


def _ungrouped(number: str) -> str:
    return re.sub(r"[\s().\-/]", "", number)


def _plain(text: Any) -> str:
    """The text without blanks at its ends, in the one form in which accented letters are compared."""
    return unicodedata.normalize("NFC", str(text)).strip()
