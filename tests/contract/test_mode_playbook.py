# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that sets a mode touches the lines that are named and no others, in whichever org they are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.harness import Org
from tests.support.simulator import Simulator
from tests.support.warm import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
KEYS = ["mode-key-of-the-first-org", "mode-key-of-the-second-org"]
LINE = {"provider": "telnyx", "credential": "Carrier", "assistant": "Support Bot", "hooks": []}
LINES = {
    "first": [
        {**LINE, "name": "Support", "number": 14155550100},
        {**LINE, "name": "Sales", "number": "+14155550101", "mode": "normal"},
        {"name": "Former", "number": "+14155550102", "state": "absent"},
    ],
    "second": [{**LINE, "name": "Reception", "number": "+14155550200"}],
}


SEED = {"assistants": [{"name": "Support Bot"}], "credentials": [{"name": "Carrier", "provider": "telnyx"}]}


@pytest.fixture
def orgs() -> Iterator[list[Org]]:
    """Two orgs with their lines, one of which the inventory wants to be gone."""
    with Simulator(KEYS, seed={"orgs": dict.fromkeys(KEYS, SEED)}) as simulator:
        made = [Org(simulator, key) for key in KEYS]
        for org, lines in zip(made, LINES.values()):
            result = org.run("vapi_call_lines", lines=[{**LINE, **line, "state": "present"} for line in lines])
            assert result["summary"]["created"] == len(lines)
        simulator.clear_log()
        yield made


@pytest.fixture
def inventory(orgs: list[Org], tmp_path: Path) -> Path:
    """The inventory of both orgs."""
    hosts = {name: {"vapi_api_key": org.key, "call_lines": lines} for org, (name, lines) in zip(orgs, LINES.items())}
    common = {"ansible_python_interpreter": "/nonexistent"}
    path = tmp_path / "inventory.json"
    path.write_text(json.dumps({"all": {"hosts": hosts, "vars": common}}), encoding="utf-8")
    return path


def test_a_snapshot_is_saved_where_there_is_a_folder_for_it(orgs: list[Org], inventory: Path, tmp_path: Path) -> None:
    place = tmp_path / "snapshots"
    given = {"vapi_mode": "closed", "call_lines_snapshot_dir": str(place)}
    assert set_mode(orgs, inventory, given)[0] == 0 and len(list(place.iterdir())) == 2
    # In an emergency a blank variable is no reason to stop.
    assert set_mode(orgs, inventory, {"vapi_mode": "normal", "call_lines_snapshot_dir": ""})[0] == 0
    assert len(list(place.iterdir())) == 2


def set_mode(orgs: list[Org], inventory: Path, variables: dict[str, Any]) -> tuple[int, str]:
    """The exit status and the output of the playbook."""
    words = ["-i", inventory, "-e", json.dumps(variables), "voiceops.vapi.mode"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VAPI_"))}
    environment = {
        **inherited,
        "VAPI_API_URL": orgs[0].simulator.url,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
        "LC_ALL": "C.UTF-8",
    }
    done = ansible_playbook(words, environment, inventory.parent)
    return done.returncode, done.stdout + done.stderr


def closed(orgs: list[Org]) -> set[str]:
    """The names of all lines without a route."""
    return {number["name"] for org in orgs for number in org.numbers() if not number.get("assistantId")}


@pytest.mark.parametrize(
    ("named", "touched"),
    [
        ({}, {"Support", "Sales", "Reception"}),
        ({"vapi_lines": "Sales"}, {"Sales"}),
        ({"vapi_lines": ["+14155550100", "Reception"]}, {"Support", "Reception"}),
    ],
    ids=["all", "one", "some"],
)
def test_lines_are_closed_by_name(orgs: list[Org], inventory: Path, named: dict[str, Any], touched: set[str]) -> None:
    status, output = set_mode(orgs, inventory, {"vapi_mode": "closed", **named})
    assert status == 0, output
    assert closed(orgs) == touched
    writes = orgs[0].simulator.writes()
    assert [write["method"] for write in writes] == ["PATCH"] * len(touched)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"vapi_mode": "closed", "vapi_lines": ["Sales", "Slaes"]}, "vapi_lines: no line is declared as 'Slaes';"),
        ({"vapi_mode": "closed", "vapi_lines": "Former"}, "vapi_lines: no line is declared as 'Former';"),
        ({}, "mode: is required (variable vapi_mode): closed, failover or normal"),
        ({"vapi_mode": "failover"}, "failover_destination: is required for mode: failover; add it."),
        ({"vapi_mode": ""}, "mode: is required"),
        ({"vapi_mode": "closed", "vapi_lines": []}, "vapi_lines is empty"),
        ({"vapi_mode": "closed", "vapi_lines": None}, "vapi_lines"),
        ({"vapi_mode": "closed", "vapi_lines": ""}, "vapi_lines is empty"),
        ({"vapi_mode": "closed", "vapi_lines": [""]}, "vapi_lines is empty"),
        ({"vapi_mode": "closed", "vapi_hosts": ""}, "vapi_hosts is empty"),
        ({"vapi_mode": "shut"}, "mode: must be one of normal, closed, failover"),
    ],
)
def test_nothing_is_written(orgs: list[Org], inventory: Path, variables: dict[str, Any], words: str) -> None:
    status, output = set_mode(orgs, inventory, variables)
    assert status != 0 and words in " ".join(output.split()), output
    # No sentence of ours stands inside of a chain of Ansible's own.
    assert "caused by" not in output, output
    assert orgs[0].simulator.writes() == []
