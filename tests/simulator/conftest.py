# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the simulator share: a plain HTTP client, and bodies of every carrier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import requests

from tests.support.simulator import Simulator

Body = dict[str, Any]
NOBODY = "00000000-0000-4000-8000-000000000000"


class Answer(NamedTuple):
    """Status and body."""

    status: int
    body: Any

    @property
    def message(self) -> Any:
        """The words of a refusal, which has the service's three keys and no other."""
        assert set(self.body) == {"message", "error", "statusCode"} and self.body["statusCode"] == self.status
        return self.body["message"]


class Api:
    """A client of one org."""

    def __init__(self, simulator: Simulator, key: str = "") -> None:
        self.simulator = simulator
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {key or simulator.key}"

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        """One request, its answer read as JSON."""
        answer = self.raw(method, path, json=body, **options)
        return Answer(answer.status_code, answer.json())

    def raw(self, method: str, path: str, **options: Any) -> requests.Response:
        """One request, its answer as it came."""
        root = self.simulator.url if not path.startswith("/_simulator/") else self.simulator.control_url
        path = path[len("/_simulator") :] if root is self.simulator.control_url else path
        return self._session.request(method, root + path, timeout=20, allow_redirects=False, **options)

    def get(self, path: str, **query: Any) -> Any:
        """The body of a GET that must succeed."""
        answer = self.ask("GET", path, params=query)
        assert answer.status == 200, answer
        return answer.body

    def make(self, kind: str, **body: Any) -> Body:
        """A new thing."""
        answer = self.ask("POST", f"/{kind}", body)
        assert answer.status == 201, answer
        return dict(answer.body)

    def patch(self, kind: str, thing: Body, **body: Any) -> Body:
        """A thing, changed."""
        answer = self.ask("PATCH", f"/{kind}/{thing['id']}", body)
        assert answer.status == 200, answer
        return dict(answer.body)

    def refused(self, method: str, path: str, body: Any = None, status: int = 400) -> Any:
        """The words of a refusal."""
        answer = self.ask(method, path, body)
        assert answer.status == status, answer
        return answer.message

    def squad(self, name: str = "Front") -> Body:
        """A squad of one assistant."""
        return self.make("squad", name=name, members=[{"assistantId": self.make("assistant", name="Member")["id"]}])

    def line(self, **fields: Any) -> Body:
        """A Twilio line."""
        return self.make("phone-number", **{**TWILIO, **fields})

    def body_for(self, provider: str) -> Body:
        """A body that POST /phone-number takes, with its credential made."""
        body = dict(CARRIERS[provider])
        if "credentialId" in body:
            body["credentialId"] = self.make("credential", **TRUNK)["id"]
        return body


TRUNK = {"provider": "byo-sip-trunk", "name": "Trunk", "gateways": [{"ip": "192.0.2.10"}]}
TWILIO = {
    "provider": "twilio",
    "number": "+14155550100",
    "twilioAccountSid": "AC0123456789",
    "twilioAuthToken": "token-0123456789",
}
CARRIERS: dict[str, Body] = {
    "vapi": {"provider": "vapi", "numberDesiredAreaCode": "415"},
    "twilio": TWILIO,
    "vonage": {"provider": "vonage", "number": "+14155550101", "credentialId": ""},
    "telnyx": {"provider": "telnyx", "number": "+14155550102", "credentialId": ""},
    "byo-phone-number": {"provider": "byo-phone-number", "number": "+14155550103", "credentialId": ""},
}
SIP = {"provider": "vapi", "sipUri": "sip:Front-Desk@sip.vapi.ai"}
TRANSFER = {"type": "number", "number": "+14155550198"}
SAY = {"on": "call.ringing", "do": [{"type": "say", "exact": "Please hold."}]}


@pytest.fixture
def api(simulator: Simulator) -> Api:
    """The first org, empty."""
    return Api(simulator)


@pytest.fixture(scope="module")
def two_orgs() -> Iterator[tuple[Api, Api]]:
    """Two orgs of one simulator."""
    with Simulator(keys=["key-of-the-first-org", "key-of-the-other-org"]) as running:
        yield Api(running, running.keys[0]), Api(running, running.keys[1])
