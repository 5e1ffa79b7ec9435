# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts: plain, unique, and never what Ansible uses for something else."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from ansible_collections.voiceops.vapi.plugins.plugin_utils._host_names import host_names, plain
from hypothesis import given
from hypothesis import strategies as st

NUMBER = "+14155550100"


def named(*names: str | None) -> list[str]:
    """Host names of lines with these names and no number."""
    return host_names([{"name": name, "id": f"id-{index}"} for index, name in enumerate(names)], ["web", "Static"])


@pytest.mark.case(90, 138)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Main", "Main"),
        ("Main line, EU: [1]", "Main_line_EU_1"),
        ("München Öffnung", "Munchen_Offnung"),
        ("../group_vars/all", "group_vars_all"),
        ("..", None),
        ("a/../b", "a___b"),
        ("a..b", "a_b"),
        ("line\nforged: [1]", "line_forged_1"),
        ("{{ lookup('pipe', 'id') }}", "lookup_pipe_id"),
        ("@/etc/passwd", "etc_passwd"),
        ("-e x", "e_x"),
        ("!all", None),
        ("all", None),
        ("ALL", None),
        ("localhost", None),
        ("ungrouped", None),
        ("web", None),
        ("Web", None),
        ("static", None),
        ("vapi_provider_twilio", None),
        ("水", None),
        ("\u202e", None),
        ("", None),
        (None, None),
        ("_meta", "meta"),
        ("sip:desk@sip.vapi.ai", "desk@sip.vapi.ai"),
    ],
)
def test_names(name: str | None, expected: str | None) -> None:
    assert named(name) == [expected or "id-0"]


@pytest.mark.case(90)
def test_what_two_lines_would_be_named_by_names_neither() -> None:
    assert named("Main line", "Main_line", "Other") == ["id-0", "id-1", "Other"]
    assert named("Main", "main") == ["id-0", "id-1"]
    lines: list[dict[str, Any]] = [{"name": NUMBER, "id": "a"}, {"name": "b", "number": NUMBER, "id": "b"}]
    assert host_names(lines, []) == ["a", "b"]
    assert host_names([{"name": "x", "id": "y"}, {"name": "y", "id": "y"}, {"name": "y", "id": "z"}], [])[0] == "x"


lines_of = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["a", "A", "a b", "a_b", "all", "web", "é", "e", ":", "0", "line-0-1"])
            | st.text(max_size=6),
            "number": st.sampled_from([NUMBER, "1000", "a"]),
            "sip_uri": st.sampled_from(["sip:a", "SIP:a@x"]),
        },
    ),
    max_size=8,
)


@pytest.mark.case(90, 138)
@given(lines_of, st.randoms())
def test_names_are_plain_unique_and_do_not_depend_on_the_order(
    lines: list[dict[str, Any]], chance: random.Random
) -> None:
    lines = [{**line, "id": str(index)} for index, line in enumerate(lines)]
    names = host_names(lines, ["web"])
    assert len({name.lower() for name in names}) == len(lines)
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9+][A-Za-z0-9._@+-]*", name) and ".." not in name
        assert name.lower() not in {"all", "ungrouped", "localhost", "web"} and plain(name) == name
    shuffled = list(lines)
    chance.shuffle(shuffled)
    again = dict(zip((line["id"] for line in shuffled), host_names(shuffled, ["web"]), strict=True))
    assert [again[line["id"]] for line in lines] == names


@pytest.mark.case(90)
def test_a_wanted_name_follows_the_same_rules() -> None:
    lines = [{"name": "a", "id": "1"}, {"name": "b", "id": "2"}, {"name": "c", "id": "3"}]
    assert host_names(lines, [], ["all", "x y", None]) == ["a", "x_y", "c"]
    assert host_names(lines, [], ["same", "same", "other"]) == ["a", "b", "other"]
