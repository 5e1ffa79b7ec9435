# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of an org: their content cannot be changed, so other content makes a new file that takes the old one's place.

The content is compared by its SHA-256, which is kept in the file's ``metadata`` (the service keeps it: documented).
"""

from __future__ import annotations

import hashlib
import io
import json
import mimetypes
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .._engine.settle import MAY_BE_MADE, post_once
from .._errors import InvalidOptions, VapiError
from .._http.client import Client
from .._http.transport import Upload
from .._resources.listing import list_of, read_list
from .._resources.references import References
from .._schema.diff import Plan
from .._schema.differences import Difference
from .._schema.fields import Field
from .checks import ADDED
from .declaration import DIGEST, REPLACES, UPLOADED_AS, digest_in
from .definitions import references_in, with_references
from .objects import Objects

CONTENT = "file"
"""Where a plan has the path of what is uploaded."""

BINARY = "application/octet-stream"

PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._-]+")
"""What every server reads alike in the head of an upload: clients and servers differ in how they write the rest."""

SIZE, DOWNLOAD = "size", "download"
"""How a content without a digest is compared. The service tells no digest of its own (SDK 3.0.0, document)."""

STORED = frozenset(
    (
        *("object", "status", "originalName", "bytes", "mimetype", "key", "path", "bucket", "url"),
        *("parsedTextUrl", "parsedTextBytes"),
        # Found out here, and never the service's own.
        DIGEST,
    )
)
"""What the service tells of how it keeps a file (documented)."""

USERS = ("tool", "assistant", "squad")
"""Kinds whose objects refer to files."""


@dataclass(frozen=True)
class Files(Objects):
    """Files, uploaded from the machine that runs the task."""

    def wanted(self, declared: Mapping[str, Any], references: References) -> dict[str, Any]:
        """Name, purpose and metadata, with the digest of the content where a ``src`` is given."""
        wanted = super().wanted(declared, references)
        if not declared.get("src"):
            return wanted
        metadata = {**(wanted.get("metadata") or {}), DIGEST: digest_of(str(declared["src"]))}
        return {**wanted, "metadata": metadata, CONTENT: str(declared["src"])}

    def complete(self, declared: Mapping[str, Any], record: dict[str, Any], client: Client) -> dict[str, Any]:
        """With the digest of a content that was uploaded by other means, where it is to be downloaded for it."""
        is_wanted = declared.get("src") and declared.get("content_check") == DOWNLOAD
        if not is_wanted or digest_in(record):
            return record
        content = read_content(record, client)
        if content is None:
            raise InvalidOptions(
                "content_check: the service does not provide the content of this file",
                hint=f"Set content_check: {SIZE} to compare its size.",
            )
        return {**record, DIGEST: hashlib.sha256(content).hexdigest()}

    def to_create(self, declared: Mapping[str, Any], wanted: Mapping[str, Any]) -> Plan:
        """An upload."""
        if not wanted.get(CONTENT):
            raise InvalidOptions("src: is missing, and this file does not exist yet; add the path of its content.")
        shown = {key: value for key, value in wanted.items() if key != CONTENT}
        return Plan("create", dict(wanted), dict(shown), {}, self._shown(shown), tuple(sorted(shown)))

    def to_update(self, declared: Mapping[str, Any], wanted: Mapping[str, Any], record: Mapping[str, Any]) -> Plan:
        """A new upload where the content differs, else another name; purpose and metadata are given at the upload."""
        if self._is_other_content(wanted, record):
            shown = {key: value for key, value in wanted.items() if key != CONTENT}
            before = {key: record.get(key) for key in shown if record.get(key) is not None}
            predicted = {**record, **shown}
            return Plan("update", dict(wanted), predicted, self._shown(before), self._shown(shown), ("content",))
        named = {key: value for key, value in wanted.items() if key == "name"}
        return super().to_update({**declared, "update_secrets": "on_create"}, named, record)

    def _is_other_content(self, wanted: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
        """By the digest; a file that was uploaded by other means has none, and is told by its size."""
        digest = digest_in(wanted)
        known = digest_in(record)
        if not digest or known or record.get("bytes") is None:
            return bool(digest and digest != known)
        return bool(len(bytes_of(wanted[CONTENT])) != record["bytes"])

    def not_kept(self, intended: Plan, written: Mapping[str, Any]) -> Iterable[str]:
        """Of what describes the file; its content is sent as a part of its own."""
        described = {key: value for key, value in intended.payload.items() if key != CONTENT}
        return super().not_kept(replace(intended, payload=described), written)

    def differences(self, intended: Plan, record: Mapping[str, Any], references: References) -> Iterator[Difference]:
        """Other content is told by its digest."""
        if CONTENT not in intended.payload:
            yield from super().differences(intended, record, references)
            return
        digests = ((one.get("metadata") or {}).get(DIGEST) for one in (intended.payload, record))
        yield Difference("content", *(f"{DIGEST} {digest}" if digest else None for digest in digests))

    def value_of(self, record: Mapping[str, Any], api: str) -> Any:
        """The name; of an upload that has not been renamed since, the one in its metadata."""
        value = super().value_of(record, api)
        is_as_uploaded = api == "name" and value == record.get("originalName")
        return (is_as_uploaded and (record.get("metadata") or {}).get(UPLOADED_AS)) or value

    def narrow(self, declared: Mapping[str, Any], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Of files left by a replacement that was cut off, one whose content is to go; else all that match."""
        if not declared.get("src") or not _is_replacement(found):
            return found
        digest = digest_of(str(declared["src"]))
        return [one for one in found if digest_in(one) != digest][:1] or found

    # --- writing ---

    def post(self, client: Client, intended: Plan) -> dict[str, Any]:
        """Upload the content, with the object's name as the file's name (an upload has no other, documented)."""
        payload = intended.payload
        name = str(payload["name"])
        as_named = {} if PLAIN_NAME.fullmatch(name) else {UPLOADED_AS: name}
        fields = {"metadata": json.dumps({**payload["metadata"], **as_named})}
        fields.update({key: str(payload[key]) for key in ("purpose",) if payload.get(key)})
        content = bytes_of(payload[CONTENT])
        guessed = mimetypes.guess_type(str(payload[CONTENT]))[0] or ("text/plain" if _is_text(content) else BINARY)
        upload = Upload(fields, (name, content, guessed))
        written = client.create(self.path, upload, intended.predicted)
        if written.get("name") == name:
            return written
        # On its way in an upload a name may lose letters and quotes, which it keeps in JSON.
        return client.update(self.path_of(written), {"name": name}, {**written, "name": name})

    def patch(self, client: Client, intended: Plan) -> dict[str, Any]:
        """Another name is a PATCH; other content is a new file, to which everything that used the old one is led."""
        if CONTENT not in intended.payload:
            return super().patch(client, intended)
        if client.check_mode:
            # The new file's id is the service's to choose.
            return {key: value for key, value in intended.predicted.items() if key != "id"}
        there = _replaced_by_now(self.all(client), intended)
        new = _with_content(there, intended) or self._upload_again(client, intended)
        replaced = [one for one in there if one["id"] != new["id"]]
        lead_over(client, USERS, {one["id"]: new["id"] for one in replaced})
        for old in replaced:
            client.delete(self.path_of(old), old)
        return new

    def _upload_again(self, client: Client, intended: Plan) -> dict[str, Any]:
        """The new content under the old name; raises Uncertain when it is not known whether it was uploaded."""
        metadata = {**intended.payload["metadata"], REPLACES: intended.predicted["id"]}
        again = replace(intended, payload={**intended.payload, "metadata": metadata})
        return post_once(
            lambda: self.post(client, again),
            lambda: _with_content(_replaced_by_now(self.all(client), intended), intended),
            MAY_BE_MADE,
            "no such file is listed yet",
            "Run again to find or upload it.",
        )

    def replaces(self, intended: Plan) -> bool:
        """Whether the record that a change leaves is another one."""
        return CONTENT in intended.payload


