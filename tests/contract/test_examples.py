# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of every module's documentation is run, in its order, and none may fail."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import Org
from tests.support.simulator import KEY, Simulator

MODULES = sorted(path.stem for path in Path(__file__).parents[2].glob("plugins/modules/vapi_*.py"))

LINE_ID = "9f3c2a54-7f39-4b3f-8f0d-0d8b2f7e1a11"
ASSISTANT_ID = "4b6dbd5e-9b9c-4b5f-9a3c-1f9d0a9b8c7d"
SQUAD_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
CREDENTIAL_ID = "550e8400-e29b-41d4-a716-446655440000"
TWILIO = {"provider": "twilio", "twilioAccountSid": "AC0123456789abcdef0123456789abcdef", "twilioAuthToken": "t0ken"}

SEED: dict[str, Any] = {
    "assistants": [
        {"name": "Support Bot", "id": ASSISTANT_ID},
        {"name": "Receptionist"},
        {"name": "Scheduler"},
        {"name": "Test Bot"},
    ],
    "tools": [{"type": "function", "function": {"name": "lookup_patient"}}],
    "squads": [{"name": "Night shift", "id": SQUAD_ID}],
    "credentials": [
        {"name": "vonage-main", "provider": "vonage"},
        {"name": "office-trunk", "provider": "byo-sip-trunk"},
        {"name": "telnyx", "provider": "telnyx", "id": CREDENTIAL_ID},
        {"name": "Clinic API", "provider": "webhook"},
    ],
    "phone_numbers": [{**TWILIO, "number": "+14155550999", "name": "Elsewhere", "id": LINE_ID}],
}
"""What the examples speak of and do not make themselves."""

MAIN_LINE = {**TWILIO, "number": "+14155550100", "name": "Main Support Line", "assistantId": ASSISTANT_ID}
TEST_LINE = {**TWILIO, "number": "+14155550199", "name": "Test Line"}

OTHER_KEY = "key-of-the-other-org-0001"
CALL_ID = "0b1c6f0e-52c4-4b0f-9a53-6d3c6f6c9d10"
CALLED = "+14155550101"
VARIABLES = {
    "vault_twilio_account_sid": "AC0123456789abcdef0123456789abcdef",
    "vault_staging_key": OTHER_KEY,
    "inventory_hostname": "acme",
    "call_lines": [{"name": "Main Support Line", "number": "+14155550100"}],
    "vault_sip_password": "a-password-of-twenty-characters",
}


