# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many objects in one task: each is tried, and the failures are reported together at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .._errors import VapiError, bug
from .._schema.hints import SHOWN, cut_text, first_names
from .._schema.redact import redact_error

T = TypeVar("T")
E = TypeVar("E")
Failure = tuple[str, VapiError]
"""What failed, as sentences call it (``line 'Main'``), and why."""

LONGEST_SENTENCE = 500
LONGEST = 1000
"""Characters of one sentence, and of all of them: Ansible prints a failure up to three times."""

TOLD = ("id", "kind", "name", "number", "action", "changed_fields", "error")
"""What the result of a failed run still tells of an entry."""

OWN = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\+?\d{7,}")
"""What differs between two failures of one kind: ids and numbers."""


def attempt(act: Callable[[], T], secrets: Callable[[], Iterable[str]]) -> tuple[T | None, VapiError | None]:
    """What ``act`` returns, or why it could not: every exception is an error, with these secrets struck out of it."""
    try:
        return act(), None
    except VapiError as error:
        # Here, as the secrets of all objects in the errors of all would take a time that grows with its square.
        return None, redact_error(error, secrets())
    except Exception as error:  # noqa: BLE001 - the surprise of one must not hide what became of the others
        return None, bug(error)


def grouped(failures: Iterable[Failure], longest: int = LONGEST) -> str:
    """Failures as text: those of one kind are one sentence with the first names and a count, as many as fit.

    The first sentence is always there, however short ``longest`` is.
    """
    kinds: dict[str, list[Failure]] = {}
    for subject, error in failures:
        kinds.setdefault(_kind(subject, error), []).append((subject, error))
    sentences: list[str] = []
    size = left = 0
    for several in kinds.values():
        subjects = first_names([subject for subject, _error in several])
        sentence = f"{subjects}: {cut_text(several[0][1].sentence, LONGEST_SENTENCE)}"
        size += len(sentence)
        if sentences and size > longest:
            left += len(several)
        else:
            sentences.append(sentence)
    more = [f"{left} more failed for other reasons."] if left else []
    return " ".join([*sentences, *more])


def failed(failures: Sequence[Failure], head: str) -> dict[str, Any]:
    """``failed``, ``msg`` and ``failure`` of a task in which these failed; ``head`` says how many of how many."""
    text = grouped(failures)
    # The fix is a key of its own, and Ansible prints both.
    short = grouped([(subject, VapiError(error.message, error.status)) for subject, error in failures], 1)
    status = next((error.status for _subject, error in failures if error.status), None)
    hint = next((error.hint for _subject, error in failures if error.hint), "")
    return {"failed": True, "msg": f"{head} {text}", "failure": {"status": status, "message": short, "hint": hint}}


def failed_together(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The failure of a task that has these results of its parts; nothing where none of them failed."""
    broken = [part for part in parts if part.get("failed")]
    if not broken:
        return {}
    return {"failed": True, "msg": " ".join(part["msg"] for part in broken), "failure": broken[0]["failure"]}


def entries_after_failure(entries: Sequence[Mapping[str, Any]], most: int = SHOWN) -> list[dict[str, Any]]:
    """The first entries of a result that failed, as Ansible prints all of it: failed ones first, unchanged ones never.

    In their order, each with what tells it from others, what became of it, and why.
    """
    changed = [entry for entry in entries if entry["action"] != "unchanged"]
    first = failed_first(changed, lambda entry: bool(entry["action"] == "failed"), most)
    return [{name: entry[name] for name in TOLD if name in entry} for entry in first]


def failed_first(entries: Sequence[E], has_failed: Callable[[E], bool], most: int) -> list[E]:
    """At most so many of the entries, failed ones rather than others, in their order."""
    first = sorted(range(len(entries)), key=lambda index: not has_failed(entries[index]))[:most]
    return [entries[index] for index in sorted(first)]


def _kind(subject: str, error: VapiError) -> str:
    name = subject.partition(" ")[2]
    sentence = error.sentence.replace(name, "") if name else error.sentence
    return f"{error.status} {OWN.sub('', sentence)}"
