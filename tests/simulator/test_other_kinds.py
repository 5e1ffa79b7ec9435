# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assistants, squads, tools, structured outputs, credentials, files, campaigns: what each of them takes and refuses."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.simulator.conftest import CARRIERS, NOBODY, TRUNK, Api, Body
from tests.support.simulator import FILES

MODEL = {"provider": "openai", "model": "gpt-4.1", "temperature": 0.2}
FUNCTION = {"type": "function", "function": {"name": "look_up"}}
OUTPUT = {"name": "summary", "type": "ai", "schema": {"type": "object"}}
CUSTOMER = {"number": "+14155550190"}


def bodies(api: Api) -> dict[str, Body]:
    """A body that POST takes for each kind whose body is a definition."""
    member = {"assistantId": api.make("assistant", name="Member")["id"]}
    return {
        "assistant": {"name": "Bot", "model": MODEL, "metadata": {"any": {"thing": 1}}},
        "squad": {"name": "Desk", "members": [member]},
        "tool": FUNCTION,
        "structured-output": OUTPUT,
        "credential": TRUNK,
    }


DEFINED = ("assistant", "squad", "tool", "structured-output", "credential")


@pytest.mark.parametrize("kind", DEFINED)
def test_the_life_of_a_definition(api: Api, kind: str) -> None:
    body = bodies(api)[kind]
    made = api.make(kind, **body)
    assert body.items() <= made.items() and {"id", "orgId", "createdAt", "updatedAt"} < set(made)
    whole = {"members": body["members"]} if kind == "squad" else {}
    named = {"function": {"name": "other"}} if kind == "tool" else {"name": "Other"}
    changed = api.patch(kind, made, **named, **whole)
    assert changed == {**made, **named, "updatedAt": changed["updatedAt"], **latest(changed)}
    assert api.ask("DELETE", f"/{kind}/{made['id']}").status == 200
    api.refused("GET", f"/{kind}/{made['id']}", status=404)


def latest(record: Body) -> Body:
    """The label of the newest version, where the kind has versions."""
    return {name: record[name] for name in ("latestVersion",) if name in record}


@pytest.mark.parametrize("kind", DEFINED)
@pytest.mark.parametrize("field", ["id", "orgId", "createdAt", "nonsense"])
def test_unknown_fields_are_refused(api: Api, kind: str, field: str) -> None:
    body = bodies(api)[kind]
    assert api.refused("POST", f"/{kind}", {**body, field: "x"}) == [f"property {field} should not exist"]
    made = api.make(kind, **body)
    assert f"property {field} should not exist" in api.refused("PATCH", f"/{kind}/{made['id']}", {field: "x"})


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("assistant", {"name": "x" * 41}, "name must be shorter than or equal to 40 characters"),
        ("assistant", {"model": {**MODEL, "nonsense": 1}}, "model.property nonsense should not exist"),
        ("assistant", {"model": {"provider": "nobody"}}, "model.provider must be one of the following values"),
        ("assistant", {"firstMessage": False}, "firstMessage must be a string"),
        ("squad", {"members": None}, "members should not be empty"),
        ("squad", {"members": []}, "members must contain at least 1 elements"),
        ("tool", {"type": "nothing"}, "type must be one of the following values"),
        ("tool", {"function": {"name": "with blanks"}}, "function.name must match"),
        ("structured-output", {"schema": None}, "schema should not be empty"),
        ("credential", {"provider": "nobody"}, "provider must be one of the following values"),
        ("credential", {"gateways": [{"ip": "sip.example.com"}]}, "SIP gateway creation failed"),
    ],
)
def test_bad_definitions(api: Api, kind: str, change: Body, said: str) -> None:
    words = api.refused("POST", f"/{kind}", {**bodies(api)[kind], **change})
    assert said in (words if isinstance(words, str) else " ".join(words))


def choices(api: Api, kind: str, field: str) -> list[str]:
    """Every type of tool or provider of credentials, as a refusal names them."""
    (words,) = api.refused("POST", f"/{kind}", {field: "nothing"})
    return str(words).partition(": ")[2].split(", ")


