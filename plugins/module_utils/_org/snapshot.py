# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of an org that a run is about to change, as declarations that put them back: references stand by name."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from .._engine.job import Job
from .._engine.snapshot import Part, part
from .._http.client import Client
from .._resources.exported import Exported
from .._resources.references import References, name_in
from .._schema.redact import without_secrets
from .declaration import declare_object
from .declared import Object
from .definitions import references_in
from .files import read_content
from .objects import Objects
from .org import LISTS

CONTENT = "content"
"""Where a saved file has its content, as base64."""


def snapshot_objects(objects: Sequence[Object], references: References) -> dict[str, Part]:
    """What is about to change by the name of its list."""
    changing = [one for one in objects if one.plan.changed and one.record]
    kinds = {kind for one in changing for kind in one.kind.refers_to(one.record or {})}
    names = {kind: references.names(kind) for kind in sorted(kinds)}
    parts = {}
    for name, kind in LISTS.items():
        jobs = [one for one in objects if one.kind is kind]
        if jobs:
            declaration = partial(_declaration, kind, names, references.client)
            parts[name] = part(kind, jobs, references.all(kind.key), declaration)
    return parts


def _declaration(
    kind: Objects, names: Mapping[str, Mapping[str, str | None]], client: Client, job: Job
) -> tuple[dict[str, Any], list[str]]:
    """The object as it is, without its secrets, whose places are told; of a file also the content; and what it misses.

    ``names`` are those of what it refers to; the ids behind them are told by kind.
    """
    record = job.record or {}
    ids: dict[str, dict[str, str]] = defaultdict(dict)
    for found in references_in(record):
        name = names.get(found.kind, {}).get(found.name)
        if name:
            ids[found.kind][name] = found.name
    one = Exported(kind, record, names)
    # All of it: where an edge has two ends, each brings the other back.
    declare_object(one, kind.added, by_id=False)
    declared = {
        "id": record["id"],
        "name": name_in(record) or None,
        **{key: value for key, value in one.declared.items() if key == "prompt"},
        "definition": without_secrets(one.declared["definition"]),
        "secrets": sorted(set(one.secrets)),
        "ids": ids,
    }
    content = None if client.check_mode else read_content(record, client)
    if content is not None:
        declared[CONTENT] = base64.b64encode(content).decode()
    is_missed = "src" in kind.schema.by_name and content is None
    return declared, ["its content cannot be read; upload it again where it is deleted."] if is_missed else []
