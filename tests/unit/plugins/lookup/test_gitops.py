# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gitops tree as variables: read as its own tool reads it."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible_collections.voiceops.vapi.plugins.plugin_utils._gitops import _fits, read_tree

TREE = {
    "assistants/front/receptionist.md": """---
name: Receptionist
backgroundSound: off
voicemailDetection: no
maxDurationSeconds: 0600
model:
  provider: openai
  model: gpt-4.1
  toolIds:
    - booking/lookup-patient ## finds a patient
  messages:
    - role: system
      content: replaced by the body
    - role: assistant
      content: Hello.
artifactPlan:
  structuredOutputIds: [summary]
metadata:
  toolIds: [booking/lookup-patient]
---

# You answer for {{ clinic.name }}
""",
    "assistants/scheduler.yaml": "name: Scheduler\nmodel: {provider: openai}\nserver: {credentialId: clinic-api}\n",
    "tools/booking/lookup-patient.yml": "type: function\nfunction: {name: lookup_patient}\n",
    "tools/hand-over.yml": "type: handoff\ndestinations: [{type: assistant, assistantId: scheduler}]\n",
    "structuredOutputs/summary.yml": "name: call-summary\ntype: ai\nassistant_ids: [front/receptionist]\n",
    "squads/desk.yml": "name: Front Desk\nmembers: [{assistantId: front/receptionist}, {assistantId: scheduler}]\n",
    "tools/old/gone.yml": "type: endCall\n",
    ".vapi-ignore": "# kept by another team\ntools/old/**\n",
    "simulations/tests/one.yml": "name: passed over\n",
    "tools/.hidden.yml": "not: read\n",
    "tools/README.txt": "no resource",
    "assistants/scheduler.20261126-101500.bkp.yml": "name: Scheduler\n",
    "assistants/scheduler.dashboard.md": "a copy for a merge by hand",
}


