# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorder: what it passes on and refuses, and that nothing of an org stands in what it writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.simulator import FILES, Simulator

NAMES = ("Doctor Miller's line", "Praxis Müller")
NUMBER = "+14155550123"


@pytest.fixture
def recorder(simulator: Simulator, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A recorder before the simulator, and its folder."""
    yield from recording(simulator.url, tmp_path)


def recording(url: str, folder: Path, *words: str) -> Iterator[tuple[str, Path]]:
    """A recorder of an API; stopped by its own process."""
    ready, fixtures = folder / "ready.json", folder / "fixtures"
    command = [sys.executable, "-m", "vapi_simulator", "--record", url, "--fixtures", str(fixtures)]
    process = subprocess.Popen([*command, "--ready", str(ready), *words], cwd=FILES, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not ready.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        yield json.loads(ready.read_text(encoding="utf-8"))["url"], fixtures
    finally:
        process.terminate()
        assert process.wait(10) == 0


def furnish(simulator: Simulator) -> list[dict[str, Any]]:
    """Two numbers that share an assistant, with everything that is private."""
    assistant = "11111111-2222-4333-8444-555555555555"
    common = {
        "provider": "twilio",
        "assistantId": assistant,
        "status": "active",
        "createdAt": "2026-01-01T00:00:00.000Z",
    }
    numbers = [
        {
            **common,
            "id": f"{index}0000000-2222-4333-8444-555555555555",
            "name": name,
            "number": NUMBER[:-1] + str(index),
        }
        for index, name in enumerate(NAMES)
    ]
    numbers[0].update(
        twilioAuthToken="token-of-the-org-77",
        twilioAccountSid="ACsecretaccount77",
        server={"url": "https://hooks.private.example/vapi?token=1", "headers": {"X-Private": "header-value-77"}},
        fallbackDestination={"type": "sip", "sipUri": "sip:boss@private.example", "description": "To the boss"},
    )
    simulator.put_state({simulator.key: {"phone-number": numbers, "assistant": [{"id": assistant, "name": "Ann"}]}})
    return numbers


def read(folder: Path) -> list[dict[str, Any]]:
    """Every fixture."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def test_answers_pass_through_and_fixtures_hold_nothing_of_the_org(
    simulator: Simulator, recorder: tuple[str, Path]
) -> None:
    url, folder = recorder
    numbers = furnish(simulator)
    headers = {"Authorization": f"Bearer {simulator.key}", "User-Agent": "test"}
    for path in ("/phone-number", f"/phone-number/{numbers[0]['id']}", "/assistant", f"/phone-number/{'9' * 8}-none"):
        direct = requests.get(simulator.url + path, headers=headers, timeout=5)
        passed = requests.get(url + path, headers=headers, timeout=5)
        assert (passed.status_code, passed.json()) == (direct.status_code, direct.json())
    requests.get(f"{url}/v2/phone-number?search={NUMBER[1:]}", headers=headers, timeout=5)
    fixtures = read(folder)
    assert [fixture["status"] for fixture in fixtures] == [200, 200, 200, 404, 200]
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    private = (
        *NAMES,
        "Ann",
        "Miller",
        "M\\u00fcller",
        NUMBER[1:-1],
        "private",
        "77",
        "boss",
        simulator.key,
        numbers[0]["id"],
    )
    assert [one for one in private if one in text] == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_replacements_are_consistent_and_of_the_same_form(simulator: Simulator, recorder: tuple[str, Path]) -> None:
    url, folder = recorder
    numbers = furnish(simulator)
    headers = {"Authorization": f"Bearer {simulator.key}", "User-Agent": "test"}
    for path in ("/phone-number", "/assistant", f"/phone-number/{numbers[0]['id']}"):
        requests.get(url + path, headers=headers, timeout=5)
    listed, assistants, one = read(folder)
    found = {record["assistantId"] for record in listed["body"]}
    assert found == {assistants["body"][0]["id"]} and len(found) == 1
    assert one["body"] in listed["body"] and one["request"]["path"].endswith(one["body"]["id"])
    record = one["body"]
    assert re.fullmatch(r"\+1415555\d{4}", record["number"]) and record["server"]["url"].startswith(
        "https://example.com/"
    )
    assert record["twilioAuthToken"].startswith("scrubbed-secret-") and record["fallbackDestination"]["type"] == "sip"
    assert record["provider"] == "twilio" and record["createdAt"] == "2026-01-01T00:00:00.000Z"


def test_writes_are_refused_unless_allowed(simulator: Simulator, recorder: tuple[str, Path], tmp_path: Path) -> None:
    url, folder = recorder
    headers = {"Authorization": f"Bearer {simulator.key}", "User-Agent": "test"}
    simulator.clear_log()
    for method in ("POST", "PATCH", "DELETE", "PUT"):
        answer = requests.request(method, f"{url}/phone-number", json={"name": "x"}, headers=headers, timeout=5)
        assert answer.status_code == 403 and "--allow-writes" in answer.json()["message"]
    assert simulator.log() == [] and read(folder) == []
    second = tmp_path / "second"
    second.mkdir()
    for allowed, fixtures in recording(simulator.url, second, "--allow-writes"):
        body = {"provider": "vapi", "name": "Private name", "sipUri": "sip:private@sip.vapi.ai"}
        answer = requests.post(f"{allowed}/phone-number", json=body, headers=headers, timeout=5)
        assert answer.status_code == 201
        (fixture,) = read(fixtures)
        assert "rivate" not in json.dumps(fixture) and fixture["request"]["body"]["provider"] == "vapi"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
def test_a_web_page_is_not_answered(headers: dict[str, str], recorder: tuple[str, Path]) -> None:
    assert requests.get(f"{recorder[0]}/assistant", headers=headers, timeout=5).status_code == 403


@pytest.mark.parametrize(
    "words",
    [
        ("--record", "http://api.example", "--fixtures", "x"),
        ("--record", "https://user:pass@api.example", "--fixtures", "x"),
        ("--record", "https://api.example"),
        ("--allow-writes",),
    ],
)
def test_wrong_words_are_refused(words: tuple[str, ...], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vapi_simulator", *words]
    run = subprocess.run(command, cwd=FILES, capture_output=True, text=True, timeout=20, check=False)
    assert run.returncode == 2 and "record" in run.stderr and "pass@" not in run.stderr
