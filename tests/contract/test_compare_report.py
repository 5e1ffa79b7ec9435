# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How staging and production differ: by the playbook, as data, and as the page that a browser shows."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.browser import DESK, opened
from tests.support.simulator import Simulator
from tests.support.warm import ansible_playbook

STAGING, PRODUCTION = "key-of-staging-0001", "key-of-production-0001"
EVIL = "<script>document.title=1</script>|"
LONG = "https://calls.example.com/" + "a" * 200


def org(*numbers: dict[str, Any]) -> dict[str, Any]:
    """An org's seed; its ids, numbers and secrets are its own."""
    twilio = {"provider": "twilio", "twilioAccountSid": "AC1", "twilioAuthToken": "canary-of-a-token"}
    area = 415 if len(numbers) > 3 else 212
    return {
        "assistants": [{"name": "Support Bot"}],
        "phone_numbers": [{**twilio, "number": f"+1{area}555{n:04d}", **fields} for n, fields in enumerate(numbers)],
    }


SEED = {
    "orgs": {
        STAGING: org({"name": "Same"}, {"name": EVIL, "server": {"url": LONG}}, {"name": "Main", "smsEnabled": False}),
        PRODUCTION: org({"name": "Same"}, {"name": EVIL}, {"name": "Main"}, {"name": "Orders"}),
    }
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report without its suffix."""
    folder = tmp_path_factory.mktemp("compare")
    with Simulator(keys=[STAGING, PRODUCTION], seed=SEED) as simulator:
        hosts = {"staging": {"vapi_api_key": STAGING}, "production": {"vapi_api_key": PRODUCTION}}
        shared = {"ansible_connection": "local", "vapi_api_url": simulator.url}
        shared["ansible_python_interpreter"] = "/nonexistent"
        (folder / "inventory.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": shared}}), encoding="utf-8")
        words = ["voiceops.vapi.compare", "-i", folder / "inventory.json", "--limit", "production"]
        words += ["-e", "compare_with=staging", "-e", f"compare_report_dir={folder}"]
        run = ansible_playbook(words, os.environ, folder)
        assert run.returncode == 0, run.stdout + run.stderr
        assert simulator.writes() == []
    return folder / "production"


def test_the_data_says_which_field_differs(report: Path) -> None:
    data = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
    assert data["same"] == ["Same"] and data["only_there"] == ["Orders"] and data["only_here"] == []
    assert {line["name"]: [field["field"] for field in line["fields"]] for line in data["different"]} == {
        EVIL: ["route", "server.url"],
        "Main": ["sms_enabled"],
    }


def test_the_page_shows_the_same(browser: Browser, report: Path) -> None:
    with opened(browser, report.with_suffix(".html"), viewport=DESK) as (page, complaints):
        assert page.title() == "staging against production" and complaints == []
        figures = [text.split() for text in page.locator(".figure").all_inner_texts()]
        assert figures == [["2", "different"], ["0", *IN, "staging"], ["1", *IN, "production"], ["2", "the", "same"]]
        assert page.locator("tbody tr:visible").count() == 3
        assert page.get_by_text(EVIL).is_visible()


IN = ("only", "in")
