# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artefact that `make release` made: what is in it, and a new user's first hour with nothing but that file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / ".cache" / "release"
VERSION = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
ARTEFACT = RELEASE / f"voiceops-vapi-{VERSION}.tar.gz"
USERS_PROGRAMS = ROOT / ".cache" / "run" / "bin"
"""An environment with ansible-core and requests alone."""

MOST_BYTES = 1_500_000
NEEDED = (
    # By ansible-galaxy.
    *("MANIFEST.json", "FILES.json", "README.md", "LICENSE", "LICENSES/*.txt", "meta/*"),
    # By Ansible.
    *("plugins/*/*.py", "plugins/module_utils/*/*.py", "roles/*", "playbooks/*.yml", "extensions/eda/*"),
    # By readers, of the site, of Galaxy and of the installed folder.
    *("docs/docsite/*", "docs/benchmark.md", "docs/reliability.md", "docs/support.md", "SECURITY.md"),
    *("CHANGELOG.md", "changelogs/changelog.yaml", "examples/inventory/*", "examples/vault-password"),
    # By editors and ansible-builder.
    *("schemas/*.json", "execution-environment.yml"),
)
"""Every kind of file that users need."""
ROLE_FILES = ("README.md", "tasks/*", "defaults/*", "meta/*", "files/*", "templates/*", "vars/*", "handlers/*")
LEFTOVERS = ("*.pyc", "*/__pycache__/*", "*.orig", "*.swp", "*.log", "*.tar.gz", "*/.*", ".*")
INVENTORY = """\
all:
  hosts:
    shop:
      ansible_connection: local
      org_assistants:
        - name: Receptionist
          definition: {firstMessage: Hello, model: {provider: openai, model: gpt-4.1}}
      call_lines:
        - name: Main line
          provider: vapi
          number_desired_area_code: "415"
          assistant: Receptionist
"""


def contained() -> list[str]:
    """The files of the artefact."""
    assert ARTEFACT.exists(), "run: make release"
    with tarfile.open(ARTEFACT) as archive:
        return sorted(member.name for member in archive.getmembers() if not member.isdir())


def text_of(name: str) -> str:
    """What a file of the artefact says."""
    with tarfile.open(ARTEFACT) as archive:
        stream = archive.extractfile(name)
        assert stream
        return stream.read().decode()


def test_it_is_small() -> None:
    assert ARTEFACT.stat().st_size < MOST_BYTES


def test_it_holds_what_users_need_and_nothing_else(members: Callable[[str, int], None]) -> None:
    files = contained()
    assert [name for name in files if not any(fnmatch(name, pattern) for pattern in NEEDED)] == []
    assert [pattern for pattern in NEEDED if not any(fnmatch(name, pattern) for name in files)] == []
    assert [name for name in files if any(fnmatch(name, pattern) for pattern in LEFTOVERS)] == []
    members("file of the artefact", len(files))


def test_a_role_holds_no_tests() -> None:
    inside = {"/".join(name.split("/")[2:]) for name in contained() if name.startswith("roles/")}
    assert [name for name in inside if not any(fnmatch(name, pattern) for pattern in ROLE_FILES)] == []


def test_nothing_that_users_get_is_missing() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    tracked = [name for name in listed.stdout.splitlines() if name.startswith(("plugins/", "roles/", "playbooks/"))]
    assert sorted(set(tracked) - set(contained())) == []


def test_links_of_its_pages_lead_to_the_tag_of_this_version(members: Callable[[str, int], None]) -> None:
    """Galaxy shows the README away from its files."""
    pages = [name for name in contained() if name.endswith(".md") and "/" not in name.removeprefix("docs/")]
    links = [link for page in pages if page != "CHANGELOG.md" for link in re.findall(r"\]\(([^)#\s]+)", text_of(page))]
    here = f"https://github.com/voiceops/vapi-ansible/blob/{VERSION}/"
    paths = [link.removeprefix(here) for link in links if link.startswith(here)]
    assert len(paths) > 30 and [path for path in paths if not (ROOT / path).exists()] == []
    assert [link for link in links if not link.startswith(("https://", "mailto:"))] == []
    members("link of the artefact's pages", len(links))


def test_the_changelog_and_the_notes_are_of_this_version() -> None:
    assert f"## v{VERSION}" in text_of("CHANGELOG.md").replace("\\", "")
    notes = (RELEASE / "notes.md").read_text(encoding="utf-8")
    assert "Release Summary" in notes


