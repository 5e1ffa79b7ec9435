# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the subjects of all commits since BASE: ``type(scope): imperative``, at most 72 characters."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from derived import ROOT

BASE = "39718cb640fd62a9a68123faae1f2aa4ac5b9f92"
"""The newest commit that was made before this check."""

LONGEST = 72
TYPES = ("feat", "fix", "refactor", "test", "docs", "perf", "build", "chore", "style", "revert")
SUBJECT = re.compile(rf"({'|'.join(TYPES)})(\([a-z0-9_*., -]+\))?!?: (?P<verb>[a-z][\w-]*)\b.*[^.]")
NOT_IMPERATIVE = re.compile(
    r"(?!need|feed|embed|seed|speed|bring|string|address|pass|process|access|focus|bless)\w+(ed|ing|[^s]s)"
)


def problems(subject: str) -> Iterator[str]:
    """What is wrong with a commit's subject."""
    if len(subject) > LONGEST:
        yield f"{len(subject)} characters, at most {LONGEST}"
    match = SUBJECT.fullmatch(subject)
    if not match:
        yield f"write type(scope): imperative, without a full stop; types: {', '.join(TYPES)}"
    elif NOT_IMPERATIVE.fullmatch(match["verb"]):
        yield f"begin with an imperative, not {match['verb']!r}"


def subjects() -> list[str]:
    """The subjects of all commits since BASE, merges left out; none where the history does not reach back to it."""
    known = subprocess.run(
        ["git", "merge-base", "--is-ancestor", BASE, "HEAD"], cwd=ROOT, capture_output=True, check=False
    )
    if known.returncode:
        print(f"commits: not checked, as this history does not hold {BASE[:12]}")
        return []
    command = ["git", "log", "--no-merges", "--format=%s", f"{BASE}..HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def subject_of(file: str) -> list[str]:
    """The subject of the message in this file, as git hands it to a hook; none for what git writes itself."""
    first = Path(file).read_text(encoding="utf-8").partition("\n")[0]
    return [] if first.startswith(("Merge ", "fixup! ", "squash! ", "amend! ")) else [first]


def main(words: list[str]) -> int:
    """Print the subjects that do not keep to the rule; ``--message FILE`` looks at that one alone."""
    due = subject_of(words[1]) if words[:1] == ["--message"] else subjects()
    found = [f"commit '{subject}': {problem}." for subject in due for problem in problems(subject)]
    print("\n".join(found)) if found else None
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
