# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the action plugin adds to a module's result, and what it keeps a task to: hosts, readable diffs, timeouts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.harness import TOKEN
from tests.support.simulator import Simulator
from tests.support.warm import ansible_playbook

PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
ROOT = Path(__file__).resolve().parents[2]
WAYS = pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
LINE = {
    "provider": "twilio",
    "name": "Zentrale München",
    "number": "+14155550100",
    "twilio_account_sid": "AC0123456789abcdef0123456789abcdef",
    "twilio_auth_token": TOKEN,
}


def play(
    simulator: Simulator, folder: Path, tasks: list[dict[str, Any]], hosts: str = "localhost,", **variables: Any
) -> subprocess.CompletedProcess[str]:
    """Tasks against the simulator."""
    book = [{"hosts": "all", "gather_facts": False, "connection": "local", "tasks": tasks}]
    (folder / "play.yml").write_text(yaml.safe_dump(book), encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VAPI_"))},
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "VAPI_API_KEY": simulator.key,
        "VAPI_API_URL": simulator.url,
    }
    words = ["-i", hosts, "--diff", "-e", json.dumps(variables), folder / "play.yml"]
    return ansible_playbook(words, environment, folder)


@pytest.mark.case(65)
@WAYS
def test_diffs_are_readable_and_name_their_host(in_process: bool, simulator: Simulator, tmp_path: Path) -> None:
    tasks = [{"voiceops.vapi.vapi_phone_number": LINE, "check_mode": True}]
    shown = play(simulator, tmp_path, tasks, "acme,globex", vapi_in_process=in_process)
    assert "Zentrale München" in shown.stdout and "u00fc" not in shown.stdout
    assert "after: acme" in shown.stdout and "after: globex" in shown.stdout
    alone = play(simulator, tmp_path, tasks, vapi_in_process=in_process)
    assert "after: " not in alone.stdout and "+++ after" in alone.stdout


@pytest.mark.case(65)
@WAYS
def test_warnings_name_their_host(in_process: bool, simulator: Simulator, tmp_path: Path) -> None:
    line = {**LINE, "assistant": "Nobody", "unresolved": "warn"}
    tasks = [{"voiceops.vapi.vapi_phone_number": line, "check_mode": True}]
    shown = play(simulator, tmp_path, tasks, "acme,globex", vapi_in_process=in_process)
    words = " ".join((shown.stdout + shown.stderr).split())
    assert "[WARNING]: acme: " in words and "[WARNING]: globex: " in words, words


@pytest.mark.case(87)
@WAYS
def test_the_task_s_timeout_keeps_what_was_written(in_process: bool, simulator: Simulator, tmp_path: Path) -> None:
    """A service that asks for patience ends a fleet in about the time, with what was written in the result."""
    simulator.fault(fault="429", retry_after=30, match={"method": "POST"}, nth=list(range(4, 400)))
    lines = [{**LINE, "name": f"Line {one}", "number": f"+141555501{one:02d}"} for one in range(8)]
    fleet = {"voiceops.vapi.vapi_call_lines": {"lines": lines, "concurrency": 1}}
    out = tmp_path / "result.json"
    copy = {"content": "{{ run | to_json }}", "dest": str(out), "mode": "0600"}
    # On a busy machine a module's process needs seconds of its own before it begins.
    timeout = 5 if in_process else 12
    tasks = [{**fleet, "timeout": timeout, "register": "run", "ignore_errors": True}, {"ansible.builtin.copy": copy}]
    began = time.monotonic()
    shown = play(simulator, tmp_path, tasks, vapi_in_process=in_process)
    assert time.monotonic() - began < 25
    result = json.loads(out.read_text())
    assert result["failed"] and result["summary"]["created"] == 3, shown.stdout[-2000:]
    assert len(simulator.state()[simulator.key]["phone-number"]) == 3


@pytest.mark.case(62)
def test_an_interpreter_without_requests_is_named_with_the_reason(simulator: Simulator, tmp_path: Path) -> None:
    bare = tmp_path / "bare_python"
    bare.write_text(f'#!/bin/sh\nexec {Path(sys.executable).resolve()} -S -I "$@"\n')
    bare.chmod(0o755)
    task = {"voiceops.vapi.vapi_phone_number_info": {}, "vars": {"ansible_python_interpreter": str(bare)}}
    shown = play(simulator, tmp_path, [task])
    words = " ".join(shown.stdout.split())
    assert "the Python library requests is missing for " in words
    assert f"(taken because ansible_python_interpreter is {bare})" in words


@WAYS
def test_group_defaults_reach_every_module_and_loops_share_readings(
    in_process: bool, simulator: Simulator, tmp_path: Path
) -> None:
    """The lint module takes the region from the group, and a loop reads the list once where it can."""
    sip = {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai"}
    defaults = {"group/voiceops.vapi.all": {"region": "eu"}}
    out = tmp_path / "result.json"
    tasks: list[dict[str, Any]] = [
        {
            "voiceops.vapi.vapi_call_lines_lint": {"lines": [sip]},
            "module_defaults": defaults,
            "register": "by_group",
        },
        {
            "voiceops.vapi.vapi_call_lines_lint": {"lines": [sip]},
            "environment": {"VAPI_REGION": "eu"},
            "register": "by_env",
        },
        {"voiceops.vapi.vapi_call_lines_lint": {"lines": [sip]}, "register": "without"},
        {
            "voiceops.vapi.vapi_phone_number": {**LINE, "name": "Line {{ item }}", "number": "+1415555010{{ item }}"},
            "loop": [1, 2, 3],
        },
    ]
    kept = "{{ [by_group, by_env, without] | map(attribute='summary') | to_json }}"
    tasks.append({"ansible.builtin.copy": {"content": kept, "dest": str(out), "mode": "0600"}})
    shown = play(simulator, tmp_path, tasks, vapi_in_process=in_process)
    assert out.exists(), shown.stdout
    assert ["sip-region" in one for one in json.loads(out.read_text())] == [True, True, False]
    lists = [entry for entry in simulator.log() if entry["path"].startswith("/v2/phone-number")]
    assert len(lists) == (1 if in_process else 3)
