# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is deleted from an org, when, and what stays: by what uses it before the run and after it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS

from tests.contract.harness import Org, Result
from tests.contract.test_org_pitfalls import circle

MODULE = "vapi_org"
OUTPUT = {"type": "ai", "schema": {"type": "object"}}
MODEL = {"provider": "openai", "model": "gpt-4.1"}


class Edge(NamedTuple):
    """An object, what uses it, and what the user is once it no longer does; each with the name of its list."""

    used: tuple[str, Result]
    user: tuple[str, Result]
    released: Result


def assistant(**model: Any) -> Result:
    """A definition of an assistant with this in its model."""
    return {"model": {**MODEL, **model}}


EDGES: dict[str, Edge] = {
    "tool of an assistant": Edge(
        ("tools", {"type": "function"}), ("assistants", assistant(toolIds=["gone"])), assistant(toolIds=[])
    ),
    "credential of an assistant": Edge(
        ("credentials", {"provider": "11labs", "apiKey": "a-key-of-voices-0001"}),
        ("assistants", {"credentialIds": ["gone"]}),
        {"credentialIds": []},
    ),
    "credential of a tool": Edge(
        ("credentials", {"provider": "webhook", "authenticationPlan": {"type": "bearer", "token": "a-token-0123456"}}),
        ("tools", {"type": "function", "server": {"url": "https://example.com", "credentialId": "gone"}}),
        {"type": "function", "server": {"url": "https://example.com", "credentialId": None}},
    ),
    "structured output of an assistant": Edge(
        ("structured_outputs", OUTPUT),
        ("assistants", {"artifactPlan": {"structuredOutputIds": ["gone"]}}),
        {"artifactPlan": {"structuredOutputIds": []}},
    ),
    "assistant of a structured output": Edge(
        ("assistants", assistant()),
        ("structured_outputs", {**OUTPUT, "assistantIds": ["gone"]}),
        {**OUTPUT, "assistantIds": []},
    ),
    "assistant of a squad": Edge(
        ("assistants", assistant()),
        ("squads", {"members": [{"assistantId": "gone"}, {"assistant": {"name": "Inline"}}]}),
        {"members": [{"assistant": {"name": "Inline"}}]},
    ),
    "assistant of a handoff": Edge(
        ("assistants", assistant()),
        ("tools", {"type": "handoff", "destinations": [{"type": "assistant", "assistantId": "gone"}]}),
        {"type": "handoff", "destinations": []},
    ),
    "file of a tool": Edge(
        ("files", {}),
        (
            "tools",
            {
                "type": "query",
                "knowledgeBases": [{"provider": "google", "name": "k", "description": "d", "fileIds": ["gone"]}],
            },
        ),
        {"type": "query", "knowledgeBases": []},
    ),
}


def as_lists(*objects: tuple[str, Result], source: Path) -> dict[str, list[Result]]:
    """Objects as options of the module; a file has this content."""
    lists: dict[str, list[Result]] = {}
    for name, one in objects:
        own = {"src": str(source)} if name == "files" and one.get("state") != "absent" else {}
        lists.setdefault(name, []).append({**copy.deepcopy(one), **own})
    return lists


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "content.txt"
    file.write_text("content", encoding="utf-8")
    return file


KEPT: dict[str, Result] = {
    "credentials": {"name": "kept", "definition": {"provider": "11labs", "apiKey": "a-key-of-voices-0002"}},
    "files": {"name": "kept", "definition": {}},
    "tools": {"name": "kept", "definition": {"type": "endCall"}},
    "structured_outputs": {"name": "kept", "definition": OUTPUT},
    "assistants": {"name": "kept", "definition": {}},
    "squads": {"name": "kept", "definition": {"members": [{"assistant": {"name": "Inline"}}]}},
}
"""An object of each list, as an empty list prunes nothing."""


