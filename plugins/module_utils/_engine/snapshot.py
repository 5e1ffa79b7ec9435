# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of what a run is about to change: their content and their files, for any kind."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .._errors import VapiError
from .._resources.kind import Kind
from .ensure import Job

# --- what is saved: pure ----------------------------------------------------------------------------------------------


def content(
    kind: Kind,
    changing: Iterable[Job],
    records: Sequence[Mapping[str, Any]],
    declaration: Callable[[Job], dict[str, Any]],
    is_open: bool = False,
) -> dict[str, Any]:
    """A snapshot: ``lines`` are declarations that put back what is there, ``not_restored`` sentences about their gaps.

    ``open`` says that the change has yet to be proven, so that the way back begins here.
    ``org_id`` says whose they are, ``newest`` when the org's newest object was made: what is newer came afterwards.
    """
    lines, sentences = [], []
    for job in changing:
        line = declaration(job)
        lines.append(line)
        sentences += [f"{kind.describe(line)}: {sentence}" for sentence in _missed(job, line)]
    return {
        "org_id": next((str(record["orgId"]) for record in records if record.get("orgId")), None),
        "newest": max((str(record.get("createdAt", "")) for record in records), default=""),
        "lines": lines,
        "not_restored": sentences,
        **({"open": True} if is_open else {}),
    }


def _missed(job: Job, line: Mapping[str, Any]) -> Iterator[str]:
    missed = [name for name in job.plan.fields if name not in line]
    if missed:
        yield f"{', '.join(missed)} cannot be read back as a whole; declare it as it was."


# --- files ------------------------------------------------------------------------------------------------------------


def place(folder: str, org_id: str | None) -> Path:
    """The file of a snapshot that is taken now; the names of one org's files sort by their time."""
    moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H%M%S.%fZ")
    return Path(os.path.abspath(folder)) / f"{moment}{_ending(org_id)}"


def _ending(org_id: str | None) -> str:
    return f"_{re.sub(r'[^A-Za-z0-9-]', '-', org_id or 'new-org')}.json"


def save(snapshot: Mapping[str, Any], file: Path, kept: int) -> None:
    """Write a snapshot, whole or not at all, for its owner's eyes only, and delete the org's oldest beyond ``kept``.

    Raises VapiError when it cannot be written.
    """
    try:
        _make(file.parent)
        _write(file, json.dumps(snapshot, indent=2, ensure_ascii=False) + "\n")
        ending = _ending(snapshot["org_id"])
        _prune(sorted(path for path in file.parent.iterdir() if path.name.endswith(ending)), kept)
    except OSError as error:
        raise VapiError(
            f"snapshot_dir: no snapshot can be saved in {file.parent} ({error.strerror})",
            hint="Nothing was written. Name a folder in which this user may write, or leave snapshot_dir out.",
        ) from None


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _write(file: Path, text: str) -> None:
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".unfinished")
    try:
        with open(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, file)
    except OSError:
        os.unlink(unfinished)
        raise


def files_of(folder: str, org_id: str | None) -> list[Path]:
    """The org's snapshots, oldest first; none where there is no such folder."""
    try:
        return sorted(path for path in Path(os.path.abspath(folder)).iterdir() if path.name.endswith(_ending(org_id)))
    except OSError:
        return []


def load(file: Path) -> dict[str, Any]:
    """A snapshot from its file. Raises VapiError when it cannot be read or is none."""
    try:
        snapshot = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise VapiError(f"{file}: cannot be read ({error.strerror})", hint="Name a snapshot that exists.") from None
    except ValueError:
        snapshot = None
    if not isinstance(snapshot, dict) or not isinstance(snapshot.get("lines"), list):
        raise VapiError(f"{file}: is no snapshot", hint="Name a file that a run with snapshot_dir has saved.")
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
        _write(file, json.dumps(snapshot, indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        raise VapiError(f"{file}: cannot be written ({error.strerror})", hint="Check its permissions.") from None


def _prune(files: Sequence[Path], kept: int) -> None:
    for file in files[:-kept]:
        if is_open(file):
            continue
        # Another run may prune the same folder in this moment.
        with suppress(FileNotFoundError):
            file.unlink()
