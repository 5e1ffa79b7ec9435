# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each cell of the tables begins with: the org, the inventory, and the command that is measured."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmark.lines import ACCOUNT, bought, calls, declared, objects, state
from tests.support.simulator import KEY

HERE = Path(__file__).parent
PLAYBOOK = str(Path(sys.executable).with_name("ansible-playbook"))
STAGING = "benchmark-key-of-staging"
ORG_KEYS = tuple(f"benchmark-key-of-org-{number:03}" for number in range(100))
KEYS = (KEY, STAGING, *ORG_KEYS)
ACTIVATION = 4
"""Seconds until a bought number is active; between two looks at it pass INTERVAL seconds."""
INTERVAL = 5

WAYS = {
    "empty": "an empty playbook",
    "debug": "a playbook of one `debug` task",
    "script": "a script written by hand",
    "uri": "a playbook of `uri` calls",
    "loop-module": "a loop, as a module",
    "loop": "a loop, in process",
    "fleet-module": "a fleet, as a module",
    "fleet": "a fleet, in process",
    "provision": "`provision`",
    "check": "`provision --check --diff`",
    "drift": "`drift`, with reports",
    "adopt": "`adopt`",
    "compare": "`compare`, with reports",
    "lint": "`lint`, with a finding for each line",
    "mode": "`mode`",
    "restore": "`restore`",
    "rotate": "`rotate`",
    "call": "`call`",
    "wait": "a fleet, `concurrency: 2`",
    "objects": "`vapi_org`",
}
CREATE, NOTHING, CHANGED, EVERY, FAILING = SITUATIONS = (
    "create",
    "nothing to do",
    "1 % changed",
    "all changed",
    "all fail",
)
LINES, ORGS, CALLS, BOUGHT, OBJECTS = (
    "lines",
    "orgs of 10 lines",
    "outbound calls",
    "bought lines",
    "objects",
)


@dataclass(frozen=True)
class Cell:
    """What is measured: a way, for so many things of a kind, at a latency, in a situation."""

    way: str
    count: int
    latency: int
    situation: str
    of: str = LINES


@dataclass(frozen=True)
class Scene:
    """A cell ready to run: ``earlier`` are runs on the same state, ``before`` such as leave a file (``makes``)."""

    state: dict[str, Any]
    words: list[str]
    status: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)
    faults: tuple[dict[str, Any], ...] = ()
    earlier: tuple[list[str], ...] = ()
    before: tuple[Scene, ...] = ()
    makes: Path | None = None


# --- lines ------------------------------------------------------------------------------------------------------------


