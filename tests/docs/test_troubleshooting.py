# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The troubleshooting guide knows every remedy, and no sentence that nobody says."""

from __future__ import annotations

import ast
import re

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import REMEDIES
from antsibull_docutils.utils import parse_document
from docutils import nodes

from tests.support.guides import ROOT

PAGE = ROOT / "docs" / "docsite" / "rst" / "guide_troubleshooting.rst"


def entries() -> dict[str, str]:
    """What the page says about each sentence."""
    document = parse_document(PAGE.read_text(encoding="utf-8"), parser_name="restructuredtext", path=PAGE)
    return {
        item[0].astext(): " ".join(item[1].astext().split()) for item in document.findall(nodes.definition_list_item)
    }


def said() -> str:
    """Every text in the collection's code that a sentence may be made of, and the service's words that it knows."""
    texts = [words for words, _remedy in REMEDIES]
    for path in (ROOT / "plugins" / "module_utils").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts += [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return "\n".join(texts)


ENTRIES, SAID = entries(), said()


@pytest.mark.parametrize(("words", "remedy"), REMEDIES, ids=[words for words, _remedy in REMEDIES])
def test_every_remedy_is_on_the_page(words: str, remedy: str) -> None:
    about = [text for sentence, text in ENTRIES.items() if re.search(words, sentence, re.IGNORECASE)]
    assert any(remedy in text for text in about), f"{PAGE.name} says nothing, or something else, about {words!r}"


@pytest.mark.parametrize("sentence", ENTRIES)
def test_every_sentence_on_the_page_is_one_that_is_said(sentence: str) -> None:
    if any(re.search(words, sentence, re.IGNORECASE) for words, _remedy in REMEDIES):
        return
    # The code fills in these words, as it does what "…" stands for.
    parts = [part.strip(" ,;:()") for part in re.split("…|assistant|provider", sentence)]
    missing = [part for part in parts if part and part not in SAID]
    assert not missing, f"nobody says {missing}"
