# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the playbook `awx` asks of a controller is what the real collection awx.awx takes.

Every task is run by the modules themselves against a port where nobody listens: they check their options first, so that
the only thing that may go wrong is the connection.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOK = ROOT / "playbooks" / "awx.yml"
ANSIBLE = ROOT / ".cache" / "awx" / "bin" / "ansible-playbook"
TASKS = 15
SCOPES = [
    {"name": "acme", "limit": "acme", "api_key": "canary-of-an-api-key", "region": "eu"},
    {"name": "all others", "limit": "all:!acme", "vault_password": "canary-of-a-vault"},
]

pytestmark = pytest.mark.skipif(not ANSIBLE.exists(), reason="no collection awx.awx (`make awx-check` brings it)")


def shown(text: str) -> str:
    """A playbook without no_log, as a module's complaint would be hidden with the rest."""
    assert "      no_log: true\n" in text
    return text.replace("      no_log: true\n", "")


def answers(folder: Path, text: str, **variables: Any) -> dict[str, list[str]]:
    """What each task of a playbook said, by its name."""
    (folder / "vars").symlink_to(ROOT / "playbooks" / "vars")
    (folder / "awx.yml").write_text(text.replace("gather_facts: false", "gather_facts: false\n  ignore_errors: true"))
    environment = {
        **os.environ,
        "CONTROLLER_HOST": "http://127.0.0.1:9",
        "CONTROLLER_OAUTH_TOKEN": "canary-of-a-controller-token",
        "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_COLLECTIONS_PATH": str(folder),
    }
    command = [str(ANSIBLE), "awx.yml", "-e", json.dumps({"awx_scopes": SCOPES, **variables})]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    plays = json.loads(run.stdout[run.stdout.index("{") :])["plays"]
    return {task["task"]["name"]: list(said(task["hosts"]["localhost"])) for task in plays[0]["tasks"]}


def said(result: dict[str, Any]) -> list[str]:
    """The messages of a task, or of the items of its loop; a censored one has none to show."""
    ran = [one for one in result.get("results") or [result] if not one.get("skipped")]
    return [one.get("msg") or one.get("censored", "") for one in ran]


@pytest.mark.parametrize(
    "claim", [pytest.param("", marks=pytest.mark.case(72)), pytest.param("voice", marks=pytest.mark.whole)]
)
def test_the_modules_of_awx_take_every_option(tmp_path: Path, claim: str) -> None:
    storage = {"path": "/srv/voice", "claim": claim, "group": "Voice operations"}
    hours = {"name": "Hours", "rrule": "DTSTART;TZID=America/New_York:20260101T000000 RRULE:FREQ=MINUTELY;INTERVAL=5"}
    given = {"awx_storage": storage, "awx_hours_schedule": hours}
    messages = answers(tmp_path, shown(PLAYBOOK.read_text(encoding="utf-8")), **given)
    assert len(messages) == TASKS and len(messages["Create the jobs"]) == 2 * len(VARIABLES["awx_job_templates"])
    place = [bool(said) for task, said in messages.items() if "snapshots and reports" in task]
    assert place == [not claim, bool(claim)]
    for task, sentences in messages.items():
        for sentence in sentences:
            assert re.search("[Cc]onnect", sentence), f"{task}: {sentence}"


@pytest.mark.whole
def test_secrets_are_not_shown(tmp_path: Path) -> None:
    messages = answers(tmp_path, PLAYBOOK.read_text(encoding="utf-8"))
    assert (
        "no_log" in messages["Store the keys of orgs"][0] and "no_log" in messages["Store the passwords of vaults"][0]
    )
    assert "canary" not in json.dumps(messages)


WRONG = {
    'scm_branch: "': ('scm_twig: "', "Unsupported parameters.*scm_twig"),
    "source: scm\n": ("source: svn\n", "value of source must be one of"),
    "rrule:": ("rules:", "Unsupported parameters.*rules"),
    "survey_enabled:": ("survey_on:", "Unsupported parameters.*survey_on"),
    'credential_type: "': ('credential_kind: "', "missing required arguments: credential_type"),
}
"""Right words, wrong ones in their place, and the complaint of the module."""


@pytest.mark.whole
def test_wrong_options_are_found(tmp_path: Path) -> None:
    text = shown(PLAYBOOK.read_text(encoding="utf-8"))
    for right, (wrong, _complaint) in WRONG.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    said_of_all = " ".join(sentence for sentences in answers(tmp_path, text).values() for sentence in sentences)
    for _wrong, complaint in WRONG.values():
        assert re.search(complaint, said_of_all), complaint


# --- what people may say to a job ------------------------------------------------------------------------------------


