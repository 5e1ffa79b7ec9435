# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures, prints the tables, writes docs/benchmark.md; with --check it fails when a claim does not hold."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import time
from importlib.metadata import version
from pathlib import Path

from tests.benchmark.bench import ROOT, Bench, Run
from tests.benchmark.claims import CLAIMS, QUICK, SLOW, Measured, Results, cells
from tests.benchmark.scenes import WAYS, Cell

PAGE = ROOT / "docs" / "benchmark.md"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make benchmark", description=__doc__)
    parser.add_argument("--full", action="store_true", help="every way in every size and latency (hours)")
    parser.add_argument("--check", action="store_true", help="fail when a claim does not hold")
    parser.add_argument("--repeat", type=int, default=0, help="runs of each cell (default: 3, with --full 5)")
    parser.add_argument("--only", default="", help="measure the cells that fit this pattern, and print only")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page is written")
    arguments = parser.parse_args()
    began = time.monotonic()
    repeat = arguments.repeat or (5 if arguments.full else 3)
    wanted = [cell for cell in cells(arguments.full) if re.search(arguments.only, name_of(cell))]
    results = measure(wanted, repeat)
    text = page(results, repeat, arguments.full, time.monotonic() - began)
    print(text)
    if not arguments.only:
        arguments.page.write_text(text, encoding="utf-8")
    verdicts = [claim.verdict(results) for claim in CLAIMS]
    missed = sum(verdict is not None and not verdict[1] for verdict in verdicts)
    return 1 if arguments.check and missed else 0


def measure(wanted: list[Cell], repeat: int) -> Results:
    """Round after round over all cells of a size, so that a busy moment of the machine strikes them alike."""
    runs: dict[Cell, list[Run]] = {cell: [] for cell in wanted}
    with Bench() as bench:
        for size in dict.fromkeys((cell.of, cell.count) for cell in wanted):
            of_size = [cell for cell in wanted if (cell.of, cell.count) == size]
            for turn in range(quick(repeat)):
                for cell in of_size:
                    if turn == 0 or turn < turns(runs[cell][0], repeat):
                        runs[cell].append(bench.run(cell, memory=cell.count == 5000 and turn == repeat - 1))
                        say(cell, runs[cell][-1])
    return Results(Measured(cell, done) for cell, done in runs.items())


def turns(first: Run, repeat: int) -> int:
    """How often a cell is run: the shorter, the more of it is chance."""
    return 1 if first.seconds >= SLOW else repeat if first.seconds >= QUICK else quick(repeat)


def quick(repeat: int) -> int:
    """Runs of a cell that takes no time."""
    return 2 * repeat - 1


def name_of(cell: Cell) -> str:
    """A cell in words, for progress and for ``--only``."""
    return f"{cell.count:>5} {cell.of}, {cell.latency:>3} ms, {cell.situation}, {cell.way}"


def say(cell: Cell, run: Run) -> None:
    """One line for each run."""
    print(f"{name_of(cell):<60} {run.seconds:7.2f} s", file=sys.stderr, flush=True)


def page(results: Results, repeat: int, full: bool, seconds: float) -> str:
    """docs/benchmark.md."""
    command = f"make benchmark{' ARGUMENTS=--full' if full else ''}"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, ansible-core {version('ansible-core')}"
    return INTRODUCTION.format(
        command=command,
        machine=machine,
        repeat=repeat,
        quick=quick(repeat),
        minutes=seconds / 60,
        claims=claims_table(results),
        tables="\n".join(tables(results)),
    )


def claims_table(results: Results) -> str:
    """Every claim with its number."""
    rows = ["| claim | measured | claimed | holds | depends on the machine |", "|---|---:|---:|---|---|"]
    for claim in CLAIMS:
        verdict = claim.verdict(results)
        measured, holds = (
            ("not measured", "") if verdict is None else (f"{verdict[0]:.3g}", "yes" if verdict[1] else "no")
        )
        machine = "no" if claim.ours else "yes"
        rows.append(f"| {claim.sentence} | {measured} | {claim.limit} | {holds} | {machine} |")
    return "\n".join(rows)


