# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the list of each kind is read (OpenAPI): with page numbers, by date, or whole in one answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from .._http.cache import Records
from .._http.client import Client

NUMBERS = "/v2/phone-number"
"""The list of phone numbers that has page numbers."""

NUMBERED = frozenset(
    (
        *(NUMBERS, "/structured-output", "/campaign", "/v2/campaign", "/eval", "/observability/scorecard"),
        "/reporting/insight",
    )
)
WHOLE = frozenset(("/file", "/v2/knowledge-base"))
"""Lists that take neither dates nor page numbers."""

LIMITS = "/eval/simulation/concurrency"
"""The limit of an org's simulations: always with the org's id, in an empty org too, and without one of its own."""

TELL_THE_ORG = (
    LIMITS,
    *(
        f"{path}?limit=1"
        for path in (
            *(NUMBERS, "/assistant", "/call", "/tool", "/squad", "/credential", "/structured-output", "/file"),
            "/campaign",
        )
    ),
)
"""What tells the org of a key, the surest first; the records of the lists have its id."""


def read_list(client: Client, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Each item of the list at a path once, of those that fit the service's own filters."""
    if path in NUMBERED:
        return client.numbered_pages(path, **query)
    return client.whole_list(path, **query) if path in WHOLE else client.dated_pages(path, **query)


def read_once(client: Client, path: str) -> Records:
    """All items of the list at a path by id, read once by this client."""
    return client.cached(path, partial(read_list, client))


def list_of(kind: str) -> str:
    """Where the objects of a kind (``assistant``, ``phone-number``, …) are listed."""
    return NUMBERS if kind == "phone-number" else f"/{kind}"
