# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wording that sentences share, and which option to write instead of one that does not exist. Pure functions."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from .fields import Schema

K = TypeVar("K")
P = TypeVar("P")

SHOWN = 5
"""Names that one sentence shows."""

OLD_NAMES: dict[str, tuple[str, ...]] = {
    "serverurl": ("server: {url: …}", "url"),
    "webhookurl": ("server: {url: …}", "url"),
    "webhook": ("server: {url: …}", "url"),
    "serverurlsecret": ("server: {headers: {X-Vapi-Secret: …}}", "headers: {X-Vapi-Secret: …}"),
    "secret": ("headers: {X-Vapi-Secret: …}", "server: {headers: {X-Vapi-Secret: …}}"),
    "timeout": ("timeout_seconds",),
    "metadata": ("assistant_overrides: {metadata: {…}}",),
    "maxdurationseconds": ("assistant_overrides: {maxDurationSeconds: …}",),
    "variablevalues": ("assistant_overrides: {variableValues: {…}}",),
    "firstmessage": ("assistant_overrides: {firstMessage: …}",),
    "type": ("provider",),
    "carrier": ("provider",),
    "phone": ("phone_number", "number"),
    "phonenumber": ("number",),
    "from": ("phone_number",),
    "to": ("customer: {number: …}",),
    "areacode": ("number_desired_area_code",),
    "message": ("exact",),
    "text": ("exact",),
    "fallback": ("fallback_destination",),
}
"""Names of older versions of the API, its dashboard and its neighbours: what to write, if there is such an option."""


def first_names(names: Sequence[str], between: str = ", ") -> str:
    """The first names (or sentences), and how many there are besides."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return between.join(names[:SHOWN]) + more


def repeated(keyed: Iterable[tuple[K, P]]) -> Iterator[tuple[K, list[P]]]:
    """Each key that stands at several places, with its places."""
    places: dict[K, list[P]] = defaultdict(list)
    for key, place in keyed:
        places[key].append(place)
    return ((key, several) for key, several in places.items() if len(several) > 1)


def cut_text(text: str, longest: int) -> str:
    """The text, cut where a word ends: in the middle of one may be a secret that is struck out later, whole."""
    return text if len(text) <= longest else f"{text[:longest].rpartition(' ')[0]} …".strip()


def with_article(noun: str) -> str:
    """``a line``, ``an assistant``; a plural such as ``calling hours`` as it is."""
    return noun if noun.endswith("s") else f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def mutually_exclusive(given: Sequence[str]) -> Iterator[str]:
    """A sentence where more than one is given of options that exclude each other."""
    if len(given) > 1:
        yield f"{given[1]}: {' and '.join(given)} are mutually exclusive; keep one."


def unknown(schema: Schema, name: str) -> str:
    """What is wrong with an option of this name, and what to write instead."""
    instead = _instead(schema, name)
    if instead:
        return f"is not an option; write {instead}."
    known = [field.name for field in schema.fields if not field.read_only]
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"is not an option; did you mean {near[0]}?"
    return f"is not an option of {with_article(schema.title)}; its options are {', '.join(sorted(known))}."


def _instead(schema: Schema, name: str) -> str:
    """The option that is meant for sure: the API's name of one, another spelling, or an old name."""
    plain = _bare(name)
    for field in schema.fields:
        if not field.read_only and plain in (_bare(field.name), _bare(field.api_name)):
            return field.name
    written = {field.name for field in schema.fields if not field.read_only}
    return next((instead for instead in OLD_NAMES.get(plain, ()) if instead.partition(":")[0] in written), "")


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
