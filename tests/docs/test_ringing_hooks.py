# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No page and no example takes a sentence on call.ringing for a greeting: Vapi documents that it ends the call."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.guides import ROOT, blocks

CLOSING = re.compile(r"(?i)\b(closed|does not take)\b")
"""What a sentence says that turns callers away."""


class Loader(yaml.SafeLoader):
    """YAML with any tag: !unsafe and !vault are texts here."""


Loader.add_multi_constructor("!", lambda loader, tag, node: loader.construct_scalar(node))


def snippets() -> Iterator[tuple[str, str]]:
    """Every YAML text that users read: pages, examples, modules' examples, playbooks; with the file's path."""
    for page in (*ROOT.glob("*.md"), *ROOT.glob("roles/*/README.md"), *ROOT.glob("docs/docsite/rst/*.rst")):
        yield from ((page.name, block.text) for block in blocks(page) if block.language in ("yaml", "yml"))
    for path in [*ROOT.glob("examples/**/*.yml"), *ROOT.glob("playbooks/**/*.yml")]:
        yield path.name, path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("plugins/modules/vapi_*.py"), *ROOT.glob("tests/tools/results.yml")]:
        yield from ((path.name, text) for text in literals(path))


def literals(path: Path) -> Iterator[str]:
    """The documents inside a file: EXAMPLES and RETURN of a module, else the file itself."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield text
        return
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def hooks_in(value: Any) -> Iterator[dict[Any, Any]]:
    """Every ringing hook that says something, at any depth."""
    if isinstance(value, dict):
        if "call.ringing" in (value.get("event"), value.get("on"), value.get(True)) and says(value.get("do")):
            yield value
        for inner in value.values():
            yield from hooks_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from hooks_in(inner)


def says(do: Any) -> list[str]:
    """The sentences of a hook's actions."""
    actions = [action for action in (do if isinstance(do, list) else [do]) if isinstance(action, dict)]
    return [str(action.get("exact")) for action in actions if action.get("type") == "say"]


@pytest.mark.case(110)
def test_sentences_on_ringing_are_filtered_or_turn_callers_away(members: Callable[[str, int], None]) -> None:
    hooks = [
        (name, hook)
        for name, text in snippets()
        if "call.ringing" in text and not text.startswith("$ANSIBLE_VAULT")
        for document in yaml.load_all(text, Loader)  # noqa: S506 - a SafeLoader that knows Ansible's tags
        for hook in hooks_in(document)
    ]
    members("ringing sentence in pages and examples", len(hooks))
    assert len(hooks) > 10
    greetings = [
        (name, hook["do"])
        for name, hook in hooks
        if not hook.get("filters") and not all(CLOSING.search(sentence) for sentence in says(hook["do"]))
    ]
    assert greetings == []
