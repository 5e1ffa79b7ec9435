# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet decides before anything is sent: which lines are the same, which numbers may go."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.module_utils._engine.identity import find, identity, index_of
from ansible_collections.voiceops.vapi.plugins.module_utils._engine.job import Job
from ansible_collections.voiceops.vapi.plugins.module_utils._engine.prune import refuse_too_many, within_rails
from ansible_collections.voiceops.vapi.plugins.module_utils._errors import InvalidOptions
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.fleet import FLEET
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.lines import (
    LINES,
    free_limit_warning,
    is_incomplete,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._resources.phone_number import LINE
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.diff import Plan
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.spec import with_defaults
from ansible_collections.voiceops.vapi.plugins.module_utils._schema.validate import read
from hypothesis import given
from hypothesis import strategies as st


def record(serial: int, **fields: Any) -> dict[str, Any]:
    """A number of the service."""
    return {
        "id": f"id-{serial}",
        "provider": "twilio",
        "name": f"Line {serial}",
        "number": f"+1415555{serial:04d}",
        **fields,
    }


def line(**fields: Any) -> dict[str, Any]:
    """A line as a use case gets it."""
    return with_defaults(LINE, fields)


RECORDS = [record(serial) for serial in range(5)]


# --- identity ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "by"),
    [
        ({"id": "i", "number": "+1", "sip_uri": "s", "name": "n"}, ("id", "i")),
        ({"number": "+1", "sip_uri": "s", "name": "n"}, ("number", "+1")),
        ({"sip_uri": "SIP:Desk@X", "name": "n"}, ("sip_uri", "sip:desk@x")),
        ({"name": "Desk"}, ("name", "Desk")),
        ({"id": None, "number": "", "name": "n"}, ("name", "n")),
        ({}, ("", "")),
    ],
)
def test_what_identifies_a_line(given_: dict[str, Any], by: tuple[str, str]) -> None:
    assert identity(LINES, given_) == by


@given(st.sampled_from(RECORDS), st.sampled_from(["id", "number", "name"]))
def test_the_index_finds_what_a_search_through_all_finds(wanted: dict[str, Any], key: str) -> None:
    declared = line(**{key: wanted[key]})
    assert (
        find(LINES, declared, index_of(LINES, RECORDS).get(identity(LINES, declared), ()))
        == find(LINES, declared, RECORDS)
        == wanted
    )


def test_a_search_is_exact() -> None:
    assert find(LINES, line(name="Line"), RECORDS) is None
    assert find(LINES, line(name="line 1"), RECORDS) is None
    assert find(LINES, line(number="+1415555000"), RECORDS) is None


def test_two_of_a_name_are_an_error_that_names_both() -> None:
    with pytest.raises(InvalidOptions, match=r"id-1, id-9"):
        find(LINES, line(name="Line 1"), [*RECORDS, record(9, name="Line 1")])


def test_an_id_that_is_not_there() -> None:
    with pytest.raises(InvalidOptions, match="no phone number of this org"):
        find(LINES, line(id="id-42", name="Line 1"), RECORDS)
    assert find(LINES, line(id="id-42", state="absent"), RECORDS) is None


def test_a_bought_line_is_not_the_sip_line_of_its_name() -> None:
    sip = record(1, provider="vapi", number=None, sipUri="sip:a@b", name="Desk")
    assert find(LINES, line(provider="vapi", name="Desk", number_desired_area_code="415"), [sip]) is None
    assert find(LINES, line(provider="vapi", name="Desk", sip_uri="SIP:A@b"), [sip]) == sip
    assert find(LINES, line(provider="twilio", name="Line 1", number="+14155550001"), RECORDS) == RECORDS[1]


@pytest.mark.parametrize(
    "twins",
    [
        [{"number": "+14155550100"}, {"number": 14155550100, "name": "Other"}],
        [{"sip_uri": "sip:a@b"}, {"sip_uri": "SIP:A@B"}],
        [{"name": "x"}, {"name": "x"}],
        [{"id": "5f0c1d2e-0000-4000-8000-000000000001"}] * 2,
    ],
)
def test_the_same_line_twice_is_told_with_both_places(twins: list[dict[str, Any]]) -> None:
    problems: list[str] = []
    read(FLEET, {"lines": [{"name": "between"}, *twins]}, problems)
    assert len(problems) == 1 and "lines[1] and lines[2] are the same line" in problems[0]


