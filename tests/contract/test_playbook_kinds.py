# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every playbook that is found, and for every variable that a role declares."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.harness import Org
from tests.support.simulator import Simulator
from tests.support.usual import spread
from tests.support.warm import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = str(ROOT / ".cache" / "links")
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
OF_ORGS = sorted(
    path.stem
    for path in (ROOT / "playbooks").glob("*.yml")
    if any("vapi_hosts" in play.get("hosts", "") for play in yaml.safe_load(path.read_text(encoding="utf-8")))
)
"""The playbooks that run over the orgs of an inventory."""

ROLES = {"provision": ("call_lines", "org"), "call": ("outbound_calls",), "campaign": ("campaigns",)}
"""The roles of a playbook where they have other names."""

RAW = re.compile(
    "Traceback|bug of the collection|is undefined|Error while resolving|Error rendering|no element|object of type"
)
BLANKS: dict[str, Any] = {"null": None, "text": "", "list": []}
HOSTILE = {"bool": True, "int": 0, "float": 0, "dict": {}, "list": [], "raw": ""}

LOOPBACK = {"name": "P", "caller": "+14150000101", "line": "+14150000100", "assistant": "Support Bot"}

Members = Callable[..., None]


def variables_of(role: str) -> dict[str, Any]:
    """The options of a role's argument spec; of a playbook without a role the variables of its name."""
    path = ROOT / "roles" / role / "meta" / "argument_specs.yml"
    if not path.exists():
        text = (ROOT / "playbooks" / f"{role}.yml").read_text(encoding="utf-8")
        return {name: {"type": "raw"} for name in sorted(set(re.findall(rf"\b{role}_(?!result)\w+", text)))}
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    return dict(spec["argument_specs"]["main"]["options"])


def every_variable() -> dict[str, Any]:
    """The options of all roles but the simulator's."""
    roles = sorted(path.parent.parent.name for path in ROOT.glob("roles/*/meta/argument_specs.yml"))
    return {name: option for role in roles if role != "simulator" for name, option in variables_of(role).items()}


def names_used_once(book: str) -> set[str]:
    """The variables of a playbook's roles that stand in a task with run_once."""
    found: set[str] = set()
    for role in ROLES.get(book, (book,)):
        for path in (ROOT / "roles" / role / "tasks").glob("*.yml"):
            tasks = yaml.safe_load(path.read_text(encoding="utf-8"))
            every = [inner for task in tasks for part in ("block", "always", "rescue") for inner in task.get(part, ())]
            once = json.dumps([task for task in (*tasks, *every) if task.get("run_once")])
            found |= {name for name in variables_of(role) if name in once}
    return found


