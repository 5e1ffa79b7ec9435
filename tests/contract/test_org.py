# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An org from nothing: every kind in one task, in the order of references, and nothing to do the second time."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE

from tests.contract.harness import Org, Result, an_id
from tests.support.simulator import Simulator

MODULE = "vapi_org"
SECRETS = ("elevenlabs-key-5f0c1d2e", "clinic-token-9a8b7c6d")
CLINIC: dict[str, list[Result]] = {
    "credentials": [
        {"name": "Voices", "definition": {"provider": "11labs", "apiKey": SECRETS[0]}},
        {
            "name": "Clinic API",
            "definition": {"provider": "webhook", "authenticationPlan": {"type": "bearer", "token": SECRETS[1]}},
        },
    ],
    "tools": [
        {
            "name": "lookup_patient",
            "definition": {
                "type": "function",
                "function": {"parameters": {"type": "object", "properties": {"number": {"type": "string"}}}},
                "server": {"url": "https://clinic.example/vapi", "credentialId": "Clinic API"},
            },
        },
        {
            "name": "hand_over",
            "definition": {"type": "handoff", "destinations": [{"type": "assistant", "assistantId": "Scheduler"}]},
        },
        {"name": "hang_up", "definition": {"type": "endCall"}},
    ],
    "structured_outputs": [
        {
            "name": "call-summary",
            "definition": {"type": "ai", "schema": {"type": "object", "properties": {"booked": {"type": "boolean"}}}},
        }
    ],
    "assistants": [
        {
            "name": "Receptionist",
            "prompt": "You answer for the clinic.\nBe kind.",
            "definition": {
                "firstMessage": "Hello.",
                "model": {"provider": "openai", "model": "gpt-4.1", "toolIds": ["lookup_patient", "hand_over"]},
                "artifactPlan": {"structuredOutputIds": ["call-summary"]},
            },
        },
        {
            "name": "Scheduler",
            "prompt": "You make appointments.",
            "definition": {"model": {"provider": "openai", "model": "gpt-4.1", "toolIds": ["hand_over"]}},
        },
    ],
    "squads": [
        {
            "name": "Front Desk",
            "definition": {"members": [{"assistantId": "Receptionist"}, {"assistantId": "Scheduler"}]},
        }
    ],
}
OBJECTS = sum(map(len, CLINIC.values()))
KINDS = len(CLINIC)


@pytest.fixture
def org(simulator: Simulator) -> Org:
    """An empty org."""
    empty = Org(simulator)
    simulator.put_state({empty.key: {}})
    simulator.clear_log()
    return empty


def clinic(**changed: Any) -> dict[str, list[Result]]:
    """The clinic, fit to be changed."""
    return {**copy.deepcopy(CLINIC), **changed}


def reads(org: Org) -> Counter[str]:
    """How often each list was asked for since the log was cleared."""
    return Counter(entry["path"] for entry in org.simulator.log() if entry["method"] == "GET")


def org_kind(list_name: str) -> str:
    """The kind of a list, as the simulator's state has it."""
    return list_name.removesuffix("s").replace("_", "-")


def stored(org: Org, kind: str, name: str) -> Result:
    """An object as the service has it."""
    found = [
        one
        for one in org.simulator.state()[org.key][kind]
        if name in (one.get("name"), (one.get("function") or {}).get("name"))
    ]
    assert len(found) == 1, (kind, name, found)
    return dict(found[0])


def test_an_empty_org_becomes_complete_and_stays_so(org: Org) -> None:
    result, writes = org.settle(MODULE, **CLINIC)
    assert result["summary"]["created"] == OBJECTS and result["warnings"] == []
    # One object closes a circle (hand_over refers to an assistant that refers to it) and is linked afterwards.
    assert Counter(entry["method"] for entry in writes) == {"POST": OBJECTS, "PATCH": 1}
    assert set(reads(org).values()) == {1} and len(reads(org)) == KINDS
    receptionist = stored(org, "assistant", "Receptionist")
    assert receptionist["model"]["toolIds"] == [
        stored(org, "tool", name)["id"] for name in ("lookup_patient", "hand_over")
    ]
    assert (
        stored(org, "tool", "hand_over")["destinations"][0]["assistantId"]
        == stored(org, "assistant", "Scheduler")["id"]
    )
    assert receptionist["model"]["messages"][0] == {"role": "system", "content": "You answer for the clinic.\nBe kind."}


