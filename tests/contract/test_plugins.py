# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin, the lookup and the filters, by Ansible's own commands over the simulator."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.simulator import KEY, Simulator
from tests.support.warm import ansible

TWILIO = {"provider": "twilio", "twilioAccountSid": "AC1", "twilioAuthToken": "canary-token"}
DECLARATION = {
    "provider": "twilio",
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "canary-token",
    "route": "none",
    "hooks": [],
    "closed_message": "We are closed today.",
}
SEED: dict[str, Any] = {
    "assistants": [
        {"name": "Support Bot"},
        {"name": "Twin", "id": "1" * 8 + "-1111-4111-8111-" + "1" * 12},
        {"name": "Twin"},
    ],
    "credentials": [{"name": "vonage-main", "provider": "vonage", "id": "2" * 8 + "-2222-4222-8222-" + "2" * 12}],
    "phone_numbers": [
        {**TWILIO, "number": "+14155550100", "name": "Main"},
        {**TWILIO, "number": "+14155550101", "name": "Same"},
        {
            **TWILIO,
            "number": "+14155550102",
            "name": "Same",
            "server": {"url": "https://a.example", "headers": {"X": "canary"}},
        },
        {"provider": "vapi", "sipUri": "sip:desk@sip.vapi.ai"},
    ],
}


@pytest.fixture(scope="module")
def org() -> Iterator[Simulator]:
    with Simulator(seed={"orgs": {KEY: SEED}}) as simulator:
        yield simulator


def command(program: str, org: Simulator, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of Ansible with the org's key in the environment."""
    env = {
        **os.environ,
        "VAPI_API_KEY": org.key,
        "VAPI_API_URL": org.url,
        "ANSIBLE_FORCE_COLOR": "false",
        **environment,
    }
    return ansible(program, words, env, Path.cwd())


def inventory(org: Simulator, folder: Path, text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    source = folder / "lines.vapi.yml"
    source.write_text(text, encoding="utf-8")
    return command("ansible-inventory", org, "-i", str(source), "--list", **environment)


def test_hosts_and_groups(org: Simulator, tmp_path: Path) -> None:
    text = (
        "plugin: voiceops.vapi.lines\ncompose: {area: 'vapi_number[2:5]'}\nkeyed_groups: [{key: area, prefix: area}]\n"
    )
    answer = inventory(org, tmp_path, text)
    hosts = json.loads(answer.stdout)
    assert set(hosts["_meta"]["hostvars"]) == {"Main", "+14155550101", "+14155550102", "desk@sip.vapi.ai"}
    assert set(hosts["vapi_provider_twilio"]["hosts"]) == {"Main", "+14155550101", "+14155550102"}
    assert hosts["vapi_route_server"]["hosts"] == ["+14155550102"]
    assert hosts["area_415"]["hosts"][0] == "Main"
    # What a service says is never a template: Ansible marks it unsafe.
    assert hosts["_meta"]["hostvars"]["Main"]["vapi_status"] in ("active", {"__ansible_unsafe": "active"})
    assert "canary" not in answer.stdout + answer.stderr


@pytest.mark.case(89)
def test_a_cache_is_of_one_key_and_one_address(org: Simulator, tmp_path: Path) -> None:
    cache = f"cache: true\ncache_plugin: ansible.builtin.jsonfile\ncache_connection: {tmp_path / 'cache'}\n"
    text = f"plugin: voiceops.vapi.lines\n{cache}"
    assert "Main" in inventory(org, tmp_path, text).stdout
    for other in (
        {"VAPI_API_KEY": "a-wrong-key-of-another-org"},
        {"VAPI_API_KEY": ""},
        {"VAPI_API_URL": f"{org.url}/x"},
    ):
        answer = inventory(org, tmp_path, text, **other)
        assert "Main" not in answer.stdout, other
    kept = "".join(path.name + path.read_text() for path in (tmp_path / "cache").iterdir())
    assert org.key not in kept


@pytest.mark.case(61, 89)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("api_key: \"{{ lookup('ansible.builtin.env', 'ORG_A_KEY') }}\"\n", ()),
        ("api_key: ''\n", ("-e", "vapi_api_key={{ lookup('ansible.builtin.env', 'ORG_A_KEY') }}")),
        ("", ("-e", '{"vapi_api_key": "org-a-key-of-the-simulator"}')),
    ],
    ids=["a template", "blank, then a variable", "a variable"],
)
def test_where_the_key_of_an_inventory_comes_from(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    with Simulator(keys=["org-a-key-of-the-simulator"]) as org:
        source = tmp_path / "lines.vapi.yml"
        source.write_text(f"plugin: voiceops.vapi.lines\n{text}", encoding="utf-8")
        environment = {"VAPI_API_KEY": "a-wrong-key", "ORG_A_KEY": "org-a-key-of-the-simulator"}
        answer = command("ansible-inventory", org, "-i", str(source), "--list", *words, **environment)
        assert answer.returncode == 0 and "WARNING" not in answer.stderr, answer.stderr
        assert [entry["status"] for entry in org.log()] == [200], org.log()


@pytest.mark.case(90)
def test_a_template_names_hosts(org: Simulator, tmp_path: Path) -> None:
    text = 'plugin: voiceops.vapi.lines\nhostname: "{{ vapi_provider }} {{ vapi_name }}"\n'
    hosts = json.loads(inventory(org, tmp_path, text).stdout)["_meta"]["hostvars"]
    assert set(hosts) == {"twilio_Main", "+14155550101", "+14155550102", "desk@sip.vapi.ai"}
    answer = inventory(org, tmp_path, f"{text}strict: true\n")
    assert "hostname: " in answer.stderr and "vapi_name" in answer.stderr


def test_small_pages_lose_nothing(org: Simulator, tmp_path: Path) -> None:
    org.switch(page_size=1)
    answer = inventory(org, tmp_path, "plugin: voiceops.vapi.lines\n")
    org.switch(page_size=0)
    assert len(json.loads(answer.stdout)["_meta"]["hostvars"]) == 4


def test_cache_asks_once(org: Simulator, tmp_path: Path) -> None:
    cache = f"cache: true\ncache_plugin: ansible.builtin.jsonfile\ncache_connection: {tmp_path}\n"
    text = f"plugin: voiceops.vapi.lines\n{cache}"
    first = inventory(org, tmp_path, text)
    org.clear_log()
    second = inventory(org, tmp_path, text)
    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert org.log() == []


def test_wrong_key_is_one_sentence(org: Simulator, tmp_path: Path) -> None:
    answer = inventory(org, tmp_path, "plugin: voiceops.vapi.lines\n", VAPI_API_KEY="a-wrong-key")
    assert "Use the private key of this org" in answer.stderr
    assert "a-wrong-key" not in answer.stderr


def lookup(org: Simulator, words: str, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    message = "{{ lookup('voiceops.vapi.resource_id', " + words + ") }}"
    debugging = ["localhost", "-m", "ansible.builtin.debug", "-a", f"msg={message!r}", *more]
    return command("ansible", org, *debugging, **environment)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("'vonage-main', kind='credential'", "22222222-2222-4222-8222-222222222222"),
        ("'11111111-1111-4111-8111-111111111111'", "11111111-1111-4111-8111-111111111111"),
    ],
)
def test_lookup(org: Simulator, words: str, expected: str) -> None:
    assert expected in lookup(org, words).stdout


