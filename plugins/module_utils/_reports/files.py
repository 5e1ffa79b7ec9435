# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a task writes on the controller: each whole or not at all, below the folder that was named."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .._engine.whole import whole_file
from .._errors import InvalidOptions, VapiError

Files = Mapping[Path, str]


def as_json(value: Any) -> str:
    """A result as it is."""
    return json.dumps(value, indent=4, ensure_ascii=False) + "\n"


def folder(directory: str) -> Path:
    """The folder as an absolute path, with ``~`` and variables of the environment filled in."""
    return Path(os.path.abspath(os.path.expanduser(os.path.expandvars(directory))))


def file_name(org: str) -> str:
    """The org's name as one part of a path; raises InvalidOptions for a name that would leave the folder."""
    if not org or org in (".", "..") or any(one in "/\\\0" or not one.isprintable() for one in org):
        raise InvalidOptions(
            f"org: {org!r} cannot be used as a file name",
            hint="Rename the host: no slashes, no control characters, not a dot alone.",
        )
    return org


def content_of(file: Path) -> str | None:
    """What the file says; none where it does not exist. Raises VapiError when it cannot be read."""
    try:
        # Line breaks stay as they are: what is compared is what Ansible reads.
        with file.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VapiError(f"{file}: cannot be read ({error.strerror})", hint="Check its permissions.") from None


def write_all(files: Files, check: bool, mode: int = 0o644) -> list[str]:
    """Write the files that differ, none in check mode; returns their paths. Raises VapiError naming the file."""
    differing = [file for file, text in files.items() if content_of(file) != text]
    for file in [] if check else differing:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(file, mode) as stream:
                stream.write(files[file].encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise VapiError(
                f"{file}: cannot be written ({error.strerror})",
                hint="Use a folder that this user can write to.",
            ) from None
    return [str(file) for file in differing]