def write(folder: Path, files: dict[str, Any]) -> Path:
    """The files, below a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    """The tree, as variables."""
    return read_tree(write(tmp_path, TREE), ["Clinic API"])


def test_every_object_is_called_as_at_the_service(tree: dict[str, Any]) -> None:
    assert {variable: [one["name"] for one in objects] for variable, objects in tree.items()} == {
        "org_tools": ["lookup_patient", "hand-over"],
        "org_structured_outputs": ["call-summary"],
        "org_assistants": ["Receptionist", "Scheduler"],
        "org_squads": ["Front Desk"],
    }


def test_references_by_path_become_references_by_name(tree: dict[str, Any]) -> None:
    receptionist = tree["org_assistants"][0]["definition"]
    assert receptionist["model"]["toolIds"] == ["lookup_patient"]
    assert receptionist["artifactPlan"]["structuredOutputIds"] == ["call-summary"]
    assert receptionist["metadata"] == {"toolIds": ["booking/lookup-patient"]}, "the user's own data is left alone"
    assert tree["org_structured_outputs"][0]["definition"]["assistantIds"] == ["Receptionist"]
    assert [one["assistantId"] for one in tree["org_squads"][0]["definition"]["members"]] == [
        "Receptionist",
        "Scheduler",
    ]
    assert tree["org_tools"][1]["definition"]["destinations"][0]["assistantId"] == "Scheduler"
    assert tree["org_assistants"][1]["definition"]["server"]["credentialId"] == "Clinic API"


def test_a_slug_that_no_credential_has_stays(tmp_path: Path) -> None:
    scheduler = read_tree(write(tmp_path, TREE))["org_assistants"][1]["definition"]
    assert scheduler["server"]["credentialId"] == "clinic-api"


def test_yaml_is_read_as_version_1_2(tree: dict[str, Any]) -> None:
    receptionist = tree["org_assistants"][0]["definition"]
    assert receptionist["backgroundSound"] == "off" and receptionist["voicemailDetection"] == "no"
    assert receptionist["maxDurationSeconds"] == 600


def test_the_body_is_the_system_prompt(tree: dict[str, Any]) -> None:
    assert tree["org_assistants"][0]["definition"]["model"]["messages"] == [
        {"role": "system", "content": "# You answer for {{ clinic.name }}"},
        {"role": "assistant", "content": "Hello."},
    ]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"tools/code.ts": "export default {}"}, ("code.ts", "is code")),
        ({"tools/a.yml": "{}", "tools/a.yaml": "{}"}, ("a.yaml", "same object")),
        ({"tools/a.yml": "- list"}, ("a.yml", "must be a mapping, not list")),
        ({"tools/a.yml": ""}, ("a.yml", "must be a mapping, not NoneType")),
        ({"tools/a.yml": "a: [b"}, ("a.yml", "is not YAML")),
        ({"assistants/a.md": "no front matter"}, ("a.md", "front matter")),
        ({"assistants/a.md": "---\nmodel: gpt\n---\nHello."}, ("a.md", "model or messages")),
        ({"assistants/a.md": "---\nmodel: {messages: [hello]}\n---\nHello."}, ("a.md", "model or messages")),
        ({"assistants/a.md": "---\nmodel: {messages: {role: system}}\n---\nHello."}, ("a.md", "model or messages")),
        ({"assistants/a.yml": b"name: J\xfcrgen"}, ("a.yml", "cannot be read as UTF-8")),
        ({"squads/a.yml": "members: [{assistantId: gone/one}]"}, ("a.yml", "gone/one", "no such file")),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, files: dict[str, Any], words: tuple[str, ...]) -> None:
    with pytest.raises(AnsibleError) as refused:
        read_tree(write(tmp_path, files))
    assert all(word in str(refused.value) for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "---\nfirstMessage: Hi.\n---\nBe kind.\n",
        "\ufeff---\nfirstMessage: Hi.\n---\nBe kind.",
        "--- \r\nfirstMessage: Hi.\r\n---\t\r\n\r\nBe kind.\r\n",
    ],
)
@pytest.mark.parametrize("name", ["Front Desk", "v1.2", "ünder/a b.c", "{{ x }}", "-", "a##b"])
def test_trees_as_editors_and_people_write_them(tmp_path: Path, text: str, name: str) -> None:
    files = {f"assistants/{name}.md": text, "assistants/no body.md": "---\nname: None\n---"}
    both = read_tree(write(tmp_path, files))["org_assistants"]
    (one,) = [one for one in both if one["name"] == name.rpartition("/")[2]]
    assert one["definition"]["firstMessage"] == "Hi."
    assert one["definition"]["model"]["messages"] == [{"role": "system", "content": "Be kind."}]


def test_ignored_code_is_passed_over(tmp_path: Path) -> None:
    files = {"tools/old/code.ts": "export", ".vapi-ignore": "tools/old/**\n"}
    assert read_tree(write(tmp_path, files))["org_tools"] == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnsibleError, match="is not a folder"):
        read_tree(tmp_path / "nowhere")


@pytest.mark.case(145)
@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("tools/old/**", "tools/old/deep/gone", True),
        ("tools/old/**", "tools/older", False),
        ("tools/*", "tools/one", True),
        ("tools/*", "tools/deep/one", False),
        ("**/one", "tools/deep/one", True),
        ("tools/o?e", "tools/one", True),
        ("tools/o?e", "tools/o/e", False),
        ("tools/*-*", "tools/a-b-c", True),
        ("tools/*", "tools/*", True),
        ("tools/[a]", "tools/a", False),
        ("**a" * 40 + "b", "a" * 4000, False),
        ("*a" * 40 + "b", "a" * 4000, False),
    ],
)
def test_what_is_passed_over(pattern: str, path: str, fits: bool) -> None:
    """With many stars, too, which as a regular expression would take for ever."""
    began = time.process_time()
    assert _fits(path, re.split(r"(\*\*|\*|\?)", pattern)) is fits
    assert time.process_time() - began < 5
