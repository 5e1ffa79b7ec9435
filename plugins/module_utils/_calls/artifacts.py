# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings, logs and transcripts of ended calls as files: each written whole or not at all, and downloaded once.

The service answers ``GET /call/{id}/mono-recording`` and the like with a redirect to a short-lived URL (documented);
the key goes to the API alone. A folder per call holds the files and ``manifest.json`` with their checksums.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from .._engine.outcome import failed
from .._errors import NotFound, Refused, VapiError
from .._http.client import Client, segment
from .._http.throttle import PACE
from .._reports.summary import acted, amount
from .._resources.call import CALLS, ENDED
from .._resources.references import number_of
from .._schema.fields import Field, Schema, camel
from .._schema.redact import is_secret
from .._schema.times import seconds_of, stamp
from .report import as_options

DOWNLOADED = {
    "mono": ("mono-recording", "wav"),
    "stereo": ("stereo-recording", "wav"),
    "customer": ("customer-recording", "wav"),
    "assistant": ("assistant-recording", "wav"),
    "video": ("video-recording", "mp4"),
    "pcap": ("pcap", "pcap"),
    "call_logs": ("call-logs", "jsonl.gz"),
}
"""Kinds that are files at the service: the last part of their path, and the ending of our file."""

WRITTEN: dict[str, tuple[Callable[[Mapping[str, Any]], str], str]] = {
    "transcript": (lambda call: str((call.get("artifact") or {}).get("transcript") or ""), "txt"),
    "structured_outputs": (lambda call: _json((call.get("artifact") or {}).get("structuredOutputs")), "json"),
    "call": (lambda call: _json(without_urls(as_options(call))), "json"),
}
"""Kinds that are parts of the call itself: how the text is made of it, and the ending of our file."""

KINDS = (*DOWNLOADED, *WRITTEN)
MANIFEST = "manifest.json"
GONE = (403, 404, 410)
"""Statuses by which the service or its storage says that an artifact is not there, or not any more."""


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n" if value else ""


def without_urls(value: Any) -> Any:
    """The data without keys of URLs, which lead to storage for whoever has them, and without secrets."""
    if isinstance(value, Mapping):
        return {
            key: without_urls(item)
            for key, item in value.items()
            if not (str(key).endswith("url") or is_secret(key, item))
        }
    return [without_urls(item) for item in value] if isinstance(value, list) else value


class Folder:
    """The files of one call, with what is known of them."""

    def __init__(self, directory: Path, call_id: str) -> None:
        self.path = directory / segment(call_id)
        self.files: dict[str, dict[str, Any]] = {}
        # Without a readable manifest everything is fetched anew.
        with suppress(OSError, ValueError):
            self.files = dict(json.loads((self.path / MANIFEST).read_text(encoding="utf-8")))

    def has(self, name: str) -> bool:
        """Whether the file is there as it was written."""
        known = self.files.get(name) or {}
        file = self.path / name
        return bool(known.get("sha256")) and file.is_file() and checksum(file) == known["sha256"]

    def keep(self, name: str, write: Callable[[Any], object]) -> None:
        """Write a file, and what is known of it into the manifest."""
        self._replace(name, write)
        self.files[name] = {"sha256": checksum(self.path / name), "size": (self.path / name).stat().st_size}
        manifest = json.dumps(dict(sorted(self.files.items())), indent=2) + "\n"
        self._replace(MANIFEST, lambda stream: stream.write(manifest.encode()))

    def _replace(self, name: str, write: Callable[[Any], object]) -> None:
        """Write a file whole, for its owner's eyes only; nothing is left of one that fails."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, unfinished = tempfile.mkstemp(dir=self.path, prefix=".", suffix=".unfinished")
        try:
            with open(descriptor, "wb") as stream:
                write(stream)
            os.replace(unfinished, self.path / name)
        except BaseException:
            os.unlink(unfinished)
            raise


def checksum(file: Path) -> str:
    """The SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


# --- one call ---------------------------------------------------------------------------------------------------------


def save_call(call: Mapping[str, Any], kinds: Iterable[str], directory: Path, client: Client) -> list[dict[str, Any]]:
    """The artifacts of one ended call: kind, path, and a state, which is saved, unchanged or missing.

    Raises VapiError for what could not be downloaded or written; what the service has no more is missing, no error.
    """
    folder = Folder(directory, str(call["id"]))
    saved = []
    for kind in kinds:
        name = f"{kind}.{(DOWNLOADED.get(kind) or WRITTEN[kind])[1]}"
        save_one = _save_part if kind in WRITTEN else _save_download
        saved.append(
            {"kind": kind, "path": str(folder.path / name), "state": save_one(call, kind, name, folder, client)}
        )
    return saved


