# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of what a run is about to change: their content and their files, for any kind."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .._errors import VapiError
from .._http.client import Client
from .._resources.kind import Kind
from .._schema.fields import Field
from .identity import org_of
from .job import Job
from .whole import whole_file

SNAPSHOTS = (
    Field("snapshot_dir", "path", local=True, guard=True),
    Field("snapshots_kept", "int", local=True, minimum=1, default=20),
)

# --- what is saved: pure ----------------------------------------------------------------------------------------------


@dataclass
class Part:
    """What a snapshot holds of one kind: declarations that restore what is there, sentences about their gaps, and when
    the newest object of the kind was made: what is newer came afterwards."""

    declarations: list[dict[str, Any]]
    not_restored: list[str]
    newest: str
    org_id: str | None
    is_changing: bool = False
    """Whether anything changes, be it that something is created."""


def part(
    kind: Kind,
    jobs: Iterable[Job],
    records: Sequence[Mapping[str, Any]],
    declaration: Callable[[Job], tuple[dict[str, Any], Iterable[str]]],
) -> Part:
    """What these jobs are about to change or delete, as ``declaration`` says it, with what it misses."""
    declarations, sentences = [], []
    changing = [job for job in jobs if job.plan.changed and job.error is None]
    for job in changing:
        if job.record:
            declared, missed = declaration(job)
            declarations.append(declared)
            sentences += [f"{kind.describe(declared)}: {sentence}" for sentence in missed]
    newest = max((str(record.get("createdAt", "")) for record in records), default="")
    return Part(declarations, sentences, newest, org_of(records), bool(changing))


def created_after(
    snapshot: Mapping[str, Any], name: str, records: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The records that are newer than a snapshot; none where it says nothing about the part of this name."""
    newest = snapshot.get("newest", {}).get(name)
    return [record for record in records if newest is not None and str(record.get("createdAt", "")) > newest]


def _content(parts: Mapping[str, Part], is_open: bool) -> dict[str, Any]:
    """A snapshot with the declarations of each part under its name; ``open``: the change has yet to be proven."""
    return {
        "org_id": next((one.org_id for one in parts.values() if one.org_id), None),
        "newest": {name: one.newest for name, one in parts.items()},
        "lines": [],
        **{name: one.declarations for name, one in parts.items()},
        "not_restored": [sentence for one in parts.values() for sentence in one.not_restored],
        **({"open": True} if is_open else {}),
    }


# --- files ------------------------------------------------------------------------------------------------------------


def save_before_writing(
    read: Callable[[], Mapping[str, Part]], options: Mapping[str, Any], client: Client
) -> str | None:
    """Where everything that is about to change was saved, before any of it changes; nowhere when nothing does.

    ``read`` is asked only where a folder is given. Raises VapiError when it cannot be saved.
    """
    parts = read() if options.get("snapshot_dir") else {}
    if not any(one.is_changing for one in parts.values()):
        return None
    snapshot = _content(parts, bool(options.get("snapshot_open")))
    # The names of one org's files sort by their time.
    moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H%M%S.%fZ")
    file = Path(os.path.abspath(options["snapshot_dir"])) / f"{moment}{_ending(snapshot['org_id'])}"
    if not client.check_mode:
        _save(snapshot, file, options["snapshots_kept"])
    return str(file)


def _ending(org_id: str | None) -> str:
    return f"_{re.sub(r'[^A-Za-z0-9-]', '-', org_id or 'new-org')}.json"


def _save(snapshot: Mapping[str, Any], file: Path, kept: int) -> None:
    """Write a snapshot, whole or not at all, for its owner's eyes only, and delete the org's oldest beyond ``kept``.

    Raises VapiError when it cannot be written.
    """
    try:
        _make(file.parent)
        _write(file, snapshot)
        _prune(files_of(str(file.parent), snapshot["org_id"]), kept)
    except OSError as error:
        raise VapiError(
            f"snapshot_dir: no snapshot can be saved in {file.parent} ({error.strerror})",
            hint="Nothing was written. Set snapshot_dir to a folder that this user can write to, or remove it.",
        ) from None


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _write(file: Path, snapshot: Mapping[str, Any]) -> None:
    with whole_file(file) as stream:
        stream.write(f"{json.dumps(snapshot, indent=2, ensure_ascii=False)}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())


def files_of(folder: str, org_id: str | None) -> list[Path]:
    """The org's snapshots, oldest first; none where there is no such folder."""
    return sorted(path for path in snapshots_in(folder) if path.name.endswith(_ending(org_id)))


def snapshots_in(folder: str) -> set[Path]:
    """The snapshots of all orgs; none where there is no such folder."""
    try:
        return set(Path(os.path.abspath(folder)).glob("*.json"))
    except OSError:
        return set()


def load(file: Path) -> dict[str, Any]:
    """A snapshot from its file. Raises VapiError when it cannot be read or is none."""
    try:
        snapshot = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise VapiError(f"{file}: cannot be read ({error.strerror})", hint="Use an existing snapshot.") from None
    except ValueError:
        snapshot = None
    if not isinstance(snapshot, dict) or not isinstance(snapshot.get("lines"), list):
        raise VapiError(f"{file}: is not a snapshot", hint="Use a file that a run with snapshot_dir saved.")
    return snapshot


def is_open(file: Path) -> bool:
    """Whether the change that a snapshot was saved for has yet to be proven; what cannot be read is not."""
    try:
        return bool(load(file).get("open"))
    except VapiError:
        return False


def close(file: Path) -> None:
    """Mark a snapshot as proven or restored. Raises VapiError when it cannot be written."""
    snapshot = {name: value for name, value in load(file).items() if name != "open"}
    try:
        _write(file, snapshot)
    except OSError as error:
        raise VapiError(f"{file}: cannot be written ({error.strerror})", hint="Check its permissions.") from None


def _prune(files: Sequence[Path], kept: int) -> None:
    for file in files[:-kept]:
        if is_open(file):
            continue
        # Another run may prune the same folder in this moment.
        with suppress(FileNotFoundError):
            file.unlink()
