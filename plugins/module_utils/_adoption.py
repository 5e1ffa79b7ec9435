# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adopting an org: its objects and lines as inventory files, prompts and contents as files, secrets as a vault."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ._http.client import Client
from ._org.export import org_info
from ._org.files import read_content
from ._org.org import LISTS
from ._phone_numbers.adopt import AdoptedObjects, adopt_lines, place_of
from ._phone_numbers.export import EXPORT
from ._reports.files import folder
from ._reports.inventory_text import Template, document, slug
from ._reports.summary import amount
from ._resources.listing import reader
from ._schema.fields import Field, Schema
from ._schema.redact import is_secret

ADOPTION = Schema(
    "adoption",
    (
        *EXPORT.fields,
        Field("org", required=True, local=True),
        Field("directory", "path", required=True, local=True),
        Field("force", "bool", local=True, default=False),
        Field("filled_variables", "list", elements="str", local=True),
        Field("kinds", "list", elements="str", choices=tuple(LISTS), local=True, guard=True),
        Field("inventory_directory", "path", local=True),
    ),
)

HEADER = """# Written by voiceops.vapi.adopt. Prompts are in the folder prompts, contents of files in files.d.
# Keep the secrets in a vault: see vault.yml.
---
"""

CONTENTS = "files.d"
"""A folder whose name has an extension: Ansible would read a ``.yml`` in another one as variables of the host."""


def adopt_org(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call_lines_adopt: ``org.yml`` with prompts and contents, ``lines.yml`` and ``vault.yml``."""
    place = place_of(options)
    wanted = {"kinds": options.get("kinds"), "names": None, "portable": options["portable"]}
    exported = org_info(wanted, client)
    lists = {name: [dict(one) for one in exported[name]] for name in LISTS if exported.get(name)}
    objects = AdoptedObjects(secrets=exported["secrets"], warnings=list(exported["warnings"]))
    _take_out_prompts(lists.get("assistants", []), place, options, objects)
    _take_out_contents(lists.get("files", []), place, options, objects, client)
    if lists:
        variables = [document(f"org_{name}", [_marked(one) for one in several]) for name, several in lists.items()]
        objects.files[place / "org.yml"] = HEADER + "\n".join(variables)
        objects.text = f"{amount(sum(map(len, lists.values())), 'object')}, "
    return adopt_lines(options, client, objects)


def _take_out_prompts(
    assistants: Iterable[dict[str, Any]], place: Path, options: Mapping[str, Any], objects: AdoptedObjects
) -> None:
    """Prompts into files of their own, which are read exactly as they are."""
    named = _file_names(assistants)
    for one in assistants:
        if "prompt" in one:
            file = place / "prompts" / f"{named[id(one)]}.md"
            objects.files[file] = one["prompt"]
            source = _expression(file, options)
            one["prompt"] = Template("{{ lookup('ansible.builtin.file', " + source + ", rstrip=false) }}")


def _take_out_contents(
    files: Iterable[dict[str, Any]],
    place: Path,
    options: Mapping[str, Any],
    objects: AdoptedObjects,
    client: Client,
) -> None:
    """The contents of files, where the service gives them."""
    records = {record["id"]: record for record in reader(client, "/file")("/file")} if files else {}
    by_name = {record.get("name"): record for record in records.values()}
    named = _file_names(files)
    for one in files:
        record = records.get(one.get("id")) or by_name.get(one.get("name")) or {}
        content = read_content(record, client)
        if content is None:
            objects.warnings.append(
                f"file {one.get('name') or one.get('id')!r}: its content cannot be read; it is declared without src. "
                "Add src before it is made in another org."
            )
            continue
        suffix = Path(str(one.get("name") or "")).suffix
        file = place / CONTENTS / f"{named[id(one)]}{suffix if suffix[1:].isalnum() else ''}"
        objects.contents[file] = content
        one["src"] = Template("{{ " + _expression(file, options) + " }}")


def _file_names(declared: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """A name of plain characters for each declaration, none twice; by the declaration's own ``id()``."""
    taken: Counter[str] = Counter()
    names = {}
    for one in declared:
        plain = re.sub(r"\.\w{1,8}$", "", str(one.get("name") or one.get("id")))
        stem = slug(plain).replace("_", "-") or "unnamed"
        taken[stem] += 1
        names[id(one)] = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
    return names


def _expression(file: Path, options: Mapping[str, Any]) -> str:
    """The file's path as an expression of Jinja, from the inventory where it is below it."""
    inventory = options.get("inventory_directory")
    base = folder(inventory) if inventory else None
    if base and base in file.parents:
        return f"inventory_dir ~ {json.dumps('/' + file.relative_to(base).as_posix(), ensure_ascii=False)}"
    return json.dumps(file.as_posix(), ensure_ascii=False)


def _marked(value: Any, key: str = "") -> Any:
    """The same data with the templates in places of secrets told from texts that only look like one."""
    if isinstance(value, Template):
        return value
    if isinstance(value, str):
        return Template(value) if is_secret(key, value) else value
    if isinstance(value, Mapping):
        return {name: _marked(item, name) for name, item in value.items()}
    return [_marked(item, key) for item in value] if isinstance(value, list) else value
