# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adopting an org: its objects and lines as inventory files, prompts and contents as files, secrets as a vault."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ._errors import InvalidOptions
from ._http.client import Client
from ._org.export import org_info
from ._org.files import FILE, read_content
from ._org.org import LISTS
from ._phone_numbers.export import EXPORT, lines_info
from ._reports.files import content_of, file_name, folder, write_all
from ._reports.inventory_text import Template, document, scalar, slug
from ._reports.summary import amount, with_names
from ._reports.vault import vault_text
from ._schema.fields import Field, Schema

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

LINES, VAULT = "lines.yml", "vault.yml"
LINES_HEADER = """# Written by voiceops.vapi.adopt. Keep the secrets in a vault: see vault.yml.
---
"""
ORG_HEADER = """# Written by voiceops.vapi.adopt. Prompts are in the folder prompts, contents of files in files.d.
# Keep the secrets in a vault: see vault.yml.
---
"""

CONTENTS = "files.d"
"""A folder whose name has an extension: Ansible would read a ``.yml`` in another one as variables of the host."""


@dataclass
class Adopted:
    """What is written: texts, and contents of files, which replace what is there; and what is said of it."""

    texts: dict[Path, str]
    secrets: list[dict[str, str]]
    warnings: list[str]
    objects: int
    lines: int
    contents: dict[Path, str] = field(default_factory=dict)


def adopt_org(options: dict[str, Any], client: Client) -> dict[str, Any]:
    """The use case of vapi_call_lines_adopt: ``org.yml`` with prompts and contents, ``lines.yml`` and ``vault.yml``.

    Raises InvalidOptions for an org's name that would leave the directory, and, before anything is written, when one of
    the texts exists with other content.
    """
    place = folder(options["directory"]) / file_name(options["org"])
    adopted = _adopted(place, options, client)
    before = {file: content_of(file) for file in adopted.texts}
    _refuse_edited(adopted.texts, before, options["force"])
    filled = set(options.get("filled_variables") or ())
    to_fill = [one for one in adopted.secrets if one["variable"] not in filled]
    changed = _write(adopted, place, to_fill, client.check_mode)
    variables = sorted({secret["variable"] for secret in to_fill})
    return {
        "changed": changed,
        "lines": adopted.lines,
        "file": str(place / LINES),
        "files": sorted(str(file) for file in (*adopted.texts, *adopted.contents)),
        "vault_file": str(place / VAULT),
        "to_fill": variables,
        "text": _summary(adopted, place, variables, client.check_mode and changed),
        "warnings": adopted.warnings,
        "diff": [
            {"before_header": str(file), "after_header": str(file), "before": before[file] or "", "after": text}
            for file, text in adopted.texts.items()
            if before[file] != text
        ],
    }


def _adopted(place: Path, options: dict[str, Any], client: Client) -> Adopted:
    """The org as files below ``place``."""
    wanted = {"kinds": options.get("kinds"), "names": None, "portable": options["portable"]}
    exported, lines = org_info(wanted, client, Template), lines_info(options, client, Template)
    lists = {name: [dict(one) for one in exported[name]] for name in LISTS if exported.get(name)}
    text = LINES_HEADER + _pin(options, lines["org_id"]) + document("call_lines", lines["call_lines"])
    adopted = Adopted(
        texts={place / LINES: text},
        secrets=[*lines["secrets"], *exported["secrets"]],
        warnings=[*lines["warnings"], *exported["warnings"]],
        objects=sum(map(len, lists.values())),
        lines=len(lines["call_lines"]),
    )
    _take_out_prompts(lists.get("assistants", []), place, options, adopted)
    _take_out_contents(lists.get("files", []), place, options, adopted, client)
    if lists:
        variables = [document(f"org_{name}", several) for name, several in lists.items()]
        adopted.texts[place / "org.yml"] = ORG_HEADER + "\n".join(variables)
    return adopted