@pytest.mark.spread("edge", "way", "in_use", each=2)
@pytest.mark.parametrize("in_use", ["accept", "refuse"])
@pytest.mark.parametrize("way", ["absent", "prune"])
@pytest.mark.parametrize("edge", EDGES.values(), ids=EDGES)
def test_what_is_released_in_a_run_is_deleted_in_it_after_its_user_was_changed(
    empty: Org, source: Path, edge: Edge, way: str, in_use: str, members: Callable[[str, int], None]
) -> None:
    (used_list, used), (user_list, user) = edge.used, edge.user
    kept = (used_list, KEPT[used_list])
    before = [(used_list, {"name": "gone", "definition": used}), (user_list, {"name": "user", "definition": user})]
    empty.settle(MODULE, **as_lists(*before, kept, source=source))
    empty.simulator.switch(delete_in_use=in_use)
    after = [(user_list, {"name": "user", "definition": edge.released}), kept]
    gone = [(used_list, {"name": "gone", "state": "absent"})] if way == "absent" else []
    options = {"prune": True} if way == "prune" else {}
    result, writes = empty.settle(MODULE, **as_lists(*after, *gone, source=source), **options)
    assert [entry["method"] for entry in writes if entry["status"] < 300] == ["PATCH", "DELETE"]
    assert {entry["status"] for entry in writes} == {200}, "nothing is tried that would be refused"
    assert (result["summary"]["updated"], result["summary"]["deleted"]) == (1, 1)
    members("edge that is released", 1)


@pytest.mark.parametrize("way", ["absent", "prune"])
def test_what_could_not_be_released_stays(empty: Org, source: Path, way: str) -> None:
    edge = EDGES["tool of an assistant"]
    kept, user = ("tools", KEPT["tools"]), {"name": "user", "definition": edge.user[1]}
    gone = ("tools", {"name": "gone", "definition": edge.used[1]})
    empty.settle(MODULE, **as_lists(gone, kept, ("assistants", user), source=source))
    empty.simulator.fault("400", match={"method": "PATCH", "path": "/assistant"}, first=9)
    absent = [("tools", {"name": "gone", "state": "absent"})] if way == "absent" else []
    released = ("assistants", {**user, "definition": edge.released})
    options = {**as_lists(released, kept, *absent, source=source), "prune": way == "prune"}
    result, writes = empty.writes(MODULE, **options)
    assert result["failed"] and {entry["method"] for entry in writes} == {"PATCH"}
    assert "was not deleted, as the objects that use it could not be changed" in result["msg"]
    empty.simulator.clear_faults()
    empty.settle(MODULE, **options)


@pytest.mark.parametrize("edge", EDGES.values(), ids=EDGES)
def test_what_a_new_object_uses_is_not_pruned(
    empty: Org, source: Path, edge: Edge, members: Callable[[str, int], None]
) -> None:
    (used_list, used), (user_list, user) = edge.used, edge.user
    empty.settle(MODULE, **as_lists((used_list, {"name": "gone", "definition": used}), source=source))
    declared = as_lists((user_list, {"name": "user", "definition": user}), (used_list, KEPT[used_list]), source=source)
    result, _writes = empty.settle(MODULE, **declared, prune=True)
    assert (result["summary"]["created"], result["summary"]["deleted"]) == (2, 0)
    members("edge of a new object", 1)


@pytest.mark.parametrize("in_use", ["accept", "refuse"])
@pytest.mark.parametrize("way", ["absent", "prune"])
def test_the_end_of_an_edge_that_the_service_writes_keeps_no_assistant(empty: Org, way: str, in_use: str) -> None:
    outputs = [{"name": "summary", "definition": OUTPUT}]
    evaluated = {"name": "gone", "definition": {"artifactPlan": {"structuredOutputIds": ["summary"]}}}
    empty.settle(MODULE, structured_outputs=outputs, assistants=[evaluated, KEPT["assistants"]])
    empty.simulator.switch(delete_in_use=in_use)
    absent = [{"name": "gone", "state": "absent"}] if way == "absent" else []
    options = {"structured_outputs": outputs, "assistants": [*absent, KEPT["assistants"]], "prune": way == "prune"}
    result, _writes = empty.settle(MODULE, **options)
    assert result["summary"]["deleted"] == 1
    assert len(empty.simulator.state()[empty.key]["structured-output"]) == 1


USERS: dict[str, Callable[[Org, str, str], Any]] = {
    "an assistant": lambda org, tool, _one: org.add("assistant", name="Other", model={**MODEL, "toolIds": [tool]}),
    "a squad": lambda org, _tool, one: org.add("squad", name="Other", members=[{"assistantId": one}]),
    "a handoff": lambda org, _tool, one: org.add(
        "tool", type="handoff", function={"name": "o"}, destinations=[{"type": "assistant", "assistantId": one}]
    ),
    "a line": lambda org, _tool, one: org.add(
        "phone-number", provider="vapi", name="L", number="+14155550100", assistantId=one, status="active"
    ),
    "a structured output": lambda org, tool, _one: org.add(
        "structured-output", name="o", **OUTPUT, model={"toolIds": [tool]}
    ),
    "a hook of a line": lambda org, _tool, one: org.add(
        "phone-number",
        **{"provider": "vapi", "name": "L", "number": "+14155550100", "status": "active"},
        hooks=[{"on": "call.ringing", "do": [{"type": "transfer", "destination": {"assistantId": one}}]}],
    ),
}