def _save_part(call: Mapping[str, Any], kind: str, name: str, folder: Folder, client: Client) -> str:
    content = WRITTEN[kind][0](call).encode()
    if not content:
        return "missing"
    if folder.has(name) and folder.files[name]["sha256"] == hashlib.sha256(content).hexdigest():
        return "unchanged"
    client.unless_check_mode(lambda: folder.keep(name, lambda stream: stream.write(content)))
    return "saved"


def _save_download(call: Mapping[str, Any], kind: str, name: str, folder: Folder, client: Client) -> str:
    if folder.has(name):
        return "unchanged"
    path = f"{CALLS}/{segment(str(call['id']))}/{DOWNLOADED[kind][0]}"
    try:
        url = client.redirect_of(path)
        packed = name.endswith(".gz")
        client.unless_check_mode(lambda: folder.keep(name, lambda stream: client.download(url, stream, packed)))
    except Refused as error:
        if error.status not in GONE:
            raise
        return "missing"
    return "saved"


# --- all calls --------------------------------------------------------------------------------------------------------

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
)
GONE_CALL = "gone"
"""The status that a call gets here which the service does not know."""

STATES = ("saved", "unchanged", "missing")


def save_artifacts(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call_artifacts: artifacts of ended calls as files; local copies that are too old go."""
    directory = Path(options["dest"])
    found = list(_calls(options, client))
    calls = [call for call in found if call.get("status") == ENDED]
    with ThreadPoolExecutor(max_workers=options["concurrency"]) as workers:
        outcomes = list(workers.map(lambda call: _attempt(call, options["kinds"], directory, client), calls))
    removed = _remove_old(directory, options, client)
    files = [file for saved, _error in outcomes for file in saved]
    counts = Counter(file["state"] for file in files)
    result = {
        "changed": counts["saved"] > 0 or bool(removed),
        "calls": [_shown(call, saved) for call, (saved, _error) in zip(calls, outcomes)],
        "removed": removed,
        "summary": {**{state: counts[state] for state in STATES}, "removed": len(removed)},
        "text": _text(counts, len(removed), client.check_mode),
        "warnings": list(_not_saved(found)) if options.get("call_ids") else [],
    }
    failures = [(f"call {call['id']}", error) for call, (_saved, error) in zip(calls, outcomes) if error]
    if failures:
        result.update(failed(failures, f"{len(failures)} of {len(calls)} calls could not be saved; run again."))
    return result


def _not_saved(calls: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Why calls that were asked for by their ids have no files."""
    for call in calls:
        if call.get("status") == GONE_CALL:
            yield f"call {call['id']}: the service has no such call, or not any more."
        elif call.get("status") != ENDED:
            yield f"call {call['id']}: has not ended (status {call.get('status')}). Run again when it has."


def _shown(call: Mapping[str, Any], files: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": call["id"], "name": call.get("name"), "files": files}


def _attempt(
    call: Mapping[str, Any], kinds: Iterable[str], directory: Path, client: Client
) -> tuple[list[dict[str, Any]], VapiError | None]:
    try:
        return save_call(call, kinds, directory, client), None
    except OSError as error:
        return [], VapiError(f"cannot be written below {directory} ({error.strerror})", hint="Check dest.")
    except VapiError as error:
        return [], error


def _calls(options: Mapping[str, Any], client: Client) -> Iterator[dict[str, Any]]:
    if options.get("call_ids"):
        for call_id in dict.fromkeys(one.lower() for one in options["call_ids"]):
            try:
                yield client.get(f"{CALLS}/{segment(call_id)}")
            except NotFound:
                yield {"id": call_id, "status": GONE_CALL}
        return
    query = {camel(name): options[name] for name in ("created_at_ge", "created_at_lt") if options.get(name)}
    if options.get("newer_than"):
        query["createdAtGe"] = stamp(client.now() - seconds_of(options["newer_than"]))
    if options.get("phone_number"):
        query["phoneNumberId"] = number_of(options["phone_number"], client)["id"]
    yield from client.dated_pages(CALLS, **query)


def _text(counts: Counter[str], removed: int, check: bool) -> str:
    parts = [acted("saved", amount(counts["saved"], "file"), check), f"{counts['unchanged']} unchanged"]
    parts += [f"{counts['missing']} not available"] * bool(counts["missing"])
    return ", ".join([*parts, *[acted("removed", amount(removed, "call"), check)] * bool(removed)])


def _remove_old(directory: Path, options: Mapping[str, Any], client: Client) -> list[str]:
    """Folders of calls whose newest file is older than ``older_than``; only folders that have our manifest."""
    if not options.get("older_than") or not directory.is_dir():
        return []
    limit = time.time() - seconds_of(options["older_than"])
    old = [folder for folder in sorted(directory.iterdir()) if _newest(folder) < limit]
    for folder in old:
        client.unless_check_mode(partial(shutil.rmtree, folder))
    return [str(folder) for folder in old]


def _newest(folder: Path) -> float:
    if not (folder / MANIFEST).is_file():
        return float("inf")
    return max(file.stat().st_mtime for file in folder.iterdir())
