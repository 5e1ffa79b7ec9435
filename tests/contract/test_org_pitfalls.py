# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known pitfalls of a declared org: the lint finds each without asking, and the task that writes before it writes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.checks import ADDED, FALSE_IS_A_TEXT
from ansible_collections.voiceops.vapi.plugins.module_utils._org.keys import REFERENCES, USER_DATA

from tests.contract.harness import Org, Result, an_id

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "vapi-openapi.json"
YAML_FALSE = ("off", "no", "false", "n")

GOOD: dict[str, list[Result]] = {
    "credentials": [{"name": "Telnyx main", "definition": {"provider": "telnyx", "apiKey": "a-key-of-telnyx-01"}}],
    "tools": [{"name": "look_up", "definition": {"type": "function"}}],
    "structured_outputs": [{"name": "summary", "definition": {"type": "ai", "schema": {"type": "object"}}}],
    "assistants": [
        {
            "name": "Receptionist",
            "definition": {
                "model": {"provider": "openai", "model": "gpt-4.1", "toolIds": ["look_up"]},
                "artifactPlan": {"structuredOutputIds": ["summary"]},
            },
        },
        {"name": "Scheduler", "definition": {}},
    ],
    "squads": [{"name": "Desk", "definition": {"members": [{"assistantId": "Receptionist"}]}}],
    "lines": [
        {
            "name": "Main",
            "provider": "telnyx",
            "number": "+14155550103",
            "credential": "Telnyx main",
            "assistant": "Receptionist",
        }
    ],
}

LONG = "n" * 41
INLINE = {"type": "handoff", "destinations": [{"type": "assistant", "assistantName": "Scheduler"}]}

REFUSED: dict[str, tuple[str, Any, str]] = {
    "a long name of a credential": ("credentials[0].name", LONG, "41 characters"),
    "a long name of a structured output": ("structured_outputs[0].name", LONG, "41 characters"),
    "a long name of an assistant": ("assistants[1].name", LONG, "41 characters"),
    "a long name of a squad": ("squads[0].name", LONG, "41 characters"),
    "a name that no tool can have": ("tools[0].name", "look up", "1 to 64 letters"),
    "twins": ("assistants[1].name", "Receptionist", "declared 2 times"),
    "an inbound gateway by its name": (
        "credentials[0].definition",
        {"provider": "byo-sip-trunk", "gateways": [{"ip": "trunk.example.com"}]},
        "not an IPv4 address",
    ),
    "an unquoted off": ("assistants[0].definition.backgroundSound", False, 'backgroundSound: "off"'),
    "an unquoted no": (
        "assistants[0].definition.transcriber",
        {"provider": "deepgram", "language": False},
        'language: "no"',
    ),
    "tools by id and by reference": (
        "assistants[0].definition.model.toolRefs",
        [{"toolId": "look_up"}],
        "is declared beside toolRefs",
    ),
    "two ends of an edge": (
        "structured_outputs[0].definition.assistantIds",
        ["Scheduler"],
        "both declare the same link",
    ),
    "members of one name": (
        "squads[0].definition.members",
        [{"assistantId": "Receptionist"}, {"assistant": {"name": "Receptionist"}}],
        "2 members named",
    ),
    "a credential of another carrier": ("lines[0].provider", "vonage", "needs a credential of vonage"),
    "a credential without a provider": ("credentials[0].definition", {"apiKey": "a-key-of-it-0123"}, "provider"),
    **{
        f"{key} of a copied definition": (f"assistants[0].definition.{key}", "copied", f"{key}: is set by the service")
        for key in sorted(ADDED)
    },
    "a function that is no mapping": ("tools[0].definition.function", "look_up", "function: is not a mapping"),
    "a tool without a type": ("tools[0].definition", {}, "type: is missing"),
}

