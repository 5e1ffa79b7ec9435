# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drift report of several orgs: by the playbook, as data, as Markdown, and as the page that a browser shows."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.drift_report import (
    drift_as_markdown,
    drift_page,
    write_drift_report,
)
from playwright.sync_api import Browser

from tests.support.browser import DESK, opened
from tests.support.simulator import Simulator
from tests.support.warm import ansible_playbook

ACME, GLOBEX, NOBODY = "key-of-acme-0001", "key-of-globex-0001", "key-of-nobody-0001"
SUPPORT, SALES = (f"{digit * 8}-0000-4000-8000-{digit * 12}" for digit in "12")
TWILIO = {"provider": "twilio", "twilioAccountSid": "AC1", "twilioAuthToken": "canary-of-a-token"}
EVIL = "<script>document.title=1</script>|`\u001b[3m"
LONG = "https://calls.example.com/" + "a" * 200
SEED: dict[str, Any] = {
    "orgs": {
        ACME: {
            "assistants": [{"name": "Support Bot", "id": SUPPORT}, {"name": "Sales Bot", "id": SALES}],
            "phone_numbers": [
                {**TWILIO, "number": "+14155550100", "name": "Main line", "assistantId": SALES},
                {**TWILIO, "number": "+14155550101", "name": EVIL, "assistantId": SUPPORT},
                {
                    **TWILIO,
                    "number": "+14155550102",
                    "name": "Orders",
                    "server": {"url": LONG, "headers": {"X": "canary"}},
                },
                *(
                    {**TWILIO, "number": f"+14155552{n:03d}", "name": f"Branch {n}", "assistantId": SUPPORT}
                    for n in range(40)
                ),
            ],
        },
        GLOBEX: {},
    }
}
DECLARED = [
    {"number": "+14155550100", "assistant": "Support Bot"},
    {"number": "+14155550101", "hooks": [{"event": "call.ringing", "do": [{"type": "say", "exact": "<b>Hi</b>"}]}]},
    {"number": "+14155550102"},
    {"name": "Coming", "provider": "vapi", "number_desired_area_code": "415", "assistant": "Support Bot"},
    *({"number": f"+14155552{n:03d}", "assistant": "Support Bot"} for n in range(39)),
]


class Report:
    """One run of the playbook over three orgs, one of which cannot be read, and what it left."""

    def __init__(self, folder: Path) -> None:
        with Simulator(keys=[ACME, GLOBEX], seed=SEED) as simulator:
            orgs = {"acme": (ACME, DECLARED), "globex": (GLOBEX, []), "nobody": (NOBODY, [])}
            hosts = {name: {"vapi_api_key": key, "call_lines": lines} for name, (key, lines) in orgs.items()}
            shared = {"vapi_api_url": simulator.url}
            shared["ansible_python_interpreter"] = "/nonexistent"
            (folder / "inventory.json").write_text(
                json.dumps({"all": {"hosts": hosts, "vars": shared}}), encoding="utf-8"
            )
            words = ["voiceops.vapi.drift", "-i", folder / "inventory.json", "-e", f"drift_report_dir={folder / 'out'}"]
            given = {**os.environ, "ANSIBLE_FORCE_COLOR": "false"}
            self.run = ansible_playbook([*words, "-e", "drift_fail=true"], given, folder)
            self.writes = simulator.writes()
        self.data = json.loads((folder / "out" / "drift.json").read_text(encoding="utf-8"))
        self.markdown = (folder / "out" / "drift.md").read_text(encoding="utf-8")
        self.page = folder / "out" / "drift.html"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(tmp_path_factory.mktemp("drift"))


@pytest.mark.case(10, 11)
def test_the_run_fails_saying_what_drifts_and_writes_nothing(report: Report) -> None:
    assert report.run.returncode == 2 and report.writes == []
    assert "2 changed (Main line: assistant, " in report.run.stdout and "1 missing (Coming)" in report.run.stdout
    assert "drift_protected" in report.run.stdout and len(report.run.stdout) < 4000
    assert "globex                     : ok=" in report.run.stdout and "Invalid Key" in report.run.stdout


def test_the_data_has_every_org(report: Report) -> None:
    assert list(report.data) == ["acme", "globex", "nobody"]
    assert report.data["acme"]["summary"]["same"] == 40
    assert report.data["globex"] == {**report.data["globex"], "error": None, "drifted": False, "lines": []}
    assert "Invalid Key" in report.data["nobody"]["error"]


@pytest.mark.parametrize("failed", range(3))
def test_an_org_that_was_not_compared_does_not_count_as_drifting(failed: int, tmp_path: Path) -> None:
    same = {"lines": [], "summary": {}, "drifted": False}
    orgs = {"acme": {**same, "drifted": True}, "globex": same}
    others = {f"failed-{one}": {"failed": True, "msg": "the key is wrong"} if one else {} for one in range(failed)}
    written = write_drift_report({"directory": str(tmp_path), "orgs": {**orgs, **others}})
    unknown = ["", ", 1 not compared (failed-0)", ", 2 not compared (failed-0, failed-1)"][failed]
    assert written["text"] == f"1 of {2 + failed} orgs drift{unknown}; reports in {tmp_path}"


