# Copyright: (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units and integration with every supported ansible-core for which an interpreter is found, and a table at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from check import count

CORES = {
    "2.18.19": ("3.11", "3.12", "3.13"),
    "2.19.14": ("3.11", "3.12", "3.13"),
    "2.20.10": ("3.12", "3.13"),
    "2.21.5": ("3.12", "3.13"),
}
"""The last release of each supported series, and the controller interpreters it takes."""

CACHE = Path(os.environ["HOME"]).parent
UV = str(CACHE / "bootstrap" / "bin" / "uv")


def call(command: list[str], folder: Path, python: Path | None = None) -> tuple[bool, str]:
    """Run a command; the environment's own programs come first on the path."""
    environment = {**os.environ, "PATH": f"{python.parent}:{os.environ['PATH']}"} if python else dict(os.environ)
    # The copied tree is the collection here, not the checkout.
    environment.pop("ANSIBLE_COLLECTIONS_PATH", None)
    process = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return process.returncode == 0, process.stdout


def prepare(core: str, version: str) -> tuple[Path, Path]:
    """An interpreter with this ansible-core, and a tree of its own."""
    home = CACHE / "matrix" / f"{core}-{version}"
    python = home / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([UV, "venv", "--quiet", "--python", version, str(home / "venv")], check=True)
    pins = ["-r", "requirements/matrix.txt", f"ansible-core=={core}"]
    subprocess.run([UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python), *pins], check=True)
    subprocess.run(["tests/tools/tree.sh", str(home)], check=True)
    return python, home / "ansible_collections" / "voiceops" / "vapi"


def check(core: str, version: str) -> tuple[bool, str]:
    """Whether units and integration pass, and a row of the table."""
    python, tree = prepare(core, version)
    units, unit_output = call([str(python), "-m", "pytest", "-q", "-n", "2", "tests/unit"], tree, python)
    targets, target_output = call(
        [str(python.parent / "ansible-test"), "integration", "--color", "no", "--python", version], tree, python
    )
    passed = count("unit", unit_output)[0]
    roles = count("integration", target_output)[0]
    good = units and targets and passed > 0 and roles > 0
    if not good:
        print(unit_output[-6000:] if not units else target_output[-6000:])
    return good, f"{core:<10} {version:<8} {passed:>5} units {roles:>4} targets  {'ok' if good else 'failed'}"


def main() -> int:
    """Each ansible-core with the newest interpreter it takes, and the oldest where there are two."""
    rows = []
    for core, versions in CORES.items():
        found = [version for version in versions if shutil.which(f"python{version}")]
        for version in sorted({found[0], found[-1]}) if found else []:
            good, row = check(core, version)
            print(row, flush=True)
            rows.append(good)
    print(f"{sum(rows)} passed, {len(rows) - sum(rows)} failed")
    return 0 if rows and all(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
