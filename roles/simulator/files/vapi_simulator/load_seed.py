# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an org holds before the first request: assistants, squads, credentials, numbers."""

from __future__ import annotations

import uuid
from itertools import count
from typing import Any

from .lagging_lists import LaggingLists
from .resources.base import World
from .resources.phone_number import Numbers
from .store import Org, Record, Store
from .switches import Switches

PLAIN = {
    "assistants": "assistant",
    "squads": "squad",
    "tools": "tool",
    "credentials": "credential",
    "structured_outputs": "structured-output",
    "simulations": "simulation",
    "simulation_suites": "suite",
}
FIXED = ("id", "status", "number", "createdAt", "updatedAt")


def load_seed(store: Store, seed: dict[str, Any]) -> None:
    """Fill orgs from ``{"orgs": {key: {assistants, squads, tools, credentials, phone_numbers}}}``.

    ``carriers`` and ``retirements`` (models that the service retires) stand beside ``orgs``.

    What has a name gets the same id in every run, so that examples can name it. An org that holds anything already
    (a state file was read) is left alone.
    """
    if not isinstance(seed, dict):
        raise ValueError("a seed is an object with orgs")
    store.replace_carriers(seed.get("carriers") or {})
    store.replace_retirements(seed.get("retirements") or [])
    switches = Switches({"free_number_limit": 1000000})
    numbers = Numbers(World(store, switches, "", LaggingLists(store, switches)))
    for key, held in (seed.get("orgs") or {}).items():
        org = store.orgs.get(key)
        if org is None or any(org.records.values()):
            continue
        for plural, kind in PLAIN.items():
            for record in held.get(plural, []):
                store.make(org, kind, {"id": _id_of(org, kind, record), **record})
        for number in held.get("phone_numbers", []):
            _load_number(store, numbers, org, number)


def _id_of(org: Org, kind: str, record: Record) -> str:
    """The same id in every run for the same name; a second one of that name has its own."""
    name = f"{org.index}/{kind}/{record.get('name', '')}"
    for twin in count(1):
        found = str(uuid.uuid5(uuid.NAMESPACE_OID, name if twin == 1 else f"{name}/{twin}"))
        if found not in org.records[kind]:
            break
    return found


def _load_number(store: Store, numbers: Numbers, org: Org, number: Record) -> None:
    body = {name: value for name, value in number.items() if name not in FIXED or name == "number"}
    if number.get("provider") == "vapi":
        body.pop("number", None)
    record = numbers.add(org, body)
    fixed = {name: number[name] for name in FIXED if name in number}
    if fixed:
        store.drop(org, "phone-number", record["id"])
        store.put(org, "phone-number", {**record, **fixed})