MODEL = {"provider": "openai", "model": "gpt-4.1"}
MEMBER = {"assistantId": "Receptionist"}
HANDOFFS: dict[str, tuple[str, Any]] = {
    "a tool of the assistant's own": ("assistants[0].definition.model.tools", [INLINE]),
    "a tool by its name": ("tools[0].definition", INLINE),
    "a destination by its id": (
        "tools[0].definition",
        {"type": "handoff", "destinations": [{"type": "assistant", "assistantId": "Scheduler"}]},
    ),
    "a destination of the member": (
        "squads[0].definition.members",
        [{**MEMBER, "assistantDestinations": INLINE["destinations"]}],
    ),
    "a member of the squad's own": (
        "squads[0].definition.members",
        [{"assistant": {"name": "Inline", "model": {**MODEL, "tools": [INLINE]}}}],
    ),
    "a model in a member's overrides": (
        "squads[0].definition.members",
        [{**MEMBER, "assistantOverrides": {"model": {**MODEL, "tools": [INLINE]}}}],
    ),
    "a tool that a member's overrides add": (
        "squads[0].definition.members",
        [{**MEMBER, "assistantOverrides": {"tools:append": [INLINE]}}],
    ),
    "a model in the overrides of all": (
        "squads[0].definition.membersOverrides",
        {"model": {**MODEL, "tools": [INLINE]}},
    ),
    "a tool that the overrides of all add": (
        "squads[0].definition.membersOverrides",
        {"tools:append": [INLINE]},
    ),
}
"""Where the handoff of a member may stand."""

DOUBTFUL: dict[str, tuple[str, Any, str]] = {
    f"a handoff out of the squad: {where}": (*place, "handoff-outside-squad") for where, place in HANDOFFS.items()
}

NOWHERE: dict[str, tuple[str, Any, str]] = {
    "a tool": ("assistants[0].definition.model.toolIds", ["look_upp"], "look_upp"),
    "a member": ("squads[0].definition.members", [{"assistantId": "Receptionst"}], "Receptionst"),
    "an assistant of a line": ("lines[0].assistant", "Receptionst", "Receptionst"),
    "a structured output": ("assistants[0].definition.artifactPlan.structuredOutputIds", ["sumary"], "sumary"),
}


def with_change(path: str, value: Any) -> dict[str, list[Result]]:
    """The good org with another value at a place such as ``tools[0].name``."""
    changed = copy.deepcopy(GOOD)
    node: Any = changed
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    for step in way:
        node = node[int(step)] if step.isdigit() else node[step]
    node[int(last) if last.isdigit() else last] = value
    return changed


def as_org(declared: dict[str, list[Result]]) -> Result:
    """The same as options of vapi_org."""
    lists = {name: several for name, several in declared.items() if name != "lines"}
    return {**lists, "call_lines": {"lines": declared["lines"]}}


def test_a_good_org_has_no_finding(empty: Org) -> None:
    assert empty.run("vapi_call_lines_lint", **GOOD)["findings"] == []
    result = empty.run("vapi_org", **as_org(GOOD))
    assert not result["failed"] and result["warnings"] == []


@pytest.mark.parametrize("pitfall", REFUSED)
def test_what_is_wrong_in_itself(empty: Org, pitfall: str, members: Callable[[str, int], None]) -> None:
    members("pitfall of an org", 1)
    path, value, words = REFUSED[pitfall]
    declared = with_change(path, value)
    assert words in empty.refuses("vapi_call_lines_lint", **declared)
    empty.simulator.clear_log()
    assert words in empty.refuses("vapi_org", **as_org(declared))
    assert words in empty.run("vapi_org", True, **as_org(declared))["msg"], "check mode says the same"
    assert empty.simulator.writes() == []


WRONG_SHAPES: tuple[Any, ...] = (
    *("x", 1, True, ["x"], [1], [None], [["x"]], {"x": 1}, {"messages": "x"}, {"messages": ["x"]}),
    *({"toolIds": {"a": 1}}, {"tools": "x"}, {"tools": ["x"]}, {"tools": [{"type": "handoff", "destinations": "x"}]}),
    *({"structuredOutputIds": "x"}, {"structuredOutputIds": [1, {"a": 1}]}, [{"assistantId": ["x"]}]),
    *([{"assistant": "x"}], [{"assistantDestinations": ["x"]}], [{"assistantOverrides": {"model": "x"}}]),
)
SHAPED = {
    "assistants": ("model", "artifactPlan", "hooks", "credentialIds", "server", "metadata"),
    "squads": ("members", "membersOverrides"),
    "tools": ("destinations", "function", "knowledgeBases", "server"),
    "structured_outputs": ("assistantIds", "schema", "model"),
    "credentials": ("gateways", "authenticationPlan"),
}


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in SHAPED.items() for key in keys])
def test_a_value_of_another_shape_is_the_services_business(
    empty: Org, name: str, key: str, members: Callable[[str, int], None]
) -> None:
    """It is refused by name, here or by the service, and never met with a surprise."""
    own = {"tools": {"type": "handoff"}, "credentials": {"provider": "byo-sip-trunk"}}.get(name, {})
    squad = {"name": "S", "definition": {"members": [{"assistantId": "A"}]}}
    for shape in WRONG_SHAPES:
        declared = {name: [{"name": "A", "definition": {**own, key: shape}}]}
        beside = {"squads": [squad]} if name == "assistants" else {}
        results = [
            empty.run("vapi_org", True, **declared, **beside),
            empty.run("vapi_call_lines_lint", **declared, **beside),
            empty.run("vapi_drift_info", **declared),
        ]
        assert "bug of the collection" not in json.dumps(results), (key, shape)
    members("value of another shape", len(WRONG_SHAPES))