class Place:
    """A folder in which playbooks run over hosts, each with an org of its own on one simulator."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder = folder
        self.simulator = simulator
        self.environment: dict[str, str] = {}

    def play(self, book: str, hosts: dict[str, dict[str, Any]], *words: str, **extra: Any) -> tuple[int, str]:
        """Exit status and output of a playbook of the collection."""
        return self.run(f"voiceops.vapi.{book}", hosts, *words, **extra)

    def run(self, book: str, hosts: dict[str, dict[str, Any]], *words: str, **extra: Any) -> tuple[int, str]:
        """The same of any playbook."""
        shared = {"ansible_python_interpreter": "/nonexistent", "vapi_api_url": self.simulator.url}
        (self.folder / "inventory.json").write_text(
            json.dumps({"all": {"hosts": hosts, "vars": shared}}), encoding="utf-8"
        )
        command = [book, "-i", "inventory.json", *words]
        if extra:
            command += ["-e", json.dumps(extra)]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VAPI_")}
        own = {"ANSIBLE_FORCE_COLOR": "false", "ANSIBLE_COLLECTIONS_PATH": COLLECTIONS, **self.environment}
        run = ansible_playbook(command, {**inherited, **own}, self.folder)
        return run.returncode, run.stdout + run.stderr


def furnished(keys: list[str]) -> Iterator[tuple[Simulator, list[Org]]]:
    """A simulator with an org of two lines for each key."""
    seed = {
        "assistants": [{"name": "Support Bot"}],
        "credentials": [{"name": "Carrier", "provider": "telnyx"}],
    }
    with Simulator(keys, seed={"orgs": dict.fromkeys(keys, seed)}) as simulator:
        orgs = [Org(simulator, key) for key in keys]
        for index, org in enumerate(orgs):
            assert org.run("vapi_call_lines", lines=lines_of(index))["summary"]["created"] == 2
        simulator.clear_log()
        yield simulator, orgs


def lines_of(index: int) -> list[dict[str, Any]]:
    """The lines of the n-th org."""
    line = {"provider": "telnyx", "credential": "Carrier", "assistant": "Support Bot", "hooks": []}
    return [{**line, "name": name, "number": f"+1415{index:03d}010{n}"} for n, name in enumerate(("First", "Second"))]


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Simulator, list[Org]]]:
    yield from furnished([f"key-of-the-org-{index:03d}" for index in range(150)])


@pytest.fixture
def place(world: tuple[Simulator, list[Org]], tmp_path: Path) -> Place:
    world[0].clear_log()
    return Place(tmp_path, world[0])


def plays(book: str) -> list[dict[str, Any]]:
    """The plays of a playbook, but for the imported ones."""
    loaded = yaml.safe_load((ROOT / "playbooks" / f"{book}.yml").read_text(encoding="utf-8"))
    return [play for play in loaded if "hosts" in play]


@pytest.mark.case(10, 11, 97)
@pytest.mark.parametrize("book", OF_ORGS)
def test_a_playbook_needs_neither_ssh_nor_a_python_nor_a_host(book: str, members: Members) -> None:
    for play in plays(book):
        assert play["connection"] == "local" and play["gather_facts"] is False
        assert play["vars"]["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
        assert "undef(hint='vapi_hosts is empty" in play["hosts"]
    members("playbook", 1)


@pytest.mark.case(10, 11)
@pytest.mark.parametrize("book", OF_ORGS)
def test_a_playbook_runs_where_there_is_no_interpreter(book: str, place: Place, members: Members) -> None:
    hosts = {"acme": {"vapi_api_key": place.simulator.keys[0], "call_lines": lines_of(0)}}
    given = {
        "vapi_mode": "normal",
        "compare_with": "globex",
        "rotate_twilio_account_sid": "AC1",
        "rotate_twilio_auth_token": "canary",
        "prove_loopbacks": [LOOPBACK],
        "outbound_calls": [],
        "call_lines_snapshot_dir": str(place.folder / "snapshots"),
        "drift_report_dir": str(place.folder / "reports"),
    }
    hosts["globex"] = {"vapi_api_key": place.simulator.keys[1]}
    status, output = place.play(book, hosts, "--limit", "acme", **given)
    assert "interpreter" not in output and "json" not in output.lower() and not RAW.search(output), output
    # An org without Twilio lines has no secrets to rotate, and one without a snapshot nothing to restore.
    assert status == (2 if book in ("rotate", "restore") else 0), output
    members("playbook", 1)


@pytest.mark.whole
@pytest.mark.parametrize("book", OF_ORGS)
def test_a_playbook_without_any_variable_says_what_it_needs(book: str, place: Place, members: Members) -> None:
    status, output = place.play(book, {"acme": {"vapi_api_key": place.simulator.keys[0]}}, vapi_hosts="acme")
    assert not RAW.search(output), output
    assert status == 0 or '"failure"' in output or '"assertion"' in output, output
    members("playbook without variables", 1)


def test_mode_reaches_a_line_beside_an_org_without_lines(place: Place) -> None:
    hosts = {
        "acme": {"vapi_api_key": place.simulator.keys[0], "call_lines": lines_of(0)},
        "globex": {"vapi_api_key": place.simulator.keys[1]},
    }
    status, output = place.play("mode", hosts, vapi_mode="normal", vapi_lines="First")
    assert status == 0 and "1 unchanged" in output, output


def test_an_org_that_failed_earlier_is_in_the_drift_report(place: Place) -> None:
    role = {"name": "voiceops.vapi.drift"}
    tasks = [
        {"ansible.builtin.fail": {"msg": "No."}, "when": "inventory_hostname == 'globex'"},
        {"ansible.builtin.include_role": role, "vars": {"drift_report_dir": str(place.folder / "reports")}},
    ]
    play = {"hosts": "all", "gather_facts": False, "connection": "local", "tasks": tasks}
    (place.folder / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
    python = {"ansible_python_interpreter": sys.executable}
    hosts = {
        "acme": {"vapi_api_key": place.simulator.keys[0], "call_lines": lines_of(0), **python},
        "globex": {"vapi_api_key": place.simulator.keys[1], **python},
    }
    _status, output = place.run("play.yml", hosts)
    assert not RAW.search(output), output
    report = json.loads((place.folder / "reports" / "drift.json").read_text(encoding="utf-8"))
    assert report["acme"]["error"] is None and report["globex"]["error"]


@pytest.mark.case(80)
@pytest.mark.parametrize("mode", ["closed", "normal"])
def test_no_variable_of_a_role_makes_mode_touch_another_line(mode: str, place: Place, members: Members) -> None:
    variables = {name: option for name, option in every_variable().items() if name != "call_lines"}
    hostile = {
        name: HOSTILE.get(option["type"], (option.get("choices") or ["absent"])[-1])
        for name, option in variables.items()
        if not name.startswith("vapi_")
    }
    hostile.update(
        call_lines_state="absent", call_lines_prune=True, call_lines_max_deletions=99, call_lines_mode="closed"
    )
    hosts = {"acme": {"vapi_api_key": place.simulator.keys[2], "call_lines": lines_of(2)}}
    place.play("mode", hosts, vapi_mode=mode, vapi_lines="First", **hostile)
    writes = place.simulator.writes()
    first = next(
        n["id"] for n in place.simulator.state()[place.simulator.keys[2]]["phone-number"] if n["name"] == "First"
    )
    assert {(entry["method"], entry["path"]) for entry in writes} <= {("PATCH", f"/phone-number/{first}")}
    members("role variable as an extra var", len(hostile))


APPLY = ("provision", "cut_over")
"""The playbooks whose very job it is to apply these variables."""


@pytest.mark.case(80)
@pytest.mark.parametrize("book", [book for book in OF_ORGS if book not in (*APPLY, "mode")])
def test_no_variable_of_a_role_makes_another_playbook_delete_or_create(
    book: str, place: Place, members: Members
) -> None:
    """Extra variables beat those of roles and plays, whatever playbook they were meant for."""
    own = ("compare_with", "rotate_", "adopt_directory", "artifacts_dest", "campaigns", "outbound_calls", "vapi_")
    hostile = {
        name: HOSTILE.get(option["type"], (option.get("choices") or ["absent"])[-1])
        for name, option in every_variable().items()
        if not name.startswith(own) and name != "call_lines"
    }
    hostile.update(call_lines_state="absent", call_lines_prune=True, call_lines_max_deletions=99, org_prune=True)
    given = {
        **{"rotate_twilio_account_sid": "AC1", "rotate_twilio_auth_token": "canary", "compare_with": "globex"},
        **{"outbound_calls": [], "campaigns": [], "adopt_directory": "adopted", "artifacts_dest": "artifacts"},
    }
    hosts: dict[str, dict[str, Any]] = {
        "acme": {"vapi_api_key": place.simulator.keys[5], "call_lines": lines_of(5)[:1]},
        "globex": {"vapi_api_key": place.simulator.keys[6]},
    }
    _status, output = place.play(book, hosts, "--limit", "acme", **hostile, **given)
    # The probe makes a line of its own, and takes it away again.
    allowed = {"POST", "DELETE", "PATCH"} if book == "probe" else {"PATCH"}
    writes = [entry for entry in place.simulator.writes() if entry["method"] not in allowed]
    assert writes == [] and not RAW.search(output), output[-3000:]
    there = place.simulator.state()[place.simulator.keys[5]]["phone-number"]
    assert sorted(number["name"] for number in there) == ["First", "Second"]
    members("role variable as an extra var", len(hostile))


@pytest.mark.case(97, 132)
@pytest.mark.parametrize("book", [book for book in OF_ORGS if book not in ("lint", "cut_over")])
def test_blank_variables_are_a_sentence_or_the_default(
    book: str, place: Place, world: tuple[Simulator, list[Org]], members: Members
) -> None:
    names = (
        sorted(
            {name for role in ROLES.get(book, (book,)) for name in variables_of(role) if not name.startswith("vapi_")}
        )
        if book != "mode"
        else []
    )
    names += ["vapi_mode", "vapi_lines"] if book == "mode" else []
    base = {
        "vapi_mode": "closed",
        "rotate_twilio_account_sid": "AC1",
        "rotate_twilio_auth_token": "canary",
        "compare_with": "other",
        "outbound_calls": [],
    }
    hosts: dict[str, dict[str, Any]] = {"other": {"vapi_api_key": place.simulator.keys[149]}}
    pairs = list(product(names, BLANKS))
    # What a filter for texts or lists makes of a null is the commonest fault: no name does without it.
    taken = spread(pairs, lambda pair: [pair if pair[1] == "null" else pair[1]])
    for index, (name, kind) in enumerate(taken):
        hosts[f"{name}-{kind}"] = {
            "vapi_api_key": place.simulator.keys[index + 3],
            "call_lines": lines_of(index + 3),
            "org_assistants": [{"name": "Support Bot"}],
            **base,
            "adopt_directory": str(place.folder / "adopted"),
            name: BLANKS[kind],
        }
    before = place.simulator.state()
    # What a task does once it does for the first host only: each of the others has a run of its own.
    once = {f"{name}-{kind}" for name in names_used_once(book) for kind in BLANKS} & hosts.keys()
    for limit in ("all:!other", *sorted(once)):
        _status, output = place.play(book, hosts, "--limit", limit, "--forks", "2")
        assert not RAW.search(output), "\n".join(line for line in output.splitlines() if RAW.search(line))
    after = place.simulator.state()
    for key, kind in ((key, kind) for key in before for kind in ("phone-number", "assistant", "credential")):
        kept = [{**one, "updatedAt": ""} for one in before[key][kind]]
        assert [{**one, "updatedAt": ""} for one in after[key][kind]] == kept
    members("blank variable of a playbook", len(hosts) - 1, len(pairs))


@pytest.mark.case(12)
def test_lines_that_are_no_list_are_one_sentence_and_a_host_without_any_is_passed_over(place: Place) -> None:
    keys = place.simulator.keys
    by_name = {line.pop("name"): line for line in lines_of(1)}
    hosts = {
        "without": {"vapi_api_key": keys[0]},
        "null-lines": {"vapi_api_key": keys[1], "call_lines": None},
        "by-name": {"vapi_api_key": keys[2], "call_lines": by_name},
        "well": {"vapi_api_key": keys[3], "call_lines": lines_of(3)},
    }
    status, output = place.play("provision", hosts)
    assert status == 2 and place.simulator.writes() == []
    assert (
        "skipping:" not in output and output.count("without: nothing declared: ") == 1 and "well: 2 unchanged" in output
    )
    for host in ("null-lines", "by-name"):
        told = [line for line in output.splitlines() if line.startswith(f"fatal: [{host}]")]
        assert len(told) == 1 and len(told[0]) < 1000 and "lines" in told[0], told


@pytest.mark.parametrize("book", ["provision", "drift", "adopt", "compare", "lint", "mode"])
def test_an_org_is_one_sentence(book: str, place: Place, members: Members) -> None:
    """A hundred orgs are a hundred sentences, and little more: Ansible's own line and its recap."""
    keys = place.simulator.keys
    names = [f"org-{index:02}" for index in range(12)]
    hosts: dict[str, dict[str, Any]] = {
        name: {"vapi_api_key": keys[index], "call_lines": lines_of(index), "adopt_directory": "adopted"}
        for index, name in enumerate(names)
    }
    hosts["staging"] = {"vapi_api_key": keys[20]}
    status, output = place.play(book, hosts, "--limit", "all:!staging", vapi_mode="normal")
    assert status == 0, output
    printed = output.partition("PLAY RECAP")[0]
    for name in names:
        assert printed.count(f"{name}: ") == 1, printed
    assert len(printed) < 500 + 400 * len(names)
    members("playbook that prints a sentence an org", 1)


