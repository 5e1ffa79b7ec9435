# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a list completely while items come and go, or not at all: by page number, or by creation time both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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


Items = list[dict[str, Any]]


@dataclass(frozen=True)
class Way:
    """A direction in creation time, with the service's names of its two filters."""

    inclusive: str
    strict: str
    edge: Callable[..., str]

    def is_beyond(self, moment: str, bound: str) -> bool:
        """Whether a creation time lies on the far side of another one."""
        return moment != bound and self.edge(moment, bound) == moment


WAYS = (Way("createdAtLe", "createdAtLt", min), Way("createdAtGe", "createdAtGt", max))


def created(item: dict[str, Any]) -> str:
    """When an item was created, as the service wrote it."""
    return str(item.get("createdAt", ""))


@dataclass
class DatedList:
    """One reading of one list.

    ``ask`` gets date filters by the service's names and returns one page; ``is_last`` says of a page whether it is
    certainly not cut off; ``most`` is how many items a page has at most. The next page begins at the creation time
    where the last one ended, that time included, so that items created in one instant are not lost; what was seen
    is dropped. Because of that, an item that comes or goes between two pages moves no other one.
    """

    path: str
    ask: Callable[[dict[str, str]], Items]
    is_last: Callable[[Items], bool]
    most: int
    seen: dict[str, str] = field(default_factory=dict)

    def read(self) -> Iterator[dict[str, Any]]:
        """All items, each once. Raises Unavailable where one instant fills a whole page."""
        for way in WAYS:
            sizes: list[int] = []
            while True:
                bound = way.edge(self.seen.values(), default="")
                items = self.ask({way.inclusive: bound} if bound else {})
                sizes.append(len(items))
                fresh = [item for item in items if item["id"] not in self.seen]
                yield from fresh
                self.seen.update((item["id"], created(item)) for item in fresh)
                if self.is_last(items):
                    break
                if not fresh:
                    self._refuse_overfull(way, items, sizes)
                    break
            if not bound:
                return  # One page had them all.

    def _refuse_overfull(self, way: Way, items: Items, sizes: list[int]) -> None:
        """Where one instant fills a page, no request gets at what else that instant has."""
        instants = {created(item) for item in items}
        if len(instants) != 1:
            return
        (instant,) = instants
        full = len(items) >= min([self.most, *sizes[:-2]])
        if not full and 1 < len(items) == len(self.seen):
            # Was the one page cut off? Then there is something beyond this instant.
            full = any(way.is_beyond(created(item), instant) for item in self.ask({way.strict: instant}))
        if full:
            raise Unavailable(
                f"GET {self.path} cannot be read completely: {len(items)} items, as many as a page holds, were created "
                f"in one instant ({instant})",
                hint="The service has no way to read the rest, so nothing was decided without it.",
            )
