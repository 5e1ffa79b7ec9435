# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run is about to change is saved before, and declared again it puts the org back as it was."""

from __future__ import annotations

import json
import os
import random
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.contract.harness import (
    AUTHENTICATION,
    FALLBACK,
    FULL_LINES,
    HOOKS,
    LINES,
    SAY,
    SECRETS,
    SERVER,
    TWILIO,
    VONAGE,
    Org,
    foretells,
)
from tests.contract.test_fleet import MODULE, many

ALL = [line for name, line in FULL_LINES.items() if name != "twilio-key"]
BARE_SERVER = {"url": "https://example.com/other"}
DESK = {"type": "number", "number": "+14155550197"}
CHOICES: dict[str, list[Any]] = {
    "route": [{}, {"assistant": "Support Bot"}, {"assistant": "Night Bot"}, {"squad": "Front Desk"}, {"route": "none"}],
    "server": [
        {},
        {"server": None},
        {"server": {name: value for name, value in SERVER.items() if name != "headers"}},
        {"server": BARE_SERVER},
        {"server": {**BARE_SERVER, "timeout_seconds": 7, "backoff_plan": None, "encrypted_paths": []}},
    ],
    "fallback": [
        {},
        {"fallback_destination": None},
        {"fallback_destination": FALLBACK},
        {"fallback_destination": DESK},
        {"fallback_destination": {**DESK, "extension": "9", "transfer_plan": {"mode": "blind-transfer"}}},
        {"fallback_destination": {"type": "sip", "sip_uri": "sip:desk@example.com", "sip_headers": {"X-Desk": "1"}}},
    ],
    "hooks": [
        {},
        {"hooks": []},
        {"hooks": HOOKS},
        {"hooks": [SAY]},
        {"hooks": [*HOOKS, SAY]},
        {"hooks": [{**SAY, "do": [{"type": "transfer", "destination": {**DESK, "caller_id": "+14155550111"}}]}]},
        {"hooks": [{**SAY, "do": [{"type": "transfer", "destination": DESK}]}]},
        {"hooks": [{"event": "call.ending"}]},
    ],
    "name": [{}, {"name": "Another name"}, {"name": None}],
}
"""What a random change may do to a line; an empty choice leaves the field alone."""


def changed_at_random(seed: int, org: Org) -> list[dict[str, Any]]:
    """A declaration for every line of the org, each field changed or not as the dice fall."""
    dice = random.Random(seed)
    return [
        {
            "id": number["id"],
            **{name: value for field in CHOICES.values() for name, value in dice.choice(field).items()},
        }
        for number in org.numbers()
    ]


def saved(folder: Path) -> list[Path]:
    """The snapshots of a folder, oldest first."""
    return sorted(folder.iterdir())