@pytest.mark.case(12)
@pytest.mark.parametrize("book", OF_ORGS)
def test_a_host_that_declares_nothing_is_not_skipped_line_by_line(book: str, place: Place, members: Members) -> None:
    """A hundred hosts without lines are no hundred lines of "skipping", task by task."""
    hosts = {f"bare-{index}": {"vapi_api_key": key} for index, key in enumerate(place.simulator.keys[:3])}
    _status, output = place.play(book, hosts, vapi_mode="normal")
    skipped = re.findall(r"^skipping: \[(bare-\d)\]", output, re.MULTILINE)
    assert set(skipped) <= {"bare-0"}, output
    assert not re.search("Traceback|bug of the collection", output), output
    members("playbook over hosts without lines", 1)


@pytest.mark.case(3, 83)
@pytest.mark.parametrize("key", ["variable", "lookup", "environment", "spelling"])
@pytest.mark.parametrize("what", ["lines", "objects"])
def test_two_hosts_with_one_key_are_refused_before_any_write(
    place: Place, monkeypatch: pytest.MonkeyPatch, key: str, what: str
) -> None:
    """However the key comes: written for each, from one template, or from VAPI_API_KEY for hosts that have none."""
    monkeypatch.setenv("ORG_KEY", place.simulator.keys[0])
    ways: dict[str, dict[str, Any]] = {
        "variable": {"vapi_api_key": place.simulator.keys[0]},
        "lookup": {"vapi_api_key": "{{ lookup('env', 'ORG_KEY') }}"},
        "environment": {},
        "spelling": {"vapi_api_key": place.simulator.keys[0]},
    }
    line = {"provider": "vapi", "name": "Bought", "number_desired_area_code": "415", "assistant": "Support Bot"}
    hosts: dict[str, dict[str, Any]] = {}
    for name in ("acme", "globex"):
        own = {"call_lines": [{**line, "name": name}]} if what == "lines" else {"org_assistants": [{"name": name}]}
        hosts[name] = {**ways[key], **own}
    if key == "environment":
        place.environment["VAPI_API_KEY"] = place.simulator.keys[0]
    if key == "spelling":
        hosts["acme"].update(vapi_region="us", vapi_api_url=f"{place.simulator.url}/")
    status, output = place.play("provision", hosts, "-e", "call_lines_prune=true", "-e", "org_prune=true")
    assert status == 2 and place.simulator.writes() == []
    assert "acme and globex have the same key" in output and "globex and acme have the same key" in output


