# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of error messages has every refusal of the catalogue, and no message that no code gives."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._refusals import REFUSALS, Remedy, remedy
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
    texts: list[str] = []
    for path in (ROOT / "plugins" / "module_utils").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts += [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return "\n".join(texts)


ENTRIES, SAID = entries(), said()
KNOWN = [refusal for refusals in REFUSALS.values() for refusal in refusals]


@pytest.mark.case(48)
@pytest.mark.parametrize("refusal", KNOWN, ids=[refusal.sample for refusal in KNOWN])
def test_every_refusal_is_on_the_page_with_its_remedy(refusal: Remedy, members: Callable[[str, int], None]) -> None:
    """The sample is answered with its own fix, not with that of another refusal."""
    assert remedy(refusal.sample) == refusal.fix
    assert refusal.fix in ENTRIES[refusal.sample.replace("`", "")]
    members("refusal", 1)


@pytest.mark.case(48)
def test_the_page_is_made_from_the_catalogue() -> None:
    tool = ROOT / "tests" / "tools" / "error_messages.py"
    stale = subprocess.run([sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False)
    assert stale.returncode == 0, stale.stdout + stale.stderr


@pytest.mark.parametrize("sentence", ENTRIES)
def test_every_sentence_on_the_page_is_one_that_is_said(sentence: str) -> None:
    if sentence in [refusal.sample.replace("`", "") for refusal in KNOWN]:
        return
    # The code fills in these words, as it does what "…" stands for.
    parts = [part.strip(" ,;:()") for part in re.split("…|assistant|provider", sentence)]
    missing = [part for part in parts if part and part not in SAID]
    assert not missing, f"nobody says {missing}"