def _write(adopted: Adopted, place: Path, to_fill: Sequence[Mapping[str, str]], check: bool) -> bool:
    """Whether anything was written. A vault with content is never replaced, whatever ``force`` says: its secrets
    cannot be read from the service."""
    written = write_all({**adopted.texts, **adopted.contents}, check)
    if to_fill and not content_of(place / VAULT):
        written += write_all({place / VAULT: vault_text(to_fill)}, check, 0o600)
    return bool(written)


def _refuse_edited(texts: Mapping[Path, str], before: Mapping[Path, str | None], force: bool) -> None:
    edited = [file for file, text in texts.items() if before[file] not in (None, "", text)]
    if edited and not force:
        raise InvalidOptions(
            f"{with_names([f'{file.parent.name}/{file.name}' for file in edited])} "
            f"{'exist' if edited[1:] else 'exists'} with other content",
            hint="Set directory to another folder, or force to overwrite.",
        )


def _pin(options: Mapping[str, Any], org_id: str | None) -> str:
    """The org's id for the inventory, so that a run with another org's key is refused; none for another org's use."""
    return "" if options["portable"] or not org_id else f"vapi_org_id: {scalar(org_id)}\n\n"


def _summary(adopted: Adopted, place: Path, variables: Sequence[str], check: bool) -> str:
    objects = f"{amount(adopted.objects, 'object')}, " if adopted.objects else ""
    found = f"{objects}{amount(adopted.lines, 'line')}"
    to_fill = f"{amount(len(variables), 'secret')} ({with_names(variables)})"
    missing = f"; fill in {to_fill} in {place / VAULT}" if variables else ""
    where = f"{place} (org.yml, {LINES})" if objects else str(place / LINES)
    return (f"would write {found} to {where}" if check else f"{found} in {where}") + missing


def _take_out_prompts(
    assistants: Iterable[dict[str, Any]], place: Path, options: Mapping[str, Any], adopted: Adopted
) -> None:
    """Prompts into files of their own, which are read exactly as they are."""
    for one, stem in _with_stems(assistants):
        if "prompt" in one:
            file = place / "prompts" / f"{stem}.md"
            adopted.texts[file] = one["prompt"]
            source = _expression(file, options)
            one["prompt"] = Template("{{ lookup('ansible.builtin.file', " + source + ", rstrip=false) }}")


def _take_out_contents(
    files: Iterable[dict[str, Any]],
    place: Path,
    options: Mapping[str, Any],
    adopted: Adopted,
    client: Client,
) -> None:
    """The contents of files, where the service gives them."""
    records = FILE.cached(client) if files else {}
    by_name = {record.get("name"): record for record in records.values()}
    for one, stem in _with_stems(files):
        record = records.get(str(one.get("id"))) or by_name.get(one.get("name")) or {}
        content = read_content(record, client)
        if content is None:
            adopted.warnings.append(
                f"file {one.get('name') or one.get('id')!r}: its content cannot be read; it is declared without src. "
                "Add src before it is created in another org."
            )
            continue
        suffix = Path(str(one.get("name") or "")).suffix
        file = place / CONTENTS / f"{stem}{suffix if suffix[1:].isalnum() else ''}"
        adopted.contents[file] = content.decode("utf-8", "surrogateescape")
        one["src"] = Template("{{ " + _expression(file, options) + " }}")


def _with_stems(declared: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each declaration with the name of its file: plain characters, none twice."""
    taken: Counter[str] = Counter()
    for one in declared:
        plain = re.sub(r"\.\w{1,8}$", "", str(one.get("name") or one.get("id")))
        stem = slug(plain).replace("_", "-") or "unnamed"
        taken[stem] += 1
        yield one, stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"


def _expression(file: Path, options: Mapping[str, Any]) -> str:
    """The file's path as an expression of Jinja, from the inventory where it is below it."""
    inventory = options.get("inventory_directory")
    base = folder(inventory) if inventory else None
    if base and base in file.parents:
        return f"inventory_dir ~ {json.dumps('/' + file.relative_to(base).as_posix(), ensure_ascii=False)}"
    return json.dumps(file.as_posix(), ensure_ascii=False)
