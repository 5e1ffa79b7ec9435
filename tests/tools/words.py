# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lints what people read for words that readers of English as a second language stumble over.

Read are: pages in Markdown and reStructuredText, changelog fragments, all texts, docstrings and comments of plugins, of
the event source and of the simulator, and all of roles, playbooks and rulebooks. Exits with 1 when something is found.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

from derived import ROOT

WORDS = {
    r"\bshall\b": "use the present tense, or 'must' or 'should'",
    r"\bunless (said|told|they say)\b": "write 'Default: …'",
    r"\btold of\b": "write 'reported' or 'listed'",
    r"\bmend(s|ed|ing)?\b": "write 'fix' or 'repair'",
    r"\bnobody\b": "say what happens instead, such as 'no call is placed' or 'cannot be read back'",
    r"\bforeign letters\b": "write 'non-ASCII characters'",
    r"\bby (itself|themselves)\b": "write 'automatically', or leave it out",
    r"\bcomes? of\b": "write 'results from' or 'is caused by'",
    r"\bthere is no \w+ to\b": "name what is missing as the subject",
    r"\blogged in to\b": "write 'no SSH'",
    r"\bput back\b": "write 'restore'",
    r"\bheld against\b": "write 'compared with' or 'checked against'",
    r"\ball the same\b": "write 'still'",
    r"\bfor ever\b": "write 'forever' or 'without end'",
    r"\bwas answered with\b": "write 'returned'",
    r"\bcould not be looked for\b": "write 'could not be checked'",
    r"\bdealt with\b": "say what is done",
    r"\bnot any more\b": "write 'no longer'",
}
TITLE_WORDS = {r"^What\b.*\b(is|are|was|it|does|do|comes)\b": "name the subject or the task"}

PAGES = ("*.md", "docs/**/*.md", "docs/**/*.rst", "roles/*/README.md", "changelogs/fragments/*.yml")
CODE = ("plugins/**/*.py", "extensions/**/*.py", "roles/simulator/files/**/*.py")
YAML = ("roles/*/*/*.yml", "playbooks/**/*.yml", "extensions/eda/rulebooks/*.yml", "tests/tools/results.yml")


def page_texts(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Each line of a page: its number, its text, whether it is a title."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        yield number, line, line.startswith("#") or bool(re.fullmatch(r"([=~^-])\1{2,}", below) and line)


def code_texts(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Each text constant of a module, docstrings included, on one line; and each comment."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, " ".join(node.value.split()), False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string, False


def yaml_texts(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Each line of a YAML file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        yield number, line, False


def findings(name: str, texts: Iterator[tuple[int, str, bool]]) -> Iterator[str]:
    """A sentence for each listed word in these texts."""
    for number, text, is_title in texts:
        for pattern, advice in {**WORDS, **(TITLE_WORDS if is_title else {})}.items():
            found = re.search(pattern, text.lstrip("# "), re.IGNORECASE)
            if found:
                yield f"{name}:{number}: {found[0]!r}: {advice}."


def all_findings(root: Path) -> list[str]:
    """Everything found below a checkout."""
    result: list[str] = []
    for patterns, reader in ((PAGES, page_texts), (CODE, code_texts), (YAML, yaml_texts)):
        for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
            result += findings(path.relative_to(root).as_posix(), reader(path))
    return result


def main() -> int:
    """Print what was found."""
    found = all_findings(ROOT)
    print("\n".join(found)) if found else None
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