def of_lines(cell: Cell, folder: Path) -> Scene:
    """One org, declared in ``host_vars``."""
    inventory = _inventory(folder / str(cell.count), {"call_lines": declared(cell.count)})
    count = cell.count
    differing = {NOTHING: 0, CHANGED: count // 100, EVERY: count, FAILING: count}.get(cell.situation)
    there = state(0) if differing is None else state(count, differing)
    if cell.way in BOOKS and cell.situation == EVERY:
        # What a playbook changes is there as it is declared.
        there = state(count)
    words = _words(cell, inventory)
    return Scene(
        {KEY: there, STAGING: state(count, count // 100) if cell.way == "compare" else {}},
        words,
        status=2 if cell.way == "lint" or cell.situation == FAILING else 0,
        environment={"VAPI_IN_PROCESS": str(not cell.way.endswith("-module")).lower()},
        faults=REFUSAL if cell.situation == FAILING else (),
        before=(_snapshot(count, inventory),) if cell.way == "restore" else (),
    )


REFUSAL = ({"fault": "400", "match": {"method": "PATCH"}, "message": "This number belongs to another account."},)

BOOKS: dict[str, Callable[[Path], list[str]]] = {
    "provision": lambda folder: ["voiceops.vapi.provision"],
    "check": lambda folder: ["voiceops.vapi.provision", "--check", "--diff"],
    "drift": lambda folder: ["voiceops.vapi.drift", "-e", f"drift_report_dir={_beside(folder)}/reports"],
    "adopt": lambda folder: [
        "voiceops.vapi.adopt",
        "-e",
        f"adopt_directory={_beside(folder)}/adopted adopt_force=true",
    ],
    "compare": lambda folder: ["voiceops.vapi.compare", "-e", f"compare_report_dir={_beside(folder)}/reports"],
    "lint": lambda folder: ["voiceops.vapi.lint"],
    "mode": lambda folder: ["voiceops.vapi.mode", "-e", "vapi_mode=closed"],
    "restore": lambda folder: ["voiceops.vapi.restore", "-e", "restore_snapshot=latest", "-e", _snapshots(folder)],
    "rotate": lambda folder: ["voiceops.vapi.rotate", "-e", f"@{_beside(folder)}/rotate.json"],
}
"""The playbooks of the collection as they are called, by the folder of the inventory."""


def _words(cell: Cell, inventory: Path) -> list[str]:
    if cell.way == "script":
        return [sys.executable, str(HERE / "script.py"), f"{inventory}.json"]
    if cell.way in BOOKS:
        return [PLAYBOOK, "-i", str(inventory), "--limit", "org", *BOOKS[cell.way](inventory)]
    return [PLAYBOOK, "-i", str(inventory), str(HERE / "playbooks" / f"{cell.way.partition('-')[0]}.yml")]


def _snapshot(count: int, inventory: Path) -> Scene:
    """A run that saves what every line was before."""
    words = [PLAYBOOK, "-i", str(inventory), "--limit", "org", "voiceops.vapi.provision", "-e", _snapshots(inventory)]
    return Scene({KEY: state(count, count)}, words, makes=_beside(inventory) / "snapshots")


def _snapshots(inventory: Path) -> str:
    return f"call_lines_snapshot_dir={_beside(inventory)}/snapshots"


def _beside(inventory: Path) -> Path:
    """A folder for what is no part of the inventory."""
    return inventory.with_name(f"beside-{inventory.name}")


def _inventory(folder: Path, variables: dict[str, Any]) -> Path:
    """A directory as people have it: variables in host_vars, which Ansible reads once (vars_files four times)."""
    written = folder / "host_vars" / "org" / "vars.yml"
    if not written.exists():
        written.parent.mkdir(parents=True)
        (folder / "hosts.yml").write_text(HOSTS, encoding="utf-8")
        written.write_text(json.dumps(variables), encoding="utf-8")
        folder.with_name(f"{folder.name}.json").write_text(json.dumps(variables), encoding="utf-8")
        rotation = {"rotate_twilio_account_sid": ACCOUNT, "rotate_twilio_auth_token": "benchmark-token-renewed"}
        _beside(folder).mkdir()
        (_beside(folder) / "rotate.json").write_text(json.dumps(rotation), encoding="utf-8")
    return folder


HOSTS = f"""\
all:
  hosts:
    org:
    staging:
      vapi_api_key: {STAGING}
  vars:
    ansible_connection: local
    ansible_python_interpreter: "{{{{ ansible_playbook_python }}}}"
"""


# --- others -----------------------------------------------------------------------------------------------------------


def of_orgs(cell: Cell, folder: Path) -> Scene:
    """Many orgs, each with a key of its own."""
    inventory = folder / "orgs.json"
    # One number in two orgs is refused.
    hosts = {
        f"org-{number:03}": {"vapi_api_key": key, "call_lines": declared(10, 10 * number)}
        for number, key in enumerate(ORG_KEYS)
    }
    variables = {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
    }
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": variables}}), encoding="utf-8")
    book = "voiceops.vapi.provision" if cell.way == "provision" else str(HERE / "playbooks" / f"{cell.way}.yml")
    hosts_of = ["-e", "benchmark_hosts=all"] if cell.way == "empty" else []
    there = {key: state(10, first=10 * number) for number, key in enumerate(ORG_KEYS)}
    return Scene(there, [PLAYBOOK, "-i", str(inventory), book, *hosts_of])


def of_calls(cell: Cell, folder: Path) -> Scene:
    """Calls that an earlier run has placed."""
    inventory = _inventory(folder / "calls", {"outbound_calls": calls(cell.count)})
    words = [PLAYBOOK, "-i", str(inventory), "--limit", "org", "voiceops.vapi.call"]
    if cell.way == "empty":
        words[-1] = str(HERE / "playbooks" / "empty.yml")
        return Scene({KEY: state(1)}, words)
    return Scene({KEY: state(1)}, words, earlier=(words,), switches={"daily_outbound_limit": 1000})


def of_bought(cell: Cell, folder: Path) -> Scene:
    """Lines that are bought and waited for."""
    inventory = _inventory(folder / "bought", {"call_lines": bought(cell.count, INTERVAL)})
    book = HERE / "playbooks" / f"{cell.way}.yml"
    words = [PLAYBOOK, "-i", str(inventory), "--limit", "org", str(book)]
    return Scene({KEY: state(0)}, words, switches={"activation_seconds": ACTIVATION})


def of_objects(cell: Cell, folder: Path) -> Scene:
    """Tools, assistants and squads: of 220, 100 are tools, 100 assistants and 20 squads."""
    inventory = _inventory(folder / "objects", objects())
    words = [PLAYBOOK, "-i", str(inventory), "--limit", "org", str(HERE / "playbooks" / f"{cell.way}.yml")]
    if cell.way == "script":
        return Scene({KEY: {}}, [sys.executable, str(HERE / "script_objects.py"), f"{inventory}.json"])
    return Scene({KEY: {}}, words, earlier=(words,) if cell.situation == NOTHING and cell.way == "objects" else ())


SCENES: dict[str, Callable[[Cell, Path], Scene]] = {
    LINES: of_lines,
    ORGS: of_orgs,
    CALLS: of_calls,
    BOUGHT: of_bought,
    OBJECTS: of_objects,
}
