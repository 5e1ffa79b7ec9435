# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units, integration, sanity and secrets with every supported ansible-core for which an interpreter is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from check import count

CORES = {
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.12", "3.13"),
    "2.21": ("3.12", "3.13"),
}
"""The supported series, each with the controller interpreters it takes; requirements/core-*.txt holds the versions."""

NEXT = {"devel": ("3.13", "3.14")}
"""What becomes the next series, only when it is asked for: whatever its branch holds today, so without pins."""

SECRETS = [
    sys.executable,
    "-m",
    "pytest",
    "-q",
    "--color",
    "no",
    "-p",
    "no:cacheprovider",
    "tests/faults/test_secrets.py",
    "tests/faults/test_templates.py",
]
"""Searched by the tests' own environment, which has what they need; only what is searched comes from another core."""

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


@cache
def interpreter(version: str) -> str:
    """The path of a Python of this version that runs; a program of that name may be a shim that stands for nothing."""
    found = shutil.which(f"python{version}") or ""
    runs = found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0
    return found if runs else ""


def prepare(core: str, version: str) -> tuple[Path, Path]:
    """An interpreter with this ansible-core and nothing unpinned, and a tree of its own."""
    home = CACHE / "matrix" / f"{core}-{version}"
    python = home / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([UV, "venv", "--quiet", "--python", interpreter(version), str(home / "venv")], check=True)
    how = ["install", "--upgrade", "-r", f"requirements/core-{core}.in"]
    if core not in NEXT:
        how = ["sync", f"requirements/core-{core}.txt"]
    subprocess.run([UV, "pip", *how, "--quiet", "--compile-bytecode", "--python", str(python)], check=True)
    subprocess.run(["tests/tools/tree.sh", str(home)], check=True)
    return python, home / "ansible_collections" / "voiceops" / "vapi"


def play_secrets(python: Path) -> tuple[bool, str]:
    """The plays that are searched for secrets, run by this environment's ansible-playbook."""
    environment = {**os.environ, "FAULTS_BIN": str(python.parent)}
    process = subprocess.run(
        SECRETS, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return process.returncode == 0, process.stdout


def check(core: str, version: str) -> tuple[bool, str]:
    """Whether units and integration pass, and a row of the table, with what was said where they do not."""
    python, tree = prepare(core, version)
    pytest = [str(python), "-m", "pytest", "-q", "--color", "no", "-n", "2", "tests/unit"]
    ansible_test = str(python.with_name("ansible-test"))
    targets = [ansible_test, "integration", "--color", "no", "--continue-on-error", "--python", version]
    stages = {"unit": pytest, "integration": targets}
    if version in CORES.get(core, ())[-1:]:
        # Looks at the code with every interpreter that it finds: once for each series.
        stages["sanity"] = [ansible_test, "sanity", "--color", "no"]
        stages["secrets"] = SECRETS
    row, said, good = f"{core:<6} {version:<6}", "", True
    for stage, command in stages.items():
        fine, output = play_secrets(python) if command is SECRETS else call(command, tree, python)
        passed, failed = count(stage, output)[:2]
        row += f" {passed:>6} {stage} passed {failed:>3} failed"
        if not fine or failed or not passed:
            good, said = False, f"{said}\n{output[-6000:]}"
    return good, f"{row}   {'ok' if good else 'failed'}{said}"


def due(series: list[str]) -> list[tuple[str, str]]:
    """Each of these series with the newest interpreter that is found, and with the oldest where there are two."""
    pairs = []
    for core, versions in ((core, {**CORES, **NEXT}[core]) for core in series or CORES):
        found = [version for version in versions if interpreter(version)]
        pairs += [(core, version) for version in dict.fromkeys(found[:1] + found[-1:])]
        if not found:
            print(f"{core:<6} needs one of Python {', '.join(versions)}: none was found")
    return pairs


def main(series: list[str]) -> int:
    """Two at a time, a row of the table as each is done; ``series`` such as 2.18 takes some of them only."""
    verdicts = []
    with ThreadPoolExecutor(max_workers=2) as workers:
        for good, row in workers.map(lambda pair: check(*pair), due(series)):
            print(row, flush=True)
            verdicts.append(good)
    print(f"{sum(verdicts)} passed, {len(verdicts) - sum(verdicts)} failed")
    return 0 if verdicts and all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
