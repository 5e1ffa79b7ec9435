# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A key is sent only to the address that came with it, in every module and plugin that has a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute
from ansible_collections.voiceops.vapi.plugins.plugin_utils._session import connection_from

from tests.contract.test_playbook_kinds import OF_ORGS, Place, lines_of
from tests.support.declarations import tasks
from tests.support.samples import sample_of
from tests.support.simulator import Simulator

KEY = "simulator-private-key-0001"
ELSEWHERE = "https://evil.example"
CONNECTED = [module for module, task in tasks().items() if not task.offline]
WITHOUT = ("artifacts", "awx_revision", "campaign", "cut_over", "lint")
REFUSED = "a key is sent only to the address that came with it"

WRONG: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "an option beats the key's own address": (
        {"api_url": ELSEWHERE},
        {"VAPI_API_KEY": KEY, "VAPI_API_URL": "https://gateway.example"},
    ),
    "an option beats the service's address": ({"api_url": ELSEWHERE}, {"VAPI_API_KEY": KEY, "VAPI_API_URL": ""}),
    "an option beats a key without an address": ({"api_url": ELSEWHERE}, {"VAPI_API_KEY": KEY}),
    "a loopback address beats it": ({"api_url": "http://127.0.0.1:9"}, {"VAPI_API_KEY": KEY, "VAPI_API_URL": ""}),
    "the environment beats an inventory's key": ({"api_key": KEY}, {"VAPI_API_URL": ELSEWHERE}),
}
RIGHT: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "both given": ({"api_key": KEY, "api_url": "http://127.0.0.1:9"}, {"VAPI_API_KEY": "other", "VAPI_API_URL": ""}),
    "both from the environment": ({}, {"VAPI_API_KEY": KEY, "VAPI_API_URL": "http://127.0.0.1:9"}),
    "the same twice": ({"api_url": "http://127.0.0.1:9/"}, {"VAPI_API_KEY": KEY, "VAPI_API_URL": "http://127.0.0.1:9"}),
    "a simulator here": ({"api_url": "http://127.0.0.1:9"}, {"VAPI_API_KEY": KEY}),
    "a simulator of the shell": ({"api_key": KEY}, {"VAPI_API_URL": "http://127.0.0.1:9"}),
}


@pytest.mark.case(137)
@pytest.mark.parametrize("way", WRONG)
def test_no_module_sends_a_key_to_another_address(way: str, members: Callable[[str, int], None]) -> None:
    given, environment = WRONG[way]
    for module in CONNECTED:
        result = execute(tasks()[module], {**sample_of(module), **given, "retries": 0}, True, environment)
        assert result["failed"] and REFUSED in result["msg"], f"{module}: {result}"
        assert KEY not in str(result)
    members("module × a key and an address of two sources", len(CONNECTED))


@pytest.mark.case(137)
@pytest.mark.parametrize("way", RIGHT)
def test_what_belongs_together_is_taken(way: str) -> None:
    given, environment = RIGHT[way]
    connection, _options = tasks()["vapi_phone_number_info"].read(given, environment)
    assert connection["api_key"] == KEY and connection["api_url"].startswith("http://127.0.0.1:9")


@pytest.mark.case(137)
@pytest.mark.parametrize("way", [*WRONG, *RIGHT])
@pytest.mark.parametrize("source", ["options", "variables"])
def test_plugins_keep_to_the_same_rule(way: str, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inventory and lookup, whose options may also be variables of the host."""
    given, environment = (WRONG | RIGHT)[way]
    for name in ("VAPI_API_KEY", "VAPI_API_URL", "VAPI_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    direct = given if source == "options" else {}
    variables = {f"vapi_{name}": value for name, value in given.items()} if source == "variables" else {}
    if way in RIGHT:
        assert connection_from(direct, variables, lambda text: text)["api_key"] == KEY
        return
    with pytest.raises(InvalidOptions, match=REFUSED):
        connection_from(direct, variables, lambda text: text)


@pytest.fixture(scope="module")
def catcher() -> Iterator[Simulator]:
    """What would get the key."""
    with Simulator([KEY]) as simulator:
        yield simulator


@pytest.mark.case(137)
@pytest.mark.parametrize("book", OF_ORGS)
def test_no_playbook_sends_the_key_of_a_credential_elsewhere(
    book: str, catcher: Simulator, tmp_path: Path, members: Callable[[str, int], None]
) -> None:
    """A controller hands over key and address by the environment; somebody adds an extra variable."""
    place = Place(tmp_path, catcher)
    place.environment = {"VAPI_API_KEY": KEY, "VAPI_API_URL": ""}
    catcher.clear_log()
    given = {
        "vapi_mode": "normal",
        "compare_with": "globex",
        "rotate_twilio_account_sid": "AC1",
        "rotate_twilio_auth_token": "canary",
        "outbound_calls": [],
        "call_lines_snapshot_dir": str(tmp_path / "snapshots"),
        "drift_report_dir": str(tmp_path / "reports"),
        "adopt_directory": str(tmp_path / "adopted"),
    }
    hosts: dict[str, dict[str, Any]] = {"acme": {"call_lines": lines_of(0)}, "globex": {"vapi_api_key": "of-another"}}
    status, output = place.play(book, hosts, "--limit", "acme", "-e", f"vapi_api_url={catcher.url}", **given)
    assert catcher.log() == [] and KEY not in output, output
    # The others need no key, or something more than what is given here.
    assert REFUSED in " ".join(output.split()) or book in WITHOUT, output
    assert status == 2 or book in WITHOUT
    members("playbook × an address that is added", 1)
