# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_call_artifacts against the simulator: saved once, whole or not at all, and the key goes to the API alone."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import TWILIO, Org, an_id, record, task
from tests.faults.answers import Server

MODULE = "vapi_call_artifacts"
CALLS = 200
KINDS = ["mono", "stereo", "customer", "assistant", "video", "pcap", "call_logs", "transcript", "call"]
ENDED: dict[str, Any] = {
    "type": "outboundPhoneCall",
    "status": "ended",
    "endedReason": "customer-ended-call",
    "artifact": {"transcript": "AI: Hello.\nUser: Bye.", "recordingUrl": "https://storage.example.com/secret"},
}


@pytest.fixture(autouse=True)
def _calls(org: Org) -> None:
    """A line and 200 calls that ended a minute ago."""
    org.run("vapi_phone_number", **TWILIO)
    line = org.numbers()[0]["id"]
    state = org.simulator.state()
    now = state[org.key]["phone-number"][0]["createdAt"]
    state[org.key]["call"] = [
        record(**ENDED, id=an_id(f"call {at}"), phoneNumberId=line, createdAt=now, startedAt=now, endedAt=now)
        for at in range(CALLS)
    ]
    org.simulator.put_state(state)


def downloads(org: Org) -> list[dict[str, Any]]:
    """The requests for files since the log was cleared, at the API and at its storage."""
    return [one for one in org.simulator.log() if "-recording" in one["path"] or "pcap" in one["path"]]


def test_artifacts_of_200_calls_are_saved_once(org: Org, tmp_path: Path) -> None:
    options = {"dest": str(tmp_path / "calls"), "kinds": ["mono", "transcript", "call"]}
    told = org.run(MODULE, True, **options)
    assert told["changed"] and not (tmp_path / "calls").exists()
    first = org.run(MODULE, **options)
    assert not first["failed"], first["msg"]
    assert first["summary"] == {"saved": 3 * CALLS, "unchanged": 0, "missing": 0, "removed": 0} == told["summary"]
    org.simulator.clear_log()
    second = org.run(MODULE, **options)
    assert downloads(org) == [] and not second["changed"]
    assert second["summary"] == {"saved": 0, "unchanged": 3 * CALLS, "missing": 0, "removed": 0}


def one_call(org: Org, folder: Path, **options: Any) -> tuple[dict[str, Any], Path]:
    """The result of one call, and its folder."""
    call_id = an_id("call 0")
    result = org.run(MODULE, dest=str(folder), call_ids=[call_id], **options)
    return result, folder / call_id


def test_every_kind_is_a_file_for_its_owner_alone(org: Org, tmp_path: Path) -> None:
    result, folder = one_call(org, tmp_path, kinds=KINDS)
    assert not result["failed"], result["msg"]
    assert Counter(file["state"] for file in result["calls"][0]["files"]) == {"saved": len(KINDS)}
    known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(known) == len(KINDS)
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        if file.name in known:
            assert hashlib.sha256(file.read_bytes()).hexdigest() == known[file.name]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_key_reaches_no_host_but_the_api(org: Org, tmp_path: Path) -> None:
    org.simulator.clear_log()
    result, folder = one_call(org, tmp_path, kinds=KINDS)
    storage = [one for one in org.simulator.log() if one["path"].startswith("/recordings/")]
    assert len(storage) == 7
    for one in storage:
        assert one["headers"]["host"].startswith("localhost")
        assert "authorization" not in one["headers"] and org.key not in json.dumps(one)
    written = "".join(file.read_bytes().decode("latin-1") for file in folder.iterdir())
    for text in (json.dumps(result), written):
        assert "://" not in text and org.key not in text


def test_a_cut_download_leaves_no_file(org: Org, tmp_path: Path) -> None:
    org.simulator.fault("cut", match={"method": "GET", "path": "^/recordings/"}, when="after")
    result, folder = one_call(org, tmp_path, kinds=["mono"], retries=0)
    assert result["failed"] and "1 of 1 calls could not be saved" in result["msg"]
    assert not folder.exists() or list(folder.iterdir()) == []
    org.simulator.clear_faults()
    again, _folder = one_call(org, tmp_path, kinds=["mono"])
    assert [file["state"] for file in again["calls"][0]["files"]] == ["saved"]


