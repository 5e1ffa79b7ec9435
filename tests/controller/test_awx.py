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
TASKS = 10

pytestmark = pytest.mark.skipif(not ANSIBLE.exists(), reason="make awx-check brings the collection awx.awx")


def shown(text: str) -> str:
    """A playbook without no_log, as a module's complaint would be hidden with the rest."""
    assert "      no_log: true\n" in text
    return text.replace("      no_log: true\n", "")


def answers(folder: Path, text: str) -> dict[str, list[str]]:
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
    command = [str(ANSIBLE), "awx.yml", "-e", "awx_vapi_api_key=canary-of-an-api-key"]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    plays = json.loads(run.stdout[run.stdout.index("{") :])["plays"]
    return {task["task"]["name"]: list(said(task["hosts"]["localhost"])) for task in plays[0]["tasks"]}


def said(result: dict[str, Any]) -> list[str]:
    """The messages of a task, or of the items of its loop; a censored one has none to show."""
    return [one.get("msg") or one.get("censored", "") for one in result.get("results") or [result]]


def test_the_modules_of_awx_take_every_option(tmp_path: Path) -> None:
    messages = answers(tmp_path, shown(PLAYBOOK.read_text(encoding="utf-8")))
    assert len(messages) == TASKS and len(messages["The jobs"]) == 4
    for task, sentences in messages.items():
        for sentence in sentences:
            assert re.search("[Cc]onnect", sentence), f"{task}: {sentence}"


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    messages = answers(tmp_path, PLAYBOOK.read_text(encoding="utf-8"))
    assert "no_log" in messages["The org's key"][0]
    assert "canary" not in json.dumps(messages)


WRONG = {
    'scm_branch: "': ('scm_twig: "', "Unsupported parameters.*scm_twig"),
    "source: scm": ("source: svn", "value of source must be one of"),
    "rrule:": ("rules:", "Unsupported parameters.*rules"),
    "survey_enabled:": ("survey_on:", "Unsupported parameters.*survey_on"),
    'credential_type: "': ('credential_kind: "', "missing required arguments: credential_type"),
}
"""Right words, wrong ones in their place, and the complaint of the module."""


def test_wrong_options_are_found(tmp_path: Path) -> None:
    text = shown(PLAYBOOK.read_text(encoding="utf-8"))
    for right, (wrong, _complaint) in WRONG.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    said_of_all = " ".join(sentence for sentences in answers(tmp_path, text).values() for sentence in sentences)
    for _wrong, complaint in WRONG.values():
        assert re.search(complaint, said_of_all), complaint


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
