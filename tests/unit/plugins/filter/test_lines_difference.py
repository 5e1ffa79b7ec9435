# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two orgs are compared by what they can have the same, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.voiceops.vapi.plugins.filter.lines_difference import lines_difference

SAY = {"event": "call.ringing", "do": [{"type": "say", "exact": "Hello"}]}
LINE = {
    "name": "Main",
    "provider": "twilio",
    "number": "+14155550100",
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "{{ vault_a }}",
    "assistant": "Support Bot",
    "hooks": [SAY],
    "server": {"url": "https://a.example", "encrypted_paths": ["a", "b"]},
}


def fields(there: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """What differs between the line above and the same with something else."""
    different = lines_difference([LINE], [{**LINE, **there}])["different"]
    return [(field["field"], field["here"], field["there"]) for line in different for field in line["fields"]]


def test_ids_secrets_and_numbers_are_passed_over() -> None:
    theirs = {
        "id": "11111111-1111-4111-8111-111111111111",
        "number": "+14155550200",
        "twilio_account_sid": "AC2",
        "twilio_auth_token": "{{ vault_b }}",
        "server": {
            "url": "https://a.example",
            "headers": "{{ vault_c }}",
            "credential_id": "11111111-1111-4111-8111-111111111111",
            "encrypted_paths": ["b", "a"],
        },
    }
    assert fields(theirs) == []


def test_every_field_is_told_by_its_path() -> None:
    transfer = {"type": "transfer", "destination": {"type": "number", "number": "+14155550199"}}
    theirs = {
        "provider": "vonage",
        "assistant": None,
        "squad": "Front Desk",
        "hooks": [{**SAY, "do": [{"type": "say", "exact": "Goodbye"}, transfer]}],
        "server": {"url": "https://b.example"},
    }
    assert fields(theirs) == [
        ("provider", "twilio", "vonage"),
        ("assistant", "Support Bot", None),
        ("hooks[0].do[0].exact", "Hello", "Goodbye"),
        ("server.url", "https://a.example", "https://b.example"),
        ("server.encrypted_paths", ["a", "b"], None),
        ("hooks[0].do[1].type", None, "transfer"),
        ("hooks[0].do[1].destination.type", None, "number"),
        ("hooks[0].do[1].destination.number", None, "+14155550199"),
        ("squad", None, "Front Desk"),
    ]


def test_lines_are_found_by_their_names() -> None:
    here = [LINE, {"name": "Here"}, {"name": "Twice"}, {"name": "Twice"}, {"number": "+14155550101"}]
    there = [{**LINE, "number": "+14155550200"}, {"name": "There"}, {"name": "Twice"}, {"sip_uri": "sip:a@b"}]
    assert lines_difference(here, there) == {
        "only_here": ["Here"],
        "only_there": ["There"],
        "different": [],
        "same": ["Main"],
        "not_compared": ["+14155550101", "Twice", "sip:a@b"],
    }


@pytest.mark.parametrize("wrong", ["text", [1], {"name": "A"}, None])
def test_anything_else_is_refused(wrong: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="takes two lists of lines"):
        lines_difference([], wrong)


def test_lines_compare_as_a_run_compares_them() -> None:
    """The case of a SIP URI, the order of a set and a documented default are no differences."""

    def line(uri: str, prefixes: list[str], **destination: Any) -> dict[str, Any]:
        target = {"type": "sip", "sip_uri": uri, **destination}
        hook = {"event": "call.ringing", "filters": [{"starts_with": prefixes}]}
        return {"name": "Main", "hooks": [{**hook, "do": [{"type": "transfer", "destination": target}]}]}

    here = line("sip:Night@Example.com", ["49", "1"])
    there = line("sip:night@example.com", ["1", "49"], transfer_plan={"mode": "blind-transfer", "timeout": 60})
    found = lines_difference([here], [there])
    assert [field["field"] for field in found["different"][0]["fields"]] == [
        "hooks[0].do[0].destination.transfer_plan.mode"
    ]
    assert lines_difference([line("sip:a@b.c", ["1"])], [line("SIP:A@B.C", ["1"])])["same"] == ["Main"]