def test_a_file_that_was_changed_is_fetched_again(org: Org, tmp_path: Path) -> None:
    _result, folder = one_call(org, tmp_path, kinds=["mono"])
    (folder / "mono.wav").write_bytes(b"cut")
    again, _folder = one_call(org, tmp_path, kinds=["mono"])
    assert again["changed"] and (folder / "mono.wav").stat().st_size > 3


def test_what_has_expired_is_told_and_does_not_fail(org: Org, tmp_path: Path) -> None:
    org.simulator.switch(retention_days=14)
    org.simulator.advance(15 * 86400)
    result, folder = one_call(org, tmp_path, kinds=["mono", "transcript"])
    assert not result["failed"], result["msg"]
    assert {file["kind"]: file["state"] for file in result["calls"][0]["files"]} == {
        "mono": "missing",
        "transcript": "saved",
    }
    assert not (folder / "mono.wav").exists()


def test_old_copies_are_removed_and_nothing_else(org: Org, tmp_path: Path) -> None:
    _result, folder = one_call(org, tmp_path, kinds=["mono"])
    other = tmp_path / "notes"
    other.mkdir()
    for file in folder.iterdir():
        os.utime(file, (0, 0))
    result, _folder = one_call(org, tmp_path / "elsewhere", kinds=["transcript"], older_than="90d")
    assert result["removed"] == []
    told = org.run(MODULE, True, dest=str(tmp_path), created_at_lt="2020-01-01T00:00:00Z", older_than="90d")
    assert told["removed"] == [str(folder)] and folder.exists()
    result = org.run(MODULE, dest=str(tmp_path), created_at_lt="2020-01-01T00:00:00Z", older_than="90d")
    assert result["removed"] == [str(folder)] and not folder.exists() and other.exists()


# --- what a storage may answer ----------------------------------------------------------------------------------------

SOUND = b"RIFF" + bytes(range(256)) * 8
ZIPPED = gzip.compress(b'{"level": "info"}\n')
STORED: dict[str, tuple[tuple[int, dict[str, str], bytes], str, bytes]] = {
    "as it is": ((200, {}, SOUND), "mono", SOUND),
    "in gzip": ((200, {"Content-Encoding": "gzip"}, gzip.compress(SOUND)), "mono", SOUND),
    "a log in gzip": ((200, {"Content-Encoding": "gzip"}, ZIPPED), "call_logs", ZIPPED),
    "a log as a file": ((200, {"Content-Type": "application/gzip"}, ZIPPED), "call_logs", ZIPPED),
    "cut": ((200, {"Content-Length": "99999", "Connection": "close"}, SOUND), "mono", b""),
    "cut in gzip": ((200, {"Content-Encoding": "gzip"}, gzip.compress(SOUND)[:-9]), "mono", b""),
    "in another encoding": ((200, {"Content-Encoding": "br"}, SOUND), "mono", b""),
    "no gzip": ((200, {"Content-Encoding": "gzip"}, SOUND), "mono", b""),
    "a part": ((206, {"Content-Range": "bytes 0-3/99"}, SOUND[:4]), "mono", b""),
    "a redirect": ((302, {"Location": "http://elsewhere.example/"}, b""), "mono", b""),
    "a loop": ((302, {"Location": "/storage/1"}, b""), "mono", b""),
    "nothing": ((204, {}, b""), "mono", b""),
    "busy": ((503, {}, b"<html>"), "mono", b""),
}
"""What a storage answers, for which kind of artifact, and what is kept of it; nothing where it is an error."""