@pytest.mark.parametrize("way", ["absent", "prune"])
@pytest.mark.parametrize("user", USERS)
def test_a_circle_that_something_undeclared_uses_is_not_touched(
    empty: Org, user: str, way: str, members: Callable[[str, int], None]
) -> None:
    declared = circle(2)
    made = {name: declared[name] for name in ("tools", "assistants")}
    empty.settle(MODULE, **made)
    state = empty.simulator.state()[empty.key]
    tool = next(one["id"] for one in state["tool"] if one["function"]["name"] == "to_A0")
    USERS[user](empty, tool, next(one["id"] for one in state["assistant"] if one["name"] == "A1"))
    empty.simulator.switch(delete_in_use="refuse")
    gone = {name: [{"name": one["name"], "state": "absent"} for one in several] for name, several in made.items()}
    kept = {name: [KEPT[name]] for name in made}
    options = gone if way == "absent" else {**kept, "prune": True, "max_deletions": 9, "only": ["A*", "to_*"]}
    if way == "prune":
        empty.run(MODULE, **kept)
    before = empty.simulator.state()[empty.key]
    result, writes = empty.writes(MODULE, **options)
    assert [entry for entry in writes if entry["status"] == 200] == []
    assert empty.simulator.state()[empty.key] == before
    assert bool(result["failed"]) == (way == "absent") and (way == "prune" or "is in use" in result["msg"])
    members("user of a circle", 1)


@pytest.mark.parametrize("status", ["scheduled", "in-progress", "ended", None])
@pytest.mark.parametrize("kind", ["assistant", "squad"])
def test_what_a_campaign_dials_with_is_not_pruned(empty: Org, kind: str, status: str | None) -> None:
    """Neither is anything that it needs; a campaign that is over needs nothing, and some orgs cannot have any."""
    inside = {"members": [{"assistant": {"name": "Inline"}}]} if kind == "squad" else {}
    used = empty.add(kind, name="dials", **inside)
    if status is None:
        empty.simulator.switch(missing_paths=["campaign"])
    else:
        empty.add("campaign", name="Recall", status=status, customers=[], **{f"{kind}Id": used})
    name = f"{kind}s"
    result, _writes = empty.settle(MODULE, **{name: [KEPT[name]]}, prune=True)
    assert result["summary"]["deleted"] == (0 if status in ("scheduled", "in-progress") else 1)


LINES: dict[str, Edge] = {
    f"{kind} of a line": Edge((f"{kind}s", made), ("lines", {**line, kind: "gone"}), {})
    for kind, made, line in (
        ("assistant", {}, {"provider": "vapi", "sip_uri": "sip:u@sip.vapi.ai"}),
        (
            "squad",
            {"members": [{"assistant": {"name": "Inline"}}]},
            {"provider": "vapi", "sip_uri": "sip:u@sip.vapi.ai"},
        ),
        ("credential", {"provider": "telnyx"}, {"provider": "telnyx", "number": "+14155550100"}),
    )
}


@pytest.mark.spread("edge", "gone", "reference", each=2)
@pytest.mark.parametrize("gone", ["name", "id"])
@pytest.mark.parametrize("reference", ["name", "id"])
@pytest.mark.parametrize("edge", {**EDGES, **LINES})
def test_what_is_deleted_cannot_be_referred_to(
    empty: Org, edge: str, gone: str, reference: str, members: Callable[[str, int], None]
) -> None:
    """Neither by its name nor by its id: nothing is written, in check mode it is told as well."""
    (used_list, made), (user_list, user), _released = {**EDGES, **LINES}[edge]
    own = {"function": {"name": "gone"}} if used_list == "tools" else {"name": "gone"}
    used = empty.add(LISTS[used_list].key, **{**made, **own})
    ids = json.loads(json.dumps(user).replace('"gone"', f'"{used}"')) if reference == "id" else user
    if user_list == "lines":
        by_id = {f"{name}_id" if value == used else name: value for name, value in ids.items()}
        options: dict[str, Any] = {"call_lines": {"lines": [{"name": "user", **by_id}]}}
    else:
        options = {user_list: [{"name": "user", "definition": ids}]}
    absent = {"name": "gone"} if gone == "name" else {"id": used}
    sentence = empty.refuses(MODULE, **options, **{used_list: [{**absent, "state": "absent"}]})
    assert "is deleted in the same run. Remove the reference, or keep the" in sentence and "'user'" in sentence
    foretold = empty.run(MODULE, True, **options, **{used_list: [{**absent, "state": "absent"}]})
    assert foretold["msg"] == sentence
    members("edge × handle of what is deleted × handle of the reference", 1)


