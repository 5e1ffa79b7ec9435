# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be found out about a service that no document tells: each fact with what the collection does about it.

A fact that is a switch of the simulator has its name and values, so that the simulator can be set to it. A few are
rules that the collection relies on: where a service contradicts one, it must not be used with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

RULES = {
    "identity": "Identity: an object is found again by exactly the name it was given",
    "pages": "Identity: all pages of a list are read before anything is decided",
    "post": "A POST is sent once: what a lost answer made is found by reading",
    "patch": "Smallest patch: what a PATCH leaves out stays as it is",
    "comparison": "Comparison: lists keep the order in which they were sent",
    "deletion": "Deleting: what was deleted is gone",
}
"""The rules, as contradictions name them."""


@dataclass(frozen=True)
class Fact:
    """One question to the service."""

    name: str
    expected: Any
    """What is documented, recorded or most likely."""
    handling: str
    """What the collection does about it, whatever the answer is."""
    rule: str = ""
    broken_by: Any = None
    """The answer that contradicts the rule."""
    is_switch: bool = True


FACTS = (
    Fact("secrets", "echo", "Secrets are never compared, and never shown."),
    Fact("nulls", "drop", "A field that is null counts as absent."),
    Fact("defaults", "omit", "A documented default counts as absent."),
    Fact("extra_fields", False, "Unknown fields are kept, and vapi_service_info lists their paths."),
    Fact("key_order", "kept", "Objects are compared without the order of their keys."),
    Fact("dropped_fields", [], "A field that does not come back is a warning of the task (option verify)."),
    Fact("list_order", "newest", "Lists are read by creation time in both directions."),
    Fact("page_size", 0, "Pages are read until nothing new comes, whatever their size."),
    Fact("stale_list_seconds", 0.0, "A new object is read by its id; a list is read again before a POST is repeated."),
    Fact("unknown_query", "refuse", "Only documented parameters are sent."),
    Fact("provider_in_patch", "accept", "It is left out, and sent once a refusal asks for it."),
    Fact("null_clears", "accept", "A refusal fails the task; a null that is ignored is a warning (option verify)."),
    Fact("empty_string_ids", "refuse", "A null is sent, never an empty text."),
    Fact("undocumented_fields", "accept", "What is not declared goes back as it came; such fields are never added."),
    Fact("error_bodies", "nest", "Both forms are read: message, or detail and title."),
    Fact("missing_paths", [], "A list that is missing is an error with the option to use instead."),
    Fact("campaign_v2", "refuse", "Only what declares campaigns needs it."),
    Fact("incomplete", False, "A record without number and SIP URI is an error with its id, and is not created again."),
    Fact("empty_patch", "touch", "A PATCH without changes is never sent."),
    Fact("second_delete", "not_found", "What is gone already counts as deleted."),
    Fact("names", "kept", "Names are compared exactly.", "identity", "trimmed"),
    Fact("duplicate_sip_uri", "refuse", "A second record of one SIP URI is an error.", "post", "accept"),
    Fact("page_limit", "kept", "A page may be smaller than asked for.", "pages", "exceeded", is_switch=False),
    Fact("read_after_write", "at_once", "An object is read by its id.", "post", "not_found", is_switch=False),
    Fact("partial_patch", "kept", "Only changed fields are sent.", "patch", "lost", is_switch=False),
    Fact("array_order", "kept", "Lists are compared in their order.", "comparison", "changed", is_switch=False),
    Fact("deleted", "gone", "A deletion is not read back.", "deletion", "still there", is_switch=False),
)

BY_NAME = {fact.name: fact for fact in FACTS}


def as_result(name: str, seen: Any, reason: str = "") -> dict[str, Any]:
    """A fact with what was seen; ``reason`` says why nothing was."""
    fact = BY_NAME[name]
    broken = not reason and bool(fact.rule) and seen == fact.broken_by
    return {
        "fact": name,
        "switch": name if fact.is_switch else None,
        "expected": fact.expected,
        "seen": None if reason else seen,
        "tried": not reason,
        "reason": reason,
        "handling": fact.handling,
        "contradicts": RULES[fact.rule] if broken else "",
    }
