# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run is about to change, as lines that put it back when they are declared; and the files they are kept in."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from .._errors import VapiError
from .._resources.phone_number import LINE, ROUTE_IDS
from .._schema.convert import to_api, to_options
from .._schema.diff import Plan, plan_update
from .._schema.fields import Field, Schema
from .._schema.redact import redact, secret_values
from .._schema.validate import read
from .lines import LINES

CLEARED = ("name", *ROUTE_IDS, "server", "fallback_destination", "hooks")
"""What every line can have and be without: a null says that there was none."""

KEPT = ("number", "sip_uri", "credential_id", "sms_enabled")
"""What is put back where a line has it. What comes with a secret is not, for a secret is never read."""


class Change(NamedTuple):
    """A line as declared, as the service has it, and what is about to happen to it."""

    line: Mapping[str, Any]
    record: Mapping[str, Any]
    plan: Plan


# --- what is saved: pure ----------------------------------------------------------------------------------------------


def content(changes: Iterable[Change], records: Iterable[Mapping[str, Any]], is_open: bool = False) -> dict[str, Any]:
    """A snapshot: ``lines`` are declarations for vapi_call_lines, ``not_restored`` sentences about what they miss.

    ``open`` says that the change has yet to be proven, so that the way back begins here.
    ``org_id`` says whose they are, ``newest`` when the org's newest line was made: what is newer came afterwards.
    """
    lines, sentences = [], []
    for change in changes:
        line = declaration(change)
        lines.append(line)
        sentences += [f"{LINES.describe(line)}: {sentence}" for sentence in _missed(change, line)]
    known = list(records)
    return {
        "org_id": next((str(record["orgId"]) for record in known if record.get("orgId")), None),
        "newest": max((str(record.get("createdAt", "")) for record in known), default=""),
        "lines": lines,
        "not_restored": sentences,
        **({"open": True} if is_open else {}),
    }


def declaration(change: Change) -> dict[str, Any]:
    """The line as it is, as options without any secret: declared again, it is made exactly so."""
    record = change.record
    options = redact(to_options(LINE, record), secret_values(LINE, change.line))
    # A number of one's own trunk is read by the rules of its own switch.
    known = {name: options[name] for name in ("id", "provider", "number_e164_check_enabled") if name in options}
    values = {name: _spelled_out(LINE.field(name), options.get(name)) for name in (*CLEARED, *KEPT)}
    return {
        **known,
        **{
            name: value
            for name, value in values.items()
            if (name in CLEARED or value is not None) and round_trips({**known, name: value}, name, record)
        },
    }


def _spelled_out(field: Field, value: Any) -> Any:
    """The value with a null for all that is not there: what a later change adds is then taken away again."""
    if value is None:
        return [] if field.empty == [] else field.service_default
    if isinstance(value, list):
        return [_object(field.schema, item) if field.schema else item for item in value]
    return _object(field.schema, value) if field.schema else value


def _object(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    variant = value.get(schema.selector) if schema.selector else None
    absent = {
        field.name: None
        for field in schema.fields
        if field.name not in value and field.exists_for(variant) and not (field.secret or field.required_for(variant))
    }
    return {**absent, **{name: _spelled_out(schema.field(name), item) for name, item in value.items()}}


def round_trips(line: Mapping[str, Any], name: str, record: Mapping[str, Any]) -> bool:
    """Whether the option is understood when it is declared, and is what the record has, nothing being held back."""
    problems: list[str] = []
    declared = read(LINE, line, problems)
    return not problems and not plan_update(LINE, to_api(LINE, {name: declared.get(name)}), record).changed


def _missed(change: Change, line: Mapping[str, Any]) -> Iterator[str]:
    missed = [name for name in change.plan.fields if name not in line]
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