def test_the_bill_of_materials_lists_every_pin() -> None:
    bill = json.loads((RELEASE / "sbom.cdx.json").read_text(encoding="utf-8"))
    listed = {(part["name"].lower(), part["version"]) for part in bill["components"]}
    pins = {
        match.groups()
        for path in (ROOT / "requirements").glob("*.txt")
        for match in re.finditer(
            r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!]+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert bill["bomFormat"] == "CycloneDX" and {(name.lower(), version) for name, version in pins} == listed
    assert len(listed) > 100


class Newcomer:
    """Somebody with a fresh machine: an empty home, ansible-core, requests, and the artefact."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VAPI_", "PYTHON"))
        }
        self.environment = {
            **kept,
            "PATH": f"{USERS_PROGRAMS}{os.pathsep}{os.defpath}",
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": str(home / "collections"),
            "ANSIBLE_HOME": str(home / ".ansible"),
        }
        (home / "tmp").mkdir()

    def runs(self, command: str, status: int = 0) -> str:
        """What a command prints, in the empty folder."""
        done = subprocess.run(
            command.split(), cwd=self.home, env=self.environment, capture_output=True, text=True, check=False
        )
        output = done.stdout + done.stderr
        assert done.returncode == status, f"{command}: exit status {done.returncode}\n{output}"
        return output


@pytest.fixture(scope="module")
def newcomer() -> Iterator[Newcomer]:
    """The collection is installed; the simulator is stopped afterwards, whatever happened."""
    with tempfile.TemporaryDirectory(prefix="new-") as home:
        user = Newcomer(Path(home))
        said = user.runs(f"ansible-galaxy collection install {ARTEFACT} --offline -p collections")
        assert f"voiceops.vapi:{VERSION} was installed successfully" in said
        yield user
        user.runs("ansible-playbook voiceops.vapi.simulator -e simulator_state=stopped")


def test_the_installed_files_are_those_of_the_manifest(newcomer: Newcomer) -> None:
    assert "Successfully verified" in newcomer.runs("ansible-galaxy collection verify --offline voiceops.vapi")


def test_the_demo_is_one_command(newcomer: Newcomer) -> None:
    said = newcomer.runs("ansible-playbook voiceops.vapi.demo")
    assert odd(said) == []
    assert "objects: 5 unchanged; lines: 4 unchanged" in said and "1 placed (Welcome call)" in said
    # It takes its simulator and its files with it.
    assert list((newcomer.home / "tmp").glob("**/*.json")) == []


def test_an_inventory_of_their_own_against_the_simulator(newcomer: Newcomer) -> None:
    said = newcomer.runs("ansible-playbook voiceops.vapi.simulator")
    (command,) = re.findall(r"\"export (.+)\"", said)
    exported = dict(word.split("=", 1) for word in command.split())
    assert set(exported) == {"VAPI_API_URL", "VAPI_API_KEY", "VAPI_API_KEY_2"} and odd(said) == []
    newcomer.environment.update(exported)
    (newcomer.home / "inventory.yml").write_text(INVENTORY, encoding="utf-8")

    planned = newcomer.runs("ansible-playbook voiceops.vapi.provision -i inventory.yml --check --diff")
    applied = newcomer.runs("ansible-playbook voiceops.vapi.provision -i inventory.yml --diff")
    again = newcomer.runs("ansible-playbook voiceops.vapi.provision -i inventory.yml")
    assert [line for line in planned.splitlines() if line.startswith("+")]
    assert "objects: 1 created (assistant Receptionist); lines: 1 created (Main line" in applied
    assert "objects: 1 unchanged; lines: 1 unchanged" in again and "changed=0" in again
    assert odd(planned) == odd(applied) == odd(again) == []
    assert exported["VAPI_API_KEY"] not in planned + applied + again


def test_doctor_finds_no_problem(newcomer: Newcomer) -> None:
    said = newcomer.runs("ansible-playbook voiceops.vapi.doctor -i inventory.yml")
    assert "no problems" in said and odd(said) == []


def test_doctor_says_what_is_wrong_and_fails(newcomer: Newcomer) -> None:
    said = newcomer.runs("ansible-playbook voiceops.vapi.doctor -i inventory.yml -e vapi_api_key=mistyped", status=2)
    assert "Invalid Key" in said and odd(said) == []


def test_help_is_there(newcomer: Newcomer) -> None:
    for words in ("vapi_call_lines", "-t role org", "-t inventory lines", "-t lookup gitops"):
        *kind, name = words.split()
        assert "> " in newcomer.runs(" ".join(["ansible-doc", *kind, f"voiceops.vapi.{name}"]))


ANSIBLES_OWN = ("[WARNING]: No inventory was parsed", "[WARNING]: provided hosts list is empty", "fatal: [")
"""What Ansible says about every run that names no inventory, and its form of the result of a failed task."""


def odd(output: str) -> list[str]:
    """Lines that make a stranger wonder: warnings, deprecations, traces, values of a language."""
    return [
        line
        for line in output.splitlines()
        if not line.startswith(ANSIBLES_OWN) and re.search(r"\[WARNING\]|DEPRECAT|Traceback|\b(None|null)\b", line)
    ]