@pytest.mark.parametrize("pitfall", DOUBTFUL)
def test_what_is_doubtful(empty: Org, pitfall: str, members: Callable[[str, int], None]) -> None:
    members("pitfall of an org", 1)
    path, value, code = DOUBTFUL[pitfall]
    declared = with_change(path, value)
    found = empty.run("vapi_call_lines_lint", **declared)["findings"]
    assert [one["code"] for one in found] == [code]
    foretold = empty.run("vapi_org", True, **as_org(declared))
    assert [text for text in foretold["warnings"] if "not in the squad" in text]
    ignored = {code: "They meet in another squad."}
    assert empty.run("vapi_org", True, **as_org(declared), lint_ignore=ignored)["warnings"] == []
    seen = empty.run("vapi_call_lines_lint", **declared, ignore=ignored)
    assert seen["findings"] == [] and [one["reason"] for one in seen["ignored"]] == list(ignored.values())


@pytest.mark.parametrize("pitfall", NOWHERE)
def test_a_reference_to_nothing(empty: Org, pitfall: str, members: Callable[[str, int], None]) -> None:
    members("pitfall of an org", 1)
    path, value, name = NOWHERE[pitfall]
    declared = with_change(path, value)
    found = empty.run("vapi_call_lines_lint", **declared)["findings"]
    assert [one["code"] for one in found] == ["undeclared-reference"] and name in found[0]["message"]
    assert name in empty.refuses("vapi_org", **as_org(declared))


def test_codes_and_reasons_are_checked(empty: Org) -> None:
    assert "did you mean handoff-outside-squad" in empty.refuses(
        "vapi_org", assistants=[], lint_ignore={"handoff-outside-squat": "x"}
    )
    assert "give the reason" in empty.refuses("vapi_call_lines_lint", lines=[], ignore={"undeclared-reference": ""})
    assert "nothing is declared" in empty.refuses("vapi_call_lines_lint")


# --- the list of texts that YAML takes for false, held against the document ------------------------------------------