def test_lookup_of_a_number(org: Simulator) -> None:
    number = next(one for one in org.state()[KEY]["phone-number"] if one.get("number") == "+14155550100")
    for name in ("Main", "+14155550100"):
        assert number["id"] in lookup(org, f"'{name}', kind='phone_number'").stdout


@pytest.mark.case(96)
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("['vonage-main', 'vonage-main'], kind='credential'", ["22222222-2222-4222-8222-222222222222"] * 2),
        ("14155550100, kind='phone_number'", None),
        ("['Main', ['+14155550100', 14155550100]], kind='phone_number'", None),
        ("[], kind='credential'", []),
    ],
)
def test_a_lookup_takes_lists_and_integers(org: Simulator, words: str, expected: list[str] | None) -> None:
    number = next(one for one in org.state()[KEY]["phone-number"] if one.get("number") == "+14155550100")
    answer = lookup(org, words)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    for one in expected if expected is not None else [number["id"]]:
        assert one in answer.stdout


@pytest.mark.case(96)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("{'a': 1}", "a name is a mapping. Give each assistant by its name, as text."),
        ("true", "a name is a boolean"),
        ("none", "a name is null"),
        ("''", "a name is blank"),
        ("['Support Bot', ' ']", "a name is blank"),
    ],
)
def test_a_lookup_of_no_name_is_one_sentence(org: Simulator, words: str, sentence: str) -> None:
    answer = lookup(org, words)
    assert answer.returncode != 0 and sentence in answer.stdout + answer.stderr, answer.stdout + answer.stderr


