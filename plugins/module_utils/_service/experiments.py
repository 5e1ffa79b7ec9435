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
from .facts import Stage
from .online import KINDS

Record = dict[str, Any]

DATED = ("/phone-number", "/assistant", "/squad", "/tool", "/credential")
ENOUGH = 3
"""Objects in a list by which its order shows."""
CLEARABLE = ("server", "authentication")
POLL = 0.2

ON_THE_RECORD = Stage()
"""Experiments that look at the new record, and send nothing."""

ON_THE_SERVICE = Stage()
"""Each leaves the line as the next one needs it, and those that clear fields come late."""

ON_THE_REST = Stage()
"""When the line is deleted."""


class NotTried(VapiError):
    """The service or the org gives no way to find this out."""


def not_tried_without(what: str) -> NotTried:
    """Without this the question cannot be asked."""
    return NotTried(f"{what}, so it cannot be tried")


# --- what the first answers show ---


@ON_THE_RECORD.finds(
    "read_after_write", "at_once", "An object is read by its id.", "post", "not_found", is_switch=False
)
def read_after_write(bench: Bench, record: Record) -> str:
    """Whether a record is found by its id as soon as it was made."""
    return "at_once" if bench.was_found else "not_found"


@ON_THE_RECORD.finds("extra_fields", False, "Unknown fields are kept, and vapi_service_info lists their paths.")
def has_extra_fields(bench: Bench, record: Record) -> bool:
    """Whether a record has fields that the collection does not know."""
    return any("." not in path for path in unknown_fields(LINE, record))


@ON_THE_RECORD.finds("dropped_fields", [], "A field that does not come back is a warning of the task (option verify).")
def dropped_fields(bench: Bench, record: Record) -> list[str]:
    """Which fields do not come back."""
    ignored = {"sipUri"} if is_incomplete(record) else set()
    return sorted(name for name in bench.body.keys() - ignored if not record.get(name))


@ON_THE_RECORD.finds("secrets", "echo", "Secrets are never compared, and never shown.")
def secrets_in(bench: Bench, record: Record) -> str:
    """Whether secrets come back as they are, masked, or not at all."""
    for holder, key, secret in (("authentication", "password", bench.password), ("server", "headers", bench.header)):
        kept = record.get(holder)
        if isinstance(kept, Mapping):
            value = kept.get(key)
            value = value.get("X-Vapi-Probe") if isinstance(value, Mapping) else value
            return "echo" if value == secret else "mask" if value else "omit"
    raise not_tried_without("objects with secrets do not come back")


@ON_THE_RECORD.finds("defaults", "omit", "A documented default counts as absent.")
def defaults_in(bench: Bench, record: Record) -> str:
    """Whether documented defaults are filled in."""
    for holder, key in (("server", "timeoutSeconds"), ("authentication", "realm")):
        if isinstance(record.get(holder), Mapping):
            return "inject" if record[holder].get(key) is not None else "omit"
    raise not_tried_without("objects with defaults do not come back")


@ON_THE_RECORD.finds("key_order", "kept", "Objects are compared without the order of their keys.")
def order_of_keys(bench: Bench, record: Record) -> str:
    """Whether the keys of an object come back in the order in which they were sent."""
    for holder in ("server", "fallbackDestination"):
        shown = record[holder] if isinstance(record.get(holder), Mapping) else {}
        sent = [key for key in bench.body[holder] if key in shown]
        if len(sent) > 1:
            return "kept" if [key for key in shown if key in sent] == sent else "reversed"
    raise not_tried_without("objects do not come back")


@ON_THE_RECORD.finds(
    "array_order", "kept", "Lists are compared in their order.", "comparison", "changed", is_switch=False
)
def order_of_arrays(bench: Bench, record: Record) -> str:
    """Whether the items of a list come back in the order in which they were sent."""
    try:
        return "kept" if record["hooks"][0]["filters"][0]["oneOf"] == list(REASONS) else "changed"
    except (KeyError, IndexError, TypeError):
        raise not_tried_without("hooks do not come back") from None


@ON_THE_RECORD.finds(
    "incomplete", False, "A record without number and SIP URI is an error with its id, and is not created again."
)
def incomplete(bench: Bench, record: Record) -> bool:
    """Whether a record has neither number nor SIP URI."""
    return is_incomplete(record)


# --- what the list shows at once ---


def _page(bench: Bench, **query: Any) -> Page:
    """A page of the numbered list; raises Unavailable for what is none."""
    return page_of(bench.client.get(NUMBERS, page=1, **query), NUMBERS, PAGE)


@ON_THE_SERVICE.finds(
    "stale_list_seconds", 0.0, "A new object is read by its id; a list is read again before a POST is repeated."
)
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


# --- what writes show, each with the line as the one before leaves it ---


def _is_taken(request: Callable[[], Any], refusals: tuple[int, ...] = (400, 422)) -> str:
    """Whether the service takes a request or refuses it with one of these statuses; raises any other refusal."""
    try:
        request()
    except Refused as refusal:
        if refusal.status not in refusals:
            raise
        return "refuse"
    return "accept"


@ON_THE_SERVICE.finds("provider_in_patch", "accept", "It is left out, and sent once a refusal asks for it.")
def provider_in_patch(bench: Bench, record: Record) -> str:
    """Whether a PATCH may, must or must not name the provider."""
    given = {"name": bench.name, "provider": "vapi"}
    try:
        bench.client.update(bench.path(record), {"name": bench.name}, {"id": record["id"]})
    except Refused:
        bench.client.update(bench.path(record), given, {"id": record["id"]})
        return "require"
    return _is_taken(lambda: bench.client.update(bench.path(record), given, {"id": ""}))


