# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org's objects as declarations: what, declared again, changes nothing, and makes the same org elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .._engine.export import export
from .._engine.identity import org_of
from .._http.client import Client
from .._reports.vault import fill
from .._resources.exported import Exported
from .._resources.references import References
from .._resources.retirement import day_of, warnings
from .._schema.fields import Field, Schema
from .org import LISTS

ORG_EXPORT = Schema(
    "org export",
    (
        Field("kinds", "list", elements="str", choices=tuple(LISTS), guard=True),
        Field("names", "list", elements="str", format="match", guard=True),
        Field("portable", "bool", default=False),
    ),
)

STEPS = re.compile(r"[A-Za-z_]\w*")
"""The keys on the way to a place such as ``model.tools[0].server.secret``."""


def org_info(options: dict[str, Any], client: Client, template: Callable[[str], str] = str) -> dict[str, Any]:
    """The use case of vapi_org_info: a list for each kind, the vault variables they need, and what they miss.

    ``template`` makes what stands in the place of a secret of its text.
    """
    exported = export_objects(options, client)
    every = [one for several in exported.values() for one in several]
    today = day_of(client.now())
    secrets = [
        {"variable": variable, "object": one.describe, "path": path, "key": STEPS.findall(path)[-1]}
        for one, path, variable in fill(every, template)
    ]
    doubts = [text for one in every for text in (*one.sentences, *warnings(one.describe, one.record, today))]
    return {
        "changed": False,
        **{name: [one.declared for one in several if one.declared] for name, several in exported.items()},
        "secrets": secrets,
        "org_id": org_of(one.record for one in every),
        "warnings": doubts,
    }


def export_objects(options: Mapping[str, Any], client: Client) -> dict[str, list[Exported]]:
    """The org's own objects of ``kinds``, or of all, by the name of their list; each kind is read once."""
    wanted = options.get("kinds")
    kinds = {name: kind for name, kind in LISTS.items() if wanted is None or name in wanted}
    references = References(client)
    references.read({kind.key for kind in kinds.values()})
    return {name: export(kind, options, references.all(kind.key), references) for name, kind in kinds.items()}
