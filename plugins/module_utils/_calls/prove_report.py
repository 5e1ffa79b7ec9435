# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proofs as data, as JUnit's XML for a pipeline, and as a page for a browser. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .._reports.escape import markup
from .._reports.files import as_json
from .._reports.page import BAD, GOOD, WARN, Figure, Row, Section, Table, figures_of, page

Proven = Mapping[str, Any]
"""The result of vapi_prove: in ``suites`` lists of proofs by their suite, each proof with ``name`` and ``error``."""

NAMELESS = "a call without a name"
TONES = {"failed": BAD, "not proven": WARN, "proven": GOOD}


def as_junit(org: str, proven: Proven) -> str:
    """The proofs as JUnit's XML."""
    suites = "".join(_suite(org, suite, results) for suite, results in proven["suites"].items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{markup(org)}">\n{suites}</testsuites>\n'


def _suite(org: str, suite: str, results: Sequence[Proven]) -> str:
    failures = sum(bool(one["error"]) for one in results)
    cases = "".join(_case(org, suite, one) for one in results)
    head = f'  <testsuite name="{suite}" tests="{len(results)}" failures="{failures}">\n'
    return f"{head}{cases}  </testsuite>\n"


def _case(org: str, suite: str, result: Proven) -> str:
    name = markup(result.get("name") or NAMELESS)
    failure = f'      <failure message="{markup(result["error"])}"/>\n' if result["error"] else ""
    return f'    <testcase classname="{markup(org)}.{suite}" name="{name}">\n{failure}    </testcase>\n'


def proof_page(org: str, proven: Proven) -> str:
    """A page for a browser: what failed first, with its checks."""
    suites = {suite: list(map(_row, results)) for suite, results in proven["suites"].items() if results}
    sections = [
        Section(suite.capitalize(), tables=[Table(("Proof", "Call", "State", "Checks"), rows, "proven")])
        for suite, rows in suites.items()
    ]
    figures = [Figure(sum(map(len, suites.values())), "proofs"), *figures_of(sections, TONES)]
    lead = "Each proof is a call or a simulation: whether the line answered, who answered, and how it ended."
    return page(f"Proofs: {org}", lead, figures, sections)


def _row(result: Proven) -> Row:
    state = "failed" if result["error"] else "proven" if result.get("passed", True) is not None else "not proven"
    return Row(
        result.get("name") or NAMELESS,
        cells=("; ".join(filter(None, map(_how_it_went, _calls(result)))),),
        state=state,
        tone=TONES[state],
        notes=[*([result["error"]] if result["error"] else []), *_checks(result)],
        quiet=state == "proven",
    )


def _calls(result: Proven) -> Iterator[Proven]:
    """The calls of a proof: a smoke call has a list of them, a loopback call two legs."""
    yield from result.get("calls") or [result[leg] for leg in ("outbound", "inbound") if result.get(leg)]


def _how_it_went(call: Proven) -> str:
    """The end of a call on a few words: ``customer-ended-call, 12 s``."""
    end = str(call.get("ended_reason") or call.get("status") or "")
    return f"{end}, {call['duration']:.0f} s" if end and "duration" in call else end


def _checks(result: Proven) -> list[str]:
    return [f"{'✓' if check['passed'] else '✗'} {check['check']}" for check in result.get("checks") or ()]


REPORTS: dict[str, Callable[[str, Proven], str]] = {
    "json": lambda _org, proven: as_json(proven),
    "xml": as_junit,
    "html": proof_page,
}
"""The reports of one org by their suffix."""