def filled(value: Any) -> Any:
    """Templates replaced by what a vault would give."""
    if isinstance(value, dict):
        return {key: filled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    if isinstance(value, str) and "ansible_connection" in value:
        return "local"
    template = re.fullmatch(r"\{\{ (\w+) \}\}", value) if isinstance(value, str) else None
    if template and template[1].endswith("sid"):
        return VARIABLES["vault_twilio_account_sid"]
    return VARIABLES.get(template[1], f"from-the-{template[1]}") if template else value


def examples(module: str) -> list[Any]:
    """The tasks of a module's examples."""
    loaded = importlib.import_module(f"ansible_collections.voiceops.vapi.plugins.modules.{module}")
    return list(yaml.safe_load(loaded.EXAMPLES))


@pytest.mark.parametrize("module", MODULES)
def test_examples_run(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    task = importlib.import_module(f"ansible_collections.voiceops.vapi.plugins.modules.{module}").TASK
    # What the module tells of a line that does not answer is no example of success.
    lines = [] if module == "vapi_service_info" else SEED["phone_numbers"]
    seed = {"orgs": {KEY: {**SEED, "phone_numbers": [*lines, *needed_line(module)]}, OTHER_KEY: {}}}
    with Simulator([KEY, OTHER_KEY], seed=seed) as simulator:
        environment = {"VAPI_API_KEY": simulator.key, "VAPI_API_URL": simulator.url}
        PREPARED.get(module, lambda _simulator, _environment: None)(simulator, environment)
        for example in examples(module):
            options = adapted(task, filled(example[f"voiceops.vapi.{module}"] or {}), simulator)
            result = execute(task, options, "check mode" in example["name"], environment)
            assert not result["failed"], f"{example['name']}: {result['msg']}"
            json.dumps(result)


def adapted(task: Any, options: dict[str, Any], simulator: Simulator) -> dict[str, Any]:
    """The options of an example where the hour does not matter, and carriers are the simulator's."""
    if "calling_hours" in options:
        assert task.schema.by_name["calling_hours"].schema is not None
        options["calling_hours"] = {"start": "00:00", "end": "23:59", "timezone": "UTC"}
    if "customers_file" in options:
        options["customers_file"] = "renewals.csv"
    if "do_not_call_files" in options:
        options["do_not_call_files"] = ["do_not_call.txt"]
    for carrier, more in (("twilio", "voice_api_url"), ("telnyx", ""), ("vonage", "numbers_api_url")):
        for account in options.get(carrier) or []:
            base = f"{simulator.url}/carriers/{carrier}"
            account.update({"api_url": base, **({more: base} if more else {})})
    return options


def _with_a_call(simulator: Simulator, _environment: dict[str, str]) -> None:
    state = simulator.state()
    stamp = "2026-11-26T12:00:00.000Z"
    state[KEY]["call"] = [{"id": CALL_ID, "createdAt": stamp, "status": "ended", "endedAt": stamp}]
    simulator.put_state(state)


def _with_carriers(simulator: Simulator, _environment: dict[str, str]) -> None:
    sid, telnyx, vonage = VARIABLES["vault_twilio_account_sid"], "vault_telnyx_api_key", "vault_vonage_api_key"
    simulator.put_carriers(
        {
            "twilio": {sid: {"auth_token": filled("{{ vault_twilio_auth_token }}")}},
            "telnyx": {filled(f"{{{{ {telnyx} }}}}"): {}},
            "vonage": {filled(f"{{{{ {vonage} }}}}"): {"api_secret": filled("{{ vault_vonage_api_secret }}")}},
        }
    )


def _with_a_snapshot(_simulator: Simulator, environment: dict[str, str]) -> None:
    fleet = importlib.import_module("ansible_collections.voiceops.vapi.plugins.modules.vapi_call_lines").TASK
    for route in ("server", "none"):
        line = {"name": "Main Support Line", "number": "+14155550100", "route": "none", "hooks": []}
        line.update(server={"url": "https://example.com"} if route == "server" else None)
        changed = execute(fleet, {"lines": [line], "snapshot_dir": "snapshots"}, False, environment)
        assert changed["snapshot"]
    named = re.search(r"snapshots/\S+\.json", str(examples("vapi_call_lines_restore")))
    assert named
    Path(named[0]).write_text(Path(changed["snapshot"]).read_text(encoding="utf-8"), encoding="utf-8")


def _with_a_file(_simulator: Simulator, _environment: dict[str, str]) -> None:
    Path("files").mkdir()
    Path("files/prices.pdf").write_bytes(b"%PDF-1.4")


def _with_customers(_simulator: Simulator, _environment: dict[str, str]) -> None:
    Path("do_not_call.txt").write_text("+14155550172\n", encoding="utf-8")
    Path("renewals.csv").write_text("number,name\n+14155550171,Ann\n", encoding="utf-8")


def _with_a_suite(simulator: Simulator, environment: dict[str, str]) -> None:
    org = Org(simulator, environment["VAPI_API_KEY"])
    org.add("suite", name="Regression", simulationIds=[org.add("simulation", name="Books an appointment")])


PREPARED: dict[str, Callable[[Simulator, dict[str, str]], None]] = {
    "vapi_call_artifacts": _with_a_call,
    "vapi_campaign": _with_customers,
    "vapi_call_lines_restore": _with_a_snapshot,
    "vapi_carrier_info": _with_carriers,
    "vapi_file": _with_a_file,
    "vapi_prove": _with_a_suite,
}
"""What has to be there before a module's examples run."""


def needed_line(module: str) -> list[dict[str, Any]]:
    """All but the module that imports it find the main line there; some need a second line."""
    second = {
        "vapi_call_lines": {"name": "Reception", "number": "+18005550100"},
        "vapi_loopback_calls": {},
        "vapi_prove": {"name": "Caller", "number": CALLED},
    }
    if module == "vapi_phone_number":
        return [{**TEST_LINE, "name": "Old line"}]
    if module == "vapi_call_lines":
        return [MAIN_LINE, {**TEST_LINE, "name": "Test one"}, {**TEST_LINE, **second[module]}]
    return [MAIN_LINE, *([{**TEST_LINE, **second[module]}] if module in second else [])]
