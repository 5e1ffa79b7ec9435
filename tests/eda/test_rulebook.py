# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample rulebook in the real ansible-rulebook: Vapi's messages come in over HTTP, and the line fails over."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.ended_reason import outcome_of

from tests.eda.ports import free_port
from tests.support.sdk import sdk_module
from tests.support.simulator import OPENER, Simulator
from tests.support.usual import IS_USUAL
from tests.support.warm import ansible_playbook, commands, of_runner

ROOT = Path(__file__).resolve().parents[2]
RULEBOOK = ROOT / "extensions" / "eda" / "rulebooks" / "failover.yml"
BIN = Path(sys.executable).parent
SECRET = "a-secret-between-vapi-and-us-0001"
STARTS_WITHIN = 60
FAILS, STAYS = "+14155550100", "+14155550101"
"""The line whose calls fail three times, and one whose do so twice."""


def declared(name: str, number: str) -> dict[str, Any]:
    """A line that can fail over."""
    destination = {"type": "number", "number": "+14155550199"}
    return {
        "name": name,
        "provider": "telnyx",
        "number": number,
        "credential": "Telnyx main",
        "assistant": "Support Bot",
        "hooks": [],
        "failover_destination": destination,
    }


def report(reason: str, number: str) -> dict[str, Any]:
    """What Vapi sends when a call is over."""
    line = {"provider": "telnyx", "number": number, "name": "Support", "id": "5f0c1d2e-0000-4000-8000-000000000001"}
    return {"message": {"type": "end-of-call-report", "endedReason": reason, "phoneNumber": line, "artifact": {}}}


