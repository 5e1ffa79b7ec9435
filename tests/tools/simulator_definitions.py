# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the simulator's tables of assistants, squads, tools, … from the OpenAPI document and the official SDK.

``python -m tests.tools.simulator_definitions`` needs both; the written file is part of the collection. A property that
only the SDK knows is taken, whatever it holds, so that what the SDK sends is not refused.
"""

from __future__ import annotations

import json
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pydantic

from tests.contract.authority import DOCUMENT
from tests.support.sdk import sdk_module
from tests.support.simulator import FILES

sys.path.insert(0, str(FILES))

from vapi_simulator.definitions import rule_of  # noqa: E402
from vapi_simulator.tables import Rule  # noqa: E402

TARGET = FILES / "vapi_simulator" / "definitions.json"
ROOTS = re.compile(
    r"(Create|Update)(Assistant|Squad|StructuredOutput|Campaign|\w+Tool|\w+Credential)DTO|UpdateFileDTO|AssistantOverrides"
)
USER_DATA = {"metadata", "variableValues", "headers", "sipHeaders", "properties", "parameters", "schema", "body"}
LONGEST_ENUM = 12
"""Longer lists (models, voices, languages) grow with every release of the service."""

Schema = Mapping[str, Any]


def main() -> None:
    """Write the file."""
    schemas = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
    known = _sdk_names()
    tables = {name: _table(schemas[name], known.get(name.lower(), ())) for name in sorted(_reachable(schemas))}
    lines = [f"{json.dumps(name)}: {json.dumps(table, separators=(',', ':'))}" for name, table in tables.items()]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def document_tables() -> dict[str, dict[str, Rule]]:
    """The tables as the document alone has them."""
    schemas = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
    tables = {name: _table(schemas[name], ()) for name in _reachable(schemas)}
    return {name: {key: rule_of(*rule) for key, rule in table.items()} for name, table in tables.items()}


def _reachable(schemas: Schema) -> set[str]:
    found: set[str] = set()
    waiting = [name for name in schemas if ROOTS.fullmatch(name)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [of for rule in _table(schemas[name], ()).values() for of in "|".join(rule[5:]).split("|") if of]
    return found


def _table(schema: Schema, more: tuple[str, ...]) -> dict[str, list[Any]]:
    required = schema.get("required", ())
    table = {name: _rule(name, part, name in required) for name, part in schema.get("properties", {}).items()}
    return {**{name: ["any"] for name in sorted(more)}, **table}


def _rule(name: str, schema: Schema, required: bool) -> list[Any]:
    kind, of = _kind(name, schema)
    enum = schema.get("enum") or []
    low, high = schema.get("minimum", schema.get("minLength")), schema.get("maximum", schema.get("maxLength"))
    rule = [kind, int(required), low, high, enum if len(enum) <= LONGEST_ENUM else [], of]
    empty: list[Any] = [None, 0, None, None, [], ""]
    while rule[-1] == empty[len(rule) - 1]:
        rule.pop()
    return rule


def _kind(name: str, schema: Schema) -> tuple[str, str]:
    if name in USER_DATA:
        return "any", ""
    if schema.get("type") == "array":
        items = schema.get("items", {})
        of = _tables_of(items)
        return ("tables", of) if of else ("strings" if items.get("type") == "string" else "list", "")
    of = _tables_of(schema)
    if of:
        return "table", of
    kind = {"integer": "number"}.get(schema.get("type", ""), schema.get("type", "any"))
    return (kind if kind in ("string", "number", "boolean", "object") else "any"), ""


def _tables_of(schema: Schema) -> str:
    """The tables of an object that has some, of one form or of several; nothing where a form is no object."""
    forms = list(schema.get("oneOf", ())) or list(schema.get("allOf", ())) or [schema]
    if any("$ref" not in form for form in forms):
        return ""
    return "|".join(str(form["$ref"]).rpartition("/")[2] for form in forms)


def _sdk_names() -> dict[str, tuple[str, ...]]:
    """The properties of every model of the SDK, by its name in lower case."""
    return {model.__name__.lower(): tuple(_aliases(model)) for model in _sdk_models()}


def _sdk_models() -> Iterator[type[pydantic.BaseModel]]:
    package = sdk_module("types")
    for module in pkgutil.iter_modules(package.__path__):
        for value in vars(sdk_module(f"types.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, pydantic.BaseModel):
                yield value


def _aliases(model: type[pydantic.BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield field.alias or name


if __name__ == "__main__":
    main()
