# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of the playbook `awx`, run by ansible-runner as a controller runs them: check first, then apply."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import ansible_runner
import pytest
import yaml

from tests.support.simulator import Simulator
from tests.support.usual import IS_USUAL
from tests.support.warm import commands, of_runner

ROOT = Path(__file__).resolve().parents[2]
KEY = "canary-private-key-of-the-org"
TOKEN = "canary-token-of-the-carrier"
LINES = [
    {
        "name": f"Line {number}",
        "provider": "twilio",
        "number": f"+1415555010{number}",
        "twilio_account_sid": "AC1",
        "twilio_auth_token": TOKEN,
        "sms_enabled": False,
        "assistant": "Support Bot",
    }
    for number in range(3)
]


class Loader(yaml.SafeLoader):
    """YAML with Ansible's tag for texts that are no templates."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
SETUP = yaml.load((ROOT / "playbooks" / "vars" / "awx.yml").read_text(encoding="utf-8"), Loader=Loader)


def injected(**inputs: str) -> dict[str, str]:
    """The environment that a controller makes of the credential type's injectors and a credential's inputs."""
    injectors = SETUP["awx_credential_type"]["injectors"]["env"]
    return {
        name: re.sub(r"\{\{ (\w+) \}\}", lambda template: inputs.get(template[1], ""), text)
        for name, text in injectors.items()
    }


@pytest.fixture
def org() -> Iterator[Simulator]:
    with Simulator(keys=[KEY], seed={"orgs": {KEY: {"assistants": [{"name": "Support Bot"}]}}}) as simulator:
        yield simulator


@pytest.fixture
def folder() -> Iterator[Path]:
    """A private data directory as a controller makes one; short, as Ansible's socket has to fit."""
    with tempfile.TemporaryDirectory(prefix="job") as name:
        place = Path(name)
        shutil.copytree(ROOT / "examples" / "project", place / "project")
        (place / "inventory").mkdir()
        variables = {"ansible_connection": "local", "call_lines": LINES}
        variables["ansible_python_interpreter"] = "{{ ansible_playbook_python }}"
        hosts = {"all": {"hosts": {"acme": variables}}}
        (place / "inventory" / "hosts.json").write_text(json.dumps(hosts), encoding="utf-8")
        yield place


def job(folder: Path, org: Simulator, template: dict[str, Any], **given: str) -> tuple[Any, dict[str, Any]]:
    """Run a job template with what a controller gives it; returns the run and the statistics of its last event."""
    own = template.get("extra_vars", {})
    place = {"call_lines_snapshot_dir": str(folder / "snapshots"), "drift_report_dir": str(folder / "reports")}
    if isinstance(own, str):
        own = {"awx_requires_approval": True, **SETUP["awx_version"]} if "awx_approval" in own else {}
    options = ["--check"] if template["job_type"] == "check" else []
    options += ["--diff"] if template.get("diff_mode") else []
    environment = {
        **injected(api_key=KEY, region="us", api_url=org.url),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "TMPDIR": str(folder),
    }
    with ExitStack() as stack:
        if IS_USUAL:
            programs = stack.enter_context(commands(of_runner({**os.environ, **environment})))
            environment["PATH"] = f"{programs}:{environment['PATH']}"
        run = ansible_runner.run(
            private_data_dir=str(folder),
            playbook=template["playbook"],
            cmdline=" ".join([*options, "-vvv"]),
            extravars={**own, **place, **given},
            envvars=environment,
            quiet=True,
        )
    stats = [event["event_data"] for event in run.events if event["event"] == "playbook_on_stats"]
    return run, stats[-1]


def everything_in(folder: Path) -> str:
    """All that the runs have left: standard output, events, facts; not what was put there for them."""
    kept = [path for path in (folder / "artifacts").rglob("*") if path.is_file()]
    # What ansible-runner writes down of the call itself; a controller keeps it encrypted and deletes it.
    own = {path for path in kept if path.name == "command"}
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in kept if path not in own)


def test_check_then_apply(folder: Path, org: Simulator) -> None:
    check, apply, drift = (SETUP["awx_job_templates"][name] for name in ("check", "apply", "drift"))
    run, stats = job(folder, org, check)
    assert run.status == "successful" and stats["changed"] == {"acme": 1}
    assert org.writes() == []
    run, stats = job(folder, org, apply, **APPROVED)
    assert run.status == "successful" and stats["changed"] == {"acme": 1}
    assert [entry["method"] for entry in org.writes()] == ["POST"] * 3
    run, stats = job(folder, org, apply, **APPROVED)
    assert run.status == "successful" and stats["changed"] == {}
    run, _stats = job(folder, org, drift)
    assert run.status == "successful"
    state = org.state()
    state[KEY]["phone-number"][0]["name"] = "Renamed in the dashboard"
    org.put_state(state)
    run, stats = job(folder, org, drift)
    assert run.status == "failed" and stats["failures"] == {"acme": 1}
    found = [word for word in (KEY, TOKEN) if word in everything_in(folder)]
    assert found == []


