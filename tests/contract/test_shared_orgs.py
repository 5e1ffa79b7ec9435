# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of a play whose own tasks are about one org, with a key that no variable of the collection names."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.plugin_utils._orgs import CALLS, FLEETS, HOLDERS

from tests.contract.test_playbook_kinds import Members, Place
from tests.support.declarations import tasks
from tests.support.samples import sample_of
from tests.support.simulator import Simulator

KEYS = ("shared-private-key-0001", "shared-private-key-0002")
PERSON = {"number": "+14155550111"}
ROUTE = {"phone_number": "Main", "assistant": "Bot"}
GIVEN: dict[str, dict[str, Any]] = {
    "vapi_call_lines": {
        "lines": [
            {
                "name": "{{ inventory_hostname }}",
                "provider": "vapi",
                "sip_uri": "sip:{{ inventory_hostname }}@sip.vapi.ai",
            }
        ]
    },
    "vapi_org": {"assistants": [{"name": "{{ inventory_hostname }}"}]},
    "vapi_outbound_calls": {"calls": [{"name": "Hello", "customer": PERSON, **ROUTE}]},
    "vapi_campaigns": {"campaigns": [{"name": "Spring", "customers": [PERSON], **ROUTE}]},
}
"""What each host declares."""

WAYS = {
    "option": ({}, {"api_key": "{{ key }}"}),
    "module defaults": ({"module_defaults": {"group/voiceops.vapi.all": {"api_key": "{{ key }}"}}}, {}),
    "variable of the play": ({"vars": {"vapi_api_key": "{{ key }}"}}, {"api_key": "{{ vapi_api_key }}"}),
}
"""Where a task has its key from: what the play says, and what its task."""

