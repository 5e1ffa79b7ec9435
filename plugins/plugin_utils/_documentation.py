# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of options: the prose of ``_prose`` and the facts of the declaration, neither written twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from ansible_collections.voiceops.vapi.plugins.module_utils._http.connection import CONNECTION, ENVIRONMENT
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field, Schema
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.spec import argument_spec
from ansible_collections.voiceops.vapi.plugins.plugin_utils._prose import PROSE

LENGTHS = {"str": " characters", "list": " characters each", "float": "", "int": ""}


def fragment(schema: Schema) -> str:
    """A doc fragment (YAML) with every option of a schema."""
    return str(yaml.safe_dump({"options": options_of(schema)}, sort_keys=False, allow_unicode=True, width=110))


def plugin_fragment(schema: Schema) -> str:
    """The same for plugins that Ansible hands the options to: with the variables and environment variables it reads.

    Types and choices are checked by the collection, to which a blank value counts as not given.
    """
    options = options_of(schema)
    for field in schema.fields:
        option = options[field.name]
        if option.pop("choices", None):
            option["description"].append(f"One of {', '.join(f'V({choice})' for choice in field.choices)}.")
        if field.type != "str":
            option["type"] = "raw"
        if field.name in ENVIRONMENT:
            option["env"] = [{"name": ENVIRONMENT[field.name]}]
            option["vars"] = [{"name": f"vapi_{field.name}"}]
    return str(yaml.safe_dump({"options": options}, sort_keys=False, allow_unicode=True, width=110))


def options_of(schema: Schema, path: str = "") -> dict[str, dict[str, Any]]:
    """Every option of a schema, nested at ``path``, as Ansible documents it.

    In the prose ``O(name)`` means the option beside it, wherever the shape stands. Raises KeyError for an option
    without prose.
    """
    return {field.name: _option(schema, field, path) for field in schema.fields if not field.read_only}


def _option(schema: Schema, field: Field, path: str) -> dict[str, Any]:
    module = field.schema.module if field.schema else ""
    elsewhere = [f"A mapping with the options of M({module})."] if module else []
    prose = PROSE[schema.title][field.name]
    sentences = [*([prose] if isinstance(prose, str) else prose), *elsewhere, *_facts(schema, field)]
    option: dict[str, Any] = {"description": [_placed(sentence, path) for sentence in sentences]}
    for key, value in argument_spec((field,))[field.name].items():
        if key == "options" and field.schema:
            option["suboptions"] = options_of(field.schema, f"{path}{field.name}{'[]' * (field.type == 'list')}.")
        elif key != "no_log":
            option[key] = value
    return option


def _placed(sentence: str, path: str) -> str:
    """Options by their whole path; return values are a module's own, and only named where its options are nested."""
    options = re.sub(r"\bO\((?=\w)", f"O({path}", sentence)
    return options.replace("RV(", "C(") if path else options


def _facts(schema: Schema, field: Field) -> Iterator[str]:
    """Sentences that the declaration itself says."""
    bounds = " and ".join(
        f"{word} {bound:g}"
        for word, bound in (("at least", field.minimum), ("at most", field.maximum))
        if bound is not None
    )
    if bounds:
        yield f"{bounds.capitalize()}{LENGTHS[field.type]}."
    if field.variants:
        yield f"Only with {_values(schema, field.variants)}."
    if isinstance(field.required, tuple) and field.required:
        moment = "to create a line " if schema.partial else ""
        yield f"Required {moment}with {_values(schema, field.required)}."
    if field.service_default is not None:
        yield f"The service takes V({str(field.service_default).lower()}) when it is left out."
    if field.secret:
        yield "A secret: it is never returned, compared or shown."
    if schema.title == CONNECTION.title and field.name in ENVIRONMENT:
        yield f"The environment variable E({ENVIRONMENT[field.name]}) is used when it is not given."


def _values(schema: Schema, variants: Sequence[str]) -> str:
    return " or ".join(f"O({schema.selector}={variant})" if schema.partial else f"V({variant})" for variant in variants)