APPROVED = {"awx_project_revision": "a1b2c3", "awx_approved_revision": "a1b2c3"}
"""What a controller hands to the job that follows a check of the same revision."""


@pytest.mark.case(72)
def test_only_the_approved_revision_is_applied(folder: Path, org: Simulator) -> None:
    check, apply = (SETUP["awx_job_templates"][name] for name in ("check", "apply"))
    _run, stats = job(folder, org, check, awx_project_revision="a1b2c3")
    assert stats["artifact_data"] == {"awx_approved_revision": "a1b2c3"}
    for given in (
        {"awx_project_revision": "d4e5f6", **stats["artifact_data"]},
        {"awx_project_revision": "a1b2c3"},
        {**APPROVED, "awx_approved_revision": ""},
        {},
    ):
        run, _stats = job(folder, org, apply, **given)
        assert run.status == "failed" and "was not approved" in everything_in(folder)
        assert org.writes() == []
    run, _stats = job(folder, org, apply, awx_project_revision="a1b2c3", **stats["artifact_data"])
    assert run.status == "successful" and len(org.writes()) == 3


@pytest.mark.case(72)
def test_a_scheduled_job_applies_the_revision_that_was_approved_last(folder: Path, org: Simulator) -> None:
    hours, apply = (SETUP["awx_job_templates"][name] for name in ("hours", "apply"))
    last = {"awx_last_approved": str(folder / "approved")}
    run, _stats = job(folder, org, hours, **last, awx_project_revision="a1b2c3")
    assert run.status == "failed" and "was not approved" in everything_in(folder) and org.writes() == []
    run, _stats = job(folder, org, apply, **APPROVED, awx_keep_approved=last["awx_last_approved"])
    assert run.status == "successful" and len(org.writes()) == 3
    run, stats = job(folder, org, hours, awx_project_revision="a1b2c3", **last)
    assert run.status == "successful" and stats["changed"] == {}, everything_in(folder)[-2000:]
    run, _stats = job(folder, org, hours, awx_project_revision="d4e5f6", **last)
    assert run.status == "failed" and "the approved one is a1b2c3" in everything_in(folder)


def test_a_new_version_is_named_after_job_and_commit(folder: Path, org: Simulator) -> None:
    hosts = json.loads((folder / "inventory" / "hosts.json").read_text(encoding="utf-8"))
    hosts["all"]["hosts"]["acme"]["org_assistants"] = [{"name": "Receptionist", "definition": {"firstMessage": "Hi."}}]
    (folder / "inventory" / "hosts.json").write_text(json.dumps(hosts), encoding="utf-8")
    run, _stats = job(folder, org, SETUP["awx_job_templates"]["apply"], **APPROVED, awx_job_id="17")
    assert run.status == "successful"
    assert [one.get("versionName") for one in org.state()[KEY]["version"]] == ["job 17, commit a1b2c3"]


def test_artifacts_are_kept_for_each_org(folder: Path, org: Simulator) -> None:
    state = org.state()
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    call = {"id": "5e000000-0000-4000-8000-000000000001", "createdAt": now, "updatedAt": now, "endedAt": now}
    call |= {"status": "ended", "endedReason": "customer-ended-call", "artifact": {"transcript": "AI: Hello."}}
    state[KEY]["call"] = [call]
    org.put_state(state)
    template = SETUP["awx_job_templates"]["artifacts"]
    kept = {
        name: SETUP["awx_artifacts"][name.removeprefix("artifacts_")] for name in template["extra_vars"] if name != DIR
    }
    for _night in range(2):
        run, _stats = job(folder, org, template, **kept, **{DIR: str(folder / "kept")})
        assert run.status == "successful", everything_in(folder)[-2000:]
    files = {path.name for path in (folder / "kept" / "acme").rglob("*") if path.is_file()}
    assert any("transcript" in name for name in files), files


DIR = "awx_artifacts_dir"


def test_the_templates_name_what_is_there() -> None:
    for template in SETUP["awx_job_templates"].values():
        playbook = yaml.safe_load((ROOT / "examples" / "project" / template["playbook"]).read_text(encoding="utf-8"))
        for play in playbook:
            name = play["ansible.builtin.import_playbook"].rpartition(".")[2]
            assert (ROOT / "playbooks" / f"{name}.yml").exists()


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.mark.case(67)
def test_the_navigator_runs_the_demo_with_every_heading_and_readable_labels(folder: Path) -> None:
    words = ["run", "voiceops.vapi.demo"]
    words += ["--ee", "false", "--mode", "stdout", "--pae", "false", "--lf", "/dev/null"]
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
    }
    program = str(Path(sys.executable).with_name("ansible-navigator"))
    run = subprocess.run([program, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert "failed=0" in run.stdout
    headings = re.findall(r"^PLAY \[(\d)\. .+?\] \*", run.stdout, re.MULTILINE)
    assert headings == ["1", "2", "3", "4", "5", "6"], headings
    labels = re.findall(r"=> \(item=(.*?)\) =>", run.stdout)
    assert labels and not [label for label in labels if UUID.search(label) or len(label) > 60], labels
