# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_call_artifacts on this machine: which calls are selected, what stands in the folder, what is removed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls import artifacts
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.artifact_files import KINDS, Folder
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.times import stamp

from tests.contract.harness import TWILIO, VONAGE, Org, Result, an_id, record
from tests.contract.test_artifacts import ENDED, MODULE

Members = Callable[[str, int], None]
DAY = 86400


@pytest.fixture(autouse=True)
def _calls(org: Org) -> None:
    """Two lines, and three calls of each: an hour, two days and nine days old."""
    for line in (TWILIO, VONAGE):
        org.run("vapi_phone_number", **line)
    state = org.simulator.state()
    state[org.key]["call"] = []
    for line in state[org.key]["phone-number"]:
        for age in (3600, 2 * DAY, 9 * DAY):
            at = stamp(time.time() - age)
            times = {"createdAt": at, "startedAt": at, "endedAt": at, "updatedAt": at}
            name = f"{line['provider']} {age}"
            call = record(**{**ENDED, **times}, id=an_id(name), name=name, phoneNumberId=line["id"])
            state[org.key]["call"].append(call)
    org.simulator.put_state(state)


def names(result: Result) -> set[str]:
    """The calls of a result."""
    assert not result["failed"], result["msg"]
    return {call["name"] for call in result["calls"]}


AGES = ("3600", str(2 * DAY), str(9 * DAY))
EVERY = {f"{provider} {age}" for provider in ("twilio", "vonage") for age in AGES}
SELECTIONS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "all": ({}, EVERY),
    "a line by name": ({"phone_number": "Twilio Line"}, {f"twilio {age}" for age in AGES}),
    "a line by number": ({"phone_number": "+14155550101"}, {f"vonage {age}" for age in AGES}),
    "newer": ({"newer_than": "3d"}, {one for one in EVERY if not one.endswith(AGES[2])}),
    "newer, of a line": ({"newer_than": "1d", "phone_number": "Twilio Line"}, {"twilio 3600"}),
    "since": ({"created_at_ge": stamp(time.time() - 3 * DAY)}, {one for one in EVERY if not one.endswith(AGES[2])}),
    "until": ({"created_at_lt": stamp(time.time() - 3 * DAY)}, {one for one in EVERY if one.endswith(AGES[2])}),
    "a window": (
        {"created_at_ge": stamp(time.time() - 3 * DAY), "created_at_lt": stamp(time.time() - DAY)},
        {one for one in EVERY if one.endswith(AGES[1])},
    ),
    "ids": ({"call_ids": [an_id("twilio 3600"), an_id("twilio 3600").upper()]}, {"twilio 3600"}),
    "nothing that is too old": ({"older_than": "7d"}, {one for one in EVERY if not one.endswith(AGES[2])}),
}


@pytest.mark.parametrize("selection", SELECTIONS)
def test_calls_are_selected(selection: str, org: Org, tmp_path: Path, members: Members) -> None:
    options, wanted = SELECTIONS[selection]
    given = {"dest": str(tmp_path / "calls"), "kinds": ["mono", "transcript"], **options}
    assert names(org.run(MODULE, True, **given)) == wanted and not (tmp_path / "calls").exists()
    first = org.run(MODULE, **given)
    assert names(first) == wanted and first["summary"]["saved"] == 2 * len(wanted)
    assert {folder.name for folder in (tmp_path / "calls").iterdir()} == {an_id(name) for name in wanted}
    again = org.run(MODULE, **given)
    assert not again["changed"] and again["summary"]["unchanged"] == 2 * len(wanted)
    members("selection of calls", 1)


@pytest.mark.parametrize("other", ["phone_number", "created_at_ge", "created_at_lt", "newer_than"])
def test_ids_and_a_selection_contradict_each_other(other: str, org: Org, tmp_path: Path) -> None:
    value = {"phone_number": "Twilio Line", "newer_than": "3d"}.get(other, "2026-01-01T00:00:00Z")
    given = {"dest": str(tmp_path), "call_ids": [an_id("twilio 3600")], other: value}
    assert f"{other}: cannot be combined with call_ids" in org.refuses(MODULE, **given)


@pytest.mark.case(50)
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"created_at_ge": "2026-01-02T00:00:00Z", "created_at_lt": "2026-01-02T00:00:00Z"}, "so no call can match"),
        ({"created_at_ge": "2026-01-02T00:00:00Z", "newer_than": "1d"}, "are mutually exclusive"),
        ({"phone_number": "No Line"}, "No Line"),
    ],
)
def test_a_selection_of_nothing_is_refused(options: Any, words: str, org: Org, tmp_path: Path) -> None:
    assert words in org.refuses(MODULE, dest=str(tmp_path), **options)


