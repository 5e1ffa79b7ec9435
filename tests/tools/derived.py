# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that `make generate` derives from the declarations: written, or with --check compared."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def keep(files: dict[str, str], words: list[str]) -> int:
    """Write each of these texts to its path; with --check in words only say which are stale, and return 1 then."""
    only_compare = "--check" in words
    stale = [name for name, text in files.items() if not _is(ROOT / name, text)]
    for name in stale:
        print(f"{'stale, run make generate' if only_compare else 'written'}: {name}")
        if not only_compare:
            (ROOT / name).parent.mkdir(exist_ok=True)
            (ROOT / name).write_text(files[name], encoding="utf-8")
    return 1 if stale and only_compare else 0


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
