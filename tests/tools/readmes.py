# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what READMEs derive: each role's variables, and the list of guides. With --check it only compares."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import yaml
from derived import ROOT, keep

BEGIN = "<!-- Written by `make generate`. -->"
END = "<!-- End of what is written. -->"
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
    """The collection's README with every guide of the documentation site."""
    sections = yaml.safe_load((DOCSITE / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    lines = []
    for section in sections:
        lines += [f"- {section['title']}", *(f"  - {link(guide)}" for guide in section["toctree"])]
    return replaced((ROOT / "README.md").read_text(encoding="utf-8"), lines)


def link(guide: str) -> str:
    """A guide by its title."""
    path = DOCSITE / "rst" / f"{guide}.rst"
    title = TITLE.search(path.read_text(encoding="utf-8"))
    assert title, f"{path.name} has no title"
    return f"[{title[1]}]({path.relative_to(ROOT).as_posix()})"


def replaced(text: str, lines: list[str]) -> str:
    """The text with these lines between its two marks."""
    before, _begin, rest = text.partition(BEGIN)
    return before + "\n".join([BEGIN, "", *lines, "", END]) + rest.partition(END)[2]


def main(words: list[str]) -> int:
    """Write the files, or with --check say which of them are stale."""
    roles = sorted(path.parent.parent.name for path in ROOT.glob("roles/*/meta/argument_specs.yml"))
    files = {f"roles/{role}/README.md": role_readme(role) for role in roles}
    return keep({"README.md": collection_readme(), **files}, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
