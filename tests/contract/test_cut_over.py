# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cut-over whose proof fails leaves the org as it was: the playbook itself, against the simulator's whole state."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.harness import Org
from tests.support.simulator import KEY, Simulator
from tests.support.warm import ansible_playbook

PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
TWILIO = {"provider": "twilio", "twilioAccountSid": "AC1", "twilioAuthToken": "canary-token"}
SAY = {"on": "call.ringing", "do": [{"type": "say", "exact": "Please hold."}]}
SUPPORT, SALES = (f"{digit * 8}-0000-4000-8000-{digit * 12}" for digit in "12")
SEED: dict[str, Any] = {
    "assistants": [{"name": "Support Bot", "id": SUPPORT}, {"name": "Sales Bot", "id": SALES}],
    "phone_numbers": [
        {**TWILIO, "number": "+14155550101", "name": "Test", "assistantId": SALES},
        {
            **TWILIO,
            "number": "+14155550100",
            "name": "Main",
            "assistantId": SUPPORT,
            "hooks": [SAY],
            "fallbackDestination": {"type": "number", "number": "+14155550177"},
        },
        {**TWILIO, "number": "+14155550102", "name": "Bare"},
    ],
}
LINES = [
    {"number": "+14155550100", "name": "Main 2", "assistant": "Sales Bot", "hooks": [], "fallback_destination": None},
    {"number": "+14155550102", "squad_id": None, "server": {"url": "https://example.com/vapi"}},
]
LOOPBACK = {
    "name": "Main answers",
    "caller": "+14155550101",
    "line": "+14155550100",
    "assistant": "Support Bot",
    "wait_interval": 0.2,
    "wait_timeout": 20,
}


@pytest.fixture
def org() -> Iterator[Simulator]:
    with Simulator(seed={"orgs": {KEY: SEED}}) as simulator:
        yield simulator


def cut_over(org: Simulator, folder: Path, **variables: Any) -> subprocess.CompletedProcess[str]:
    """The playbook, with the lines and the proof above unless others are given."""
    given = {
        "vapi_api_key": org.key,
        "vapi_api_url": org.url,
        "call_lines": LINES,
        "call_lines_snapshot_dir": str(folder / "snapshots"),
        "prove_loopbacks": [LOOPBACK],
        **variables,
    }
    (folder / "inventory.ini").write_text("org ansible_python_interpreter=/nonexistent\n", encoding="utf-8")
    (folder / "variables.json").write_text(json.dumps(given), encoding="utf-8")
    command = [
        "voiceops.vapi.cut_over",
        "-i",
        folder / "inventory.ini",
        "-e",
        f"@{folder / 'variables.json'}",
    ]
    env = {**os.environ, "ANSIBLE_FORCE_COLOR": "false"}
    return ansible_playbook(command, env, folder)


def state(org: Simulator) -> list[dict[str, Any]]:
    """Every number with everything it has, secrets too, but for the time of its last change."""
    numbers = org.state()[KEY]["phone-number"]
    return [{key: value for key, value in number.items() if key != "updatedAt" and value} for number in numbers]


def test_a_proof_that_fails_leaves_everything_as_it_was(org: Simulator, tmp_path: Path) -> None:
    before = state(org)
    run = cut_over(org, tmp_path, prove_loopbacks=[{**LOOPBACK, "answered_by": "Support Bot"}])
    assert run.returncode == 2
    assert "The cut-over failed, and the lines were restored from " in run.stdout
    assert "expected assistant 'Support Bot'" in run.stdout
    assert [entry["method"] for entry in org.writes()] == ["PATCH", "PATCH", "POST", "PATCH", "PATCH"]
    assert state(org) == before


def test_a_proof_that_holds_leaves_the_change(org: Simulator, tmp_path: Path) -> None:
    run = cut_over(org, tmp_path)
    assert run.returncode == 0, run.stdout
    assert "2 updated (" in run.stdout and "1 proven (Main answers)" in run.stdout
    assert [number.get("assistantId") for number in state(org)] == [SALES, SALES, None]
    assert state(org)[2]["server"]["url"] == "https://example.com/vapi"


def test_without_a_proof_nothing_is_changed(org: Simulator, tmp_path: Path) -> None:
    run = cut_over(org, tmp_path, prove_loopbacks=[])
    assert run.returncode == 2
    assert "Nothing was changed" in run.stdout and "prove_loopbacks" in run.stdout
    assert org.writes() == []