class Loader(yaml.SafeLoader):
    """YAML with Ansible's tag for texts that are no templates."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
VARIABLES = yaml.load((ROOT / "playbooks" / "vars" / "awx.yml").read_text(encoding="utf-8"), Loader)
QUESTIONS = VARIABLES["awx_questions"]


def questions_of(survey: list[str]) -> list[dict[str, Any]]:
    """The questions behind a survey's templates."""
    return [QUESTIONS[text.removeprefix("{{ awx_questions.").removesuffix(" }}")] for text in survey]


SURVEYS = {
    **{name: job["survey"] for name, job in VARIABLES["awx_job_templates"].items() if "survey" in job},
    "workflow": VARIABLES["awx_workflow"]["survey"]["spec"],
}
READ = {
    "check": {"vapi_hosts", "call_lines_max_deletions", "org_max_deletions"},
    "prove": {"vapi_hosts"},
    "mode": {"vapi_hosts", "vapi_mode", "vapi_lines"},
    "mode_of_all": {"vapi_hosts", "vapi_mode"},
    "restore": {"vapi_hosts", "restore_snapshot"},
    "rotate": {"vapi_hosts", "rotate_twilio_account_sid", "rotate_twilio_auth_token"},
    "call": {"vapi_hosts"},
    "workflow": {"vapi_hosts", "call_lines_max_deletions", "org_max_deletions"},
}


@pytest.mark.case(72, 137)
@pytest.mark.parametrize("name", READ)
def test_a_survey_asks_for_what_is_passed_and_takes_no_blank_answer(name: str) -> None:
    assert list(SURVEYS) == list(READ)
    questions = questions_of(SURVEYS[name])
    assert {question["variable"] for question in questions} == READ[name]
    for question in questions:
        assert question["required"] is True
        if question["type"] == "multiplechoice":
            assert "" not in question["choices"] and "default" not in question
        elif question["type"] != "integer":
            assert question["min"] >= 1 and question.get("default", "x")


@pytest.mark.case(137)
def test_nobody_adds_variables_or_moves_a_key_to_other_orgs() -> None:
    (play,) = yaml.safe_load(PLAYBOOK.read_text(encoding="utf-8"))
    asked = 0
    for task in play["tasks"]:
        options = next((value for name, value in task.items() if name.startswith("awx.awx.")), {})
        asked += "survey_spec" in options
        for option, value in options.items():
            assert value is False or not option.startswith("ask_"), f"{task['name']}: {option}"
            assert value is False or not option.endswith("_on_launch"), f"{task['name']}: {option}"
    assert asked == 2
    # A key comes with its address, even with none, so that no other one goes with it.
    injected = VARIABLES["awx_credential_type"]["injectors"]["env"]
    assert set(injected) == {"VAPI_API_KEY", "VAPI_REGION", "VAPI_API_URL"}
    passed = json.dumps([VARIABLES["awx_job_templates"], VARIABLES["awx_questions"]])
    assert "api_url" not in passed and "api_key" not in passed


def undocumented(options: dict[str, Any], given: dict[str, Any], path: str = "") -> Iterator[str]:
    """Where a value has a key, or a choice, that the documentation of its options does not."""
    for name, value in given.items():
        option = options.get(name)
        if option is None or value not in option.get("choices", [value]):
            yield f"{path}{name}"
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and option.get("suboptions"):
                yield from undocumented(option["suboptions"], item, f"{path}{name}.")


def workflow() -> dict[str, Any]:
    """The options of the task that makes the workflow."""
    (play,) = yaml.safe_load(PLAYBOOK.read_text(encoding="utf-8"))
    (task,) = (task for task in play["tasks"] if "awx.awx.workflow_job_template" in task)
    return dict(task["awx.awx.workflow_job_template"])


@pytest.fixture(scope="module")
def documented() -> dict[str, Any]:
    """The options of awx.awx.workflow_job_template, which hands nodes to the controller as they are."""
    command = [str(ANSIBLE.with_name("ansible-doc")), "--json", "awx.awx.workflow_job_template"]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": "/nowhere"}
    text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(text)["awx.awx.workflow_job_template"]["doc"]["options"])


def test_nodes_of_the_workflow_are_as_documented(documented: dict[str, Any]) -> None:
    assert list(undocumented(documented, workflow())) == []
    nodes = workflow()["workflow_nodes"]
    following = [node["related"]["success_nodes"][0]["identifier"] for node in nodes if "related" in node]
    assert [node["identifier"] for node in nodes][1:] == following


def test_a_misspelt_node_is_found(documented: dict[str, Any]) -> None:
    wrong = workflow()
    wrong["workflow_nodes"][1]["unified_job_template"]["time_out"] = 60
    wrong["workflow_nodes"][2]["related"] = {"successful": []}
    assert list(undocumented(documented, wrong)) == [
        "workflow_nodes.unified_job_template.time_out",
        "workflow_nodes.related.successful",
    ]
