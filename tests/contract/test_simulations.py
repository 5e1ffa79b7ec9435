# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulation suites as proofs: found by name, run once, judged by what differed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pydantic
import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.simulation import REASONS

from tests.contract.harness import Org, an_id

Members = Callable[[str, int], None]
RUNS = "/eval/simulation/run"
GATE = {"suite": "Regression", "assistant": "Support Bot", "wait_interval": 0.1}
FAILED = {
    "status": "failed",
    "results": {
        "passed": False,
        "evaluations": [
            {
                "structuredOutputId": "inline",
                "name": "call-summary",
                "path": "booked",
                "extractedValue": False,
                "expectedValue": True,
                "comparator": "=",
                "passed": False,
                "required": True,
            },
            {"name": "mood", "extractedValue": 2, "expectedValue": 5, "passed": False, "required": False},
        ],
    },
}


@pytest.fixture
def suite(org: Org) -> Iterator[Org]:
    """An org with a suite of two simulations that is assigned to nobody."""
    ids = [org.add("simulation", name=name) for name in ("Books an appointment", "Angry caller")]
    org.add("suite", name="Regression", simulationIds=ids, targetAssignments=[])
    before = org.simulator.switches()
    yield org
    org.simulator.switch(**before)


def prove(org: Org, check: bool = False, **simulation: Any) -> dict[str, Any]:
    """The result of vapi_prove with one simulation."""
    return org.run("vapi_prove", check, org="acme", simulations=[{**GATE, **simulation}])


def test_a_suite_passes(suite: Org) -> None:
    suite.simulator.clear_log()
    result = prove(suite)
    assert not result["failed"] and result["passed"] and result["changed"]
    (one,) = result["suites"]["simulations"]
    assert one["passed"] and one["error"] is None and one["target"] == "assistant Support Bot"
    assert {item["name"] for item in one["items"]} == {"Books an appointment", "Angry caller"}
    (post,) = suite.simulator.writes()
    assert post["path"] == RUNS and post["body"]["target"] == {"type": "assistant", "assistantId": an_id("Support Bot")}
    assert result["text"] == "1 proven (Regression)"


def test_check_mode_runs_nothing_and_finds_the_names(suite: Org) -> None:
    result, writes = suite.writes("vapi_prove", True, org="acme", simulations=[GATE])
    assert not result["failed"] and result["changed"] and writes == []
    assert result["suites"]["simulations"][0]["passed"] is None
    assert "would prove 1" in result["text"]


def test_it_fails_with_what_differed(suite: Org, tmp_path: Path) -> None:
    refused = {"status": "failed", "failureReason": "The assistant hung up."}
    suite.simulator.switch(simulation_results={"Books an appointment": FAILED, "Angry caller": refused})
    result = suite.run("vapi_prove", org="acme", simulations=[GATE], report_dir=str(tmp_path))
    assert result["failed"] and "simulation 'Regression': 2 of 2 did not pass: " in result["msg"]
    assert "'Books an appointment': call-summary.booked should be = True and was False" in result["msg"]
    assert "'Angry caller': The assistant hung up." in result["msg"] and "mood" not in result["msg"]
    checks = result["suites"]["simulations"][0]["checks"]
    assert [check["passed"] for check in checks] == [False, False]
    for suffix in ("json", "xml", "html"):
        assert "call-summary.booked" in (tmp_path / f"acme.{suffix}").read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", REASONS)
def test_no_money_is_a_sentence(reason: str, suite: Org, members: Members) -> None:
    suite.simulator.switch(simulation_refusal=reason)
    result = prove(suite)
    assert result["failed"] and result["failure"]["status"] == 402
    assert f"({reason})" in result["msg"] and REASONS[reason] in result["msg"]
    assert "Traceback" not in result["msg"] and suite.simulator.state()[suite.key]["run"] == []
    members("reason of a 402", 1)


def sdk(name: str) -> Any:
    """A type of the official SDK; its modules are named after their types."""
    return getattr(import_module(f"vapi.types.{re.sub('(?<=.)(?=[A-Z])', '_', name).lower()}"), name)


def fields(model: type[pydantic.BaseModel]) -> set[str]:
    """The fields of a model of the SDK as they stand on the wire."""
    return {field.alias or name for name, field in model.model_fields.items()}


def test_the_reasons_are_those_of_the_sdk() -> None:
    literals = [get_args(one) for one in get_args(sdk("SimulationRunPaymentRequiredResponseReason"))]
    assert {reason for several in literals for reason in several} == set(REASONS)