def filled(table: Body, own: Body) -> Body:
    """A body with everything a table of the document requires."""
    sample = {"string": "x", "number": 1, "boolean": True, "any": {}, "object": {}, "strings": [], "list": []}
    needed = {name: rule for name, rule in table.items() if len(rule) > 1 and rule[1] and name not in own}
    of = {name: rule[4][0] if len(rule) > 4 and rule[4] else sample.get(rule[0], []) for name, rule in needed.items()}
    return {**of, **own}


def test_every_type_of_tool(api: Api, members: Any) -> None:
    types = choices(api, "tool", "type")
    tables = json.loads((FILES / "vapi_simulator" / "definitions.json").read_text(encoding="utf-8"))
    by_type = {
        table["type"][4][0]: table
        for name, table in tables.items()
        if name.endswith("ToolDTO") and "type" in table and name.startswith("Create")
    }
    for kind in types:
        body = {"type": kind, "function": {"name": f"a-{len(kind)}"}}
        made = api.make("tool", **filled(by_type[kind], body), **{"async": False})
        assert made["function"] == body["function"] and made["async"] is False
        words = api.refused("PATCH", f"/tool/{made['id']}", {"nonsense": 1})
        assert words == ["property nonsense should not exist"]
    assert len(types) == 23, "as many as POST /tool has in the document"
    members("type of tool", len(types))


CREDENTIALS: dict[str, Body] = {
    "telnyx": {"apiKey": "hidden-key"},
    "vonage": {"apiKey": "hidden-key", "apiSecret": "hidden-secret"},
    "twilio": {"accountSid": "AC1", "authToken": "hidden-token"},
    "webhook": {"authenticationPlan": {"type": "bearer", "token": "hidden-token"}},
    "custom-credential": {"authenticationPlan": {"type": "bearer", "token": "hidden-token"}},
    "slack-webhook": {"webhookUrl": "https://hooks.example/hidden"},
    "openai": {"apiKey": "hidden-key"},
    "tavus": {"apiKey": "hidden-key"},
}


@pytest.mark.parametrize("provider", CREDENTIALS)
def test_credentials_of_providers(api: Api, provider: str) -> None:
    assert provider in choices(api, "credential", "provider")
    body = {"provider": provider, "name": "Main", **CREDENTIALS[provider]}
    made = api.make("credential", **body)
    changed = api.patch("credential", made, name="Other", **CREDENTIALS[provider])
    assert "hidden" not in json.dumps([made, changed, api.get("/credential")]) and changed["name"] == "Other"
    assert "hidden" in json.dumps(api.simulator.state())
    for method, path in (("POST", "/credential"), ("PATCH", f"/credential/{made['id']}")):
        assert api.refused(method, path, {**body, "nonsense": 1}) == ["property nonsense should not exist"]
    assert "provider must be one of" in api.refused("PATCH", f"/credential/{made['id']}", {"provider": "x"})[0]
    first = next(iter(CREDENTIALS[provider]))
    assert f"{first} should not be empty" in api.refused("POST", "/credential", {"provider": provider, "name": "Bare"})


def test_names_of_tools_without_a_function(api: Api) -> None:
    api.simulator.switch(tool_names="keep")
    assert api.make("tool", type="dtmf", function={"name": "keys"})["function"] == {"name": "keys"}
    api.simulator.switch(tool_names="drop")
    assert "function" not in api.make("tool", type="dtmf", function={"name": "keys"})
    api.simulator.switch(tool_names="refuse")
    words = api.refused("POST", "/tool", {"type": "dtmf", "function": {"name": "keys"}})
    assert words == ["property function should not exist"]


def test_type_in_tool_patch(api: Api) -> None:
    tool = api.make("tool", **FUNCTION)
    path = f"/tool/{tool['id']}"
    api.patch("tool", tool, type="function")
    api.simulator.switch(type_in_tool_patch="refuse")
    assert api.refused("PATCH", path, {"type": "function"}) == ["property type should not exist"]
    api.simulator.switch(type_in_tool_patch="require")
    assert api.refused("PATCH", path, {}) == ["type must be one of the following values: function"]
    api.patch("tool", tool, type="function")


