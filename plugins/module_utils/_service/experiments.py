# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The experiments of a probe: each asks the service one thing, on the probe's own line or by reading."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .._errors import NotFound, Refused
from .._http.client import PAGE
from .._org.org import LISTS
from .._resources.answering import is_incomplete
from .._resources.campaign import CAMPAIGNS
from .._resources.listing import NUMBERED, NUMBERS
from .._resources.phone_number import LINE
from .._schema.convert import unknown_fields
from .bench import LONGEST_LAG, REASONS, Bench

Record = dict[str, Any]
Facts = Iterator[tuple[str, Any]]

PATHS = (*(kind.listed_at for kind in LISTS.values()), CAMPAIGNS["v1"])
"""Lists that a service may lack."""

DATED = ("/phone-number", "/assistant", "/squad", "/tool", "/credential")
ENOUGH = 3
"""Objects in a list by which its order shows."""
CLEARABLE = ("server", "authentication")
POLL = 0.2


class NotTried(Exception):
    """The service or the org gives no way to find this out."""


def not_tried_without(what: str) -> NotTried:
    """Without this the question cannot be asked."""
    return NotTried(f"{what}, so it cannot be tried")


# --- what the first answers show ---


def as_read_back(bench: Bench, record: Record) -> Facts:
    """How a record is shown that was just made, read by its id."""
    sent = bench.body
    yield "extra_fields", any("." not in path for path in unknown_fields(LINE, record))
    ignored = {"sipUri"} if is_incomplete(record) else set()
    yield "dropped_fields", sorted(name for name in sent.keys() - ignored if not record.get(name))


def secrets_in(bench: Bench, record: Record) -> Facts:
    """Whether secrets come back as they are, masked, or not at all."""
    for holder, key, secret in (("authentication", "password", bench.password), ("server", "headers", bench.header)):
        kept = record.get(holder)
        if isinstance(kept, Mapping):
            value = kept.get(key)
            value = value.get("X-Vapi-Probe") if isinstance(value, Mapping) else value
            yield "secrets", "echo" if value == secret else "mask" if value else "omit"
            return
    raise not_tried_without("objects with secrets do not come back")


def defaults_in(bench: Bench, record: Record) -> Facts:
    """Whether documented defaults are filled in."""
    for holder, key in (("server", "timeoutSeconds"), ("authentication", "realm")):
        if isinstance(record.get(holder), Mapping):
            yield "defaults", "inject" if record[holder].get(key) is not None else "omit"
            return
    raise not_tried_without("objects with defaults do not come back")


def order_of_keys(bench: Bench, record: Record) -> Facts:
    """Whether the keys of an object come back in the order in which they were sent."""
    for holder in ("server", "fallbackDestination"):
        shown = record[holder] if isinstance(record.get(holder), Mapping) else {}
        sent = [key for key in bench.body[holder] if key in shown]
        if len(sent) > 1:
            seen = [key for key in shown if key in sent]
            yield "key_order", "kept" if seen == sent else "reversed"
            return
    raise not_tried_without("objects do not come back")


def order_of_arrays(bench: Bench, record: Record) -> Facts:
    """Whether the items of a list come back in the order in which they were sent."""
    try:
        yield "array_order", "kept" if record["hooks"][0]["filters"][0]["oneOf"] == list(REASONS) else "changed"
    except (KeyError, IndexError, TypeError):
        raise not_tried_without("hooks do not come back") from None


def incomplete(bench: Bench, record: Record) -> Facts:
    """Whether a record has neither number nor SIP URI."""
    yield "incomplete", is_incomplete(record)


# --- what writes show ---


def provider_in_patch(bench: Bench, record: Record) -> Facts:
    """Whether a PATCH may, must or must not name the provider."""
    try:
        bench.client.update(bench.path(record), {"name": bench.name}, {"id": record["id"]})
    except Refused:
        bench.client.update(bench.path(record), {"name": bench.name, "provider": "vapi"}, {"id": record["id"]})
        yield "provider_in_patch", "require"
        return
    given = {"name": bench.name, "provider": "vapi"}
    yield "provider_in_patch", _is_taken(lambda: bench.client.update(bench.path(record), given, {"id": ""}))