@ON_THE_SERVICE.finds("error_bodies", "nest", "Both forms are read: message, or detail and title.")
def refusals(bench: Bench, record: Record) -> str:
    """The form of a refusal, shown by a field that cannot exist."""
    try:
        bench.patch(record, vapiProbe=True)
    except Refused as refusal:
        body = refusal.body if isinstance(refusal.body, Mapping) else {}
        return "problem" if "title" in body or "detail" in body else "nest"
    raise NotTried("an unknown field was accepted, so no refusal was seen")


@ON_THE_SERVICE.finds("partial_patch", "kept", "Only changed fields are sent.", "patch", "lost", is_switch=False)
def partial_patch(bench: Bench, record: Record) -> str:
    """Whether a PATCH of one field leaves the others alone."""
    before = bench.read(record)
    after = bench.patch(record, name=bench.name)
    kept = [name for name in bench.body if before.get(name)]
    return "kept" if all(after.get(name) for name in kept) else "lost"


@ON_THE_SERVICE.finds("empty_patch", "touch", "A PATCH without changes is never sent.")
def empty_patch(bench: Bench, record: Record) -> str:
    """Whether a PATCH without changes moves ``updatedAt``."""
    before = bench.read(record)
    time.sleep(0.01)
    after = bench.patch(record)
    return "keep" if before.get("updatedAt") == after.get("updatedAt") else "touch"


@ON_THE_SERVICE.finds("names", "kept", "Names are compared exactly.", "identity", "trimmed")
def name_comes_back(bench: Bench, record: Record) -> str:
    """Whether a name with blanks around it and a letter beyond ASCII comes back as it was sent."""
    sent = f" {bench.name} Ü "
    seen = bench.patch(record, name=sent).get("name")
    if not seen:
        raise not_tried_without("names do not come back")
    return "kept" if seen == sent else "trimmed"


@ON_THE_SERVICE.finds("duplicate_sip_uri", "refuse", "A second record of one SIP URI is an error.", "post", "accept")
def duplicates(bench: Bench, record: Record) -> str:
    """Whether a second record of the same SIP URI is refused."""
    if not record.get("sipUri"):
        raise not_tried_without("the line has no SIP URI")
    return _is_taken(lambda: bench.make({key: bench.body[key] for key in ("provider", "sipUri")}))


@ON_THE_SERVICE.finds("empty_string_ids", "refuse", "A null is sent, never an empty text.")
def empty_ids(bench: Bench, record: Record) -> str:
    """Whether an empty text clears an id."""
    taken = _is_taken(lambda: bench.patch(record, assistantId=""))
    return "clear" if taken == "accept" else "refuse"


@ON_THE_SERVICE.finds("nulls", "drop", "A field that is null counts as absent.")
def nulls(bench: Bench, record: Record) -> str:
    """Whether what was cleared is read back as null; the fallback's null is known to clear it."""
    after = bench.patch(record, fallbackDestination=None)
    return "keep" if any(value is None for value in after.values()) else "drop"


@ON_THE_SERVICE.finds(
    "null_clears", "accept", "A refusal fails the task; a null that is ignored is a warning (option verify)."
)
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


@ON_THE_SERVICE.finds(
    "undocumented_fields", "accept", "What is not declared goes back as it came; such fields are never added."
)
def undocumented_fields(bench: Bench, record: Record) -> str:
    """Whether a field that only old guides show is still taken."""
    return _is_taken(lambda: bench.patch(record, serverUrl="https://example.com/vapi-probe"))


# --- what reading shows ---


@ON_THE_SERVICE.finds("page_size", 0, "Pages are read until nothing new comes, whatever their size.")
def page_size(bench: Bench, record: Record) -> int:
    """How many items a page has at most; 0 where it has as many as are asked for."""
    size = _page(bench, limit=PAGE).size
    return size if size < PAGE else 0


@ON_THE_SERVICE.finds(
    "page_limit", "kept", "A page may be smaller than asked for.", "pages", "exceeded", is_switch=False
)
def page_limit(bench: Bench, record: Record) -> str:
    """Whether a page has fewer items where fewer are asked for."""
    return "kept" if len(_page(bench, limit=1).items) <= 1 else "exceeded"


@ON_THE_SERVICE.finds("unknown_query", "refuse", "Only documented parameters are sent.")
def unknown_query(bench: Bench, record: Record) -> str:
    """Whether a parameter that no document names is refused."""
    taken = _is_taken(lambda: bench.client.get(NUMBERS, limit=1, vapiProbe="1"))
    return "ignore" if taken == "accept" else "refuse"


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


@ON_THE_SERVICE.finds("list_order", "newest", "Lists are read by creation time in both directions.")
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


@ON_THE_SERVICE.finds("missing_paths", [], "A list that is missing is an error with the option to use instead.")
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


@ON_THE_SERVICE.finds("campaign_v2", "refuse", "Only what declares campaigns needs it.")
def second_generation(bench: Bench, record: Record) -> str:
    """Whether the org may use campaigns of the second generation."""
    return _is_taken(lambda: bench.client.get(CAMPAIGNS["v2"], limit=1, page=1), (403, 404))


# --- what is left of a deleted line ---


@ON_THE_REST.finds("deleted", "gone", "A deletion is not read back.", "deletion", "still there", is_switch=False)
def after_deletion(bench: Bench, record: Record) -> str:
    """What is left of a record that was deleted."""
    try:
        bench.read(record)
    except NotFound:
        return "gone"
    return "still there"


@ON_THE_REST.finds("second_delete", "not_found", "What is gone already counts as deleted.")
def second_deletion(bench: Bench, record: Record) -> str:
    """How a record is deleted that is gone already."""
    answer = bench.client.delete(bench.path(record), {"is": "gone"})
    return "not_found" if answer == {"is": "gone"} else "accept"
