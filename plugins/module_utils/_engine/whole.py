# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that is written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

UNFINISHED = ".unfinished"
"""How the name of a file ends until all of it is there."""


@contextmanager
def whole_file(file: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file when the block ends; nothing is left of one that fails."""
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=UNFINISHED)
    try:
        with open(descriptor, "wb") as stream:
            os.fchmod(stream.fileno(), mode)
            yield stream
        os.replace(unfinished, file)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(unfinished)
        raise