def the_lines(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines that a run has saved, as declarations."""
    snapshot = json.loads(Path(result["snapshot"]).read_text(encoding="utf-8"))
    return list(snapshot["lines"])


def as_it_is(org: Org) -> list[dict[str, Any]]:
    """The org's numbers without the moment of their last change; null and absent are the same."""
    return [
        {name: value for name, value in number.items() if name != "updatedAt" and value not in (None, [])}
        for number in sorted(org.numbers(), key=lambda number: str(number["id"]))
    ]


def seen(org: Org) -> list[dict[str, Any]]:
    """The org's numbers as an operator reads them."""
    numbers = org.run("vapi_phone_number_info")["phone_numbers"]
    return [{name: value for name, value in number.items() if name != "updated_at"} for number in numbers]


def without_headers(line: dict[str, Any]) -> dict[str, Any]:
    """The line with a server that needs no secret, which nobody could put back."""
    server = {name: value for name, value in line["server"].items() if name != "headers"}
    return {**line, "server": server}


# --- there and back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(25))
def test_random_changes_are_put_back(org: Org, tmp_path: Path, seed: int) -> None:
    dice = random.Random(-seed - 1)
    org.simulator.switch(
        nulls=dice.choice(["drop", "keep"]),
        key_order=dice.choice(["kept", "reversed"]),
        secrets=dice.choice(["omit", "mask", "echo"]),
        extra_fields=dice.choice([False, True]),
    )
    org.run(MODULE, lines=[without_headers(line) for line in ALL])
    org.run(MODULE, lines=changed_at_random(-seed - 100, org))
    before = as_it_is(org)
    changed = org.run(MODULE, lines=changed_at_random(seed, org), snapshot_dir=str(tmp_path))
    assert not changed["failed"], changed["msg"]
    assert as_it_is(org) != before
    restored, _writes = org.settle(MODULE, lines=the_lines(changed))
    assert as_it_is(org) == before
    assert restored["summary"]["updated"] == changed["summary"]["updated"]


@pytest.mark.parametrize(
    ("line", "change"),
    [
        (TWILIO, {"sms_enabled": False}),
        ({**TWILIO, "sms_enabled": False}, {"sms_enabled": True}),
        (VONAGE, {"credential": "Other Carrier"}),
        (VONAGE, {"number": "+14155550188"}),
        (FULL_LINES["byo"], {"number": "+14155550188", "number_e164_check_enabled": True}),
        (LINES["sip"], {"sip_uri": "sip:other@sip.vapi.ai"}),
    ],
)
def test_what_belongs_to_a_carrier_is_put_back(
    org: Org, tmp_path: Path, line: dict[str, Any], change: dict[str, Any]
) -> None:
    made = org.run("vapi_phone_number", **line)["phone_number"]
    before = seen(org)
    result = org.run(MODULE, lines=[{"id": made["id"], **change}], snapshot_dir=str(tmp_path))
    assert result["changed"], result["msg"]
    org.settle(MODULE, lines=the_lines(result))
    defaults = {"sms_enabled": True} if line["provider"] == "twilio" else {}
    assert [{**defaults, **number} for number in seen(org)] == [{**defaults, **number} for number in before]


def test_defaults_that_the_service_fills_in_are_no_difference(org: Org, tmp_path: Path) -> None:
    org.simulator.switch(defaults="inject")
    org.run(MODULE, lines=[without_headers(line) for line in ALL])
    before = seen(org)
    changed = org.run(MODULE, lines=changed_at_random(3, org), snapshot_dir=str(tmp_path))
    assert seen(org) != before
    org.settle(MODULE, lines=the_lines(changed))
    assert seen(org) == before


def test_what_a_change_adds_inside_an_object_is_taken_away_again(org: Org, tmp_path: Path) -> None:
    org.run(MODULE, lines=[{**VONAGE, "server": BARE_SERVER, "fallback_destination": DESK}])
    before = as_it_is(org)
    more = {"server": {**BARE_SERVER, "timeout_seconds": 7}, "fallback_destination": {**DESK, "extension": "9"}}
    result = org.run(MODULE, lines=[{**VONAGE, **more}], snapshot_dir=str(tmp_path))
    org.settle(MODULE, lines=the_lines(result))
    assert as_it_is(org) == before


def test_only_what_changes_is_saved(org: Org, tmp_path: Path) -> None:
    org.run(MODULE, lines=many(4))
    lines = [{**line, "assistant": "Support Bot"} if n == 2 else line for n, line in enumerate(many(4))]
    result = org.run(MODULE, lines=lines, snapshot_dir=str(tmp_path))
    assert [line["name"] for line in the_lines(result)] == ["Line 2"]


# --- the file ---------------------------------------------------------------------------------------------------------


def test_it_is_for_its_owner_only(org: Org, tmp_path: Path) -> None:
    folder = tmp_path / "one" / "two"
    result = org.run(MODULE, lines=many(1), snapshot_dir=str(folder))
    assert [str(path) for path in saved(folder)] == [result["snapshot"]]
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, Path(result["snapshot"]))]
    assert [oct(mode) for mode in modes] == ["0o700", "0o700", "0o600"]