def _is_taken(request: Callable[[], Any], refusals: tuple[int, ...] = (400, 422)) -> str:
    """Whether the service takes a request or refuses it with one of these statuses; raises any other refusal."""
    try:
        request()
    except Refused as refusal:
        if refusal.status not in refusals:
            raise
        return "refuse"
    return "accept"


def partial_patch(bench: Bench, record: Record) -> Facts:
    """Whether a PATCH of one field leaves the others alone."""
    before = bench.read(record)
    after = bench.patch(record, name=bench.name)
    kept = [name for name in bench.body if before.get(name)]
    yield "partial_patch", "kept" if all(after.get(name) for name in kept) else "lost"


def name_comes_back(bench: Bench, record: Record) -> Facts:
    """Whether a name with blanks around it and a letter beyond ASCII comes back as it was sent."""
    sent = f" {bench.name} Ü "
    seen = bench.patch(record, name=sent).get("name")
    if not seen:
        raise not_tried_without("names do not come back")
    yield "names", "kept" if seen == sent else "trimmed"


def empty_patch(bench: Bench, record: Record) -> Facts:
    """Whether a PATCH without changes moves ``updatedAt``."""
    before = bench.read(record)
    time.sleep(0.01)
    after = bench.patch(record)
    yield "empty_patch", "keep" if before.get("updatedAt") == after.get("updatedAt") else "touch"


def refusals(bench: Bench, record: Record) -> Facts:
    """The form of a refusal, shown by a field that cannot exist."""
    try:
        bench.patch(record, vapiProbe=True)
    except Refused as refusal:
        body = refusal.body if isinstance(refusal.body, Mapping) else {}
        yield "error_bodies", "problem" if "title" in body or "detail" in body else "nest"
        return
    raise NotTried("an unknown field was accepted, so no refusal was seen")


def empty_ids(bench: Bench, record: Record) -> Facts:
    """Whether an empty text clears an id."""
    taken = _is_taken(lambda: bench.patch(record, assistantId=""))
    yield "empty_string_ids", "clear" if taken == "accept" else "refuse"


def undocumented_fields(bench: Bench, record: Record) -> Facts:
    """Whether a field that only old guides show is still taken."""
    yield "undocumented_fields", _is_taken(lambda: bench.patch(record, serverUrl="https://example.com/vapi-probe"))


def nulls(bench: Bench, record: Record) -> Facts:
    """Whether what was cleared is read back as null; the fallback's null is known to clear it."""
    after = bench.patch(record, fallbackDestination=None)
    yield "nulls", "keep" if any(value is None for value in after.values()) else "drop"


def null_clears(bench: Bench, record: Record) -> Facts:
    """What null does to a field of which no document tells it."""
    before = bench.read(record)
    field = next((name for name in CLEARABLE if before.get(name)), "")
    if not field:
        raise not_tried_without("no field that null may clear comes back")
    try:
        after = bench.patch(record, **{field: None})
    except Refused:
        yield "null_clears", "refuse"
        return
    yield "null_clears", "ignore" if after.get(field) else "accept"


def duplicates(bench: Bench, record: Record) -> Facts:
    """Whether a second record of the same SIP URI is refused."""
    if not record.get("sipUri"):
        raise not_tried_without("the line has no SIP URI")
    yield "duplicate_sip_uri", _is_taken(lambda: bench.make({key: bench.body[key] for key in ("provider", "sipUri")}))


# --- what reading shows ---


def _page(bench: Bench, **query: Any) -> Record:
    """A page of the numbered list; raises NotTried for what is none."""
    page: Record = bench.client.get(NUMBERS, **query)
    if not (
        isinstance(page, dict) and isinstance(page.get("results"), list) and isinstance(page.get("metadata"), dict)
    ):
        raise NotTried(f"GET {NUMBERS} returned no page numbers")
    return page


def lag(bench: Bench, record: Record) -> Facts:
    """How long a new line is missing in its list."""
    ends = bench.made_at + LONGEST_LAG
    asked = {"limit": PAGE, "page": 1, "createdAtGe": record.get("createdAt")}
    seconds = 0.0
    while not any(one.get("id") == record["id"] for one in _page(bench, **asked)["results"]):
        seconds = round(time.monotonic() - bench.made_at, 1)
        if time.monotonic() > ends:
            break
        time.sleep(POLL)
    yield "stale_list_seconds", seconds


