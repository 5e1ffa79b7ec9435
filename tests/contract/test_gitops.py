# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gitops tree with all that its guides show, as an org with credentials and lines: made once, then nothing to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.voiceops.vapi.plugins.plugin_utils._gitops import read_tree

from tests.contract.harness import Org

TREE = {
    "assistants/front/receptionist.md": """---
name: Receptionist
firstMessage: Thanks for calling. How can I help?
backgroundSound: off
model:
  provider: openai
  model: gpt-4.1
  temperature: 0
  toolIds:
    - lookup-patient ## finds a patient
    - handoff-to-scheduler
  tools:
    - type: endCall
      async: false
      function: {name: end_call, parameters: {type: object, properties: {}, required: []}}
    - type: transferCall
      async: false
      function: {name: transfer_call, description: Transfer the caller to a human}
      destinations: [{type: number, number: "+15551234567", transferPlan: {mode: blind-transfer, sipVerb: refer}}]
artifactPlan:
  structuredOutputIds: [call-summary]
hooks:
  - on: customer.speech.timeout
    options: {timeoutSeconds: 90}
    do: [{type: say, exact: Goodbye.}]
---

# Identity

You answer for {{ clinic }}.
""",
    "assistants/scheduler.yml": "model: {provider: openai, model: gpt-4.1, toolIds: [transfer-call]}\n",
    "tools/lookup-patient.yml": """type: function
async: false
function: {name: lookup_patient, strict: true, parameters: {type: object, properties: {phone: {type: string}}}}
messages: [{type: request-response-delayed, timingMilliseconds: 5000, content: Still looking.}]
server: {url: https://example.com/vapi, timeoutSeconds: 20, credentialId: my-api, headers: {Content-Type: text/plain}}
""",
    "tools/handoff-to-scheduler.yml": """type: handoff
function: {name: handoff_to_scheduler}
destinations: [{type: assistant, assistantId: scheduler, description: Books.}]
""",
    "tools/transfer-call.yml": """type: transferCall
async: false
function: {name: transfer_call}
destinations: [{type: number, number: "+15551234567", numberE164CheckEnabled: true, message: Please hold.}]
messages: [{type: request-start, blocking: false}]
""",
    "structuredOutputs/call-summary.yml": """name: call_summary
type: ai
target: messages
assistant_ids: [front/receptionist]
model: {provider: openai, model: gpt-4.1-mini, temperature: 0}
schema: {type: object, properties: {assistantId: {type: string}, booked: {type: boolean}}}
""",
    "squads/front-desk.yml": """name: Front Desk
members:
  - assistantId: front/receptionist
    assistantOverrides:
      metadata: {position: {x: 250, y: 100}}
      tools:append:
        - type: handoff
          async: false
          messages: []
          function: {name: handoff_to_Booking, description: Hand off}
          destinations: [{type: assistant, assistantName: scheduler, description: Books.}]
  - assistantId: scheduler
""",
}
LINE = {"name": "Main", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai", "squad": "Front Desk"}
PLAN = {"type": "bearer", "token": "a-token-of-the-clinic"}
CREDENTIALS = [{"name": "My API", "definition": {"provider": "webhook", "authenticationPlan": PLAN}}]


def as_options(folder: Path) -> dict[str, Any]:
    """The tree as the role hands it over."""
    for name, text in TREE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    tree = read_tree(folder, ["My API"])
    return {name.removeprefix("org_"): objects for name, objects in tree.items()}


def test_a_tree_is_deployed_with_credentials_and_lines_and_then_unchanged(empty: Org, tmp_path: Path) -> None:
    declared = {**as_options(tmp_path), "credentials": CREDENTIALS, "call_lines": {"lines": [LINE], "answering": True}}
    planned, none = empty.writes("vapi_org", True, **declared)
    assert none == [] and planned["warnings"] == [] and planned["summary"]["created"] == len(TREE) + 1
    result, writes = empty.writes("vapi_org", **declared)
    assert not result["failed"], result["msg"]
    assert [entry["method"] for entry in writes].count("POST") == len(TREE) + 2
    assert result["call_lines"]["answering"]
    again, none = empty.writes("vapi_org", **declared)
    assert none == [] and not again["changed"] and again["warnings"] == []
    drift = empty.run("vapi_drift_info", **{name: declared[name] for name in declared if name != "call_lines"})
    assert not drift["drifted"], drift["text"]


def test_dashboard_and_tree_are_told_apart(empty: Org, tmp_path: Path) -> None:
    declared = as_options(tmp_path) | {"credentials": CREDENTIALS}
    empty.run("vapi_org", **declared)
    made = empty.simulator.state()[empty.key]
    prompt = "# Identity\n\nYou answer for {{ clinic }}."
    receptionist = next(one for one in made["assistant"] if one["name"] == "Receptionist")
    assert receptionist["model"]["messages"][0]["content"] == prompt and receptionist["backgroundSound"] == "off"
    empty.rewrite("structured-output", description="Added in the dashboard")
    assert not empty.run("vapi_org", **declared)["changed"]
    empty.rewrite("structured-output", target="system")
    result, writes = empty.writes("vapi_org", **declared)
    assert [entry["method"] for entry in writes] == ["PATCH"] and result["summary"]["updated"] == 1