def test_the_same_name_with_other_numbers_is_two_lines() -> None:
    problems: list[str] = []
    read(FLEET, {"lines": [{"name": "x", "number": "+14155550100"}, {"name": "x", "number": "+14155550101"}]}, problems)
    assert problems == []


# --- the rails of prune -----------------------------------------------------------------------------------------------


def pruned(declared: int = 1, **rails: Any) -> list[str]:
    """The ids that would go when the first numbers are declared."""
    jobs = [Job(LINES, line(name=found["name"]), found, Plan("unchanged")) for found in RECORDS[:declared]]
    chosen = within_rails(rails, [(LINES, record) for record in RECORDS], jobs, "line of this org")
    refuse_too_many({"max_deletions": 5, **rails}, [record["name"] for _kind, record in chosen], "phone numbers")
    to_delete = [Job.deletion(kind, record) for kind, record in chosen]
    assert all(job.plan.action == "delete" and job.declared["state"] == "absent" for job in to_delete)
    return [str(job.record["id"]) for job in to_delete if job.record]


@pytest.mark.parametrize(
    ("rails", "to_delete"),
    [
        ({}, ["id-1", "id-2", "id-3", "id-4"]),
        ({"protected": ["Line 1", "+14155550002", "id-3"]}, ["id-4"]),
        ({"protected": ["*"]}, []),
        ({"only": ["Line [12]"]}, ["id-1", "id-2"]),
        ({"only": []}, []),
        ({"only": ["*"], "protected": ["Line 4"]}, ["id-1", "id-2", "id-3"]),
        ({"max_deletions": 4}, ["id-1", "id-2", "id-3", "id-4"]),
    ],
)
def test_what_may_go(rails: dict[str, Any], to_delete: list[str]) -> None:
    assert pruned(**rails) == to_delete


def test_too_many_are_none_at_all() -> None:
    with pytest.raises(
        InvalidOptions, match=r"delete 4 phone numbers and max_deletions is 3 \(Line 1, Line 2, Line 3, Line 4\)"
    ):
        pruned(max_deletions=3)


@given(st.integers(0, 5), st.lists(st.sampled_from([r["name"] for r in RECORDS]), max_size=3))
def test_what_is_declared_or_protected_never_goes(declared: int, protected: list[str]) -> None:
    kept = {found["id"] for found in RECORDS[:declared]} | {f["id"] for f in RECORDS if f["name"] in protected}
    assert kept.isdisjoint(pruned(declared, protected=protected))


def test_prune_without_lines_is_refused() -> None:
    for lines in ([], None):
        problems: list[str] = []
        read(FLEET, {"lines": lines, "prune": True}, problems)
        assert any(problem.startswith("prune: no line is declared") for problem in problems)


# --- small questions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "half"),
    [
        ({"provider": "vapi", "number": None}, True),
        ({"provider": "vapi", "number": None, "sipUri": "sip:a@b"}, False),
        ({"provider": "vapi"}, False),
        ({"provider": "twilio", "number": None}, False),
    ],
)
def test_half_made_records(fields: dict[str, Any], half: bool) -> None:
    assert is_incomplete(record(1, **fields)) is half


@pytest.mark.parametrize(("bought", "warned"), [(4, 0), (5, 1), (6, 1)])
def test_the_free_limit(bought: int, warned: int) -> None:
    records = [record(n, provider="vapi") for n in range(bought)] + [record(9, provider="vapi", number=None)] + RECORDS
    assert len(list(free_limit_warning(records))) == warned


def test_how_a_line_is_called() -> None:
    assert LINES.describe({"name": "Desk", "number": "+1"}) == "line 'Desk'"
    assert LINES.describe({"number": "+1"}) == "line '+1'"
