# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rulebook of the collection: its options are those of the source, and its rules meet the events that come."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.extensions.eda.plugins.event_source.server_messages import Options, options_of
from jinja2.nativetypes import NativeEnvironment

from tests.eda.source import SECRET
from tests.eda.test_hostile import eligible

ROOT = Path(__file__).resolve().parents[2]
RULEBOOKS = sorted((ROOT / "extensions" / "eda" / "rulebooks").glob("*.yml"))
VARIABLES = {
    "vapi_server_secret": SECRET,
    "vapi_org": "acme",
    "vapi_eligible": ["+1415*"],
    "vapi_not_eligible": ["+14155550199"],
}
SOURCE = "voiceops.vapi.server_messages"


def plays(path: Path) -> list[dict[str, Any]]:
    """The rulesets of a rulebook."""
    return list(yaml.safe_load(path.read_text(encoding="utf-8")))


def options(play: dict[str, Any]) -> Options:
    """The options of a ruleset's source, with its variables filled in; raises ValueError for a wrong one."""
    (source,) = play["sources"]
    render = NativeEnvironment().from_string
    return options_of(
        {
            name: render(value).render(VARIABLES) if isinstance(value, str) else value
            for name, value in source[SOURCE].items()
        }
    )


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_the_source_takes_its_options_and_the_rules_its_events(path: Path, members: Callable[[str, int], None]) -> None:
    for play in plays(path):
        known = options(play)
        for rule in play["rules"]:
            types = re.findall(r'event\.type == "([^"]+)"', rule["condition"])
            assert set(types) <= {*known.types, "heartbeat"}, rule["name"]
            playbook = rule["action"].get("run_playbook", {}).get("name", "")
            assert not playbook or (ROOT / "playbooks" / f"{playbook.rpartition('.')[2]}.yml").exists()
    members("rulebook", 1)


def test_the_answers_of_predial_are_those_of_its_variables() -> None:
    path = next(path for path in RULEBOOKS if path.stem == "predial")
    given = options(plays(path)[0])
    assert given.eligible == ("+1415*",) and given.not_eligible == ("+14155550199",)
    asked = {"types": list(given.types), "eligible": list(given.eligible), "not_eligible": list(given.not_eligible)}
    for number, expected in (("+14155550111", True), ("+14155550199", False), ("+12125550100", False)):
        assert eligible({"contact": {"number": number}}, **asked) == (200, {"eligible": expected})
