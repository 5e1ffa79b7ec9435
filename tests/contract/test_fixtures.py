# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every recorded answer in tests/contract/fixtures is replayed: put a file there, and it is tested.

A fixture is what the recorder writes: ``request`` (method, path, …), ``status``, ``body``; ``about`` says how sure it
is. Reading, exporting and planning never crash on it, plan no write for what is declared as it is, and show no
secret: the recorder replaces each by ``scrubbed-secret-…``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import remedy
from ansible_collections.voiceops.vapi.plugins.module_utils._org import objects
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.listing import NUMBERED

from tests.contract.harness import Org
from tests.faults.answers import Server

FIXTURES = sorted(Path(__file__).with_name("fixtures").rglob("*.json"))
SECRET = re.compile(r"scrubbed-secret-\d+")
DEFINED = {
    "assistant": (objects.ASSISTANT, "assistants"),
    "squad": (objects.SQUAD, "squads"),
    "tool": (objects.TOOL, "tools"),
    "credential": (objects.CREDENTIAL, "credentials"),
    "structured-output": (objects.STRUCTURED_OUTPUT, "structured_outputs"),
}
PLACEHOLDER = {"createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z"}

Members = Callable[[str, int], None]


class Replay:
    """A service that answers a fixture where it was recorded, and shows its records in their list."""

    def __init__(self, fixture: dict[str, Any]) -> None:
        self.fixture = fixture
        self.asked = fixture["request"]
        self.kind = self.asked["path"].replace("/v2/", "/").split("/")[1]
        self.writes: list[tuple[str, str]] = []

    @property
    def records(self) -> list[dict[str, Any]]:
        """The objects that were recorded."""
        body = self.fixture["body"]
        if self.fixture["status"] >= 300:
            return []
        return list(body if isinstance(body, list) else body.get("results", [body]))

    def answer(self, method: str, target: str) -> tuple[int, dict[str, str], bytes]:
        """Status and body for a request."""
        path = urlsplit(target).path
        if method != "GET":
            self.writes.append((method, path))
        same_list = method == self.asked["method"] == "GET" and path.replace("/v2/", "/") == self.asked["path"].replace(
            "/v2/", "/"
        )
        if (method == self.asked["method"] and path == self.asked["path"]) or same_list:
            return self._recorded(path)
        if method != "GET":
            return 500, {}, b"{}"
        return 200, {}, json.dumps(self._derived(path)).encode()

    def _recorded(self, path: str) -> tuple[int, dict[str, str], bytes]:
        body = self.fixture["body"]
        if isinstance(body, dict) and "notJson" in body:
            return self.fixture["status"], {}, b"error code: 1010" if body["notJson"] == "text" else b"<html></html>"
        if self.fixture["status"] < 300 and (path == self.asked["path"]) is False:
            body = self._listed(path)
        return self.fixture["status"], {}, json.dumps(body).encode()

    def _listed(self, path: str) -> Any:
        return page(self.records) if path in NUMBERED else self.records

    def _derived(self, path: str) -> Any:
        parts = path.replace("/v2/", "/").split("/")
        if len(parts) > 2:
            found = [record for record in self.records if record["id"] == parts[2]]
            return found[0] if found else {"id": parts[2], **PLACEHOLDER}
        if parts[1] == self.kind:
            return self._listed(path)
        # What the records refer to exists, without a name.
        key = f"{parts[1]}Id"
        text = json.dumps(self.records)
        ids = sorted(set(re.findall(rf'"{re.escape(key)}": "([^"]+)"', text)))
        others = [{"id": one, **PLACEHOLDER} for one in ids]
        return page(others) if path in NUMBERED else others


def page(records: list[dict[str, Any]]) -> dict[str, Any]:
    """A list with page numbers."""
    return {"results": records, "metadata": {"itemsPerPage": 1000, "totalItems": len(records), "currentPage": 1}}


RECORDED = {path.stem: Replay(json.loads(path.read_text(encoding="utf-8"))) for path in FIXTURES}
NUMBERS = [name for name, one in RECORDED.items() if one.kind == "phone-number" and one.records]
OBJECTS = [name for name, one in RECORDED.items() if one.kind in DEFINED and one.records]
REFUSED = [name for name, one in RECORDED.items() if one.asked["method"] == "POST" and one.fixture["status"] >= 400]


@pytest.fixture
def replay(request: pytest.FixtureRequest) -> Iterator[tuple[Replay, Org]]:
    """A fixture by its name, and an org whose service replays it."""
    recorded = Replay(RECORDED[request.param].fixture)
    with Server() as server:
        server.answer = recorded.answer
        org = Org.__new__(Org)
        org.environment = {"VAPI_API_KEY": "key-for-a-replay-0001", "VAPI_API_URL": server.url}
        yield recorded, org


