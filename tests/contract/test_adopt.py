# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org of many lines that other people made is taken over by the playbooks: adopt, fill in, provision."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.sdk_org import as_others_see, build, furnish
from tests.support.simulator import Simulator
from tests.support.usual import by_setting
from tests.support.warm import ansible_playbook

COUNT = by_setting(usual=60, all=300, nightly=300)
HEADERS = {"X-Api-Key": "canary-of-a-header", "X-Team": "desk"}
OTHER_KEY = "key-of-the-other-org"


class Place:
    """A folder with an inventory of one org, in which playbooks are run."""

    def __init__(self, folder: Path, org: Simulator) -> None:
        self.folder = folder
        host = {"ansible_python_interpreter": "/nonexistent"}
        connection = {"vapi_api_key": org.key, "vapi_api_url": org.url}
        self.write("inventory.yml", {"all": {"hosts": {"acme": {**host, **connection}}}})

    @property
    def lines(self) -> Path:
        """The file that is written."""
        return self.folder / "host_vars" / "acme" / "lines.yml"

    @property
    def vault(self) -> Path:
        """The skeleton of secrets."""
        return self.folder / "host_vars" / "acme" / "vault.yml"

    def write(self, name: str, content: Any) -> None:
        """A YAML file of the folder."""
        (self.folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")

    def play(self, book: str, *words: str) -> subprocess.CompletedProcess[str]:
        """A playbook of the collection, run in the folder."""
        env = {**os.environ, "ANSIBLE_FORCE_COLOR": "false"}
        return ansible_playbook([f"voiceops.vapi.{book}", "-i", "inventory.yml", *words], env, self.folder)

    def fill_in(self) -> None:
        """What a person does with the skeleton."""
        variables = yaml.safe_load(self.vault.read_text(encoding="utf-8"))
        assert set(variables.values()) == {""}
        filled = {name: HEADERS if name.endswith("headers") else f"canary-of-{name:.15}" for name in variables}
        self.vault.write_text(yaml.safe_dump(filled), encoding="utf-8")


@pytest.fixture(scope="module")
def org() -> Iterator[Simulator]:
    with Simulator() as simulator:
        build(simulator, COUNT, portable=True)
        simulator.switch(secrets="mask")
        yield simulator


@pytest.fixture
def place(tmp_path: Path, org: Simulator) -> Place:
    org.clear_log()
    return Place(tmp_path, org)


def test_provisioning_what_was_adopted_changes_nothing(place: Place, org: Simulator) -> None:
    run = place.play("adopt")
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{COUNT} lines in {place.lines.parent} (org.yml, lines.yml)" in run.stdout
    assert "; fill in " in run.stdout
    assert "vault_ac00000000000000000000000000000000_twilio_auth_token" in place.vault.read_text(encoding="utf-8")
    text = place.lines.read_text(encoding="utf-8")
    assert "canary" not in text + place.vault.read_text(encoding="utf-8")
    assert stat.S_IMODE(place.vault.stat().st_mode) == 0o600
    # Nobody has filled in anything yet.
    for check in (["--check"], []):
        run = place.play("provision", *check)
        assert run.returncode == 0, run.stdout + run.stderr
        assert f"{COUNT} unchanged" in run.stdout
    place.fill_in()
    filled = place.vault.read_text(encoding="utf-8")
    assert f"{COUNT} unchanged" in place.play("provision").stdout
    assert org.writes() == []
    # Once more: the files stay as they are.
    run = place.play("adopt", "--diff")
    assert run.returncode == 0 and "changed=0" in run.stdout, run.stdout
    assert (place.lines.read_text(encoding="utf-8"), place.vault.read_text(encoding="utf-8")) == (text, filled)


def test_an_empty_org_is_provisioned_to_be_the_same(place: Place, org: Simulator, tmp_path: Path) -> None:
    run = place.play("adopt", "-e", "adopt_portable=true")
    assert run.returncode == 0, run.stdout + run.stderr
    # Two assistants have one name, which says nothing in another org.
    assert run.stderr.count("[WARNING]") == 1 and "'Twin Bot': has no unique name" in run.stderr
    place.fill_in()
    with Simulator(keys=[OTHER_KEY]) as other:
        furnish(other)
        other.switch(free_number_limit=COUNT)
        connection = ["-e", f"vapi_api_url={other.url}", "-e", f"vapi_api_key={OTHER_KEY}"]
        run = place.play("provision", *connection)
        assert f"{COUNT} created" in run.stdout, run.stdout + run.stderr
        assert as_others_see(other) == as_others_see(org)
        assert f"{COUNT} unchanged" in place.play("provision", *connection).stdout
