# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a tree of Vapi's gitops tool (https://github.com/VapiAI/gitops) as the variables of the role `org`.

``resources/<org>/<folder>/**`` holds one object a file: ``.yml`` and ``.yaml``, or ``.md`` whose front matter is the
definition and whose body is the system prompt. References are paths below their folder, without the extension; a
comment may follow after ``##``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleLookupError
from ansible_collections.voiceops.vapi.plugins.module_utils._org.definitions import with_prompt, with_references

FOLDERS = {
    "tools": "tool",
    "structuredOutputs": "structured-output",
    "assistants": "assistant",
    "squads": "squad",
}
"""Folders of the tree and the kinds in them; others, of what the role `org` does not manage, are passed over."""

VARIABLES = {kind: f"org_{kind.replace('-', '_')}s" for kind in FOLDERS.values()}

FRONT_MATTER = re.compile(r"^---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n(.*))?$", re.DOTALL)
BACKUP = re.compile(r"\.(bkp|dashboard)\.(yml|yaml|md)$")
"""Copies of what the dashboard had, which that tool writes beside its files."""

SNAKE_CASE = {"assistant_ids": "assistantIds", "workflow_ids": "workflowIds"}
"""Keys that the tree writes in its own way."""


class Yaml12(yaml.SafeLoader):
    """A YAML 1.2 reader: only true and false are booleans, so that `backgroundSound: off` stays a text."""


Yaml12.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
    ),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def _integer(loader: yaml.SafeLoader, node: Any) -> int:
    """YAML 1.2: a leading zero is no octal number, 0o is."""
    text = str(loader.construct_scalar(node))
    return int(text, 0) if re.match(r"0[ox]", text) else int(text)


Yaml12.add_constructor("tag:yaml.org,2002:int", _integer)


@dataclass(frozen=True)
class Resource:
    """One file: its kind, its path below the folder without the extension, and its definition."""

    kind: str
    slug: str
    file: Path
    definition: dict[str, Any]

    @property
    def name(self) -> str:
        """What the object is called at the service: as the definition says, else as the file is called."""
        function = self.definition.get("function")
        named = function.get("name") if self.kind == "tool" and isinstance(function, Mapping) else None
        return str(named or self.definition.get("name") or self.slug.rpartition("/")[2])


def read_tree(folder: Path, credentials: Iterable[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """The variables ``org_tools``, ``org_structured_outputs``, ``org_assistants`` and ``org_squads`` of one org's tree.

    ``credentials`` are names of credentials, which the tree has as slugs (``clinic-api`` for "Clinic API"). Raises
    AnsibleLookupError naming the file for what cannot be read, for code, and for a reference to a missing file.
    """
    if not folder.is_dir():
        raise AnsibleLookupError(f"gitops: {folder} is not a folder; name the org's folder below resources/.")
    resources = list(_resources(folder))
    names = {(one.kind, one.slug): one.name for one in resources}
    names.update({("credential", _slug(name)): name for name in credentials})
    variables: dict[str, list[dict[str, Any]]] = {variable: [] for variable in VARIABLES.values()}
    for one in resources:
        variables[VARIABLES[one.kind]].append(_declaration(one, names))
    return variables


def _slug(name: str) -> str:
    """A credential's name as that tool writes it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _resources(folder: Path) -> Iterator[Resource]:
    ignored = list(_ignored(folder))
    for directory, kind in FOLDERS.items():
        seen: dict[str, Path] = {}
        for file in sorted((folder / directory).rglob("*")):
            slug = file.relative_to(folder / directory).with_suffix("").as_posix()
            if any(_fits(f"{directory}/{slug}", one) for one in ignored) or not _is_resource(file, folder):
                continue
            if slug in seen:
                raise AnsibleLookupError(
                    f"gitops: {seen[slug]} and {file} declare the same object; remove one of them."
                )
            seen[slug] = file
            yield Resource(kind, slug, file, _definition(file))


def _is_resource(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    if hidden or not file.is_file() or BACKUP.search(file.name):
        return False
    if file.suffix in (".ts", ".js", ".mjs"):
        raise AnsibleLookupError(f"gitops: {file} is code, and is not run here; write it as .yml or .md.")
    return file.suffix in (".yml", ".yaml", ".md")


def _ignored(folder: Path) -> Iterator[list[str]]:
    """The patterns of .vapi-ignore, each in its parts."""
    file = folder / ".vapi-ignore"
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            yield re.split(r"(\*\*|\*|\?)", pattern)


def _fits(path: str, pattern: Iterable[str]) -> bool:
    """Whether a path fits: `*` and `?` stay within one part of it, `**` does not.

    Each part of the pattern is walked through once; as a regular expression many stars could run forever.
    """
    reached = {0}
    for part in pattern:
        if part == "**":
            reached = set(range(min(reached), len(path) + 1))
        elif part == "*":
            reached = _within_part(path, reached)
        elif part == "?":
            reached = {place + 1 for place in reached if path[place : place + 1] not in ("", "/")}
        else:
            reached = {place + len(part) for place in reached if path.startswith(part, place)}
        if not reached:
            return False
    return len(path) in reached


def _within_part(path: str, reached: set[int]) -> set[int]:
    """These places, and all behind them up to the end of the part of the path that each lies in."""
    found: set[int] = set()
    for place in range(min(reached), len(path) + 1):
        if place in reached or (place - 1 in found and path[place - 1] != "/"):
            found.add(place)
    return found


def _definition(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise AnsibleLookupError(f"gitops: {file} cannot be read as UTF-8 text; check the file.") from None
    body = ""
    if file.suffix == ".md":
        parts = FRONT_MATTER.match(text)
        if not parts:
            raise AnsibleLookupError(
                f"gitops: {file} has no front matter; begin it with YAML between two lines of ---."
            )
        text, body = parts[1], (parts[2] or "").strip()
    try:
        definition = yaml.load(text, Loader=Yaml12)  # noqa: S506 - a SafeLoader with fewer resolvers
    except yaml.YAMLError as error:
        raise AnsibleLookupError(f"gitops: {file} is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(definition, dict):
        raise AnsibleLookupError(f"gitops: {file} must be a mapping, not {type(definition).__name__}.")
    return _with_body(definition, body, file) if body else definition


def _with_body(definition: dict[str, Any], body: str, file: Path) -> dict[str, Any]:
    """The body of a Markdown file is the system message; it takes the place of one in the front matter."""
    model = definition.get("model") or {}
    messages = (model.get("messages") or []) if isinstance(model, Mapping) else None
    if not isinstance(messages, list) or not all(isinstance(message, Mapping) for message in messages):
        raise AnsibleLookupError(
            f"gitops: {file} has a model or messages of another form; see the API's documentation."
        )
    return with_prompt(definition, body, {})


def _declaration(one: Resource, names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    def named(kind: str, text: str) -> str:
        slug = text.partition("##")[0].strip()
        if kind in VARIABLES and (kind, slug) not in names and "/" in slug:
            raise AnsibleLookupError(
                f"gitops: {one.file} refers to {kind} {slug!r}, but no such file exists. "
                "Add the file, or correct the reference."
            )
        return names.get((kind, slug), slug)

    definition = {SNAKE_CASE.get(key, key): value for key, value in one.definition.items() if key != "name"}
    return {"name": one.name, "definition": with_references(definition, named)}