@pytest.mark.parametrize("written", ["+14155550177", 14155550177, "+1 (415) 555-0177"])
def test_a_number_that_two_orgs_declare_is_refused_before_any_write(place: Place, written: Any) -> None:
    """Only one org can hold a carrier's number; one that moves is absent in the other."""
    line = {"provider": "telnyx", "name": "Moving", "credential": "Carrier", "assistant": "Support Bot"}
    hosts: dict[str, Any] = {
        name: {"vapi_api_key": key, "call_lines": [{**line, "number": number}]}
        for name, key, number in zip(("acme", "globex"), place.simulator.keys, ("+14155550177", written))
    }
    status, output = place.play("provision", hosts)
    assert status == 2 and place.simulator.writes() == []
    assert "number: +14155550177 is declared by acme and globex" in output, output
    assert set(re.findall(r"fatal: \[(\w+)\]", output)) == {"acme", "globex"}
    _status, output = place.play("mode", hosts, vapi_mode="normal")
    assert "is declared by" not in output, output
    hosts["acme"]["call_lines"][0]["state"] = "absent"
    status, output = place.play("provision", hosts, "--check")
    assert "is declared by" not in output, output


@pytest.mark.case(3, 83)
@pytest.mark.parametrize("book", ["call", "campaign"])
def test_the_same_calls_of_two_hosts_with_one_key_are_refused(book: str, place: Place) -> None:
    """Both would look before either has called, and everybody would be rung twice."""
    who = {"phone_number": "First", "assistant": "Support Bot"}
    same: dict[str, Any] = {
        "outbound_calls": [{**who, "name": "Hello", "customer": {"number": "+14155550111"}}],
        "campaigns": [{**who, "name": "Spring", "customers": [{"number": "+14155550111"}]}],
    }
    key = {"vapi_api_key": place.simulator.keys[7]}
    status, output = place.play(book, {"acme": {**key, **same}, "globex": {**key, **same}})
    assert status == 2 and place.simulator.writes() == [], output
    assert "so everybody would be called twice" in output
    # One list each, of the same template, is no twin.
    template = {"outbound_calls": [{**who, "name": "{{ inventory_hostname }}", "customer": {"number": "{{ number }}"}}]}
    if book == "call":
        hosts = {
            name: {**key, **template, "number": number}
            for name, number in (("acme", "+14155550112"), ("globex", "+14155550113"))
        }
        status, output = place.play(book, hosts)
        assert status == 0 and len(place.simulator.writes()) == 2, output


