# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The architecture: packages import only what stands below them, as told by their imports."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.fields import Field

ROOT = Path(__file__).resolve().parents[2] / "plugins" / "module_utils"

ORDER = (
    ("_refusals", "_version"),
    ("_errors",),
    ("_schema",),
    ("_http",),
    ("_resources",),
    ("_engine",),
    # Texts and files of reports: pure, and used by the use cases of every kind.
    ("_reports",),
    ("_phone_numbers", "_calls", "_org", "_carriers"),
    # An org's objects and its lines in one task.
    ("_provision", "_adoption", "_drift", "_proof", "_comparison", "_restoration", "_lint"),
    # Looks at all kinds at once.
    ("_service",),
    ("_task",),
)
"""From the bottom up; packages of one floor do not import each other."""

FLOOR = {package: floor for floor, packages in enumerate(ORDER) for package in packages}

KINDS = ("phone_number", "assistant", "squad", "tool", "credential", "file", "structured_output", "campaign", "hook")
"""Kinds whose modules the engine must not know."""


def package_of(file: Path) -> str:
    """The package of a file, or the module itself where it stands alone."""
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    """Every module of module_utils that a file imports, with its package: ``_schema.fields``."""
    depth = len(file.relative_to(ROOT).parts)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level == depth and node.module:
            yield node.module
        elif node.level == depth:
            yield from (alias.name for alias in node.names)
        elif node.level == 0 and "plugins.module_utils." in (node.module or ""):
            yield str(node.module).partition("plugins.module_utils.")[2]


FILES = sorted(path for path in ROOT.rglob("*.py"))


def test_every_package_has_its_floor() -> None:
    assert {package_of(file) for file in FILES} <= FLOOR.keys()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_arrows_point_downward(file: Path, members: Callable[[str, int], None]) -> None:
    own = package_of(file)
    found = [module for module in imports(file) if module.partition(".")[0] != own]
    members("import between packages", len(found))
    upward = [module for module in found if FLOOR[module.partition(".")[0]] >= FLOOR[own]]
    assert upward == []


def test_the_engine_knows_no_kind() -> None:
    engine = [file for file in FILES if package_of(file) == "_engine"]
    known = [
        (file.name, module)
        for file in engine
        for module in imports(file)
        if module.startswith("_resources.") and module.split(".")[1] in KINDS
    ]
    assert known == []
    named = [
        (file.name, node.value)
        for file in engine
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.strip("/").replace("-", "_") in KINDS
    ]
    assert named == []


def public_names(file: Path) -> Iterator[str]:
    """Functions and classes that a file offers to others."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node.name


def test_a_public_name_means_one_thing(members: Callable[[str, int], None]) -> None:
    places = defaultdict(list)
    for file in FILES:
        for name in public_names(file):
            places[name].append(str(file.relative_to(ROOT)))
    members("public function or class", len(places))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_the_page_for_developers_names_the_whole_vocabulary_of_a_field() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "development.md").read_text(encoding="utf-8")
    section = page.partition("## The vocabulary of declarations")[2].partition("\n## ")[0]
    attributes = {one.name for one in dataclasses.fields(Field)}
    assert attributes <= set(re.findall(r"`(\w+)`", section)), attributes


def test_names_of_ours_need_no_alias() -> None:
    renamed = [
        f"{file.relative_to(ROOT.parent)}: {alias.name} as {alias.asname}"
        for file in sorted(ROOT.parent.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.level or "voiceops.vapi" in (node.module or ""))
        for alias in node.names
        if alias.asname
    ]
    assert renamed == []


def test_there_are_imports_to_read() -> None:
    assert sum(1 for file in FILES for _module in imports(file)) > 100


def test_the_map_for_developers_has_every_package_in_this_order() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "development.md").read_text(encoding="utf-8")
    rows = page.partition("| package | content |")[2].partition("Around them:")[0].splitlines()
    named = [re.findall(r"`(_\w+)(?:\.py|/)`", row.split("|")[1]) for row in rows if row.startswith("| `")]
    assert [set(names) for names in named] == [set(floor) for floor in ORDER]
