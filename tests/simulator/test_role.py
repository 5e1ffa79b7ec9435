# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role, run by a real ansible-playbook: starts, reuses, stops, and keeps check mode's promise."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request

import pytest
import yaml

from tests.support.simulator import OPENER
from tests.support.warm import ansible_playbook

ROLE = Path(__file__).parents[2] / "roles" / "simulator"
FACTS = (
    "CONTROL={{ simulator_control_url | default('none') }} "
    "URL={{ simulator_url | default('none') }} PID={{ simulator_pid | default(0) }} "
)
PLAY = [
    {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "roles": [{"role": str(ROLE)}],
        "post_tasks": [{"ansible.builtin.debug": {"msg": FACTS}}],
    }
]


class Result:
    """What a run said: changes, and the facts."""

    def __init__(self, output: str) -> None:
        recap = output[output.index("PLAY RECAP") :]
        self.changed = int(recap.partition("changed=")[2].split()[0])
        self.url = output.partition("URL=")[2].split()[0]
        self.control_url = output.partition("CONTROL=")[2].split()[0]
        self.pid = int(output.partition("PID=")[2].split()[0])


def play(folder: Path, *words: str, fails: bool = False, **variables: Any) -> str:
    """Run the role; returns the output."""
    (folder / "play.yml").write_text(yaml.safe_dump(PLAY), encoding="utf-8")
    here = {"ansible_python_interpreter": sys.executable, "simulator_directory": str(folder / "simulator")}
    given = json.dumps({**here, **variables})
    command = ["-i", "localhost,", folder / "play.yml", "--extra-vars", given, *words]
    run = ansible_playbook(command, {**os.environ, "ANSIBLE_NOCOLOR": "1"}, folder)
    assert (run.returncode != 0) == fails, run.stdout + run.stderr
    return run.stdout


def ask(url: str, what: str) -> Any:
    """What the control plane says."""
    with OPENER.open(f"{url}/{what}", timeout=10) as answer:
        return json.load(answer)


def test_the_life_of_a_simulator(tmp_path: Path) -> None:
    """Every run is a process of some seconds; starting and stopping twice is the integration target's part."""
    folder = tmp_path / "simulator"
    foretold = Result(play(tmp_path, "--check"))
    assert foretold.changed == 2 and foretold.url == "none" and not folder.exists(), "check mode starts nothing"
    seed = {"orgs": {"some-private-key": {"assistants": [{"name": "Support Bot"}]}}}
    given = {"simulator_keys": ["some-private-key"], "simulator_seed": seed, "simulator_keep_state": True}
    started = Result(play(tmp_path, **given))
    try:
        assert started.changed == 2 and started.url.startswith("http://127.0.0.1:")
        assert ask(started.control_url, "state")["some-private-key"]["assistant"][0]["name"] == "Support Bot"
        again = Result(play(tmp_path, "--check", **given))
        assert (again.changed, again.url, again.pid) == (0, started.url, started.pid)
        assert Result(play(tmp_path, "--check", simulator_state="stopped")).changed == 1
        assert ask(started.control_url, "log") == [], "check mode stops nothing"
        assert folder.stat().st_mode & 0o777 == 0o700 and (folder / "state.journal").stat().st_size
    finally:
        assert Result(play(tmp_path, simulator_state="stopped")).changed == 1
    with pytest.raises(ProcessLookupError):
        os.kill(started.pid, 0)


def test_a_failed_start_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    assert "no switch is called nonsense" in play(tmp_path, fails=True, simulator_switches={"nonsense": 1})
    assert not (tmp_path / "simulator" / "ready.json").exists()


@pytest.mark.case(69)
def test_the_playbook_prints_what_to_export(tmp_path: Path) -> None:
    command = ["-i", "localhost,", ROLE.parents[1] / "playbooks" / "simulator.yml"]

    def run(*words: str) -> str:
        done = ansible_playbook([*command, *words], {**os.environ, "ANSIBLE_NOCOLOR": "1"}, tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    try:
        (exported,) = re.findall(r"\"export (.+)\"", run())
        exports = dict(word.split("=", 1) for word in exported.split())
        assert exports.keys() == {"VAPI_API_URL", "VAPI_API_KEY", "VAPI_API_KEY_2"}
        for key in ("VAPI_API_KEY", "VAPI_API_KEY_2"):
            request = Request(exports["VAPI_API_URL"] + "/assistant", headers={"User-Agent": "test"})
            request.add_header("Authorization", f"Bearer {exports[key]}")
            with OPENER.open(request, timeout=10) as answer:
                assert {"Support Bot", "Sales Bot"} <= {one["name"] for one in json.load(answer)}
    finally:
        run("-e", "simulator_state=stopped")
    with pytest.raises(URLError):
        OPENER.open(request, timeout=10)


def test_it_takes_the_report_of_a_probe(tmp_path: Path) -> None:
    report = tmp_path / "acme.json"
    report.write_text(json.dumps({"switches": {"secrets": "omit", "page_size": 7}, "facts": []}), encoding="utf-8")
    result = Result(play(tmp_path, simulator_switches_file=str(report), simulator_switches={"page_size": 9}))
    try:
        with OPENER.open(f"{result.control_url}/switches", timeout=5) as answer:
            switches = json.load(answer)
        assert switches["secrets"] == "omit" and switches["page_size"] == 9
    finally:
        play(tmp_path, simulator_state="stopped")
