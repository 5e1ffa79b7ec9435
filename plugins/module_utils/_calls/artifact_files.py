# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of one call: each written whole or not at all, for its owner's eyes only, and downloaded once.

The service answers ``GET /call/{id}/mono-recording`` and the like with a redirect to a short-lived URL (documented);
the key goes to the API alone. A folder per call holds the files and ``manifest.json`` with their checksums.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .._engine.whole import UNFINISHED, whole_file
from .._errors import Refused, VapiError
from .._http.client import Client, segment
from .._resources.call import CALLS
from .._schema.redact import is_secret, without
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
ABANDONED = 3600
"""Seconds after which a file that was not finished no longer belongs to a run."""

GONE = (403, 404, 410)
"""Statuses by which the service or its storage says that an artifact does not exist, or no longer exists."""


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n" if value else ""


def without_urls(value: Any) -> Any:
    """The data without keys of URLs, which lead to storage for whoever has them, and without secrets."""
    return without(value, lambda key, item: str(key).lower().endswith(("url", "urls")) or is_secret(key, item))


class Folder:
    """The files of one call, with what is known of them."""

    def __init__(self, directory: Path, call_id: str) -> None:
        self.path = directory / segment(call_id)
        self.files = self._manifest()

    def _manifest(self) -> dict[str, str]:
        """The checksum of each file; empty without a readable manifest, so that everything is fetched anew."""
        with suppress(OSError, ValueError):
            known = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
            return known if isinstance(known, dict) else {}
        return {}

    def has(self, name: str) -> bool:
        """Whether the file is there as it was written."""
        file = self.path / name
        return file.is_file() and checksum(file) == self.files.get(name)

    def keep(self, name: str, write: Callable[[Any], object]) -> None:
        """Write a file, and what is known of it into the manifest, where another run may have written meanwhile."""
        self._replace(name, write)
        self.files = {**self.files, **self._manifest(), name: checksum(self.path / name)}
        manifest = json.dumps(dict(sorted(self.files.items())), indent=2) + "\n"
        self._replace(MANIFEST, lambda stream: stream.write(manifest.encode()))

    def _replace(self, name: str, write: Callable[[Any], object]) -> None:
        """Write a file whole, for its owner's eyes only; nothing is left of one that fails."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        with whole_file(self.path / name) as stream:
            write(stream)

    def _sweep(self) -> None:
        """Remove what runs that were killed have left behind."""
        for file in self.path.glob(f".*{UNFINISHED}"):
            # Another run may have finished, or removed it.
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < time.time() - ABANDONED:
                    file.unlink()


def checksum(file: Path) -> str:
    """The SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def save_call(
    call: Mapping[str, Any], kinds: Iterable[str], directory: Path, client: Client
) -> tuple[list[dict[str, Any]], VapiError | None]:
    """The artifacts of one ended call as far as they could be saved, and why the others could not.

    Each is kind, path, and a state: saved, unchanged or missing. What the service has no more is missing, no error.
    """
    folder = Folder(directory, str(call["id"]))
    saved: list[dict[str, Any]] = []
    for kind in kinds:
        name = f"{kind}.{(DOWNLOADED.get(kind) or WRITTEN[kind])[1]}"
        save_one = _save_part if kind in WRITTEN else _save_download
        try:
            state = save_one(call, kind, name, folder, client)
        except VapiError as error:
            return saved, error
        except OSError as error:
            return saved, VapiError(f"cannot be written to {directory} ({error.strerror})", hint="Check dest.")
        saved.append({"kind": kind, "path": str(folder.path / name), "state": state})
    return saved, None


def _save_part(call: Mapping[str, Any], kind: str, name: str, folder: Folder, client: Client) -> str:
    content = WRITTEN[kind][0](call).encode()
    if not content:
        return "missing"
    if folder.has(name) and folder.files[name] == hashlib.sha256(content).hexdigest():
        return "unchanged"
    if not client.check_mode:
        folder.keep(name, lambda stream: stream.write(content))
    return "saved"


def _save_download(call: Mapping[str, Any], kind: str, name: str, folder: Folder, client: Client) -> str:
    if folder.has(name):
        return "unchanged"
    path = f"{CALLS}/{segment(str(call['id']))}/{DOWNLOADED[kind][0]}"
    try:
        url = client.redirect_of(path)
        if not client.check_mode:
            folder.keep(name, lambda stream: client.download(url, stream, packed=name.endswith(".gz")))
    except Refused as error:
        if error.status not in GONE:
            raise
        return "missing"
    return "saved"
