# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every secret place of every kind of an org, also deep inside: none of them appears anywhere."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.redact import SECRETS
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import task
from tests.faults.answers import Server
from tests.faults.figures import Figures
from tests.faults.playbooks import environment, recap, start
from tests.faults.test_faults import DEARLY_PAID, FAULTS
from tests.faults.test_secrets import around, leaks, left_behind
from tests.faults.world import World
from tests.support.definitions import Place, places, with_value

Result = dict[str, Any]

KINDS = [name for name in LISTS if name != "files"]
"""Files have no definition of their own but ``metadata``, which the others have as well."""

UNDOCUMENTED: dict[str, list[Result]] = {
    "tools": [{"type": "function", "function": {}, "server": {"url": "https://example.com/x", "secret": ""}}],
    "assistants": [
        {"server": {"url": "https://example.com/x", "secret": ""}},
        {"serverUrl": "https://example.com/x", "serverUrlSecret": ""},
        {
            "model": {
                "provider": "openai",
                "model": "gpt-4.1",
                "tools": [
                    {"type": "function", "function": {"name": "f"}, "server": {"url": "https://a.b", "secret": ""}}
                ],
            }
        },
        *({"metadata": {"inner": {key: ""}}} for key in sorted(SECRETS - {"headers"})),
    ],
}
"""What the service takes besides (seen), and the user's own data, which may have anything."""


def canary(label: str) -> str:
    """A secret that is found again; its end differs from all others'."""
    return f"canary+{zlib.crc32(label.encode()):08x}/{len(label)}="


def _is_secret(key: str, _rule: list[Any]) -> bool:
    return key in SECRETS


def _hidden(place: Place, secret: str) -> Any:
    return {"X-Our": secret} if place.rule[0] in ("any", "object") else secret


def _filled(node: Any, secret: str) -> Any:
    if isinstance(node, dict):
        return {key: secret if value == "" else _filled(value, secret) for key, value in node.items()}
    return [_filled(item, secret) for item in node] if isinstance(node, list) else node


def objects(kind: str, turn: str = "") -> Iterator[tuple[Result, str]]:
    """A declaration for every secret place of a kind, with the canary in it; another ``turn`` has other canaries."""
    definitions: list[tuple[str, Callable[[str], Result]]] = [
        (place.path, lambda secret, place=place: with_value(place, _hidden(place, secret)))  # type: ignore[misc]
        for place in places(kind, _is_secret)
    ]
    for index, definition in enumerate(UNDOCUMENTED.get(kind, [])):
        definitions.append((f"{kind} {index}", lambda secret, one=definition: _filled(one, secret)))  # type: ignore[misc]
    for number, (path, make) in enumerate(definitions):
        secret = canary(f"{kind}{path}{turn}")
        definition = make(secret)
        given = definition.pop("name", "plain")
        # Some tools have a name that cannot be chosen.
        name = f"plain_{kind}_{number}" if given == "plain" else given
        yield {"name": name, "definition": definition}, secret


def declared(kind: str, turn: str = "") -> tuple[list[Result], list[str]]:
    """The declarations of a kind, and their canaries."""
    found = list(objects(kind, turn))
    return [one for one, _secret in found], [secret for _one, secret in found]


def search(results: list[Result], secrets: list[str], figures: Figures, where: str) -> None:
    """Note every canary that a result shows."""
    figures.count("runs", len(results))
    for result in results:
        for secret in leaks(json.dumps(result, ensure_ascii=False).encode(), secrets):
            figures.fail("leaks", f"{where}: {secret} in {str(result)[:300]}")