@pytest.mark.case(89)
def test_a_lookup_uses_the_key_of_its_host() -> None:
    with Simulator(keys=["org-a-key-of-the-simulator"], seed={"orgs": {"org-a-key-of-the-simulator": SEED}}) as org:
        words = "'vonage-main', kind='credential'"
        key = ("-e", "vapi_api_key={{ other }}", "-e", "other=org-a-key-of-the-simulator", "-e", "vapi_region=")
        answer = lookup(org, words, *key, VAPI_API_KEY="a-wrong-key", VAPI_API_URL="http://127.0.0.1:9")
        assert "cannot be reached" in answer.stdout + answer.stderr, "the address is that of the environment"
        address = ("-e", f"vapi_api_url={org.url}")
        assert "22222222" in lookup(org, words, *key, *address, VAPI_API_KEY="a-wrong-key", VAPI_REGION="eu").stdout


@pytest.mark.parametrize(("name", "words"), [("Twin", "2 assistants are named"), ("Nobody", "no assistant is named")])
def test_lookup_needs_exactly_one(org: Simulator, name: str, words: str) -> None:
    answer = lookup(org, f"'{name}'")
    assert words in answer.stdout + answer.stderr


# --- the documentation's examples ------------------------------------------------------------------------------------

DECLARED = [
    {**DECLARATION, "name": name, "number": number}
    for name, number in (("Support", "+14155550110"), ("Sales", 14155550101), ("Orders", "+14155550112"))
]


def examples(kind: str, name: str) -> list[Any]:
    """What a plugin's documentation shows, a document after the other."""
    module = importlib.import_module(f"ansible_collections.voiceops.vapi.plugins.{kind}.{name}")
    return list(yaml.safe_load_all(module.EXAMPLES))


def play(org: Simulator, folder: Path, tasks: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
    """Tasks, run in a folder, with the variables that the examples speak of."""
    (folder / "host_vars" / "acme").mkdir(parents=True)
    variables = {"call_lines": DECLARED, "staging": {"call_lines": DECLARED}, "production": {"call_lines": []}}
    book = [{"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": tasks}]
    (folder / "play.yml").write_text(yaml.safe_dump(book), encoding="utf-8")
    return command("ansible-playbook", org, str(folder / "play.yml"))


@pytest.mark.parametrize("example", examples("inventory", "lines"), ids=["plain", "with groups"])
def test_examples_of_the_inventory(org: Simulator, tmp_path: Path, example: dict[str, Any]) -> None:
    elsewhere = {name: str(tmp_path) for name in ("cache_connection",) if name in example}
    hosts = json.loads(inventory(org, tmp_path, yaml.safe_dump({**example, **elsewhere})).stdout)
    assert "Main" in hosts["_meta"]["hostvars"] and ("area_415" in hosts) == ("keyed_groups" in example)


def test_example_of_the_lookup(org: Simulator, tmp_path: Path) -> None:
    ((task,),) = examples("lookup", "resource_id")
    answer = play(org, tmp_path, [{"ansible.builtin.debug": {"msg": task["ansible.builtin.uri"]["body"]}}])
    ids = [one["id"] for kind in ("assistant", "phone-number") for one in org.state()[KEY][kind][:1]]
    assert answer.returncode == 0 and all(one in answer.stdout for one in ids), answer.stdout + answer.stderr


def test_examples_of_the_filters(tmp_path: Path) -> None:
    names = sorted(path.stem for path in Path(__file__).parents[2].glob("plugins/filter/*.py"))
    tasks = [task for name in names for tasks in examples("filter", name) for task in tasks]
    assert len(tasks) > len(names)
    with Simulator(seed={"orgs": {KEY: SEED}}) as org:
        answer = play(org, tmp_path, tasks)
        lines = {one["number"]: one for one in org.state()[KEY]["phone-number"] if "number" in one}
    assert answer.returncode == 0, answer.stdout + answer.stderr
    written = yaml.safe_load((tmp_path / "host_vars" / "acme" / "lines.yml").read_text(encoding="utf-8"))
    assert {line["name"] for line in written["call_lines"] if "name" in line} == {"Main", "Same"}
    assert "- Orders" in answer.stdout or '"Orders"' in answer.stdout, "only staging has it"
    closed = [number for number, line in lines.items() if line.get("hooks")]
    assert closed == ["+14155550101", "+14155550110"] and "+14155550112" not in lines