def test_check_mode_plans_an_empty_org_without_a_warning(org: Org) -> None:
    foretold, writes = org.writes(MODULE, True, **CLINIC)
    assert writes == [] and foretold["summary"]["created"] == OBJECTS and foretold["warnings"] == []
    assert "would create" in foretold["text"]


def test_a_prompt_is_one_patch_that_keeps_what_a_dashboard_added(org: Org) -> None:
    org.run(MODULE, **CLINIC)
    org.rewrite("assistant", **{"model": {**stored(org, "assistant", "Receptionist")["model"], "temperature": 0.3}})
    changed = clinic()
    changed["assistants"] = [{**changed["assistants"][0], "prompt": "You answer for the clinic.\nBe very kind."}]
    result, writes = org.settle(MODULE, **{"assistants": changed["assistants"]})
    assert [entry["method"] for entry in writes] == ["PATCH"]
    assert [one["changed_fields"] for one in result["objects"]] == [["prompt"]]
    assert stored(org, "assistant", "Receptionist")["model"]["temperature"] == 0.3
    messages = [result["diff"][0][side]["model"]["messages"][0]["content"] for side in ("before", "after")]
    assert messages == [["You answer for the clinic.", "Be kind."], ["You answer for the clinic.", "Be very kind."]]


def test_everything_goes_in_an_order_that_the_service_accepts(org: Org) -> None:
    org.run(MODULE, **CLINIC)
    absent = {name: [{"name": one["name"], "state": "absent"} for one in objects] for name, objects in CLINIC.items()}
    result, writes = org.settle(MODULE, **absent)
    assert result["summary"]["deleted"] == OBJECTS and {entry["method"] for entry in writes} == {"DELETE"}


# --- before anything is written --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"squads": [{"name": "S", "definition": {"members": [{"assistantId": "Receptionst"}]}}]}, "Receptionst"),
        ({"tools": [{"name": "no good", "definition": {"type": "endCall"}}]}, "1 to 64 letters"),
        ({"assistants": [{"name": "A" * 41, "definition": {}}]}, "41 characters"),
        ({"assistants": [{"name": "A", "definition": {"backgroundSound": False}}]}, 'Write backgroundSound: "off"'),
        ({"assistants": [{"name": "A"}, {"name": "A"}]}, "declared 2 times"),
        ({"assistants": [{"definition": {}}]}, "name: is missing"),
        ({"assistants": [{"name": "A", "definition": {"name": "B"}}]}, "its name is 'B'"),
        ({"tools": [{"name": "a", "definition": {"type": "function", "function": {"name": "b"}}}]}, "its name is 'b'"),
        (
            {"credentials": [{"name": "T", "definition": {"provider": "byo-sip-trunk", "gateways": [{"ip": "a.b"}]}}]},
            "IPv4",
        ),
        ({"files": [{"name": "prices"}]}, "src: is missing"),
        ({"files": [{"name": "prices", "src": "/nonexistent"}]}, "cannot be read"),
        ({"assistants": [{"name": "A", "definition": {"workflowId": "Old"}}]}, "accepts only an id"),
    ],
)
def test_what_is_wrong_is_found_before_a_write(org: Org, changed: dict[str, Any], words: str) -> None:
    assert words in org.refuses(MODULE, **clinic(**changed))


@pytest.mark.parametrize("kind", CLINIC)
def test_a_deleted_object_is_returned_as_it_was(org: Org, kind: str) -> None:
    module, declared = f"vapi_{kind.removesuffix('s')}", copy.deepcopy(CLINIC[kind][0])
    org.run(MODULE, **CLINIC)
    foretold, real, again = (
        org.run(module, check, name=declared["name"], state="absent")[kind.removesuffix("s")]
        for check in (True, False, False)
    )
    assert foretold == real and real["name"] == declared["name"]
    assert again == {}


