# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``org_id`` in every module that has a connection, and in every role and playbook: another org's key does nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.call import CALLS
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.campaign import CAMPAIGNS
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.listing import LIMITS, NUMBERS, TELL_THE_ORG

from tests.contract.harness import ORG_ID, TWILIO, Org, record
from tests.support.declarations import ROOT, tasks
from tests.support.needs import DOCUMENT, NO_DOCUMENT
from tests.support.samples import BESIDE, sample, sample_of
from tests.support.simulator import Simulator

Members = Callable[[str, int], None]

CONNECTED = [module for module, task in tasks().items() if not task.offline]
KEY, ANOTHER = "simulator-private-key-0001", "simulator-private-key-0002"
OTHER = "00000000-0000-4000-8000-00000000beef"
REFUSED = f"org_id: this key belongs to the org {ORG_ID}, not to {OTHER}. Use the key of that org"

MORE: dict[str, dict[str, Any]] = {
    "vapi_probe": {"confirm": True},
    "vapi_prove": {"calls": [BESIDE["call"]]},
    "vapi_call_lines_compare": {"other_api_key": ANOTHER},
    "vapi_call_lines_restore": {"snapshot_dir": "snapshots"},
}
"""What a module needs besides to have something to do."""


def whole(module: str) -> dict[str, Any]:
    """A module's options with an item in every list that it needs."""
    lists = {
        field.name: [sample(field.schema)]
        for field in tasks()[module].schema.fields
        if field.required is True and field.type == "list" and field.schema
    }
    return {**sample_of(module), **lists, **MORE.get(module, {})}


@pytest.fixture(scope="module")
def two_orgs() -> Iterator[Simulator]:
    """A simulator that knows another org besides, as the comparison of two needs it."""
    with Simulator([KEY, ANOTHER]) as simulator:
        yield simulator


