# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of one kind as declarations that, declared again, change nothing. For any kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .._errors import InvalidOptions
from .._resources.exported import NO_OWN_NAME, Exported
from .._resources.kind import Kind
from .._resources.references import References
from .._schema.patterns import select
from .identity import find, identity, index_of


def export(
    kind: Kind, options: Mapping[str, Any], records: Sequence[dict[str, Any]], references: References
) -> list[Exported]:
    """The records that fit the kind's filters among the options, by name; one that is left out declares nothing.

    With ``portable`` no id is left. Only the kinds that the records refer to are read for their names.
    """
    chosen = _chosen(kind, options, records)
    used = {other for record in chosen for other in kind.refers_to(record)}
    names = {other: references.names(other) for other in sorted(used)}
    exported = [Exported(kind, record, names, bool(options["portable"])) for record in chosen]
    exported.sort(key=lambda one: one.place)
    for one in exported:
        kind.declare(one)
    _tell_apart(kind, [one for one in exported if one.declared], chosen if options["portable"] else records)
    return exported


def _chosen(kind: Kind, options: Mapping[str, Any], records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The org's own records, not the platform's, that fit every filter that is given."""
    own = [record for record in records if kind.value_of(record, "id")]
    positions = set(range(len(own)))
    for name, keys in kind.filters.items():
        if options.get(name) is not None:
            values = [[kind.value_of(record, key) for key in keys] for record in own]
            positions &= select(options[name], [list(filter(None, several)) for several in values]).chosen
    return [own[index] for index in sorted(positions)]


def _tell_apart(kind: Kind, exported: Sequence[Exported], among: Sequence[dict[str, Any]]) -> None:
    """Declare by its id what nothing else tells from the others; where ids mean nothing, leave it out."""
    claims = Counter(identity(kind, one.declared) for one in exported)
    index = index_of(kind, among)
    for one in exported:
        key = identity(kind, one.declared)
        if key[0] and claims[key] == 1 and _finds(kind, one.declared, index[key]):
            continue
        if one.portable:
            one.leave_out(NO_OWN_NAME)
        else:
            one.secrets, one.doubts = [], []
            kind.declare(one, by_id=True)


def _finds(kind: Kind, declared: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]]) -> bool:
    try:
        return find(kind, {"state": "present", **declared}, candidates) is not None
    except InvalidOptions:
        return False
