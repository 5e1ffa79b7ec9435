# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of the service are data to Ansible, also before ansible-core 2.19, to which every unmarked text is a template.

`make test-matrix` runs this with every ansible-core; without it, with the present one, and with 2.18 where the matrix
has installed it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.faults.playbooks import BIN
from tests.support.simulator import KEY, Simulator
from tests.support.warm import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
OLDER = sorted((ROOT / ".cache" / "matrix").glob("2.18-*/venv/bin"))[:1]
CORES = [BIN] if "FAULTS_BIN" in os.environ else [BIN, *OLDER]
COMPOSED = "vapi_name ~ ' ' ~ vapi_number"


EVIL = "{{ lookup('pipe','touch canary') }}"
"""A name that makes a file, where it is taken for a template."""


def seed(name: str) -> dict[str, Any]:
    """An org in which everything is named so."""
    line = {
        "provider": "byo-phone-number",
        "number": "+14155550100",
        "credentialId": "2" * 8 + "-2222-4222-8222-" + "2" * 12,
    }
    assistant = "11111111-1111-4111-8111-111111111111"
    return {
        "assistants": [{"name": name, "id": assistant}],
        "credentials": [{"name": name, "provider": "byo-sip-trunk", "id": line["credentialId"]}],
        "phone_numbers": [
            {**line, "name": name, "assistantId": assistant, "server": {"url": f"https://a.example/?{name}"}},
            {**line, "number": "+14155550101", "name": f"{name} two"},
        ],
    }


PLAYS = [
    {
        "name": "Over the lines as hosts",
        "hosts": "all",
        "connection": "local",
        "gather_facts": False,
        "tasks": [
            {
                "ansible.builtin.debug": {
                    "msg": "{{ inventory_hostname }} {{ vapi_name }} {{ composed }} {{ group_names }}"
                }
            },
            {"ansible.builtin.debug": {"msg": "{{ hostvars[inventory_hostname] | to_json }} {{ groups }}"}},
            {"ansible.builtin.debug": {"var": "vapi_server"}},
        ],
    },
    {
        "name": "Over results and facts",
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {"found": "{{ numbers.phone_numbers | map(attribute='name') | first }}"},
        "tasks": [
            {"voiceops.vapi.vapi_phone_number_info": {"answering": True}, "register": "numbers"},
            {"ansible.builtin.debug": {"msg": "{{ found }} {{ numbers }}"}},
            {"ansible.builtin.set_fact": {"kept": "{{ numbers }}", "name": "{{ numbers.phone_numbers.0.name }}"}},
            {"ansible.builtin.debug": {"msg": "{{ kept }} {{ name }}"}},
            {"ansible.builtin.debug": {"msg": "{{ item.name }}"}, "loop": "{{ numbers.phone_numbers }}"},
            {
                "block": [
                    {
                        "voiceops.vapi.vapi_phone_number": {
                            "number": "+14155550100",
                            "squad": "None of them",
                        }
                    }
                ],
                "rescue": [
                    {"ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }} {{ ansible_failed_result }}"}},
                ],
            },
            {
                "block": [{"voiceops.vapi.vapi_phone_number": {"number": "+14155550100", "assistant": "None of them"}}],
                "rescue": [{"ansible.builtin.debug": {"msg": "{{ ansible_failed_result }}"}}],
            },
            {"voiceops.vapi.vapi_call_lines_info": {}, "register": "declared"},
            {
                "ansible.builtin.copy": {
                    "content": "{{ declared.call_lines | to_json }}",
                    "dest": "written",
                    "mode": "0600",
                }
            },
            {
                "ansible.builtin.debug": {
                    "msg": "{{ lookup('voiceops.vapi.resource_id', numbers.phone_numbers.0.name) }}"
                }
            },
        ],
    },
]


@pytest.mark.case(84)
@pytest.mark.parametrize("programs", CORES, ids=lambda path: "this core" if path == BIN else path.parents[1].name)
@pytest.mark.parametrize("in_process", ["true", "false"])
def test_no_text_of_the_service_is_a_template(tmp_path: Path, programs: Path, in_process: str) -> None:
    inventory = {
        "plugin": "voiceops.vapi.lines",
        "compose": {"composed": COMPOSED},
        "groups": {"named": "vapi_name | length > 3"},
        "keyed_groups": [
            {"key": "vapi_name", "prefix": "by"},
            {"key": "vapi_server.url", "parent_group": "{{ vapi_name }}"},
        ],
        "hostname": "{{ vapi_provider }} {{ vapi_name }}",
    }
    (tmp_path / "lines.vapi.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    (tmp_path / "play.yml").write_text(yaml.safe_dump(PLAYS), encoding="utf-8")
    with Simulator(seed={"orgs": {KEY: seed(EVIL)}}) as org:
        environment = {
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "VAPI_API_KEY": org.key,
            "VAPI_API_URL": org.url,
            "VAPI_IN_PROCESS": in_process,
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_HOME": str(tmp_path / "home"),
        }
        words = ["-i", "lines.vapi.yml", "play.yml", "--diff"]
        if programs == Path(sys.executable).parent:
            run = ansible_playbook(words, environment, tmp_path)
        else:
            command = [str(programs / "ansible-playbook"), *words]
            run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert not (tmp_path / "canary").exists(), run.stdout[-3000:]
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    # The texts were shown all the same, as they are.
    assert run.stdout.count("lookup('pipe'") > 10, run.stdout[-4000:]
    assert EVIL in json.dumps(json.loads((tmp_path / "written").read_text(encoding="utf-8")), ensure_ascii=False)
