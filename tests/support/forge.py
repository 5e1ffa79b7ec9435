# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages as forges show them: Markdown, and reStructuredText by docutils alone, which knows no role of Sphinx."""

from __future__ import annotations

import re
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from docutils import nodes
from docutils.core import publish_doctree, publish_parts
from docutils.parsers.rst import directives
from markdown_it import MarkdownIt
from markdown_it.token import Token

SETTINGS: dict[str, Any] = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "strip_comments": True,
    "doctitle_xform": False,
    "syntax_highlight": "none",
    "report_level": 1,
}
"""As in rest2html of https://github.com/github/markup, which however hides what docutils reports."""


def html(page: Path) -> str:
    """The body of a page."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".md":
        return MarkdownIt().enable("table").render(text)
    return str(publish_parts(text, writer="html4css1", settings_overrides=SETTINGS)["html_body"])


@cache
def parsed(text: str) -> nodes.document:
    """A reStructuredText as docutils reads it; what it does not understand are nodes in it."""
    # Antsibull's search for code blocks leaves its own directives registered, which understand what Sphinx does.
    with patch.dict(directives._directives, clear=True):
        return publish_doctree(text, settings_overrides={**SETTINGS, "warning_stream": StringIO()})


def complaints(text: str) -> list[str]:
    """What docutils reports about a reStructuredText: unknown roles, directives and options, broken markup."""
    messages = parsed(text).findall(nodes.system_message)
    return [message.astext() for message in messages if message["level"] >= SETTINGS["report_level"]]


def links(page: Path) -> list[str]:
    """Where the links and images of a page lead, within the repository."""
    text = page.read_text(encoding="utf-8")
    found = _in_markdown(text) if page.suffix == ".md" else _in_restructured_text(text)
    return [link for link in found if link and not re.match(r"https?:|mailto:", link)]


def _in_markdown(text: str) -> list[str]:
    tokens: list[Token] = MarkdownIt().enable("table").parse(text)
    inner = [token for outer in tokens for token in outer.children or ()]
    return [str(token.attrs.get("href") or token.attrs.get("src") or "") for token in inner]


def _in_restructured_text(text: str) -> list[str]:
    document = parsed(text)
    pictures = [str(image["uri"]) for image in document.findall(nodes.image)]
    return [str(link.get("refuri", "")) for link in document.findall(nodes.reference)] + pictures


def anchors(page: Path) -> set[str]:
    """The anchors that forges make from a page's headings; of reStructuredText those that Sphinx makes, too."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".md":
        return {_anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    sections = list(parsed(text).findall(nodes.section))
    return {_anchor(section[0].astext()) for section in sections if _anchor(section[0].astext()) in section["ids"]}


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
