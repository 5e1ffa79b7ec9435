# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files: sent as multipart, read back by their URL."""

from __future__ import annotations

import base64
import json
import secrets
from email import message_from_bytes
from email.message import Message

from ..refusals import Refusal, refuse
from ..store import Org, Record
from .base import Answer, Request, Resource, Route

LONGEST_NAME = 40
DISPOSITION = "content-disposition"


class Files(Resource):
    """/file"""

    kind = "file"
    queries = equal = ("purpose",)

    def routes(self) -> list[Route]:
        """Besides: where a file's content is, for everybody who knows the URL."""
        return [*super().routes(), Route("GET", r"/storage/(\d+)/([^/]+)/([0-9a-f]{32})", self.download, public=True)]

    def create(self, org: Org, request: Request) -> Record:
        """Keep a file with its content."""
        parts = _parts(request)
        refuse([f"property {name} should not exist" for name in parts if name not in ("file", "purpose", "metadata")])
        name = _file_name(parts["file"], self.switches.upload_names) if "file" in parts else None
        if name is None:
            raise Refusal(400, "No file uploaded.")
        content = _content(parts["file"])
        fields: Record = {"object": "file", "status": "done", "name": name[:LONGEST_NAME], "originalName": name}
        fields.update({"bytes": len(content), "mimetype": parts["file"].get_content_type()})
        if "purpose" in parts:
            fields["purpose"] = _content(parts["purpose"]).decode()
        if "metadata" in parts:
            fields["metadata"] = _metadata(_content(parts["metadata"]))
        fields["_content"] = base64.b64encode(content).decode()
        made = self.store.make(org, self.kind, fields)
        token = secrets.token_hex(16)
        made["url"] = f"{self.world.base_url}/storage/{org.index}/{made['id']}/{token}"
        self.store.put(org, self.kind, made)
        return made

    def update(self, org: Org, record: Record, request: Request) -> Record:
        """The name, nothing else."""
        refuse(list(self.world.validator().defined("UpdateFileDTO", request.json)))
        return self.keep(org, record, request.json)

    def download(self, request: Request, index: str, file_id: str, _token: str) -> Answer:
        """A file's content."""
        orgs = list(self.store.orgs.values())
        record = orgs[int(index)].records[self.kind].get(file_id) if int(index) < len(orgs) else None
        if record is None or not str(record.get("url")).endswith(request.path):
            raise Refusal(404, "Not Found")
        return Answer(200, base64.b64decode(record["_content"]), {"Content-Type": str(record["mimetype"])})


def _parts(request: Request) -> dict[str, Message]:
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        raise Refusal(400, "No file uploaded.")
    message = message_from_bytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + request.raw)
    parts = message.get_payload() if message.is_multipart() else []
    found = [part for part in parts if isinstance(part, Message)]
    return {str(part.get_param("name", header=DISPOSITION)): part for part in found}


def _file_name(part: Message, encoding: str) -> str | None:
    """The name of an uploaded file, its bytes read in this encoding; None where the part has none."""
    as_sent = next((str(value) for name, value in part.raw_items() if name.lower() == DISPOSITION), "")
    read = Message()
    read[DISPOSITION] = as_sent.encode("ascii", "surrogateescape").decode(encoding, "replace")
    return read.get_filename()


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _metadata(text: bytes) -> Record:
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise Refusal(400, ["metadata must be a JSON object"])
    return read