@pytest.fixture
def filled(two_orgs: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Org:
    """An org with a number, a call and a campaign, and a folder with the files that samples name."""
    org = Org(two_orgs, KEY)
    org.furnish()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prices.txt").write_text("one", encoding="utf-8")
    org.add("phone-number", name="Main", status="active", **{k: v for k, v in TWILIO.items() if k not in ("name",)})
    org.add("campaign", name="Old", status="ended", customers=[])
    org.add("call", status="ended", type="outboundPhoneCall", createdAt="2026-11-25T00:00:00.000Z")
    return org


@pytest.mark.case(3)
@pytest.mark.spread("check", "module")
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("module", CONNECTED)
def test_with_another_orgs_key_no_module_does_anything(
    module: str, check: bool, filled: Org, tmp_path: Path, members: Members
) -> None:
    before = sorted(tmp_path.rglob("*"))
    result, writes = filled.writes(module, check, **whole(module), org_id=OTHER)
    if tasks()[module].own_client:
        assert [one for one in result["problems"] if REFUSED in one], result["problems"]
    else:
        assert result["failed"] and REFUSED in result["msg"] and result["msg"].count("org_id:") == 1, result
    assert writes == [] and sorted(tmp_path.rglob("*")) == before
    own = filled.run(module, True, **whole(module), org_id=ORG_ID.upper())
    assert "belongs to the org" not in str(own)
    members("module with a connection and another org's key", 1)


@pytest.mark.case(3, 81)
def test_a_blank_pin_is_an_error_in_every_module(org: Org, members: Members) -> None:
    for module in tasks():
        for blank in (None, "", "  "):
            assert "org_id: is empty" in org.run(module, True, **whole(module), org_id=blank)["msg"], module
    members("module with a blank pin", len(tasks()))


def test_a_pin_costs_no_request_where_records_are_read(filled: Org) -> None:
    logs = []
    for pin in ({}, {"org_id": ORG_ID}):
        filled.simulator.clear_log()
        assert not filled.run("vapi_call_lines", lines=[{"name": "Main", "assistant": "Support Bot"}], **pin)["failed"]
        logs.append(sorted(entry["path"] for entry in filled.simulator.log() if entry["method"] == "GET"))
    assert logs[0] == logs[1]


def listed_at(kind: str) -> str:
    """The list of a kind of the simulator."""
    return NUMBERS if kind == "phone-number" else f"/{kind}"


def test_every_list_that_could_tell_the_org_is_asked() -> None:
    kinds = {kind.listed_at for kind in LISTS.values()}
    assert TELL_THE_ORG[0] == LIMITS
    assert set(TELL_THE_ORG[1:]) == {f"{path}?limit=1" for path in (*kinds, NUMBERS, CALLS, CAMPAIGNS["v1"])}
    assert len(TELL_THE_ORG) == len(set(TELL_THE_ORG))


@pytest.mark.parametrize("path", TELL_THE_ORG[1:])
def test_whatever_an_org_has_tells_it(path: str, org: Org, members: Members) -> None:
    """Before the first write, where what the module itself has read tells nothing, and limits are not known."""
    path = path.partition("?")[0]
    kind = "phone-number" if path == NUMBERS else path[1:]
    org.simulator.switch(missing_paths=["eval"])
    org.simulator.put_state(
        {org.key: {kind: [record(name="Only", status="ended", provider="twilio", type="function")]}}
    )
    options: dict[str, Any] = {"name": "New", "definition": {"type": "ai", "schema": {"type": "object"}}}
    module = "vapi_assistant" if kind == "structured-output" else "vapi_structured_output"
    options = {"name": "New"} if module == "vapi_assistant" else options
    for check in (True, False):
        result, writes = org.writes(module, check, **options, org_id=OTHER)
        assert result["failed"] and REFUSED in result["msg"] and writes == []
    assert not org.run(module, **options, org_id=ORG_ID)["failed"]
    members("list that tells an org", 1)


@pytest.mark.skipif(not DOCUMENT.exists(), reason=NO_DOCUMENT)
def test_limits_always_have_the_id_of_the_org() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    answer = document["paths"][LIMITS]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert "orgId" in document["components"]["schemas"][answer["$ref"].rpartition("/")[2]]["required"]


SQUADS = [{"name": f"S{n}", "definition": {"members": [{"assistantId": "A"}]}} for n in range(6)]
MANY = {"assistants": [{"name": "A"}, {"name": "B"}], "squads": SQUADS, "concurrency": 8}


@pytest.mark.parametrize("check", [True, False])
def test_an_empty_org_tells_itself_by_its_limits(empty: Org, check: bool) -> None:
    result, writes = empty.writes("vapi_org", check, **MANY, org_id=OTHER)
    assert result["failed"] and result["msg"].startswith(REFUSED) and writes == []
    empty.simulator.clear_log()
    result = empty.run("vapi_org", check, **MANY, org_id=ORG_ID.upper())
    assert not result["failed"] and result["summary"]["created"] == 8
    assert [entry["path"] for entry in empty.simulator.log()].count(LIMITS) == 1


def test_an_empty_org_that_nothing_tells_is_asked_once(empty: Org) -> None:
    empty.simulator.switch(missing_paths=["eval"])
    empty.simulator.clear_log()
    result = empty.run("vapi_org", **MANY, org_id=OTHER)
    assert not result["failed"] and result["summary"]["created"] == 8
    asked = [entry["path"] for entry in empty.simulator.log() if entry["query"] == {"limit": "1"}]
    assert sorted(asked) == sorted(path.partition("?")[0] for path in TELL_THE_ORG[1:])


PLAYED = sorted([*(ROOT / "roles").glob("*/tasks/*.yml"), *(ROOT / "playbooks").glob("*.yml")])


def test_roles_and_playbooks_hand_the_pin_over(members: Members) -> None:
    """Wherever a key is handed to a module, the org that it has to belong to goes along."""
    places = 0
    for path in PLAYED:
        text = path.read_text(encoding="utf-8")
        for task in re.split(r"^ *- name: ", text, flags=re.MULTILINE):
            if re.search(r"^ +api_key: .*vapi_api_key \| default\(omit\)", task, re.MULTILINE):
                assert re.search(r'org_id: "\{\{ vapi_org_id \| default\(omit\)', task), f"{path}: {task}"
                places += 1
    assert places >= 15
    members("place that hands a key over", places)
