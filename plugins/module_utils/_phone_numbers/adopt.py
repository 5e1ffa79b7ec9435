# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adopting an org: its numbers as an inventory file, and a skeleton of the vault that this file needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .._errors import InvalidOptions
from .._http.client import Client
from .._reports.files import content_of, file_name, folder, write_all, write_contents
from .._reports.inventory_text import TEMPLATE, Template, document, scalar
from .._reports.summary import amount, with_names
from .._resources.phone_number import LINE
from .._schema.fields import Schema
from .export import lines_info

LINES_HEADER = """# Written by voiceops.vapi.adopt. Keep the secrets in a vault: see vault.yml.
---
"""
VAULT_HEADER = """# Secrets of this org's lines and objects. Fill in those that are needed, then encrypt this file:
# ansible-vault encrypt vault.yml
# An empty one changes nothing as long as its line or object exists and its secret is not sent again.
---
"""
COMMENT = re.compile(r"[^\w .,:+@'()/-]+")


@dataclass
class AdoptedObjects:
    """What an adoption writes of an org's objects, beside its lines."""

    files: dict[Path, str] = field(default_factory=dict)
    contents: dict[Path, bytes] = field(default_factory=dict)
    secrets: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    text: str = ""


def place_of(options: Mapping[str, Any]) -> Path:
    """The folder of this org; raises InvalidOptions for an org's name that would leave the directory."""
    return folder(options["directory"]) / file_name(options["org"])


def adopt_lines(options: dict[str, Any], client: Client, objects: AdoptedObjects) -> dict[str, Any]:
    """Write ``lines.yml``, the files of ``objects`` and, where secrets are missing, ``vault.yml``.

    Raises InvalidOptions when one of them exists with other content, before anything is written.
    """
    place = place_of(options)
    exported = lines_info(options, client)
    lines, vault = place / "lines.yml", place / "vault.yml"
    files = {
        lines: LINES_HEADER + _pin(options, exported["org_id"]) + inventory_text(exported["call_lines"]),
        **objects.files,
    }
    before = {file: content_of(file) for file in files}
    _refuse_edited(files, before, options["force"])
    filled = set(options.get("filled_variables") or ())
    to_fill = [one for one in (*exported["secrets"], *objects.secrets) if one["variable"] not in filled]
    changed = _write(files, objects.contents, vault, to_fill, client.check_mode)
    variables = sorted({secret["variable"] for secret in to_fill})
    found = f"{objects.text}{amount(len(exported['call_lines']), 'line')}"
    return {
        "changed": changed,
        "lines": len(exported["call_lines"]),
        "file": str(lines),
        "files": sorted(str(file) for file in (*files, *objects.contents)),
        "vault_file": str(vault),
        "to_fill": variables,
        "text": _summary(found, objects, lines, vault, variables, client.check_mode and changed),
        "warnings": [*exported["warnings"], *objects.warnings],
        "diff": [_difference(file, before[file] or "", text) for file, text in files.items() if before[file] != text],
    }


def _write(
    files: Mapping[Path, str],
    contents: Mapping[Path, bytes],
    vault: Path,
    to_fill: Sequence[Mapping[str, str]],
    check: bool,
) -> bool:
    """Whether anything was written. A vault with content is never replaced, whatever ``force`` says: its secrets
    cannot be read from the service."""
    written = write_all(files, check)
    written += write_contents(contents, check)
    if to_fill and not content_of(vault):
        written += write_all({vault: vault_text(to_fill)}, check, 0o600)
    return bool(written)


def _refuse_edited(files: Mapping[Path, str], before: Mapping[Path, str | None], force: bool) -> None:
    edited = [file for file, text in files.items() if before[file] not in (None, "", text)]
    if edited and not force:
        raise InvalidOptions(
            f"{with_names([f'{file.parent.name}/{file.name}' for file in edited])} "
            f"{'exist' if edited[1:] else 'exists'} with other content",
            hint="Set directory to another folder, or force to overwrite.",
        )


def _pin(options: Mapping[str, Any], org_id: str | None) -> str:
    """The org's id for the inventory, so that a run with another org's key is refused; none for another org's use."""
    return "" if options["portable"] or not org_id else f"vapi_org_id: {scalar(org_id)}\n\n"


def _difference(file: Path, before: str, after: str) -> dict[str, str]:
    return {"before_header": str(file), "after_header": str(file), "before": before, "after": after}


def _summary(
    found: str, objects: AdoptedObjects, lines: Path, vault: Path, variables: Sequence[str], check: bool
) -> str:
    missing = f"; fill in {amount(len(variables), 'secret')} ({with_names(variables)}) in {vault}" if variables else ""
    where = f"{lines.parent} (org.yml, lines.yml)" if objects.text else str(lines)
    return (f"would write {found} to {where}" if check else f"{found} in {where}") + missing


def inventory_text(lines: Iterable[Mapping[str, Any]]) -> str:
    """The lines as the variable ``call_lines``; only the places of secrets stay templates."""
    return document("call_lines", [_marked(line, LINE) for line in lines])


def _marked(value: Any, schema: Schema | None = None, secret: bool = False) -> Any:
    """The same data with the templates in places of secrets told from texts that only look like one."""
    if isinstance(value, Mapping):
        fields = schema.by_name if schema else {}
        return {
            str(key): _marked(item, field.schema if field else None, secret or bool(field and field.secret))
            for key, item in value.items()
            for field in [fields.get(key)]
        }
    if isinstance(value, (list, tuple)):
        return [_marked(item, schema, secret) for item in value]
    return Template(value) if secret and isinstance(value, str) and TEMPLATE.search(value) else value


def vault_text(secrets: Iterable[Mapping[str, str]]) -> str:
    """The skeleton of a vault: every variable once, empty, with the lines it is for."""
    by_variable: dict[str, list[Mapping[str, str]]] = {}
    for secret in secrets:
        by_variable.setdefault(secret["variable"], []).append(secret)
    return VAULT_HEADER + "".join(_vault_entry(variable, several) for variable, several in sorted(by_variable.items()))


def _vault_entry(variable: str, secrets: Sequence[Mapping[str, str]]) -> str:
    first = secrets[0]
    more = f" and {len(secrets) - 1} more" if len(secrets) > 1 else ""
    place, owner = first.get("option") or first["path"], first.get("line") or first["object"]
    form = ": a mapping, such as {X-Api-Key: secret}" if place.endswith("headers") else ""
    # A name may hold anything, and a comment ends with its line.
    return f'# {place} of {COMMENT.sub(" ", owner)}{more}{form}\n{variable}: ""\n\n'
