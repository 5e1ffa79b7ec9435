# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_service_info and the playbook doctor: what they find, what they never show, the cost of a dead network."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http import connection
from ansible_collections.voiceops.vapi.plugins.module_utils._service.online import KINDS

from tests.contract.harness import SAY, Org, an_id, record
from tests.faults.answers import Server
from tests.support.simulator import Simulator
from tests.support.warm import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
Members = Callable[[str, int], None]


def levels(result: dict[str, Any]) -> dict[str, str]:
    """The worst level of each check."""
    worst: dict[str, str] = {}
    for check in result["checks"]:
        order = ("ok", "skipped", "warning", "problem")
        worst[check["check"]] = max(worst.get(check["check"], "ok"), check["level"], key=order.index)
    return worst


def problems_in(result: dict[str, Any]) -> int:
    """How many checks found a problem."""
    return sum(check["level"] == "problem" for check in result["checks"])


def details(result: dict[str, Any], name: str) -> str:
    """What a check told, with its fixes."""
    return " ".join(f"{one['detail']} {one['fix']}" for one in result["checks"] if one["check"] == name)


def test_a_healthy_org() -> None:
    with Simulator() as simulator:  # One of its own, as others set the clock of the shared one.
        org = Org(simulator)
        org.furnish()
        _is_healthy(org)


def _is_healthy(org: Org) -> None:
    result, writes = org.writes("vapi_service_info", fail=True)
    assert not result["failed"] and not writes
    assert set(levels(result).values()) == {"ok"}, result["text"]
    assert result["counts"]["assistants"] == 2 and result["problems"] == []
    assert org.key not in json.dumps(result)
    assert len(result["text"].splitlines()) == 1 + len(result["checks"])


def test_every_list_is_read_to_its_end_and_counted(org: Org, members: Members) -> None:
    org.simulator.switch(page_size=3)
    for kind, path in KINDS.items():
        for number in range(5):
            stamp = f"2026-02-0{number + 1}T00:00:00.000Z"
            org.add(
                path.rpartition("/")[2], name=f"{kind} {number}", createdAt=stamp, provider="twilio", status="ended"
            )
    counts = org.run("vapi_service_info")["counts"]
    for kind in KINDS:
        # Files come in one answer (OpenAPI: no limit and no dates), which the switch cuts off.
        assert counts[kind] >= (3 if kind == "files" else 5), kind
    members("list", len(KINDS))


def test_what_stands_in_the_org(org: Org) -> None:
    soon = (date.today() + timedelta(days=20)).isoformat()
    gone = (date.today() - timedelta(days=1)).isoformat()
    old = {"path": "model", "provider": "openai", "model": "gpt-4", "replacementModel": "gpt-5"}
    org.add("assistant", name="Night Bot", modelDeprecations=[{**old, "retirementDate": soon}])
    org.add(
        "assistant", name="Old Bot", modelDeprecations=[{**old, "retirementDate": gone}], voice={"novelId": "x-y-z"}
    )
    org.add("credential", name="Trunk", provider="byo-sip-trunk")
    org.add(
        "phone-number",
        name="Idle",
        provider="twilio",
        number="+14155550100",
        status="active",
        newThing={"a": "value-7"},
    )
    say = [{"on": "call.ringing", "do": SAY["do"]}]
    org.add("phone-number", name="Closed", provider="twilio", number="+14155550101", status="active", hooks=say)
    org.add("phone-number", name="Lost", provider="twilio", number="+14155550102", assistantId=an_id("gone"))
    result = org.run("vapi_service_info")
    assert "2 assistants are named 'Night Bot'" in details(result, "duplicate names")
    assert {line["name"]: line["on_purpose"] for line in result["not_answering"]} == {
        "Idle": False,
        "Closed": True,
        "Lost": False,
    }
    assert "does not exist" in details(result, "answering") and "no assistant, squad or server" in details(
        result, "answering"
    )
    assert f"retires on {soon}" in details(result, "retiring models") and f"was retired on {gone}" in details(
        result, "retiring models"
    )
    assert [one["level"] for one in result["checks"] if one["check"] == "retiring models"] == ["warning", "problem"]
    assert result["credentials"]["byo-sip-trunk"] == 1
    assert result["unknown_fields"] == ["assistants: voice.novelId", "phone numbers: newThing"]
    assert "value-7" not in json.dumps(result) and "x-y-z" not in json.dumps(result)


def test_limits_are_those_that_answers_tell(org: Org) -> None:
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    org.add(
        "call", createdAt=now, status="ended", subscriptionLimits={"concurrencyLimit": 25, "concurrencyBlocked": False}
    )
    result = org.run("vapi_service_info")
    assert result["limits"] == {"concurrent calls": 25} and result["counts"]["recent calls"] == 1


