# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the get-pip script that ansible-test would download: unpacks the pip that comes with Python."""

from __future__ import annotations

import ensurepip
import sys
import zipfile
from pathlib import Path

wheel = next((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
target = next(path for path in map(Path, sys.path) if path.name == "site-packages")
zipfile.ZipFile(wheel).extractall(target)