@pytest.mark.case(66)
def test_an_undeclared_line_with_a_finding_keeps_both_rows() -> None:
    line = {"name": "Odd", "drift": "undeclared", "changes": [], "findings": [{"code": "silent", "message": "No."}]}
    orgs = {"acme": {"error": None, "summary": {"undeclared": 1}, "lines": [line]}}
    assert [row for row in drift_as_markdown(orgs).splitlines() if row.startswith("| Odd")] == [
        "| Odd | undeclared | | | |",
        "| Odd | silent | | No. | |",
    ]


OBJECTS: list[dict[str, Any]] = [
    {
        "kind": "structured_output",
        "name": EVIL,
        "id": "1",
        "drift": "changed",
        "changes": [{"field": "schema.type", "actual": "object", "declared": "string"}],
        "findings": [],
    },
    {
        "kind": "assistant",
        "name": "Receptionist",
        "id": "2",
        "drift": "changed",
        "changes": [
            {
                "field": "prompt",
                "actual": "Be brief.\nNever hang up.",
                "declared": "Be kind.\nNever hang up.",
                "diff": ["@@ -1,2 +1,2 @@", "-Be brief.", "+Be kind.", " Never hang up."],
            }
        ],
        "findings": [{"code": "duplicate-name", "message": "2 assistants.", "fix": "Rename.", "severity": "error"}],
    },
    {"kind": "tool", "name": "quiet", "id": "3", "drift": "same", "changes": [], "findings": []},
]


def test_objects_are_in_every_format() -> None:
    orgs = {"acme": {"error": None, "drifted": True, "summary": {"changed": 2}, "lines": [], "objects": OBJECTS}}
    rows = [row for row in drift_as_markdown(orgs).splitlines() if row.startswith("| ")]
    assert rows[0] == "| object | drift | field | actual | declared |"
    assert "| assistant Receptionist | changed | prompt | Be brief. | Be kind. |" in rows
    assert "| assistant Receptionist | duplicate-name | | 2 assistants. | |" in rows
    assert "<script>" not in "".join(rows) and not [row for row in rows if "quiet" in row]
    page = drift_page(orgs, None)
    assert "Receptionist" in page and "Be kind." in page and "schema.type" in page and EVIL not in page


@pytest.mark.parametrize(("number", "words"), [(1, "1 line as declared"), (2, "2 lines as declared")])
def test_what_is_folded_is_counted_in_words(number: int, words: str) -> None:
    lines = [{"name": f"Line {at}", "drift": "same", "changes": [], "findings": []} for at in range(number)]
    orgs = {"acme": {"error": None, "summary": {"same": number}, "lines": lines}}
    assert f"<summary>{words}</summary>" in drift_page(orgs, None)


@pytest.mark.case(145)
@pytest.mark.parametrize(
    "hostile", ["![a](https://evil.example/x.png)", "[a](javascript:b)", "<img src=x>", "a\n# b|c"]
)
def test_names_of_the_service_are_never_markup(hostile: str) -> None:
    line = {"name": hostile, "drift": "missing", "changes": [], "findings": []}
    orgs = {hostile: {"error": None, "summary": {"missing": 1}, "lines": [line]}}
    text = drift_as_markdown(orgs)
    assert "](" not in text.replace("\\](", "") and "<img" not in text and "https:" not in text
    assert len([row for row in text.splitlines() if row.startswith("|")]) == 3
    assert hostile.strip() not in drift_page(orgs, None) or "<" not in hostile


def test_the_markdown_keeps_its_tables(report: Report) -> None:
    assert "| Main line | changed | assistant | Sales Bot | Support Bot |" in report.markdown
    assert "<script>" not in report.markdown and "\x1b" not in report.markdown
    rows = [line for line in report.markdown.splitlines() if line.startswith("|")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {6}


def test_no_secret_is_in_any_of_it(report: Report) -> None:
    everything = report.run.stdout + report.run.stderr + json.dumps(report.data) + report.markdown
    everything += report.page.read_text(encoding="utf-8")
    assert not [word for word in ("canary", ACME, GLOBEX, NOBODY) if word in everything]


@pytest.mark.case(66)
def test_the_page_shows_the_same_and_can_be_searched(browser: Browser, report: Report) -> None:
    with opened(browser, report.page, viewport=DESK) as (page, complaints):
        assert page.title() == "Drift" and page.locator("section").count() == 3
        figures = [tuple(text.split(maxsplit=1)) for text in page.locator(".figure").all_inner_texts()]
        expected = {
            "orgs not compared": "1",
            "changed": "2",
            "missing": "1",
            "undeclared": "1",
            "to check": "1",
            "as declared": "39",
        }
        assert {label: number for number, label in figures} == expected
        assert page.inner_text("#count") == "44 of 44" and page.locator("tbody tr:visible").count() == 5
        page.fill("#search", "sales")
        assert page.locator("tbody tr:visible").count() == 1 and page.inner_text("#count") == "1 of 44"
        page.fill("#search", "branch 17")
        assert page.inner_text("#count") == "1 of 44" and page.locator("tbody tr:visible").count() == 1
        page.fill("#search", "main line")
        assert "Support Bot" in page.locator("tbody tr:visible .now").inner_text()
        page.fill("#search", "")
        assert "Invalid Key" in page.locator(".problem").inner_text() and complaints == []
