# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting lines back as a snapshot has them, and closing snapshots whose change was proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .._engine.identity import refuse_other_org
from .._engine.snapshot import close, files_of, is_open, load
from .._errors import InvalidOptions, VapiError
from .._http.client import Client
from .._http.throttle import PACE
from .._reports.files import folder
from .._reports.summary import acted, amount, with_names
from .._schema.fields import Field, Schema
from .._schema.spec import with_defaults
from .._schema.validate import read
from .fleet import FLEET
from .fleet import manage as apply_fleet
from .lines import LINES

Records = Sequence[Mapping[str, Any]]

LATEST = "latest"
RESTORE = Schema(
    "restore",
    (
        Field("snapshot", local=True, default=LATEST, guard=True),
        Field("snapshot_dir", "path", local=True, guard=True),
        Field("state", local=True, choices=("restored", "proven"), default="restored"),
        Field("open_only", "bool", local=True, default=False),
        Field("org_id", format="uuid", local=True, guard=True),
        *PACE,
    ),
)


def manage(
    options: dict[str, Any], client: Client, progress: Callable[[int, int, int], None] | None = None
) -> dict[str, Any]:
    """The use case of vapi_call_lines_restore. Raises InvalidOptions when there is no snapshot to begin at."""
    records = list(LINES.all(client))
    refuse_other_org(options, records)
    org_id = next((str(record["orgId"]) for record in records if record.get("orgId")), None)
    files = files_of(options["snapshot_dir"], org_id) if options.get("snapshot_dir") else []
    opened = [file for file in files if is_open(file)]
    if options["state"] == "proven":
        return _nothing(_close(opened, client), f"{len(opened)} snapshots closed, as their changes are proven")
    if options["open_only"] and not opened:
        return _nothing(False, "no open snapshot, nothing to put back")
    file = _begin(options, org_id, opened, files)
    result = _restored(_snapshot_of(file, org_id), file, records, client, progress)
    if not result.get("failed") and file in opened:
        # What was changed after the oldest one is put back with it.
        _close(opened[opened.index(file) :], client)
    return result


def _nothing(changed: bool, text: str) -> dict[str, Any]:
    return {"changed": changed, "snapshot": None, "lines": [], "summary": {}, "diff": [], "warnings": [], "text": text}


def _close(files: Sequence[Path], client: Client) -> bool:
    for file in [] if client.check_mode else files:
        close(file)
    return bool(files)


def _begin(options: Mapping[str, Any], org_id: str | None, opened: Sequence[Path], files: Sequence[Path]) -> Path:
    """The snapshot that is asked for; ``latest`` is the oldest open one, else the newest of all."""
    if options["snapshot"] != LATEST:
        return folder(options["snapshot"])
    if not files:
        place = options.get("snapshot_dir") or "any folder"
        raise InvalidOptions(
            f"snapshot: there is none of the org {org_id} in {place}",
            hint="Set snapshot_dir to where they are saved, or snapshot to a file.",
        )
    return opened[0] if opened else files[-1]


def _snapshot_of(file: Path, org_id: str | None) -> dict[str, Any]:
    snapshot = load(file)
    if org_id and snapshot.get("org_id") not in (None, org_id):
        raise VapiError(f"{file}: is a snapshot of another org", hint=f"Take one whose name ends with {org_id}.json.")
    return snapshot


def _restored(
    snapshot: Mapping[str, Any],
    file: Path,
    records: list[dict[str, Any]],
    client: Client,
    progress: Callable[[int, int, int], None] | None,
) -> dict[str, Any]:
    ids = {record["id"] for record in records}
    problems: list[str] = []
    lines = [line for line in snapshot["lines"] if line.get("id") in ids]
    options = with_defaults(FLEET, read(FLEET, {"lines": lines}, problems))
    if problems:
        raise InvalidOptions(f"{file}: {' '.join(problems)}", hint="Take an unchanged snapshot.")
    result = apply_fleet(options, client, progress, records)
    result.pop("undeclared", None)
    told = list(_sentences(snapshot, result, records))
    names = [_name(line) for line in result["lines"] if line["action"] == "updated"]
    text = f"{acted('put back', str(len(names)), client.check_mode, names)} from {file}"
    return {**result, "snapshot": str(file), "text": text, "warnings": [*result["warnings"], *told]}


def _sentences(snapshot: Mapping[str, Any], result: Mapping[str, Any], records: Records) -> Iterator[str]:
    """What could not be put back, one sentence for each kind."""
    yield from snapshot.get("not_restored", ())
    ids = {record["id"] for record in records}
    gone = [line for line in snapshot["lines"] if line.get("id") not in ids]
    newer = [record for record in records if str(record.get("createdAt", "")) > str(snapshot.get("newest", ""))]
    with_server = {line.get("id") for line in snapshot["lines"] if line.get("server")}
    servers = [
        line for line in result["lines"] if line["id"] in with_server and "server" in line.get("changed_fields", ())
    ]
    for lines, sentence in (
        (gone, "deleted since then, and a deleted number does not come back. Declare it to buy or import another."),
        (newer, "made after the snapshot, and stays. Delete it with state: absent if it is not needed."),
        (
            servers,
            "its server is put back without headers, as they are never read. If it needs any, provision it with "
            "update_secrets: always.",
        ),
    ):
        if lines:
            yield f"{_subject(lines)}: {sentence}"


def _subject(lines: Sequence[Mapping[str, Any]]) -> str:
    if len(lines) == 1:
        return f"line {_name(lines[0])!r}"
    return f"{amount(len(lines), 'line')} ({with_names([_name(line) for line in lines])})"


def _name(line: Mapping[str, Any]) -> str:
    """What a record, a declaration or a result is called."""
    names = ("name", "number", "sipUri", "sip_uri", "id")
    return str(next((line[name] for name in names if line.get(name)), "without a name"))
