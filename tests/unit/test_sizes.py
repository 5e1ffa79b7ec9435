# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No file of more than 300 lines of code, no function of more than 30: what is longer is two things."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
PROSE = ("modules/",)
"""Files that are documentation, not code: as long as there is something to say."""

LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 300, 30
SPACE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def length(node: ast.AST) -> int:
    """How many lines a node has."""
    return node.end_lineno - node.lineno + 1  # type: ignore[attr-defined]


def lines_of_code(source: str) -> int:
    """Lines with code on them: no blank ones, comments or docstrings."""
    texts: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            texts.update(range(node.lineno, node.lineno + length(node)))
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SPACE:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - texts)


def test_files_and_functions_are_short(members: Callable[[str, int], None]) -> None:
    files = sorted(PLUGINS.rglob("*.py"))
    long: list[str] = []
    found = 0
    for file in files:
        name, source = str(file.relative_to(PLUGINS)), file.read_text(encoding="utf-8")
        if lines_of_code(source) > LINES_OF_A_FILE and not name.startswith(PROSE):
            long.append(f"{name}: {lines_of_code(source)} lines of code")
        for function in functions(ast.parse(source)):
            found += 1
            if length(function) > LINES_OF_A_FUNCTION:
                long.append(f"{name}: {function.name} has {length(function)} lines")
    assert long == []
    members("function of the collection", found)
    members("file of the collection", len(files))