@pytest.mark.case(1)
@pytest.mark.parametrize("name", [*LISTS, "lines"])
def test_the_letters_of_an_id_fit_no_glob(
    empty: Org, name: str, source: Path, members: Callable[[str, int], None]
) -> None:
    """An id is random: what is to be deleted by its name says nothing about another object."""
    stays = "abcdef01-0000-4000-8000-00000000abba"
    kind = LISTS[name].key if name in LISTS else "phone-number"
    line = {"provider": "vapi", "sipUri": "sip:stays@sip.vapi.ai", "status": "active"} if name == "lines" else {}
    own = {"type": "endCall", "function": {"name": "stays"}} if name == "tools" else {"name": "stays", **line}
    empty.add(kind, id=stays, **own)
    empty.add(kind, **{**own, **({"function": {"name": "ab"}} if name == "tools" else {"name": "ab"})})
    given = {"lines": [SIP]} if name == "lines" else as_lists((name, KEPT[name]), source=source)
    module = "vapi_call_lines" if name == "lines" else MODULE
    result, writes = empty.writes(module, **given, prune=True, only=["ab*"])
    assert {entry["method"] for entry in writes} == {"POST", "DELETE"} and result["summary"]["deleted"] == 1
    assert stays in [one["id"] for one in empty.simulator.state()[empty.key][kind]]
    assert "fits no" in empty.refuses(module, **given, prune=True, only=["*-4000-*"])
    members("kind × glob of an id", 1)


# --- with lines ------------------------------------------------------------------------------------------------------

SIP = {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai"}
AFTER: dict[str, list[Result]] = {
    "another route": [{**SIP, "assistant": "kept"}],
    "no route": [{**SIP, "assistant": None, "server": {"url": "https://example.com/vapi"}}],
    "absent": [{**SIP, "state": "absent"}],
}


@pytest.mark.spread("lines", "way", "in_use", each=2)
@pytest.mark.parametrize("in_use", ["accept", "refuse"])
@pytest.mark.parametrize("way", ["absent", "prune"])
@pytest.mark.parametrize("lines", AFTER.values(), ids=AFTER)
def test_what_a_line_used_is_deleted_after_the_line_was_changed(
    empty: Org, lines: list[Result], way: str, in_use: str
) -> None:
    gone = {"name": "gone", "definition": {}}
    before = {"assistants": [gone, KEPT["assistants"]], "call_lines": {"lines": [{**SIP, "assistant": "gone"}]}}
    empty.run(MODULE, **before)
    empty.simulator.switch(delete_in_use=in_use)
    absent = [{"name": "gone", "state": "absent"}] if way == "absent" else []
    options = {"assistants": [*absent, KEPT["assistants"]], "prune": way == "prune", "call_lines": {"lines": lines}}
    empty.simulator.clear_log()
    result, writes = empty.settle(MODULE, **options)
    assert [entry["path"].split("/")[1] for entry in writes] == ["phone-number", "assistant"]
    assert {entry["status"] for entry in writes} == {200} and result["summary"]["deleted"] == 1
    read = [entry["path"] for entry in empty.simulator.log() if entry["method"] == "GET"]
    assert len(read) == len(set(read)), "one reading a kind"


@pytest.mark.parametrize("way", ["absent", "prune"])
def test_what_a_line_that_failed_uses_stays(empty: Org, way: str) -> None:
    gone = {"name": "gone", "definition": {}}
    before = {"assistants": [gone, KEPT["assistants"]], "call_lines": {"lines": [{**SIP, "assistant": "gone"}]}}
    empty.run(MODULE, **before)
    empty.simulator.fault("400", match={"method": "PATCH", "path": "/phone-number"}, first=9)
    absent = [{"name": "gone", "state": "absent"}] if way == "absent" else []
    options = {"assistants": [*absent, KEPT["assistants"]], "prune": way == "prune"}
    options["call_lines"] = {"lines": AFTER["another route"]}
    result, writes = empty.writes(MODULE, **options)
    assert result["failed"] and {entry["method"] for entry in writes} == {"PATCH"}
    assert "skipped" in {one["action"] for one in result["objects"]}
    empty.simulator.clear_faults()
    empty.settle(MODULE, **options)
