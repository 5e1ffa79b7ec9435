# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of others as data: written out for HTML, XML, a Markdown cell or a terminal. Pure functions."""

from __future__ import annotations

import html
import json
import re
from typing import Any

NOTHING = "–"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 has no form for, or that steer a terminal."""

DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows them."""

MARKDOWN = re.compile(r"([\\`*_\[\]|~!#])")
AUTOLINK = re.compile(r"(?i)\b(https?|mailto|ftp)(:)|(\bwww)(\.)")


def as_text(value: Any) -> str:
    """A value as one text: a text as it is, everything else as JSON."""
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def visible(text: str, replacement: str = "\ufffd") -> str:
    """The text without characters that steer what shows it."""
    return DIRECTION.sub(replacement, CONTROL.sub(replacement, text))


def markup(value: Any) -> str:
    """A value inside HTML or XML, in text and in attributes."""
    return html.escape(visible(as_text(value)), quote=True)


def cell(value: Any) -> str:
    """A value in a cell of a Markdown table: one line, no markup, no links or images of its own."""
    text = html.escape(" ".join(visible(as_text(value)).split()), quote=False)
    return AUTOLINK.sub(_broken_link, MARKDOWN.sub(r"\\\1", text)) or NOTHING


def _broken_link(found: re.Match[str]) -> str:
    # Renderers link a bare address; an entity in it keeps it a text.
    return f"{found[1]}&#58;" if found[2] else f"{found[3]}&#46;"
