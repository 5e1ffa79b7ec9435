# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any definition that the OpenAPI document allows: written once, exported as what declares it, changed by one PATCH.

One of each schema; the nightly setting takes many.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._org.keys import REFERENCES
from ansible_collections.voiceops.vapi.plugins.module_utils._org.org import LISTS

from tests.contract.harness import Org, Result, an_id
from tests.support.simulator import Simulator
from tests.support.usual import by_setting

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "vapi-openapi.json"
SCHEMAS: dict[str, Any] = {}
if DOCUMENT.exists():
    SCHEMAS = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]

MODULE = "vapi_org"
TEXTS = ("text", "on", "12", "0100", "ünï", "{{now}}", "two\nlines", " blank", "true", "null")
KNOWN = {
    "date-time": "2026-12-01T09:30:00.000Z",
    "uuid": an_id("any"),
    "ip": "192.0.2.7",
    "number": "+14155550100",
}
"""Texts of a form, by the schema's format, else by the key."""

EACH = by_setting(usual=1, all=1, nightly=20)
DEEP = 5
"""Levels below which nothing optional is put in."""

REFUSED = ("CreateGhlToolDTO", "CreateMakeToolDTO", "CreateOutputToolDTO")
"""Schemas that no operation takes."""
FIXED_NAMES = ("CreateBashToolDTO", "CreateComputerToolDTO", "CreateTextEditorToolDTO")
"""Tools that are always called the same."""
FREE = ("CreateAssistantDTO", "CreateStructuredOutputDTO")
"""Schemas with so many options that one definition says little."""


def schemas(kind: str) -> Iterator[str]:
    """The schemas of what may be created of a kind."""
    word = "".join(part.capitalize() for part in kind.split("_"))
    for name in SCHEMAS:
        if name.startswith("Create") and name.endswith(f"{word}DTO") and name not in (*REFUSED, *FIXED_NAMES):
            yield name


class Definitions:
    """Random definitions that fit a schema of the document, the same ones for the same seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self.kinds: set[str] = set()
        """Kinds of what the definitions refer to."""

    def of(self, schema: Mapping[str, Any], key: str = "", depth: int = 0) -> Any:
        """A value that the schema allows, or None where it refers to what no org declares."""
        choices = next((schema[one] for one in ("oneOf", "anyOf", "allOf") if one in schema), ())
        if choices:
            return self.of(self._random.choice(choices), key, depth)
        if "$ref" in schema:
            return self.of(SCHEMAS[schema["$ref"].rpartition("/")[2]], key, depth)
        if key in REFERENCES:
            return self._reference(REFERENCES[key], schema)
        if schema.get("type") == "array":
            size = max(self._random.choice((0, 1, 2)) if depth < DEEP else 0, schema.get("minItems", 0))
            return [self.of(schema.get("items", {}), "", depth + 1) for _item in range(size)]
        if schema.get("enum"):
            return self._random.choice(schema["enum"])
        return self._value(schema, key, depth)

    def _reference(self, kind: str, schema: Mapping[str, Any]) -> Any:
        if not any(one.key == kind for one in LISTS.values()):
            return None
        self.kinds.add(kind)
        return [an_id(kind)] if schema.get("type") == "array" else an_id(kind)

    def _value(self, schema: Mapping[str, Any], key: str, depth: int) -> Any:
        kind = "object" if "properties" in schema else schema.get("type")
        if kind == "object":
            return self._object(schema, depth)
        if kind == "boolean":
            return self._random.random() < 1 / 2
        if kind in ("number", "integer"):
            low = schema.get("minimum", 0)
            found = self._random.uniform(low, schema.get("maximum", low + 100))
            return round(found, 2) if kind == "number" else int(found)
        form = schema.get("format", key)
        text = KNOWN.get(form) or self._random.choice(TEXTS)
        return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 999)]

    def _object(self, schema: Mapping[str, Any], depth: int) -> Result:
        made = {}
        often = (0.5, 0.5, 0.15, 0.15)[depth] if depth < 4 else 0
        for name, inner in schema.get("properties", {}).items():
            if name in schema.get("required", ()) or self._random.random() < often:
                made[name] = self.of(inner, name, depth + 1)
        return {name: value for name, value in made.items() if value is not None}


def fitted(kind: str, definition: Result) -> Result:
    """What the document allows and the collection refuses in a sentence is taken out."""
    made = {key: value for key, value in definition.items() if key != "name"}
    if isinstance(made.get("function"), dict):
        made["function"].pop("name", None)
    if isinstance(made.get("model"), dict) and "toolRefs" in made["model"]:
        made["model"].pop("toolIds", None)
    if kind == "squads":
        made["members"] = [{"assistantId": an_id("assistant")}]
    # A trunk's schema does not ask for its provider, and the service does.
    for one in [made] * (kind == "credentials") + made.get("credentials", []):
        one.setdefault("provider", "byo-sip-trunk")
    return made


CASES = [
    (kind, schema, number)
    for kind in LISTS
    if kind != "files"  # An upload, which is no JSON.
    for schema in schemas(LISTS[kind].result)
    for number in range(EACH * (8 if schema in FREE else 1))
]


@pytest.mark.skipif(not CASES, reason="the OpenAPI document is not at hand")
@pytest.mark.parametrize(("kind", "schema", "number"), CASES)
def test_what_the_document_allows_is_written_once(
    simulator: Simulator, kind: str, schema: str, number: int, members: Callable[[str, int], None]
) -> None:
    members("definition of the document", 1)
    org, made = Org(simulator), Definitions(f"{schema} {number}")
    definition, other = (fitted(kind, made.of(SCHEMAS[schema])) for _time in range(2))
    there = {one: [{"id": an_id(one), "name": f"Known {one}"}] for one in {*made.kinds, "assistant"}}
    simulator.put_state({org.key: there})
    org.settle(MODULE, **{kind: [{"name": "the_one", "definition": definition}]})
    exported = org.run("vapi_org_info", names=["the_one"])
    assert len(exported[kind]) == 1
    again, writes = org.writes(MODULE, **{kind: exported[kind]})
    assert not writes and not again.get("failed"), again.get("msg")
    _changed, writes = org.settle(MODULE, **{kind: [{"name": "the_one", "definition": other}]})
    assert [entry["method"] for entry in writes] in ([], ["PATCH"])
