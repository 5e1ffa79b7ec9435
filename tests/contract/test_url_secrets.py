# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in addresses: in no difference, drift or report; and whole in what is handed in again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.redact import MASK, without_url_secrets

from tests.contract.harness import Org, an_id, record
from tests.support.simulator import Simulator

CANARIES = ("hunter2canary", "token-canary-1", "key-canary-2")
THERE = "https://user:hunter2canary@a.example/x?token=token-canary-1&team=desk"
DECLARED = "https://b.example/hook?x=1&api_key=key-canary-2"
LINE = {"provider": "byo-phone-number", "number": "+14155550102", "credentialId": an_id("Carrier"), "name": "Main"}
KEYS = ["simulator-private-key-0001", "simulator-private-key-0002"]


@pytest.mark.case(145)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (THERE, f"https://{MASK}@a.example/x?token={MASK}&team=desk"),
        ("see https://a.example/?access_token=abc#part", f"see https://a.example/?access_token={MASK}#part"),
        ("wss://a.example/?X-Amz-Signature=abc", f"wss://a.example/?X-Amz-Signature={MASK}"),
        ("https://a.example/x?team=desk", "https://a.example/x?team=desk"),
        ("sip:desk@example.com", "sip:desk@example.com"),
        ("token=abc", "token=abc"),
    ],
)
def test_an_address_is_shown_without_its_secrets(text: str, shown: str) -> None:
    assert without_url_secrets({"a": [text]}) == {"a": [shown]}


def found(value: Any) -> list[str]:
    text = value if isinstance(value, str) else json.dumps(value)
    return [canary for canary in CANARIES if canary in text]


@pytest.mark.case(145)
def test_no_secret_of_an_address_is_in_a_difference_or_a_report(tmp_path: Path) -> None:
    with Simulator(KEYS) as simulator:
        one, other = (Org(simulator, key) for key in KEYS)
        one.furnish([record(**LINE, server={"url": THERE})])
        state = simulator.state()
        simulator.put_state(
            {
                **state,
                KEYS[1]: {**state[KEYS[0]], "phone-number": [record(**LINE, server={"url": "https://c.example"})]},
            }
        )
        lines = [{"number": LINE["number"], "server": {"url": DECLARED}}]
        drift = one.run("vapi_drift_info", lines=lines)
        assert drift["drifted"] and found(drift) == []
        raw = {
            "one": {
                **drift,
                "lines": [
                    {**drift["lines"][0], "changes": [{"field": "server", "actual": THERE, "declared": DECLARED}]}
                ],
            }
        }
        one.run("vapi_drift_report", orgs=raw, directory=str(tmp_path / "drift"))
        compared = one.run(
            "vapi_call_lines_compare",
            org="one",
            other="two",
            other_api_key=KEYS[1],
            report_dir=str(tmp_path / "compare"),
        )
        assert compared["different"], compared
        written = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert len(written) >= 5
        for file in written:
            assert found(file.read_text(encoding="utf-8")) == [], file
        for module, options in (("vapi_call_lines", {"lines": lines}), ("vapi_phone_number", lines[0])):
            result = one.run(module, True, **options)
            assert "b.example" in json.dumps(result["diff"]) and found(result["diff"]) == []
        # What can be declared again is whole.
        assert found(one.run("vapi_call_lines_info")["call_lines"]) == list(CANARIES[:2])
        assert found(one.run("vapi_phone_number_info")["phone_numbers"]) == list(CANARIES[:2])
        assert other.numbers()[0]["server"] == {"url": "https://c.example"}
