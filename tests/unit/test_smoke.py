# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The integration targets: the one of the usual run leaves out no role and no module, and all clean up."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SMOKE = ROOT / "tests" / "integration" / "targets" / "smoke"
TASK = re.compile(r"^ *voiceops\.vapi\.(vapi_\w+):", re.MULTILINE)
ROLES = {path.parent.parent.name: path.read_text(encoding="utf-8") for path in ROOT.glob("roles/*/tasks/main.yml")}


def roles_in_smoke() -> set[str]:
    """The roles it runs: those of its table, and the simulator, which setup_simulator starts and stops."""
    variables = yaml.safe_load((SMOKE / "vars" / "main.yml").read_text(encoding="utf-8"))
    return {role["name"] for role in variables["smoke_roles"]} | {"simulator"}


def test_every_role_is_run() -> None:
    assert roles_in_smoke() == set(ROLES)


def test_every_module_is_run_by_a_role_or_by_itself() -> None:
    texts = [*(ROLES[role] for role in roles_in_smoke()), (SMOKE / "tasks" / "modules.yml").read_text(encoding="utf-8")]
    assert {name for text in texts for name in TASK.findall(text)} == {
        path.stem for path in ROOT.glob("plugins/modules/vapi_*.py")
    }


def test_every_target_stops_the_simulator_that_it_starts() -> None:
    targets = [
        path.parent.parent for path in SMOKE.parent.glob("*/meta/main.yml") if "setup_simulator" in path.read_text()
    ]
    assert targets
    for target in targets:
        assert "tasks_from: stop" in "".join(path.read_text() for path in target.rglob("*.yml")), target.name