@pytest.mark.parametrize("check", [True, False])
def test_nothing_is_saved_when_nothing_changes(org: Org, tmp_path: Path, check: bool) -> None:
    org.run(MODULE, lines=many(1))
    result = org.run(MODULE, check, lines=many(1), snapshot_dir=str(tmp_path))
    assert result["snapshot"] is None and saved(tmp_path) == []


def test_check_mode_says_where_it_would_be(org: Org, tmp_path: Path) -> None:
    foretold = org.run(MODULE, True, lines=many(1), snapshot_dir=str(tmp_path / "new"))
    assert foretold["snapshot"].startswith(str(tmp_path / "new")) and saved(tmp_path) == []
    result = org.run(MODULE, lines=many(1), snapshot_dir=str(tmp_path / "new"))
    assert foretells({**foretold, "snapshot": ""}, {**result, "snapshot": ""})


def test_no_option_no_file(org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert org.run(MODULE, lines=many(1))["snapshot"] is None and saved(tmp_path) == []


def test_old_ones_of_the_same_org_go(org: Org, tmp_path: Path) -> None:
    org.run(MODULE, lines=many(1))
    other = tmp_path / "2020-01-01T000000.000000Z_another-org.json"
    own_words = tmp_path / "notes.txt"
    for file in (other, own_words):
        file.write_text("{}", encoding="utf-8")
    results = [
        org.run(MODULE, lines=many(1, name=f"Name {n}"), snapshot_dir=str(tmp_path), snapshots_kept=3)["snapshot"]
        for n in range(5)
    ]
    assert sorted(map(str, saved(tmp_path))) == sorted([*results[2:], str(other), str(own_words)])


@pytest.mark.parametrize("obstacle", ["file", "locked"])
def test_a_snapshot_that_cannot_be_saved_stops_the_run(org: Org, tmp_path: Path, obstacle: str) -> None:
    folder = tmp_path / "snapshots"
    if obstacle == "file":
        folder.write_text("in the way", encoding="utf-8")
    else:
        folder.mkdir(mode=0o500)
        if os.access(folder, os.W_OK):
            pytest.skip("nothing is locked to this user (run as another one than root)")
    result, writes = org.writes(MODULE, lines=many(2), snapshot_dir=str(folder))
    assert result["failed"] and writes == [] and not result["changed"]
    assert result["msg"].startswith(f"snapshot_dir: no snapshot can be saved in {folder} (")
    assert "Nothing was written." in result["msg"]


def test_a_full_disk_leaves_no_half_of_a_file(org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result, writes = org.writes(MODULE, lines=many(1), snapshot_dir=str(tmp_path))
    assert "No space left on device" in result["msg"] and writes == [] and saved(tmp_path) == []


# --- what cannot be put back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secrets", ["omit", "mask", "echo"])
def test_no_secret_is_saved(org: Org, tmp_path: Path, secrets: str) -> None:
    org.simulator.switch(secrets=secrets)
    org.run(MODULE, lines=ALL)
    lines = [{**line, "update_secrets": "always", "assistant": "Night Bot"} for line in ALL]
    result = org.run(MODULE, lines=lines, snapshot_dir=str(tmp_path))
    text = Path(result["snapshot"]).read_text(encoding="utf-8")
    assert [secret for secret in SECRETS if secret in text] == [] and org.key not in text


def test_a_secret_in_an_unlikely_place_is_not_saved(org: Org, tmp_path: Path) -> None:
    line = {**TWILIO, "server": {"url": f"https://example.com/{TWILIO['twilio_auth_token']}"}}
    org.run(MODULE, lines=[line])
    before = as_it_is(org)
    result = org.run(MODULE, lines=[{**line, "name": "Renamed"}], snapshot_dir=str(tmp_path))
    assert TWILIO["twilio_auth_token"] not in Path(result["snapshot"]).read_text(encoding="utf-8")
    org.settle(MODULE, lines=the_lines(result))
    assert as_it_is(org) == before


def test_what_looks_like_a_secret_is_neither_saved_nor_taken_away(org: Org, tmp_path: Path) -> None:
    sip = {"type": "sip", "sip_uri": "sip:desk@example.com", "sip_headers": {"X-Auth-Token": "a-token-of-the-desk"}}
    org.run(MODULE, lines=[{**VONAGE, "fallback_destination": sip}])
    before = as_it_is(org)
    result = org.run(MODULE, lines=[{**VONAGE, "name": "Renamed"}], snapshot_dir=str(tmp_path))
    assert "a-token-of-the-desk" not in Path(result["snapshot"]).read_text(encoding="utf-8")
    org.settle(MODULE, lines=the_lines(result))
    assert as_it_is(org) == before


def test_what_cannot_be_put_back_is_said(org: Org, tmp_path: Path) -> None:
    org.run(MODULE, lines=[FULL_LINES["sip"], TWILIO])
    lines = [
        {**FULL_LINES["sip"], "authentication": {**AUTHENTICATION, "username": "front-desk-user-00002"}},
        {**TWILIO, "twilio_account_sid": "ACfedcba9876543210"},
    ]
    result = org.run(MODULE, lines=lines, snapshot_dir=str(tmp_path))
    said = json.loads(Path(result["snapshot"]).read_text(encoding="utf-8"))["not_restored"]
    assert said == [
        "line 'SIP Line': authentication cannot be read back as a whole; declare it as it was.",
        "line 'Twilio Line': twilio_account_sid, twilio_auth_token cannot be read back as a whole; "
        "declare it as it was.",
    ]


def test_pruned_lines_are_saved_too(org: Org, tmp_path: Path) -> None:
    org.run(MODULE, lines=many(3))
    result = org.run(MODULE, lines=many(1), prune=True, snapshot_dir=str(tmp_path))
    assert sorted(line["number"] for line in the_lines(result)) == ["+12125550001", "+12125550002"]


@pytest.mark.case(133)
def test_an_open_snapshot_outlives_the_number_that_is_kept(org: Org, tmp_path: Path) -> None:
    """It is the way back of a change that was never proven, however many runs come after it."""

    def run(name: str, **more: Any) -> str:
        saved = org.run(MODULE, lines=many(1, name=name), snapshot_dir=str(tmp_path), snapshots_kept=1, **more)
        return str(saved["snapshot"])

    org.run(MODULE, lines=many(1, name="Before"))
    opened = run("Unproven", snapshot_open=True)
    later = [run(f"Later {place}") for place in range(3)]
    assert {str(file) for file in tmp_path.iterdir()} == {opened, later[-1]}
    assert org.run("vapi_call_lines_restore", snapshot_dir=str(tmp_path))["snapshot"] == opened
    assert org.numbers()[0]["name"] == "Before"


@pytest.mark.parametrize("open_", [False, True])
def test_an_org_that_was_emptied_needs_its_id(org: Org, tmp_path: Path, open_: bool) -> None:
    """Nothing in it tells its id any more; a snapshot from before its first object would restore nothing."""
    org.simulator.put_state({org.key: {}})
    declared = {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai", "route": "none"}
    saving = {"snapshot_dir": str(tmp_path), "snapshot_open": open_}
    org.run(MODULE, lines=[declared], **saving)
    assistants = [{"name": "Receptionist", "definition": {"firstMessage": "Hello."}}]
    org.run("vapi_org", assistants=assistants)
    org_id = org.simulator.state()[org.key]["assistant"][0]["orgId"]
    gone = [{"name": "Receptionist", "state": "absent"}]
    lines = {"lines": [{**declared, "state": "absent"}], **saving}
    assert org.run("vapi_org", assistants=gone, call_lines=lines)["changed"]
    restoring = {"snapshot_dir": str(tmp_path), "open_only": open_}
    assert "this org is empty" in org.refuses("vapi_call_lines_restore", **restoring)
    restored = org.run("vapi_call_lines_restore", org_id=org_id, **restoring)
    assert not restored["failed"] and restored["summary"]["created"] == 1
    assert [one["name"] for one in org.simulator.state()[org.key]["assistant"]] == ["Receptionist"]
