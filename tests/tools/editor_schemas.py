# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the JSON schemas by which editors complete and check inventories, to the folder given or to ``schemas``.

The released artefact holds them; a checkout gets them by `make generate`.

They are draft 7, the newest that the YAML language server knows throughout. What ``validate`` takes for a boolean, a
number or a list is right in an editor too, as are templates and encrypted texts. What a schema's ``check`` says about
values that contradict each other is left to the run.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml
from argument_specs import SCHEMAS
from derived import ROOT, keep

sys.path[:0] = [str(ROOT / ".cache" / "links")]

from ansible.module_utils.parsing.convert_bool import BOOLEANS  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import E164, EXTENSION, FORMS  # noqa: E402
from ansible_collections.voiceops.vapi.plugins.plugin_utils._documentation import options_of  # noqa: E402

Json = dict[str, Any]

UNQUOTED: Json = {"type": "integer", "minimum": 10**10, "maximum": 10**15 - 1}
"""A telephone number without quotes: YAML drops its plus."""

SWITCH = "number_e164_check_enabled"


def caseless(pattern: str) -> str:
    """A pattern for either case: JSON schema's patterns know no flags."""
    return re.sub(r"(?<!\\)[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", pattern)


def whole(pattern: re.Pattern[str], around: str = "") -> str:
    """A pattern for the whole of a text, with what may stand around it."""
    inner = caseless(pattern.pattern) if pattern.flags & re.IGNORECASE else pattern.pattern
    return f"^{around}(?:{inner}){around}$"


BLANKS = r"\s*"
"""What the run strips from a telephone number."""


BOOLEAN_WORDS = "|".join(sorted(word for word in BOOLEANS if isinstance(word, str)))

COMMON: dict[str, Json] = {
    "template": {"type": "string", "pattern": r"\{\{|\{%|^\$ANSIBLE_VAULT;"},
    "nothing": {"type": ["null", "string"], "maxLength": 0},
    "boolean_text": {
        "type": ["string", "integer"],
        "pattern": f"^({caseless(BOOLEAN_WORDS)})$",
        "minimum": 0,
        "maximum": 1,
    },
    "number_text": {"type": "string", "pattern": r"^[-+\s\d._eE]*\d[-+\s\d._eE]*$"},
    "mapping_text": {"type": "string", "pattern": r"^\s*\{|="},
}
"""What may stand where something else belongs."""


def ref(name: str) -> Json:
    """What is defined under this name."""
    return {"$ref": f"#/definitions/{name.replace(' ', '_')}"}


TEMPLATE, NOTHING = ref("template"), ref("nothing")


def forms(field: Field) -> list[Json]:
    """The forms that a field's value can have, the one to complete first."""
    if field.type == "list":
        element = replace(field, type=field.elements, elements="")
        items = {"type": "array", "items": {"anyOf": [*element_forms(element), TEMPLATE]}}
        return [
            items,
            *element_forms(element),
            {"type": "string", "pattern": r"^\s*[\[{]" if field.schema else r",|\n|^\s*\["},
        ]
    if field.type == "dict":
        return [ref(field.schema.title) if field.schema else {"type": "object"}, ref("mapping_text")]
    if field.type == "bool":
        return [{"type": "boolean"}, ref("boolean_text")]
    if field.type == "raw":
        return [{}]
    if field.type in ("int", "float"):
        return [{"type": "integer" if field.type == "int" else "number", **bounds(field, "imum")}, ref("number_text")]
    return [text(field), *([UNQUOTED] if field.format in ("phone", "match") else [])]


def element_forms(element: Field) -> list[Json]:
    """The same for an element of a list; an object there is never written as a text."""
    return forms(element)[:1] if element.schema else forms(element)


def text(field: Field) -> Json:
    """A text; what YAML takes for a number, a boolean or a time has to be quoted."""
    if field.choices:
        return {"enum": list(field.choices)}
    document: Json = {"type": "string", **bounds(field, "Length")}
    if field.format == "regex":
        return {"type": "string", "format": "regex"}
    if field.format and field.format not in ("phone", "match"):
        document["pattern"] = whole(FORMS[field.format][0])
    return document