def test_more_than_one_object_of_a_name_is_an_error_that_names_the_ids(org: Org) -> None:
    twins = [org.add("assistant", name="Twin") for _number in range(2)]
    sentence = org.refuses(MODULE, assistants=[{"name": "Twin", "definition": {"firstMessage": "Hi"}}])
    assert all(twin in sentence for twin in twins)


def test_an_id_tells_two_objects_of_one_name_apart(org: Org) -> None:
    twins = [org.add("assistant", name="Twin", firstMessage="?") for _number in range(2)]
    declared = [{"id": one, "name": "Twin", "definition": {"firstMessage": f"I am {one}"}} for one in twins]
    result, writes = org.settle(MODULE, assistants=declared)
    assert {entry["path"] for entry in writes} == {f"/assistant/{one}" for one in twins}
    assert [one["id"] for one in result["objects"]] == twins
    squads = [{"name": "S", "definition": {"members": [{"assistantId": "Twin"}]}}]
    assert all(one in org.refuses(MODULE, assistants=declared, squads=squads) for one in twins)


@pytest.mark.parametrize("names", [("id", "name"), ("id", "id"), ("name", "name")])
@pytest.mark.parametrize("list_name", ["assistants", "credentials", "squads", "structured_outputs", "tools"])
def test_two_declarations_of_one_object_are_an_error(org: Org, list_name: str, names: tuple[str, str]) -> None:
    org.run(MODULE, **CLINIC)
    name = CLINIC[list_name][0]["name"]
    there = stored(org, org_kind(list_name), name)
    handles = {"id": there["id"], "name": name}
    one = {key: value for key, value in CLINIC[list_name][0].items() if key != "name"}
    sentence = org.refuses(MODULE, **{list_name: [{**one, handle: handles[handle]} for handle in names]})
    assert "keep one" in sentence.lower() or "2 times" in sentence


def test_an_object_is_referred_to_by_the_name_that_it_gets(org: Org) -> None:
    renamed = org.add("assistant", name="Old")
    squads = [{"name": "S", "definition": {"members": [{"assistantId": "New"}]}}]
    org.settle(MODULE, assistants=[{"id": renamed, "name": "New"}], squads=squads)
    assert stored(org, "squad", "S")["members"] == [{"assistantId": renamed}]


RENAMED: dict[str, tuple[Result, Result]] = {
    "assistant": ({}, {}),
    "squad": ({"members": [{"assistant": {"firstMessage": "Hello."}}]}, {}),
    "credential": (
        {"provider": "byo-sip-trunk", "gateways": [{"ip": "203.0.113.7"}]},
        {"provider": "byo-phone-number", "number": "+14155550103"},
    ),
}
"""Of each kind that a line refers to: what an object is made of, and what the line has besides."""