@pytest.mark.parametrize("kind", KINDS)
def test_runs(kind: str, world: World, figures: Figures, members: Callable[[str, int], None]) -> None:
    """Created, read, changed, exported, in check mode and without: no canary in any result or difference."""
    first, canaries = declared(kind)
    second, others = declared(kind, "again")
    members("secret place of an org", len(first))
    rotated = [{**one, "update_secrets": "always"} for one in second]
    created = world.run("vapi_org", {kind: first})
    assert not created["failed"], created["msg"]
    assert created["summary"]["created"] == len(first), "each place has to be one that the service takes"
    results = [
        world.run("vapi_org", {kind: first}, True),
        created,
        world.run("vapi_org", {kind: first}),
        world.run("vapi_org_info", {}),
        world.run("vapi_org_info", {"portable": True}),
        world.run("vapi_org", {kind: rotated}, True),
        world.run("vapi_org", {kind: rotated}),
        *(world.run(f"vapi_{LISTS[kind].result}", one) for one in first[:5]),
    ]
    changed = [(one["name"], one["changed_fields"]) for one in results[2]["objects"] if one["action"] != "unchanged"]
    assert changed == [], "secrets are not compared"
    search(results, canaries + others, figures, kind)
    for one in first:
        assert one["name"] in json.dumps(results[1]["diff"]), "what is no secret is shown"
    figures.check()


@pytest.mark.spread("kind", "status")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [400, 409, 500])
def test_a_service_that_repeats_what_it_was_sent(kind: str, status: int, figures: Figures) -> None:
    first, canaries = declared(kind)
    with Server() as server:

        def answer(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
            if method == "GET":
                return 200, {}, b"[]" if "structured" not in path else b'{"results": [], "metadata": {"totalItems": 0}}'
            body = server.requests[-1][3].decode()
            return status, {"X-Echo": "1"}, json.dumps({"message": body, "statusCode": status}).encode()

        server.answer = answer
        connection = {"api_key": "a-key-of-this-org", "api_url": server.url, "retries": 0}
        result = execute(task("vapi_org"), {kind: first, "concurrency": 1, **connection}, False, {})
    assert result["failed"] and result["summary"]["failed"] == len(first)
    search([result], canaries, figures, kind)
    figures.check()


@pytest.mark.spread("kind", "fault")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "fault", {rule["fault"]: name for name, rule in FAULTS.items() if name not in DEARLY_PAID}.values()
)
def test_faults(kind: str, fault: str, world: World, figures: Figures) -> None:
    """Whatever a fault makes of the requests."""
    first, canaries = declared(kind)
    for method in ("POST", "PATCH", "GET"):
        world.simulator.fault(**{**FAULTS[fault], "match": {"method": method, "path": "^/(?!_)"}, "first": 3})
    quick = {"timeout": 0.25, "retries": 1, "retry_budget": 0.1, "concurrency": 1}
    results = [world.run("vapi_org", {kind: first[:12], **quick}) for _run in range(2)]
    world.heal()
    search(results, canaries, figures, f"{kind} under {fault}")
    figures.check()


# --- as playbooks, in process and as modules --------------------------------------------------------------------------

GITOPS = "resources/acme"


def some(turn: str = "") -> tuple[dict[str, list[Result]], list[str]]:
    """Every fifth secret place of each kind, and all that no document names."""
    lists, canaries = {}, []
    for kind in KINDS:
        found = list(objects(kind, turn))
        chosen = [one for index, one in enumerate(found) if index % 5 == 0 or "server" in one[0]["definition"]]
        lists[kind] = [one for one, _secret in chosen]
        canaries += [secret for _one, secret in chosen]
    return lists, canaries


def gitops_tree(folder: Path) -> list[str]:
    """A tree of VapiAI/gitops with secrets in its definitions; returns them."""
    place = folder / GITOPS
    secrets = {}
    for kind, definition in (("assistants", UNDOCUMENTED["assistants"][0]), ("tools", UNDOCUMENTED["tools"][0])):
        (place / kind).mkdir(parents=True)
        secrets[kind] = canary(f"gitops {kind}")
        text = yaml.safe_dump(_filled(definition, secrets[kind]))
        (place / kind / "from_a_tree.yml").write_text(text, encoding="utf-8")
    return list(secrets.values())


