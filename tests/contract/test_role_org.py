# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook provision from an empty org: one inventory, one task, one run, and nothing to do in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS, ORG

from tests.contract.test_org import OBJECTS, SECRETS, clinic
from tests.contract.test_playbook_kinds import RAW, Place
from tests.support.simulator import Simulator

KEYS = [f"key-of-the-clinic-{index:02d}" for index in range(12)]
LINES = [
    {"name": "Main line", "provider": "vapi", "number_desired_area_code": "415", "squad": "Front Desk"},
    {"name": "Scheduling", "provider": "vapi", "number_desired_area_code": "415", "assistant": "Scheduler"},
]
GUARDS = [field.name for field in ORG.fields if field.guard]


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator(KEYS) as one:
        yield one


@pytest.fixture
def place(simulator: Simulator, tmp_path: Path) -> Place:
    simulator.put_state({key: {} for key in KEYS})
    simulator.clear_log()
    return Place(tmp_path, simulator)


def declared(**more: Any) -> dict[str, Any]:
    """The clinic as variables of the role."""
    return {**{f"org_{name}": objects for name, objects in clinic().items()}, **more}


def requests(simulator: Simulator, method: str) -> Counter[str]:
    """How often each path was asked for with this method since the log was cleared."""
    return Counter(entry["path"] for entry in simulator.log() if entry["method"] == method)


@pytest.mark.case(5, 12)
def test_objects_and_lines_from_nothing_in_one_task_and_then_no_write(
    place: Place, members: Callable[..., None]
) -> None:
    hosts = {
        "clinic": {"vapi_api_key": KEYS[0], **declared(call_lines=LINES)},
        "objects": {"vapi_api_key": KEYS[1], **declared()},
        "lines": {
            "vapi_api_key": KEYS[2],
            "call_lines": [
                {
                    "name": "Desk",
                    "provider": "vapi",
                    "sip_uri": "sip:a-b@sip.vapi.ai",
                    "server": {"url": "https://a.example"},
                }
            ],
        },
        "nothing": {"vapi_api_key": KEYS[3]},
    }
    status, foretold = place.play("provision", hosts, "--check", call_lines_lint="off")
    assert status == 0 and "WARNING" not in foretold and place.simulator.writes() == [], foretold
    assert f"would create {OBJECTS}" in foretold and "would create 2 (Main line, Scheduling)" in foretold
    status, output = place.play("provision", hosts, call_lines_lint="off")
    assert status == 0 and output.count("TASK [") == 1 and "skipping:" not in output, output
    assert output.count("nothing: nothing declared: ") == 1
    assert requests(place.simulator, "POST")["/phone-number"] == 3 and "not answering" not in output
    place.simulator.clear_log()
    status, again = place.play("provision", hosts, call_lines_lint="off")
    assert status == 0 and place.simulator.writes() == []
    assert f"clinic: objects: {OBJECTS} unchanged; lines: 2 unchanged" in again
    # Two hosts declare objects and two declare lines: each reads its kinds once.
    assert set(requests(place.simulator, "GET").values()) == {2}
    assert not any(secret in text for secret in SECRETS for text in (foretold, output, again))
    members("declaring host", len(hosts))


@pytest.mark.case(81, 97)
@pytest.mark.parametrize("kind", ["null", "text", "list"])
def test_a_blank_guard_is_an_error_before_any_write(place: Place, kind: str, members: Callable[..., None]) -> None:
    blank: Any = {"null": None, "text": "", "list": []}[kind]
    hosts = {}
    for key, name in zip(KEYS, [guard for guard in GUARDS if guard != "org_id"], strict=False):
        variable = f"org_{name}"
        hosts[name] = {"vapi_api_key": key, "org_prune": True, **declared(), variable: blank}
    _status, output = place.play("provision", hosts)
    assert place.simulator.writes() == [] and not RAW.search(output)
    for name in hosts:
        told = [line for line in output.splitlines() if line.startswith(f"fatal: [{name}]")]
        assert len(told) == 1 and f"{name}:" in told[0], (name, output)
    members("guard", len(hosts))


@pytest.mark.case(80, 132)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_comes_out_empty_prunes_nothing(place: Place, name: str, members: Callable[..., None]) -> None:
    status, output = place.play("provision", {"clinic": {"vapi_api_key": KEYS[0], **declared()}})
    assert status == 0, output
    place.simulator.clear_log()
    hosts = {"clinic": {"vapi_api_key": KEYS[0], **declared(), f"org_{name}": [], "org_prune": True}}
    status, output = place.play("provision", hosts)
    assert status == 2 and place.simulator.writes() == [] and f"prune: {name} is empty" in output
    members("list", 1)
