# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: its start and end, its files, its command line, and that it is quick enough."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
import requests

from tests.simulator.conftest import CARRIERS, Api
from tests.support.simulator import FILES, KEY, Simulator


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A simulator from the command line that ends by itself."""
    command = [sys.executable, "-m", "vapi_simulator", *words]
    return subprocess.run(command, cwd=FILES, capture_output=True, text=True, timeout=30, check=False)


def alive(pid: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_ready_line_ready_file_and_clean_end(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "vapi_simulator", "--ready", str(ready), "--log", str(tmp_path / "log")]
    for number in (signal.SIGTERM, signal.SIGINT):
        ready.unlink(missing_ok=True)
        began = time.monotonic()
        with subprocess.Popen(command, cwd=FILES, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            assert time.monotonic() - began < 10
            announced = json.loads(ready.read_text(encoding="utf-8"))
            assert line == f"vapi_simulator listening on {announced['url']} (pid {process.pid})"
            assert announced.keys() == {"url", "control_url", "pid"} and announced["pid"] == process.pid
            requests.get(announced["url"] + "/call", headers={"Authorization": f"Bearer {KEY}"}, timeout=5)
            process.send_signal(number)
            assert process.wait(10) == 0
    entry = json.loads((tmp_path / "log").read_text(encoding="utf-8").splitlines()[0])
    assert entry["path"] == "/call" and KEY not in (tmp_path / "log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--switch", "secret=omit"], "no switch is called secret"),
        (["--switch", "secrets=perhaps"], "secrets is one of echo, mask, omit"),
        (["--seed", "/nowhere/seed.json"], "No such file"),
        (["--port", "99999"], "port"),
        (["--detach"], "--ready"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_a_start_that_fails_says_why(words: list[str], said: str) -> None:
    failed = run(*words)
    assert failed.returncode == 2 and said in failed.stderr and "Traceback" not in failed.stderr


BAD_NUMBER = json.dumps({"orgs": {KEY: {"phone_numbers": [{"provider": "x"}]}}})


@pytest.mark.parametrize("seed", ["[]", "{", BAD_NUMBER])
def test_a_bad_seed_is_named(tmp_path: Path, seed: str) -> None:
    (tmp_path / "seed.json").write_text(seed, encoding="utf-8")
    failed = run("--seed", str(tmp_path / "seed.json"))
    assert failed.returncode == 2 and failed.stderr.startswith("vapi_simulator: ")


@pytest.mark.case(139)
def test_what_it_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('["a-key-of-this-test"]', encoding="utf-8")
    files = {name: str(tmp_path / name) for name in ("ready", "log", "state", "keys.json")}
    started = run(
        *("--detach", "--ready", files["ready"], "--log", files["log"]),
        *("--state", files["state"], "--keys", files["keys.json"]),
    )
    announced = json.loads(started.stdout)
    try:
        header = {"Authorization": "Bearer a-key-of-this-test"}
        assert requests.get(announced["url"] + "/call", headers=header, timeout=5).status_code == 200
        words = Path(f"/proc/{announced['pid']}/cmdline")
        assert not words.exists() or b"a-key-of-this-test" not in words.read_bytes()
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir() if path.name != "keys.json"}
        assert modes == dict.fromkeys(("ready", "ready.err", "log", "state"), 0o600)
    finally:
        run("--stop", "--ready", files["ready"])


@pytest.mark.case(139)
def test_a_folder_that_others_may_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    failed = run("--detach", "--ready", str(tmp_path / "ready.json"))
    assert failed.returncode == 1 and "use another folder" in failed.stderr and not list(tmp_path.iterdir())


def test_switches_from_a_file(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    (tmp_path / "found.json").write_text('{"secrets": "mask", "page_size": 7}', encoding="utf-8")
    started = json.loads(
        run(
            "--detach", "--ready", str(ready), "--switches", str(tmp_path / "found.json"), "--switch", "page_size=8"
        ).stdout
    )
    try:
        switches = requests.get(started["control_url"] + "/switches", timeout=5).json()
        assert (switches["secrets"], switches["page_size"]) == ("mask", 8)
    finally:
        run("--stop", "--ready", str(ready))
    (tmp_path / "found.json").write_text('{"nonsense": 1}', encoding="utf-8")
    assert "no switch is called nonsense" in run("--switches", str(tmp_path / "found.json")).stderr


@pytest.mark.parametrize("keys", ["{}", "[]", "[1]", '[""]', "nonsense"])
def test_bad_keys_are_named(tmp_path: Path, keys: str) -> None:
    (tmp_path / "keys.json").write_text(keys, encoding="utf-8")
    failed = run("--keys", str(tmp_path / "keys.json"))
    assert failed.returncode == 2 and failed.stderr.startswith("vapi_simulator: ")


def test_help_names_switches_and_paths() -> None:
    told = run("--help")
    assert told.returncode == 0 and "stale_list_seconds" in told.stdout and "Control requests: log" in told.stdout


def test_detach_reuses_and_stop_is_idempotent(tmp_path: Path) -> None:
    ready = str(tmp_path / "ready.json")
    try:
        dry = run("--detach", "--dry-run", "--ready", ready)
        assert json.loads(dry.stdout) == {"url": None, "control_url": None, "pid": None, "started": True} and not list(
            tmp_path.iterdir()
        )
        started = json.loads(run("--detach", "--ready", ready).stdout)
        again = json.loads(run("--detach", "--ready", ready).stdout)
        assert started["started"] and again == {**started, "started": False}
        assert json.loads(run("--stop", "--dry-run", "--ready", ready).stdout) == {"stopped": True}
        assert alive(started["pid"])
    finally:
        # Whatever failed above, nothing stays behind.
        stopped = json.loads(run("--stop", "--ready", ready).stdout)
    assert stopped == {"stopped": True}
    assert not alive(started["pid"])
    assert json.loads(run("--stop", "--ready", ready).stdout) == {"stopped": False}


def test_a_detached_start_that_fails_leaves_nothing(tmp_path: Path) -> None:
    failed = run("--detach", "--ready", str(tmp_path / "ready.json"), "--switch", "secrets=perhaps")
    assert failed.returncode == 1 and "secrets is one of" in failed.stderr
    assert not (tmp_path / "ready.json").exists()


def test_it_ends_by_itself_when_idle() -> None:
    assert run("--idle", "0.3").returncode == 0


SEED = {
    "orgs": {
        "first": {
            "assistants": [{"name": "Bot"}, {"name": "Fixed", "id": "5e000000-0000-4000-8000-000000000001"}],
            "squads": [{"name": "Desk"}],
            "credentials": [{"name": "Trunk", "provider": "byo-sip-trunk"}],
            "phone_numbers": [
                {**CARRIERS["twilio"], "name": "Seeded", "id": "5e000000-0000-4000-8000-000000000002"},
                {**CARRIERS["vapi"], "number": "+14155559999", "status": "blocked"},
            ],
        },
        "second": {"assistants": [{"name": "Bot"}]},
    }
}


def test_seed() -> None:
    with Simulator(keys=["first", "second"], seed=SEED) as running:
        api = Api(running, "first")
        assert {one["name"] for one in api.get("/assistant")} == {"Bot", "Fixed"}
        assert len(api.get("/squad")) == len(api.get("/credential")) == 1
        assert api.get("/phone-number/5e000000-0000-4000-8000-000000000002")["name"] == "Seeded"
        bought = next(one for one in api.get("/phone-number") if one["provider"] == "vapi")
        assert (bought["number"], bought["status"]) == ("+14155559999", "blocked")
        assert len(Api(running, "second").get("/assistant")) == 1
        before = running.state()
    with Simulator(keys=["first", "second"], seed=SEED) as running:
        assert running.state()["second"]["assistant"][0]["id"] == before["second"]["assistant"][0]["id"]


@pytest.mark.case(68)
def test_twins_in_a_seed_stay_two() -> None:
    twins = {"orgs": {"first": {"assistants": [{"name": "Bot"}, {"name": "Bot"}, {"name": "Bot"}]}}}
    runs = []
    for _time in range(2):
        with Simulator(keys=["first"], seed=twins) as running:
            runs.append([one["id"] for one in running.state()["first"]["assistant"]])
    assert runs[0] == runs[1] and len(set(runs[0])) == 3


def test_state_over_a_restart(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    with Simulator(keys=["first", "second"], seed=SEED, state=journal) as running:
        api = Api(running, "first")
        line = api.line(number="+14155550107")
        api.patch("phone-number", line, name="Renamed")
        api.ask("DELETE", "/phone-number/5e000000-0000-4000-8000-000000000002")
        running.advance(1000)
        before, url = running.state(), running.url
        running.kill()
        with journal.open("a", encoding="utf-8") as stream:
            stream.write('[0, "phone-number", "torn')
        running.restart()
        assert running.state() == before and running.url == url
        again = {**CARRIERS["twilio"], "number": "+14155550107"}
        assert "Has Identical" in Api(running, "first").refused("POST", "/phone-number", again)
        assert Api(running, "second").line(number="+14155550120")["createdAt"] > line["createdAt"]
        running.restart()
        assert len(running.state()["second"]["phone-number"]) == 1
        assert "first" not in journal.read_text(encoding="utf-8"), "keys stay out of the file"
        assert len(journal.read_text(encoding="utf-8").splitlines()) < 12, "a start writes the journal anew"


def test_put_state(api: Api) -> None:
    line = api.line()
    before = api.simulator.state()
    api.ask("DELETE", f"/phone-number/{line['id']}")
    api.simulator.put_state(before)
    assert api.simulator.state() == before
    api.refused("POST", "/phone-number", CARRIERS["twilio"])
    api.simulator.put_state({})
    assert api.get("/phone-number") == []
    api.line()


def test_a_reset_is_as_the_start_but_empty() -> None:
    parts = ("log", "switches", "faults", "state", "carriers", "retirements")
    retired = {"provider": "openai", "model": "gpt-4", "deprecationDate": "2026-01-01", "retirementDate": "2026-02-01"}
    with Simulator(switches={"page_size": 7}) as running:
        started = {part: running._ask("GET", part) for part in parts}
        Api(running).line()
        running.switch(page_size=3, secrets="omit")
        running.fault("503")
        running.put_carriers({"twilio": {"AC01": {}}})
        running.put_retirements([retired])
        running.advance(1e6)
        changed = {part: running._ask("GET", part) for part in parts}
        assert [part for part in parts if changed[part] == started[part]] == []
        running.reset()
        assert {part: running._ask("GET", part) for part in parts} == started
        made = datetime.fromisoformat(Api(running).line()["createdAt"])
        assert abs(made - datetime.now(timezone.utc)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "state",
    [
        [],
        {"nobody": {}},
        {"KEY": []},
        {"KEY": {"kind": []}},
        {"KEY": {"assistant": ["text"]}},
        {"KEY": {"assistant": [{"name": "without an id"}]}},
        {"KEY": {"phone-number": [{"id": "1", "number": {"country": 1}}]}},
        {"KEY": {"phone-number": [{"id": "1", "number": 14155550100}]}},
        {"KEY": {"phone-number": [{"id": "1", "sipUri": ["sip:a@b"]}]}},
    ],
)
def test_what_is_no_state_changes_nothing(api: Api, state: Any) -> None:
    api.line(name="Main")
    before = api.simulator.state()
    key = next(iter(before))
    given = json.loads(json.dumps(state).replace("KEY", key))
    with pytest.raises(HTTPError, match="400"):
        api.simulator.put_state(given)
    assert api.simulator.state() == before


def test_support_class_stops_its_own_process() -> None:
    with Simulator() as running:
        pid = running.pid
    assert not alive(pid)
    with pytest.raises(RuntimeError, match="did not start"), Simulator(switches={"nonsense": 1}):
        pass


def test_it_starts_in_well_under_a_second_of_processor_time() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with Simulator():
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1


def test_it_is_quick_enough(api: Api) -> None:
    """A naive server answers 22 requests a second; a fifth of a loaded machine's usual rate is asked for here."""
    began = time.monotonic()
    for _time in range(300):
        api.raw("GET", "/call")
    assert 300 / (time.monotonic() - began) > 60


def test_many_at_once_and_none_lost(api: Api) -> None:
    def make(number: int) -> str:
        return str(Api(api.simulator).line(number=f"+1415555{number:04d}")["id"])

    with ThreadPoolExecutor(8) as workers:
        ids = set(workers.map(make, range(100)))
    assert len(ids) == 100 == len(api.get("/phone-number", limit=1000)) == len(api.simulator.writes())


def test_one_number_is_sold_once(api: Api) -> None:
    def make(_time: int) -> int:
        return Api(api.simulator).raw("POST", "/phone-number", json=CARRIERS["twilio"]).status_code

    with ThreadPoolExecutor(8) as workers:
        assert sorted(workers.map(make, range(16))) == [201, *[400] * 15]