def bounds(field: Field, what: str) -> Json:
    """A field's bounds in the schema's words: ``min…`` and ``max…``."""
    limits = {"min" + what: field.minimum, "max" + what: field.maximum}
    return {name: int(limit) if limit == int(limit) else limit for name, limit in limits.items() if limit is not None}


def of_field(field: Field, sentences: list[str]) -> Json:
    """The document of one option."""
    document: Json = {"description": plain(sentences)}
    if field.default is not None:
        document["default"] = field.default
    if field.type == "raw":
        return {**document, "not": {"type": "null"}} if field.required is True else document
    return {
        **document,
        "anyOf": [*forms(field), TEMPLATE, *([] if field.required is True or field.guard else [NOTHING])],
    }


def plain(sentences: list[str]) -> str:
    """Ansible's markup is not for editors."""
    names = re.sub(r"\b[A-Z]+\(([^()]*)\)", lambda markup: markup[1].partition("#")[0], " ".join(sentences))
    return re.sub(r"(\w+)=([\w-]+)", r"\1: \2", names)


def of_schema(schema: Schema) -> dict[str, Json]:
    """What has to be defined for an object: itself, and the options that only some of its variants have."""
    written = {field.name: of_field(field, sentences) for field, sentences in described(schema)}
    partly = {field.name for field in schema.fields if field.variants}
    # What editors need not propose: other names of an option, what depends on the variant, what the service alone says.
    silent: dict[str, Json] = {field.name: {} for field in schema.fields if field.variants or field.read_only}
    for field, _sentences in described(schema):
        silent |= {name: written[field.name] for name in names_of(field)[1:]}
    document: Json = {
        "type": "object",
        "properties": {name: document for name, document in written.items() if name not in partly},
        "patternProperties": {f"^{name}$": document for name, document in silent.items()},
        "additionalProperties": False,
        "allOf": list(rules(schema)),
    }
    return {
        schema.title: {name: value for name, value in document.items() if value not in ({}, [])},
        **{f"{schema.title}.{name}": document for name, document in written.items() if name in partly},
    }


def described(schema: Schema) -> Iterator[tuple[Field, list[str]]]:
    """Every option that a user may write, and the sentences about it."""
    options = options_of(schema)
    for field in schema.fields:
        if not field.read_only:
            yield field, options[field.name]["description"]


def names_of(field: Field) -> list[str]:
    """Every name that a user may write, the usual one first."""
    return list(dict.fromkeys((field.name, *field.aliases)))


def rules(schema: Schema) -> Iterator[Json]:
    """What is required, what excludes each other, and what depends on the value of another option."""
    for field in schema.fields:
        names = [{"required": [name]} for name in names_of(field)]
        if field.required is True:
            yield {"oneOf": names} if names[1:] else names[0]
        elif names[1:]:
            yield {"not": {"allOf": names}}
    if schema.selector:
        yield from variant_rules(schema)
    if SWITCH in schema.by_name:
        yield number_rule(schema.by_name["number"])


def variant_rules(schema: Schema) -> Iterator[Json]:
    """What each variant has, cannot have and cannot do without; where none is chosen yet, everything is possible."""
    variants = schema.by_name[schema.selector].choices
    for variant in variants:
        needed = [] if schema.partial else [field.name for field in schema.fields if variant in field_needs(field)]
        properties = {field.name: of_variant(schema, field, variant) for field in schema.fields if field.variants}
        rule = {"properties": properties, **({"required": needed} if needed else {})}
        yield {"if": chosen(schema.selector, {"const": variant}), "then": rule}
    possible = {field.name: ref(f"{schema.title}.{field.name}") for field in schema.fields if field.variants}
    yield {"if": chosen(schema.selector, {"enum": list(variants)}), "else": {"properties": possible}}


def field_needs(field: Field) -> tuple[str, ...]:
    """The variants that cannot exist without a field."""
    return field.required if isinstance(field.required, tuple) else ()


def chosen(name: str, value: Json) -> Json:
    """An option is there and has such a value."""
    return {"required": [name], "properties": {name: value}}