def tables(results: Results) -> list[str]:
    """One table for each kind, size and latency: ways down, situations across."""
    places = dict.fromkeys((one.cell.of, one.cell.count, one.cell.latency) for one in results)
    return [table(results, *place) for place in places]


def table(results: Results, of: str, count: int, latency: int) -> str:
    """Times over the empty playbook's, seconds, and requests (reads + writes)."""
    here = [one for one in results if (one.cell.of, one.cell.count, one.cell.latency) == (of, count, latency)]
    situations = list(dict.fromkeys(one.cell.situation for one in here if one.cell.way != "empty"))
    rows = [
        f"### {count:,} {of}, {latency} ms\n",
        f"| | {' | '.join(situations)} |",
        "|---|" + "---|" * len(situations),
    ]
    for way, title in WAYS.items():
        found = {one.cell.situation: one for one in here if one.cell.way == way}
        if found:
            shown = [entry(results, found.get(situation)) for situation in situations]
            rows.append(f"| {title} | {' | '.join(shown)} |")
    return "\n".join(rows) + "\n"


def entry(results: Results, one: Measured | None) -> str:
    """One cell as it is shown."""
    if one is None:
        return ""
    empty = results.empty(one.cell)
    memory = max(run.megabytes for run in one.runs)
    ratio = f"**{one.seconds / empty:.1f}** " if empty else ""
    shown = f"{ratio}({one.seconds:.1f} s; {one.requests})"
    return f"{shown}, {memory:.0f} MB" if memory else shown


INTRODUCTION = """\
<!--
Copyright (c) 2026, The voiceops.vapi authors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->

# Benchmarks

This page is written by `{command}`. The run took {minutes:.0f} minutes on a machine with
{machine}.

Each cell is a separate process against the collection's simulator on the same machine, which waits for the given
latency before every response. The org is reset before each run: empty for *create*, complete for *nothing to do*, and
with every hundredth line routed to another assistant for *1 % changed*. For *all changed* every line is written; for
*all fail* the service rejects each of these writes. A line is an imported Twilio number with a name, a token, an
assistant given by name, and a hook. The declaration is in `host_vars` of an inventory directory, the connection is
local, and the interpreter is Ansible's own.

Times are medians of {repeat} runs ({quick} for cells below two seconds, one above 40 seconds). The runs of all cells
alternate, so that other load on the machine affects all of them equally. **How to read the figures:** seconds depend on
the machine. Ratios to an empty playbook, in bold, depend mostly on the collection and vary by a tenth or two with the
load. Requests (reads + writes), bytes printed and lines shown depend only on the collection and are exact. Memory is
the peak of the process and all its children.

- *an empty playbook*: the same inventory and one `meta: noop`.
- *a script written by hand*: eight threads and requests; reads numbers and assistants, and writes the differences.
- *a playbook of `uri` calls*: reads both lists once and loops over the lines that are missing or routed differently.
- *a loop*: `vapi_phone_number` for each line, in process and with `VAPI_IN_PROCESS=false` (one process per line).
- *a fleet*: `vapi_call_lines` with the whole list, in process and as a module.
- all others are the collection's playbooks, as a user runs them.

Repeat it with `make benchmark` (minutes) or `make benchmark ARGUMENTS=--full` (hours: every way in every size and
latency). `make benchmark ARGUMENTS=--check` fails if a claim does not hold, and
`ARGUMENTS="--only 'orgs|calls' --repeat 1"` prints only the selected cells. Without `--full` the loops are measured
only at 50 ms and 100 lines, and the time of the `uri` playbook for 1,000 lines is ten times that for 100.

## Claims

{claims}

## Measurements

{tables}"""


if __name__ == "__main__":
    sys.exit(main())