ONE: dict[str, dict[str, Any]] = {
    "vapi_phone_number": {"name": "New", "provider": "vapi", "number_desired_area_code": "415"},
    "vapi_phone_hook": {
        **{"phone_number": "Main", "event": "call.ringing"},
        "filters": [{"starts_with": ["{{ (inventory_hostname == 'acme') | ternary('44', '49') }}"]}],
        "do": [{"type": "say", "exact": "Closed."}],
    },
    "vapi_call": {"name": "Hello", "customer": PERSON, **ROUTE},
    "vapi_campaign": {"name": "Winter", "customers": [PERSON], **ROUTE},
    "vapi_squad": {"name": "Desk", "definition": {"members": [{"assistant": {"firstMessage": "Hello."}}]}},
}
"""An object of each module that has no sample which the service takes."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Simulator(list(KEYS), seed={"orgs": {key: org(index) for index, key in enumerate(KEYS)}}) as simulator:
        yield Place(tmp_path, simulator)


def org(index: int) -> dict[str, Any]:
    """An assistant, and a line that campaigns may use."""
    line = {"provider": "twilio", "name": "Main", "number": f"+1415555010{index}", "twilioAccountSid": "AC1"}
    return {"assistants": [{"name": "Bot"}], "phone_numbers": [{**line, "twilioAuthToken": "token-0123456789"}]}


def play(place: Place, hosts: dict[str, str], steps: list[dict[str, Any]], **says: Any) -> tuple[int, str]:
    """Exit status and output of a play whose hosts have these keys in a variable of their own."""
    book = {"hosts": "all", "connection": "local", "gather_facts": False, **says, "tasks": steps}
    book["vars"] = {"ansible_python_interpreter": "{{ ansible_playbook_python }}", **says.get("vars", {})}
    (place.folder / "play.json").write_text(json.dumps([book]), encoding="utf-8")
    return place.run("play.json", {host: {"key": key} for host, key in hosts.items()})


@pytest.mark.case(3, 83)
@pytest.mark.spread("module", "way", each=1)
@pytest.mark.parametrize("module", sorted(HOLDERS | CALLS.keys()))
@pytest.mark.parametrize("way", WAYS)
def test_a_key_is_compared_wherever_a_task_has_it_from(module: str, way: str, place: Place, members: Members) -> None:
    """The second of two hosts with one key is refused; two with a key each are not, whatever VAPI_API_KEY holds."""
    says, more = WAYS[way]
    step = {f"voiceops.vapi.{module}": {**GIVEN[module], **more, "api_url": place.simulator.url}}
    status, output = play(place, dict.fromkeys(("acme", "globex"), KEYS[0]), [step], **says)
    assert status == 2 and output.count("have the same key") >= 1, output
    assert len(re.findall(r"^fatal: ", output, re.MULTILINE)) == 1
    assert len(place.simulator.writes()) == 1
    place.environment.update(VAPI_API_KEY=KEYS[0], VAPI_API_URL=place.simulator.url)
    status, output = play(place, {"acme": KEYS[0], "globex": KEYS[1]}, [step], **says)
    assert status == 0, output
    members("way of a key × module", 1)


@pytest.mark.case(83)
def test_hosts_never_race_for_one_object(place: Place, members: Members, tmp_path: Path) -> None:
    """Every module that makes one object: the second host finds what the first has made."""
    modules = [name for name, task in tasks().items() if "state" in task.schema.by_name and name not in FLEETS]
    (tmp_path / "prices.txt").write_text("prices", encoding="utf-8")
    connection = {"api_key": "{{ key }}", "api_url": place.simulator.url}
    steps = [
        {f"voiceops.vapi.{module}": {**(ONE.get(module) or {**sample_of(module), "name": "new_one"}), **connection}}
        for module in modules
    ]
    # One call is the same for both hosts, and one is not.
    own = {"number": "{{ (inventory_hostname == 'acme') | ternary('+14155550112', '+14155550113') }}"}
    calls = [{"name": "List", "customer": PERSON, **ROUTE}, {"name": "Once", "customer": own, **ROUTE}]
    steps.append({"voiceops.vapi.vapi_outbound_calls": {"calls": calls, **connection}})
    place.simulator.switch(latency=100)
    status, output = play(place, dict.fromkeys(("acme", "globex"), KEYS[0]), steps)
    assert status == 0, output
    state = place.simulator.state()[KEYS[0]]
    made = [(kind, one) for kind, records in state.items() for one in records if kind not in ("version", "call")]
    names = Counter((kind, str(one.get("name") or one.get("function"))) for kind, one in made)
    assert {name: count for name, count in names.items() if count > 1} == {}
    rung = Counter(one.get("name") for one in state["call"])
    assert (rung["Hello"], rung["List"], rung["Once"]) == (1, 1, 2), "rung twice"
    main = next(one for one in state["phone-number"] if one["name"] == "Main")
    assert len(main["hooks"]) == 2, "a hook was lost"
    assert len(modules) > 9
    members("module that makes one object", len(modules))


@pytest.mark.case(83)
def test_a_line_is_one_by_its_name_and_by_its_number(place: Place) -> None:
    """One host names the line, the other gives its number: the call is placed once, and no hook is lost."""
    connection = {"api_key": "{{ key }}", "api_url": place.simulator.url}
    line = "{{ (inventory_hostname == 'acme') | ternary('Main', '+14155550100') }}"
    call = {"name": "Either", "customer": PERSON, **ROUTE}
    steps = [
        {f"voiceops.vapi.{module}": {**given, "phone_number": line, **connection}}
        for module, given in {"vapi_call": call, "vapi_phone_hook": ONE["vapi_phone_hook"]}.items()
    ]
    place.simulator.switch(latency=100)
    status, output = play(place, dict.fromkeys(("acme", "globex"), KEYS[0]), steps)
    assert status == 0, output
    state = place.simulator.state()[KEYS[0]]
    assert [one["name"] for one in state["call"]] == ["Either"], "rung twice"
    assert len(state["phone-number"][0]["hooks"]) == 2, "a hook was lost"