def test_copies_that_were_removed_do_not_come_back(org: Org, tmp_path: Path) -> None:
    given = {"dest": str(tmp_path), "kinds": ["mono"], "older_than": "7d"}
    org.run(MODULE, dest=str(tmp_path), kinds=["mono"])
    for call in EVERY:
        age = float(call.split()[1])
        for file in (tmp_path / an_id(call)).iterdir():
            os.utime(file, (time.time() - age, time.time() - age))
    result = org.run(MODULE, **given)
    assert set(result["removed"]) == {str(tmp_path / an_id(one)) for one in EVERY if one.endswith(AGES[2])}
    again = org.run(MODULE, **given)
    assert not again["changed"] and again["removed"] == [] and again["summary"]["unchanged"] == 4
    told = org.run(MODULE, dest=str(tmp_path), kinds=["mono"], older_than="7d", call_ids=[an_id(f"twilio {9 * DAY}")])
    assert told["warnings"] == [f"call {an_id(f'twilio {9 * DAY}')}: ended before older_than and is not saved."]


def test_what_was_erased_is_told_and_does_not_fail(org: Org, tmp_path: Path) -> None:
    call = an_id("twilio 3600")
    org.rewrite(
        "call", artifact={"transcript": "AI: Hello.", "structuredOutputs": {"id": {"result": {"booked": True}}}}
    )
    given: dict[str, Any] = {"dest": str(tmp_path), "call_ids": [call], "kinds": list(KINDS)}
    whole = org.run(MODULE, **given)
    assert {file["kind"]: file["state"] for file in whole["calls"][0]["files"]} == dict.fromkeys(KINDS, "saved")
    outputs = json.loads((tmp_path / call / "structured_outputs.json").read_text(encoding="utf-8"))
    assert outputs == {"id": {"result": {"booked": True}}}
    shutil.rmtree(tmp_path / call)
    org.run("vapi_call", id=call, state="absent", erase=True)
    for check in (True, False):
        result = org.run(MODULE, check, **given)
        assert not result["failed"], result["msg"]
        states = {file["kind"]: file["state"] for file in result["calls"][0]["files"]}
        assert {kind for kind, state in states.items() if state != "missing"} <= {"call"}
        assert f"{result['summary']['missing']} not available" in result["text"]


# --- the folder -------------------------------------------------------------------------------------------------------


def unusable(folder: Path) -> dict[str, Path]:
    """Places in which no file can be written."""
    file = folder / "file"
    file.write_text("mine", encoding="utf-8")
    return {"a file": file, "below a file": file / "calls", "a device": Path("/dev/null/calls")}


