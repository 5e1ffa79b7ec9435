# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one org that a task may work with, where its id is given: the place that decides it for every module.

Each record that is read tells its org (``orgId``; a platform default has none), so that a pin costs no request where
anything is read at all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from .._errors import InvalidOptions, Refused, Unavailable


class Pin:
    """The org that is wanted, and those that the service's answers have told.

    ``witnesses`` are the paths to ask before a write where nothing read has told the org, the surest first.
    """

    def __init__(self, wanted: Any, seen: set[str], witnesses: Sequence[str]) -> None:
        self.wanted = str(wanted or "").lower()
        self._seen = seen
        self._witnesses = witnesses
        self._lock = threading.Lock()
        self._is_asked = False

    @property
    def is_open(self) -> bool:
        """Whether an org is wanted, and no answer has told yet that the key belongs to it."""
        return bool(self.wanted) and self.wanted not in self._seen

    def ask(self, read: Callable[[str], Any]) -> None:
        """Before a write: have one path after another read, once, until one tells the org.

        An org that none of them tells is let pass.
        """
        with self._lock:
            for path in () if self._is_asked else self._witnesses:
                if not self.is_open:
                    return
                # A service without one of these paths tells it by another.
                with suppress(Refused, Unavailable):
                    read(path)
            self._is_asked = True

    def look(self, answer: Any) -> None:
        """Take in what the answer to a reading tells. Raises InvalidOptions when its records are another org's."""
        if not self.is_open:
            return
        told = set(_orgs(answer))
        self._seen |= told
        if told and self.is_open:
            raise InvalidOptions(
                f"org_id: this key belongs to the org {', '.join(sorted(told))}, not to {self.wanted}",
                hint="Use the key of that org, or correct vapi_org_id. Nothing was written.",
            )


def _orgs(answer: Any) -> Iterator[str]:
    """The orgs of the records of an answer: a list, a page, or one record."""
    if isinstance(answer, Mapping) and isinstance(answer.get("results"), list):
        answer = answer["results"]
    for record in answer if isinstance(answer, list) else [answer]:
        if isinstance(record, Mapping) and record.get("orgId"):
            yield str(record["orgId"]).lower()
