# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the refusals of the service into the page of error messages, from the catalogue that errors use."""

from __future__ import annotations

import sys
import textwrap

from derived import ROOT, keep

sys.path.insert(0, str(ROOT / ".cache" / "links"))

from ansible_collections.voiceops.vapi.plugins.module_utils._refusals import REFUSALS, Remedy  # noqa: E402

PAGE = "docs/docsite/rst/guide_troubleshooting.rst"
BEGIN, END = ".. begin: refusals (make generate)\n", ".. end: refusals\n"


def entry(refusal: Remedy) -> str:
    """One refusal as an item of a definition list."""
    term = refusal.sample.replace("`", "")
    text = f"{refusal.why} {refusal.fix}".replace("_id.", "``_id``.")
    return (
        f"``{term}``\n"
        + textwrap.fill(text, 112, break_on_hyphens=False, initial_indent="   ", subsequent_indent="   ")
        + "\n"
    )


def section() -> str:
    """All refusals by subject."""
    parts = []
    for title, refusals in REFUSALS.items():
        parts.append(f"{title}\n{'^' * len(title)}\n")
        parts += [entry(refusal) for refusal in refusals]
    return "\n".join(parts)


def page(text: str) -> str:
    """The page with the section as it should be."""
    before, _begin, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{section()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    sys.exit(keep({PAGE: page((ROOT / PAGE).read_text(encoding="utf-8"))}, sys.argv))