def test_conflicts(api: Api) -> None:
    tool = api.make("tool", **FUNCTION)
    api.simulator.switch(tool_write_conflicts=1)
    turned_away = api.ask("PATCH", f"/tool/{tool['id']}", {"async": True})
    assert (turned_away.status, turned_away.body["error"]) == (409, "tool_write_conflict")
    assert api.patch("tool", tool, **{"async": True})["async"] is True
    pin = {**MODEL, "toolIds": [tool["id"]], "toolRefs": [{"toolId": tool["id"], "version": "v1"}]}
    assistant = api.make("assistant", model=pin)
    assert assistant["model"]["toolIds"] == []
    assert api.ask("DELETE", f"/tool/{tool['id']}").body["error"] == "tool_pinned"
    member = {"assistantId": assistant["id"], "assistantVersion": "v1"}
    squad = api.make("squad", members=[member])
    assert api.ask("DELETE", f"/assistant/{assistant['id']}").body["error"] == "assistant_pinned"
    for kind, record in (("squad", squad), ("assistant", assistant), ("tool", tool)):
        assert api.ask("DELETE", f"/{kind}/{record['id']}").status == 200


def test_an_edge_has_two_ends(api: Api) -> None:
    output = api.make("structured-output", **OUTPUT)
    plan = {"structuredOutputIds": [output["id"]], "recordingEnabled": True}
    assistant = api.make("assistant", artifactPlan=plan)
    path = f"/structured-output/{output['id']}"
    assert api.get(path)["assistantIds"] == [assistant["id"]]
    api.patch("structured-output", output, assistantIds=[])
    assert api.get(f"/assistant/{assistant['id']}")["artifactPlan"] == {**plan, "structuredOutputIds": []}
    api.patch("structured-output", output, assistantIds=[assistant["id"]])
    assert api.get(f"/assistant/{assistant['id']}")["artifactPlan"] == plan
    api.ask("DELETE", f"/assistant/{assistant['id']}")
    assert api.get(path)["assistantIds"] == []


def test_a_schema_is_replaced_when_the_query_says_so(api: Api) -> None:
    output = api.make("structured-output", **OUTPUT)
    path, body = f"/structured-output/{output['id']}", {"schema": {"type": "string"}}
    assert "schemaOverride" in api.refused("PATCH", path, body)[0]
    assert api.ask("PATCH", path, body, params={"schemaOverride": "true"}).body["schema"] == body["schema"]
    page = api.get("/structured-output", name="summary")
    assert [one["id"] for one in page["results"]] == [output["id"]] and page["metadata"]["totalItems"] == 1


def test_references_and_users(api: Api) -> None:
    api.simulator.switch(unknown_references="refuse", delete_in_use="refuse")
    words = api.refused("POST", "/assistant", {"model": {**MODEL, "toolIds": [NOBODY]}})
    assert words == f"Couldn't Get Tool. `toolIds` {NOBODY} Does Not Exist."
    tool = api.make("tool", **FUNCTION)
    assistant = api.make("assistant", model={**MODEL, "toolIds": [tool["id"]]}, metadata={"toolId": NOBODY})
    assert "in use" in api.refused("DELETE", f"/tool/{tool['id']}", status=409)
    api.ask("DELETE", f"/assistant/{assistant['id']}")
    assert api.ask("DELETE", f"/tool/{tool['id']}").status == 200


def test_versions(api: Api) -> None:
    made = api.make("assistant", name="Bot", firstMessage="One")
    assert made["latestVersion"] == "v1"
    assert api.patch("assistant", made, firstMessage="Two")["latestVersion"] == "v2"
    path = f"/assistant/{made['id']}/versions"
    named = api.ask("PATCH", f"{path}/v1", {"versionName": "first", "versionDescription": "as made"})
    assert (named.body["versionName"], named.body["firstMessage"]) == ("first", "One")
    assert [one["version"] for one in api.get(path)["results"]] == ["v2", "v1"]
    api.refused("PATCH", f"{path}/v1", {"versionName": "x" * 81})
    api.refused("PATCH", f"{path}/v3", {}, status=404)
    api.simulator.switch(versions=False)
    assert "latestVersion" not in api.make("assistant", name="Plain")


def test_what_the_platform_gives_is_read_only(api: Api) -> None:
    state = api.simulator.state()
    state[api.simulator.key]["tool"] = [{**FUNCTION, "id": NOBODY, "orgId": None}]
    api.simulator.put_state(state)
    assert api.get(f"/tool/{NOBODY}")["orgId"] is None
    for method in ("PATCH", "DELETE"):
        api.refused(method, f"/tool/{NOBODY}", {"async": True}, status=403)


