# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the links of an artefact's pages lead to the repository at its tag, for Galaxy shows the README alone."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

REPOSITORY = "https://github.com/voiceops/vapi-ansible/blob"
RELATIVE = re.compile(r"\]\((?!https?://|mailto:|#)([^)#]+)")


def with_absolute_links(text: str, page: str, version: str) -> str:
    """The text of a page, given its path in the repository, with each relative link as one to the tag."""

    def absolute(found: re.Match[str]) -> str:
        target = os.path.normpath(os.path.join(os.path.dirname(page), found[1]))
        return f"]({REPOSITORY}/{version}/{target}"

    return RELATIVE.sub(absolute, text)


def main(words: list[str]) -> None:
    """Rewrite README.md, SECURITY.md and docs/*.md below the folder that is given, for the version that is given."""
    tree, version = Path(words[0]), words[1]
    for path in (tree / "README.md", tree / "SECURITY.md", *(tree / "docs").glob("*.md")):
        page = path.relative_to(tree).as_posix()
        path.write_text(with_absolute_links(path.read_text(encoding="utf-8"), page, version), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
