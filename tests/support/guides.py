# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that can be followed: their files are written, their commands run, and what they print is compared.

A code block below a paragraph that is only a literal is a file, and the literal its name. A ``shell`` block is run. A
``text`` or ``diff`` block after it is what it prints. Blocks in other languages are illustrations.

In the usual setting ``ansible-playbook`` and ``ansible`` are those of tests/support/warm.py, else the commands.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from antsibull_docutils.rst_code_finder import find_code_blocks
from markdown_it import MarkdownIt

from tests.support.simulator import Simulator
from tests.support.usual import IS_USUAL
from tests.support.warm import commands as warm_commands

ROOT = Path(__file__).resolve().parents[2]
KEYS = ["your-private-key", "your-other-private-key"]
"""One org each: what a page says that readers replace by their own works in its test as it stands."""

PLAYBOOK = ROOT / "playbooks" / "simulator.yml"
SEED = {
    "orgs": dict.fromkeys(KEYS, yaml.safe_load(PLAYBOOK.read_text(encoding="utf-8"))[0]["vars"]["org_of_the_guides"])
}
"""What both orgs have at first, as in the simulator that readers start themselves."""

AGAIN = "*Begin this section in an empty folder. If you use the simulator, restart it.*"
"""A sentence of a page: what follows does not build on what stands before."""

PRINTED = ("text", "diff")
TIMEOUT = 300
# A terminal keeps its variables and its folder from one command to the next.
FRAME = """trap 'declare -px > "$GUIDE_STATE"; printf "cd %q\\n" "$PWD" >> "$GUIDE_STATE"' EXIT
source "$GUIDE_STATE"
{commands}"""


@dataclass(frozen=True)
class Block:
    """A code block: its language, the file it shows (empty for none), its text and the line it begins at."""

    language: str
    file: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """The code blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return list(_in_markdown(text) if page.suffix == ".md" else _in_restructured_text(text, page))


def _in_restructured_text(text: str, page: Path) -> Iterator[Block]:
    lines = text.split("\n")
    for block in find_code_blocks(text, path=page, root_prefix=page.parent):
        directive = max(number for number in range(block.row_offset) if ".. code-block::" in lines[number])
        above = re.fullmatch(r" *``(\S+)``", lines[directive - 2]) if not lines[directive - 3].strip() else None
        yield Block(block.language or "", above[1] if above else "", block.content, block.row_offset + 1)


def _in_markdown(text: str) -> Iterator[Block]:
    tokens = MarkdownIt().parse(text)
    # What stands before the first section is for the checkout, not for a reader's folder.
    sections = list(dropwhile(lambda token: token.tag != "h2", tokens))
    for number, token in enumerate(sections):
        if token.type == "fence" and token.map:
            above = re.fullmatch(r"`(\S+)`", sections[number - 2].content)
            yield Block(token.info, above[1] if above else "", token.content, token.map[0] + 2)


def follow(page: Path, folder: Path) -> int:
    """Do what a page says, in an empty folder and with a simulator of its own; returns how many blocks were run.

    A page may begin again (AGAIN), for parts that readers follow on their own.
    Raises AssertionError with the block, its exit status and its output when a block fails or prints something else.
    """
    begins = [number for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1) if line == AGAIN]
    parts: list[list[Block]] = [[] for _part in range(len(begins) + 1)]
    for block in blocks(page):
        parts[sum(begin < block.line for begin in begins)].append(block)
    return sum(_follow_part(part, folder / f"part{number}") for number, part in enumerate(parts))


def _follow_part(part: list[Block], folder: Path) -> int:
    """The same for blocks that belong together."""
    workplace = folder / "here"
    workplace.mkdir(parents=True)
    (folder / "state").write_text(f'cd "{workplace}"\n', encoding="utf-8")
    commands, output = 0, ""
    # Ansible's socket has to fit into 107 characters, which pytest's folders leave no room for.
    with Simulator(KEYS, seed=SEED) as simulator, TemporaryDirectory() as temporary, ExitStack() as stack:
        variables = environment(simulator, folder, temporary)
        if IS_USUAL:
            variables["PATH"] = f"{stack.enter_context(warm_commands(variables))}{os.pathsep}{variables['PATH']}"
        before = ""
        for block in part:
            if block.file:
                write(workplace, block)
            elif block.language == "shell":
                output = run(block, folder, variables)
                commands += 1
            elif block.language in PRINTED and before == "shell":
                compare(block, output)
            before = "" if block.file else block.language
    return commands


def environment(simulator: Simulator, folder: Path, temporary: str) -> dict[str, str]:
    """What a reader's terminal has: Ansible, the collection, the keys; everything it leaves stays below ``folder``."""
    (folder / "home").mkdir()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VAPI_"))}
    return {
        **inherited,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "TMPDIR": temporary,
        "LC_ALL": "C.UTF-8",
        "GUIDE_STATE": str(folder / "state"),
        "ANSIBLE_HOME": str(folder / "home" / ".ansible"),
        "ANSIBLE_LOCAL_TEMP": temporary,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "VAPI_API_URL": simulator.url,
        "VAPI_API_KEY": KEYS[0],
        "VAPI_API_KEY_2": KEYS[1],
    }


def write(folder: Path, block: Block) -> None:
    """A block as the file it shows."""
    path = folder / block.file
    assert path.resolve().is_relative_to(folder.resolve()), f"{block.file} is outside of the reader's folder"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def run(block: Block, folder: Path, variables: dict[str, str]) -> str:
    """Run a block, and return what it printed. Whatever it leaves running is ended with it."""
    # bash -e overlooks an inverted command in the middle of a script.
    lines = block.text.strip().splitlines()
    inverted = [number for number, line in enumerate(lines) if line.startswith("! ")]
    assert all(all(line.endswith("\\") for line in lines[number:-1]) for number in inverted), (
        f"line {block.line}: a command that fails on purpose has to be the last one of its block\n{block.text}"
    )
    log = folder / "output"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            ["bash", "-e", "-c", FRAME.format(commands=block.text)],
            env=variables,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status: int | str = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            status = f"none after {TIMEOUT} s"
        finally:
            end_group(process)
    output = log.read_text(encoding="utf-8", errors="replace")
    assert status == 0, f"line {block.line}: exit status {status}\n--- block\n{block.text}--- output\n{output}"
    return output


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()


def compare(block: Block, output: str) -> None:
    """Each line of a block appears in the output; ``…`` stands for anything. A difference appears as a whole."""
    if block.language == "diff":
        assert block.text.strip() in output, f"line {block.line}: not the difference that was printed\n{output}"
        return
    for line in block.text.split("\n"):
        pattern = ".*".join(map(re.escape, line.strip().split("…")))
        assert re.search(pattern, output), f"line {block.line}: {line.strip()!r} was not printed\n--- output\n{output}"