@pytest.mark.case(138)
def test_a_host_that_would_leave_the_folder_is_refused(place: Place) -> None:
    hosts = {"../group_vars/all": {"vapi_api_key": place.simulator.keys[0], "adopt_directory": "host_vars"}}
    status, output = place.play("adopt", hosts)
    assert status == 2 and "cannot be used as a file name" in output
    assert sorted(path.name for path in place.folder.rglob("*")) == ["inventory.json"]


@pytest.mark.case(3)
def test_the_key_of_another_org_is_refused(place: Place, world: tuple[Simulator, list[Org]]) -> None:
    keys = place.simulator.keys
    status, output = place.play("adopt", {"acme": {"vapi_api_key": keys[0], "adopt_directory": "host_vars"}})
    assert status == 0, output
    pin = yaml.safe_load((place.folder / "host_vars" / "acme" / "lines.yml").read_text(encoding="utf-8"))["vapi_org_id"]
    status, output = place.play("provision", {"acme": {"vapi_api_key": keys[1]}})
    assert status == 2 and f"not to {pin}" in output and place.simulator.writes() == []


RESULTS = {
    path.parent.parent.name: re.findall(r"register: (\w+)", path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.glob("roles/*/tasks/main.yml"))
    if path.parent.parent.name != "simulator"
}
"""Each role's registered results."""

