# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be taken for an answer of the service: pure functions over what came back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from .._errors import Refused
from .._schema.hints import cut_text

LOOK_AT_URL = "Check that api_url and region lead to the Vapi API and not to a proxy's page."
SLOW_DOWN = "Run again later, or with a lower concurrency."

TEXTS = (
    *("id", "assistantId", "squadId", "workflowId", "name", "number", "sipUri", "provider", "status"),
    *("createdAt", "startedAt", "endedAt", "endedReason"),
)
OBJECTS = ("customer", "monitor", "artifact", "server", "subscriptionLimits")
LISTS = ("hooks", "results", "errors")
"""Of these fields the rest of the collection relies on their kind; all others may hold anything."""


LARGEST_ANSWER = 200 * 1024 * 1024
"""Bytes of an answer; what is longer is not read to its end, and refused."""

LONGEST_WORDS = 1000
"""Characters of the service's own words that are repeated."""

CODE = re.compile(r"[a-z]+(_[a-z]+)+")
"""What the service has in ``error`` where it tells refusals apart, as in ``tool_pinned`` (documented)."""


def body_of(pieces: Iterable[bytes]) -> bytes:
    """An answer's body as it comes in, as far as it is read."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > LARGEST_ANSWER:
            break
    return bytes(body)


def decoded(body: bytes) -> Any:
    """The JSON in a body; nothing at all is an empty object.

    Raises ValueError for anything else, with what it is as the end of a sentence.
    """
    if len(body) > LARGEST_ANSWER:
        raise ValueError(f"more than {LARGEST_ANSWER >> 20} MB")
    try:
        return json.loads(body, parse_constant=_no_number) if body.strip() else {}
    except (ValueError, RecursionError):
        raise ValueError("something that is not JSON") from None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def usable(body: bytes) -> Any:
    """The JSON in a body, of a kind that the rest of the collection can rely on; raises ValueError like decoded()."""
    answer = decoded(body)
    fault = next(_complaints(answer), "")
    if fault:
        raise ValueError(fault)
    return answer


def _complaints(answer: Any) -> Iterator[str]:
    if isinstance(answer, list):
        for item in answer:
            yield from _complaints(item)
    elif isinstance(answer, Mapping):
        yield from _wrong_kinds(answer)
        if answer.get("id"):
            return
        if "results" in answer:
            yield from _complaints(answer["results"] or [])
        else:
            yield "an object without id"
    else:
        yield "something other than an object"


def _wrong_kinds(answer: Mapping[str, Any]) -> Iterator[str]:
    # The results of a record, which has an id, are the record's own; else they are a list of records.
    lists = [name for name in LISTS if name != "results" or not answer.get("id")]
    for names, kind, noun in ((TEXTS, str, "text"), (OBJECTS, Mapping, "object"), (lists, list, "list")):
        for name in names:
            if not isinstance(answer.get(name), (kind, type(None))):
                yield f"an object whose {name} is not a {noun}"
    for name in lists:
        if not all(isinstance(item, Mapping) for item in answer.get(name) or ()):
            yield f"an object whose {name} are not objects"


def words(content: bytes) -> str:
    """The service's own words in a refusal, empty where it says nothing that people could read.

    ``message`` (a text or a list) with the code in ``error``, such as ``tool_pinned``, else ``detail`` and ``title`` of
    RFC 7807, else ``error``, else a short plain text.
    """
    try:
        body = decoded(content)
    except ValueError:
        text = content[: 4 * LONGEST_WORDS].decode(errors="replace").strip()
        return text if len(text) <= 200 and not text.startswith("<") else ""
    said = " ".join(filter(None, [next((text for text in map(_as_text, _places(body)) if text), ""), _code(body)]))
    return cut_text(said, LONGEST_WORDS)


def _code(body: Any) -> str:
    """The code by which a machine tells a refusal, where the service gives one beside its words."""
    code = body.get("error") if isinstance(body, Mapping) and body.get("message") else None
    return f"({code})" if isinstance(code, str) and CODE.fullmatch(code) else ""


def _places(body: Any) -> Iterator[Any]:
    """Where a refusal may say why, the best first."""
    if isinstance(body, Mapping):
        yield from (body.get(name) for name in ("message", "detail", "title", "error", "errors"))


def _as_text(said: Any) -> str:
    if isinstance(said, list):
        return "; ".join(filter(None, map(_as_text, said)))
    if isinstance(said, Mapping):
        return next((text for text in map(_as_text, _places(said)) if text), "")
    return said.strip() if isinstance(said, str) else ""


def redirected_to(url: str, location: str) -> str:
    """The address to which an answer sends whoever reads a URL; empty where that is none."""
    try:
        return urljoin(url, location) if location else ""
    except ValueError:
        return ""


def is_wanted(name: str, refusal: Refused) -> bool:
    """Whether a refusal says that this field is missing."""
    return refusal.status == 400 and bool(re.search(rf"(?<![\w.]){name}\b(?! should not exist)", refusal.message))
