# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a list completely while items come and go, or not at all: by page number, or by creation time both ways."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .._errors import Unavailable
from .responses import LOOK_AT_URL

BARREN_PAGES = 10
"""Pages in a row with nothing new, after which a service that promises more is no longer believed."""

LARGEST_LIST = 100_000
"""Items after which a list is taken for one that never ends."""

READINGS = 3
"""How often a list is begun anew that gave fewer items than it promised, as some may have been deleted meanwhile."""


class Page(NamedTuple):
    """One answer: its items, oldest first, how many a page may have, and how many there are from its time on.

    ``more`` is whether the service says that another page follows.
    """

    items: list[dict[str, Any]]
    size: int
    total: int
    more: bool = False


def numbered(path: str, ask: Callable[[str, int], Page], since: str = "") -> Iterator[dict[str, Any]]:
    """All items that are no older than ``since``, each once, oldest first.

    ``ask`` gets a creation time (none where empty) and a page's number, from 1. Pages overlap: the next one begins at
    the creation time of the last item seen, so that nothing is missed or taken twice when items come and go between
    two pages. Only where one instant fills a page is the number raised. Raises Unavailable for a list that ends early.
    """
    seen: set[str] = set()
    for _reading in range(READINGS):
        promised, known = yield from _one_reading(path, ask, since, seen)
        if known >= promised:
            return
    raise Unavailable(f"GET {path} gave {known} of {promised} announced items", hint="Run again.")


def _one_reading(
    path: str, ask: Callable[[str, int], Page], since: str, seen: set[str]
) -> Generator[dict[str, Any], None, tuple[int, int]]:
    """Items that were not seen; returns how many the first page promised and how many of this reading there were."""
    promised: int | None = None
    given: set[str] = set()
    number, barren = 1, 0
    while True:
        page = ask(since, number)
        promised = page.total if promised is None else promised
        _refuse_contradictions(path, page, len(given))
        fresh = {item["id"]: item for item in page.items if item["id"] not in given}
        given.update(fresh)
        yield from (item for item_id, item in fresh.items() if item_id not in seen)
        seen.update(fresh)
        barren = 0 if fresh else barren + 1
        if (number - 1) * page.size + len(page.items) >= page.total and not page.more:
            return promised, len(given)
        if not page.items or barren > BARREN_PAGES:
            raise Unavailable(f"GET {path} ended before all {page.total} items were returned", hint="Run again.")
        newest = str(page.items[-1].get("createdAt", ""))
        since, number = (newest, 1) if newest > since else (since, number + 1)


def _refuse_contradictions(path: str, page: Page, given: int) -> None:
    if len(page.items) > page.total:
        raise Unavailable(
            f"GET {path} gave {len(page.items)} items and reports a total of {page.total}", hint="Run again."
        )
    if given > LARGEST_LIST:
        raise _endless(path)


def _endless(path: str) -> Unavailable:
    return Unavailable(
        f"GET {path} does not end: more than {LARGEST_LIST} items",
        hint="Check that api_url and region lead to the Vapi API.",
    )


Items = list[dict[str, Any]]


class Way(NamedTuple):
    """A direction in creation time, with the service's names of its two filters."""

    inclusive: str
    strict: str
    edge: Callable[..., str]


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
                if len(self.seen) > LARGEST_LIST:
                    raise _endless(self.path)
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
        if not full and len(items) == len(self.seen):
            # Was the one page cut off? Then there is something beyond this instant.
            beyond = {created(item) for item in self.ask({way.strict: instant})} - {instant}
            full = any(way.edge(moment, instant) == moment for moment in beyond)
        if full:
            raise Unavailable(
                f"GET {self.path} cannot be read completely: {len(items)} items, as many as a page holds, were created "
                f"in one instant ({instant})",
                hint="The service offers no way to read the rest. Nothing was written.",
            )


def page_of(answer: Any, path: str, size: int) -> Page:
    """An answer as a numbered page, of ``size`` objects where it does not say; raises Unavailable for what is none."""
    metadata = answer.get("metadata") if isinstance(answer, dict) else None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("totalItems"), int):
        raise Unavailable(f"GET {path} returned no page numbers", hint=LOOK_AT_URL)
    items = items_of(answer.get("results"), path)
    per_page = metadata.get("itemsPerPage")
    size = per_page if isinstance(per_page, int) and per_page > 0 else size
    return Page(items, size, metadata["totalItems"], metadata.get("hasNextPage") is True)


def items_of(answer: Any, path: str) -> list[dict[str, Any]]:
    """The objects of a list; raises Unavailable for an answer that is none."""
    if not isinstance(answer, list) or not all(isinstance(item, dict) and item.get("id") for item in answer):
        raise Unavailable(f"GET {path} did not return a list of objects", hint=LOOK_AT_URL)
    return answer
