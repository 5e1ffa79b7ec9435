# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting lines back as a snapshot has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .._engine.snapshot import created_after
from .._engine.writer import Progress
from .._errors import InvalidOptions
from .._http.client import Client
from .._reports.summary import entry_name, several_of
from .._schema.spec import with_defaults
from .._schema.validate import read
from .fleet import FLEET, ensure_lines
from .lines import LINES

Records = Sequence[Mapping[str, Any]]


def restore_lines(
    snapshot: Mapping[str, Any],
    file: Path,
    records: list[dict[str, Any]],
    client: Client,
    progress: Progress | None,
) -> dict[str, Any]:
    """The result of putting back the lines that are still there, as that of a fleet. Raises InvalidOptions."""
    ids = {record["id"] for record in records}
    problems: list[str] = []
    lines = [line for line in snapshot["lines"] if line.get("id") in ids]
    options = with_defaults(FLEET, read(FLEET, {"lines": lines}, problems))
    if problems:
        raise InvalidOptions(f"{file}: {' '.join(problems)}", hint="Use an unchanged snapshot.")
    result = ensure_lines(options, client, progress, records)
    result.pop("undeclared", None)
    told = list(_sentences(snapshot, result, records))
    return {**result, "warnings": [*result["warnings"], *told]}


def _sentences(snapshot: Mapping[str, Any], result: Mapping[str, Any], records: Records) -> Iterator[str]:
    """What could not be restored, one sentence for each kind."""
    yield from snapshot.get("not_restored", ())
    ids = {record["id"] for record in records}
    gone = [line for line in snapshot["lines"] if line.get("id") not in ids]
    with_server = {line.get("id") for line in snapshot["lines"] if line.get("server")}
    servers = [
        line for line in result["lines"] if line["id"] in with_server and "server" in line.get("changed_fields", ())
    ]
    for names, sentence in (
        (
            [next(iter(LINES.declared_names(line)), "without a name") for line in gone],
            "deleted since then, and a deleted number cannot be restored. Declare it to buy or import another.",
        ),
        (
            list(map(LINES.display_name, created_after(snapshot, "lines", records))),
            "created after the snapshot and not deleted. Delete it (state: absent) if it is not needed.",
        ),
        (
            list(map(entry_name, servers)),
            "its server is restored without headers, which cannot be read back. If it needs headers, provision it with "
            "update_secrets: always.",
        ),
    ):
        if names:
            yield f"{several_of('line', names)}: {sentence}"
