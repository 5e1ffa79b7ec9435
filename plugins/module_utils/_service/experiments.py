# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The experiments of a probe: each finds one fact, on the probe's own line or by reading. Raises NotTried."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .._errors import NotFound, Refused, VapiError
from .._http.client import PAGE
from .._http.pagination import Page, page_of
from .._resources.answering import is_incomplete
from .._resources.campaign import CAMPAIGNS
from .._resources.listing import NUMBERED, NUMBERS
from .._resources.phone_number import LINE
from .._schema.convert import unknown_fields
from .bench import LONGEST_LAG, REASONS, Bench
from .online import KINDS

Record = dict[str, Any]

DATED = ("/phone-number", "/assistant", "/squad", "/tool", "/credential")
ENOUGH = 3
"""Objects in a list by which its order shows."""
CLEARABLE = ("server", "authentication")
POLL = 0.2


class NotTried(VapiError):
    """The service or the org gives no way to find this out."""


def not_tried_without(what: str) -> NotTried:
    """Without this the question cannot be asked."""
    return NotTried(f"{what}, so it cannot be tried")


# --- what the first answers show ---


def has_extra_fields(bench: Bench, record: Record) -> bool:
    """Whether a record has fields that the collection does not know."""
    return any("." not in path for path in unknown_fields(LINE, record))


def dropped_fields(bench: Bench, record: Record) -> list[str]:
    """Which fields do not come back."""
    ignored = {"sipUri"} if is_incomplete(record) else set()
    return sorted(name for name in bench.body.keys() - ignored if not record.get(name))


def secrets_in(bench: Bench, record: Record) -> str:
    """Whether secrets come back as they are, masked, or not at all."""
    for holder, key, secret in (("authentication", "password", bench.password), ("server", "headers", bench.header)):
        kept = record.get(holder)
        if isinstance(kept, Mapping):
            value = kept.get(key)
            value = value.get("X-Vapi-Probe") if isinstance(value, Mapping) else value
            return "echo" if value == secret else "mask" if value else "omit"
    raise not_tried_without("objects with secrets do not come back")


def defaults_in(bench: Bench, record: Record) -> str:
    """Whether documented defaults are filled in."""
    for holder, key in (("server", "timeoutSeconds"), ("authentication", "realm")):
        if isinstance(record.get(holder), Mapping):
            return "inject" if record[holder].get(key) is not None else "omit"
    raise not_tried_without("objects with defaults do not come back")


def order_of_keys(bench: Bench, record: Record) -> str:
    """Whether the keys of an object come back in the order in which they were sent."""
    for holder in ("server", "fallbackDestination"):
        shown = record[holder] if isinstance(record.get(holder), Mapping) else {}
        sent = [key for key in bench.body[holder] if key in shown]
        if len(sent) > 1:
            return "kept" if [key for key in shown if key in sent] == sent else "reversed"
    raise not_tried_without("objects do not come back")


def order_of_arrays(bench: Bench, record: Record) -> str:
    """Whether the items of a list come back in the order in which they were sent."""
    try:
        return "kept" if record["hooks"][0]["filters"][0]["oneOf"] == list(REASONS) else "changed"
    except (KeyError, IndexError, TypeError):
        raise not_tried_without("hooks do not come back") from None


def incomplete(bench: Bench, record: Record) -> bool:
    """Whether a record has neither number nor SIP URI."""
    return is_incomplete(record)


# --- what writes show ---


def provider_in_patch(bench: Bench, record: Record) -> str:
    """Whether a PATCH may, must or must not name the provider."""
    given = {"name": bench.name, "provider": "vapi"}
    try:
        bench.client.update(bench.path(record), {"name": bench.name}, {"id": record["id"]})
    except Refused:
        bench.client.update(bench.path(record), given, {"id": record["id"]})
        return "require"
    return _is_taken(lambda: bench.client.update(bench.path(record), given, {"id": ""}))


def _is_taken(request: Callable[[], Any], refusals: tuple[int, ...] = (400, 422)) -> str:
    """Whether the service takes a request or refuses it with one of these statuses; raises any other refusal."""
    try:
        request()
    except Refused as refusal:
        if refusal.status not in refusals:
            raise
        return "refuse"
    return "accept"


def partial_patch(bench: Bench, record: Record) -> str:
    """Whether a PATCH of one field leaves the others alone."""
    before = bench.read(record)
    after = bench.patch(record, name=bench.name)
    kept = [name for name in bench.body if before.get(name)]
    return "kept" if all(after.get(name) for name in kept) else "lost"


def name_comes_back(bench: Bench, record: Record) -> str:
    """Whether a name with blanks around it and a letter beyond ASCII comes back as it was sent."""
    sent = f" {bench.name} Ü "
    seen = bench.patch(record, name=sent).get("name")
    if not seen:
        raise not_tried_without("names do not come back")
    return "kept" if seen == sent else "trimmed"


def empty_patch(bench: Bench, record: Record) -> str:
    """Whether a PATCH without changes moves ``updatedAt``."""
    before = bench.read(record)
    time.sleep(0.01)
    after = bench.patch(record)
    return "keep" if before.get("updatedAt") == after.get("updatedAt") else "touch"


def refusals(bench: Bench, record: Record) -> str:
    """The form of a refusal, shown by a field that cannot exist."""
    try:
        bench.patch(record, vapiProbe=True)
    except Refused as refusal:
        body = refusal.body if isinstance(refusal.body, Mapping) else {}
        return "problem" if "title" in body or "detail" in body else "nest"
    raise NotTried("an unknown field was accepted, so no refusal was seen")


