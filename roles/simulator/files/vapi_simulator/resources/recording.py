# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings and logs of calls: an address that lives for a short time, behind a redirect."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import secrets

from ..refusals import Refusal
from ..schema import moment
from ..store import Org
from .base import Answer, Request, Resource, Route

KINDS = {
    **dict.fromkeys(("mono-recording", "stereo-recording", "customer-recording", "assistant-recording"), "audio/wav"),
    "video-recording": "video/mp4",
    "pcap": "application/vnd.tcpdump.pcap",
    "call-logs": "application/gzip",
}
LIFETIME = 900
"""Seconds that an address is good for."""
DAY = 86400


class Recordings(Resource):
    """What a call leaves behind as files."""

    kind = "call"
    _secret = secrets.token_bytes(16)

    def routes(self) -> list[Route]:
        """The redirects, which need a key, and the addresses they lead to, which do not."""
        kinds = "|".join(KINDS)
        return [
            Route("GET", f"/call/([^/]+)/({kinds})", self.redirect),
            Route("GET", rf"/recordings/([^/]+)/({kinds})/(\d+)/([0-9a-f]+)", self.download, public=True),
        ]

    def redirect(self, org: Org, _request: Request, call_id: str, what: str) -> Answer:
        """302 to a short-lived address on another host name."""
        call = self.world.resources["call"].present(org, org.get("call", call_id))
        age = self.store.now() - (moment(call.get("endedAt", "")) or self.store.now())
        answered = call.get("startedAt") and call["status"] == "ended" and "_late" not in call
        if not answered or call.get("_erased") or age > self.switches.retention_days * DAY:
            raise Refusal(404, f"Couldn't Get {what} Of Call {call_id}.")
        path = f"/recordings/{call_id}/{what}/{int(self.store.now()) + LIFETIME}"
        host = self.world.base_url.replace("127.0.0.1", "localhost")
        return Answer(302, {}, {"Location": f"{host}{path}/{self._signature(path)}"})

    def download(self, request: Request, call_id: str, what: str, expires: str, signature: str) -> Answer:
        """The file, until its address has expired. It is the same each time."""
        path = request.path.rpartition("/")[0]
        if not hmac.compare_digest(signature, self._signature(path)) or self.store.now() > int(expires):
            return Answer(403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"})
        content = f"{what} of {call_id}\n".encode() * 64
        if what == "call-logs":
            content = gzip.compress(content, mtime=0)
        return Answer(200, content, {"Content-Type": KINDS[what]})

    def _signature(self, path: str) -> str:
        return hmac.new(self._secret, path.encode(), hashlib.sha256).hexdigest()
