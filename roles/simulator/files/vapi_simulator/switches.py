# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is unknown of the service, and its limits, as switches: a test sets them and proves both answers.

A switch is one line in ``SWITCHES``: its default, or the choices with the default first. The role's README says what
each of them does.
"""

from __future__ import annotations

from typing import Any

SWITCHES: dict[str, Any] = {
    # How records are shown.
    "secrets": ("echo", "mask", "omit"),
    "nulls": ("drop", "keep"),
    "defaults": ("omit", "inject"),
    "extra_fields": False,
    "key_order": ("kept", "reversed"),
    "dropped_fields": [],
    # Lists.
    "list_order": ("newest", "oldest", "shuffled"),
    "page_size": 0,
    "page_shift": False,
    "stale_list_seconds": 0.0,
    "unknown_query": ("refuse", "ignore"),
    # Numbers.
    "activation_seconds": 0.0,
    "activation_result": ("active", "blocked", "verifying"),
    "incomplete": False,
    "number_assigned": ("at_once", "when_active"),
    "import_refusal": ("none", "authenticate", "not-found", "telnyx"),
    "stock": ("any", "none"),
    "area_codes": [],
    "free_number_limit": 5,
    "free_limit_scope": ("bought", "all"),
    "provider_in_patch": ("accept", "refuse", "require"),
    "null_clears": ("accept", "refuse", "ignore"),
    "empty_string_ids": ("refuse", "clear"),
    "identical_wording": ("existing", "other_org"),
    "duplicate_sip_uri": ("refuse", "accept"),
    "names": ("kept", "trimmed"),
    "empty_patch": ("touch", "keep"),
    "second_delete": ("not_found", "accept"),
    # Calls.
    "concurrency_limit": 10,
    "over_concurrency": ("block", "queue", "refuse"),
    "daily_outbound_limit": 100,
    "call_queue_seconds": 0.2,
    "call_ring_seconds": 0.3,
    "call_talk_seconds": 0.5,
    "call_outcome": "customer-ended-call",
    "call_outcomes": {},
    "call_ended_messages": {},
    "artifact_delay_seconds": 0.0,
    "ringing_say": ("ends", "goes_on"),
    "assistant_request": ("answered", "failed", "server-error"),
    "call_final_status": ("ended", "not-found", "deletion-failed"),
    "outbound_refusal": ("none", "unverified", "unauthorized"),
    "retention_days": 14,
    # Other kinds.
    "type_in_tool_patch": ("accept", "refuse", "require"),
    "tool_names": ("keep", "drop", "refuse"),
    "tool_write_conflicts": 0,
    "unknown_references": ("accept", "refuse"),
    "upload_names": ("utf-8", "latin-1"),
    "delete_in_use": ("accept", "refuse"),
    "versions": True,
    "campaign_v2": ("refuse", "accept"),
    "simulation_seconds": 0.2,
    "simulation_results": {},
    "simulation_refusal": (
        *("none", "wallet_missing", "subscription_frozen", "payment_method_missing", "insufficient_credits"),
        *("billing_limit", "initial_payment_missing"),
    ),
    # Transport.
    "undocumented_fields": ("accept", "refuse"),
    "missing_paths": [],
    "requests_per_minute": 0,
    "error_bodies": ("nest", "problem"),
    "latency": 0,
}


class Switches:
    """The switches' present values, readable as attributes."""

    def __init__(self, values: dict[str, Any] | None = None) -> None:
        self._values = {name: _default(choice) for name, choice in SWITCHES.items()}
        self.update(values or {})

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(name) from None

    def update(self, values: dict[str, Any]) -> None:
        """Set some switches; raises ValueError that names the choices when a name or value is unknown."""
        if not isinstance(values, dict):
            raise ValueError("switches are an object of names and values")
        checked = {name: _checked(name, value) for name, value in values.items()}
        self._values.update(checked)

    def as_dict(self) -> dict[str, Any]:
        """Every switch and its value."""
        return dict(self._values)


def _default(choice: Any) -> Any:
    return choice[0] if isinstance(choice, tuple) else choice


def _checked(name: str, value: Any) -> Any:
    if name not in SWITCHES:
        raise ValueError(f"no switch is called {name}; there are {', '.join(sorted(SWITCHES))}")
    choice = SWITCHES[name]
    if isinstance(choice, tuple):
        if value not in choice:
            raise ValueError(f"{name} is one of {', '.join(choice)}, not {value!r}")
        return value
    if isinstance(choice, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, type(choice)):
        raise ValueError(f"{name} takes a {type(choice).__name__}, not {value!r}")
    return value