def empty_ids(bench: Bench, record: Record) -> str:
    """Whether an empty text clears an id."""
    taken = _is_taken(lambda: bench.patch(record, assistantId=""))
    return "clear" if taken == "accept" else "refuse"


def undocumented_fields(bench: Bench, record: Record) -> str:
    """Whether a field that only old guides show is still taken."""
    return _is_taken(lambda: bench.patch(record, serverUrl="https://example.com/vapi-probe"))


def nulls(bench: Bench, record: Record) -> str:
    """Whether what was cleared is read back as null; the fallback's null is known to clear it."""
    after = bench.patch(record, fallbackDestination=None)
    return "keep" if any(value is None for value in after.values()) else "drop"


def null_clears(bench: Bench, record: Record) -> str:
    """What null does to a field of which no document tells it."""
    before = bench.read(record)
    field = next((name for name in CLEARABLE if before.get(name)), "")
    if not field:
        raise not_tried_without("no field that null may clear comes back")
    try:
        after = bench.patch(record, **{field: None})
    except Refused:
        return "refuse"
    return "ignore" if after.get(field) else "accept"


def duplicates(bench: Bench, record: Record) -> str:
    """Whether a second record of the same SIP URI is refused."""
    if not record.get("sipUri"):
        raise not_tried_without("the line has no SIP URI")
    return _is_taken(lambda: bench.make({key: bench.body[key] for key in ("provider", "sipUri")}))


# --- what reading shows ---


def _page(bench: Bench, **query: Any) -> Page:
    """A page of the numbered list; raises Unavailable for what is none."""
    return page_of(bench.client.get(NUMBERS, page=1, **query), NUMBERS, PAGE)


def lag(bench: Bench, record: Record) -> float:
    """How long a new line is missing in its list."""
    ends = bench.made_at + LONGEST_LAG
    asked = {"limit": PAGE, "createdAtGe": record.get("createdAt")}
    seconds = 0.0
    while not any(one["id"] == record["id"] for one in _page(bench, **asked).items):
        seconds = round(time.monotonic() - bench.made_at, 1)
        if time.monotonic() > ends:
            break
        time.sleep(POLL)
    return seconds


def page_size(bench: Bench, record: Record) -> int:
    """How many items a page has at most; 0 where it has as many as are asked for."""
    size = _page(bench, limit=PAGE).size
    return size if size < PAGE else 0


def page_limit(bench: Bench, record: Record) -> str:
    """Whether a page has fewer items where fewer are asked for."""
    return "kept" if len(_page(bench, limit=1).items) <= 1 else "exceeded"


def unknown_query(bench: Bench, record: Record) -> str:
    """Whether a parameter that no document names is refused."""
    taken = _is_taken(lambda: bench.client.get(NUMBERS, limit=1, vapiProbe="1"))
    return "ignore" if taken == "accept" else "refuse"


def order_of_lists(bench: Bench, record: Record) -> str:
    """The order of the bare arrays, as far as the org holds enough to see it."""
    seen: set[str] = set()
    for path in DATED:
        moments = _moments(bench, path)
        if len(set(moments)) >= ENOUGH:
            seen.add(_order(moments))
    if not seen:
        raise NotTried(f"no list has {ENOUGH} objects of different times")
    return seen.pop() if len(seen) == 1 else "shuffled"


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


def missing_paths(bench: Bench, record: Record) -> list[str]:
    """Which lists this service does not have."""
    gone = []
    for path in KINDS.values():
        query = {"page": 1} if path in NUMBERED else {}
        try:
            bench.client.get(path, limit=1, **query)
        except NotFound:
            gone.append(path.lstrip("/"))
        except Refused:
            # It exists, and does not take these parameters.
            continue
    return gone


def second_generation(bench: Bench, record: Record) -> str:
    """Whether the org may use campaigns of the second generation."""
    return _is_taken(lambda: bench.client.get(CAMPAIGNS["v2"], limit=1, page=1), (403, 404))


def after_deletion(bench: Bench, record: Record) -> str:
    """What is left of a record that was deleted."""
    try:
        bench.read(record)
    except NotFound:
        return "gone"
    return "still there"


def second_deletion(bench: Bench, record: Record) -> str:
    """How a record is deleted that is gone already."""
    answer = bench.client.delete(bench.path(record), {"is": "gone"})
    return "not_found" if answer == {"is": "gone"} else "accept"


Experiment = Callable[[Bench, Record], Any]

ON_THE_RECORD: dict[str, Experiment] = {
    "extra_fields": has_extra_fields,
    "dropped_fields": dropped_fields,
    "secrets": secrets_in,
    "defaults": defaults_in,
    "key_order": order_of_keys,
    "array_order": order_of_arrays,
    "incomplete": incomplete,
}
"""By the fact that they find: they look at the new record, and send nothing."""

ON_THE_SERVICE: dict[str, Experiment] = {
    "stale_list_seconds": lag,
    "provider_in_patch": provider_in_patch,
    "error_bodies": refusals,
    "partial_patch": partial_patch,
    "empty_patch": empty_patch,
    "names": name_comes_back,
    "duplicate_sip_uri": duplicates,
    "empty_string_ids": empty_ids,
    "nulls": nulls,
    "null_clears": null_clears,
    "undocumented_fields": undocumented_fields,
    "page_size": page_size,
    "page_limit": page_limit,
    "unknown_query": unknown_query,
    "list_order": order_of_lists,
    "missing_paths": missing_paths,
    "campaign_v2": second_generation,
}
"""In their order: each leaves the line as the next one needs it, and those that clear fields come late."""

ON_THE_REST: dict[str, Experiment] = {"deleted": after_deletion, "second_delete": second_deletion}
"""When the line is deleted."""
