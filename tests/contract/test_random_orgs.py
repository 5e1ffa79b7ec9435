# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Orgs of random valid lines under random switches: applied, applied again, compared, written down, edited outside,
repaired, restored. The nightly setting takes a hundred of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.tests.unit.plugins.module_utils.strategies import lines
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.contract.harness import Org, an_id, record
from tests.contract.test_export import filled, nothing
from tests.support.simulator import Simulator
from tests.support.usual import by_setting

ORGS = by_setting(usual=2, all=5, nightly=100)
FLEET, DRIFT, EXPORT, RESTORE = "vapi_call_lines", "vapi_drift_info", "vapi_call_lines_info", "vapi_call_lines_restore"
Line = dict[str, Any]

SWITCHES: dict[str, tuple[Any, ...]] = {
    "secrets": ("echo", "mask", "omit"),
    "nulls": ("drop", "keep"),
    "defaults": ("omit", "inject"),
    "extra_fields": (False, True),
    "key_order": ("kept", "reversed"),
    "list_order": ("newest", "oldest", "shuffled"),
    "provider_in_patch": ("accept", "refuse", "require"),
    "null_clears": ("accept",),
    "empty_patch": ("touch", "keep"),
    "second_delete": ("not_found", "accept"),
    "number_assigned": ("at_once", "when_active"),
}
"""What is not known of the service, and cannot keep a run from getting there."""

OUTSIDE: tuple[Callable[[Line], Line], ...] = (
    lambda number: {"name": f"Edited {number['id'][:8]}"},
    lambda number: {"hooks": [{"on": "call.ringing", "do": [{"type": "say", "exact": "Edited."}]}]},
    lambda number: {"assistantId": an_id("Night Bot"), "squadId": None, "workflowId": None},
    lambda number: {"server": {"url": "https://edited.example/hook"}},
    lambda number: {"fallbackDestination": {"type": "number", "number": "+14155559999"}},
)
"""Edits that somebody makes in the dashboard."""


@st.composite
def declared(draw: st.DrawFn) -> list[Line]:
    """Lines that differ in all that identifies one, with references to what there is."""
    found = draw(st.lists(lines(), min_size=1, max_size=5))
    for place, line in enumerate(found):
        line["name"] = f"{line['name'].strip()[:30]} {place}"
        if "number" in line:
            line["number"] = f"+12127770{place:03d}"
        if "sip_uri" in line:
            line["sip_uri"] = f"sip:line-{place}@sip.vapi.ai"
        for option, name in (("credential_id", "Carrier"), ("assistant_id", "Support Bot"), ("squad_id", "Front Desk")):
            if option in line:
                line[option] = an_id(name)
    return [_sayable(line) for line in found]


def _sayable(value: Any, key: str = "") -> Any:
    """The same with messages that the service takes, where they are objects."""
    if key == "spoken_message" and isinstance(value, dict):
        return {"type": "custom-message", "content": "One moment."}
    if isinstance(value, dict):
        return {name: _sayable(item, name) for name, item in value.items()}
    return [_sayable(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Org, Path]]:
    """An org, and a folder for its snapshots."""
    with Simulator(switches={"free_number_limit": 1000}) as simulator:
        yield Org(simulator), tmp_path_factory.mktemp("snapshots")


def written_down(org: Org) -> Any:
    """The org's lines as declarations: a default that the service fills in is no difference."""
    exported = org.run(EXPORT)
    assert not exported["failed"], exported["msg"]
    return filled(exported["call_lines"], nothing(exported))


def settled(org: Org, **options: Any) -> dict[str, Any]:
    """A run that check mode foretold; the next writes nothing."""
    foretold, none = org.writes(FLEET, True, **options)
    result, writes = org.writes(FLEET, **options)
    assert not result["failed"] and none == [], result.get("msg")
    assert foretold["summary"] == result["summary"] and result["changed"] == bool(writes)
    again, none = org.writes(FLEET, **options)
    assert none == [] and again["summary"]["unchanged"] == len(options["lines"]), (none, again.get("msg"))
    return result


@pytest.mark.case(144, 145)
@settings(max_examples=ORGS, derandomize=ORGS < 100, phases=[Phase.generate])
@given(
    wanted=declared(),
    switches=st.fixed_dictionaries({k: st.sampled_from(v) for k, v in SWITCHES.items()}),
    data=st.data(),
)
def test_a_random_org_lives(
    place: tuple[Org, Path],
    members: Callable[[str, int], None],
    wanted: list[Line],
    switches: dict[str, Any],
    data: st.DataObject,
) -> None:
    org, folder = place
    shutil.rmtree(folder, ignore_errors=True)
    org.furnish(
        [record(provider="byo-phone-number", number="+14150000001", credentialId=an_id("Carrier"), name="Other")]
    )
    org.simulator.switch(**switches)
    assert settled(org, lines=wanted)["summary"]["created"] == len(wanted)
    drift = org.run(DRIFT, lines=wanted)
    assert drift["summary"]["same"] == len(wanted), drift["summary"]
    _adopted(org)
    # Somebody edits some lines in the dashboard.
    state = org.simulator.state()
    mine = [number for number in state[org.key]["phone-number"] if number["name"] != "Other"]
    edited = data.draw(st.lists(st.sampled_from(mine), min_size=1, unique_by=lambda one: str(one["id"])))
    for number in edited:
        # A bought number is known by its name alone.
        edits = OUTSIDE[1:] if "numberDesiredAreaCode" in number else OUTSIDE
        number.update(data.draw(st.sampled_from(edits))(number))
    org.simulator.put_state(state)
    after_edit = written_down(org)
    # Drift sees what a run would change, no more and no less.
    same = org.run(DRIFT, lines=wanted)["summary"]["same"]
    assert same == len(wanted) - len(_declared_edits(org, wanted))
    _repaired_and_restored(org, wanted, after_edit, folder)
    members("random org", 1)


def _adopted(org: Org) -> None:
    """Written down, the org is declared as it is."""
    again, writes = org.writes(FLEET, lines=written_down(org))
    assert not again["failed"] and writes == [], again.get("msg", writes)


def _declared_edits(org: Org, wanted: list[Line]) -> list[Line]:
    foretold = org.run(FLEET, True, lines=wanted)
    return [line for line in foretold["lines"] if line["action"] == "updated"]


def _repaired_and_restored(org: Org, wanted: list[Line], after_edit: Any, folder: Path) -> None:
    """Provision puts back what is declared; restore puts back what there was before that."""
    due = _declared_edits(org, wanted)
    repaired = org.run(FLEET, lines=wanted, snapshot_dir=str(folder))
    assert not repaired["failed"] and repaired["summary"]["updated"] == len(due), repaired.get("msg")
    _again, writes = org.writes(FLEET, lines=wanted)
    assert writes == []
    if not due:
        return
    restored = org.run(RESTORE, snapshot_dir=str(folder))
    assert not restored["failed"], restored["msg"]
    for is_now, was in zip(written_down(org), after_edit, strict=True):
        assert is_now == was
