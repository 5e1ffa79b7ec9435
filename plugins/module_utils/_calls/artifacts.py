# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings, logs and transcripts of ended calls as files, and the end of local copies that are too old."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .._engine.outcome import Failure, failed
from .._errors import InvalidOptions, NotFound, VapiError
from .._http.client import Client, segment
from .._http.throttle import PACE
from .._reports.summary import acted, amount, one_line
from .._resources.call import CALLS, ENDED
from .._schema.fields import Field, Schema
from .._schema.hints import SHOWN
from .._schema.times import moment_or_none, seconds_of, stamp
from .artifact_files import KINDS, MANIFEST, save_call
from .info import empty_range, listed_calls

WINDOW = ("phone_number", "created_at_ge", "created_at_lt", "newer_than")
"""Options that select calls by what they are."""


def _problems(options: dict[str, Any]) -> Iterator[str]:
    given = [name for name in WINDOW if options.get(name)]
    if options.get("call_ids") and given:
        yield f"{given[0]}: cannot be combined with call_ids. Remove one of them."
    if options.get("created_at_ge") and options.get("newer_than"):
        yield "newer_than: newer_than and created_at_ge are mutually exclusive; keep one."
    yield from empty_range(options, "created_at")


ARTIFACTS = Schema(
    "call artifacts",
    (
        Field("dest", "path", required=True, local=True, guard=True),
        Field("call_ids", "list", elements="str", format="uuid", local=True, guard=True),
        Field("phone_number", format="phone", local=True, guard=True),
        Field(
            "kinds",
            "list",
            elements="str",
            choices=KINDS,
            local=True,
            guard=True,
            default=["mono", "transcript", "call"],
        ),
        Field("created_at_ge", format="time", local=True, guard=True),
        Field("created_at_lt", format="time", local=True, guard=True),
        Field("newer_than", format="age", local=True, guard=True),
        Field("older_than", format="age", local=True, guard=True),
        *PACE,
    ),
    check=_problems,
)
GONE_CALL = "gone"
"""The status that a call gets here which the service does not know."""

STATES = ("saved", "unchanged", "missing")


def save_artifacts(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call_artifacts: artifacts of ended calls as files; local copies that are too old go."""
    directory = Path(options["dest"])
    _refuse_unusable(directory)
    found = list(_calls(options, client))
    limit = client.now() - seconds_of(options["older_than"]) if options.get("older_than") else float("-inf")
    calls = [call for call in found if call.get("status") == ENDED and _ended_at(call) >= limit]
    with ThreadPoolExecutor(max_workers=options["concurrency"]) as workers:
        outcomes = list(workers.map(lambda call: save_call(call, options["kinds"], directory, client), calls))
    failures = [(f"call {call['id']}", error) for call, (_saved, error) in zip(calls, outcomes) if error]
    removed, failed_removals = _remove_old(directory, options, client)
    counts = Counter(file["state"] for saved, _error in outcomes for file in saved)
    result = {
        "changed": counts["saved"] > 0 or bool(removed),
        "calls": [_shown(call, saved) for call, (saved, _error) in zip(calls, outcomes)],
        "removed": removed,
        "summary": {**{state: counts[state] for state in STATES}, "removed": len(removed)},
        "text": _text(counts, len(removed), client.check_mode),
        "warnings": list(_not_saved(found, limit)) if options.get("call_ids") else [],
    }
    if failures or failed_removals:
        head = f"{len(failures)} of {len(calls)} calls could not be saved; run again."
        unsaved = [_shown(call, saved) for call, (saved, error) in zip(calls, outcomes) if error]
        result.update(calls=unsaved[:SHOWN], **failed([*failures, *failed_removals], head))
    return result


def _refuse_unusable(directory: Path) -> None:
    """Raise InvalidOptions where no file can be written below a directory, in check mode too."""
    nearest = next(place for place in (directory, *directory.absolute().parents) if place.exists())
    if not nearest.is_dir():
        raise InvalidOptions(f"dest: {nearest} is not a directory. Name a directory.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise InvalidOptions(f"dest: this user may not write into {nearest}. Change its permissions, or name another.")


def _ended_at(call: Mapping[str, Any]) -> float:
    """When a call ended, else when it was made; now for one that says neither."""
    times = (moment_or_none(call.get(name)) for name in ("endedAt", "createdAt"))
    return next((at for at in times if at is not None), float("inf"))


def _not_saved(calls: Iterable[Mapping[str, Any]], limit: float) -> Iterator[str]:
    """Why calls that were asked for by their ids have no files."""
    for call in calls:
        if call.get("status") == GONE_CALL:
            yield f"call {call['id']}: no such call at the service; it may have been deleted. Check the id."
        elif call.get("status") != ENDED:
            yield f"call {call['id']}: has not ended (status {call.get('status')}). Run again after it ends."
        elif _ended_at(call) < limit:
            yield f"call {call['id']}: ended before older_than and is not saved."


def _shown(call: Mapping[str, Any], files: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": call["id"], "name": call.get("name"), "files": files}


def _calls(options: Mapping[str, Any], client: Client) -> Iterator[dict[str, Any]]:
    if options.get("call_ids"):
        for call_id in dict.fromkeys(one.lower() for one in options["call_ids"]):
            try:
                yield client.get(f"{CALLS}/{segment(call_id)}")
            except NotFound:
                yield {"id": call_id, "status": GONE_CALL}
        return
    newer_than = options.get("newer_than")
    since = {"created_at_ge": stamp(client.now() - seconds_of(newer_than))} if newer_than else {}
    yield from listed_calls({**options, **since}, client)


def _text(counts: Counter[str], removed: int, check: bool) -> str:
    saved = acted("saved", amount(counts["saved"], "file"), check)
    missing = f"{counts['missing']} not available" if counts["missing"] else ""
    old = acted("removed", amount(removed, "call"), check) if removed else ""
    return one_line([saved, f"{counts['unchanged']} unchanged", missing, old], "")


def _remove_old(directory: Path, options: Mapping[str, Any], client: Client) -> tuple[list[str], list[Failure]]:
    """Folders of calls whose newest file is older than ``older_than``, and those that cannot be removed.

    Only folders that have our manifest.
    """
    if not options.get("older_than") or not directory.is_dir():
        return [], []
    limit = time.time() - seconds_of(options["older_than"])
    removed: list[str] = []
    failures: list[Failure] = []
    for folder in sorted(directory.iterdir()):
        try:
            if _newest(folder) < limit:
                if not client.check_mode:
                    shutil.rmtree(folder)
                removed.append(str(folder))
        except FileNotFoundError:
            # Another run has removed it meanwhile, or is writing into it.
            continue
        except OSError as error:
            failures.append((f"folder {folder.name}", VapiError(f"cannot be removed ({error.strerror})")))
    return removed, failures


def _newest(folder: Path) -> float:
    """When the newest file of a call was written; never for a folder that is not ours."""
    if not (folder / MANIFEST).is_file():
        return float("inf")
    return max(file.stat().st_mtime for file in folder.iterdir())