def read_content(record: Mapping[str, Any], client: Client) -> bytes | None:
    """What the service keeps of a file; None where it does not give it."""
    if not record.get("url"):
        return None
    stream = io.BytesIO()
    try:
        client.download(str(record["url"]), stream)
    except VapiError:
        return None
    return stream.getvalue()


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def bytes_of(src: str) -> bytes:
    """What is in a file on this machine. Raises InvalidOptions when it cannot be read."""
    try:
        return Path(src).expanduser().read_bytes()
    except OSError as error:
        raise InvalidOptions(f"src: {src} cannot be read ({error.strerror}); correct the path.") from None


def digest_of(src: str) -> str:
    """The SHA-256 of a file on this machine, in hexadecimal digits."""
    return hashlib.sha256(bytes_of(src)).hexdigest()


def _is_replacement(records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether these files have been made to take each other's place: each is tied to the first by ids in metadata."""
    ties = [{one["id"], (one.get("metadata") or {}).get(REPLACES)} - {None} for one in records]
    tied, rest = ties[0] if ties else set(), ties[1:]
    while any(tie & tied for tie in rest):
        tied = tied.union(*(tie for tie in rest if tie & tied))
        rest = [tie for tie in rest if not tie & tied]
    return len(records) > 1 and not rest


def _replaced_by_now(records: Iterable[dict[str, Any]], intended: Plan) -> list[dict[str, Any]]:
    """The file to be replaced, and all that were uploaded in its place before."""
    names = (intended.payload["name"], FILE.value_of(intended.predicted, "name"))
    every = [one for one in records if FILE.value_of(one, "name") in names]
    old = [one for one in every if one["id"] == intended.predicted["id"]]
    return old + [one for one in every if one not in old and _is_replacement([*old, one])]


def _with_content(records: Iterable[dict[str, Any]], intended: Plan) -> dict[str, Any] | None:
    """The file that has the wanted content already."""
    wanted = intended.payload["metadata"][DIGEST]
    return next((one for one in records if digest_in(one) == wanted), None)


def lead_over(client: Client, kinds: Iterable[str], made: Mapping[str, str]) -> None:
    """Lead to new objects what refers to old ones, by the old one's id: the fields in which it stands are written."""
    for kind in kinds if made else ():
        for record in list(read_list(client, list_of(kind))):
            using = {
                key: value
                for key, value in record.items()
                if any(one.name in made for one in references_in({key: value}))
            }
            changed: dict[str, Any] = with_references(using, lambda _kind, text: made.get(text, text))
            if changed:
                client.update(f"/{kind}/{record['id']}", changed, {**record, **changed})


FILE = Files.of(
    "file",
    Field("src", "path", local=True),
    Field("content_check", local=True, choices=(SIZE, DOWNLOAD), default=SIZE),
    added=ADDED | STORED,
)
