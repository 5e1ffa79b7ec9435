# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts that stand in two files because they have to: the same in both."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._version import VERSION

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = "ansible_collections.voiceops.vapi.plugins"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("vapi_*.py"))


def loaded(path: str) -> Any:
    """A YAML file of the collection."""
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_the_version_is_that_of_galaxy_yml() -> None:
    assert loaded("galaxy.yml")["version"] == VERSION


def test_every_module_runs_through_its_action_plugin_and_takes_the_group_s_defaults() -> None:
    runtime = loaded("meta/runtime.yml")
    assert "plugin_routing" not in runtime
    assert runtime["action_groups"] == {"all": sorted(MODULES)}
    shared = import_module(f"{PLUGINS}.plugin_utils._action").ActionModule
    assert {path.stem for path in (ROOT / "plugins" / "action").glob("*.py")} == set(MODULES)
    for name in MODULES:
        action = import_module(f"{PLUGINS}.action.{name}")
        assert action.ActionModule is shared and action.main is import_module(f"{PLUGINS}.modules.{name}").main


def test_every_private_util_says_what_it_is() -> None:
    utils = ROOT / "plugins" / "module_utils"
    for path in utils.rglob("*.py"):
        assert path.relative_to(utils).parts[0].startswith("_"), path


ROLES = sorted(path.parent.name for path in (ROOT / "roles").glob("*/tasks"))


@pytest.mark.case(70)
def test_documented_defaults_of_roles_are_the_real_ones(members: Callable[[str, int], None]) -> None:
    compared = 0
    for role in ROLES:
        path = ROOT / "roles" / role / "defaults" / "main.yml"
        defaults = (yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}) or {}
        options = loaded(f"roles/{role}/meta/argument_specs.yml")["argument_specs"]["main"]["options"]
        for name in sorted(defaults.keys() & options.keys()):
            if "{{" not in str(defaults[name]) and not options[name].get("required"):
                assert options[name].get("default") == defaults[name], f"{role}: {name}"
                compared += 1
    members("role variable with a default", compared)
    assert compared > 20