def steps() -> list[Result]:
    """Success, check mode, difference, failure, export, adoption and a gitops tree, each with its result printed."""
    show = {"ansible.builtin.debug": {"var": "result"}}
    whole = {name: f"{{{{ first.{name} }}}}" for name in KINDS}
    rotated = {name: f"{{{{ second.{name} }}}}" for name in KINDS}
    tree = "{{ lookup('voiceops.vapi.gitops', playbook_dir ~ '/" + GITOPS + "') }}"
    names = ("assistants", "tools")
    from_tree = {name: f"{{{{ tree.org_{name} }}}}" for name in names}
    tasks: list[Result] = [
        {"voiceops.vapi.vapi_org": whole, "check_mode": True},
        {"voiceops.vapi.vapi_org": whole},
        {"voiceops.vapi.vapi_org": {**rotated, "on_error": "continue"}},
        {
            "voiceops.vapi.vapi_org": {
                **whole,
                "squads": [{"name": "S", "definition": {"nonsense": {"token": "{{ lost }}"}}}],
            }
        },
        {"voiceops.vapi.vapi_org": {"credentials": [{"name": "C", "definition": ["{{ lost }}"]}]}},
        {"voiceops.vapi.vapi_org": {"credentials": [{"name": "C", "apiKey": "{{ lost }}", "definition": {}}]}},
        {"voiceops.vapi.vapi_credential": "{{ first.credentials[0] }}"},
        {"voiceops.vapi.vapi_assistant": {"name": "lost", "definition": {"server": {"secret": "{{ lost }}", "ur": 1}}}},
        {"voiceops.vapi.vapi_org_info": {}},
        {
            "voiceops.vapi.vapi_call_lines_adopt": {
                "org": "acme",
                "directory": "{{ playbook_dir }}/adopted",
                "force": True,
            }
        },
        {"ansible.builtin.set_fact": {"tree": tree}, "no_log": True},
        {"voiceops.vapi.vapi_org": from_tree},
        {"voiceops.vapi.vapi_drift_info": {"lines": [], **whole}},
    ]
    found: list[Result] = []
    for one in tasks:
        module = next(name for name in one if name.startswith(("voiceops", "ansible")))
        found.append({"name": module, "register": "result", "ignore_errors": True, "diff": True, **one})
        found += [] if one.get("no_log") else [show]
    return found


@pytest.fixture(scope="module")
def keyed_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service whose org has a canary for its key."""
    with World(tmp_path_factory.mktemp("keyed") / "state.jsonl", canary("key")) as world:
        yield world


@pytest.mark.parametrize("in_process", ["true", pytest.param("false", marks=pytest.mark.whole)])
def test_playbook(in_process: str, keyed_world: World, figures: Figures, tmp_path: Path) -> None:
    """-vvvv and --diff, and what lies around afterwards: results, logs, adopted files."""
    keyed_world.reset()
    keyed_world.simulator.fault("500", match={"method": "PATCH", "path": "/credential"}, nth=[2])
    (first, canaries), (second, others) = some(), some("again")
    second = {kind: [{**one, "update_secrets": "always"} for one in several] for kind, several in second.items()}
    known = {"first": first, "second": second, "lost": canary("lost")}
    (tmp_path / "secrets.yml").write_text(yaml.safe_dump({**known, "vapi_key": canary("key")}), encoding="utf-8")
    in_tree = gitops_tree(tmp_path)
    connection = {"api_key": "{{ vapi_key }}", "api_url": keyed_world.simulator.url}
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars_files": ["secrets.yml"],
        "module_defaults": {"group/voiceops.vapi.all": connection},
        "tasks": steps(),
    }
    book = tmp_path / "play.yml"
    book.write_text(yaml.safe_dump([play]), encoding="utf-8")
    variables = environment(keyed_world, tmp_path, VAPI_IN_PROCESS=in_process, ANSIBLE_LOG_PATH=str(tmp_path / "log"))
    variables.pop("VAPI_API_KEY")
    output = start(book, variables, "-vvvv", "--diff").communicate(timeout=300)[0]
    counts = recap(output)
    assert counts["failed"] == 0 and counts["ignored"] == 4 and counts["changed"] >= 4, output[-3000:]
    assert "plain_assistants_0" in output and (tmp_path / "adopted").exists()
    secrets = [*canaries, *others, *in_tree, known["lost"], canary("key")]
    shutil.rmtree(tmp_path / GITOPS)
    figures.count("runs", len(play["tasks"]))
    for where, data in (("output", output.encode()), ("files", left_behind(tmp_path, ("secrets.yml", book.name)))):
        for secret in leaks(data, secrets):
            figures.fail("leaks", f"{where}: {secret}: {around(data, secret)}")
    figures.check()