@pytest.mark.parametrize("place", ["a file", "below a file", "a device"])
def test_a_place_that_is_no_directory_is_refused_before_anything(place: str, org: Org, tmp_path: Path) -> None:
    dest = unusable(tmp_path)[place]
    for check in (True, False):
        org.simulator.clear_log()
        result = org.run(MODULE, check, dest=str(dest), kinds=["mono"])
        assert result["failed"] and "is not a directory. Name a directory." in result["msg"]
        assert org.simulator.log() == []
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_directory_of_others_is_refused(org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere.
    monkeypatch.setattr(artifacts.os, "access", lambda *_: False)
    for check in (True, False):
        result = org.run(MODULE, check, dest=str(tmp_path / "calls"), kinds=["mono"])
        assert result["failed"] and f"may not write into {tmp_path}" in result["msg"]


def test_a_file_in_place_of_a_folder_fails_its_call_alone(org: Org, tmp_path: Path) -> None:
    (tmp_path / an_id("twilio 3600")).write_text("", encoding="utf-8")
    result = org.run(MODULE, dest=str(tmp_path), kinds=["mono"], newer_than="1d")
    assert result["failed"] and "1 of 2 calls could not be saved" in result["msg"] and result["changed"]
    assert (tmp_path / an_id("vonage 3600") / "mono.wav").is_file()
    assert [call["name"] for call in result["calls"]] == ["twilio 3600"]


def test_what_was_saved_before_a_failure_is_told(org: Org, tmp_path: Path) -> None:
    org.simulator.fault("cut", match={"method": "GET", "path": "/pcap/"}, when="after")
    given: dict[str, Any] = {"dest": str(tmp_path), "call_ids": [an_id("twilio 3600")], "retries": 0}
    result = org.run(MODULE, kinds=["mono", "pcap", "transcript"], **given)
    assert result["failed"] and result["changed"] and result["summary"]["saved"] == 1
    assert [file["kind"] for file in result["calls"][0]["files"]] == ["mono"]
    assert {one.name for one in (tmp_path / an_id("twilio 3600")).iterdir()} == {"mono.wav", "manifest.json"}
    org.simulator.clear_faults()
    again = org.run(MODULE, kinds=["mono", "pcap", "transcript"], **given)
    assert [file["state"] for file in again["calls"][0]["files"]] == ["unchanged", "saved", "saved"]


MANIFESTS = ["", "{", "[]", '"text"', '{"mono.wav": "text"}', '{"mono.wav": null}', "null", "\0"]


@pytest.mark.parametrize("text", MANIFESTS)
def test_a_manifest_that_cannot_be_read_is_written_anew(text: str, org: Org, tmp_path: Path) -> None:
    given: dict[str, Any] = {"dest": str(tmp_path), "call_ids": [an_id("twilio 3600")], "kinds": ["mono"]}
    org.run(MODULE, **given)
    manifest = tmp_path / an_id("twilio 3600") / "manifest.json"
    manifest.write_text(text, encoding="utf-8")
    again = org.run(MODULE, **given)
    assert again["summary"]["saved"] == 1 and not again["failed"], again.get("msg")
    assert not org.run(MODULE, **given)["changed"]


def test_a_file_that_was_lost_or_emptied_is_fetched_again(org: Org, tmp_path: Path) -> None:
    given: dict[str, Any] = {"dest": str(tmp_path), "call_ids": [an_id("twilio 3600")], "kinds": ["mono", "call"]}
    org.run(MODULE, **given)
    folder = tmp_path / an_id("twilio 3600")
    (folder / "mono.wav").unlink()
    (folder / "call.json").write_text("", encoding="utf-8")
    again = org.run(MODULE, **given)
    assert again["summary"]["saved"] == 2 and (folder / "call.json").stat().st_size > 10


def test_two_runs_at_once_keep_all(org: Org, tmp_path: Path) -> None:
    call = an_id("twilio 3600")
    with ThreadPoolExecutor(len(KINDS)) as workers:
        runs = [workers.submit(org.run, MODULE, dest=str(tmp_path), call_ids=[call], kinds=[kind]) for kind in KINDS]
        assert all(not run.result()["failed"] for run in runs)
    assert sum(not one.name.startswith(".") for one in (tmp_path / call).iterdir()) >= len(KINDS)
    assert not [one for one in (tmp_path / call).iterdir() if one.name.endswith(".unfinished")]


def test_a_manifest_keeps_what_another_run_has_written(tmp_path: Path) -> None:
    one, other = Folder(tmp_path, "call"), Folder(tmp_path, "call")
    one.keep("mono.wav", lambda stream: stream.write(b"1"))
    other.keep("video.mp4", lambda stream: stream.write(b"2"))
    both = json.loads((tmp_path / "call" / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(both) == ["mono.wav", "video.mp4"]


def test_what_a_killed_run_left_is_removed(org: Org, tmp_path: Path) -> None:
    folder = tmp_path / an_id("twilio 3600")
    folder.mkdir()
    for name, age in (("old", 2 * DAY), ("fresh", 1)):
        (folder / f".{name}.unfinished").write_bytes(b"half a recording")
        os.utime(folder / f".{name}.unfinished", (time.time() - age, time.time() - age))
    org.run(MODULE, dest=str(tmp_path), newer_than="1d", kinds=["mono"])
    assert {one.name for one in folder.iterdir()} == {".fresh.unfinished", "mono.wav", "manifest.json"}


def test_removing_what_another_run_removes_is_no_failure(
    org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    org.run(MODULE, dest=str(tmp_path), kinds=["mono"])
    for folder in tmp_path.iterdir():
        for file in folder.iterdir():
            os.utime(file, (0, 0))
    real = shutil.rmtree

    def gone(folder: Path) -> None:
        real(folder)
        if folder.name == an_id("twilio 3600"):
            raise FileNotFoundError(2, "No such file or directory")
        if folder.name == an_id("vonage 3600"):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(artifacts.shutil, "rmtree", gone)
    result = org.run(MODULE, dest=str(tmp_path), created_at_lt="2020-01-01T00:00:00Z", older_than="1d")
    assert result["failed"] and "cannot be removed (Permission denied)" in result["msg"], result
    assert len(result["removed"]) == len(EVERY) - 2


@pytest.mark.parametrize("key", ["recordingUrl", "logURL", "pcap_url", "presignedUrls", "URL"])
def test_no_address_stands_in_a_file(key: str, org: Org, tmp_path: Path) -> None:
    deep = {"mono": {key: "https://storage.example.com/x"}, "list": [{key: ["https://storage.example.com/y"]}]}
    org.rewrite("call", artifact={"transcript": "AI: Hello.", "recording": deep})
    org.run(MODULE, dest=str(tmp_path), kinds=["call"])
    written = "".join(file.read_text(encoding="utf-8") for file in tmp_path.rglob("*.json"))
    assert "storage.example.com" not in written and "Hello" in written


def test_an_umask_opens_no_file(org: Org, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        result = org.run(MODULE, dest=str(tmp_path / "calls"), kinds=["mono", "call"], newer_than="1d")
    finally:
        os.umask(before)
    assert not result["failed"], result["msg"]
    for folder in (tmp_path / "calls").iterdir():
        assert {oct(one.stat().st_mode & 0o777) for one in folder.iterdir()} == {"0o600"}
        assert folder.stat().st_mode & 0o777 == 0o700