@pytest.mark.parametrize("kind", RENAMED)
def test_a_line_refers_to_an_object_by_the_name_that_it_gets(
    org: Org, kind: str, members: Callable[[str, int], None]
) -> None:
    """The name that it had until then means nothing any more: a second run would not find it."""
    assert set(RENAMED) == {one.name for one in LINE.fields if f"{one.name}_id" in LINE.by_name}
    made, beside = RENAMED[kind]
    renamed = org.add(kind, name="Old", **made)
    line = {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai"} | beside
    if "number" in line:
        del line["sip_uri"]
    objects = {f"{kind}s": [{"id": renamed, "name": "New"}]}
    refused = org.refuses(MODULE, **objects, call_lines={"lines": [{**line, kind: "Old"}]})
    assert f"no {kind} is named 'Old'" in refused and "did you mean Old" not in refused
    org.settle(MODULE, **objects, call_lines={"lines": [{**line, kind: "New"}]})
    assert org.numbers()[0][f"{kind}Id"] == renamed
    members("kind that a line refers to", 1)


def test_an_old_name_means_nothing_to_other_objects(org: Org) -> None:
    renamed = org.add("assistant", name="Old")
    squads = [{"name": "S", "definition": {"members": [{"assistantId": "Old"}]}}]
    assert "no assistant is named 'Old'" in org.refuses(
        MODULE, assistants=[{"id": renamed, "name": "New"}], squads=squads
    )


def test_lines_that_were_not_tried_are_named(org: Org) -> None:
    """Where an object has failed its lines wait, those that are as declared are no matter."""
    made = {"name": "Kept", "provider": "vapi", "sip_uri": "sip:kept@sip.vapi.ai"}
    org.run("vapi_call_lines", lines=[made])
    org.simulator.fault("400", match={"method": "POST", "path": "/assistant"})
    lines = [made, {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai", "assistant": "A"}]
    result = org.run(MODULE, assistants=[{"name": "A", "definition": {}}], call_lines={"lines": lines})
    assert result["failed"] and result["msg"].endswith("1 not tried (line 'Desk').")


def test_an_edge_that_is_declared_at_both_ends_takes_no_write_of_its_own(org: Org) -> None:
    outputs = [{"name": "summary", "definition": {"type": "ai", "schema": {}, "assistantIds": ["A"]}}]
    assistants = [{"name": "A", "definition": {"artifactPlan": {"structuredOutputIds": ["summary"]}}}]
    _result, writes = org.settle(MODULE, structured_outputs=outputs, assistants=assistants)
    assert [entry["method"] for entry in writes] == ["POST", "POST"]


def test_a_secret_that_is_not_filled_in_yet_is_never_sent(org: Org) -> None:
    """As in the vault that an adoption writes; an existing object keeps its own."""
    org.run(MODULE, **CLINIC)
    blank = clinic()["credentials"]
    blank[0]["definition"]["apiKey"] = blank[1]["definition"]["authenticationPlan"]["token"] = ""
    assert not org.run(MODULE, credentials=blank)["changed"]
    blank[1]["definition"]["authenticationPlan"]["headerName"] = "X-Clinic"
    _result, writes = org.writes(MODULE, credentials=[{**one, "update_secrets": "always"} for one in blank])
    assert writes and '""' not in json.dumps([entry["body"] for entry in writes])


def test_a_platform_default_is_no_object_of_the_org(org: Org) -> None:
    org.add("tool", type="endCall", function={"name": "hang_up"}, orgId=None)
    result = org.run(MODULE, tools=[{"name": "hang_up", "definition": {"type": "endCall"}}])
    assert result["summary"]["created"] == 1


# --- failures --------------------------------------------------------------------------------------------------------


def test_what_needs_a_failed_object_is_not_tried_and_a_second_run_finishes(org: Org) -> None:
    org.simulator.fault("400", match={"method": "POST", "path": "/tool"}, first=9)
    result = org.run(MODULE, **CLINIC)
    actions = {one["name"]: one["action"] for one in result["objects"]}
    assert result["failed"] and actions["lookup_patient"] == "failed" and actions["Receptionist"] == "failed"
    assert "needs" in next(one["error"] for one in result["objects"] if one["name"] == "Front Desk")
    org.simulator.clear_faults()
    org.settle(MODULE, **CLINIC)


@pytest.mark.parametrize("kind", ["tool", "assistant", "squad", "credential", "structured-output"])
@pytest.mark.parametrize("fault", ["502", "cut", "garbage"])
def test_a_post_in_doubt_makes_nothing_twice(
    org: Org, kind: str, fault: str, members: Callable[[str, int], None]
) -> None:
    members("kind × lost answer", 1)
    org.simulator.fault(fault, match={"method": "POST", "path": f"/{kind}"}, when="after", first=1)
    org.run(MODULE, **CLINIC)
    org.simulator.clear_faults()
    org.run(MODULE, **CLINIC)
    state = org.simulator.state()[org.key]
    assert (
        sum(len(state.get(one, [])) for one in ("tool", "assistant", "squad", "credential", "structured-output"))
        == OBJECTS
    )


def test_no_secret_is_in_any_result(org: Org) -> None:
    results = [org.run(MODULE, True, **CLINIC), org.run(MODULE, **CLINIC), org.run(MODULE, **CLINIC)]
    org.simulator.fault("400", match={"method": "PATCH", "path": "/credential"}, first=9)
    rotated = clinic()
    rotated["credentials"] = [{**one, "update_secrets": "always"} for one in rotated["credentials"]]
    results.append(org.run(MODULE, **rotated))
    assert results[-1]["failed"]
    assert not [secret for secret in SECRETS if secret in json.dumps(results)]


# --- prune -----------------------------------------------------------------------------------------------------------


def test_prune_deletes_what_is_undeclared_and_unused(org: Org) -> None:
    org.run(MODULE, **CLINIC)
    used, unused = org.add("assistant", name="Used"), org.add("assistant", name="Unused")
    org.add("phone-number", provider="vapi", name="Line", number="+14155550100", assistantId=used, status="active")
    result, writes = org.settle(MODULE, assistants=clinic()["assistants"], prune=True)
    assert [entry["path"] for entry in writes] == [f"/assistant/{unused}"]
    assert result["summary"]["deleted"] == 1


def test_the_rails_of_prune(org: Org) -> None:
    org.run(MODULE, **CLINIC)
    kept = org.add("assistant", name="Kept [EU]")
    assistants = clinic()["assistants"]
    assert "max_deletions" in org.refuses(MODULE, assistants=assistants, prune=True, max_deletions=0)
    assert "fits no object" in org.refuses(MODULE, assistants=assistants, prune=True, protected=["Nothing*"])
    assert not org.run(MODULE, assistants=assistants, prune=True, protected=["Kept [EU]"])["changed"]
    new = {"name": "Not there yet", "definition": {}}
    rails = {"prune": True, "protected": ["Kept [EU]", "Not there yet"]}
    assert org.run(MODULE, True, assistants=[*assistants, new], **rails)["summary"]["created"] == 1
    assert "prune" in org.refuses(MODULE, assistants=[], prune=True)
    assert kept in [one["id"] for one in org.simulator.state()[org.key]["assistant"]]


# --- files -----------------------------------------------------------------------------------------------------------


def test_other_content_takes_the_place_of_a_file(org: Org, tmp_path: Path) -> None:
    source = tmp_path / "prices.txt"
    source.write_text("1", encoding="utf-8")
    knowledge = {
        "type": "query",
        "knowledgeBases": [{"provider": "google", "name": "p", "description": "d", "fileIds": ["prices"]}],
    }
    declared = {
        "files": [{"name": "prices", "src": str(source)}],
        "tools": [{"name": "ask_prices", "definition": knowledge}],
    }
    created, _writes = org.settle(MODULE, **declared)
    first = stored(org, "file", "prices")["id"]
    source.write_text("2", encoding="utf-8")
    updated, _writes = org.settle(MODULE, **declared)
    assert created["warnings"] == updated["warnings"] == []
    second = stored(org, "file", "prices")["id"]
    assert second != first
    assert stored(org, "tool", "ask_prices")["knowledgeBases"][0]["fileIds"] == [second]


@pytest.mark.parametrize("check", ["size", "download", None])
@pytest.mark.parametrize(("there", "is_other"), [("old", True), ("new", False), ("longer", True)])
def test_content_that_was_uploaded_by_other_means(
    org: Org, tmp_path: Path, check: str | None, there: str, is_other: bool
) -> None:
    """The service tells no checksum: without a download other content of the same size is not seen, as documented."""
    source = tmp_path / "prices.txt"
    source.write_text(there, encoding="utf-8")
    org.run(MODULE, files=[{"name": "prices", "src": str(source)}])
    org.rewrite("file", metadata=None)
    source.write_text("new", encoding="utf-8")
    option = {"content_check": check} if check else {}
    org.simulator.clear_log()
    result, _writes = org.settle(MODULE, files=[{"name": "prices", "src": str(source), **option}])
    downloads = [entry for entry in org.simulator.log() if entry["path"].startswith("/storage/")]
    assert result["changed"] == (is_other and (check == "download" or there == "longer"))
    assert bool(downloads) == (check == "download" and not result["changed"])
    assert "sha256" not in json.dumps(org.run("vapi_org_info")) or result["changed"]


FILE_NAMES = ("prices", "Preisliste für Zürich.pdf", "価格表 ☎", 'the "new" one', "a;b=c", "100% \\ sure", "naïve")


@pytest.mark.spread("name", "fault", "encoding", each=2)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("fault", ["", "502", "cut"])
@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_file_of_any_name_is_uploaded_once(
    org: Org, tmp_path: Path, name: str, fault: str, encoding: str, members: Callable[[str, int], None]
) -> None:
    source = tmp_path / "source"
    org.simulator.switch(upload_names=encoding)
    for content in ("1", "2"):
        source.write_text(content, encoding="utf-8")
        if fault:
            org.simulator.fault(fault, match={"method": "POST", "path": "/file"}, when="after", first=1)
        org.run(MODULE, files=[{"name": name, "src": str(source)}])
        org.simulator.clear_faults()
        assert not org.run(MODULE, files=[{"name": name, "src": str(source)}])["failed"]
        result, writes = org.writes(MODULE, files=[{"name": name, "src": str(source)}])
        assert (result["changed"], writes, result["warnings"]) == (False, [], [])
        assert [one["name"] for one in org.simulator.state()[org.key]["file"]] == [name]
    members("name of a file", 1)


def test_what_this_collection_uploaded_is_never_downloaded(org: Org, tmp_path: Path) -> None:
    source = tmp_path / "prices.txt"
    source.write_text("1", encoding="utf-8")
    file = {"name": "prices", "src": str(source), "content_check": "download"}
    for text in ("1", "2", "2"):
        source.write_text(text, encoding="utf-8")
        org.simulator.clear_log()
        assert not org.run("vapi_file", **file)["failed"]
        assert not [entry for entry in org.simulator.log() if entry["path"].startswith("/storage/")]


def test_content_that_cannot_be_downloaded_is_an_error(org: Org, tmp_path: Path) -> None:
    source = tmp_path / "prices.txt"
    source.write_text("1", encoding="utf-8")
    org.add("file", name="prices", bytes=1)
    file = {"name": "prices", "src": str(source), "content_check": "download"}
    assert "does not provide the content of this file. Set content_check: size" in org.refuses("vapi_file", **file)
    assert "Set content_check: size" in org.refuses(MODULE, files=[file])


NEEDS_NO_MORE: dict[str, tuple[str, Result, Result]] = {
    "credential": ("vapi_credential", {"provider": "telnyx"}, {"apiKey": "another-key-0123456789"}),
    "tool": ("vapi_tool", {"type": "function", "function": {"name": "old"}}, {"async": True}),
    "structured-output": (
        "vapi_structured_output",
        {"type": "ai", "schema": {"type": "object"}},
        {"description": "New."},
    ),
    "assistant": ("vapi_assistant", {}, {"firstMessage": "Hello."}),
    "squad": (
        "vapi_squad",
        {"members": [{"assistantId": an_id("Support Bot")}]},
        {"membersOverrides": {"firstMessage": "Hello."}},
    ),
    "file": ("vapi_file", {}, {}),
}
"""Of each kind: its module, what it is made of, and a change that says no more than the change."""


@pytest.mark.parametrize("kind", NEEDS_NO_MORE)
@pytest.mark.parametrize("definition", [False, True])
def test_an_id_is_enough_to_rename_and_to_change(
    org: Org, kind: str, definition: bool, members: Callable[[str, int], None]
) -> None:
    module, made, change = NEEDS_NO_MORE[kind]
    list_name = {"structured-output": "structured_outputs"}.get(kind, f"{kind}s")
    for way, name in ((module, "new_1"), (MODULE, "new_2")):
        record_id = org.add(kind, **{**made, **({} if "function" in made else {"name": "old"})})
        declared = {"id": record_id, "name": name, **({"definition": change} if definition else {})}
        options = {list_name: [declared]} if way == MODULE else declared
        assert not org.run("vapi_call_lines_lint", **{list_name: [declared]})["failed"]
        for check in (True, False):
            result = org.run(way, check, **options)
            assert not result["failed"] and result["changed"], result
        assert stored(org, kind, name)["id"] == record_id
        assert not org.run(way, **options)["changed"]
    members("kind that is renamed by its id", 1)


@pytest.mark.parametrize("kind", [kind for kind in NEEDS_NO_MORE if kind != "tool"])
def test_a_long_new_name_is_refused_beside_an_id_too(org: Org, kind: str) -> None:
    module, made, _change = NEEDS_NO_MORE[kind]
    assert "41 characters" in org.refuses(module, id=org.add(kind, name="old", **made), name="n" * 41)


def test_what_a_replacement_left_behind_can_be_referred_to(org: Org, tmp_path: Path) -> None:
    """A run that was cut off between the upload and the deletion leaves two files of one name."""
    source = tmp_path / "prices.txt"
    source.write_text("1", encoding="utf-8")
    files = [{"name": "prices", "src": str(source)}]
    org.run(MODULE, files=files)
    source.write_text("2", encoding="utf-8")
    org.simulator.fault("500", match={"method": "DELETE", "path": "/file"}, first=99)
    assert org.run(MODULE, files=files)["failed"]
    org.simulator.clear_faults()
    knowledge = {"provider": "google", "name": "p", "description": "d", "fileIds": ["prices"]}
    tools = [{"name": "ask_prices", "definition": {"type": "query", "knowledgeBases": [knowledge]}}]
    org.settle(MODULE, files=files, tools=tools)
    kept = stored(org, "file", "prices")["id"]
    assert stored(org, "tool", "ask_prices")["knowledgeBases"][0]["fileIds"] == [kept]


def test_ids_are_taken_as_they_are(org: Org) -> None:
    wanted = an_id("somewhere")
    org.add("assistant", name="Elsewhere", id=wanted)
    org.settle(MODULE, squads=[{"name": "S", "definition": {"members": [{"assistantId": wanted}]}}])


# --- with lines ------------------------------------------------------------------------------------------------------

LINES = [
    {"name": "Main line", "provider": "vapi", "number_desired_area_code": "415", "squad": "Front Desk"},
    {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai", "assistant": "Receptionist"},
]


def test_an_empty_org_becomes_complete_with_its_lines(org: Org) -> None:
    declared = {**CLINIC, "call_lines": {"lines": LINES, "answering": True}}
    foretold, none = org.writes(MODULE, True, **declared)
    assert none == [] and foretold["warnings"] == [] and foretold["call_lines"]["summary"]["created"] == len(LINES)
    result = org.run(MODULE, **declared)
    assert result["call_lines"]["answering"] == len(LINES) and result["call_lines"]["not_answering"] == []
    # Who approved the diff of check mode has approved this one.
    assert result["diff"] == foretold["diff"]
    org.simulator.clear_log()
    again = org.run(MODULE, **declared)
    assert not again["changed"] and org.simulator.writes() == []
    assert set(reads(org).values()) == {1} and len(reads(org)) == KINDS + 1


def test_two_objects_of_one_name_are_told_apart_by_their_ids(org: Org) -> None:
    before, after, _other = (org.add("assistant", name=name) for name in ("Twin", "Twin", "Support Bot"))
    desk = {"name": "Desk", "provider": "vapi", "sip_uri": "sip:desk@sip.vapi.ai"}
    beside = {"name": "Main", "provider": "vapi", "sip_uri": "sip:main@sip.vapi.ai", "assistant": "Support Bot"}
    org.run("vapi_call_lines", lines=[{**desk, "assistant_id": before}, beside])
    lines = [{**desk, "assistant_id": after}, beside]
    drift = org.run("vapi_drift_info", lines=lines)
    changes = [change for one in drift["lines"] for change in one["changes"]]
    assert changes == [{"field": "assistant_id", "actual": before, "declared": after}]
    result, _writes = org.settle("vapi_call_lines", lines=lines)
    assert [result["diff"][0][side]["assistant_id"] for side in ("before", "after")] == [before, after]
    squads = [{"name": "S", "definition": {"members": [{"assistantId": wanted}]}} for wanted in (before, after)]
    org.run(MODULE, squads=squads[:1])
    # What is declared beside it has all assistants read, and their names known.
    foretold = org.run(MODULE, True, squads=squads[1:], assistants=[{"name": "Support Bot", "definition": {}}])
    assert [foretold["diff"][0][side]["members"][0]["assistantId"] for side in ("before", "after")] == [before, after]


def test_a_line_at_fault_keeps_the_objects_from_being_written(org: Org) -> None:
    wrong = [{**LINES[0], "squad": "Front Desc"}]
    assert "Front Desc" in org.refuses(MODULE, **CLINIC, call_lines={"lines": wrong})


def test_lines_alone(org: Org) -> None:
    org.add("assistant", name="Receptionist")
    result = org.run(MODULE, call_lines={"lines": LINES[1:]})
    assert result["changed"] and result["call_lines"]["summary"]["created"] == 1


# --- what the service does beside the plain way ----------------------------------------------------------------------


def test_a_changed_version_gets_the_name_that_is_given(org: Org) -> None:
    org.run(MODULE, **CLINIC, version_name="job 42, commit 0f3c")
    wanted = stored(org, "assistant", "Receptionist")["id"]
    versions = [one for one in org.simulator.state()[org.key]["version"] if one["_of"] == wanted]
    assert [one.get("versionName") for one in versions] == ["job 42, commit 0f3c"]
    result, writes = org.writes(MODULE, **CLINIC, version_name="job 43")
    assert not result["changed"] and writes == []


def test_a_write_conflict_is_read_again_and_tried_once(org: Org) -> None:
    org.run(MODULE, **CLINIC)
    changed = clinic()["tools"][:1]
    changed[0]["definition"]["async"] = True
    org.simulator.switch(tool_write_conflicts=1)
    result, writes = org.writes(MODULE, tools=changed)
    assert not result["failed"] and [entry["status"] for entry in writes] == [409, 200]
    assert stored(org, "tool", "lookup_patient")["async"] is True


SWITCHES = {
    "type_in_tool_patch": ("refuse", "require"),
    "provider_in_patch": ("refuse", "require"),
    "secrets": ("mask", "omit"),
    "nulls": ("keep",),
    "defaults": ("inject",),
    "extra_fields": (True,),
    "key_order": ("reversed",),
    "list_order": ("oldest", "shuffled"),
    "page_size": (2,),
    "page_shift": (True,),
    "versions": (False,),
    "delete_in_use": ("refuse",),
    "unknown_references": ("refuse",),
    "undocumented_fields": ("refuse",),
}


@pytest.mark.parametrize(("switch", "value"), [(name, value) for name, values in SWITCHES.items() for value in values])
def test_a_second_run_changes_nothing_whatever_the_service_answers(org: Org, switch: str, value: Any) -> None:
    org.simulator.switch(**{switch: value})
    # A list that is paged by its dates cannot tell two objects of one millisecond apart.
    one_by_one = {"concurrency": 1}
    org.settle(MODULE, **CLINIC, **one_by_one)
    changed = clinic()
    changed["tools"][0]["definition"]["async"] = True
    changed["assistants"][0]["definition"]["firstMessage"] = "Good morning."
    org.settle(MODULE, **changed, **one_by_one)


@pytest.mark.parametrize("names", ["drop", "refuse"])
def test_a_tool_that_cannot_be_named_is_told_and_never_doubled(org: Org, names: str) -> None:
    org.simulator.switch(tool_names=names)
    for _run in range(2):
        result = org.run(MODULE, tools=[{"name": "hang_up", "definition": {"type": "endCall"}}])
        assert result["failed"] and "endCall" in json.dumps(result["msg"])
        assert org.simulator.state()[org.key].get("tool", []) == []