def texts_that_are_false(node: Any) -> Iterator[tuple[str, str]]:
    """Every key of the document with a value that YAML takes for false, and the value."""
    if isinstance(node, dict):
        for key, rule in (node.get("properties") or {}).items():
            yield from ((key, text) for text in enums(rule) if str(text).lower() in YAML_FALSE)
        for value in node.values():
            yield from texts_that_are_false(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts_that_are_false(value)


def enums(rule: Any) -> Iterator[Any]:
    """The values of a property, however its schema is put together."""
    if isinstance(rule, dict):
        yield from rule.get("enum") or []
        for key in ("items", "oneOf", "anyOf", "allOf"):
            below = rule.get(key) or []
            for one in below if isinstance(below, list) else [below]:
                yield from enums(one)


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the OpenAPI document is not at hand")
def test_every_text_that_yaml_takes_for_false_is_known() -> None:
    found = dict(texts_that_are_false(json.loads(DOCUMENT.read_text(encoding="utf-8"))))
    assert found == FALSE_IS_A_TEXT
    assert not found.keys() & USER_DATA


# --- conflicts --------------------------------------------------------------------------------------------------------

PIN = {"model": {"provider": "openai", "model": "gpt-4.1", "toolRefs": [{"toolId": "look_up", "version": "v1"}]}}
PINNED: dict[str, list[Result]] = {
    "tools": GOOD["tools"],
    "assistants": [{"name": "Receptionist", "definition": PIN}],
    "squads": [
        {
            "name": "Desk",
            "definition": {"members": [{"assistantId": "Receptionist", "assistantVersion": "v1"}]},
        }
    ],
}


@pytest.mark.parametrize("list_name", ["tools", "assistants"])
def test_what_is_pinned_is_one_sentence_with_the_remedy(empty: Org, list_name: str) -> None:
    empty.run("vapi_org", **PINNED)
    gone = {list_name: [{"name": PINNED[list_name][0]["name"], "state": "absent"}]}
    sentence = empty.refuses("vapi_org", **gone)
    assert "is pinned by a" in sentence and "Remove it from the objects that pin it, then run again." in sentence
    module = {"tools": "vapi_tool", "assistants": "vapi_assistant"}[list_name]
    assert "Remove it from the objects that pin it" in empty.refuses(module, **gone[list_name][0])


def test_what_is_in_use_is_one_sentence_with_the_remedy(empty: Org) -> None:
    empty.run("vapi_org", **as_org(GOOD))
    empty.simulator.switch(delete_in_use="refuse")
    sentence = empty.refuses("vapi_org", tools=[{"name": "look_up", "state": "absent"}])
    assert "is in use. Remove it from what uses it, then run again." in sentence


def test_what_is_in_use_goes_after_what_used_it_was_changed(empty: Org) -> None:
    empty.run("vapi_org", **as_org(GOOD))
    empty.simulator.switch(delete_in_use="refuse")
    without = {**GOOD["assistants"][0], "definition": {"model": {"provider": "openai", "toolIds": []}}}
    result = empty.run("vapi_org", tools=[{"name": "look_up", "state": "absent"}], assistants=[without])
    assert not result["failed"] and (result["summary"]["deleted"], result["summary"]["updated"]) == (1, 1)


def circle(length: int) -> dict[str, list[Result]]:
    """Assistants that hand over to the next one by a tool each, and the last to the first; a squad of all."""
    names = [f"A{at}" for at in range(length)]
    following = dict(zip(names, [*names[1:], names[0]]))
    return {
        "tools": [
            {
                "name": f"to_{name}",
                "definition": {"type": "handoff", "destinations": [{"type": "assistant", "assistantId": name}]},
            }
            for name in names
        ],
        "assistants": [
            {"name": name, "definition": {"model": {"provider": "openai", "model": "m", "toolIds": [f"to_{after}"]}}}
            for name, after in following.items()
        ],
        "squads": [{"name": "All", "definition": {"members": [{"assistantId": name} for name in names]}}],
    }


OTHERS = {"tools": [{"name": "kept", "definition": {"type": "function"}}], "assistants": [{"name": "Kept"}]}


@pytest.mark.parametrize("in_use", ["accept", "refuse"])
@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("way", ["absent", "prune"])
def test_a_circle_is_made_kept_and_deleted_again(
    empty: Org, length: int, way: str, in_use: str, members: Callable[[str, int], None]
) -> None:
    empty.simulator.switch(delete_in_use=in_use)
    declared = circle(length)
    _result, writes = empty.settle("vapi_org", **declared)
    assert len([one for one in writes if one["method"] == "POST"]) == 2 * length + 1
    gone = {name: [{"name": one["name"], "state": "absent"} for one in several] for name, several in declared.items()}
    squads = [{"name": "Kept", "definition": {"members": [{"assistantId": "Kept"}]}}]
    options = gone if way == "absent" else {**OTHERS, "squads": squads, "prune": True, "max_deletions": 10}
    result, writes = empty.writes("vapi_org", **options)
    assert not result["failed"] and result["summary"]["deleted"] == 2 * length + 1, result["msg"]
    left = empty.simulator.state()[empty.key]
    assert {len(left[kind]) for kind in ("tool", "assistant", "squad")} == {0 if way == "absent" else 1}
    assert in_use == "refuse" or "PATCH" not in {one["method"] for one in writes}, "no write too many"
    members("circle that is deleted", 1)


def test_what_something_undeclared_uses_is_left_as_it_is(empty: Org) -> None:
    empty.run("vapi_org", **circle(2))
    empty.simulator.switch(delete_in_use="refuse")
    tool = next(one for one in empty.simulator.state()[empty.key]["tool"] if "to_A0" in json.dumps(one))
    sentence = empty.refuses("vapi_org", tools=[{"name": "to_A0", "state": "absent"}])
    assert "is in use" in sentence
    assert tool in empty.simulator.state()[empty.key]["tool"]


@pytest.mark.parametrize("conflicts", [1, 2])
def test_a_write_conflict_is_read_again_and_tried_once(empty: Org, conflicts: int) -> None:
    empty.run("vapi_org", **as_org(GOOD))
    empty.simulator.switch(tool_write_conflicts=conflicts)
    changed = [{"name": "look_up", "definition": {"type": "function", "async": True}}]
    result, writes = empty.writes("vapi_org", tools=changed)
    assert [entry["status"] for entry in writes] == ([409, 200] if conflicts == 1 else [409, 409])
    assert result["failed"] == (conflicts == 2)
    if result["failed"]:
        assert "was changed by another request. (tool_write_conflict). Run again." in result["msg"]
        assert result["failure"]["status"] == 409


# --- an object by its id ----------------------------------------------------------------------------------------------


def ends_of_an_edge(org: Org) -> tuple[dict[str, str], dict[str, str]]:
    """The handles of an assistant and of a structured output, which are in the org."""
    output = org.add("structured-output", name="o", type="ai", schema={"type": "object"})
    return {"name": "A", "id": org.add("assistant", name="A")}, {"name": "o", "id": output}


@pytest.mark.parametrize(("declared", "output", "link"), list(product(("name", "id"), repeat=3)))
def test_two_ends_that_disagree_are_refused_however_they_are_named(
    empty: Org, declared: str, output: str, link: str
) -> None:
    ids, outputs = ends_of_an_edge(empty)
    assistants = [{declared: ids[declared], "definition": {"artifactPlan": {"structuredOutputIds": []}}}]
    result = empty.refuses(
        "vapi_org",
        assistants=assistants,
        structured_outputs=[{output: outputs[output], "definition": {"assistantIds": [ids[link]]}}],
    )
    assert "contradicts assistantIds of structured output 'o'" in result


@pytest.mark.parametrize(("declared", "output", "link"), list(product(("name", "id"), repeat=3)))
def test_two_ends_that_agree_are_one_edge_however_they_are_named(
    empty: Org, declared: str, output: str, link: str
) -> None:
    ids, outputs = ends_of_an_edge(empty)
    both = {
        "assistants": [{declared: ids[declared], "definition": {"artifactPlan": {"structuredOutputIds": ["o"]}}}],
        "structured_outputs": [{output: outputs[output], "definition": {"assistantIds": [ids[link]]}}],
    }
    empty.settle("vapi_org", **both)


def test_a_member_by_its_name_and_by_its_id_is_one_member(empty: Org) -> None:
    wanted = empty.add("assistant", name="A")
    squads = [{"name": "S", "definition": {"members": [{"assistantId": "A"}, {"assistantId": wanted}]}}]
    assert "has 2 members named 'A'" in empty.refuses("vapi_org", squads=squads)


@pytest.mark.parametrize("twice", [("t", "t"), ("t", "id"), ("id", "id")])
def test_a_list_of_references_has_each_once(empty: Org, twice: tuple[str, str]) -> None:
    handles = {"t": "t", "id": empty.add("tool", type="endCall", function={"name": "t"})}
    model = {"provider": "openai", "model": "gpt-4.1", "toolIds": [handles[one] for one in twice]}
    _result, writes = empty.settle("vapi_org", assistants=[{"name": "A", "definition": {"model": model}}])
    assert writes[0]["body"]["model"]["toolIds"] == [handles["id"]]


@pytest.mark.parametrize("key", [key for key, kind in REFERENCES.items() if not kind])
def test_what_has_no_kind_to_look_in_is_sent_by_id_and_refused_by_name(empty: Org, key: str) -> None:
    def assistant(value: str) -> dict[str, Any]:
        values = [value] if key.endswith("s") else value
        return {"assistants": [{"name": "A", "definition": {key: values}}]}

    assert "accepts only an id" in empty.refuses("vapi_org", **assistant("Main flow"))
    _result, (write,) = empty.writes("vapi_org", **assistant(an_id("other")))
    assert an_id("other") in json.dumps(write["body"][key])