def secrets_of(replayed: Replay) -> set[str]:
    """The texts that took the place of secrets."""
    return set(SECRET.findall(json.dumps(replayed.fixture)))


def judge(result: dict[str, Any], secrets: set[str]) -> None:
    """A result is no crash, and shows no secret."""
    text = json.dumps(result)
    assert "unexpected error" not in text, result.get("exception")
    assert [secret for secret in secrets if secret in text] == []
    assert not result["failed"] or ("\n" not in result["msg"] and result["msg"].endswith((".", "!", "?")))


READERS: dict[str, dict[str, Any]] = {
    "vapi_service_info": {},
    "vapi_phone_number_info": {"answering": True},
    "vapi_call_info": {},
    "vapi_call_lines_info": {},
}


@pytest.mark.parametrize("replay", RECORDED, indirect=True)
@pytest.mark.parametrize("module", READERS)
def test_reading_never_crashes_and_knows_every_secret(
    module: str, replay: tuple[Replay, Org], members: Members
) -> None:
    recorded, org = replay
    secrets = secrets_of(recorded)
    judge(org.run(module, retries=0, **READERS[module]), secrets)
    assert recorded.writes == []
    members("secret in a fixture", len(secrets))


def filled_in(value: Any, key: str = "") -> Any:
    """An exported declaration whose vault variables have values."""
    if isinstance(value, dict):
        return {name: filled_in(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [filled_in(item) for item in value]
    is_vault = isinstance(value, str) and value.startswith("{{ vault_")
    filled = {"X-Filled-In": "header-0001"} if key == "headers" else "filled-in-secret-0001"
    return filled if is_vault else value


@pytest.mark.parametrize("replay", NUMBERS, indirect=True)
def test_what_is_exported_plans_no_write(replay: tuple[Replay, Org], members: Members) -> None:
    recorded, org = replay
    exported = org.run("vapi_call_lines_info")
    assert not exported["failed"], exported["msg"]
    lines = [filled_in(line) for line in exported["call_lines"]]
    told = len(lines) + sum("line" in text or "number" in text for text in exported["warnings"])
    assert told >= len(recorded.records), "a record that is not exported has to be told"
    for check in (True, False):
        result = org.run("vapi_call_lines", check, lines=lines)
        judge(result, secrets_of(recorded))
        assert not result["failed"], result["msg"]
        assert result["summary"]["unchanged"] == len(lines), result
        assert not result["changed"] and recorded.writes == []
    members("recorded line planned again", len(lines))


@pytest.mark.parametrize("replay", OBJECTS, indirect=True)
def test_what_is_defined_plans_no_write(replay: tuple[Replay, Org], members: Members) -> None:
    recorded, org = replay
    kind, option = DEFINED[recorded.kind]
    declared = [
        {name: value for name, value in kind.as_options(record).items() if name in ("id", "name", "definition")}
        for record in recorded.records
        # Defaults of the platform belong to no org, and cannot be declared.
        if record.get("orgId")
    ]
    # One by one: the service allows twins, and declaring two of one name is refused.
    for one in declared:
        result = org.run("vapi_org", True, **{option: [one]})
        judge(result, secrets_of(recorded))
        assert not result["failed"], result["msg"]
        assert [entry["action"] for entry in result["objects"]] == ["unchanged"] and recorded.writes == []
    members("recorded object planned again", len(declared))


@pytest.mark.parametrize("replay", REFUSED, indirect=True)
def test_a_refusal_is_one_sentence_in_the_service_s_words(replay: tuple[Replay, Org]) -> None:
    recorded, org = replay
    line = {"provider": "telnyx", "name": "name 1", "number": "+14155550001"}
    result = org.run("vapi_phone_number", credential_id=recorded.asked["body"]["credentialId"], **line)
    judge(result, set())
    body = recorded.fixture["body"]
    said = body.get("message") or body.get("detail")
    words = "; ".join(said) if isinstance(said, list) else said
    assert result["failed"] and words in result["msg"] and result["failure"]["status"] == recorded.fixture["status"]
    assert not remedy(words) or result["failure"]["hint"] == remedy(words)
    assert recorded.writes == [("POST", "/phone-number")]


def test_there_are_fixtures_of_every_kind() -> None:
    assert {"phone-number", "call", *DEFINED} <= {one.kind for one in RECORDED.values()}
    assert len(RECORDED) > 30 and len(NUMBERS) > 10 and len(OBJECTS) >= len(DEFINED) and len(REFUSED) > 5