def test_the_clock(org: Org) -> None:
    org.simulator.advance(300)
    assert "behind the service" in details(org.run("vapi_service_info"), "clock")


OFFLINE: dict[str, tuple[dict[str, Any], dict[str, str], str, str]] = {
    "no key": ({}, {"VAPI_API_KEY": ""}, "key", "is missing"),
    "key with a blank": ({"api_key": "a key-with-a-blank"}, {}, "key", "whitespace"),
    "key as a template": ({"api_key": "{{vault_key_of_org}}"}, {}, "key", "not resolved"),
    "vault text": ({"api_key": "$ANSIBLE_VAULT;1.1;AES256"}, {}, "key", "not resolved"),
    "plain http": ({"api_url": "http://vapi.example"}, {}, "address", "https"),
    "password in the address": ({"api_url": "https://user:pass-word-1@vapi.example"}, {}, "address", "password"),
    "no bundle": (
        {"api_url": "https://127.0.0.1:9"},
        {"REQUESTS_CA_BUNDLE": "/nonexistent.pem"},
        "certificates",
        "no such file",
    ),
    "empty bundle": (
        {"api_url": "https://127.0.0.1:9"},
        {"REQUESTS_CA_BUNDLE": __file__},
        "certificates",
        "contains no certificates",
    ),
    "ssh": ({"inventory_connection": "ssh"}, {}, "connection", "ansible_connection: local"),
}


@pytest.mark.parametrize("case", OFFLINE)
def test_what_is_wrong_before_the_first_request(case: str, org: Org) -> None:
    options, environment, name, words = OFFLINE[case]
    if case != "ssh":
        org.environment = {**org.environment, "VAPI_API_URL": org.simulator.url}
    org.environment.update(environment)
    org.simulator.clear_log()
    # A key goes only to the address that came with it, so that both are options here.
    key = {"api_key": org.key} if "api_url" in options else {}
    result = org.run("vapi_service_info", fail=True, **key, **options)
    assert result["failed"] and levels(result)[name] == "problem"
    assert words in details(result, name)
    assert "pass-word-1" not in json.dumps(result)
    assert case == "ssh" or (org.simulator.log() == [] and levels(result)["service"] == "skipped")


# --- what is no service -----------------------------------------------------------------------------------------------