def pages(bench: Bench, record: Record) -> Facts:
    """How many items a page has at most, and whether fewer are given where fewer are asked for."""
    size = _page(bench, limit=PAGE, page=1)["metadata"].get("itemsPerPage")
    yield "page_size", size if isinstance(size, int) and 0 < size < PAGE else 0
    one = _page(bench, limit=1, page=1)["results"]
    yield "page_limit", "kept" if len(one) <= 1 else "exceeded"


def unknown_query(bench: Bench, record: Record) -> Facts:
    """Whether a parameter that no document names is refused."""
    taken = _is_taken(lambda: bench.client.get(NUMBERS, limit=1, vapiProbe="1"))
    yield "unknown_query", "ignore" if taken == "accept" else "refuse"


def order_of_lists(bench: Bench, record: Record) -> Facts:
    """The order of the bare arrays, as far as the org holds enough to see it."""
    seen: set[str] = set()
    for path in DATED:
        moments = _moments(bench, path)
        if len(set(moments)) >= ENOUGH:
            seen.add(_order(moments))
    if not seen:
        raise NotTried(f"no list has {ENOUGH} objects of different times")
    yield "list_order", seen.pop() if len(seen) == 1 else "shuffled"


def _moments(bench: Bench, path: str) -> list[str]:
    try:
        answer = bench.client.get(path, limit=PAGE)
    except Refused:
        return []
    return [str(item.get("createdAt", "")) for item in answer] if isinstance(answer, list) else []


def _order(moments: Sequence[str]) -> str:
    if list(moments) == sorted(moments):
        return "oldest"
    return "newest" if list(moments) == sorted(moments, reverse=True) else "shuffled"


def paths(bench: Bench, record: Record) -> Facts:
    """Which lists this service does not have."""
    gone = []
    for path in PATHS:
        query = {"page": 1} if path in NUMBERED else {}
        try:
            bench.client.get(path, limit=1, **query)
        except NotFound:
            gone.append(path.lstrip("/"))
        except Refused:
            # It exists, and does not take these parameters.
            continue
    yield "missing_paths", gone
    yield "campaign_v2", _is_taken(lambda: bench.client.get(CAMPAIGNS["v2"], limit=1, page=1), (403, 404))


def after_deletion(bench: Bench, record: Record) -> Facts:
    """What is left of a record that was deleted."""
    try:
        bench.read(record)
        yield "deleted", "still there"
    except NotFound:
        yield "deleted", "gone"
    answer = bench.client.delete(bench.path(record), {"is": "gone"})
    yield "second_delete", "not_found" if answer == {"is": "gone"} else "accept"


Experiment = Callable[[Bench, Record], Facts]

ON_THE_RECORD: dict[Experiment, tuple[str, ...]] = {
    as_read_back: ("extra_fields", "dropped_fields"),
    secrets_in: ("secrets",),
    defaults_in: ("defaults",),
    order_of_keys: ("key_order",),
    order_of_arrays: ("array_order",),
    incomplete: ("incomplete",),
}
"""They look at the new record, and send nothing; each with the facts that it finds."""

ON_THE_SERVICE: dict[Experiment, tuple[str, ...]] = {
    lag: ("stale_list_seconds",),
    provider_in_patch: ("provider_in_patch",),
    refusals: ("error_bodies",),
    partial_patch: ("partial_patch",),
    empty_patch: ("empty_patch",),
    name_comes_back: ("names",),
    duplicates: ("duplicate_sip_uri",),
    empty_ids: ("empty_string_ids",),
    nulls: ("nulls",),
    null_clears: ("null_clears",),
    undocumented_fields: ("undocumented_fields",),
    pages: ("page_size", "page_limit"),
    unknown_query: ("unknown_query",),
    order_of_lists: ("list_order",),
    paths: ("missing_paths", "campaign_v2"),
}
"""In their order: each leaves the line as the next one needs it, and those that clear fields come late."""

ON_THE_REST: dict[Experiment, tuple[str, ...]] = {after_deletion: ("deleted", "second_delete")}
"""When the line is deleted."""