def test_files(api: Api) -> None:
    content = bytes(range(256)) * 3
    parts: dict[str, Any] = {"file": ("prices.pdf", content, "application/pdf")}
    answer = api.raw("POST", "/file", files=parts, data={"metadata": '{"sha256": "abc"}'})
    made = answer.json()
    assert answer.status_code == 201, made
    assert (made["name"], made["bytes"], made["metadata"]) == ("prices.pdf", len(content), {"sha256": "abc"})
    path = made["url"][len(api.simulator.url) :]
    got = api.raw("GET", path, headers={"Authorization": ""})
    assert (got.content, got.headers["Content-Type"]) == (content, "application/pdf")
    assert api.patch("file", made, name="list")["name"] == "list"
    api.refused("PATCH", f"/file/{made['id']}", {"metadata": {}})
    api.refused("POST", "/file", {"file": base64.b64encode(content).decode()})
    assert api.ask("DELETE", f"/file/{made['id']}").status == 200
    assert api.raw("GET", path).status_code == 404 and api.get("/file") == []


def test_names_of_uploads(api: Api) -> None:
    for encoding, kept in {"utf-8": "Straße", "latin-1": "Stra\u00c3\u009fe"}.items():
        api.simulator.switch(upload_names=encoding)
        made = api.raw("POST", "/file", files={"file": ("Straße", b"1", "text/plain")}).json()
        assert (made["name"], made["originalName"]) == (kept, kept)
        assert api.patch("file", made, name="Straße")["name"] == "Straße"


def test_an_empty_org_tells_its_id(api: Api) -> None:
    told = api.get("/eval/simulation/concurrency")
    assert told["orgId"] == api.make("assistant", name="Bot")["orgId"] and told["concurrencyLimit"] > 0


def test_campaigns(api: Api) -> None:
    api.simulator.switch(call_queue_seconds=5.0, call_ring_seconds=5.0, call_talk_seconds=50.0)
    assistant, line = api.make("assistant", name="Bot"), api.line()
    body = {"name": "Recall", "assistantId": assistant["id"], "phoneNumberId": line["id"], "maxConcurrency": 1}
    customers = [CUSTOMER, {"number": "+14155550191"}]
    made = api.make("campaign", **body, customers=customers)
    api.simulator.advance(30)
    running = api.get(f"/campaign/{made['id']}")
    assert (running["status"], running["callsCounterInProgress"], running["callsCounterScheduled"]) == (
        "in-progress",
        1,
        1,
    )
    assert "Only `status`" in api.refused("PATCH", f"/campaign/{made['id']}", {"name": "Other"})
    assert api.patch("campaign", made, status="cancelled")["status"] == "cancelled"
    api.simulator.advance(600)
    reasons = {call["endedReason"] for call in api.get("/call")}
    assert reasons == {"customer-ended-call", "scheduled-call-deleted"}
    assert api.ask("DELETE", f"/campaign/{made['id']}").body["status"] == "archived"
    free = api.make("phone-number", **CARRIERS["vapi"])
    assert "Free" in api.refused("POST", "/campaign", {**body, "phoneNumberId": free["id"], "customers": customers})
    api.refused("GET", "/v2/campaign", status=403)
    api.simulator.switch(campaign_v2="accept")
    second = api.ask("POST", "/v2/campaign", {**body, "customers": customers}).body
    contacts = api.get(f"/v2/campaign/{second['id']}/contacts")["results"]
    assert {one["number"] for one in contacts} == {one["number"] for one in customers}
    assert api.refused("POST", "/v2/campaign", {"name": "Bare"})[0] == "customers should not be empty"


@pytest.mark.case(122)
@pytest.mark.parametrize(
    "path",
    [
        *("assistant", "squad", "tool", "structured-output", "credential", "file", "phone-number", "call", "campaign"),
        *("eval", "eval/simulation", "eval/simulation/personality", "eval/simulation/scenario"),
        *("eval/simulation/suite", "observability/scorecard"),
    ],
)
def test_lists_that_official_clients_read(api: Api, path: str) -> None:
    assert api.get(f"/{path}") == [] or api.get(f"/{path}")["results"] == []