HTML = b"<!DOCTYPE html><html><body>Sign in to the guest network</body></html>"
ANSWERS: dict[str, tuple[int, bytes, str]] = {
    "html": (200, HTML, "not JSON"),
    "html 403": (403, HTML, "403"),
    "401": (401, json.dumps({"message": "Invalid Key. Hot tip", "statusCode": 401}).encode(), "Invalid Key"),
    "403 with a text": (403, b"error code: 1010", "error code: 1010"),
    "429": (429, json.dumps({"message": "Too Many Requests"}).encode(), "429"),
    "503": (503, b"", "503"),
    "nothing": (200, b"", "without id"),
    "an empty list": (200, b"[]", "page"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_a_server_that_is_no_service_costs_one_sentence(case: str) -> None:
    status, body, words = ANSWERS[case]
    with Server() as server, Simulator() as simulator:
        server.answer = lambda method, path: (status, {}, body)
        org = Org(simulator)
        org.environment["VAPI_API_URL"] = server.url
        began = time.monotonic()
        result = org.run("vapi_service_info", fail=True)
        assert time.monotonic() - began < 5 and len(server.requests) == 1
        assert result["failed"] and problems_in(result) == 1, result["text"]
        assert words in result["msg"] and "\n" not in result["msg"] and "unexpected" not in result["msg"]


def test_a_dead_network_takes_seconds(org: Org) -> None:
    org.environment["VAPI_API_URL"] = "http://127.0.0.1:9"
    began = time.monotonic()
    result = org.run("vapi_service_info", fail=True)
    assert time.monotonic() - began < 3
    assert "cannot be reached" in result["msg"] and problems_in(result) == 1


def test_a_service_that_never_answers_takes_its_timeout_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        org = Org.__new__(Org)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        org.environment = {"VAPI_API_KEY": "a-key-for-silence-01", "VAPI_API_URL": address}
        began = time.monotonic()
        result = org.run("vapi_service_info", fail=True, timeout=1)
        assert 1 <= time.monotonic() - began < 3
        assert "timed out" in result["msg"] and problems_in(result) == 1


def test_a_service_that_dies_in_the_middle_takes_seconds(org: Org) -> None:
    org.simulator.fault("cut", match={"path": "^/(assistant|squad|tool|credential|file|call|campaign)"})
    began = time.monotonic()
    result = org.run("vapi_service_info")
    assert time.monotonic() - began < 8
    assert levels(result)["credentials"] == "problem" and levels(result)["recent calls"] == "skipped"


def test_a_key_of_the_other_region_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with Simulator(keys=["key-of-the-us-000001"]) as us, Simulator(keys=["key-of-the-eu-000001"]) as eu:
        monkeypatch.setitem(connection.REGIONS, "us", us.url)
        monkeypatch.setitem(connection.REGIONS, "eu", eu.url)
        org = Org(us)
        org.environment = {"VAPI_API_KEY": "key-of-the-eu-000001"}
        result = org.run("vapi_service_info", fail=True)
        assert "vapi_region: eu" in result["msg"] and levels(result)["region"] == "problem"
        org.environment = {"VAPI_API_KEY": "key-of-nobody-000001"}
        result = org.run("vapi_service_info", fail=True)
        assert "region" not in levels(result)


# --- random answers that are valid by the document --------------------------------------------------------------------


def anything(chance: random.Random, depth: int = 0) -> Any:
    """Some value."""
    simple = [None, True, -1, 0.5, "", "x" * 50, "2026-01-01", "\u202etext", "{{ 1 }}"]
    if depth > 2:
        return chance.choice(simple)
    many = [anything(chance, depth + 1) for _item in range(2)]
    return chance.choice([*simple, many, {"type": "say", "on": "call.ringing", "id": many[0], "key": many}])


FIELDS = ("assistantId", "hooks", "server", "fallbackDestination", "name", "number", "status", "provider", "model")
MORE = ("modelDeprecations", "function", "subscriptionLimits", "createdAt", "authentication", "orgId", "members")


@pytest.mark.parametrize("seed", range(30))
def test_records_of_any_form_are_no_bug(seed: int) -> None:
    """A dynamic mock answers with what the document allows, which is nearly anything."""
    chance = random.Random(seed)

    def answer(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        items = [
            {"id": f"id-{n}", **{name: anything(chance) for name in chance.sample(FIELDS + MORE, 6)}} for n in range(3)
        ]
        paged = {
            "results": items,
            "metadata": {"itemsPerPage": 0, "totalItems": chance.choice([0, 3, 9]), "currentPage": 0},
        }
        return 200, {}, json.dumps(paged if chance.random() < 0.5 else items).encode()

    with Server() as server:
        server.answer = answer
        org = Org.__new__(Org)
        org.environment = {"VAPI_API_KEY": "a-key-for-a-mock-01", "VAPI_API_URL": server.url}
        result = org.run("vapi_service_info", fail=True)
        assert "unexpected error" not in json.dumps(result), result.get("exception")
        assert {check["level"] for check in result["checks"]} <= {"ok", "warning", "problem", "skipped"}


# --- the playbook -----------------------------------------------------------------------------------------------------


def doctor(folder: Path, org: Org, hosts: dict[str, Any], *words: str) -> subprocess.CompletedProcess[str]:
    """A run of the playbook over these hosts."""
    inventory = folder / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "HOME": str(folder),
        "VAPI_API_URL": org.simulator.url,
    }
    return ansible_playbook(["voiceops.vapi.doctor", "-i", inventory, *words], environment, folder)


def test_the_playbook_shows_a_table_and_its_exit_code_is_for_pipelines(org: Org, tmp_path: Path) -> None:
    good = {"vapi_api_key": org.key}
    run = doctor(tmp_path, org, {"acme": good}, "-e", f"doctor_report_dir={tmp_path}/reports")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "acme: " in run.stdout and "  ok       python" in run.stdout
    report = json.loads((tmp_path / "reports" / "acme.json").read_text(encoding="utf-8"))
    assert report["problems"] == [] and (tmp_path / "reports" / "acme.json").stat().st_mode & 0o077 == 0
    run = doctor(
        tmp_path, org, {"acme": good, "globex": {"vapi_api_key": "no-key-of-this-service", "ansible_connection": "ssh"}}
    )
    assert run.returncode == 2, run.stdout
    assert "ansible_connection is ssh" in run.stdout and "Invalid Key" in run.stdout
    assert "failed=0" in run.stdout and "failed=1" in run.stdout
    assert org.key not in run.stdout and "no-key-of-this-service" not in run.stdout
    assert doctor(tmp_path, org, {"globex": {}}, "-e", "doctor_fail=false").returncode == 0


def test_records_for_the_table_are_one_line_each(org: Org) -> None:
    org.add(
        "phone-number",
        **{k: v for k, v in record(name="a\nb\x1b[31m", provider="twilio", number="+14155550109").items() if k != "id"},
    )
    text = org.run("vapi_service_info")["text"]
    assert "\x1b" not in text and len([line for line in text.splitlines() if "answering" in line]) == 1
