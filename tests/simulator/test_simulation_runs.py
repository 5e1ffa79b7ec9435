# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of simulations: begun by a POST, ended by time or a PATCH; and models that the service retires."""

from __future__ import annotations

from typing import Any

from tests.simulator.conftest import Api

RUNS = "/eval/simulation/run"


def body_of(api: Api) -> dict[str, Any]:
    """What a POST asks for: a suite of two simulations, each twice, against an assistant."""
    ids = [api.make("eval/simulation", name=name)["id"] for name in ("Books", "Complains")]
    suite = api.make("eval/simulation/suite", name="Regression", simulationIds=ids)
    target = {"type": "assistant", "assistantId": api.make("assistant", name="Bot")["id"]}
    entry = {"type": "simulationSuite", "simulationSuiteId": suite["id"]}
    return {"simulations": [entry], "target": target, "iterations": 2}


def test_a_run_ends_with_what_is_asked_for(api: Api) -> None:
    api.simulator.switch(simulation_seconds=60.0, simulation_results={"Complains": {"status": "failed"}})
    run = api.ask("POST", RUNS, body_of(api)).body
    assert run["status"] == "running" and run["itemCounts"]["running"] == 4
    assert {item["status"] for item in api.get(f"{RUNS}/{run['id']}/item")} == {"running"}
    api.simulator.advance(61)
    ended = api.get(f"{RUNS}/{run['id']}")
    assert ended["status"] == "ended" and ended["itemCounts"]["passed"] == ended["itemCounts"]["failed"] == 2
    failed = api.get(f"{RUNS}/{run['id']}/item", status="failed")
    assert {item["metadata"]["simulation"]["name"] for item in failed} <= {"Complains"}


def test_a_run_is_cancelled(api: Api) -> None:
    api.simulator.switch(simulation_seconds=60.0)
    run = api.ask("POST", RUNS, body_of(api)).body
    cancelled = api.ask("PATCH", f"{RUNS}/{run['id']}", {}).body
    assert cancelled["status"] == "ended" and cancelled["itemCounts"]["canceled"] == 4


def test_what_is_refused(api: Api) -> None:
    body = body_of(api)
    assert "should not exist" in api.refused("POST", RUNS, {**body, "name": "x"})[0]
    gone = {**body, "target": {"type": "assistant", "assistantId": body["simulations"][0]["simulationSuiteId"]}}
    assert "Does Not Exist" in api.refused("POST", RUNS, gone)
    api.simulator.switch(simulation_refusal="billing_limit")
    answer = api.ask("POST", RUNS, body)
    assert answer.status == 402 and answer.body["reason"] == "billing_limit"


def test_a_retired_model_is_noticed_in_its_slot(api: Api) -> None:
    notice = {"provider": "openai", "model": "gpt-4", "deprecationDate": "2026-01-01", "retirementDate": "2026-12-01"}
    api.simulator.put_retirements([notice])
    try:
        model = {"provider": "openai", "model": "gpt-4"}
        made = api.make("assistant", name="Old", model=model)
        (told,) = made["modelDeprecations"]
        assert told["slot"] == "model" and told["replacementStatus"] == "manual-action-required"
        assert "modelDeprecations" not in api.patch("assistant", made, model={**model, "model": "gpt-4.1"})
    finally:
        api.simulator.put_retirements([])
