# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting an org back as a snapshot has it, objects and then lines, and closing snapshots whose change was proven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from ._engine.bulk import RESULTS
from ._engine.identity import org_of
from ._engine.outcome import failed_together
from ._engine.snapshot import close, files_of, is_open, load, snapshots_in
from ._engine.writer import Progress
from ._errors import InvalidOptions, VapiError
from ._http.client import Client
from ._http.throttle import PACE
from ._org.org import LISTS
from ._org.restore import restore_objects
from ._phone_numbers.lines import LINES
from ._phone_numbers.restore import restore_lines
from ._reports.files import folder
from ._reports.summary import acted, amount, entry_name
from ._schema.fields import Field, Schema
from ._schema.strike import with_texts

Result = dict[str, Any]

LATEST = "latest"
RESTORE = Schema(
    "restore",
    (
        Field("snapshot", local=True, default=LATEST, guard=True),
        Field("snapshot_dir", "path", local=True, guard=True),
        Field("state", local=True, choices=("restored", "proven"), default="restored"),
        Field("open_only", "bool", local=True, default=False),
        *PACE,
    ),
)


def restore_snapshot(options: dict[str, Any], client: Client, progress: Progress | None = None) -> Result:
    """The use case of vapi_call_lines_restore. Raises InvalidOptions where no snapshot is found."""
    records = list(LINES.all(client))
    org_id = _org_id(records, client)
    files = files_of(options["snapshot_dir"], org_id) if options.get("snapshot_dir") else []
    opened = [file for file in files if is_open(file)]
    if options["state"] == "proven":
        return _nothing(_close(opened, client), f"{amount(len(opened), 'snapshot')} closed: the changes are proven")
    if org_id is None and options["snapshot"] == LATEST:
        _refuse_guessing(options, files)
    if options["open_only"] and not opened:
        return _nothing(False, "no open snapshot, nothing to restore")
    file = _begin(options, org_id, opened, files)
    result = _restored(_snapshot_of(file, org_id), file, records, options, client, progress)
    if not result.get("failed") and file in opened:
        # What was changed after the oldest one is restored with it.
        _close(opened[opened.index(file) :], client)
    return result


def _org_id(lines: Iterable[Mapping[str, Any]], client: Client) -> str | None:
    """The org's id, as it is given, else by its lines, else by the first other object that tells it."""
    if client.org_id:
        return client.org_id
    others = (kind.cached(client).values() for kind in LISTS.values())
    return next(filter(None, map(org_of, chain([lines], others))), None)


def _refuse_guessing(options: Mapping[str, Any], files: Sequence[Path]) -> None:
    """Raise InvalidOptions where an org that nothing names, as all of it was deleted, may have snapshots."""
    named = snapshots_in(options["snapshot_dir"]) - set(files) if options.get("snapshot_dir") else ()
    if any(is_open(file) or not options["open_only"] for file in named):
        raise InvalidOptions(
            "snapshot: this org is empty, so nothing tells which snapshots are its own",
            hint="Set org_id (vapi_org_id) to its id, or snapshot (restore_snapshot) to a file.",
        )


def _nothing(changed: bool, text: str) -> Result:
    empty: Result = {"snapshot": None, "lines": [], "objects": [], "summary": {}, "diff": [], "warnings": []}
    return {"changed": changed, **empty, "text": text}


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
            f"snapshot: no snapshot of {f'the org {org_id}' if org_id else 'this org'} in {place}",
            hint="Set snapshot_dir (call_lines_snapshot_dir in inventory) to their directory, or snapshot "
            "(restore_snapshot) to a file.",
        )
    return opened[0] if opened else files[-1]


def _snapshot_of(file: Path, org_id: str | None) -> dict[str, Any]:
    snapshot = load(file)
    if org_id and snapshot.get("org_id") not in (None, org_id):
        raise VapiError(f"{file}: is a snapshot of another org", hint=f"Use one whose name ends with {org_id}.json.")
    return snapshot


def _restored(
    snapshot: dict[str, Any],
    file: Path,
    records: list[dict[str, Any]],
    options: Mapping[str, Any],
    client: Client,
    progress: Progress | None,
) -> Result:
    """Objects first, as lines lead to them; a line then leads to the new id of what was made again."""
    objects, made = restore_objects(snapshot, options, client, progress)
    if made:
        records = list(LINES.all(client))
    saved = {**snapshot, "lines": with_texts(snapshot["lines"], lambda text: made.get(text, text))}
    lines = restore_lines(saved, file, records, client, progress)
    names = [*_put_back(objects["objects"]), *_put_back(lines["lines"])]
    text = f"{acted('restored', str(len(names)), client.check_mode, names)} from {file}"
    return {
        **lines,
        **failed_together((objects, lines)),
        "objects": objects["objects"],
        "changed": objects["changed"] or lines["changed"],
        "summary": {action: objects["summary"][action] + lines["summary"][action] for action in RESULTS},
        "diff": [*objects["diff"], *lines["diff"]],
        "warnings": [*objects["warnings"], *lines["warnings"]],
        "snapshot": str(file),
        "text": text,
    }


def _put_back(results: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in results:
        if one["action"] in ("created", "updated"):
            yield entry_name(one)
