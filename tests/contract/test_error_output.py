# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failure as a person sees it: the sentence stands there as often as Ansible prints any, and once as data."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.contract.harness import an_id
from tests.support.simulator import Simulator
from tests.support.warm import ansible_playbook

ROOT = Path(__file__).resolve().parents[2]
KEY = "output-private-key-0001"
LOST = {"name": "B", "provider": "telnyx", "number": "+14155550100", "credential_id": an_id("no credential")}
CALL = {"name": "c", "assistant": "Nobody", "phone_number": "+14155550100", "customer": {"number": "+14155550111"}}

FIX = "Check the id; it may belong to another org or region."
MANY = [{**LOST, "name": f"B{n}", "number": f"+1415555010{n}"} for n in range(3)]


class Failure(NamedTuple):
    """A task that fails, what its sentence says, its fix, and how many entries of the result have it as ``error``."""

    module: str
    options: dict[str, Any]
    words: str
    fix: str = ""
    entries: int = 0


FAILURES = {
    "bad input": Failure("vapi_phone_number", {**LOST, "provider": "telnix"}, "provider: must be one of"),
    "no key": Failure("vapi_phone_number_info", {"api_key": "", "api_url": ""}, "api_key: is missing"),
    "refusal": Failure("vapi_phone_number", LOST, "Couldn't Get Credential.", FIX),
    "guard": Failure("vapi_call_lines", {"lines": [], "protected": ""}, "protected: is empty"),
    "one of a list": Failure("vapi_call_lines", {"lines": [LOST]}, "Couldn't Get Credential.", FIX, 1),
    "some of a list": Failure("vapi_call_lines", {"lines": MANY}, "Couldn't Get Credential.", FIX, 3),
    "calls": Failure("vapi_outbound_calls", {"calls": [CALL]}, "this org has no line", "", 1),
    "no connection": Failure(
        "vapi_phone_number_info",
        {"api_key": KEY, "api_url": "http://127.0.0.1:9", "retries": 0},
        "cannot be reached",
        "Check api_url, region and the network.",
    ),
}


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """An org, and what a run against it needs."""
    with Simulator([KEY]) as org:
        own = {name: text for name, text in os.environ.items() if not name.startswith(("ANSIBLE_", "VAPI_"))}
        yield {
            **own,
            "VAPI_API_URL": org.url,
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "links"),
            "LC_ALL": "C.UTF-8",
        }


@pytest.mark.case(63)
@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_sentence_is_printed_no_more_than_ansible_does(
    form: str, environment: dict[str, str], tmp_path: Path, members: Callable[[str, int], None]
) -> None:
    tasks: list[dict[str, Any]] = [{"name": "plain", "ansible.builtin.fail": {"msg": "a plain sentence"}}]
    for name, failure in FAILURES.items():
        tasks.append({"name": name, f"voiceops.vapi.{failure.module}": {"api_key": KEY, **failure.options}})
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "ignore_errors": True, "tasks": tasks}
    book = tmp_path / "play.json"
    book.write_text(json.dumps([play]), encoding="utf-8")
    wanted = {**environment, "ANSIBLE_CALLBACK_RESULT_FORMAT": form}
    done = ansible_playbook(["-i", "localhost,", book], wanted, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    # A sentence that is broken into lines, in YAML with its quotes doubled, is one all the same.
    printed = " ".join((done.stdout + done.stderr).split()).replace("''", "'")
    parts = dict(re.findall(r"TASK \[([^\]]+)\] \*+ (.*?)(?=TASK \[|PLAY RECAP)", printed))
    own = parts["plain"].count("a plain sentence")
    assert own in (1, 2)
    for name, failure in FAILURES.items():
        for words in filter(None, (failure.words, failure.fix)):
            assert parts[name].count(words) == own + 1 + failure.entries, parts[name]
        assert "[WARNING]" not in parts[name] and "caused by" not in parts[name], parts[name]
    members("kind of failure × output", len(FAILURES))
