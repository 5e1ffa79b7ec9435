# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same tasks by a real ansible-playbook, inside the controller and as modules: nobody may tell the difference."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.harness import TOKEN, Org
from tests.support.simulator import Simulator
from tests.support.usual import IS_USUAL
from tests.support.warm import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
KEYS = ["simulator-private-key-0001", "simulator-private-key-0002", "simulator-private-key-0003"]
PASSPHRASE = "the passphrase of the vault"
VAULTED = "vaulted-token-0123456789"
OWN_SIGNS = ("EXEC /bin/sh", "AnsiballZ")
"""What -vvv shows of a task that starts a process."""


Command = Callable[[list[str | Path], dict[str, str], Path], "subprocess.CompletedProcess[str]"]


def from_a_shell(words: list[str | Path], env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, that imports what it needs itself."""
    return subprocess.run([PLAYBOOK, *words], env=env, cwd=cwd, capture_output=True, text=True, check=False)


@dataclass
class Played:
    """What a playbook came to: registered results by task, everything it printed, and the orgs afterwards."""

    results: dict[str, Any]
    output: str
    status: int
    state: dict[str, Any]

    def printed(self, task: str) -> str:
        """What was printed about one task."""
        found = re.search(rf"TASK \[{task}\] \*+\n(.*?)(?=\n(?:TASK|PLAY) )", self.output, re.DOTALL)
        assert found, f"{task} did not run:\n{self.output[-3000:]}"
        return found[1]


class Stage:
    """Runs playbooks against a simulator of three orgs that begins anew each time."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self.folder = folder
        self.command: Command = ansible_playbook
        (folder / "vault.txt").write_text(PASSPHRASE)

    def play(
        self, tasks: dict[str, str], in_process: bool, play: str = "", *arguments: str, **environment: str
    ) -> Played:
        """Run tasks (YAML by name; each result is registered under its name and may be a failure)."""
        self._furnish()
        out = self.folder / "results.json"
        out.unlink(missing_ok=True)
        playbook = self.folder / "play.yml"
        playbook.write_text(_playbook(tasks, play or DEFAULT_PLAY, out))
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VAPI_"))}
        process = self.command(
            ["-i", "localhost,", playbook, "--vault-password-file", self.folder / "vault.txt", *arguments],
            {
                **inherited,
                "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
                "ANSIBLE_LOCALHOST_WARNING": "false",
                "VAPI_IN_PROCESS": str(in_process).lower(),
                "SIMULATOR": self.simulator.url,
                # Where HOME is not the account's own, a job's result is looked for in another place.
                "ANSIBLE_ASYNC_DIR": str(self.folder / "async"),
                **environment,
            },
            self.folder,
        )
        output = process.stdout + process.stderr
        assert out.exists(), output[-4000:]
        return Played(json.loads(out.read_text()), output, process.returncode, self.simulator.state())

    def both(self, tasks: dict[str, str], play: str = "", *arguments: str, **environment: str) -> tuple[Played, Played]:
        """Inside the controller, then as modules."""
        inside = self.play(tasks, True, play, *arguments, **environment)
        return inside, self.play(tasks, False, play, *arguments, **environment)

    def _furnish(self) -> None:
        Org(self.simulator).furnish()
        state = self.simulator.state()
        for key in KEYS[1:]:
            state[key] = {"assistant": state[KEYS[0]]["assistant"]}
        self.simulator.put_state(state)
        self.simulator.clear_log()


DEFAULT_PLAY = f"""
environment:
  VAPI_API_KEY: {KEYS[0]}
  VAPI_API_URL: "{{{{ lookup('ansible.builtin.env', 'SIMULATOR') }}}}"
"""


def _playbook(tasks: dict[str, str], play: str, out: Path) -> str:
    """A play of these tasks that writes down what each returned."""
    lines = ["- name: Play", "  hosts: localhost", "  connection: local", "  gather_facts: false"]
    lines += [
        "  vars:",
        "    ansible_python_interpreter: '{{ ansible_playbook_python }}'",
        "    twilio: {provider: twilio, twilio_account_sid: AC1, twilio_auth_token: " + TOKEN + "}",
    ]
    lines += textwrap.indent(textwrap.dedent(play).strip(), "  ").splitlines() + ["  tasks:"]
    for name, task in tasks.items():
        body = textwrap.indent(textwrap.dedent(task).strip(), "      ")
        lines += [f"    - name: {name}", body, f"      register: r_{name}", "      ignore_errors: true"]
    results = ", ".join(f"'{name}': r_{name}" for name in tasks)
    lines += ["    - ansible.builtin.copy:", f'        content: "{{{{ {{{results}}} | to_json }}}}"']
    lines += [f"        dest: {out}", "        mode: '0600'", "      no_log: true", "      diff: false"]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A simulator with three orgs and a folder."""
    switches = {
        "free_number_limit": 1000,
        "call_queue_seconds": 0.0,
        "call_ring_seconds": 0.0,
        "call_talk_seconds": 0.0,
    }
    with Simulator(keys=KEYS, switches=switches) as simulator:
        yield Stage(simulator, tmp_path_factory.mktemp("stage"))


def vaulted(text: str) -> str:
    """A text as it stands in a file after ansible-vault encrypt_string."""
    from ansible.parsing.vault import VaultLib, VaultSecret

    return VaultLib([("default", VaultSecret(PASSPHRASE.encode()))]).encrypt(text).decode()


# --- the same results -------------------------------------------------------------------------------------------------

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)|(?<=127.0.0.1:)\d+")
ANSIBLE_OWN = ("invocation", "ansible_facts", "exception")
"""What the run of a process adds; -vvv is compared below."""


def told(result: Any) -> Any:
    """A result without what differs from one run to the next: ids and times."""
    if isinstance(result, dict):
        return {key: told(value) for key, value in result.items() if key not in ANSIBLE_OWN}
    if isinstance(result, list):
        return [told(value) for value in result]
    return TIME.sub("TIME", UUID.sub("ID", result)) if isinstance(result, str) else result


LINE = """
voiceops.vapi.vapi_phone_number:
  name: Main
  provider: twilio
  number: "+14155550100"
  twilio_account_sid: AC1
  twilio_auth_token: {token}
  assistant: {assistant}
"""
MAIN = LINE.format(token=TOKEN, assistant="Support Bot")
ABSENT = "voiceops.vapi.vapi_phone_number: {number: '+14155550100', state: absent}\n"
NO_KEY = "environment: {VAPI_API_KEY: ''}"
FLEET = """
voiceops.vapi.vapi_call_lines:
  lines:
    - "{{ twilio | combine({'name': 'Fleet A', 'number': '+14155550110', 'assistant': 'Support Bot'}) }}"
    - "{{ twilio | combine({'name': 'Fleet B', 'number': 14155550111}) }}"
"""
CALL = """
voiceops.vapi.vapi_call:
  name: Appointment
  phone_number: Main
  assistant: Support Bot
  customer: {number: "+14155550111"}
"""

TASKS: dict[str, str] = {
    "create_check": MAIN + "check_mode: true\ndiff: true",
    "create": MAIN + "diff: true",
    "create_again": MAIN + "diff: true",
    "update_check": LINE.format(token=TOKEN, assistant="Night Bot") + "check_mode: true\ndiff: true",
    "update": LINE.format(token=TOKEN, assistant="Night Bot") + "diff: true",
    "update_without_diff": MAIN + "diff: false",
    "clear": "voiceops.vapi.vapi_phone_number: {number: '+14155550100', assistant_id: '', server: null}",
    "unknown_option": "voiceops.vapi.vapi_phone_number: {nane: Main}",
    "no_option": "voiceops.vapi.vapi_phone_number:",
    "wrong_types": "voiceops.vapi.vapi_phone_number: {name: [1], provider: acme, wait: perhaps, hooks: 7}",
    "wrong_choice": "voiceops.vapi.vapi_phone_number: {name: Main, state: here, timeout: soon}",
    "wrong_place": "voiceops.vapi.vapi_phone_number: {name: X, provider: vapi, twilio_auth_token: secret-in-vain-01}",
    "no_key": MAIN + "environment: {VAPI_API_KEY: ''}",
    "wrong_key": MAIN + "environment: {VAPI_API_KEY: nobodys-key-000001}",
    "key_of_task": MAIN.replace("5550100", "5550130") + f"environment: {{VAPI_API_KEY: {KEYS[1]}}}",
    "key_as_option": "voiceops.vapi.vapi_phone_number_info: {api_key: " + KEYS[1] + "}",
    "info": "voiceops.vapi.vapi_phone_number_info:",
    "hook": """
        voiceops.vapi.vapi_phone_hook:
          phone_number: Main
          event: call.ringing
          do: [{type: say, exact: Please hold.}]
        diff: true
        """,
    "hook_with_on": """
        voiceops.vapi.vapi_phone_number:
          number: "+14155550100"
          hooks: [{on: call.ringing, do: [{type: say, exact: Please hold.}]}]
        """,
    "call_check": CALL + "check_mode: true",
    "call": CALL,
    "call_again": CALL,
    "calls": "voiceops.vapi.vapi_call_info: {assistant: Support Bot}",
    "fleet_check": FLEET + "check_mode: true\ndiff: true",
    "fleet": FLEET + "diff: true",
    "fleet_again": FLEET + "diff: true",
    "fleet_refused": FLEET + "  prune: true\n  max_deletions: 0",
    "fleet_wrong": "voiceops.vapi.vapi_call_lines: {lines: [{name: A, nane: B}, {provider: acme}, 7]}",
    "fleet_silent": FLEET + "vars: {vapi_progress: false}",
    "integer_number": "voiceops.vapi.vapi_phone_number: {number: 14155550110, name: Renamed}",
    "unsafe": "voiceops.vapi.vapi_phone_number: {number: '+14155550110', name: !unsafe 'A {{ nobody }} B'}",
    "templated": """
        voiceops.vapi.vapi_phone_number:
          number: "{{ '+1' ~ 4155550110 }}"
          wait: "{{ 'yes' }}"
          wait_timeout: "{{ 30 }}"
          squad: "{{ omit }}"
          hooks: "{{ [] }}"
        """,
    "loop": """
        voiceops.vapi.vapi_phone_number: "{{ twilio | combine({'name': item, 'number': '+141555503' ~ item}) }}"
        loop: ["01", "02", "01", bad]
        """,
    "loop_of_orgs": """
        voiceops.vapi.vapi_phone_number:
          api_key: "{{ item }}"
          provider: twilio
          name: Org {{ item[-1] }}
          number: "+1415555012{{ item[-1] }}"
          twilio_account_sid: AC1
          twilio_auth_token: """
    + TOKEN
    + f"""
          assistant: Support Bot
        loop: [{KEYS[1]}, {KEYS[2]}, {KEYS[1]}]
        """,
    "loop_and_delete": """
        voiceops.vapi.vapi_phone_number: "{{ twilio | combine({'number': '+14155550302', 'state': item}) }}"
        loop: [absent, present, present, absent]
        """,
    "loop_in_check": """
        voiceops.vapi.vapi_phone_number: "{{ twilio | combine({'number': '+14155550305', 'name': item}) }}"
        loop: [One, Two]
        check_mode: true
        """,
    "until": """
        voiceops.vapi.vapi_phone_number: {number: "+14155550100"}
        until: r_until.phone_number.status == 'active'
        retries: 2
        delay: 0.1
        """,
    "failed_when": MAIN + "failed_when: true\nchanged_when: true",
    "no_log": MAIN + "no_log: true",
    "delegated": MAIN + "delegate_to: localhost",
    "absent_check": ABSENT + "check_mode: true\ndiff: true",
    "absent": ABSENT + "diff: true",
    "absent_again": ABSENT + "diff: true",
    "module_defaults_by_group": f"{MAIN}module_defaults: {{group/voiceops.vapi.all: {{api_key: {KEYS[2]}}}}}\n{NO_KEY}",
    "module_defaults_by_name": f"{MAIN}module_defaults: {{voiceops.vapi.vapi_phone_number: {{api_key: {KEYS[2]}}}}}\n"
    + NO_KEY,
    "module_defaults_of_another": f"{MAIN}module_defaults: {{voiceops.vapi.vapi_call: {{api_key: {KEYS[2]}}}}}\n"
    + NO_KEY,
    "module_defaults_lose": MAIN.replace("5550100", "5550130")
    + f"  api_key: {KEYS[1]}\nmodule_defaults: {{group/voiceops.vapi.all: {{api_key: x}}}}",
    "vaulted": "voiceops.vapi.vapi_phone_number:\n  name: Vaulted\n  number: '+14155550140'\n  provider: twilio\n"
    "  twilio_account_sid: AC1\n  twilio_auth_token: !vault |\n"
    + textwrap.indent(vaulted(VAULTED), "    ")
    + "diff: true",
}

ALSO_DIFFERENTIAL = {
    *("update_check", "clear", "unknown_option", "no_option", "wrong_types", "wrong_choice", "wrong_place"),
    *("key_as_option", "info", "hook_with_on", "call_check", "calls", "fleet_check", "fleet_wrong", "fleet_silent"),
    *("integer_number", "absent_check"),
}
"""Tasks whose kind the differential run has in the usual setting too."""

SAME = {name: task for name, task in TASKS.items() if not (IS_USUAL and name in ALSO_DIFFERENTIAL)}


@pytest.fixture(scope="module")
def pair(stage: Stage) -> tuple[Played, Played]:
    """All of ``SAME``, both ways, with all that is printed: at -vvv, with the invocation of each module."""
    return stage.both(SAME, "", "-vvv", ANSIBLE_INJECT_INVOCATION="true")


@pytest.mark.parametrize("task", SAME)
def test_same_result(pair: tuple[Played, Played], task: str) -> None:
    inside, outside = (told(played.results[task]) for played in pair)
    assert inside == outside


def test_same_state_afterwards(pair: tuple[Played, Played]) -> None:
    def numbers(played: Played) -> list[Any]:
        """By number, as the lines of a fleet are created in any order."""
        found = [told(number) for org in played.state.values() for number in org["phone-number"]]
        return sorted(found, key=lambda number: str(number["number"]))

    assert numbers(pair[0]) == numbers(pair[1])


EXPECTED = {
    "create_check": (True, False),
    "create": (True, False),
    "create_again": (False, False),
    "update": (True, False),
    "unknown_option": (False, True),
    "no_option": (False, True),
    "no_key": (False, True),
    "key_of_task": (True, False),
    "fleet": (True, False),
    "fleet_again": (False, False),
    "fleet_wrong": (False, True),
    "module_defaults_by_group": (True, False),
    "module_defaults_by_name": (False, False),
    "module_defaults_of_another": (False, True),
    "module_defaults_lose": (False, False),
    "vaulted": (True, False),
    "unsafe": (True, False),
    "no_log": (False, False),
    "absent": (True, False),
    "absent_again": (False, False),
}


@pytest.mark.parametrize("task", [task for task in EXPECTED if task in SAME])
def test_result_is_the_one_meant(pair: tuple[Played, Played], task: str) -> None:
    for played in pair:
        result = played.results[task]
        assert (result["changed"], result["failed"]) == EXPECTED[task], result.get("msg")


def test_nothing_started_a_process(pair: tuple[Played, Played]) -> None:
    inside, outside = pair
    for name in ("create", "loop", "fleet", "delegated", "vaulted", "no_log"):
        assert not any(sign in inside.printed(name) for sign in OWN_SIGNS), name
        assert any(sign in outside.printed(name) for sign in OWN_SIGNS), name


def test_items_of_a_loop_stay_in_their_org(pair: tuple[Played, Played]) -> None:
    for played in pair:
        changed = [item["changed"] for item in played.results["loop_of_orgs"]["results"]]
        assert changed == [True, True, False]
        names = {key: [number["name"] for number in played.state[key]["phone-number"]] for key in KEYS}
        assert "Org 2" in names[KEYS[1]] and "Org 3" in names[KEYS[2]]
        assert not {"Org 2", "Org 3"} & set(names[KEYS[0]])


def test_items_of_a_loop_see_what_others_wrote(pair: tuple[Played, Played]) -> None:
    for played in pair:
        items = played.results["loop"]["results"]
        assert [(item["changed"], item["failed"]) for item in items] == [
            (True, False),
            (True, False),
            (False, False),
            (False, True),
        ]
        changed = [item["changed"] for item in played.results["loop_and_delete"]["results"]]
        assert changed == [True, True, False, True]


def test_unsafe_and_vaulted_values_arrive_as_they_are(pair: tuple[Played, Played]) -> None:
    for played in pair:
        assert played.results["unsafe"]["phone_number"]["name"] == "A {{ nobody }} B"
        vault = next(n for n in played.state[KEYS[0]]["phone-number"] if n["name"] == "Vaulted")
        assert vault["twilioAuthToken"] == VAULTED


@pytest.fixture(scope="module")
def broken_collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the collection whose use case of a line raises what nobody expects, with a secret in it."""
    path = tmp_path_factory.mktemp("broken")
    copy = path / "ansible_collections" / "voiceops" / "vapi"
    shutil.copytree(ROOT / "plugins", copy / "plugins")
    shutil.copytree(ROOT / "meta", copy / "meta")
    shutil.copy(ROOT / "galaxy.yml", copy)
    module = copy / "plugins" / "modules" / "vapi_phone_number.py"
    broken = "import dataclasses\nTASK = dataclasses.replace(TASK, run=lambda options, client: {}[str(options)])\n\n"
    module.write_text(module.read_text().replace("def main()", f"{broken}def main()"))
    return path


def test_a_surprise_is_a_clean_failure(stage: Stage, broken_collection: Path) -> None:
    played = stage.both({"surprise": MAIN}, "", "-vvv", ANSIBLE_COLLECTIONS_PATH=str(broken_collection))
    inside, outside = (told(one.results["surprise"]) for one in played)
    assert inside == outside and inside["failed"] and "unexpected error in voiceops.vapi (KeyError" in inside["msg"], (
        inside
    )
    assert set(inside["failure"]) == {"status", "message", "hint"}
    for one in played:
        assert "Traceback" not in one.output and TOKEN not in one.output
        assert "vapi_phone_number.py, line" in one.printed("surprise"), "-vvv shows the frames"


# --- secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [0, 1], ids=["in process", "as a module"])
def test_no_secret_at_any_verbosity(pair: tuple[Played, Played], way: int) -> None:
    """Ansible itself prints loop items and, at -vvvv, the task environment: neither is used here for a secret."""
    played = pair[way]
    hidden = (TOKEN, VAULTED, "secret-in-vain-01")
    results = json.dumps(played.results)
    assert not [secret for secret in hidden if secret in played.output or secret in results]
    assert KEYS[0] not in results


def test_no_log_hides_the_result(pair: tuple[Played, Played]) -> None:
    for played in pair:
        assert played.results["no_log"]["phone_number"]["name"] == "Main"
        assert "+14155550100" not in played.printed("no_log")


def test_invocation_is_the_same_where_it_is_shown(pair: tuple[Played, Played]) -> None:
    inside, outside = pair
    for name in ("create", "hook", "vaulted"):
        shown, full = (played.results[name].get("invocation") for played in (inside, outside))
        assert told(_given(full)) == told(_given(shown)), name
        assert '"invocation"' in inside.printed(name) and '"invocation"' in outside.printed(name)


def _given(values: Any) -> Any:
    """Options without those that Ansible fills up with nulls."""
    if isinstance(values, dict):
        return {key: _given(value) for key, value in values.items() if value is not None}
    return [_given(value) for value in values] if isinstance(values, list) else values


# --- what only a process can honour -----------------------------------------------------------------------------------

ANOTHER_INTERPRETER = """#!/bin/sh
exec {python} "$@"
"""


def _needs(stage: Stage) -> dict[str, str]:
    wrapper = stage.folder / "another_python"
    wrapper.write_text(ANOTHER_INTERPRETER.format(python=sys.executable))
    wrapper.chmod(0o755)
    return {
        "asynchronous": MAIN + "async: 30\npoll: 1",
        "becoming": MAIN + "become: true\nbecome_method: ansible.builtin.su",
        "other_interpreter": MAIN + f"vars: {{ansible_python_interpreter: {wrapper}}}",
        "switched_off": MAIN + "environment: {VAPI_IN_PROCESS: 'false'}",
    }


def test_a_process_where_it_is_needed(stage: Stage) -> None:
    tasks = _needs(stage)
    if os.geteuid() != 0:
        del tasks["becoming"]
    played = stage.play(tasks, True, "", "-vvv")
    for name in tasks:
        result = played.results[name]
        assert not result["failed"], (name, result)
        assert result["phone_number"]["name"] == "Main"
        assert any(sign in played.printed(name) for sign in OWN_SIGNS), name
    assert [played.results[name]["changed"] for name in tasks] == [True] + [False] * (len(tasks) - 1)
    assert "another_python" in played.printed("other_interpreter")


def test_fire_and_forget(stage: Stage) -> None:
    tasks = {
        "started": MAIN + "async: 30\npoll: 0",
        "ended": """
            ansible.builtin.async_status: {jid: "{{ r_started.ansible_job_id }}"}
            until: r_ended is finished
            retries: 40
            delay: 0.5
            """,
    }
    played = stage.play(tasks, True)
    assert played.results["ended"]["changed"] and played.results["ended"]["phone_number"]["name"] == "Main"


IMPORTED = """
import sys
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "imported"

    def v2_playbook_on_stats(self, stats):
        ours = [name for name in sys.modules if name.startswith("ansible_collections.voiceops.vapi.plugins.")]
        self._display.display("imported before workers were forked: " + " ".join(ours))
"""
"""A callback runs in Ansible's main process."""


def test_the_main_process_imports_for_all_workers(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "command", from_a_shell)
    (stage.folder / "callbacks").mkdir()
    (stage.folder / "callbacks" / "imported.py").write_text(IMPORTED)
    played = stage.play(
        {"lines": "voiceops.vapi.vapi_phone_number_info:"},
        in_process=True,
        ANSIBLE_CALLBACK_PLUGINS=str(stage.folder / "callbacks"),
        ANSIBLE_CALLBACKS_ENABLED="imported",
    )
    assert not played.results["lines"]["failed"]
    (told,) = re.findall("imported before workers were forked: .*", played.output)
    assert "plugins.action.vapi_phone_number_info" in told and "plugins.module_utils._http.client" in told


def test_readings_are_not_kept_between_tasks(stage: Stage) -> None:
    """A loop reads once for all its items; the next task reads again."""
    tasks = {"loop": SAME["loop"], "again": SAME["loop"]}
    stage.play(tasks, True)
    lists = [entry for entry in stage.simulator.log() if entry["path"].startswith("/v2/phone-number")]
    assert len(lists) == 2


# --- progress ---------------------------------------------------------------------------------------------------------

THIRTY_SIX = json.dumps(
    [
        {
            "name": f"Line {index}",
            "number": f"+1415557{1000 + index}",
            "provider": "twilio",
            "twilio_account_sid": "AC1",
            "twilio_auth_token": TOKEN,
        }
        for index in range(36)
    ]
)
MANY = f"voiceops.vapi.vapi_call_lines: {{concurrency: 4, lines: {THIRTY_SIX}}}\n"
PROGRESS = re.compile(r"\d+ of 36 written, about \d+ s left")


@pytest.fixture
def slow(stage: Stage) -> Iterator[Stage]:
    """A service that takes its time: 36 lines by four at once take more than three seconds."""
    stage.simulator.switch(latency=400)
    yield stage
    stage.simulator.switch(latency=0)


@pytest.mark.case(88)
def test_progress_is_shown_while_something_is_written(slow: Stage) -> None:
    played = slow.play({"written": MANY, "again": MANY}, True)
    assert played.results["written"]["summary"]["created"] == 36
    # On stderr, as stdout may be read by programs.
    assert 1 <= len(PROGRESS.findall(played.output)) <= 3 and not PROGRESS.search(played.printed("written"))


@pytest.mark.case(88)
def test_progress_is_silent_when_switched_off(slow: Stage) -> None:
    played = slow.play({"written": MANY + "vars: {quiet: true, vapi_progress: '{{ not quiet }}'}"}, True)
    assert played.results["written"]["changed"] and not PROGRESS.search(played.output)