@pytest.mark.parametrize("fault", ["502", "504", "cut", "garbage", "truncate"])
def test_a_post_in_doubt_is_looked_up_and_never_sent_again(fault: str, suite: Org) -> None:
    suite.simulator.fault(fault, match={"method": "POST", "path": RUNS}, when="after", nth=[1])
    result, writes = suite.writes("vapi_prove", org="acme", simulations=[GATE])
    suite.simulator.clear_faults()
    assert not result["failed"], result["msg"]
    assert len(writes) == 1 and len(suite.simulator.state()[suite.key]["run"]) == 1


def test_a_post_that_did_nothing_is_not_sent_again_either(suite: Org) -> None:
    """The run of a moment before, which passed, is not taken for its own."""
    assert not suite.run("vapi_prove", org="acme", simulations=[GATE])["failed"]
    suite.simulator.fault("502", match={"method": "POST", "path": RUNS}, when="before", nth=[1])
    result, writes = suite.writes("vapi_prove", org="acme", simulations=[GATE])
    suite.simulator.clear_faults()
    assert result["failed"] and "not retried" in result["msg"] and len(writes) == 1


def test_two_of_one_suite_are_two_runs(suite: Org) -> None:
    suite.simulator.fault("502", match={"method": "POST", "path": RUNS}, when="after", nth=[2])
    result, writes = suite.writes("vapi_prove", org="acme", simulations=[GATE, GATE])
    suite.simulator.clear_faults()
    assert not result["failed"] and len(writes) == 2, result.get("msg")
    assert len({one["id"] for one in result["suites"]["simulations"]}) == 2


TARGETS: dict[str, tuple[list[dict[str, str]], dict[str, Any], str]] = {
    "assigned": ([{"targetType": "squad", "targetId": an_id("Front Desk")}], {"assistant": None}, ""),
    "named": ([], {}, ""),
    "squad by name": ([], {"assistant": None, "squad": "Back Office"}, ""),
    "nobody": ([], {"assistant": None}, "is assigned to 0 assistants"),
    "two": ([{"targetType": "assistant", "targetId": "a"}] * 2, {"assistant": None}, "is assigned to 2 assistants"),
    "unknown": ([], {"assistant": "Suport Bot"}, "did you mean Support Bot?"),
    "both": ([], {"squad": "Front Desk"}, "keep one"),
    "another suite": ([], {"suite": "Regresion"}, "Name one that exists: Regression."),
}


@pytest.mark.parametrize("case", TARGETS)
@pytest.mark.parametrize("check", [True, False])
def test_who_has_to_pass(case: str, check: bool, suite: Org, members: Members) -> None:
    assigned, options, words = TARGETS[case]
    suite.rewrite("suite", targetAssignments=assigned)
    given = {name: value for name, value in {**GATE, **options}.items() if value is not None}
    result, writes = suite.writes("vapi_prove", check, org="acme", simulations=[given])
    assert result["failed"] == bool(words) and words in result.get("msg", "")
    assert len(writes) == (not words and not check)
    members("target of a suite", 1)


def test_twins_and_a_run_that_does_not_end(suite: Org) -> None:
    suite.simulator.switch(simulation_seconds=60.0)
    result = prove(suite, wait_timeout=0.3)
    assert result["failed"] and "is still running after 0.3 seconds" in result["msg"]
    suite.add("suite", name="Regression", simulationIds=[])
    assert "2 suites are named 'Regression'" in suite.refuses("vapi_prove", org="acme", simulations=[GATE])


def test_a_run_without_a_conversation_proves_nothing(suite: Org) -> None:
    suite.rewrite("suite", simulationIds=[])
    assert "ended without a conversation" in prove(suite)["msg"]


def test_what_is_sent_and_played_is_in_the_sdk(suite: Org) -> None:
    prove(suite, iterations=2, transport="vapi.webchat")
    body = suite.simulator.writes()[-1]["body"]
    assert set(body) == {"simulations", "target", "iterations", "transport"} <= fields(sdk("SimulationRun"))
    assert set(body["simulations"][0]) - {"type"} <= fields(sdk("SimulationRunSuiteEntry"))
    assert set(body["target"]) - {"type"} <= fields(sdk("SimulationRunTargetAssistant"))
    run = suite.simulator.state()[suite.key]["run"][0]
    assert {name for name in run if not name.startswith("_")} <= fields(sdk("SimulationRun"))
    assert {name for name in run["_items"][0] if not name.startswith("_")} <= fields(sdk("SimulationRunItem"))
    assert json.dumps(run["_items"]).count('"simulationId"') == 4
