# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a list that has page numbers, while items come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .._errors import Unavailable

BARREN_PAGES = 10
"""Pages in a row with nothing new, after which a service that promises more is no longer believed."""


class Page(NamedTuple):
    """One answer: its items, oldest first, how many a page may have, and how many there are from its time on."""

    items: list[dict[str, Any]]
    size: int
    total: int


def numbered(path: str, ask: Callable[[str, int], Page], since: str = "") -> Iterator[dict[str, Any]]:
    """All items that are no older than ``since``, each once, oldest first.

    ``ask`` gets a creation time (none where empty) and a page's number, from 1. Pages overlap: the next one begins at
    the creation time of the last item seen, so that nothing is missed or taken twice when items come and go between
    two pages. Only where one instant fills a page is the number raised. Raises Unavailable for a list that ends early.
    """
    seen: set[str] = set()
    number = 1
    barren = 0
    while True:
        page = ask(since, number)
        fresh = [item for item in page.items if item["id"] not in seen]
        yield from fresh
        seen.update(item["id"] for item in fresh)
        barren = 0 if fresh else barren + 1
        if (number - 1) * page.size + len(page.items) >= page.total:
            return
        if not page.items or barren > BARREN_PAGES:
            raise Unavailable(f"GET {path} ended before all {page.total} items were given", hint="Run again.")
        newest = str(page.items[-1].get("createdAt", ""))
        since, number = (newest, 1) if newest > since else (since, number + 1)
