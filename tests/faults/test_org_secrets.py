# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every secret place of every kind of an org, also deep inside: none of them appears anywhere."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.redact import SECRETS
from ansible_collections.voiceops.vapi.plugins.module_utils._task import execute

from tests.contract.harness import task
from tests.faults.answers import Server
from tests.faults.figures import Figures
from tests.faults.test_faults import DEARLY_PAID, FAULTS
from tests.faults.test_secrets import leaks
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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in DEARLY_PAID])
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
