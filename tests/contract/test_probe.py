# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vapi_probe: every switch is found as it is set, and the org is afterwards what it was, however the probe ended."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._http.transport import Transport
from ansible_collections.voiceops.vapi.plugins.module_utils._service.experiments import (
    ON_THE_RECORD,
    ON_THE_REST,
    ON_THE_SERVICE,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._service.probe import scrubbed

from tests.contract.harness import BYO, HEADER, PASSWORD, TOKEN, Org, record
from tests.contract.test_service_info import FIELDS, MORE, anything
from tests.faults.answers import Server
from tests.support.simulator import Simulator

FACTS = (*ON_THE_RECORD, *ON_THE_SERVICE, *ON_THE_REST)
SETTINGS = 20
VALUES: dict[str, tuple[Any, ...]] = {
    "secrets": ("echo", "mask", "omit"),
    "nulls": ("drop", "keep"),
    "defaults": ("omit", "inject"),
    "extra_fields": (False, True),
    "key_order": ("kept", "reversed"),
    "dropped_fields": ([], [], ["hooks"], ["server"], ["authentication", "fallbackDestination"]),
    "list_order": ("newest", "oldest", "shuffled"),
    "page_size": (0, 10, 250),
    "stale_list_seconds": (0.0, 0.0, 0.0, 0.8),
    "unknown_query": ("refuse", "ignore"),
    "provider_in_patch": ("accept", "refuse", "require"),
    "null_clears": ("accept", "refuse", "ignore"),
    "empty_string_ids": ("refuse", "clear"),
    "undocumented_fields": ("accept", "refuse"),
    "error_bodies": ("nest", "problem"),
    "missing_paths": ([], ["credential"], ["file", "campaign"]),
    "campaign_v2": ("refuse", "accept"),
    "incomplete": (False, False, True),
    "empty_patch": ("touch", "keep"),
    "second_delete": ("not_found", "accept"),
    "names": ("kept", "trimmed"),
    "duplicate_sip_uri": ("refuse", "accept"),
}
"""What each switch is set to; what is listed more often is drawn more often."""

Members = Callable[[str, int], None]


@pytest.fixture
def full(org: Org) -> Iterator[Org]:
    """An org with objects of different times in every list."""
    org.run("vapi_call_lines", lines=[{**BYO, "name": f"Line {n}", "number": f"+1415555010{n}"} for n in range(3)])
    state = org.simulator.state()
    for kind in ("assistant", "tool", "squad", "credential"):
        made = [record(name=f"{kind} {n}", createdAt=f"2026-03-0{n + 1}T00:00:00.000Z") for n in range(8)]
        state[org.key].setdefault(kind, []).extend(made)
    org.simulator.put_state(state)
    yield org


def probe(where: Org, **options: Any) -> dict[str, Any]:
    """A probe that may do something."""
    return where.run("vapi_probe", confirm=True, **options)


def test_every_fact_that_is_a_switch_is_one_of_the_simulator(org: Org, members: Members) -> None:
    switches = {fact.name: fact for fact in FACTS if fact.is_switch}
    assert switches.keys() == VALUES.keys()
    known = org.simulator.switches()
    for name, fact in switches.items():
        # What is expected is what the simulator does when it is not set to anything.
        assert known[name] == fact.expected, name
    members("fact that is a switch", len(switches))


@pytest.mark.parametrize("seed", range(SETTINGS))
def test_every_switch_is_found_as_it_is_set_and_nothing_else_changes(seed: int, full: Org, members: Members) -> None:
    chance = random.Random(seed)
    setting = {name: chance.choice(values) for name, values in VALUES.items()}
    full.simulator.switch(**setting)
    before = full.simulator.state()
    result = probe(full)
    assert full.simulator.state() == before
    seen = result["switches"]
    untried = {fact["fact"]: fact["reason"] for fact in result["facts"] if not fact["tried"]}
    assert all(untried.values()), untried
    allowed = {"duplicate_sip_uri"} if setting["incomplete"] else set()
    allowed |= {"array_order"} if "hooks" in setting["dropped_fields"] else set()
    assert untried.keys() <= allowed, untried
    for name, value in setting.items():
        if name == "stale_list_seconds":
            assert abs(seen[name] - value) <= 0.6, seen[name]
        elif name not in untried:
            assert seen[name] == value, name
    broken = {fact["fact"] for fact in result["facts"] if fact["contradicts"]}
    assert broken == {name for name in ("names", "duplicate_sip_uri") if seen.get(name) in ("trimmed", "accept")}
    assert result["failed"] == bool(broken)
    members("switch found as set", len(setting) - len(untried))
    # The simulator takes what was found.
    full.simulator.switch(**seen)


def test_a_contradiction_names_the_rule(full: Org) -> None:
    full.simulator.switch(duplicate_sip_uri="accept")
    result = probe(full)
    assert result["failed"] and "A POST is sent once" in result["msg"] and "\n" not in result["msg"]
    assert result["facts"] and result["switches"]["duplicate_sip_uri"] == "accept"


def test_without_confirm_nothing_is_done(full: Org) -> None:
    for options in ({}, {"cleanup": True}):
        full.simulator.clear_log()
        result = full.run("vapi_probe", **options)
        assert not result["failed"] and not result["changed"] and "confirm: true" in result["text"]
        assert full.simulator.log() == []
    result, writes = full.writes("vapi_probe", check=True, confirm=True)
    assert writes == [] and not result["changed"] and "would" in result["text"]


@pytest.mark.parametrize("secrets", ["echo", "mask", "omit"])
def test_nothing_of_the_org_is_in_the_result(secrets: str, full: Org) -> None:
    full.simulator.switch(secrets=secrets)
    text = json.dumps(probe(full))
    state = json.dumps(full.simulator.state())
    own = set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}|\+\d{6,}", state)) | {full.key, TOKEN, PASSWORD, HEADER}
    assert len(own) > 20 and not [one for one in own if one in text]
    assert not re.search(r"[0-9a-f]{24}", text), "a secret of the probe's own line"