def test_a_way_back_that_fails_says_what_stands(org: Simulator, tmp_path: Path) -> None:
    # The two writes of the switch pass; from then on the service takes none.
    org.fault("500", match={"method": "PATCH"}, skip=2, nth="every")
    run = cut_over(org, tmp_path, prove_loopbacks=[{**LOOPBACK, "answered_by": "Support Bot"}])
    assert run.returncode == 2
    assert "the restore failed too: the lines are as the change left them" in run.stdout
    assert "ansible-playbook voiceops.vapi.restore" in run.stdout
    assert [number.get("assistantId") for number in state(org)] == [SALES, SALES, None]


@pytest.mark.case(133)
def test_an_interrupted_cut_over_is_put_back_by_the_next_one(org: Simulator, tmp_path: Path) -> None:
    before = state(org)
    # The first one is killed after its writes: all that it leaves is the open snapshot.
    left = Org(org).run("vapi_call_lines", lines=LINES, snapshot_dir=str(tmp_path / "snapshots"), snapshot_open=True)
    assert left["summary"]["updated"] == 2
    run = cut_over(org, tmp_path, prove_loopbacks=[{**LOOPBACK, "answered_by": "Support Bot"}])
    assert run.returncode == 2 and f"restored from {left['snapshot']}" in " ".join(run.stdout.split())
    assert state(org) == before


@pytest.mark.case(120)
def test_a_mistake_in_a_proof_is_found_before_the_switch(org: Simulator, tmp_path: Path) -> None:
    before = state(org)
    run = cut_over(org, tmp_path, prove_loopbacks=[{**LOOPBACK, "lines": "Main"}])
    assert run.returncode == 2 and org.writes() == [] and state(org) == before


@pytest.mark.parametrize(
    "proof",
    [
        {"prove_loopbacks": [{**LOOPBACK, "line": "+14155550199"}]},
        {"prove_loopbacks": [{**LOOPBACK, "caller": "Tset"}]},
        {"prove_calls": [{"phone_number": "Tset", "assistant": "Support Bot", "customer": {"number": "+12125550100"}}]},
    ],
    ids=["line", "caller", "phone_number"],
)
def test_a_proof_with_a_line_that_does_not_exist_is_found_before_the_switch(
    org: Simulator, tmp_path: Path, proof: dict[str, Any]
) -> None:
    before = state(org)
    run = cut_over(org, tmp_path, **proof)
    assert run.returncode == 2 and "neither this org nor its declaration has a line" in run.stdout
    assert org.writes() == [] and state(org) == before


@pytest.mark.parametrize("passes", [True, False])
def test_simulations_are_a_gate_before_the_switch(org: Simulator, tmp_path: Path, passes: bool) -> None:
    before, switches = state(org), org.switches()
    held = Org(org)
    held.add("suite", name="Regression", simulationIds=[held.add("simulation", name="Books an appointment")])
    results = {} if passes else {"Books an appointment": {"status": "failed", "failureReason": "It hung up."}}
    org.switch(simulation_results=results)
    org.clear_log()
    run = cut_over(org, tmp_path, prove_simulations=[{"suite": "Regression", "assistant": "Sales Bot"}])
    org.switch(**switches)
    posts = [entry["path"] for entry in org.writes() if entry["path"].startswith("/eval")]
    assert posts == ["/eval/simulation/run"], "the suite is run once, before the switch"
    assert run.returncode == (0 if passes else 2), run.stdout
    assert (state(org) == before) == (not passes)
    if not passes:
        assert "'Books an appointment': It hung up." in " ".join(run.stdout.split())
        assert len(org.writes()) == 1


def test_a_proof_may_name_a_line_that_the_switch_creates(org: Simulator, tmp_path: Path) -> None:
    new = {"name": "New", "provider": "twilio", "number": "+14155550190", "assistant": "Sales Bot"}
    lines = [*LINES, {**new, "twilio_account_sid": "AC1", "twilio_auth_token": "token-0002"}]
    run = cut_over(org, tmp_path, call_lines=lines, prove_loopbacks=[{**LOOPBACK, "line": "New"}])
    assert run.returncode == 0, run.stdout
    assert "1 proven (Main answers)" in run.stdout