FAILURES: dict[str, dict[str, Any]] = {
    "a key that is refused": {"vapi_api_key": "of-no-org"},
    "a region that is none": {"vapi_region": "mars"},
    "a variable that is undefined": {"vapi_api_url": "{{ of_nothing }}"},
}


@pytest.mark.case(98)
@pytest.mark.parametrize("failure", FAILURES)
def test_after_a_rescued_role_its_result_is_its_own(failure: str, place: Place, members: Members) -> None:
    """The result of an earlier include, of another org perhaps, must not be taken for that of the one that failed."""
    given = {
        "call_lines": lines_of(0),
        **{"rotate_twilio_account_sid": "AC1", "rotate_twilio_auth_token": "canary", "compare_with": "localhost"},
        **{"artifacts_dest": "artifacts", "adopt_directory": "adopted", "prove_loopbacks": [LOOPBACK]},
        **{"outbound_calls": [{"phone_number": "First", "assistant": "Support Bot", "name": "A"}], "org_id": None},
        **{"campaigns": [{"name": "Spring"}], "restore_snapshot": "none.json", "drift_report_dir": ""},
    }
    tasks: list[dict[str, Any]] = []
    roles = [role for role, reason in spread(list(product(RESULTS, FAILURES)), enumerate) if reason == failure]
    for role in roles:
        names = RESULTS[role]
        include = {"name": f"voiceops.vapi.{role}", "rolespec_validate": False}
        stale = {name: {"stale": True, "failed": False} for name in names}
        tasks += [
            {"ansible.builtin.set_fact": stale},
            {
                "block": [{"ansible.builtin.include_role": include, "vars": {**given, **FAILURES[failure]}}],
                "rescue": [{"ansible.builtin.debug": {"msg": f"rescued {role}"}}],
            },
        ]
        tasks += [{"ansible.builtin.debug": {"msg": f"{name} is {{{{ {name}.failed }}}}"}} for name in names]
    (place.folder / "play.yml").write_text(
        yaml.safe_dump([{"hosts": "all", "connection": "local", "gather_facts": False, "tasks": tasks}]),
        encoding="utf-8",
    )
    status, output = place.run(
        "play.yml", {"localhost": {"vapi_api_key": place.simulator.keys[0], "ansible_connection": "local"}}
    )
    assert status == 0, output
    for role in roles:
        assert f"rescued {role}" in output, output
        assert all(f"{name} is True" in output for name in RESULTS[role]), (role, output)
    members("result of a role", len(roles), len(RESULTS))


