# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In process is the same as in a process: every module × option × YAML type × check mode × diff.

Each combination is one task, run both ways against a simulator that begins anew: result, warnings, difference, requests
that write and files have to be the same. The nightly setting takes all combinations, any other a sample.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible.errors import AnsibleError

from tests.contract.harness import Org, an_id, record
from tests.support.both_ways import BothWays
from tests.support.declarations import Option, tasks
from tests.support.samples import TELNYX, VALUES, connections, each, given, sample_of
from tests.support.simulator import Simulator
from tests.support.usual import by_setting

TAKEN = by_setting(usual=1, all=2, nightly=0)
"""Values for each option, by turns; 0 is every value in every mode."""

MODES = tuple(itertools.product((False, True), (False, True)))
"""Check mode and diff."""

SHARES = 8
Case = tuple[Option, str, bool, bool]
OPTIONS = [*each(), *connections()]


def cases() -> Iterator[Case]:
    """All combinations, or the sample: by turns, so that each type and each mode meets many options."""
    names = list(VALUES)
    for number, option in enumerate(OPTIONS):
        turns = [names[(number * TAKEN + one) % len(names)] for one in range(TAKEN)] or names
        for place, name in enumerate(turns):
            modes = [MODES[(number + place) % len(MODES)]] if TAKEN else MODES
            yield from ((option, name, check, diff) for check, diff in modes)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BothWays]:
    switches = dict.fromkeys(("call_queue_seconds", "call_ring_seconds", "call_talk_seconds"), 0.0)
    environment = dict(os.environ)
    with Simulator(switches=switches) as simulator:
        org = Org(simulator)
        line = {"provider": "byo-phone-number", "credentialId": an_id("Carrier"), "assistantId": an_id("Support Bot")}
        names = ("Main", "One", "Two")
        org.furnish([record(**line, name=name, number=f"+1415555010{place}") for place, name in enumerate(names)])
        org.add("assistant", name="Bot")
        org.rewrite("credential", **TELNYX)
        os.environ.update(VAPI_API_KEY=simulator.key, VAPI_API_URL=simulator.url)
        yield BothWays(simulator, simulator.state(), tmp_path_factory.mktemp("both") / "here")
    os.environ.clear()
    os.environ.update(environment)


def differences(both: BothWays, chosen: list[Case]) -> tuple[list[str], Counter[str]]:
    """What differs, each as the case and both sides; and what became of the cases."""
    found: list[str] = []
    became: Counter[str] = Counter()
    for option, name, check, diff in chosen:
        try:
            inside, outside = both.run(option.module, given(option, both.load(VALUES[name])), check, diff)
        except AnsibleError:
            became["refused by Ansible itself"] += 1
            continue
        became["failed" if inside.result["failed"] else "changed" if inside.result["changed"] else "ok"] += 1
        if inside != outside:
            case = f"{option.module} {option.path}: {name} (check mode {check}, diff {diff})"
            found.append("\n  ".join([case, *_differing(inside.parts, outside.parts)]))
    return found, became


def _differing(inside: dict[str, Any], outside: dict[str, Any]) -> list[str]:
    """Both sides of each part that differs, first in process."""
    names = [name for name in {**inside, **outside} if inside.get(name) != outside.get(name)]
    return [f"{name}: {inside.get(name)!r}\n  not: {outside.get(name)!r}" for name in names]


def test_the_objects_around_an_option_are_whole() -> None:
    """A sample that is refused itself would compare nothing but that refusal."""
    wrong = {module: task.problems(sample_of(module)) for module, task in tasks().items()}
    assert not any(wrong.values()), wrong


@pytest.mark.case(86, 91)
@pytest.mark.parametrize("share", range(SHARES))
def test_in_process_and_as_a_module_nothing_differs(
    share: int, both: BothWays, members: Callable[[str, int, int], None]
) -> None:
    chosen = list(cases())[share::SHARES]
    found, became = differences(both, chosen)
    assert not found, f"{len(found)} of {len(chosen)} differ:\n" + "\n".join(found[:20])
    assert became["ok"] + became["changed"], "nothing but refusals were compared"
    there = len(OPTIONS[share::SHARES]) * len(VALUES) * len(MODES)
    members("module × option × YAML type × check mode × diff, 0 differences", len(chosen), there)


def test_every_module_option_and_type_takes_part() -> None:
    chosen = list(cases())
    assert {option.module for option, *_rest in chosen} == set(tasks())
    assert {(option.module, option.path) for option, *_rest in chosen} >= {(one.module, one.path) for one in OPTIONS}
    assert {name for _option, name, *_rest in chosen} == set(VALUES)