def test_words_of_the_service_are_scrubbed() -> None:
    said = "Existing Phone Number 11111111-2222-3333-4444-555555555555 Has `number` +14155550100 at https://a.example/x"
    assert scrubbed(said) == "Existing Phone Number … Has `number` … at …"


# --- ended at any request ---------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone: nothing is sent any more, and no code of it runs to any effect."""


def kill_at(monkeypatch: pytest.MonkeyPatch, request: int, after: bool) -> list[int]:
    """Let the process end at this request, before it is sent or when it has taken effect."""
    sent: list[int] = []
    send = Transport.send

    def dying(*arguments: Any) -> Any:
        sent.append(1)
        if len(sent) > request or (len(sent) == request and not after):
            raise Killed
        answer = send(*arguments)
        if len(sent) == request:
            raise Killed
        return answer

    monkeypatch.setattr(Transport, "send", dying)
    return sent


@pytest.mark.spread("after", "switches")
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("switches", [{}, {"incomplete": True}, {"names": "trimmed", "duplicate_sip_uri": "accept"}])
def test_killed_at_any_request_and_cleaned_up(
    switches: dict[str, Any], after: bool, full: Org, monkeypatch: pytest.MonkeyPatch, members: Members
) -> None:
    full.simulator.switch(**switches)
    decoys = ("vapi-probe-of-mine", "vapi-probe-0123456789ab2")
    for name in decoys:
        full.add("phone-number", provider="vapi", name=name, sipUri=f"sip:{name}x@sip.vapi.ai", status="active")
    full.add("phone-number", provider="vapi", name="vapi-probe-0123456789ab", number="+14155550177", status="active")
    before = full.simulator.state()
    request, left = 0, 0
    while True:
        request += 1
        with monkeypatch.context() as patch:
            kill_at(patch, request, after)
            try:
                probe(full)
                break
            except Killed:
                pass
        left += full.simulator.state() != before
        result = probe(full, cleanup=True)
        assert result["changed"] == bool(result["removed"]) and not result["failed"]
        assert full.simulator.state() == before, f"request {request}"
    assert request > 35 and left > 20
    members("request at which a probe was killed", request)