def of_variant(schema: Schema, field: Field, variant: str) -> Json:
    """An option that depends on the variant."""
    if not field.exists_for(variant):
        sentence = f"{field.name} belongs to {schema.selector} {' or '.join(field.variants)}, and this is {variant}."
        told = {"errorMessage": sentence, "patternErrorMessage": sentence}
        # A guard without a value is refused, whatever it belongs to.
        nothing: Json = {"not": {}} if field.guard else {"type": ["null", "string"], "pattern": "^$"}
        return {**nothing, "doNotSuggest": True, **told}
    definition = ref(f"{schema.title}.{field.name}")
    return (
        {"allOf": [definition, {"not": NOTHING}]}
        if variant in field_needs(field) and not schema.partial
        else definition
    )


def number_rule(number: Field) -> Json:
    """E.164, unless the switch beside the number is off."""
    digits = UNQUOTED
    rest = [TEMPLATE, NOTHING]
    return {
        "if": {"properties": {SWITCH: {"enum": [True, None]}}},
        "then": {
            "properties": {number.name: {"anyOf": [{"type": "string", "pattern": whole(E164, BLANKS)}, digits, *rest]}}
        },
        "else": {
            "properties": {number.name: {"anyOf": [{"type": "string", "pattern": whole(EXTENSION, BLANKS)}, *rest]}}
        },
    }


def shapes_in(schema: Schema) -> Iterator[Schema]:
    """A schema and all that is nested in it."""
    yield schema
    for field in schema.fields:
        if field.schema:
            yield from shapes_in(field.schema)


def of_list(variable: str, schema: Schema, sentences: list[str]) -> Json:
    """The document of a list variable."""
    nested = {
        name.replace(" ", "_"): document for one in shapes_in(schema) for name, document in of_schema(one).items()
    }
    field = Field(variable, "list", elements="dict", schema=schema, required=True)
    return {**head(variable), **of_field(field, sentences), "definitions": {**COMMON, **nested}}


def head(title: str) -> Json:
    """What every document begins with."""
    return {
        "$schema": "http://json-document.org/draft-07/schema#",
        "$comment": "Written by `make generate` from the modules' declarations.",
        "title": title,
    }


def role_variables() -> dict[str, dict[str, Any]]:
    """Every role's variables, as their argument specs have them."""
    files = sorted(ROOT.glob("roles/*/meta/argument_specs.yml"))
    loaded = [yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader) for file in files]  # noqa: S506 - a safe one
    specs = [one["argument_specs"]["main"] for one in loaded]
    # A role that shares a variable with another may point to that one: the longest description says the most.
    variables: dict[str, dict[str, Any]] = {}
    for name, option in (item for spec in specs for item in spec.get("options", {}).items()):
        if len(str(option)) > len(str(variables.get(name, ""))):
            variables[name] = option
    return variables


def file_of(variable: str) -> str:
    """The file that describes a list: that of the first variable that holds the same."""
    return next(name for name, schema in SCHEMAS.items() if schema is SCHEMAS[variable])


def of_variable(name: str, option: dict[str, Any]) -> Json:
    """The document of a role's variable."""
    if name in SCHEMAS:
        return {"$ref": f"{file_of(name)}.json"}
    field = Field(
        name,
        option.get("type", "str"),
        elements=option.get("elements", "raw"),
        choices=tuple(option.get("choices", ())),
        default=option.get("default"),
    )
    description = option["description"]
    return of_field(field, [description] if isinstance(description, str) else description)


def schemas() -> dict[str, Json]:
    """Each document by its file's name."""
    variables = role_variables()
    lists = {
        name: of_list(name, schema, variables[name]["description"])
        for name, schema in SCHEMAS.items()
        if file_of(name) == name
    }
    properties = {name: of_variable(name, option) for name, option in sorted(variables.items())}
    # A vars file holds whatever else a team needs.
    return {
        **lists,
        "vars": {**head("vars"), "type": ["object", "null"], "properties": properties, "definitions": COMMON},
    }


def main(words: list[str]) -> int:
    """Write the files to the folder that is given, or to that of the checkout."""
    folder = words[0] if words else "schemas"
    texts = {name: json.dumps(document, indent=1, ensure_ascii=False) for name, document in schemas().items()}
    return keep({f"{folder}/{name}.json": text + "\n" for name, text in texts.items()}, [])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
