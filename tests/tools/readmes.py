# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what READMEs derive: each role's variables, the content and the guides. With --check it only compares."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from derived import ROOT, keep

BEGIN = "<!-- Written by `make generate`. -->"
END = "<!-- End of what is written. -->"
PART = "<!-- Written by `make generate`: {}. -->"
VARIABLES = f"\n## Variables\n\n{BEGIN}\n{END}\n"
DOCSITE = ROOT / "docs" / "docsite"
TITLE = re.compile(r"^(.+)\n=+$", re.MULTILINE)
MARKUP = re.compile(r"\b(?:[BCEILMOPUV]|RV)\(([^)#]+)(?:#\w+)?\)")
"""Ansible's semantic markup around a name."""


def row(name: str, option: dict[str, Any]) -> str:
    """A variable as a row: name, type, default, and what it is for."""
    elements = f" of {option['elements']}" if option.get("elements", "raw") != "raw" else ""
    default = "required" if option.get("required") else shown(option.get("default"))
    return f"| `{name}` | {option['type']}{elements} | {default} | {explained(option)} |"


def shown(default: Any) -> str:
    """A default as it is written in YAML; nothing where there is none."""
    if default is None:
        return ""
    return f"`{default if isinstance(default, str) and default else json.dumps(default)}`"


def explained(option: dict[str, Any]) -> str:
    """The description in Markdown, with the choices."""
    given = option["description"]
    sentences = [given] if isinstance(given, str) else list(given)
    if option.get("choices"):
        sentences.append(f"One of {', '.join(f'`{choice}`' for choice in option['choices'])}.")
    return MARKUP.sub(r"`\1`", " ".join(sentences)).replace("|", "\\|")


def role_readme(role: str) -> str:
    """A role's README with the table of its variables; one without a table gets it at its end."""
    folder = ROOT / "roles" / role
    spec = yaml.safe_load((folder / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options = spec["argument_specs"]["main"]["options"]
    table = ["| variable | type | default | what it is for |", "|---|---|---|---|"]
    table += [row(name, option) for name, option in options.items()]
    text = (folder / "README.md").read_text(encoding="utf-8")
    return replaced(text if BEGIN in text else text + VARIABLES, table)


def collection_readme() -> str:
    """The collection's README with its content by kind, and every guide of the documentation site."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    tables = {"modules": modules(), "roles and playbooks": roles_and_playbooks(), "plugins": plugins()}
    for part, rows in tables.items():
        text = replaced(text, ["| name | what it does |", "|---|---|", *rows], PART.format(part))
    return replaced(text, ["| about | guides |", "|---|---|", *guides()], PART.format("guides"))


def guides() -> Iterator[str]:
    """A row for each section of the documentation site, with its guides linked."""
    for section in yaml.safe_load((DOCSITE / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]:
        yield f"| {section['title']} | {' · '.join(map(link, section['toctree']))} |"


def content(name: str, what: str) -> str:
    """A row of the table of content."""
    return f"| {name} | {explained({'description': what}).replace('<', '&lt;')} |"


def modules() -> Iterator[str]:
    """A row for each module."""
    for path in sorted((ROOT / "plugins" / "modules").glob("vapi_*.py")):
        yield content(f"`{path.stem}`", short_description(path))


def roles_and_playbooks() -> Iterator[str]:
    """A row for each role by its argument spec, and for each playbook by the comment it begins with."""
    for path in sorted(ROOT.glob("roles/*/meta/argument_specs.yml")):
        spec = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]
        yield content(f"role `{path.parents[1].name}`", spec["short_description"])
    for path in sorted(ROOT.glob("playbooks/*.yml")):
        yield content(f"playbook `{path.stem}`", first_sentence(path))


def plugins() -> Iterator[str]:
    """A row for each plugin that users name, and for each rulebook."""
    for kind in ("inventory", "lookup", "filter"):
        for path in sorted((ROOT / "plugins" / kind).glob("*.py")):
            yield content(f"{kind} `voiceops.vapi.{path.stem}`", short_description(path))
    for path in sorted(ROOT.glob("extensions/eda/plugins/event_source/*.py")):
        yield content(f"event source `voiceops.vapi.{path.stem}`", short_description(path))
    for path in sorted(ROOT.glob("extensions/eda/rulebooks/*.yml")):
        yield content(f"rulebook `voiceops.vapi.{path.stem}`", first_sentence(path))


def short_description(path: Path) -> str:
    """What a plugin's documentation begins with."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DOCUMENTATION":
            return str(yaml.safe_load(ast.literal_eval(node.value))["short_description"])
    raise AssertionError(f"{path.name} has no DOCUMENTATION")


def first_sentence(path: Path) -> str:
    """What the comment below a file's ``---`` says first, without the variables to set."""
    comment = re.match(r"(?:# ?(.*)\n)+", path.read_text(encoding="utf-8").partition("---\n")[2])
    assert comment, f"{path.name} begins with no comment"
    return re.split(r"[.:] |\.?$", " ".join(line.lstrip("# ") for line in comment[0].splitlines()))[0]


def link(guide: str) -> str:
    """A guide by its title."""
    path = DOCSITE / "rst" / f"{guide}.rst"
    title = TITLE.search(path.read_text(encoding="utf-8"))
    assert title, f"{path.name} has no title"
    return f"[{title[1]}]({path.relative_to(ROOT).as_posix()})"


def replaced(text: str, lines: list[str], begin: str = BEGIN) -> str:
    """The text with these lines between two marks."""
    before, found, rest = text.partition(begin)
    assert found, f"no {begin}"
    return before + "\n".join([begin, "", *lines, "", END]) + rest.partition(END)[2]


def main(words: list[str]) -> int:
    """Write the files, or with --check say which of them are stale."""
    roles = sorted(path.parent.parent.name for path in ROOT.glob("roles/*/meta/argument_specs.yml"))
    files = {f"roles/{role}/README.md": role_readme(role) for role in roles}
    return keep({"README.md": collection_readme(), **files}, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
