# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes each role's variables into its README, from its argument spec. With --check it only compares."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import yaml
from derived import ROOT, keep

BEGIN = "<!-- Written by `make generate` from meta/argument_specs.yml. -->"
END = "<!-- End of what is written. -->"
SECTION = f"\n## Variables\n\n{BEGIN}\n{END}\n"
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


def readme(role: str) -> str:
    """The README with its table as it should be; a README without one gets it at its end."""
    folder = ROOT / "roles" / role
    spec = yaml.safe_load((folder / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options = spec["argument_specs"]["main"]["options"]
    table = ["| variable | type | default | what it is for |", "|---|---|---|---|"]
    table += [row(name, option) for name, option in options.items()]
    text = (folder / "README.md").read_text(encoding="utf-8")
    text = text if BEGIN in text else text + SECTION
    before, _, rest = text.partition(BEGIN)
    return before + "\n".join([BEGIN, "", *table, "", END]) + rest.partition(END)[2]


def main(words: list[str]) -> int:
    """Write the files, or with --check say which of them are stale."""
    roles = sorted(path.name for path in (ROOT / "roles").iterdir())
    return keep({f"roles/{role}/README.md": readme(role) for role in roles}, words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