# --- the modules behind them ------------------------------------------------------------------------------------------


@pytest.mark.case(8)
def test_rotating_an_account_without_a_line_fails_and_check_mode_says_would(org: Org) -> None:
    line = {
        "provider": "twilio",
        "number": "+14155550100",
        "twilio_account_sid": "AC1",
        "twilio_auth_token": "old-token-1",
    }
    org.run("vapi_call_lines", lines=[{**line, "name": "Main", "assistant": "Support Bot"}])
    new = {"twilio_auth_token": "new-token-1"}
    assert "no line of this org belongs to AC2" in org.refuses(
        "vapi_call_lines_rotate", twilio_account_sid="AC2", **new
    )
    assert "twilio_auth_token: is missing" in org.refuses("vapi_call_lines_rotate", twilio_account_sid="AC1")
    foretold, writes = org.writes("vapi_call_lines_rotate", True, twilio_account_sid="AC1", **new)
    assert foretold["text"] == "1 of 1 lines of AC1 would get the new secrets" and writes == []
    result, writes = org.writes("vapi_call_lines_rotate", twilio_account_sid="AC1", **new)
    assert result["text"] == "1 of 1 lines of AC1 have the new secrets" and len(writes) == 1


@pytest.mark.case(6, 7)
def test_mode_creates_and_deletes_nothing_and_does_what_can_be_done(org: Org) -> None:
    line = {"provider": "telnyx", "credential": "Carrier", "assistant": "Support Bot", "hooks": []}
    there = {**line, "name": "There", "number": "+14155550101", "mode": "normal"}
    org.run("vapi_call_lines", lines=[there, {**line, "name": "Odd", "number": "+14155550102"}])
    lines = [
        {**line, "name": "Coming", "number": "+14155550103"},
        {**line, "name": "Odd", "number": "+14155550102", "assistant": "Nigth Bot"},
        {"name": "Leaving", "number": "+14155550102", "state": "absent"} | {"number": "+14155550104"},
        there,
    ]
    given = {"lines": lines, "mode": "closed", "mode_override": True, "create": False}
    result, writes = org.writes("vapi_call_lines", **given)
    assert [entry["method"] for entry in writes] == ["PATCH", "PATCH"] and not result["failed"]
    assert "2 updated (Odd, There)" in result["text"] and "1 missing (Coming)" in result["text"]
    again, writes = org.writes("vapi_call_lines", **given)
    assert writes == [] and "2 unchanged" in again["text"]
    result, writes = org.writes("vapi_call_lines", **{**given, "mode": "normal"})
    assert [entry["method"] for entry in writes] == ["PATCH"] and result["failed"] and "Nigth Bot" in result["msg"]


@pytest.mark.case(71)
def test_fields_that_differ_by_design_can_be_ignored() -> None:
    from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.compare import compare_lines

    here = [{"name": "Main", "server": {"url": "https://a.example", "timeout_seconds": 5}}]
    there = [{"name": "Main", "server": {"url": "https://b.example", "timeout_seconds": 6}}]
    fields = [field["field"] for field in compare_lines(here, there)["different"][0]["fields"]]
    assert fields == ["server.url", "server.timeout_seconds"]
    assert [f["field"] for f in compare_lines(here, there, ["server.url"])["different"][0]["fields"]] == fields[1:]
    assert compare_lines(here, there, ["server"])["same"] == ["Main"]
