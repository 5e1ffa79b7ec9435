# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of every module's documentation is run, in its order, and none may fail."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.support.simulator import KEY, Simulator

MODULES = sorted(path.stem for path in Path(__file__).parents[2].glob("plugins/modules/vapi_*.py"))

LINE_ID = "9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11"
ASSISTANT_ID = "4b6dbd5e-9b9c-4b5f-9a3c-1f9d0a9b8c7d"
SQUAD_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
CREDENTIAL_ID = "550e8400-e29b-41d4-a716-446655440000"
TWILIO = {"provider": "twilio", "twilioAccountSid": "AC1", "twilioAuthToken": "t0ken"}

SEED: dict[str, Any] = {
    "assistants": [{"name": "Support Bot", "id": ASSISTANT_ID}],
    "squads": [{"name": "Night shift", "id": SQUAD_ID}],
    "credentials": [
        {"name": "vonage-main", "provider": "vonage"},
        {"name": "office-trunk", "provider": "byo-sip-trunk"},
        {"name": "telnyx", "provider": "telnyx", "id": CREDENTIAL_ID},
    ],
    "phone_numbers": [{**TWILIO, "number": "+14155550999", "name": "Elsewhere", "id": LINE_ID}],
}
"""What the examples speak of and do not make themselves."""

MAIN_LINE = {**TWILIO, "number": "+14155550100", "name": "Main Support Line", "assistantId": ASSISTANT_ID}
TEST_LINE = {**TWILIO, "number": "+14155550199", "name": "Test Line"}

VARIABLES = {
    "call_lines": [{"name": "Main Support Line", "number": "+14155550100"}],
    "vault_sip_password": "a-password-of-twenty-characters",
}


def filled(value: Any) -> Any:
    """Templates replaced by what a vault would give."""
    if isinstance(value, dict):
        return {key: filled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    template = re.fullmatch(r"\{\{ (\w+) \}\}", value) if isinstance(value, str) else None
    return VARIABLES.get(template[1], f"from-the-{template[1]}") if template else value


def examples(module: str) -> list[Any]:
    """The tasks of a module's examples."""
    loaded = importlib.import_module(f"ansible_collections.voiceops.vapi.plugins.modules.{module}")
    return list(yaml.safe_load(loaded.EXAMPLES))


@pytest.mark.parametrize("module", MODULES)
def test_examples_run(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    task = importlib.import_module(f"ansible_collections.voiceops.vapi.plugins.modules.{module}").TASK
    seed = {"orgs": {KEY: {**SEED, "phone_numbers": [*SEED["phone_numbers"], *needed_line(module)]}}}
    calling_hours = {"start": "00:00", "end": "23:59", "timezone": "UTC"}
    with Simulator(seed=seed) as simulator:
        environment = {"VAPI_API_KEY": simulator.key, "VAPI_API_URL": simulator.url}
        for example in examples(module):
            options = filled(example[f"voiceops.vapi.{module}"] or {})
            if "calling_hours" in options:
                assert task.schema.field("calling_hours").schema is not None
                options["calling_hours"] = calling_hours
            result = execute(task, options, False, environment)
            assert not result["failed"], f"{example['name']}: {result['msg']}"
            json.dumps(result)


def needed_line(module: str) -> list[dict[str, Any]]:
    """All but the module that imports it find the main line there; a loopback call also needs a line to call from."""
    return {"vapi_phone_number": [], "vapi_loopback_calls": [MAIN_LINE, TEST_LINE]}.get(module, [MAIN_LINE])
