# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tools of every type."""

from __future__ import annotations

import re
from functools import lru_cache

from ..definitions import definition, names
from ..refusals import Refusal, refuse
from ..store import Org, Record
from .base import Request
from .defined import Defined

FUNCTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
INLINE_ONLY = ("ghl", "make", "output")
"""Types that the document has for an assistant's own tools, and not for POST /tool."""
NAMES = ("name", "function")
"""Where a tool's name may stand; most tables have neither."""


class Tools(Defined):
    """/tool"""

    kind = "tool"
    versioned = True

    def table(self, body: Record, record: Record | None) -> str:
        """A table for each type."""
        kinds = types()
        chosen = body.get("type") if record is None else record.get("type")
        if not isinstance(chosen, str) or chosen not in kinds:
            raise Refusal(400, [f"type must be one of the following values: {', '.join(kinds)}"])
        return ("Create" if record is None else "Update") + kinds[chosen]

    def checked(self, body: Record, record: Record | None) -> Record:
        """A name is kept, dropped or refused where no table has one; ``type`` in a PATCH is a switch."""
        table = definition(self.table(body, record))
        extra = {name: body[name] for name in NAMES if name in body and name not in table}
        if extra and self.switches.tool_names == "refuse":
            refuse([f"property {name} should not exist" for name in extra])
        own = {name: value for name, value in body.items() if name not in extra}
        self._check_type(own, record)
        super().checked({name: value for name, value in own.items() if record is None or name != "type"}, record)
        self._check_name(body, record)
        return own if self.switches.tool_names == "drop" else body

    def _check_type(self, body: Record, record: Record | None) -> None:
        how = self.switches.type_in_tool_patch
        if record is None:
            return
        if how == "refuse" and "type" in body:
            refuse(["property type should not exist"])
        if (how == "require" or "type" in body) and body.get("type") != record["type"]:
            refuse([f"type must be one of the following values: {record['type']}"])

    @staticmethod
    def _check_name(body: Record, record: Record | None) -> None:
        function = body.get("function")
        name = function.get("name") if isinstance(function, dict) else None
        if name is not None and not FUNCTION_NAME.fullmatch(str(name)):
            refuse([f"function.name must match /^{FUNCTION_NAME.pattern}$/ regular expression"])
        if record is None and body.get("type") == "function" and not name:
            refuse(["function.name should not be empty"])

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """Two writes at a time meet; one of them is turned away."""
        conflicts = int(record.get("_conflicts", 0))
        if conflicts < self.switches.tool_write_conflicts:
            self.store.put(org, self.kind, {**record, "_conflicts": conflicts + 1})
            raise Refusal(409, f"Tool {record['id']} was changed by another request.", "tool_write_conflict")
        return super().update(org, record, request)

    def remove(self, org: Org, record: Record) -> Record:
        """An assistant that pins a version of the tool holds it."""
        models = [one.get("model") or {} for one in org.records["assistant"].values()]
        if any(ref.get("toolId") == record["id"] for model in models for ref in model.get("toolRefs") or []):
            raise Refusal(409, f"Tool {record['id']} is pinned by an assistant.", "tool_pinned")
        return super().remove(org, record)


@lru_cache(maxsize=1)
def types() -> dict[str, str]:
    """The end of the table's name for each type of tool."""
    tables = [name for name in names() if name.startswith("Create") and name.endswith("ToolDTO")]
    found = {str(definition(name)["type"].enum[0]): name[len("Create") :] for name in tables}
    return {name: table for name, table in found.items() if name not in INLINE_ONLY}