class Rulebook:
    """A running ansible-rulebook, its lines as they come."""

    def __init__(self, folder: Path, port: int, rulebook: str = "voiceops.vapi.failover") -> None:
        self.address = f"http://127.0.0.1:{port}/vapi"
        self.printed = folder / "printed.txt"
        variables = {"vapi_server_secret": SECRET, "vapi_server_port": port, "vapi_org": "my-org"}
        (folder / "variables.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
        command = [
            str(BIN / "ansible-rulebook"),
            "--rulebook",
            rulebook,
            "--inventory",
            "inventory.yml",
        ]
        command += ["--vars", "variables.yml", "--verbose"]
        environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "ANSIBLE_LOCALHOST_WARNING": "false"}
        self.programs = ExitStack()
        if IS_USUAL:
            programs = self.programs.enter_context(commands(of_runner(environment)))
            environment["PATH"] = f"{programs}:{environment['PATH']}"
        with self.printed.open("wb") as printed:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=printed, stderr=subprocess.STDOUT, start_new_session=True
            )

    def post(self, body: dict[str, Any] | str, secret: str = SECRET) -> int:
        """Send a message, or this text; returns the status."""
        headers = {"X-Vapi-Secret": secret, "Content-Type": "application/json"}
        request = urllib.request.Request(
            self.address, (body if isinstance(body, str) else json.dumps(body)).encode(), headers
        )
        try:
            with OPENER.open(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def listens(self) -> bool:
        """Whether it takes messages yet."""
        try:
            return self.post({}) == 400
        except urllib.error.URLError:
            return False

    def text(self) -> str:
        """All that was printed so far."""
        return self.printed.read_text(encoding="utf-8", errors="replace")

    def until(self, happened: Callable[[], object], seconds: float) -> None:
        """Wait until something has happened."""
        deadline = time.monotonic() + seconds
        while not happened():
            assert self.process.poll() is None and time.monotonic() < deadline, self.text()[-6000:]
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask it to end, and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.programs.close()


@pytest.fixture
def org(simulator: Simulator, tmp_path: Path) -> Simulator:
    """An org with two lines as they are declared, and its inventory."""
    lines = [declared("Support", FAILS), declared("Sales", STAYS)]
    host = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "vapi_api_url": simulator.url,
        "vapi_api_key": simulator.key,
        "call_lines": lines,
    }
    inventory = {"all": {"hosts": {"my-org": host}}}
    (tmp_path / "inventory.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    assistant = {"id": "11111111-1111-4111-8111-111111111111", "name": "Support Bot"}
    credential = {"id": "22222222-2222-4222-8222-222222222222", "name": "Telnyx main", "provider": "telnyx"}
    simulator.put_state({simulator.key: {"assistant": [assistant], "credential": [credential]}})
    run = ansible_playbook(["voiceops.vapi.provision", "-i", "inventory.yml"], os.environ, tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    return simulator


def hooks_of(simulator: Simulator) -> dict[str, Any]:
    """The hooks of every line, by its number."""
    numbers = simulator.state()[simulator.key]["phone-number"]
    return {number["number"]: number.get("hooks") or [] for number in numbers}


needs_java = pytest.mark.skipif(
    not shutil.which("java"), reason="no Java for ansible-rulebook (install a JRE 17 or newer)"
)


@needs_java
@pytest.mark.whole
def test_a_line_fails_over_after_three_calls_that_the_assistant_has_failed(org: Simulator, tmp_path: Path) -> None:
    rulebook = Rulebook(tmp_path, free_port())
    try:
        rulebook.until(rulebook.listens, STARTS_WITHIN)
        assert rulebook.post(report("pipeline-error-openai-llm-failed", STAYS), "not-the-secret-of-both") == 401
        # Rules run in the order of events: had these been enough, their line would fail over before the other one.
        for reason in (
            "pipeline-error-openai-llm-failed",
            "customer-ended-call",
            "call.in-progress.error-providerfault-transport-never-connected",
            "assistant-request-failed",
        ):
            assert rulebook.post(report(reason, STAYS)) == 200
        for reason in ("assistant-not-found", "pipeline-error-vapi-llm-failed", "pipeline-error-azure-voice-failed"):
            assert rulebook.post(report(reason, FAILS)) == 200
        rulebook.until(lambda: hooks_of(org)[FAILS], 60)
    finally:
        rulebook.stop()
    hooks = hooks_of(org)
    assert hooks[STAYS] == [], rulebook.text()[-6000:]
    assert [hook["on"] for hook in hooks[FAILS]] == ["call.ringing"]
    assert hooks[FAILS][0]["do"][0]["destination"]["number"] == "+14155550199"
    assert SECRET not in rulebook.text()


def hostile(name: str, number: int = 0) -> dict[str, Any]:
    """A failed call of a line that somebody has named so, with the name in every other place as well."""
    line = {"provider": "vapi", "name": name, "sipUri": name, "id": f"5f0c1d2e-0000-4000-8000-{number:012}", name: name}
    texts = {"transcript": name, "summary": f"{{{name}", name: [name, {name: name}], "messages": [{"message": name}]}
    message = report("pipeline-error-openai-llm-failed", "")["message"]
    return {"message": {**message, "phoneNumber": line, "artifact": texts, "campaignId": name, "": {"": name}}}


@needs_java
@pytest.mark.case(130, 132)
def test_the_name_of_a_line_is_never_run_and_puts_no_other_line_into_failover(org: Simulator, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    names = ["{{lookup('pipe','touch " + str(canary) + "')}}", "[]", "None", "['Support', 'Sales']", "{{ groups.all }}"]
    rulebook = Rulebook(tmp_path, free_port())
    try:
        rulebook.until(rulebook.listens, STARTS_WITHIN)
        for number, name in enumerate(names):
            for _call in range(3):
                assert rulebook.post(hostile(name, number)) == 200
        for _call in range(3):
            assert rulebook.post(report("assistant-not-found", FAILS)) == 200
        rulebook.until(lambda: hooks_of(org)[FAILS], 120)
    finally:
        rulebook.stop()
    assert not canary.exists(), rulebook.text()[-6000:]
    assert hooks_of(org)[STAYS] == [], rulebook.text()[-6000:]
    # Each hostile line was looked for, by its id.
    for number in range(len(names)):
        assert f"5f0c1d2e-0000-4000-8000-{number:012}" in rulebook.text()


PRINTS = """
- name: What a playbook does with the texts of an event
  hosts: my-org
  gather_facts: false
  tasks:
    - ansible.builtin.copy:
        dest: "{{ place }}/{{ ansible_eda.event.type }}"
        content: "{{ ansible_eda.event | to_json }}{{ ansible_eda.event }}{{ spoken }}"
        mode: "0600"
"""


def reads_everything(folder: Path) -> str:
    """A rulebook of somebody who has not read the guide: it hands a caller's words to extra vars."""
    spoken = dict.fromkeys(KINDS, "{{ event.message.artifact.transcript }}") | {"heartbeat": ""}
    source = {"secret": SECRET, "port": "{{ vapi_server_port }}", "heartbeat": 3600, "org": "my-org"}
    rules = [
        {
            "name": kind,
            "condition": f'event.type == "{kind}"',
            "action": {
                "run_playbook": {"name": "prints.yml", "extra_vars": {"place": str(folder), "spoken": spoken[kind]}}
            },
        }
        for kind in KINDS
    ]
    source_of_all = [{"name": "Messages", "voiceops.vapi.server_messages": source}]
    (folder / "prints.yml").write_text(PRINTS, encoding="utf-8")
    rulebook = folder / "rulebook.yml"
    rulebook.write_text(yaml.safe_dump([{"name": "All", "hosts": "all", "sources": source_of_all, "rules": rules}]))
    return str(rulebook)


KINDS = ("heartbeat", "end-of-call-report", "hang")


@needs_java
@pytest.mark.case(130, 134)
def test_no_text_of_a_message_is_run_or_ends_the_rulebook(org: Simulator, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    lookup = "lookup('pipe','touch " + str(canary) + "')"
    text = "{{" + lookup + "}}{%set x=" + lookup + "%}{#x#}{\x00{" + lookup + "}}"
    header = "#jinja2:variable_start_string:'[%',variable_end_string:'%]'\n[%" + lookup + "%]"
    numbers = '"": {"\\u0000": 1}, "n": [1e999, -1e999, 1e308, %s], "a.b": {"c/d": [[[]]]}'
    odd = '{"message": {"type": "speech-update", ' + numbers + "}}"
    rulebook = Rulebook(tmp_path, free_port(), reads_everything(tmp_path))
    try:
        rulebook.until(rulebook.listens, STARTS_WITHIN)
        rulebook.until((tmp_path / "heartbeat").exists, 60)
        assert rulebook.post(odd % ("9" * 400)) == 200
        assert rulebook.post(odd % "$ANSIBLE_VAULT") == 400
        assert rulebook.post(hostile("$ANSIBLE_VAULT;1.1;AES256 " + header)) == 200
        rulebook.until((tmp_path / "end-of-call-report").exists, 60)
        last = hostile(header + text)
        last["message"] |= {"type": "hang", "artifact": {**last["message"]["artifact"], "transcript": header + text}}
        assert rulebook.post(last) == 200
        rulebook.until((tmp_path / "hang").exists, 60)
    finally:
        rulebook.stop()
    assert not canary.exists(), rulebook.text()[-6000:]
    assert "touch" in (tmp_path / "hang").read_text(encoding="utf-8")


def patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What the rulebook searches in an ended reason, and what must not be in it."""
    condition = yaml.safe_load(RULEBOOK.read_text(encoding="utf-8"))[0]["rules"][0]["condition"]
    wanted, unwanted = re.findall(r'search\("(.+?)"\)', condition)
    return re.compile(wanted), re.compile(unwanted)


def reasons() -> list[str]:
    """Every reason that the official SDK knows."""
    union = sdk_module("types").ServerMessageEndOfCallReportEndedReason
    return [value for part in union.__args__ for value in getattr(part, "__args__", ())]


@pytest.mark.case(26)
def test_the_rulebook_counts_what_the_collection_calls_the_services_side_or_the_configurations() -> None:
    wanted, unwanted = patterns()
    counted = {reason for reason in reasons() if wanted.search(reason) and not unwanted.search(reason)}
    assert len(counted) > 300
    sides = {"service_side", "configuration_side", "caller_side"}
    assert {outcome_of(reason) for reason in counted} <= sides
    heard_nobody = {reason for reason in counted if outcome_of(reason) == "caller_side"}
    assert heard_nobody <= {"call.in-progress.error-assistant-did-not-receive-customer-audio"}
    rest = {reason for reason in reasons() if outcome_of(reason) in ("service_side", "configuration_side")} - counted
    # What keeps every call from starting, whoever would answer it, and what is Vapi's own.
    assert {re.split(r"[.-](?!start)", reason)[0] for reason in rest} == {"call.start", "call-start", "worker"}
