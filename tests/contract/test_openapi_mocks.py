# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that answer by the OpenAPI document and mean nothing: one sentence each, and never a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.harness import Org
from tests.faults.answers import Server
from tests.support.needs import DOCUMENT, NO_DOCUMENT
from tests.support.openapi_mock import OpenApiMock

pytestmark = pytest.mark.skipif(not DOCUMENT.exists(), reason=NO_DOCUMENT)
Members = Callable[[str, int], None]
SEEDS = range(25)

READERS: dict[str, dict[str, Any]] = {
    "vapi_service_info": {"fail": True},
    "vapi_probe": {"confirm": True},
    "vapi_phone_number_info": {"answering": True},
    "vapi_call_lines_info": {},
    "vapi_call_info": {"id": "11111111-2222-4333-8444-555555555555"},
    "vapi_campaign_info": {},
    "vapi_org_info": {},
    "vapi_drift_info": {"lines": [{"name": "Main", "assistant": "Support Bot"}], "assistants": []},
    "vapi_carrier_info": {},
    "vapi_prove": {"org": "acme", "simulations": [{"suite": "Main line"}]},
}
"""Modules that read an org, with as few options as can be."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return dict(json.loads(DOCUMENT.read_text(encoding="utf-8")))


@pytest.mark.parametrize("module", READERS)
def test_an_answer_that_the_document_allows_is_no_bug(module: str, document: dict[str, Any], members: Members) -> None:
    for seed in SEEDS:
        with Server() as server:
            server.answer = OpenApiMock(document, seed).answer
            org = Org.__new__(Org)
            org.environment = {"VAPI_API_KEY": "a-key-for-a-mock-01", "VAPI_API_URL": server.url}
            result = org.run(module, retries=0, timeout=10, **READERS[module])
        assert "unexpected error" not in json.dumps(result), (seed, result.get("msg"), result.get("exception"))
        if result["failed"]:
            assert "\n" not in result["msg"] and result["msg"].endswith((".", "!", "?", "…")), result["msg"]
        elif module == "vapi_service_info":
            assert {check["level"] for check in result["checks"]} <= {"ok", "warning", "problem", "skipped"}
        members("answer of a dynamic mock", 1)


def test_the_mock_answers_as_the_document_says(document: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    number = document["components"]["schemas"]["PaginationMeta"]
    for seed in SEEDS:
        jsonschema.validate(OpenApiMock(document, seed).value(number), number)
    status, _headers, body = OpenApiMock(document, 1).answer("GET", "/assistant?limit=1000")
    assert status == 200 and isinstance(json.loads(body), list)
    assert OpenApiMock(document, 1).answer("GET", "/credential")[0] == 404
