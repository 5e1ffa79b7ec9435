# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org's numbers as declarations: what, declared again, changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .._engine.export import export
from .._engine.identity import org_of
from .._http.client import Client
from .._reports.inventory_text import slug
from .._reports.vault import fill
from .._resources.answering import retirement_warnings
from .._resources.exported import Exported
from .._resources.phone_number import LINE, PROVIDERS
from .._resources.references import References
from .._schema.convert import unknown_fields
from .._schema.diff import without_nulls
from .._schema.fields import Field, Schema, snake
from .declaration import in_order
from .lines import LINES

EXPORT = Schema(
    "export",
    (
        Field("names", "list", elements="str", format="match", guard=True),
        Field("providers", "list", elements="str", choices=PROVIDERS, guard=True),
        Field("numbers", "list", elements="str", format="match", guard=True),
        Field("portable", "bool", default=False),
    ),
)


def lines_info(options: dict[str, Any], client: Client, template: Callable[[str], str] = str) -> dict[str, Any]:
    """The use case of vapi_call_lines_info: declarations, the vault variables they need, and what they miss.

    ``template`` makes what stands in the place of a secret of its text.
    """
    # What refers to lines by name has read them already.
    records = list(LINES.cached(client).values())
    references = References(client)
    exported = export(LINES, options, records, references)
    chosen = [one.record for one in exported]
    secrets = [
        {"variable": variable, "line": one.name, "option": path}
        for one, path, variable in fill(exported, template, _account)
    ]
    doubts = [sentence for one in exported for sentence in one.sentences]
    return {
        "changed": False,
        "call_lines": [in_order(one.declared) for one in exported if one.declared],
        "secrets": secrets,
        "org_id": org_of(records),
        "warnings": [*doubts, *_undocumented(chosen), *retirement_warnings(chosen, references)],
    }


def _account(one: Exported, path: str) -> str:
    """A Twilio account's secret is the same for all of its lines."""
    return slug(one.declared.get("twilio_account_sid") or "") if path.startswith("twilio_") else ""


def _undocumented(records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One sentence about what the service shows and no document names, however many lines have it."""
    counts = Counter(path for record in records for path in _without_option(record))
    if counts:
        shown = ", ".join(f"{path} ({count})" for path, count in sorted(counts.items()))
        yield f"fields without an option are not exported (with the number of lines): {shown}."


def _without_option(record: Mapping[str, Any]) -> set[str]:
    paths = unknown_fields(LINE, without_nulls(record))
    return {".".join(map(snake, path.replace("[]", "").split("."))) for path in paths}
