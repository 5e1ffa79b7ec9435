# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflows, hooks and owners name what is there: targets, pinned actions, programs, paths."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
ON_EVERY_PUSH = "ci"


def jobs(workflow: str) -> dict[str, Any]:
    """The jobs of a workflow by their names."""
    text = (ROOT / ".github" / "workflows" / f"{workflow}.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["jobs"])


def combinations(job: dict[str, Any]) -> list[dict[str, str]]:
    """What a job's matrix fills in; one empty combination where it has none."""
    ((key, values),) = job.get("strategy", {}).get("matrix", {"": [""]}).items()
    return [{key: value} for value in values]


def made(workflow: str) -> Iterator[str]:
    """Each target that the workflow makes, as often as it makes it."""
    for job in jobs(workflow).values():
        for combination in combinations(job):
            for step in job["steps"]:
                yield from targets(step, combination)


def targets(step: dict[str, Any], combination: dict[str, str]) -> Iterator[str]:
    """The targets of a step's make, with the environment of the step filled in by the matrix."""
    variables = {
        name: re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found: combination[found[1]], str(value))
        for name, value in step.get("env", {}).items()
    }
    for line in step.get("run", "").splitlines():
        filled = re.sub(r"\$\{(\w+)\}", lambda found: variables.get(found[1], found[0]), line)
        words = shlex.split(filled)
        if words[:1] == ["make"]:
            yield from (word for word in words[1:] if "=" not in word)


def parts_of_the_test() -> list[str]:
    """What `make test` runs."""
    found = re.search(r"^PARTS := (.+)$", MAKEFILE, re.MULTILINE)
    assert found
    return found[1].split()


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit(workflow: Path, members: Callable[[str, int], None]) -> None:
    used = re.findall(r"uses: (.+)$", workflow.read_text(encoding="utf-8"), re.MULTILINE)
    assert used and [action for action in used if not PINNED.fullmatch(action)] == []
    members("pinned action", len(used))


def test_an_action_has_one_version_everywhere() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    used = set(re.findall(r"uses: (.+)$", texts, re.MULTILINE))
    assert len({action.partition("@")[0] for action in used}) == len(used)


@pytest.mark.parametrize("workflow", [path.stem for path in WORKFLOWS])
def test_workflows_make_targets_that_exist(workflow: str) -> None:
    assert list(made(workflow)) and set(made(workflow)) <= TARGETS


def test_each_part_of_the_test_and_each_gate_runs_once_a_push() -> None:
    everything = re.search(r"^check-all: test-all (.+?) ##", MAKEFILE, re.MULTILINE)
    assert everything
    due = [*parts_of_the_test(), *everything[1].split()]
    ran = [target for target in made(ON_EVERY_PUSH) if target not in ("demo", "test-matrix")]
    assert sorted(ran) == sorted(target for target in due if target != "test-matrix")


@pytest.mark.parametrize("base", ["", " ", None])
def test_a_push_compares_with_the_last_release(base: str | None) -> None:
    """On a push a workflow sets BASE to an empty text, which is not the same as leaving it out."""
    if subprocess.run(["git", "rev-parse", "--verify", "HEAD"], cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip("no commit to compare with")
    environment = {name: value for name, value in os.environ.items() if name != "BASE"}
    environment |= {} if base is None else {"BASE": base}
    command = ["make", "--dry-run", "fragments"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert re.search(r"git merge-base [\w.-]+ HEAD", ran), ran


def test_every_series_of_ansible_core_is_tested_on_a_push_and_the_next_one_may_fail() -> None:
    pins = {path.stem.removeprefix("core-") for path in (ROOT / "requirements").glob("core-*.txt")}
    assert {one["core"] for one in combinations(jobs(ON_EVERY_PUSH)["cores"])} == pins
    assert "CORES=devel" in json.dumps(jobs("nightly")["devel"]) and jobs("nightly")["devel"]["continue-on-error"]


def test_hooks_run_programs_of_this_project_alone() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        program, *arguments = hook["entry"].split()
        assert hook["language"] == "system", hook["id"]
        if program == "make":
            assert arguments[0] in TARGETS, hook["id"]
        else:
            assert program.startswith((".cache/test/bin/", ".cache/nox/bin/")), hook["id"]
        assert all((ROOT / word).exists() for word in arguments if word.startswith("tests/")), hook["id"]


def test_owners_of_code_own_paths_that_exist() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    patterns = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert patterns[0] == "*"
    assert [pattern for pattern in patterns[1:] if not (ROOT / pattern.strip("/")).exists()] == []


def test_the_written_support_window_is_the_tested_one() -> None:
    pins = {path.stem.removeprefix("core-") for path in (ROOT / "requirements").glob("core-*.txt")}
    window = (ROOT / "docs" / "support.md").read_text(encoding="utf-8")
    written = {
        core: (oldest, newest)
        for core, oldest, newest in re.findall(r"^\| (2\.\d+) \| (3\.\d+) to (3\.\d+) \|", window, re.MULTILINE)
    }
    tool = (ROOT / "tests" / "tools" / "matrix.py").read_text(encoding="utf-8")
    cores = ast.literal_eval(re.findall(r"^CORES = (\{.+?^\})", tool, re.MULTILINE | re.DOTALL)[0])
    assert written == {core: (pythons[0], pythons[-1]) for core, pythons in cores.items()} and set(written) == pins
    required = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["requires_ansible"]
    assert required == f">={min(pins)}.0"