@pytest.mark.parametrize("fault", ["cut", "503", "garbage", "truncate"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_leaves_nothing_behind(fault: str, when: str, full: Org) -> None:
    before = full.simulator.state()
    full.simulator.fault(fault, when=when, match={"method": "POST", "path": "^/phone-number$"}, nth=[1])
    result = probe(full, retries=1)
    assert full.simulator.state() == before
    assert not result["failed"] or "was not found" in result["msg"]


def test_a_line_that_cannot_be_deleted_is_told_with_the_way_out(full: Org) -> None:
    full.simulator.fault("503", match={"method": "DELETE"})
    result = probe(full, retries=0)
    assert result["failed"] and "could not be deleted" in result["msg"] and "cleanup: true" in result["msg"]
    full.simulator.clear_faults()
    assert len(probe(full, cleanup=True)["removed"]) == 1


ANSWERS = {
    "html": (200, b"<html>hello</html>"),
    "401": (401, b'{"message": "Invalid Key.", "statusCode": 401}'),
    "403": (403, b"error code: 1010"),
    "404": (404, b"{}"),
    "429": (429, b"{}"),
    "nothing": (200, b""),
    "another record": (201, b'{"id": "one", "name": 7}'),
    "a mock": (201, b'{"id": "one", "orgId": "two", "createdAt": "x", "updatedAt": "y", "sipUri": "sip:a@b"}'),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_a_server_that_is_no_service_costs_one_sentence(case: str) -> None:
    with Server() as server, Simulator() as simulator:
        server.answer = lambda method, path: (ANSWERS[case][0], {}, ANSWERS[case][1])
        org = Org(simulator)
        org.environment["VAPI_API_URL"] = server.url
        result = org.run("vapi_probe", confirm=True, retries=0)
        assert result["failed"] and "\n" not in result["msg"] and "unexpected" not in result["msg"], result["msg"]


@pytest.mark.parametrize("seed", range(30))
def test_records_of_any_form_are_no_bug(seed: int) -> None:
    """A dynamic mock answers with what the document allows, which is nearly anything."""
    chance = random.Random(seed)

    def answer(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        fields = {name: anything(chance) for name in chance.sample(FIELDS + MORE, 6)}
        item = {**fields, "id": path.rpartition("/")[2].partition("?")[0]}
        paged = {"results": [item], "metadata": {"itemsPerPage": chance.choice([0, 7, "x"]), "totalItems": 1}}
        body = chance.choice([item, item, item, paged, [item]])
        return chance.choice([200, 200, 200, 400]), {}, json.dumps(body).encode()

    with Server() as server:
        server.answer = answer
        org = Org.__new__(Org)
        org.environment = {"VAPI_API_KEY": "a-key-for-a-mock-01", "VAPI_API_URL": server.url}
        result = probe(org, retries=0)
        assert "unexpected error" not in json.dumps(result), result.get("exception")


# --- the playbook -----------------------------------------------------------------------------------------------------


def test_the_report_is_what_the_simulator_takes(full: Org, tmp_path: Path) -> None:
    full.simulator.switch(secrets="omit", nulls="keep")
    probe(full, report_dir=str(tmp_path), org="acme")
    report = json.loads((tmp_path / "acme.json").read_text(encoding="utf-8"))
    assert report["switches"]["secrets"] == "omit" and report["switches"]["nulls"] == "keep"
    assert {fact["fact"] for fact in report["facts"]} == {fact.name for fact in FACTS}
