# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the get-pip script that ansible-test would download: unpacks the pip that comes with Python."""

from __future__ import annotations

import ensurepip
import sysconfig
import zipfile
from pathlib import Path

# Distributions keep the wheels in a folder of their own.
folders = (Path(ensurepip.__file__).parent / "_bundled", Path(sysconfig.get_config_var("WHEEL_PKG_DIR") or "/nowhere"))
wheels = [wheel for folder in folders for wheel in folder.glob("pip-*.whl")]
if not wheels:
    raise SystemExit("This Python comes without pip's wheel: install its venv package.")
zipfile.ZipFile(wheels[0]).extractall(sysconfig.get_path("purelib"))