@pytest.mark.parametrize("answer", STORED)
def test_a_file_is_whole_or_not_there(answer: str, tmp_path: Path, members: Callable[[str, int], None]) -> None:
    stored, kind, kept = STORED[answer]
    result, folder, asked = from_storage(tmp_path, kind, "/storage/1", lambda path: stored)
    assert result["failed"] == (not kept), result
    files = [file for file in folder.iterdir() if file.name != "manifest.json"] if folder.exists() else []
    assert [file.read_bytes() for file in files] == ([kept] if kept else [])
    assert "unexpected error" not in result.get("msg", "") and "://" not in json.dumps(result)
    assert len([one for one in asked if one[1].startswith("/storage")]) == 1
    members("answer of a storage", 1)


BUSY: dict[str, tuple[int, dict[str, str], bytes]] = {
    "429": (429, {"Retry-After": "1"}, b""),
    "503": (503, {}, b"<Error><Code>SlowDown</Code></Error>"),
    "cut": (200, {"Content-Length": "99999", "Connection": "close"}, SOUND * 2),
    "no gzip": (200, {"Content-Encoding": "gzip"}, SOUND * 2),
}
"""What a storage answers first that has no time now, or breaks off."""


@pytest.mark.parametrize("busy", BUSY)
def test_a_storage_that_is_busy_is_asked_again(busy: str, tmp_path: Path, members: Callable[[str, int], None]) -> None:
    answers = iter([BUSY[busy]])
    result, folder, asked = from_storage(
        tmp_path, "mono", "/storage/1", lambda path: next(answers, (200, {}, SOUND)), retries=1
    )
    assert not result["failed"], result["msg"]
    assert (folder / "mono.wav").read_bytes() == SOUND
    assert len([one for one in asked if one[1].startswith("/storage")]) == 2
    members("busy answer of a storage", 1)


@pytest.mark.parametrize(
    "location", ["http://elsewhere.example/x", "ftp://elsewhere.example/x", "", "http://[", "//x/y"]
)
def test_a_redirect_that_leads_nowhere_safe_is_an_error(location: str, tmp_path: Path) -> None:
    result, folder, _asked = from_storage(tmp_path, "mono", location, lambda path: (200, {}, SOUND))
    assert result["failed"] and "unexpected error" not in result["msg"] and "elsewhere" not in json.dumps(result)
    assert not (folder / "mono.wav").exists()


def from_storage(
    folder: Path,
    kind: str,
    location: str,
    answer: Callable[[str], tuple[int, dict[str, str], bytes]],
    retries: int = 0,
) -> tuple[dict[str, Any], Path, list[tuple[str, str, dict[str, str], bytes]]]:
    """The artifacts of one call whose file is at a storage that answers so; the result, the folder, all requests."""
    call_id = an_id("call 0")
    with Server() as server:

        def of_service(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
            if path.startswith("/storage"):
                return answer(path)
            if path == f"/call/{call_id}":
                return 200, {}, json.dumps({"id": call_id, "status": "ended"}).encode()
            return 302, {"Location": location}, b""

        server.answer = of_service
        environment = {"VAPI_API_KEY": "key-of-the-org-0001", "VAPI_API_URL": server.url}
        options = {"dest": str(folder), "call_ids": [call_id], "kinds": [kind], "retries": retries, "timeout": 5}
        result = execute(task(MODULE), options, False, environment)
        for _method, path, headers, _body in server.requests:
            assert ("Authorization" in headers) == path.startswith("/call/")
        return result, folder / call_id, list(server.requests)


def test_a_call_that_is_gone_or_goes_on_is_told(org: Org, tmp_path: Path) -> None:
    state = org.simulator.state()
    state[org.key]["call"][1]["status"] = "in-progress"
    org.simulator.put_state(state)
    ids = [an_id("call 0"), an_id("call 0").upper(), an_id("call 1"), an_id("no call")]
    for check in (True, False):
        result = org.run(MODULE, check, dest=str(tmp_path), call_ids=ids, kinds=["mono"])
        assert not result["failed"] and result["summary"]["saved"] == 1
        assert result["warnings"] == [
            f"call {ids[2]}: has not ended (status in-progress). Run again after it ends.",
            f"call {ids[3]}: no such call at the service; it may have been deleted. Check the id.",
        ]
